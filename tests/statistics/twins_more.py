"""More mutation twins: of dates, tastes, and of luck that people share."""

import numpy as np
from scipy.special import ndtri

from sim.draws import Decision, uniform
from sim.state import State
from sim.terms import Cause
from sim.verbs import leave
from tests.statistics.twins import RUN, Plan, changed, replaced

EULER = 0.5772156649015329
WIDTH = np.pi / np.sqrt(6.0)
"""Standard deviation of a standard Gumbel taste."""


def luck_by_unit() -> Plan:
    """Return the month in which all people of a unit share one luck: means stay, the spread of stocks does not."""

    def run(s: State) -> None:
        people = s.cadres[: int(s.clock["cadres"][0])]
        keys = s.units["key"][np.maximum(people["unit"], 0)].copy()
        lots = uniform(int(s.clock["seed"][0]), Decision.RESIGNATION, int(s.clock["now"][0]), keys)
        for row in np.flatnonzero((people["serving"] == 1) & (lots < people["resign_rate"])):
            leave(s, row, Cause.RESIGN)

    return replaced("resignation", run)


def dates_kept() -> Plan:
    """Return the month in which whoever has a date of retirement keeps it when the age rises."""
    known: dict[int, np.ndarray] = {}

    def run(s: State) -> None:
        people = s.cadres[: int(s.clock["cadres"][0])]
        first = int(s.clock["first"][0])
        if int(s.clock["now"][0]) == first:
            known.clear()
        elif first in known:
            people["retires"][: len(known[first])] = known[first]
        RUN["retirement"](s)
        known.setdefault(first, people["retires"].copy())

    return replaced("retirement", run)


def normal_tastes() -> Plan:
    """Return the month in which tastes are as widely spread as they should be, but normal."""

    def normal(taste: np.ndarray) -> np.ndarray:
        quantile = np.clip(np.exp(-np.exp(-taste.astype(np.float64))), 1e-12, 1.0 - 1e-12)
        return EULER + WIDTH * ndtri(quantile)

    plan = changed("intention", "cadres", "taste_up", normal)
    run = next(each.run for each in plan if each.name == "intention")

    def both(s: State) -> None:
        true = s.cadres["taste_stay"].copy()
        s.cadres["taste_stay"] = normal(true)
        run(s)
        s.cadres["taste_stay"] = true

    return replaced("intention", both)
