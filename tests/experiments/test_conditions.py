"""Conditions that a planner types: what a failure is, what must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.conditions import constraints_of, fails, failure_of
from experiments.problems import Problems
from experiments.sentences import Label

AGE, CAP, BURDEN = "age_limits.renewal_men_years", "quotas.excellent_cap_share", "work.burden_ratio"
SWITCH, CITY = "loans.loan_only_to_short_units", "incentives.tier_pay_ratio.city"
POLICY = Label("Nomination to 57", "提名至 57 岁")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("township_vacancy > 0.35", [("township_vacancy", ">", 0.35)]),
        ("township_vacancy>=35%", [("township_vacancy", ">=", 0.35)]),
        ("  township_vacancy ≤ .1 ", [("township_vacancy", "<=", 0.1)]),
        ("cost_yuan_per_year >= 6e8", [("cost_yuan_per_year", ">=", 6e8)]),
        ("resignations_per_100 < -1", [("resignations_per_100", "<", -1.0)]),
        (
            "township_vacancy > 0.35 and township_retention_5y < 0.5",
            [("township_vacancy", ">", 0.35), ("township_retention_5y", "<", 0.5)],
        ),
        ("township_vacancy > 0.35 且 mean_strain_township ≥ 0.6 & chain_length > 3",
         [("township_vacancy", ">", 0.35), ("mean_strain_township", ">=", 0.6), ("chain_length", ">", 3.0)]),
    ],
)  # fmt: skip
def test_failures_are_read(text: str, found: list[tuple[str, str, float]]):
    assert [(each.measure.name, each.sign, each.limit) for each in failure_of(text)] == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is no condition; write RESULT > NUMBER, for example township_vacancy > 0.35"),
        ("township_vacancy", "is no condition"),
        ("township_vacancy = 0.3", "allowed: <, <=, >, >="),
        ("0.3 < township_vacancy", "0.3 is no result"),
        ("township_vacancies > 0.35", "is no result. Did you mean township_vacancy? There are: township_vacancy, "),
        ("township_vacancy > high", "high is no number; allowed: a number in share"),
        ("township_vacancy > nan", "nan is no number"),
        ("township_vacancy > inf", "inf is no number"),
        ("township_vacancy > 35", "is a share, from 0 to 1; write 0.35 or 35%"),
        ("township_vacancy > 120%", "is a share, from 0 to 1"),
        ("chain_length > 3%", "3% is no number; allowed: a number in moves"),
        ("township_vacancy > 0.35 or chain_length > 3", "is no condition"),
        ("P(township_vacancy > 0.35) > 0.5", "is no condition"),
    ],
)
def test_what_is_no_failure_is_refused_in_words(text: str, said: str):
    with pytest.raises(Problems) as problems:
        failure_of(text)
    assert said in str(problems.value)


def test_all_that_is_wrong_with_a_failure_is_said_at_once():
    with pytest.raises(Problems) as problems:
        failure_of("vacancy > 1 and township_vacancy > 7 and x")
    assert len(problems.value.lines) == 3


def test_constraints_are_read():
    mean, chance = constraints_of(["cost_yuan_per_year <= 6e8", "P( township_vacancy <= 10% ) >= 0.9"])
    assert not mean.is_chance and (mean.condition.sign, mean.condition.limit) == ("<=", 6e8)
    assert chance.is_chance and chance.least == 0.9 and chance.condition.limit == 0.1
    assert mean.words.en == "the mean of “Cost” is at most 600.00 million yuan a year"
    assert mean.words.zh == "“年支出”的均值不高于 60,000.0 万元/年"
    assert chance.words.en == "“Township vacancy rate” is at most 10.0% in at least 90% of futures"
    assert chance.words.zh == "至少 90% 的可能未来中“乡镇空缺率”不高于 10.0%"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("P(township_vacancy <= 0.1)", "cannot be read as a chance; write P(township_vacancy <= 0.10) >= 0.9"),
        ("p (township_vacancy <= 0.1) = 0.9", "cannot be read as a chance"),
        ("P(township_vacancy <= 0.1) <= 0.9", "a chance can only be asked to be at least so high"),
        ("P(township_vacancy <= 0.1) >= 1", "must lie between 0 and 1; no number of runs shows certainty"),
        ("P(township_vacancy <= 0.1) >= much", "must lie between 0 and 1"),
        ("P(vacancy <= 0.1) >= 0.9", "vacancy is no result"),
        ("P(township_vacancy) >= 0.9", "is no condition"),
        ("costs <= 6e8", "costs is no result"),
    ],
)
def test_what_is_no_constraint_is_refused_in_words(text: str, said: str):
    with pytest.raises(Problems) as problems:
        constraints_of(["cost_yuan_per_year <= 6e8", text])
    assert len(problems.value.lines) == 1 and said in str(problems.value)


def test_futures_without_a_result_are_not_judged():
    values = pd.DataFrame({"township_vacancy": [0.1, 0.4, 0.4, np.nan], "chain_length": [5.0, 5.0, 1.0, 5.0]})
    failing, known = fails(failure_of("township_vacancy > 0.35 and chain_length >= 5"), values)
    assert failing.tolist() == [False, True, False, False] and known.tolist() == [True, True, True, False]


@given(st.text(max_size=30))
@settings(deadline=None)
def test_no_text_however_strange_breaks_the_reading(text: str):
    for read in (failure_of, lambda each: constraints_of([each])):
        try:
            read(text)
        except Problems as problems:
            assert problems.lines
