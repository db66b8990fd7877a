from pathlib import Path

import hydra
import pytest
from hydra.core.global_hydra import GlobalHydra

from experiments import build_model, choices, schema
from experiments.compose import compose, plan_from
from experiments.problems import Problems
from experiments.settings import settings_in
from sim.parameters import value_problems
from sim.policy import Policy
from sim.setting import Setting

POLICIES = choices.options("policy")
ASSUMPTION = next(each for each in schema.assumptions() if not each.labels)


def refused(*words: str, command: str = "run", config_dirs: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(Problems) as caught:
        plan_from(words, command, config_dirs)
    return list(caught.value.lines)


def own_configs(folder: Path, name: str, text: str) -> tuple[str, ...]:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return (str(folder),)


@pytest.mark.parametrize("group", [*schema.LEVER_GROUPS, schema.SETTING])
def test_a_file_of_any_group_is_laid_over_its_defaults(tmp_path, group):
    """Where no file is chosen nothing is composed: the group still has to stand in configs/model.yaml."""
    single = (each for each in schema.declared().values() if isinstance(each.default, float))
    lever = next(each for each in single if each.name.startswith(f"{group}."))
    value = lever.low if lever.low != lever.default else lever.high
    *above, last = lever.name.split(".")[1:]
    text = "".join(f"{part}: {{" for part in above) + f"{last}: {value}" + "}" * len(above) + "\n"
    own = own_configs(tmp_path, f"{group}/mine.yaml", text)
    assert plan_from([f"{group}=mine"], "run", own).value(lever.name) == value
    assert plan_from([f"{group}=default"]).contents == plan_from().contents


def test_a_policy_is_laid_over_a_file_of_a_group(tmp_path):
    own = own_configs(tmp_path, "age_limits/mine.yaml", "renewal_men_years: 55\nnew_men_years: 51\n")
    own_configs(tmp_path, "policy/later.yaml", "# @package _global_\npolicy: {name: later}\n"
                                               "age_limits: {renewal_men_years: 57}\n")  # fmt: skip
    plan = plan_from(["age_limits=mine", "policy=later"], "run", own)
    assert (plan.policy.age_limits.renewal_men_years, plan.policy.age_limits.new_men_years) == (57, 51)


def test_without_words_a_plan_holds_the_declared_defaults():
    plan = plan_from()
    assert plan.policy == Policy()
    assert plan.setting == Setting()
    assert (plan.name, plan.months, plan.off, plan.city.name) == (
        "rules_2006",
        240,
        (),
        "fourteen_towns",
    )


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_file_says_who_asks_for_it_and_holds_only_what_differs(name):
    there = settings_in(choices.file_of("policy", name), "policy")
    assert there["policy.name"] == choices.own_name(name)
    assert all(there[f"policy.{key}"] for key in ("label_en", "label_zh", "source", "why"))
    for key, value in there.items():
        if key.split(".")[0] not in {"policy", "changes", "counties"}:
            declared = schema.declared()[key]
            assert (tuple(value) if isinstance(value, list) else value) != declared.default
            assert not value_problems(declared, value)


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=pytest.mark.deep) if each.startswith("remedies/") else each for each in POLICIES],
)
def test_every_policy_can_be_composed_and_only_the_rules_are_the_default(name):
    plan = plan_from([f"policy={name}"])
    assert plan.config["policy"]["name"] == choices.own_name(name)
    set_here = [key for key in settings_in(choices.file_of("policy", name), "policy") if key in schema.declared()]
    assert all(plan.value(key) != schema.declared()[key].default for key in set_here)
    assert (plan.policy == Policy()) == (name == "rules_2006")


def test_the_age_limits_of_the_seed_document():
    limits = plan_from(["policy=limits_57_55"]).policy.age_limits
    assert (limits.renewal_men_years, limits.renewal_women_years) == (57, 52)
    assert (limits.new_men_years, limits.new_women_years) == (55, 50)
    renewal = plan_from(["policy=limits_renewal_57"]).policy.age_limits
    assert (renewal.renewal_men_years, renewal.new_men_years) == (57, 50)


def test_words_lie_over_the_policy_and_reach_levers_assumptions_and_the_rest():
    plan = plan_from(
        [
            "policy=limits_57_55",
            "age_limits.new_men_years=53",
            f"{ASSUMPTION.name}={ASSUMPTION.low}",
            "off=[resignation]",
            "changes=[{start: 2015-01, lever: quotas.excellent_cap_share, value: 0.3, over_months: 6}]",
            "counties={county: {age_limits.renewal_men_years: 52}}",
            "policy.start=2011-03",
        ]
    )
    assert plan.policy.age_limits.new_men_years == 53
    assert plan.policy.age_limits.renewal_men_years == 57
    assert plan.off == ("resignation",)
    assert plan.policy.changes[0].over_months == 6
    assert plan.policy.counties == {"county": {"age_limits.renewal_men_years": 52}}
    assert plan.policy.start == "2011-03"
    assert plan.setting != Setting()


def test_counties_may_be_written_nested():
    plan = plan_from(["counties={county: {age_limits: {renewal_men_years: 52}}}"])
    assert plan.policy.counties == {"county": {"age_limits.renewal_men_years": 52}}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["age_limits.renewal_men_yers=57"], ["Did you mean age_limits.renewal_men_years?"]),
        (["renewal_men_years=57"], ["Did you mean age_limits.renewal_men_years?"]),
        (["+age_limits.unheard=1"], ["age_limits.unheard is not known", "There are: "]),
        (["age_limits.new_men_years=99"], ["is 99 years; allowed 35 to 70"]),
        (["age_limits.new_men_years=old"], ["is 'old'; allowed: a number from 35 to 70"]),
        (["incentives.tier_pay_ratio=[1,2]"], ["a list of 3 numbers"]),
        (["policy=limits_57"], ["Did you mean limits_57_55?", "rules_2006"]),
        (["city=nowhere"], ["there is no such city", "fourteen_towns"]),
        (["incentives=generous"], ["There are: default"]),
        (["off=[resignations]"], ["Did you mean resignation?", "transfer"]),
        (["keep=[month]"], ["Did you mean months?"]),
        (["months=0"], ["months is 0; allowed 1 to 1200"]),
        (["months=long"], ["months=long", "Integer"]),
        (["counties={nowhere: {age_limits.new_men_years: 52}}"], ["There are: county"]),
        (["changes=[{lever: age_limits.new_men_years}]"], ["changes[0]", "start: 2015-01"]),
        (["changes=[{start: 2015, lever: age_limits.new_men_years, value: 1}]"], ["'2015'"]),
        (["policy.start=soon"], ["start: 'soon' is not a month"]),
        (["off=[a"], ["cannot be read"]),
    ],
)
def test_a_mistake_is_told_in_words(words, said):
    text = "\n".join(refused(*words))
    for part in said:
        assert part in text


def test_all_mistakes_are_told_at_once():
    lines = refused("age_limits.new_men_years=99", "quotas.excellent_cap_share=2", "months=0")
    assert len(lines) == 3


def test_a_users_own_folder_adds_policies_and_groups(tmp_path):
    own_configs(tmp_path, "incentives/generous.yaml", "excellent_award_yuan: 5000\n")
    dirs = own_configs(
        tmp_path,
        "policy/mine.yaml",
        "# @package _global_\npolicy: {name: mine}\nservice: {township_min_service_months: 24}\n",
    )
    plan = plan_from(["policy=mine", "incentives=generous"], config_dirs=dirs)
    assert plan.policy.incentives.excellent_award_yuan == 5000
    assert plan.policy.service.township_min_service_months == 24
    assert plan.label_zh == "mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age_limits: {renewal_men_yers: 57}", "Did you mean age_limits.renewal_men_years?"),
        ("age_limits: {new_men_years: 99}", "age_limits.new_men_years is 99 years; allowed"),
        ("age_limits: {new_men_years: [1, 2", "cannot be read as YAML"),
        ("incentives: {tier_pay_ratio: [1, x, 2]}", "incentives.tier_pay_ratio[county] is 'x'"),
        ("off: [resignation]", 'write "off" in quotes'),
    ],
)
def test_a_mistake_in_a_policy_file_names_the_file_and_the_key(tmp_path, text, said):
    content = f"# @package _global_\npolicy: {{name: mine}}\n{text}\n"
    lines = refused("policy=mine", config_dirs=own_configs(tmp_path, "policy/mine.yaml", content))
    assert len(lines) == 1
    assert str(tmp_path / "policy" / "mine.yaml") in lines[0]
    assert said in lines[0]


def test_a_policy_bears_the_name_of_its_file(tmp_path):
    content = "# @package _global_\npolicy: {name: other}\n"
    dirs = own_configs(tmp_path, "policy/mine.yaml", content)
    assert "allowed: the file's name, mine" in refused("policy=mine", config_dirs=dirs)[0]


def test_a_plan_is_made_once_until_a_file_changes(tmp_path):
    form = "# @package _global_\npolicy: {{name: mine}}\nquotas: {{excellent_cap_share: {}}}\n"
    dirs = own_configs(tmp_path, "policy/mine.yaml", form.format(0.3))
    first = plan_from(["policy=mine"], config_dirs=dirs)
    assert plan_from(["policy=mine"], config_dirs=dirs) is first
    own_configs(tmp_path, "policy/mine.yaml", form.format(0.25))
    assert plan_from(["policy=mine"], config_dirs=dirs).policy.quotas.excellent_cap_share == 0.25


def test_composing_works_from_any_folder_and_leaves_others_hydra_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "their.yaml").write_text("number: 5\n")
    with hydra.initialize_config_dir(str(tmp_path / "theirs"), version_base="1.3"):
        before = GlobalHydra.instance().hydra
        assert compose(["months=12"]).months == 12
        assert GlobalHydra.instance().hydra is before
        assert hydra.compose("their").number == 5
    assert not GlobalHydra.instance().is_initialized()
    assert compose().months == 240


def test_the_hash_tells_plans_apart_and_nothing_else():
    same = [plan_from(), plan_from(["age_limits.new_men_years=50"]), plan_from(["seed=8"])]
    other = [
        plan_from(["age_limits.new_men_years=51"]),
        plan_from(["months=239"]),
        plan_from(["off=[resignation]"]),
        plan_from(["policy=allowance_up"]),
        plan_from(["city=prefecture"]),
        plan_from([f"{ASSUMPTION.name}={ASSUMPTION.high}"]),
    ]
    assert len({plan.contents for plan in same}) == 1
    assert len({plan.contents for plan in [same[0], *other]}) == 1 + len(other)
    assert plan_from(["off=[resignation,transfer]"]).contents == (plan_from(["off=[transfer,resignation]"]).contents)
    assert same[0].with_seed(1).run != same[0].with_seed(2).run


def test_build_model_builds_what_words_ask_for():
    model = build_model(["policy=limits_57_55", "off=[resignation]"], seed=3)
    assert model.policy.age_limits.new_men_years == 55
    assert model.off == frozenset({"resignation"})
    with pytest.raises(Problems):
        build_model(["nonsense=1"], seed=3)


def test_every_lever_and_assumption_is_in_the_schema():
    config = compose()
    for name, declaration in schema.declared().items():
        place = config
        for part in name.split("."):
            place = place[part]
        value = tuple(place) if declaration.labels else place
        assert value == declaration.default
