"""Readings of openings, moves and prospects against the measures of the model, run by run."""

import numpy as np
import pandas as pd
import pytest

from dashboards.lives import KINDS, career, people_offered
from dashboards.openings import (
    MOVES,
    chain_moves,
    chain_steps,
    longest_chains,
    paper_and_effect,
    run_of,
    still_open,
)
from dashboards.people import yearly_moves
from dashboards.prospects import promotion_rates, ready_candidates
from dashboards.readings import vacancy_paths
from dashboards.studies import Study
from sim.measures.mobility import mobility_matrix
from sim.measures.openings import FOLLOW_UP, chains, opening_spells
from sim.measures.survival import survival


def runs_of(real: Study, table: str, policy: str) -> list[pd.DataFrame]:
    every = real.query(f"select t.* from {table} t join runs using (run) where policy = ?", [policy])
    return [part for _, part in every.groupby("run", observed=True)]


def test_yearly_moves_are_the_mean_of_the_mobility_matrix(real: Study) -> None:
    name = real.baseline.name
    tables = [
        mobility_matrix(run, real.window).groupby(["from_tier", "to_tier"])["count"].mean()
        for run in runs_of(real, "careers", name)
    ]
    expected = pd.concat(tables, axis=1).mean(axis=1)
    found = yearly_moves(real, name).set_index(["from_tier", "to_tier"])["mean"]
    pd.testing.assert_series_equal(found.sort_index(), expected.sort_index(), check_names=False)


def test_openings_last_as_the_model_times_them(real: Study) -> None:
    name = real.baseline.name
    found = still_open(real)
    own = found[found["policy"] == name].set_index(["panel", "months"])["median"]
    curves: dict[str, list[float]] = {}
    for run in runs_of(real, "openings", name):
        spells = opening_spells(run[(run["tier"] == "township")], real.window)
        spells = spells[~spells["rank_group"].isin(["institution", "programme"])]
        for panel, part in spells.groupby("rank_group", observed=True):
            share = survival(part).set_index("months")["share"]
            curves.setdefault(str(panel), []).append(float(share.get(6, 0.0)))
    assert curves
    for panel, values in curves.items():
        assert own[panel, 6] == pytest.approx(np.median(values), abs=1e-12), panel


def test_chains_move_as_many_as_fill_their_openings(real: Study) -> None:
    """Chains are those that the model counts; moves are the fillings of their openings in its time."""
    name = real.baseline.name
    shares = []
    for run in runs_of(real, "openings", name):
        roots = chains(run, real.window)["chain"]
        linked = run[run["chain"].isin(roots)]
        began = linked["chain"].map(linked[linked["depth"] == 0].set_index("chain")["opened"])
        filled = (linked["opened"] >= began) & (linked["filled"] >= 0) & (linked["filled"] - began < FOLLOW_UP)
        moves = filled.groupby(linked["chain"]).sum().clip(upper=len(MOVES) - 1)
        shares.append(moves.value_counts(normalize=True).reindex(range(len(MOVES)), fill_value=0.0).to_numpy())
    found = chain_moves(real)
    own = found[found["policy"] == name].set_index("moves")["mean"].reindex(MOVES)
    assert own.to_numpy() == pytest.approx(np.mean(shares, axis=0))
    assert own.sum() == pytest.approx(1.0)
    assert own["0"] > 0 and own["2"] > 0, "some are never filled, and some go on"


def test_in_effect_never_less_than_on_paper(real: Study) -> None:
    paths = paper_and_effect(real).set_index(["policy", "panel", "x"])["median"].unstack("panel")
    assert (paths["effect"] >= paths["paper"]).all()
    vacancy = vacancy_paths(real)
    same = vacancy[vacancy["panel"] == "township"].set_index(["policy", "x"])["median"]
    assert paths["paper"].to_numpy() == pytest.approx(same.reindex(paths.index).to_numpy())


def test_the_steps_of_a_chain_follow_each_other(real: Study) -> None:
    run = run_of(real, real.baseline.name, 1)
    offered = longest_chains(real, run, 3)
    assert len(offered) == 3
    steps = chain_steps(real, run, int(offered["chain"].iloc[0]))
    assert len(steps) == offered["moves"].iloc[0]
    assert steps["depth"].is_monotonic_increasing and steps["post"].is_unique


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_offered_and_have_careers(real: Study, kind: str) -> None:
    run = run_of(real, real.baseline.name, 1)
    people = people_offered(real, run, kind)
    for key in people["key"]:
        spells = career(real, run, int(key))
        assert spells["spell"].tolist() == list(range(len(spells)))
    assert career(real, run, 12345).empty


def test_promotions_are_counted_over_time_in_the_run(real: Study) -> None:
    """What careers say of one group, spell by spell: time before the run is nobody's, nor time after it."""
    name, start = real.baseline.name, real.window.start
    rates = []
    for run in runs_of(real, "careers", name):
        own = run[(run["tier"] == "township") & ~run["rank_group"].isin(["institution", "programme"])]
        own = own[(own["sex"] == "female") & (own["to_month"] > start)]
        months = (own["to_month"] - own["from_month"].clip(lower=start)).sum()
        rates.append(1200.0 * ((own["end"] == "promote") & ~own["censored"]).sum() / months)
    assert min(rates) > 0
    found = promotion_rates(real, "sex").set_index(["policy", "group"])["mean"]
    assert found[name, "female"] == pytest.approx(np.mean(rates))
    assert {policy for policy, _ in found.index} == {note.name for note in real.policies}


def test_ready_candidates_are_counted_in_januaries(real: Study) -> None:
    ready = ready_candidates(real)
    assert (ready["x"] % 12 == 0).all()
    assert ready["x"].nunique() == real.window.whole_years
    run = runs_of(real, "months", real.baseline.name)
    first = [each[(each["tier"] == "township") & (each["month"] == each["month"].min())] for each in run]
    civil = [each[~each["rank_group"].isin(["institution", "programme"])] for each in first]
    leading = [each.loc[each["rank_group"] != "non_leading", "established"].sum() for each in civil]
    shares = [each["ready"].sum() / posts for each, posts in zip(civil, leading, strict=True)]
    own = ready[ready["policy"] == real.baseline.name].sort_values("x")["median"].iloc[0]
    assert own == pytest.approx(np.median(shares)) and own > 0
