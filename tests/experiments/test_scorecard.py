"""The scorecard's ranks and bands, the order under other assumptions, and what parts contribute."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import conduct

from experiments.assumed import behavioural, factors, moved, orders, with_assumptions
from experiments.compose import plan_from
from experiments.schema import SETTING
from experiments.scorecard import PRICE, best_of, scorecard
from experiments.scores import cell, orders_told
from experiments.sentences import Label
from experiments.shapley import CHANNELS, FROM_ORGANS, channels, coalitions, contributions, shapley
from experiments.study import Study
from sim.intervals import mean_interval
from sim.measures import MEASURES

SEEDS = range(30)
COLUMNS = (
    "township_retention_10y", "township_vacancy", "township_effective_vacancy", "wish_to_leave_township",
    "cost_yuan_per_year", "township_strength",
)  # fmt: skip


def made_up(effects: dict[str, float], noise: float = 0.01) -> pd.DataFrame:
    """Return runs in which a policy raises retention by its effect, costs money and adds people in proportion."""
    rng = np.random.default_rng(1)
    luck = rng.normal(0.0, 0.05, len(SEEDS))
    rows = []
    for policy, effect in {"old": 0.0, **effects}.items():
        own = luck + effect + rng.normal(0.0, noise, len(SEEDS))
        for seed, value in zip(SEEDS, own, strict=True):
            rows.append(
                {"policy": policy, "seed": seed, "township_retention_10y": 0.4 + value, "township_vacancy": 0.4 - value,
                 "township_effective_vacancy": 0.4 - value, "wish_to_leave_township": 0.3,
                 "cost_yuan_per_year": 1e8 + 5e6 * effect, "township_strength": 300 + 100 * value}
            )  # fmt: skip
    return pd.DataFrame(rows).reindex(columns=["policy", "seed", *MEASURES])


def scores_of(runs: pd.DataFrame, measure: str) -> dict[str, object]:
    names = list(dict.fromkeys(runs["policy"]))
    return {each.policy: each for each in scorecard(runs, names) if each.measure.name == measure}


def test_remedies_are_ranked_by_what_is_better():
    runs = made_up({"weak": 0.02, "strong": 0.10, "bad": -0.05})
    for measure in ("township_retention_10y", "township_vacancy"):
        found = scores_of(runs, measure)
        assert {name: each.rank for name, each in found.items()} == {"strong": 1, "weak": 2, "bad": 3}
        assert all(each.rank_low == each.rank == each.rank_high for each in found.values())
        assert [found[name].is_good for name in ("strong", "weak", "bad")] == [True, True, False]
    names = list(dict.fromkeys(runs["policy"]))
    assert best_of(scorecard(runs, names), 2) == ["strong", "weak"]
    assert next(iter(scorecard(runs, names))).policy == "strong"


def test_remedies_that_chance_cannot_tell_apart_share_their_ranks():
    found = scores_of(made_up({"one": 0.0501, "two": 0.05, "three": 0.0502}), "township_vacancy")
    assert {(each.rank_low, each.rank_high) for each in found.values()} == {(1, 3)}


def test_bands_allow_for_the_number_of_remedies():
    runs = made_up({f"p{k}": 0.01 * k for k in range(20)})
    found = scores_of(runs, "township_vacancy")["p3"]
    apart = [part.set_index("seed")["township_vacancy"] for _, part in runs.groupby("policy")]
    alone = mean_interval(
        runs[runs["policy"] == "p3"]["township_vacancy"].to_numpy() - runs[runs["policy"] == "old"]["township_vacancy"]
    )
    assert len(apart) == 21
    assert found.high - found.low > 1.3 * (alone[2] - alone[1])


@pytest.mark.deep
def test_chance_alone_seldom_makes_any_of_many_remedies_stand_out():
    """At 95 percent for all together: in 200 scorecards of 20 remedies without effect about 10 may show one."""
    rng, wrong = np.random.default_rng(7), 0
    for _ in range(200):
        rows = [("old", seed, 0.0) for seed in range(10)]
        rows += [(f"p{k}", seed, rng.normal()) for k in range(20) for seed in range(10)]
        runs = pd.DataFrame(rows, columns=["policy", "seed", "township_vacancy"])
        runs = runs.reindex(columns=["policy", "seed", *MEASURES])
        wrong += any(each.told_apart for each in scores_of(runs, "township_vacancy").values())
    assert wrong <= 20


def test_a_cadre_year_has_a_price_only_where_some_are_gained():
    found = scores_of(made_up({"good": 0.1, "nothing": 0.0, "bad": -0.1}), PRICE.name)
    assert found["good"].mean == pytest.approx(5e6 * 0.1 / (100 * 0.1), rel=0.1)
    assert not found["nothing"].is_known and not found["bad"].is_known
    assert cell(found["bad"], 1.0, "en") == "–"


# -- other assumptions -------------------------------------------------------------------------------------------------


def test_assumptions_are_moved_inside_their_bounds_and_everything_else_stays():
    plan = plan_from(["months=12"])
    row = factors(3, 1)[0]
    other = with_assumptions(plan, row)
    for each, log2_factor in zip(behavioural(), row, strict=True):
        value = other.value(f"{SETTING}.{each.name}")
        assert value == moved(each, each.default, log2_factor)
        assert all(each.low <= part <= each.high for part in (value if isinstance(value, tuple) else (value,)))
    assert other.policy == plan.policy and other.setting.origins == plan.setting.origins
    assert not other.setting.problems()
    assert other.contents != plan.contents
    assert other.config["setting"]["drive"]["motivation_base"] == other.setting.drive.motivation_base


def test_the_sets_cover_half_to_double_evenly():
    sets = factors(64, 2)
    assert sets.shape == (64, len(behavioural()))
    assert (np.abs(sets) <= 1).all()
    assert (np.histogram(sets[:, 0], 64, (-1, 1))[0] == 1).all()  # a Latin hypercube: one in each stratum


def test_the_assumption_that_decides_the_order_is_found():
    known = behavioural()
    names = [f"log2 {SETTING}.{each.name}" for each in known]
    decisive = next(k for k, each in enumerate(known) if not isinstance(each.default, tuple))
    rng, rows = np.random.default_rng(1), []
    for seed, row in enumerate(factors(100, 1)):
        lead = 0.02 + 0.05 * row[decisive] + rng.normal(0, 0.01)
        for policy, value in (("a", 0.5 + lead), ("b", 0.5), ("old", 0.3)):
            rows.append(
                {"policy": policy, "seed": seed, "township_retention_10y": value, **dict(zip(names, row, strict=True))}
            )
    first, second = orders(pd.DataFrame(rows), ["a", "b"], "old", MEASURES["township_retention_10y"])
    assert (first.better, first.worse, first.holds) == ("a", "old", 1.0)
    assert (second.better, second.worse) == ("a", "b")
    assert 0.6 < second.holds < 0.8
    assert second.overturners[0].assumption == f"{SETTING}.{known[decisive].name}"
    assert second.overturners[0].factor == pytest.approx(2 ** (-0.02 / 0.05), rel=0.1)
    labels = {name: Label(name, name) for name in ("a", "b", "old")}
    told = orders_told([second], labels, "en")[0]
    assert known[decisive].en in told and "times the value assumed" in told


# -- contributions -----------------------------------------------------------------------------------------------------


@given(st.integers(2, 4), st.integers(0, 10_000))
def test_contributions_are_averages_over_orders_and_sum_to_the_whole(parts, seed):
    rng = np.random.default_rng(seed)
    values = {each: rng.normal(size=3) for each in coalitions(parts)}
    found = shapley(values, parts)
    by_hand = np.zeros((parts, 3))
    for order in permutations(range(parts)):
        for place, part in enumerate(order):
            before = tuple(sorted(order[:place]))
            by_hand[part] += values[tuple(sorted((*before, part)))] - values[before]
    assert found == pytest.approx(by_hand / math.factorial(parts))
    assert found.sum(axis=0) == pytest.approx(values[tuple(range(parts))] - values[()])


def test_a_part_that_does_nothing_contributes_nothing():
    values = {each: np.array([2.0 * (0 in each)]) for each in coalitions(3)}
    assert shapley(values, 3).ravel() == pytest.approx([2.0, 0.0, 0.0])


def test_channels_sum_to_the_change_of_people_in_real_runs(tmp_path):
    conduct(tmp_path / "it", "months=48", "policies=[rules_2006,allowance_up]")
    study = Study(tmp_path / "it")
    found = channels(study.table("months"))
    assert found["holders"].to_numpy() == pytest.approx(found[[*CHANNELS, FROM_ORGANS]].sum(axis=1).to_numpy())
    careers = study.table("careers").sort_values(["run", "cadre", "spell"])
    before = careers.groupby(["run", "cadre"], observed=True)["tier"].shift()
    first = study.table("months")["month"].min()
    came_down = (careers["tier"] == "township") & before.isin(["county", "city"]) & (careers["from_month"] > first)
    went = careers[came_down].groupby("run", observed=True).size()
    assert found[FROM_ORGANS].to_dict() == pytest.approx(went.reindex(found.index, fill_value=0).to_dict())


def test_contributions_use_the_seeds_that_all_combinations_have():
    names = {(): "none", (0,): "a", (1,): "b", (0, 1): "a+b"}
    rows = [(name, seed, float(len(key)) * seed) for key, name in names.items() for seed in (1, 2, 3)]
    table = pd.DataFrame(rows, columns=["policy", "seed", "x"]).query("not (policy == 'b' and seed == 2)")
    assert contributions(table, names, ["x"], 2)["x"] == pytest.approx(np.array([[1.0, 3.0], [1.0, 3.0]]))
