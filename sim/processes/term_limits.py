"""Term limits (任期制): after two terms in a post leaders change it, after 15 years at a level they step down."""

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.processes.leadership_round import second_line_post
from sim.processes.ranking import pool_of
from sim.regions import leads_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NO_POST, NOBODY, Cause, Rank
from sim.verbs import appoint, give_up, vacate


@compiled
def is_over_term(months: int, years_at_most: float) -> bool:
    """Tell whether a term limit in years is reached."""
    return months >= years_at_most * MONTHS


@compiled
def under_limits(rank: int) -> bool:
    """Tell whether limits hold for a post: heads of county departments and above (facts 2.4)."""
    return rank >= Rank.SECTION


@compiled
def _due(s: State) -> Array:
    """Step down who has been too long at a level; return the posts whose holders have had their two terms, by lot."""
    now = s.clock[0]["now"]
    key = stream(s.clock[0]["seed"], Decision.TERM_PAIR, now)
    posts = np.empty(len(leads_of(s)), np.int64)
    lots = np.empty(len(leads_of(s)), np.float64)
    n = 0
    for k in leads_of(s):
        post = s.fill_order[k]
        seat = s.posts[post]
        row = seat["holder"]
        if row == NOBODY or not under_limits(seat["rank"]) or s.cadres[row]["moved"] >= now:
            continue
        person, unit = s.cadres[row], s.units[seat["unit"]]
        lever = s.levers[unit["group"]]
        if is_over_term(now - person["rank_since"], lever["same_level_years_at_most"][unit["tier"]]):
            _aside(s, row, seat["unit"])
            s.cadres[row]["second_line"] = s.cadres[row]["leading"] == 0
        elif is_over_term(now - person["post_since"], lever["same_post_years_at_most"][unit["tier"]]):
            posts[n], lots[n] = post, draw(key, seat["key"])
            n += 1
    return posts[:n][np.argsort(lots[:n])]


@compiled
def _aside(s: State, row: int, unit: int) -> None:
    """Move a leader to a vacant non-leading post; whoever finds none stays."""
    place = second_line_post(s, unit)
    if place != NO_POST:
        give_up(s, row, place, Cause.TERM_LIMIT, 0, 0.0)


@compiled
def _same_pool(s: State, one: int, other: int) -> bool:
    """Tell whether two posts are of one rank, layer and kind in one group, so that their holders can change places."""
    a, b = s.posts[one], s.posts[other]
    here, there = s.units[a["unit"]], s.units[b["unit"]]
    mine = pool_of(here["group"], here["tier"], a["rank"])
    return mine == pool_of(there["group"], there["tier"], b["rank"]) and a["establishment"] == b["establishment"]


@compiled
def _longest_other(s: State, post: int) -> int:
    """Return the post of the holder, among those who may change with this one, who sits longest; NO_POST if none."""
    now, rank, found, longest = s.clock[0]["now"], s.posts[post]["rank"], NO_POST, -1
    for k in leads_of(s):
        other = s.fill_order[k]
        if s.posts[other]["rank"] != rank:
            continue
        row = s.posts[other]["holder"]
        if other == post or row == NOBODY or s.cadres[row]["moved"] >= now or not _same_pool(s, post, other):
            continue
        if now - s.cadres[row]["post_since"] > longest:
            found, longest = other, now - s.cadres[row]["post_since"]
    return found


@compiled
def change_places(s: State, one: int, other: int, cause: int) -> None:
    """Let the holders of two leading posts of one rank change places."""
    first, second = int(s.posts[one]["holder"]), int(s.posts[other]["holder"])
    vacate(s, first, cause)
    appoint(s, second, one, cause)
    appoint(s, first, other, cause)


@compiled
def term_limits(s: State) -> None:
    """Apply both limits; those who must change posts do so among themselves first, then with whoever sits longest."""
    now = s.clock[0]["now"]
    due = _due(s)
    for i in range(len(due)):
        post = due[i]
        row = s.posts[post]["holder"]
        if s.cadres[row]["moved"] >= now:
            continue
        partner = NO_POST
        for j in range(i + 1, len(due)):
            if s.cadres[s.posts[due[j]]["holder"]]["moved"] < now and _same_pool(s, post, due[j]):
                partner = due[j]
                break
        if partner == NO_POST:
            partner = _longest_other(s, post)
        if partner == NO_POST:
            _aside(s, row, s.posts[post]["unit"])
        else:
            change_places(s, post, partner, Cause.TERM_LIMIT)
