"""Ages, dates and service: retirement with the gradual rise, age lines, minimum years."""

import pytest

from sim.months import month_number, month_text
from sim.processes.resignation import may_resign
from sim.processes.retirement import delay_months, early_month, early_probability, statutory_month
from sim.rules import age_limit, family_distance, may_be_promoted, over_age, township_months
from sim.terms import Appraisal, Rank, Sex, Tier
from tests.rules.both_ways import both

NOW = month_number("2010-01")


def years(n: float) -> int:
    return int(n * 12)


# months


@pytest.mark.parametrize(
    ("text", "number"), [("2010-01", 24120), ("2010-12", 24131), ("2011-01", 24132), ("0001-01", 12)]
)
def test_months_are_whole_numbers(text, number):
    assert month_number(text) == number
    assert month_text(number) == text


@pytest.mark.parametrize("text", ["2010-13", "2010-00", "2010-1", "10-01", "2010/01", "2010-01-01", " 2010-01", ""])
def test_what_is_no_month_is_refused_and_shown(text):
    with pytest.raises(ValueError, match=r"is not a month; write year and month as in 2010-01") as refused:
        month_number(text)
    assert repr(text) in str(refused.value)


# statutory retirement


@pytest.mark.parametrize(
    ("reaches", "delay"),
    [
        ("2010-01", 0), ("2024-12", 0),
        ("2025-01", 1), ("2025-02", 1), ("2025-04", 1),
        ("2025-05", 2), ("2025-08", 2), ("2025-09", 3), ("2025-12", 3),
        ("2026-01", 4), ("2030-01", 16), ("2036-08", 35), ("2036-09", 36), ("2036-12", 36), ("2039-12", 36),
        ("2060-01", 36),
    ],
)  # fmt: skip
def test_the_gradual_rise(reaches, delay):
    """One month later for every four months from January 2025, up to 36: people who reach the old age in January to
    April 2025 retire one month later, May to August two (NPC Standing Committee decision of 2024; facts 2.4).
    """
    assert both(delay_months, month_number(reaches)) == delay


@pytest.mark.parametrize(
    ("born", "sex", "rank", "rises", "retires"),
    [
        ("1950-01", Sex.MALE, Rank.STAFF, True, "2010-01"),
        ("1964-12", Sex.MALE, Rank.SECTION, True, "2024-12"),
        ("1965-01", Sex.MALE, Rank.SECTION, True, "2025-02"),  # the decision's own first case
        ("1965-01", Sex.MALE, Rank.SECTION, False, "2025-01"),
        ("1965-05", Sex.MALE, Rank.DIVISION, True, "2025-07"),
        ("1976-09", Sex.MALE, Rank.CLERK, True, "2039-09"),  # the full three years: 63
        ("1970-01", Sex.FEMALE, Rank.STAFF, True, "2025-02"),
        ("1969-12", Sex.FEMALE, Rank.SECTION, True, "2024-12"),
        ("1981-09", Sex.FEMALE, Rank.SECTION, True, "2039-09"),  # 58
        ("1965-01", Sex.FEMALE, Rank.DEPUTY_DIVISION, True, "2025-02"),
        ("1960-01", Sex.FEMALE, Rank.DIVISION, True, "2020-01"),
    ],
)
def test_statutory_retirement(born, sex, rank, rises, retires):
    """Men 60, women cadres 55, women of division ranks 60 (notice of 2015), each with the rise (facts 2.4)."""
    month = both(statutory_month, month_number(born), int(sex), int(rank), 60.0, 55.0, 60.0, rises)
    assert month_text(month) == retires


@pytest.mark.parametrize(
    ("entered_at", "served_by_60", "may_ask_at"),
    [
        (20, 40, 50),  # thirty years of service come first
        (25, 35, 55),  # both at once
        (30, 30, 55),  # five years before the age, with twenty-five years of service
        (36, 24, 56),  # twenty years of service are reached four years before the age
        (40, 20, 60),  # only at the age itself
        (45, 15, 65),  # never before the age
    ],
)
def test_early_retirement(entered_at, served_by_60, may_ask_at):
    """After 30 years of service, or within five years of the age with 20 years (Civil Servant Law art. 93)."""
    assert entered_at + served_by_60 == 60
    born = NOW - years(60)
    assert both(early_month, born + years(entered_at), born + years(60)) == born + years(may_ask_at)


@pytest.mark.parametrize(
    ("per_year", "second_line", "ratio", "monthly"),
    [(0.03, False, 2.0, 0.0025), (0.03, True, 2.0, 0.005), (0.0, True, 2.0, 0.0), (1.0, True, 20.0, 1.0)],
)
def test_early_probability(per_year, second_line, ratio, monthly):
    assert both(early_probability, per_year, second_line, ratio) == pytest.approx(monthly)


# age lines


@pytest.mark.parametrize(("sex", "line"), [(Sex.MALE, 50.0), (Sex.FEMALE, 45.0)])
def test_age_limit(sex, line):
    """In 2006 cadres over 50 were not nominated again, women five years earlier (facts T12)."""
    assert both(age_limit, int(sex), 50.0, 45.0) == line


@pytest.mark.parametrize(
    ("age_months", "limit", "over"),
    [(years(50) - 1, 50.0, False), (years(50), 50.0, False), (years(50) + 1, 50.0, True),
     (years(45), 45.0, False), (years(45) + 1, 45.0, True), (546, 45.5, False), (547, 45.5, True)],
)  # fmt: skip
def test_over_an_age_line(age_months, limit, over):
    """Past an age of 50 (超过50周岁) means past the month of the 50th birthday (facts T12)."""
    assert both(over_age, NOW - age_months, NOW, limit) is over


# service


@pytest.mark.parametrize(
    ("before", "tier", "since", "served"),
    [(0, Tier.TOWNSHIP, 60, 60), (24, Tier.TOWNSHIP, 60, 84), (24, Tier.COUNTY, 60, 24), (0, Tier.CITY, 60, 0)],
)
def test_township_months(before, tier, since, served):
    assert both(township_months, before, int(tier), NOW - since, NOW) == served


@pytest.mark.parametrize(("bound", "may"), [(NOW - 1, True), (NOW, True), (NOW + 1, False)])
def test_may_resign(bound, may):
    """Not before the minimum term is done (Civil Servant Law art. 86(1))."""
    assert both(may_resign, bound, NOW) is may


@pytest.mark.parametrize(
    ("months", "least", "grade", "sanction", "may"),
    [
        (36, 36.0, Appraisal.COMPETENT, 0, True),
        (35, 36.0, Appraisal.EXCELLENT, 0, False),  # deputy section: three years as first-class clerk
        (24, 24.0, Appraisal.COMPETENT, 0, True),  # section: two years as deputy
        (99, 24.0, Appraisal.BASICALLY_COMPETENT, 0, False),
        (99, 24.0, Appraisal.INCOMPETENT, 0, False),
        (99, 24.0, Appraisal.EXCELLENT, NOW, True),
        (99, 24.0, Appraisal.EXCELLENT, NOW + 1, False),  # a running sanction (sanctions law art. 19)
        (0, 0.0, Appraisal.COMPETENT, 0, True),
    ],
)
def test_may_be_promoted(months, least, grade, sanction, may):
    """Least years in the rank below, last appraisal at least competent, no running sanction (facts 2.2, 2.3)."""
    assert both(may_be_promoted, months, least, int(grade), sanction, NOW) is may


@pytest.mark.parametrize(
    ("same_unit", "same_group", "here", "there", "distance"),
    [(True, True, 4, 4, 0.0), (False, True, 0, 0, 0.0), (False, True, 4, 0, 1.0), (False, True, 0, 4, 1.0),
     (False, True, 4, 4, 2.0), (False, True, 3, 2, 1.25), (False, False, 0, 0, 3.0), (False, False, 4, 4, 3.0)],
)  # fmt: skip
def test_family_distance(same_unit, same_group, here, there, distance):
    """None at home, by the hardship of both ways inside a county, 3 beyond it."""
    assert both(family_distance, same_unit, same_group, here, there) == distance
