"""Placement up (安置): at a round some township heads near their age line go to a non-leading post of the county."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, mix, stream
from sim.parameters import parameter
from sim.processes.exchange import is_here
from sim.regions import leads_of
from sim.rules import age_limit, over_age
from sim.state import State
from sim.terms import NO_POST, NOBODY, Cause, Rank, Tier
from sim.vacant import vacant_post
from sim.verbs import appoint


@dataclass(frozen=True)
class Placement:
    """Assumptions about placement up."""

    placement_years: float = parameter(
        4.0, "years before the age line", 0, 20, "assumption: whoever would not serve out another term (facts 1.5.10)",
        "Years before the age line in which heads are placed", "安置提前年限",
    )  # fmt: skip


@compiled
def placement_up(s: State) -> None:
    """Place township heads near their age line in vacant posts of the county organs, by lot (facts 1.5.10)."""
    clock = s.clock[0]
    now = clock["now"]
    key = stream(clock["seed"], Decision.PLACE_UP, now)
    rows = np.empty(len(leads_of(s)), np.int64)
    lots = np.empty(len(rows), np.float64)
    n = 0
    for k in leads_of(s):
        seat = s.posts[s.fill_order[k]]
        row = seat["holder"]
        if row == NOBODY or seat["rank"] < Rank.SECTION or s.units[seat["unit"]]["tier"] != Tier.TOWNSHIP:
            continue
        person, lever = s.cadres[row], s.levers[s.units[seat["unit"]]["group"]]
        line = age_limit(person["sex"], lever["renewal_men_years"], lever["renewal_women_years"])
        if not is_here(s, row) or not over_age(person["born"], now, line - s.setting[0]["placement_years"]):
            continue
        if draw(key, person["key"]) < lever["placement_up_share"] and now >= person["bound_until"]:
            rows[n], lots[n] = row, draw(key, mix(person["key"]))
            n += 1
    for row in rows[:n][np.argsort(lots[:n])]:
        post = vacant_post(s, s.organs[s.cadres[row]["group"]])
        if post != NO_POST:
            appoint(s, row, post, Cause.PLACE_UP)
