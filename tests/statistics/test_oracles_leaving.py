"""Oracles 1, 6, 7, 8, 15 and 16."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.measures.columns import Window
from sim.measures.stays import service_stays
from sim.oracles import Oracle, Trial, leaving
from tests.statistics import twins, twins_more
from tests.statistics.evidence import holds, is_caught


@pytest.mark.parametrize("oracle", leaving.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces(oracle: Oracle) -> None:
    holds(oracle.name, oracle.checks(Trial()))


TWINS = {
    leaving.constant_hazard: {
        "asked twice a month": twins.asked_again("resignation"),
        "a month late": twins.first_month_spared("resignation"),
        "a draw biased by a twentieth": twins.changed("resignation", "cadres", "resign_rate", lambda h: h * 1.05),
        "a draw that forgets the month": twins.stale_luck(),
    },
    leaving.minimum_service: {
        "minimum service ignored": twins.changed("resignation", "cadres", "bound_until", np.zeros_like),
        "bound a month longer": twins.changed("resignation", "cadres", "bound_until", lambda until: until + 1),
        "filling before exits": twins.moved("fill_posts", before="resignation"),
    },
    leaving.mandatory_age: {
        "resignation before retirement": twins.moved("resignation", before="retirement"),
        "retirement a month late": twins.changed("retirement", "cadres", "born", lambda born: born + 1),
    },
    leaving.stock_below_age: {
        "retirement a month late": twins.changed("retirement", "cadres", "born", lambda born: born + 1),
        "recruitment before exits": twins.moved("recruitment", before="retirement"),
    },
    leaving.raised_age: {
        "dates kept when the age rises": twins_more.dates_kept(),
        "retirement a month late": twins.changed("retirement", "cadres", "born", lambda born: born + 1),
    },
    leaving.censoring: {
        "asked twice a month": twins.asked_again("resignation"),
        "recruitment before exits": twins.moved("recruitment", before="resignation"),
    },
    leaving.competing_causes: {
        "resignation before early retirement": twins.moved("resignation", before="retirement"),
        "a month late": twins.first_month_spared("retirement"),
    },
}


@pytest.mark.parametrize(("checks", "plan"), twins.cases(TWINS))
def test_a_broken_month_is_caught(checks: twins.Checks, plan: twins.Plan) -> None:
    is_caught(checks(Trial(plan=plan)))


def naive(careers: pd.DataFrame, window: Window) -> pd.DataFrame:
    """One minus leavers over all recruits, whether they could be seen to leave or not."""
    curve = leaving.recruits_curve(careers, window)
    stays = service_stays(careers, window)
    recruits = stays[stays["arrival"] == "entry"]
    left = recruits["time"].where(recruits["cause"] != "", np.inf).to_numpy()
    return curve.assign(share=[np.mean(left > t) for t in curve["months"]])


def without_those_still_there(careers: pd.DataFrame, window: Window) -> pd.DataFrame:
    curve = leaving.recruits_curve(careers[~careers["censored"]], window)
    whole = leaving.recruits_curve(careers, window)
    return whole.assign(share=curve["share"].reindex(whole.index, fill_value=0.0))


@pytest.mark.parametrize("estimate", [naive, without_those_still_there])
def test_a_broken_estimate_is_caught(estimate: Callable[[pd.DataFrame, Window], pd.DataFrame]) -> None:
    is_caught(leaving.censoring(Trial(), estimate))


@pytest.mark.deep
@pytest.mark.parametrize("oracle", leaving.ORACLES, ids=lambda each: each.name)
def test_the_engine_reproduces_on_large_samples(oracle: Oracle) -> None:
    trials = [Trial(seed=seed, size=4) for seed in range(2, 12)]
    holds(f"{oracle.name}, large", [check for trial in trials for check in oracle.checks(trial)])
