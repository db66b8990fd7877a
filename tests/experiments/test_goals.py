"""Goal seek: the cheapest value that keeps a constraint, how surely, and what is said where there is none."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.addresses import Point
from experiments.goals import ALREADY, NEVER, REACHED, UNSTEADY, Answer, goal_of, goal_seek, point_at
from experiments.problems import Problems
from experiments.schema import declared
from experiments.search_told import goal_told
from experiments.verdicts import RISK, chance_bound

ALLOWANCE = "incentives.township_allowance_yuan_per_month"
AWARD, SWITCH = "incentives.excellent_award_yuan", "loans.loan_only_to_short_units"
CHANCE = "P(township_vacancy <= 0.10) >= 0.9"


def base(name: str) -> object:
    return declared()[name].default


class Toy:
    """A run keeps the vacancy low where `keeps(value, luck)` says so; luck of a seed is shared by all values."""

    def __init__(self, luck: np.ndarray, keeps: Callable[[float, np.ndarray], np.ndarray]) -> None:
        self.luck, self.keeps, self.batches = luck, keeps, []

    def __call__(self, points: Sequence[Point]) -> pd.DataFrame:
        rows = []
        for number, point in enumerate(points):
            kept = self.keeps(point[AWARD], self.luck)
            cost = 1e8 + 100 * point[AWARD]
            rows += [
                {"point": number, "seed": seed, "township_vacancy": 0.05 if each else 0.3, "cost_yuan_per_year": cost}
                for seed, each in enumerate(kept)
            ]
        self.batches.append([point[AWARD] for point in points])
        return pd.DataFrame(rows)


def rising(value: float, luck: np.ndarray) -> np.ndarray:
    """Keep the vacancy low from a value on that differs from seed to seed."""
    return value >= luck


def seek(toy: Toy, cheapest: float = 0, dearest: float = 1000, step: float = 10, at_once: int = 3) -> Answer:
    goal = goal_of(AWARD, cheapest, dearest, step, [CHANCE], seeds=len(toy.luck), base=base)
    return goal_seek(goal, toy, base, at_once)


def cheapest_by_hand(luck: np.ndarray, values: Sequence[float]) -> float | None:
    """Return the first value at which the bound of the chance is high enough, looking at all of them."""
    for value in values:
        if chance_bound(int((value >= luck).sum()), len(luck)) >= 0.9:
            return value
    return None


@given(st.integers(0, 10_000), st.integers(29, 120), st.integers(1, 8), st.sampled_from([10, 30, 7]))
@settings(max_examples=60, deadline=None)
def test_the_answer_is_the_one_that_trying_all_values_would_give(seed: int, runs: int, at_once: int, step: int):
    luck = np.random.default_rng(seed).normal(500, 120, runs)
    toy = Toy(luck, rising)
    answer = seek(toy, step=step, at_once=at_once)
    by_hand = cheapest_by_hand(luck, answer.goal.values)
    if by_hand is None:
        assert answer.kind == NEVER and math.isnan(answer.value)
    else:
        assert answer.value == by_hand and answer.kind == (REACHED if by_hand else ALREADY)
        assert answer.exceptions == ()
        before = answer.goal.values.index(by_hand) - 1
        assert answer.below == answer.goal.values[before]
    asked = [value for batch in toy.batches for value in batch]
    assert len(set(asked)) == len(asked) == len(answer.tried) <= 32
    assert max(map(len, toy.batches)) <= max(5, at_once, 4)
    assert answer.tried["value"].is_monotonic_increasing


def test_the_answer_is_too_cheap_in_at_most_one_of_twenty_goal_seeks():
    """2,000 goal seeks with fresh luck: the chance at the answer is known; the naive rule is caught."""
    from scipy.stats import norm

    rng, times, too_cheap, naive = np.random.default_rng(1), 2000, 0, 0
    values = np.arange(0, 1001, 10.0)
    true = values[np.flatnonzero(norm.cdf((values - 500) / 120) >= 0.9)[0]]
    for _ in range(times):
        luck = rng.normal(500, 120, 60)
        kept = (values[:, None] >= luck).sum(axis=1)
        shown = [chance_bound(int(each), 60) >= 0.9 for each in kept]
        too_cheap += bool(values[shown.index(True)] < true) if True in shown else 0
        naive += bool(values[np.flatnonzero(kept >= 54)[0]] < true)
    assert too_cheap / times <= RISK + 3 * math.sqrt(RISK * (1 - RISK) / times)
    assert naive / times > 0.3


def test_shared_seeds_and_few_values_are_enough():
    toy = Toy(np.random.default_rng(3).normal(500, 120, 60), rising)
    answer = seek(toy, dearest=10_000, step=1)
    assert answer.kind == REACHED and len(answer.tried) < 40
    assert toy.batches[0] == [0.0, 2500.0, 5000.0, 7500.0, 10_000.0]
    beside = answer.tried["value"].sub(answer.value)
    assert {-2, -1, 1, 2} <= set(beside)  # the neighbours are tried, to see that it holds


@pytest.mark.parametrize(
    ("luck", "kind", "value"),
    [(np.full(40, -1.0), ALREADY, 0.0), (np.full(40, 2000.0), NEVER, math.nan), (np.full(40, 1000.0), REACHED, 1000.0)],
)
def test_the_ends_are_answered_honestly(luck: np.ndarray, kind: str, value: float):
    answer = seek(Toy(luck, rising))
    assert answer.kind == kind and answer.value == pytest.approx(value, nan_ok=True)


def test_a_value_from_which_on_it_does_not_hold_is_not_named():
    hump = Toy(np.zeros(40), lambda value, luck: (200 <= value <= 600) + luck > 0)
    answer = seek(hump)
    assert answer.kind == UNSTEADY and math.isnan(answer.value) and answer.exceptions == (250.0, 500.0)
    first, details = goal_told(answer)
    assert "At some values of “Award for an excellent year” (250, 500)" in first.en
    assert "no value can be named" in first.en
    assert details.en == (
        "At 1,000: 0 of 40 runs keep “Township vacancy rate” within the limit, which shows a chance of at least 0%."
    )


def test_cheaper_values_that_hold_all_the_same_are_told():
    island = Toy(np.zeros(40), lambda value, luck: ((value >= 700) | (240 <= value <= 260)) + luck > 0)
    answer = seek(island)
    assert (answer.kind, answer.value, answer.below, answer.exceptions) == (REACHED, 700.0, 690.0, (250.0,))
    assert "The effect is not steady: at 250 it holds as well, but not at values between." in [
        each.en for each in goal_told(answer)
    ]


def test_a_dearer_neighbour_that_fails_moves_the_answer_up():
    gap = Toy(np.zeros(40), lambda value, luck: ((value >= 300) & (value != 320)) + luck > 0)
    answer = seek(gap)
    assert (answer.value, answer.below) == (330.0, 320.0) and 300.0 in answer.exceptions


def test_a_goal_may_go_downwards_and_always_tries_its_dearest_value():
    toy = Toy(np.full(40, -405.0), lambda value, luck: -value >= luck)
    answer = seek(toy, cheapest=1000, dearest=5, step=100)
    assert answer.goal.values[:2] == (1000.0, 900.0) and answer.goal.values[-2:] == (100.0, 5.0)
    assert (answer.kind, answer.value, answer.below) == (REACHED, 400.0, 500.0)
    lines = goal_told(answer)
    assert "less than at 1,000: what was taken for the cheapest end is not." in lines[-1].en


def test_a_list_of_numbers_is_moved_by_a_common_factor():
    goal = goal_of(ALLOWANCE, 1, 3, 0.1, [CHANCE], seeds=40, base=base)
    assert goal.is_factor and goal.values[:4] == (1.0, 1.1, 1.2, 1.3) and goal.values[-1] == 3.0
    assert point_at(goal, 1.5, base) == {ALLOWANCE: (300.0, 360.0, 420.0, 480.0, 600.0)}
    element = goal_of(f"{ALLOWANCE}.class_4", 400, 800, 50, [CHANCE], seeds=40, base=base)
    assert point_at(element, 650.0, base) == {ALLOWANCE: (200.0, 240.0, 280.0, 320.0, 650.0)}

    def evaluate(points: Sequence[Point]) -> pd.DataFrame:
        rows = [{"point": i, "seed": seed, "township_vacancy": 0.05 if each[ALLOWANCE][0] >= 350 else 0.3}
                for i, each in enumerate(points) for seed in range(40)]  # fmt: skip
        return pd.DataFrame(rows)

    answer = goal_seek(goal, evaluate, base)
    assert (answer.value, answer.below) == (1.8, 1.7)
    lines = goal_told(answer)
    assert lines[0].en == (
        "The cheapest value of “Township allowance by remoteness” from which on “Township vacancy rate” is at most "
        "10.0% in at least 90% of futures is 1.8 times the base plan's; at 1.7 times the base plan's it is not shown."
    )
    assert "最低取值为基础方案的 1.8 倍;取基础方案的 1.7 倍时不能确认" in lines[0].zh
    assert len(lines) == 2  # no cost in the runs, nothing said of it


def test_several_constraints_are_kept_together():
    luck = np.random.default_rng(1).normal(500, 50, 60)
    texts = [CHANCE, "cost_yuan_per_year <= 1.0008e8"]
    goal = goal_of(AWARD, 0, 1000, 10, texts, seeds=60, base=base)
    answer = goal_seek(goal, Toy(luck, rising), base)
    assert answer.kind == UNSTEADY and all(answer.tried["value"][answer.tried["kept"]] <= 800)
    short = goal_seek(goal_of(AWARD, 0, 800, 10, texts, seeds=60, base=base), Toy(luck, rising), base)
    assert short.kind == REACHED and short.tried["constraint_2_kept"].all()
    lines = goal_told(short)
    assert "and the mean of “Cost” is at most 100.08 million yuan a year is" in lines[0].en
    assert "; the mean of “Cost” is 100.0" in lines[1].en and "61,000 yuan a year more than at 0." in lines[2].en


def test_runs_that_are_missing_count_against_a_value():
    toy = Toy(np.full(40, -1.0), rising)
    goal = goal_of(AWARD, 0, 1000, 100, [CHANCE, "cost_yuan_per_year <= 2e8"], seeds=60, base=base)
    answer = goal_seek(goal, toy, base)
    assert answer.kind == NEVER
    assert "the mean of “Cost” is not known, since a run of it is missing" in goal_told(answer)[1].en


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lever": "incentives.excelent_award_yuan"}, f"Did you mean {AWARD}?"),
        ({"lever": SWITCH}, "is on or off; allowed: a number; compare the two as policies"),
        ({"cheapest": -1}, f"{AWARD} is -1 yuan a person a year; allowed 0 to 100000"),
        ({"dearest": 200_000, "step": 100}, f"{AWARD} is 200000 yuan"),
        ({"dearest": 0}, "goes from 0 to 0 by 10; allowed: two ends, and a step above 0"),
        ({"step": 0}, "allowed: two ends, and a step above 0"),
        ({"step": 0.01}, "the goal has 100,000 steps; allowed: up to 10,000"),
        ({"step": "small"}, "step is 'small'; allowed: a number"),
        ({"dearest": math.inf}, "dearest is inf; allowed: a number"),
        ({"constraints": []}, "a goal needs at least one constraint"),
        ({"constraints": ["vacancy < 1"]}, "vacancy is no result"),
        ({"seeds": 20}, "take at least 29 seeds"),
        ({"seeds": 0}, "seeds is 0; allowed: a whole number from 1"),
        ({"lever": ALLOWANCE, "dearest": 30}, f"with the factor 30 {ALLOWANCE}[class_4] is 12000"),
        ({"lever": "establishments.other_staff_allowance_ratio", "dearest": 1.5, "step": 0.1}, ""),
    ],
)
def test_goals_that_cannot_be_sought_are_refused_in_words(change: dict[str, object], said: str):
    asked = {"lever": AWARD, "cheapest": 0, "dearest": 1000, "step": 10, "constraints": [CHANCE], "seeds": 40} | change
    if not said:
        goal_of(**asked, base=base)
        return
    with pytest.raises(Problems) as problems:
        goal_of(**asked, base=base)
    assert len(problems.value.lines) == 1 and said in str(problems.value)


def test_a_list_of_nothing_cannot_be_multiplied():
    with pytest.raises(Problems, match="all 0 in the base plan, and so under every factor; name one of its elements"):
        goal_of(ALLOWANCE, 1, 2, 0.1, [CHANCE], seeds=40, base=lambda name: (0.0,) * 5)


def test_all_that_is_wrong_with_a_goal_is_said_at_once():
    with pytest.raises(Problems) as problems:
        goal_of("nothing", math.nan, True, "x", ["y > 1"], seeds=0, base=base)
    assert len(problems.value.lines) == 6
