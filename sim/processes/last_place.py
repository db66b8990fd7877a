"""Last-place elimination (末位淘汰): the lowest scored leaders lose their posts, the lowest of the others their job."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.parameters import parameter
from sim.processes.leadership_round import second_line_post
from sim.regions import groups_of, units_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, NOBODY, Cause, Tier
from sim.verbs import give_up, leave


@dataclass(frozen=True)
class LastPlace:
    """Assumptions about what follows the last place."""

    removed_bar_months: float = parameter(
        12.0, "months", 0, 60, "assumption: who was removed from a post is not given another for a year",
        "Time without a new post after removal", "免职后不得任用时间",
    )  # fmt: skip


@compiled
def places_lost(share: float, people: int) -> int:
    """Return how many of a ranked group are the last in place; never rounded up."""
    return int(share * people + 1e-9)


@compiled
def _members(s: State, group: int, township: bool, leading: int, rows: Array, scores: Array) -> int:
    """Write the holders of a group's townships or organs, and their scores, into the lists; return their number."""
    now, n = s.clock[0]["now"], 0
    for u in units_of(s):
        unit = s.units[u]
        if unit["group"] != group or (unit["tier"] == Tier.TOWNSHIP) != township:
            continue
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY or s.posts[post]["leading"] != leading:
                continue
            person = s.cadres[row]
            if person["moved"] < now and person["entered"] <= now - MONTHS and not person["second_line"]:
                rows[n], scores[n] = row, person["score"]
                n += 1
    return n


@compiled
def _remove(s: State, row: int) -> None:
    """Take a leading post from its holder, who keeps the rank; without a vacant post in the county the holder stays."""
    person, now = s.cadres[row], s.clock[0]["now"]
    unit = s.posts[person["post"]]["unit"]
    place = second_line_post(s, unit)
    if place == NO_POST:
        return
    give_up(s, row, place, Cause.LAST_PLACE, 0, s.levers[s.units[unit]["group"]]["approval_months"])
    person["sanction_until"] = max(person["sanction_until"], now + int(s.setting[0]["removed_bar_months"]))


@compiled
def last_place(s: State) -> None:
    """Eliminate the last in place among leaders and among others, by the appraisal score (facts 1.19.1)."""
    rows = np.empty(s.region[0]["listed"], np.int64)
    scores = np.empty(s.region[0]["listed"], np.float64)
    for group in groups_of(s):
        lever = s.levers[group]
        for leading in range(2):
            share = lever["last_place_share_per_year"] if leading else lever["last_place_staff_share_per_year"]
            if share <= 0.0:
                continue
            for township in (True, False):
                n = _members(s, group, township, leading, rows, scores)
                order = np.argsort(scores[:n], kind="mergesort")
                for i in range(places_lost(share, n)):
                    if leading:
                        _remove(s, rows[order[i]])
                    else:
                        leave(s, rows[order[i]], Cause.LAST_PLACE)
