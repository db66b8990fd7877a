"""What drives which result, against functions whose answer is known."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.addresses import find
from experiments.drivers import LEVELS, Sample, morris_sample, sobol_sample
from experiments.influence import MORRIS, SOBOL, morris_effects, sobol_indices
from experiments.influence_told import is_told, morris_told, sobol_told
from experiments.schema import declared

AGE, CAP, BURDEN = "age_limits.renewal_men_years", "quotas.excellent_cap_share", "work.burden_ratio"
SWITCH, CITY = "loans.loan_only_to_short_units", "incentives.tier_pay_ratio.city"
FOUR = dict.fromkeys((AGE, CAP, BURDEN, CITY), "all")
VACANCY, COST = "township_vacancy", "cost_yuan_per_year"


def base(name: str) -> object:
    return declared()[name].default


def table(**columns: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(columns)


# -- Sobol indices -----------------------------------------------------------------------------------------------------

FIRST = np.array([0.3139, 0.4424, 0.0, 0.0])
TOTAL = np.array([0.5576, 0.4424, 0.2437, 0.0])
"""Of the Ishigami function with a = 7, b = 0.1 (Ishigami and Homma 1990); the fourth axis is a dummy."""


def ishigami(sample: Sample) -> np.ndarray:
    x = np.pi * (2 * sample.shares - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_a_known_function_are_found():
    sample = sobol_sample(FOUR, 2048, 1, base)
    found = sobol_indices(sample, table(township_vacancy=ishigami(sample)))
    assert tuple(found.columns) == SOBOL and found["name"].tolist() == list(FOUR)
    assert found["first"].to_numpy() == pytest.approx(FIRST, abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(TOTAL, abs=0.02)
    assert found["rank_low"].tolist() == [1, 2, 3, 4] == found["rank_high"].tolist()
    variance = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 0.5
    assert found["spread"].to_numpy() == pytest.approx(math.sqrt(variance), rel=0.02)


def test_the_intervals_of_sobol_indices_hold_for_all_axes_together():
    """Of 40 samples at least 38 should; fewer than 33 would have a chance of one in ten thousand."""
    held = 0
    for seed in range(40):
        sample = sobol_sample(FOUR, 128, seed, base)
        found = sobol_indices(sample, table(y=ishigami(sample)))
        inside = [
            (found[f"{kind}_low"] - 1e-4 <= truth) & (truth <= found[f"{kind}_high"] + 1e-4)
            for kind, truth in (("first", FIRST), ("total", TOTAL))
        ]
        held += bool(np.all(inside))
    assert held >= 33


def test_a_dummy_has_an_interval_that_covers_zero():
    sample = sobol_sample(FOUR, 128, 2, base)
    for noise in (0.0, 0.5):
        chance = np.random.default_rng(3).normal(0.0, noise, len(sample.points))
        dummy = sobol_indices(sample, table(y=ishigami(sample) + chance)).iloc[3]
        assert dummy["first_low"] <= 0 <= dummy["first_high"]
        assert noise or dummy["total_low"] <= 0 <= dummy["total_high"]


# -- Morris effects ----------------------------------------------------------------------------------------------------


def linear(sample: Sample) -> np.ndarray:
    values = np.array([[point[AGE], point[CAP], point[SWITCH], point["incentives.tier_pay_ratio"][2]]
                       for point in sample.points], float)  # fmt: skip
    return values @ np.array([0.02, -0.3, 0.1, 0.0])


def test_morris_effects_of_a_linear_function_are_its_changes_over_the_ranges():
    sample = morris_sample({AGE: [50, 60], CAP: "all", SWITCH: "all", CITY: [1, 3]}, 8, 1, base)
    found = morris_effects(sample, table(township_vacancy=linear(sample)))
    assert tuple(found.columns) == MORRIS
    effects = [0.2, -0.3, 0.1, 0.0]  # a switch goes through its whole range in one step, and is not taken for more
    for end in ("", "_low", "_high"):
        assert found[f"mu{end}"].to_numpy() == pytest.approx(effects)
        assert found[f"mu_star{end}"].to_numpy() == pytest.approx(np.abs(effects))
    assert found["sigma"].to_numpy() == pytest.approx([0.0] * 4, abs=1e-9)
    assert found["rank_low"].tolist() == [2, 1, 3, 4] == found["rank_high"].tolist()
    assert morris_told(found)[0].en == (
        "“Township vacancy rate” is moved most by “Cap on excellent” (through its whole range down by 30.0 points on "
        "average, 95% band 30.0 to 30.0)."
    )
    assert morris_told(found)[1].en.endswith("could be told from chance for “Pay ratio by tier (city)”.")


def test_the_intervals_of_morris_effects_hold_for_all_axes_together():
    """Means over the levels are known by going through all of them; 200 samples, 190 expected, 4 standard errors."""

    def curved(u: np.ndarray) -> np.ndarray:
        return 3 * u[:, 0] + 2 * np.sin(4 * u[:, 1]) + u[:, 2] * u[:, 0]

    levels = np.array(np.meshgrid(*[np.linspace(0, 1, LEVELS)] * 4)).reshape(4, -1).T
    mu, mu_star = np.zeros(4), np.zeros(4)
    for axis in range(4):
        low = levels[levels[:, axis] < 0.5]
        effects = (curved(low + 2 / 3 * np.eye(4)[axis]) - curved(low)) / (2 / 3)
        mu[axis], mu_star[axis] = effects.mean(), np.abs(effects).mean()
    held = {"mu": 0, "mu_star": 0}
    for seed in range(200):
        sample = morris_sample(FOUR, 20, seed, base)
        found = morris_effects(sample, table(y=curved(sample.shares)))
        for kind, truth in (("mu", mu), ("mu_star", mu_star)):
            held[kind] += bool(((found[f"{kind}_low"] - 1e-9 <= truth) & (truth <= found[f"{kind}_high"] + 1e-9)).all())
    assert min(held.values()) >= 190 - 4 * math.sqrt(200 * 0.95 * 0.05)


# -- chance, and what cannot be known ----------------------------------------------------------------------------------


def seeds_of(sample: Sample, signal: np.ndarray, noise: float, seed: int, seeds: int = 5) -> list[pd.DataFrame]:
    """Return a table for each seed: the signal, luck that all points share, and chance of each point's own."""
    rng = np.random.default_rng(seed)
    return [
        table(township_vacancy=signal + rng.normal(0.0, 1.0) + rng.normal(0.0, noise, len(signal)))
        for _ in range(seeds)
    ]


def test_an_influence_that_is_all_chance_is_not_told():
    """Three of the numbers only stir chance: their totals and sizes are above zero, but not above what chance shows.

    That any of them is told may happen in at most 5 of 100 samples; 8 of 40 would have a chance of one in a thousand.
    """
    wrong = {"sobol": 0, "morris": 0}
    for seed in range(40):
        sample = sobol_sample(FOUR, 128, seed, base)
        sobol = sobol_indices(sample, seeds_of(sample, sample.shares[:, 0], 0.3, seed))
        first, *rest = sobol_told(sobol)
        assert "depends most on “Renomination to a township team, men”" in first.en
        wrong["sobol"] += not all(find(name).words("en") in rest[0].en for name in (CAP, BURDEN, CITY))
        sample = morris_sample(FOUR, 20, seed, base)
        morris = morris_effects(sample, seeds_of(sample, sample.shares[:, 0], 0.3, seed))
        first, *rest = morris_told(morris)
        assert "moved most by “Renomination to a township team, men” (through its whole range up by" in first.en
        wrong["morris"] += not all(find(name).words("zh") in rest[0].zh for name in (CAP, BURDEN, CITY))
        assert (sobol["total_low"][1:] > 0).all() and (morris["mu_star_low"][1:] > 0).all()
        means = sum(seeds_of(sample, sample.shares[:, 0], 0.3, seed)) / 5
        naive = morris_effects(sample, means)
        assert all(is_told(row, "mu_star") for _, row in naive.iterrows())  # what not asking for chance would claim
    assert max(wrong.values()) < 8, wrong


def test_chance_is_measured_from_the_seeds():
    sample = sobol_sample(FOUR, 2048, 1, base)
    found = sobol_indices(sample, seeds_of(sample, sample.shares[:, 0], 0.3, 1))
    variance = 0.3**2 / 5  # of a mean over five seeds
    share = variance / (1 / 12 + variance)
    error = share * math.sqrt(2 / (4 * 2048) + 0.8 / 4096)  # of a variance of normal, and of uniform values
    assert np.abs(found["total_chance"] - share).max() < 4 * error
    sample = morris_sample(FOUR, 500, 1, base)
    found = morris_effects(sample, seeds_of(sample, sample.shares[:, 0], 0.3, 1))
    size = 1.5 * math.sqrt(2 / math.pi * 2 * variance)  # of a step of two thirds
    assert np.abs(found["mu_star_chance"] - size).max() < 4 * size * math.sqrt(2 / (4 * 500)) / 2


def test_luck_that_all_points_share_is_no_chance_of_differences():
    sample = sobol_sample(FOUR, 16, 1, base)
    found = sobol_indices(sample, seeds_of(sample, ishigami(sample), 0.0, 1))
    assert found["total_chance"].to_numpy() == pytest.approx([0.0] * 4, abs=1e-9)
    assert sobol_indices(sample, table(y=ishigami(sample)))["total_chance"].isna().all()


def test_a_result_that_never_changes_or_is_not_known_everywhere_is_told_as_such():
    sample = morris_sample(FOUR, 5, 1, base)
    size = len(sample.points)
    gaps = np.where(np.arange(size) == 3, np.nan, 1.0 * np.arange(size))
    values = table(
        township_vacancy=np.full(size, 0.1 + 0.2), cost_yuan_per_year=gaps, succession_depth=sample.shares[:, 0]
    )
    found = morris_effects(sample, values)
    assert found["spread"][0] == 0 and math.isnan(found["spread"][4]) and found["spread"][8] > 0
    assert found["mu_star"].isna().tolist() == [True] * 8 + [False] * 4
    assert found["rank_low"].tolist() == [0] * 8 + [1, 2, 2, 2]
    same, unknown, moved, _ = morris_told(found)
    assert same.en == "“Township vacancy rate” is the same at all points: nothing that was varied moves it."
    assert unknown.zh == "“年支出”在部分样本点上没有取值,其影响因素不明。"
    assert "moved most by" in moved.en


def test_an_order_is_claimed_only_where_the_intervals_support_it():
    sample = sobol_sample(FOUR, 64, 1, base)
    alike = sobol_indices(sample, table(township_vacancy=sample.shares[:, 0] + 0.98 * sample.shares[:, 1]))
    (first, _) = sobol_told(alike)
    assert "depends most on these, of which the intervals do not tell the first" in first.en
    assert "其先后无法由区间判定" in first.zh
    assert alike["rank_low"].tolist()[:2] == [1, 1] and alike["rank_high"].tolist()[:2] == [2, 2]
    nothing = sobol_indices(sample, seeds_of(sample, np.zeros(len(sample.points)), 1.0, 1))
    assert sobol_told(nothing)[0].en == (
        "With these points and seeds nothing that was varied can be said to move “Township vacancy rate”."
    )


@given(st.lists(st.floats(-5, 5), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None)
def test_whoever_is_named_first_has_the_largest_effect(effects: list[float]):
    sample = morris_sample(FOUR, 5, 1, base)
    found = morris_effects(sample, table(township_vacancy=sample.shares @ np.array(effects)))
    sizes = sorted(np.abs(effects), reverse=True)
    line = morris_told(found)[0].en
    if sizes[0] > 1.001 * sizes[1] + 1e-6:
        best = find(list(FOUR)[int(np.abs(effects).argmax())])
        assert f"is moved most by “{best.words('en')}”" in line
        assert " up by " in line if effects[int(np.abs(effects).argmax())] > 0 else " down by " in line


def test_results_need_a_row_for_each_point():
    sample = morris_sample(FOUR, 5, 1, base)
    with pytest.raises(ValueError, match="values have 24 rows; needed is one for each of 25 points"):
        morris_effects(sample, table(township_vacancy=np.zeros(24)))
