"""Policies in folders, packages of several, and parts that contradict each other."""

import csv
import io
import json
from pathlib import Path

import pytest

from experiments import choices, packages
from experiments.compare import expanded
from experiments.compose import plan_from
from experiments.problems import Problems
from experiments.remedies import as_csv, as_json, as_markdown, remedies, show_remedies

FILE = (
    "# @package _global_\npolicy: {{name: {name}, label_en: {name}, label_zh: {name}, source: s, why: w}}\n{levers}\n"
)
PACKAGE = (
    "# @package _global_\ndefaults:\n  - /policy/remedies: [{parts}]\n  - _self_\n"
    "policy: {{name: {name}, label_en: {name}, label_zh: {name}, source: s, why: w}}\n{levers}\n"
)


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, ...]:
    """Return a folder of configs with three remedies, two of which contradict each other, and packages of them."""
    for folder in ("remedies", "packages"):
        (tmp_path / "policy" / folder).mkdir(parents=True)
    levers = {
        "zz_more": "quotas: {township_recruits_per_100_posts_per_year: 5}",
        "zz_most": "quotas: {township_recruits_per_100_posts_per_year: 9}",
        "zz_older": "age_limits: {renewal_men_years: 57}",
    }
    for name, text in levers.items():
        (tmp_path / "policy" / "remedies" / f"{name}.yaml").write_text(FILE.format(name=name, levers=text), "utf-8")
    made_of = {
        "zz_agree": ("zz_more, zz_older", ""),
        "zz_clash": ("zz_more, zz_most", ""),
        "zz_decided": ("zz_more, zz_most", "quotas: {township_recruits_per_100_posts_per_year: 7}"),
    }
    for name, (parts, text) in made_of.items():
        file = tmp_path / "policy" / "packages" / f"{name}.yaml"
        file.write_text(PACKAGE.format(name=name, parts=parts, levers=text), "utf-8")
    return (str(tmp_path),)


def test_a_remedy_is_chosen_by_its_folder_and_named_by_its_file(own):
    plan = plan_from(["policy=remedies/zz_more"], config_dirs=own)
    assert (plan.name, plan.policy.quotas.township_recruits_per_100_posts_per_year) == ("zz_more", 5)


def test_a_package_sets_what_its_parts_set(own):
    plan = plan_from(["policy=packages/zz_agree"], config_dirs=own)
    assert plan.name == "zz_agree"
    assert plan.policy.quotas.township_recruits_per_100_posts_per_year == 5
    assert plan.policy.age_limits.renewal_men_years == 57
    assert packages.parts("packages/zz_agree", own) == ["remedies/zz_more", "remedies/zz_older"]


def test_parts_that_contradict_each_other_are_refused_with_the_reason(own):
    with pytest.raises(Problems) as caught:
        plan_from(["policy=packages/zz_clash"], config_dirs=own)
    (line,) = caught.value.lines
    for words in ("zz_clash.yaml", "remedies/zz_more", "remedies/zz_most", "to 5", "to 9", "leave one of them out"):
        assert words in line


def test_a_package_may_decide_between_its_parts(own):
    plan = plan_from(["policy=packages/zz_decided"], config_dirs=own)
    assert plan.policy.quotas.township_recruits_per_100_posts_per_year == 7
    assert packages.conflicts("packages/zz_decided", own) == []


def test_parts_can_be_put_together_by_words(own):
    words = ["+policy/remedies=[zz_more,zz_older]", "policy.name=both"]
    plan = plan_from(words, config_dirs=own)
    assert (plan.name, plan.policy.age_limits.renewal_men_years) == ("both", 57)
    with pytest.raises(Problems, match=r"zz_old.*Did you mean zz_older"):
        plan_from(["+policy/remedies=[zz_more,zz_old]"], config_dirs=own)


def test_a_folder_stands_for_all_that_it_holds():
    there = ["rules_2006", "remedies/a", "remedies/b", "packages/c"]
    assert expanded(["rules_2006", "remedies/all"], there) == ["rules_2006", "remedies/a", "remedies/b"]
    assert expanded(["rules_2006", "nowhere/all"], there) == ["rules_2006", "nowhere/all"]


def test_remedies_are_listed_in_every_form(own, capsys):
    found = remedies("zz_", own)
    assert [each.policy for each in found] == [
        "remedies/zz_more", "remedies/zz_most", "remedies/zz_older",
        "packages/zz_agree", "packages/zz_clash", "packages/zz_decided",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert rows[0]["sets"] == "quotas.township_recruits_per_100_posts_per_year = 5"
    assert rows[3]["parts"] == "remedies/zz_more, remedies/zz_older"
    assert json.loads(as_json(found))[2]["sets"] == {"age_limits.renewal_men_years": 57}
    assert "| remedies/zz_more |" in as_markdown(found)
    assert show_remedies("table", "zz_m", own) == 0
    shown = capsys.readouterr().out
    assert "remedies/zz_most" in shown and "zz_older" not in shown


def test_no_such_remedy_and_no_such_form_are_refused(own):
    with pytest.raises(Problems, match="no remedy begins with 'zz_mroe'"):
        show_remedies("table", "zz_mroe", own)
    with pytest.raises(Problems, match="format is 'xml'"):
        show_remedies("xml", "zz_", own)


@pytest.mark.parametrize("option", [each for each in choices.options("policy") if "/" in each])
def test_every_remedy_of_the_reports_says_who_asks_for_it_and_what_it_sets(option):
    (found,) = [each for each in remedies(option) if each.policy == option]
    assert found.label_en and found.label_zh and found.why and "facts" in found.source
    assert found.sets or found.parts
    assert packages.conflicts(option) == []
