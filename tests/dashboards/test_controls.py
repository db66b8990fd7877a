"""Sliders from what is declared: inside the bounds, back to a plan, refused in words."""

import json
import re

import pytest
from plotly.io.json import to_json_plotly

from dashboards.address import Address
from dashboards.controls import FIRST, differences, every_address, knob, values_of
from dashboards.units import CHINESE
from dashboards.web.sliders import Ground, choosers, ground_of, knob_names
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.schema import declared


@pytest.fixture(scope="module")
def plan() -> RunPlan:
    return Ground.usual().plan()


def test_every_slider_stands_inside_its_bounds(plan: RunPlan) -> None:
    every = [knob(each.name, plan) for each in every_address()]
    assert len(every) > 400
    for each in every:
        assert each is not None
        assert each.declared.low <= each.low <= each.base <= each.high <= each.declared.high, each.name
        assert 0 < each.step <= each.high - each.low, each.name


def test_the_first_sliders_are_there(plan: RunPlan) -> None:
    assert all(knob(name, plan) for name in FIRST)


def test_values_come_back_as_a_plan_holds_them(plan: RunPlan) -> None:
    name = "incentives.township_allowance_yuan_per_month.class_4"
    values = values_of({name: "1500", "age_limits.renewal_men_years": 57}, plan)
    allowance = plan.policy.incentives.township_allowance_yuan_per_month
    assert values == {
        "incentives.township_allowance_yuan_per_month": (*allowance[:4], 1500.0),
        "age_limits.renewal_men_years": 57.0,
    }
    changed = plan.with_values(values)
    assert changed.policy.age_limits.renewal_men_years == 57
    assert [each.name for each, _, _ in differences(values, plan)] == [*values]


def test_what_is_as_it_is_set_is_no_change(plan: RunPlan) -> None:
    assert values_of({"age_limits.renewal_men_years": plan.policy.age_limits.renewal_men_years}, plan) == {}


def test_all_that_is_wrong_is_said_at_once(plan: RunPlan) -> None:
    wrong = {"age_limits.renewal_men_years": 700, "nobody.knows": 1, "promotion.down_share": "much", "setting": None}
    with pytest.raises(Problems) as found:
        values_of(wrong, plan)
    text = str(found.value)
    assert all(part in text for part in ("700", "nobody.knows", "much", "setting", "allowed"))


def test_an_address_names_its_sliders() -> None:
    more = {
        "x.care.leave_quota_days": "3",
        "add": "promotion.up_share,none",
        "x.none": "1",
        "city": "../x",
        "years": "7",
    }
    address = Address(more=more)
    names = knob_names(address)
    assert names[: len(FIRST)] == list(FIRST) and "promotion.up_share" in names and "none" not in names
    assert ground_of(address) == Ground("fourteen_towns", "rules_2006", 5)


@pytest.mark.parametrize("ground", [Ground("../x", "rules_2006", 5), Ground("fourteen_towns", "a,b", 5),
                                    Ground("fourteen_towns", "rules_2006", 7)])  # fmt: skip
def test_a_ground_that_is_not_offered_is_refused(ground: Ground) -> None:
    with pytest.raises(Problems, match="allowed"):
        ground.plan()


def test_every_unit_is_there_in_chinese_and_no_other() -> None:
    units = {each.unit for each in declared().values()}
    assert units == set(CHINESE)
    spoken = [text for text in CHINESE.values() if not re.fullmatch(r"[-0–1 至]+", text)]
    assert all(re.search(r"[\u4e00-\u9fff]", text) and not re.search("[A-Za-z]", text) for text in spoken)


@pytest.mark.parametrize(("language", "city", "policy"), [
    ("en", "Fourteen towns", "Rules of 2006"), ("zh", "十四镇", "2006 年规则"),
])  # fmt: skip
def test_cities_and_policies_are_chosen_by_their_labels(language: str, city: str, policy: str) -> None:
    shown = to_json_plotly(choosers(Ground.usual(), Address(language=language)))
    offered = {each["value"]: each["label"] for each in offers(json.loads(shown))}
    assert (offered["fourteen_towns"], offered["rules_2006"]) == (city, policy)
    assert all(label and label != value for value, label in offered.items() if value.startswith("packages/"))


def offers(node: object) -> list[dict[str, str]]:
    """Return every choice that a page offers."""
    if isinstance(node, dict):
        own = [node] if set(node) == {"value", "label"} else []
        return own + [each for part in node.values() for each in offers(part)]
    return [each for part in node for each in offers(part)] if isinstance(node, list) else []
