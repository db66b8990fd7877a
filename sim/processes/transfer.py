"""Transfer (调动): cadres who wish to go look for a vacant non-leading post above or near their family."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.parameters import parameter
from sim.processes.intention import place_above
from sim.rules import over_age
from sim.serving import drawn_below
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, NO_UNIT, Cause, Wish
from sim.vacant import vacant_post_of
from sim.verbs import appoint


@dataclass(frozen=True)
class Transfers:
    """Assumptions about transfers."""

    transfer_seek_per_year: float = parameter(
        0.08, "per year", 0, 12,
        "assumption: set so that upward exits lie near the 4-6 percent a year of facts 2.12",
        "Transfer requests of those who wish to go", "有意愿者年申请调动率",
    )  # fmt: skip
    transfer_leaders_ratio: float = parameter(
        0.5, "ratio", 0, 1, "assumption: leaders are let go half as easily (facts 1.6.4)",
        "Transfer requests of leaders", "领导干部调动倍数",
    )  # fmt: skip
    transfer_far_ratio: float = parameter(
        0.2, "ratio", 0, 1, "assumption; moves out of a county need the county secretary's consent (facts 2.5)",
        "Transfer requests across counties", "跨县调动倍数",
    )  # fmt: skip


@compiled
def seek_probability(per_year: float, leading: bool, far: bool, leaders_ratio: float, far_ratio: float) -> float:
    """Return the monthly probability that someone who wishes to go is let go, given a vacant post."""
    rate = per_year / MONTHS
    if leading:
        rate *= leaders_ratio
    if far:
        rate *= far_ratio
    return min(1.0, rate)


@compiled
def destination(s: State, row: int) -> int:
    """Return the unit a cadre wants to transfer to: the organ above, or the family's place; -1 for none."""
    person = s.cadres[row]
    if person["wish"] == Wish.UP:
        return place_above(s, person["tier"], person["group"])
    return int(person["family_unit"])


@compiled
def home_of(s: State, row: int) -> int:
    """Return the unit of a cadre's own post, also while lent to another one; NO_UNIT without a post."""
    post = s.cadres[row]["post"]
    return NO_UNIT if post == NO_POST else int(s.posts[post]["unit"])


@compiled
def _requests(s: State) -> Array:
    """Return the rows of this month's granted requests in the order of their lots."""
    clock, b = s.clock[0], s.setting[0]
    now = clock["now"]
    key = stream(clock["seed"], Decision.TRANSFER_SEEK, now)
    key_order = stream(clock["seed"], Decision.TRANSFER_ORDER, now)
    rows = np.empty(s.region[0]["listed"], np.int64)
    lots = np.empty(s.region[0]["listed"], np.float64)
    n = 0
    at_most = b["transfer_seek_per_year"] / MONTHS
    for place in drawn_below(s, key, at_most):
        row = s.serving[place]
        person = s.cadres[row]
        u = draw(key, person["key"])
        if u >= at_most or person["wish"] == Wish.STAY:  # the draw first: it lets hardly anybody through
            continue
        if now < person["bound_until"] or person["moved"] >= now:
            continue
        if over_age(person["born"], now, s.levers[person["group"]]["transfer_years"]):
            continue
        unit = destination(s, row)
        if unit < 0 or unit == person["unit"] or unit == home_of(s, row):
            continue
        # county and city organs of one place are one hand: only a move to another county is far
        far = s.above[s.units[unit]["group"]] != s.above[person["group"]] or (
            person["wish"] == Wish.HOME and s.units[unit]["group"] != person["group"]
        )
        chance = seek_probability(
            b["transfer_seek_per_year"],
            person["leading"] == 1,
            far,
            b["transfer_leaders_ratio"],
            b["transfer_far_ratio"],
        )
        if u < chance:
            rows[n], lots[n] = row, draw(key_order, person["key"])
            n += 1
    return rows[:n][np.argsort(lots[:n])]


@compiled
def transfer(s: State) -> None:
    """Move those whose request is granted into a vacant non-leading post, while there is one."""
    rows = _requests(s)
    for i in range(len(rows)):
        post = vacant_post_of(s, destination(s, rows[i]), s.cadres[rows[i]]["establishment"])
        if post != NO_POST:
            appoint(s, rows[i], post, Cause.TRANSFER)
