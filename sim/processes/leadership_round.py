"""Leadership round: every five years township teams are renewed; whoever is past the age line is not renominated."""

import numpy as np

from sim.compiled import compiled
from sim.draws import mix
from sim.inspection import is_congress_chair, leaves_room
from sim.regions import leads_of, units_of
from sim.rules import age_limit, over_age
from sim.state import State
from sim.terms import NO_POST, NOBODY, Tier
from sim.vacant import vacant_post
from sim.verbs import step_down


@compiled
def second_line_post(s: State, u: int) -> int:
    """Return a vacant non-leading post for someone who steps down: in the own unit, else at its tier in the county."""
    post = vacant_post(s, u)
    if post != NO_POST:
        return post
    lowest = np.uint64(0)
    for other in units_of(s):
        if s.units[other]["group"] == s.units[u]["group"] and s.units[other]["tier"] == s.units[u]["tier"]:
            there = vacant_post(s, other)
            lot = mix(s.units[u]["key"] ^ s.units[other]["key"])  # by name, so that the order of units is nothing
            if there != NO_POST and (post == NO_POST or lot < lowest):
                post, lowest = there, lot
    return post


@compiled
def leadership_round(s: State) -> None:
    """Move township leaders past the renewal age line into non-leading posts (facts 1.4.1).

    Whoever finds no vacant post in the whole county stays until the next round.
    """
    clock = s.clock[0]
    now = clock["now"]
    for k in leads_of(s):
        post = s.fill_order[k]
        seat = s.posts[post]
        if seat["holder"] == NOBODY or s.units[seat["unit"]]["tier"] != Tier.TOWNSHIP:
            continue
        person, lever = s.cadres[seat["holder"]], s.levers[s.units[seat["unit"]]["group"]]
        line = age_limit(person["sex"], lever["renewal_men_years"], lever["renewal_women_years"])
        if is_congress_chair(s, post):
            line += lever["congress_line_shift_years"]
        if over_age(person["born"], now, line) or not leaves_room(
            person["retires"], now, lever["renewal_service_left_years"]
        ):
            place = second_line_post(s, seat["unit"])
            if place != NO_POST:
                step_down(s, seat["holder"], place)
