"""The search for the best policies: verdicts on the safe side, known fronts, nothing infeasible called feasible."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.addresses import Point, columns_of
from experiments.conditions import constraints_of
from experiments.problems import Problems
from experiments.schema import declared
from experiments.search import Found, search, task_of
from experiments.search_told import search_told
from experiments.verdicts import RISK, chance_bound, seed_problems, seeds_needed, verdict

AGE, CAP, SWITCH = "age_limits.renewal_men_years", "quotas.excellent_cap_share", "loans.loan_only_to_short_units"
CITY = "incentives.tier_pay_ratio.city"
VACANCY, COST = "township_vacancy", "cost_yuan_per_year"
OVER = {AGE: "all", CAP: "all", SWITCH: "all"}


def base(name: str) -> object:
    return declared()[name].default


# -- verdicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("least", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_a_point_whose_chance_is_too_low_passes_with_a_probability_of_at_most_a_twentieth(least: float):
    """Exactly, from the binomial distribution, at a chance just below what is asked for; the naive share is caught."""
    from scipy.stats import binom

    for runs in range(20, 320, 20):
        passing = [kept for kept in range(runs + 1) if chance_bound(kept, runs) >= least]
        if passing:
            assert binom.sf(min(passing) - 1, runs, least) <= RISK
        naive = math.ceil(least * runs)
        assert binom.sf(naive - 1, runs, least) > 0.3


@given(st.integers(1, 500), st.data())
def test_the_bound_is_that_of_clopper_and_pearson(runs: int, data: st.DataObject):
    from scipy.stats import binomtest

    kept = data.draw(st.integers(0, runs))
    expected = binomtest(kept, runs, alternative="greater").proportion_ci(1 - RISK, "exact").low
    assert chance_bound(kept, runs) == pytest.approx(expected, abs=1e-9)
    assert chance_bound(kept, runs) <= kept / runs


@given(st.floats(0.01, 0.999))
def test_the_seeds_needed_are_the_fewest_that_can_show_a_chance(least: float):
    needed = seeds_needed(least)
    assert chance_bound(needed, needed) >= least
    assert needed == 1 or chance_bound(needed - 1, needed - 1) < least


def test_a_chance_that_cannot_be_shown_with_so_many_seeds_is_said():
    (chance,) = constraints_of(["P(township_vacancy <= 0.1) >= 0.9"])
    assert seed_problems([chance], 29) == []
    (line,) = seed_problems([chance], 20)
    assert "cannot be shown with seeds=20: even if all of them keep it, the chance may be as low as 0.86" in line
    assert "take at least 29 seeds" in line


@pytest.mark.parametrize(
    ("text", "values", "is_kept", "seen"),
    [
        ("township_vacancy <= 0.1", [0.0, 0.2], True, 0.1),
        ("township_vacancy < 0.1", [0.0, 0.2], False, 0.1),
        ("township_vacancy >= 0.1", [0.0, 0.1], False, 0.05),
        ("township_vacancy <= 0.1", [0.0, math.nan], False, math.nan),
        ("township_vacancy <= 0.1", [], False, math.nan),
        ("P(township_vacancy <= 0.1) >= 0.5", [0.1] * 5, True, 1.0),
        ("P(township_vacancy <= 0.1) >= 0.5", [0.1] * 4 + [math.nan], False, 0.8),
        ("P(township_vacancy < 0.1) >= 0.5", [0.1] * 5, False, 0.0),
        ("P(township_vacancy < 0.1) >= 0.5", [], False, math.nan),
    ],
)
def test_constraints_are_judged_on_the_safe_side(text: str, values: list[float], is_kept: bool, seen: float):
    found = verdict(constraints_of([text])[0], np.array(values, float))
    assert found.is_kept == is_kept and found.seen == pytest.approx(seen, nan_ok=True)
    assert (found.violation == 0) == is_kept


# -- a search whose front is known -------------------------------------------------------------------------------------


def trade(age: float, cap: float, switch: bool) -> tuple[float, float]:
    """Return vacancy and cost: the age trades one for the other, the cap is best at 0.3, the switch is best off."""
    share = (age - 35) / 35
    loss = (cap - 0.3) ** 2 + 0.1 * switch
    return (1 - share) ** 2 / 2 + loss / 2, 1e8 * (1 + share + loss)


class Toy:
    """Runs points on given seeds, with luck that all points share, and remembers what it was asked for."""

    def __init__(self, seeds: int = 5, first: int = 0, luck: float = 0.0, lost: Sequence[int] = ()) -> None:
        self.seeds, self.first, self.luck, self.lost = seeds, first, luck, set(lost)
        self.batches: list[list[Point]] = []
        self.rows: list[pd.DataFrame] = []

    def __call__(self, points: Sequence[Point]) -> pd.DataFrame:
        rows = []
        offset = sum(map(len, self.batches))
        for number, point in enumerate(points):
            vacancy, cost = trade(point[AGE], point[CAP], point[SWITCH])
            for seed in range(self.first, self.first + self.seeds):
                shift = np.random.default_rng(seed).normal(0.0, self.luck)
                if not (offset + number in self.lost and seed == self.first):
                    rows.append({"point": number, "seed": seed, VACANCY: vacancy + shift, COST: cost})
        self.batches.append(list(points))
        self.rows.append(pd.DataFrame(rows))
        return self.rows[-1]


def task(constraints: Sequence[str] = (), **settings: int):
    settings = {"seeds": 5, "population": 24, "generations": 12, "seed": 1} | settings
    return task_of(OVER, {VACANCY: None, COST: "min"}, constraints, **settings)


def area(front: pd.DataFrame, corner: tuple[float, float] = (0.6, 2e8)) -> float:
    """Return the area that a front dominates (hypervolume), as a share of that of the true front."""

    def dominated(points: np.ndarray) -> float:
        total, lowest = 0.0, corner[1]
        for vacancy, cost in points[np.lexsort((points[:, 1], points[:, 0]))]:
            if vacancy < corner[0] and cost < lowest:
                total += (corner[0] - vacancy) * (lowest - cost)
                lowest = cost
        return total

    true = np.array([trade(age, 0.3, False) for age in np.linspace(35, 70, 101)])
    return dominated(front[[VACANCY, COST]].to_numpy(float)) / dominated(true)


def test_the_front_that_is_found_is_the_known_one():
    found = search(task(), Toy(), base)
    assert area(found.front) > 0.97
    assert not found.front[SWITCH].any() and found.front[CAP].between(0.1, 0.5).mean() > 0.9
    assert found.front[VACANCY].is_monotonic_increasing and found.front[COST].is_monotonic_decreasing
    drawn = np.random.default_rng(1).random((len(found.tried), 3))
    chance = pd.DataFrame([trade(35 + 35 * a, b, c < 0.5) for a, b, c in drawn], columns=[VACANCY, COST])
    assert area(found.front) > area(chance)


def test_a_budget_cuts_the_front():
    found = search(task(["cost_yuan_per_year <= 1.6e8"]), Toy(), base)
    assert (found.front[COST] <= 1.6e8).all() and found.front[COST].max() > 1.55e8
    assert found.front[VACANCY].min() == pytest.approx(0.4**2 / 2, abs=0.02)
    assert (found.tried["feasible"] == (found.tried[COST] <= 1.6e8)).all()


def test_a_front_of_one_objective_is_its_best_point():
    one = task_of(OVER, {VACANCY: "min"}, ["cost_yuan_per_year <= 1.5e8"], seeds=5, population=20, generations=10)
    found = search(one, Toy(), base)
    assert len(found.front) == 1 and found.front[VACANCY].iloc[0] == pytest.approx(0.125, abs=0.02)
    away = task_of(OVER, {VACANCY: "max"}, (), seeds=5, population=20, generations=10)
    assert search(away, Toy(), base).front[VACANCY].iloc[0] > 0.7


def test_the_same_seed_gives_the_same_search():
    first, second, other = (search(task(seed=seed), Toy(luck=0.1), base) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first.tried, second.tried)
    assert first.points == second.points != other.points


def test_whole_generations_are_asked_for_and_no_point_twice():
    toy = Toy()
    found = search(task(), toy, base)
    assert 1 < len(toy.batches) <= 12 and len(toy.batches[0]) == 24
    asked = list(itertools.chain(*toy.batches))
    assert asked == found.points and len({str(point) for point in asked}) == len(asked) == len(found.tried)
    assert found.tried["point"].tolist() == list(range(len(asked)))
    assert found.tried["generation"].max() <= 12 and found.tried["generation"].is_monotonic_increasing
    columns = columns_of(found.points)
    pd.testing.assert_frame_equal(found.tried[list(columns)], columns)


def test_values_are_readable_and_inside_the_bounds():
    found = search(task_of({AGE: [50, 60], CITY: [1, 1.7]}, {COST: None}, seeds=2, population=8, generations=2),
                   lambda points: pd.DataFrame([{"point": i, "seed": s, COST: each[AGE]}
                                                for i, each in enumerate(points) for s in range(2)]), base)  # fmt: skip
    assert found.tried[AGE].between(50, 60).all() and found.tried[CITY].between(1, 1.7).all()
    assert all(len(f"{value:.12g}") <= 6 for value in [*found.tried[AGE], *found.tried[CITY]])
    assert all(point["incentives.tier_pay_ratio"][:2] == (1.0, 1.15) for point in found.points)
    assert found.tried[f"{COST}_low"].isna().all()  # two seeds give no interval


# -- nothing infeasible is called feasible -----------------------------------------------------------------------------


def judged_again(found: Found, toy: Toy) -> pd.DataFrame:
    """Return, from the raw runs, the means, how many runs keep the vacancy, and whether any is missing."""
    frames = [frame.assign(batch=number) for number, frame in enumerate(toy.rows)]
    runs = pd.concat(frames).set_index(["batch", "point"])
    runs["kept"] = runs[VACANCY] <= 0.3
    by_point = runs.groupby(level=[0, 1])
    again = by_point[[VACANCY, COST]].mean().assign(kept=by_point["kept"].sum(), runs=by_point.size())
    return again.reset_index(drop=True)


@given(st.integers(0, 1000), st.floats(0.0, 0.3), st.sets(st.integers(0, 40), max_size=5), st.floats(0.5, 0.9))
@settings(max_examples=20, deadline=None)
def test_no_infeasible_point_is_called_feasible(seed: int, luck: float, lost: set[int], least: float):
    toy = Toy(seeds=30, luck=luck, lost=sorted(lost))
    constraints = ["cost_yuan_per_year <= 1.7e8", f"P(township_vacancy <= 0.3) >= {least}"]
    found = search(task(constraints, seeds=30, population=8, generations=6, seed=seed), toy, base)
    again = judged_again(found, toy)
    assert len(again) == len(found.tried)
    for mine, row in zip(again.itertuples(), found.tried.to_dict("records"), strict=True):
        keeps = mine.cost_yuan_per_year <= 1.7e8 and chance_bound(mine.kept, 30) >= least and mine.runs == 30
        assert row["feasible"] == keeps
        assert row["feasible"] == (row["violation"] == 0)
        assert row["feasible"] or not row["front"]
    means = found.tried[[VACANCY, COST]].to_numpy(float)
    for number in np.flatnonzero(found.tried["front"]):
        better = (means <= means[number]).all(axis=1) & (means < means[number]).any(axis=1)
        assert not (better & found.tried["feasible"].to_numpy(bool)).any()


def test_runs_that_are_missing_count_against_a_point():
    toy = Toy(seeds=30, lost=range(10_000))
    found = search(task(["P(township_vacancy <= 0.9) >= 0.5"], seeds=30, generations=2), toy, base)
    assert not found.tried["feasible"].any() and found.front.empty
    assert found.tried["constraint_1"].to_numpy() == pytest.approx(29 / 30)
    assert found.tried["constraint_1_kept"].all()
    assert "29 of 30 runs keep “Township vacancy rate” within the limit" in search_told(found)[0].en


def test_a_search_without_a_feasible_point_names_the_nearest():
    constraints = ["cost_yuan_per_year <= 1.1e8", "P(township_vacancy <= 0.1) >= 0.5"]
    found = search(task(constraints, seeds=5, generations=6), Toy(), base)
    assert found.front.empty and found.confirmed is None
    (line,) = search_told(found)
    nearest = found.tried.loc[found.tried["violation"].idxmin()]
    assert line.en.startswith(f"None of {len(found.tried)} points tried keeps every constraint. The nearest, point")
    assert f"point {int(nearest['point'])}: the mean of “Cost” is" in line.en and "of 5 runs keep" in line.en
    assert line.zh.startswith(f"所试 {len(found.tried)} 个方案均未满足全部约束")


def test_the_front_is_tried_again_on_other_seeds():
    """Luck that lets a point just pass on its own seeds need not hold on others; both verdicts are kept."""
    constraints = ["P(township_vacancy <= 0.3) >= 0.8"]
    again = Toy(seeds=40, first=1000, luck=0.05)
    found = search(task(constraints, seeds=40, generations=5), Toy(seeds=40, luck=0.05), base, again)
    assert len(again.batches) == 1 and len(found.confirmed) == len(found.front)
    assert found.confirmed["point"].tolist() == found.front["point"].tolist()
    assert found.confirmed[AGE].tolist() == found.front[AGE].tolist()
    assert (found.confirmed[VACANCY] != found.front[VACANCY].to_numpy()).all()
    kept = int(found.confirmed["feasible"].sum())
    assert search_told(found)[1].en == (
        f"On other seeds {kept} of the {len(found.front)} points of the front keep every constraint again."
    )
    alone = search(task(constraints, seeds=40, generations=2), Toy(seeds=40), base)
    assert "other seeds have not been tried" in search_told(alone)[1].en
    assert f"Of {len(alone.tried)} points tried {alone.tried['feasible'].sum()} keep" in search_told(alone)[0].en


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("over", "objectives", "constraints", "settings", "said"),
    [
        ({}, {VACANCY: None}, [], {}, "over is empty"),
        ({AGE: [60, 50]}, {VACANCY: None}, [], {}, "the lower bound, then a higher one"),
        (OVER, {}, [], {}, "objectives are empty; name at least one result"),
        (OVER, {"township_vacancies": None}, [], {}, "is no result. Did you mean township_vacancy?"),
        (OVER, {VACANCY: "low"}, [], {}, "objective township_vacancy is 'low'; allowed: min, max, or nothing"),
        (OVER, {"chain_length": None}, [], {}, "is neither better nor worse when it is more; give min or max"),
        (OVER, {VACANCY: None}, ["vacancy < 1"], {}, "vacancy is no result"),
        (OVER, {VACANCY: None}, ["P(township_vacancy <= 0.1) >= 0.99"], {}, "take at least 299 seeds"),
        (OVER, {VACANCY: None}, [], {"seeds": 0}, "seeds is 0; allowed: a whole number from 1"),
        (OVER, {VACANCY: None}, [], {"population": 3}, "population is 3; allowed: a whole number from 4"),
        (OVER, {VACANCY: None}, [], {"generations": 0.5}, "generations is 0.5"),
        (OVER, {VACANCY: None}, [], {"seed": -1}, "seed is -1"),
    ],
)
def test_what_cannot_be_searched_for_is_refused_in_words(over, objectives, constraints, settings, said: str):
    with pytest.raises(Problems) as problems:
        task_of(over, objectives, constraints, **({"seeds": 10} | settings))
    assert len(problems.value.lines) == 1 and said in str(problems.value)


def test_all_that_is_wrong_with_a_search_is_said_at_once():
    with pytest.raises(Problems) as problems:
        task_of({"nothing": "all"}, {"x": None, "chain_length": None}, ["y > 1", "z"], seeds=0, population=True)
    assert len(problems.value.lines) == 7
