"""Filling posts: leading posts from the top down; a post filled from below opens the next one in the same month."""

from sim.compiled import compiled
from sim.draws import Decision, draw, identity, stream
from sim.filling import OUTSIDE, candidate_for, cause_of, channel_for
from sim.inspection import held_back, is_congress_chair
from sim.newcomers import newcomer
from sim.regions import leads_of
from sim.state import State
from sim.terms import MONTHS, NOBODY, Cause, Field, Tier
from sim.verbs import appoint


@compiled
def is_taken_up(u: float, ready: int, now: int, share: float) -> bool:
    """Tell whether an opening is decided this month: approval done, and taken up by the committee."""
    return now >= ready and u < share


@compiled
def outsider_ages(s: State, post: int) -> tuple[float, float]:
    """Return the youngest age of someone from outside and the years above it, both within the post's age lines.

    Besides the line itself a nominee may have to leave room before retirement.
    """
    unit = s.units[s.posts[post]["unit"]]
    lever, b = s.levers[unit["group"]], s.setting[0]
    line = min(lever["organ_leading_men_years"], lever["organ_leading_women_years"])
    if unit["tier"] == Tier.TOWNSHIP:
        line = min(lever["new_men_years"], lever["new_women_years"])
        if is_congress_chair(s, post):
            line += lever["congress_line_shift_years"]
    if lever["new_service_left_years"] > 0.0:
        retires = min(lever["retirement_men_years"], lever["retirement_women_years"])
        retires = min(retires, lever["retirement_women_division_years"])
        line = min(line, int(retires * MONTHS) / MONTHS - lever["new_service_left_years"])  # retired by whole months
    youngest = min(b["outsider_age_years"], line)
    return youngest, min(b["outsider_age_spread_years"], line - youngest)


@compiled
def fill_posts(s: State) -> None:
    """Fill what is ready to be filled, from the top down."""
    clock = s.clock[0]
    now = clock["now"]
    key = stream(clock["seed"], Decision.TAKEN_UP, now)
    for k in leads_of(s):
        post = s.fill_order[k]
        seat = s.posts[post]
        if seat["holder"] != NOBODY or now < seat["ready"] or seat["closed"]:
            continue
        share = s.levers[s.units[seat["unit"]]["group"]]["taken_up_share_per_month"]
        if not is_taken_up(draw(key, seat["key"]), seat["ready"], now, share):
            continue
        channel = channel_for(s, post)
        if channel == OUTSIDE and not held_back(s, post):
            youngest, spread = outsider_ages(s, post)
            newcomer(s, identity(now, seat["key"], 0), post, Cause.OUTSIDE, seat["rank"], youngest, spread)
            if seat["field"] != Field.GENERAL:
                s.cadres[seat["holder"]]["specialism"] = seat["field"]  # who is brought in knows the field
            continue
        row = candidate_for(s, post, channel)
        if row != NOBODY:
            appoint(s, row, post, cause_of(s, row, post))
