"""Secondment (挂职), once a year: people serve outside the city, in a township or in an organ above, and come back."""

import math
from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, draw, mix, stream
from sim.parameters import parameter
from sim.places import yearly_places
from sim.processes.recruitment import established_by_layer
from sim.regions import counties_first, units_of
from sim.rules import family_burden, logistic, over_age, township_months
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, NOBODY, Appraisal, Away, Cause, Rank, Tier
from sim.verbs import lend, send_out


@dataclass(frozen=True)
class Secondments:
    """Assumptions about who goes on secondment and what becomes of it."""

    secondment_held_share: float = parameter(
        0.67, "share of years", 0, 1, "assumption: stop-and-go practice in two of three years (facts 1.6.6)",
        "Years with an irregular batch", "不定期挂职的年份比例",
    )  # fmt: skip
    secondment_accept_utils: tuple[float, ...] = parameter(
        (0.5, -0.5, 1.5), "utils", -10, 10,
        "assumption: many would go up, few city people down (facts 1.5.6-7), out in between",
        "Readiness for secondment", "挂职意愿", labels=("out", "down", "up"),
    )  # fmt: skip
    absence_family_utils: float = parameter(
        0.5, "utils", 0, 10, "assumption: leaving the family weighs until about 50, when its burden is low (1.13.2)",
        "Weight of family burden in going away", "家庭负担对外出意愿的影响",
    )  # fmt: skip
    held_back_average: float = parameter(
        0.5, "0-1", 0, 1, "assumption: how much the average cadre is needed at home (facts 1.6.4)",
        "Need for the average cadre at home", "一般干部的本单位需要程度",
    )  # fmt: skip
    held_back_ability: float = parameter(
        0.2, "per sd", 0, 1, "assumption: the able are held back (facts 1.6.4)",
        "Holding back the able", "对骨干的不放行程度",
    )  # fmt: skip
    held_back_leading: float = parameter(
        0.2, "0-1", 0, 1, "assumption: leaders are held back (facts 1.6.4)",
        "Holding back leaders", "对领导干部的不放行程度",
    )  # fmt: skip
    reserve_bonus_sd: float = parameter(
        1.0, "sd", 0, 10, "assumption: nomination looks at the reserve list first (facts 1.6.7)",
        "Reserve list in choosing who is seconded", "后备干部挂职优先程度",
    )  # fmt: skip
    guest_months: float = parameter(
        6.0, "months", 0, 60, "assumption: a stay of six months is half a guest's (facts 1.6.3)",
        "Stay that is half a guest's", "过客期",
    )  # fmt: skip
    duties_ratio: float = parameter(
        0.2, "share", 0, 2, "assumption: several duties teach a fifth more (facts 1.6.9)",
        "Gain by several duties", "轮岗锻炼增益",
    )  # fmt: skip


@compiled
def batch_is_held(regular: bool, u: float, share: float) -> bool:
    """Tell whether there are secondments this year: always when they are regular, else in a share of years."""
    return regular or u < share


@compiled
def release_probability(
    release: float, ability: float, leading: bool, average: float, by_ability: float, by_leading: float
) -> float:
    """Return the probability that a unit lets somebody go: 1 - (1 - release) x how much the cadre is needed (0-1)."""
    needed = average + by_ability * ability
    if leading:
        needed += by_leading
    return 1.0 - (1.0 - release) * max(0.0, min(1.0, needed))


@compiled
def willing_probability(ready: float, support_thousand: float, burden: float, by_pay: float, by_family: float) -> float:
    """Return the probability that a cadre agrees to go away; support in 1,000 yuan a month."""
    return logistic(ready + by_pay * support_thousand - by_family * burden)


@compiled
def task_quality(
    tasks: float, management: float, rotates: bool, term: float, guest_months: float, by_duties: float
) -> float:
    """Return how much of a secondment is real work (0-1): real tasks, half of it by management, less in short stays."""
    quality = tasks * (0.5 + 0.5 * management) * term / (term + guest_months)
    if rotates:
        quality *= 1.0 + by_duties
    return min(1.0, quality)


@compiled
def choice_score(merit: float, reserve: bool, lot: float, share: float, bonus: float) -> float:
    """Return the score by which seconded cadres are picked: `share` merit, the rest who can be spared.

    merit: in sd; lot: uniform draw, brought to the same spread.
    """
    if reserve:
        merit += bonus
    return share * merit + (1.0 - share) * math.sqrt(12.0) * (lot - 0.5)


@compiled
def may_be_seconded(direction: int, township: bool, served_months: int, rank: int, over: bool, grade: int) -> bool:
    """Tell whether a cadre may be seconded in a direction (facts 1.6.1).

    Down: organ people up to deputy section without two township years; up: township people up to section; out: both.
    """
    if over or grade < Appraisal.COMPETENT or rank > Rank.SECTION:
        return False
    if direction == Away.DOWN:
        return not township and served_months < 2 * MONTHS and rank <= Rank.DEPUTY_SECTION
    return township or direction == Away.OUT


@compiled
def _is_free(s: State, row: int, direction: int) -> bool:
    """Tell whether rules and the past let a cadre be seconded: at home for two years, no sanction, not moved now."""
    person, now = s.cadres[row], s.clock[0]["now"]
    if person["away"] or person["second_line"] or person["moved"] >= now or now < person["sanction_until"]:
        return False
    if person["away_until"] > 0 and now - person["away_until"] < 2 * MONTHS:
        return False
    over = over_age(person["born"], now, s.levers[person["group"]]["secondment_age_years"])
    served = township_months(person["township_before"], person["tier"], person["tier_since"], now)
    return may_be_seconded(direction, person["tier"] == Tier.TOWNSHIP, served, person["rank"], over, person["grade"])


@compiled
def _goes(s: State, row: int, direction: int, key_release: int, key_accept: int) -> bool:
    """Tell whether the unit lets a cadre go and the cadre agrees."""
    person, b, lever = s.cadres[row], s.setting[0], s.levers[s.cadres[row]["group"]]
    chance = release_probability(
        lever["secondment_release_share"], person["ability"], person["leading"] == 1, b["held_back_average"],
        b["held_back_ability"], b["held_back_leading"],
    )  # fmt: skip
    if draw(key_release, person["key"]) >= chance:
        return False
    burden = family_burden((s.clock[0]["now"] - person["born"]) / MONTHS)
    chance = willing_probability(
        b["secondment_accept_utils"][direction - Away.OUT], lever["secondment_support_yuan_per_month"] / 1000.0, burden,
        b["pay_utils"], b["absence_family_utils"],
    )  # fmt: skip
    return draw(key_accept, person["key"]) < chance


@compiled
def _candidates(s: State, group: int, direction: int) -> Array:
    """Return the rows of a group's people who may and will go, those to be picked first in front."""
    clock, b, lever = s.clock[0], s.setting[0], s.levers[group]
    key_release = stream(clock["seed"], Decision.SECOND_RELEASE, clock["now"])
    key_accept = stream(clock["seed"], Decision.SECOND_ACCEPT, clock["now"])
    key_lot = stream(clock["seed"], Decision.SECOND_LOT, clock["now"])
    size = 0
    for u in units_of(s):
        size += s.units[u]["holders"] if s.units[u]["group"] == group else 0
    rows, scores, n = np.empty(size, np.int64), np.empty(size, np.float64), 0
    for u in units_of(s):
        unit = s.units[u]
        wrong = (direction == Away.DOWN) == (unit["tier"] == Tier.TOWNSHIP)
        if unit["group"] != group or (wrong and direction != Away.OUT):
            continue
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY or not _is_free(s, row, direction):
                continue
            if not _goes(s, row, direction, key_release, key_accept):
                continue
            person = s.cadres[row]
            rows[n] = row
            scores[n] = -choice_score(
                person["score"], person["reserve"] == 1, draw(key_lot, person["key"]),
                lever["secondment_merit_share"], b["reserve_bonus_sd"],
            )  # fmt: skip
            n += 1
    return rows[:n][np.argsort(scores[:n])]


@compiled
def emptiest_township(s: State, group: int) -> int:
    """Return the township of a county, or of the whole city for its organs, with fewest present; -1 if none."""
    best, found, lowest = 2.0, -1, np.uint64(0)
    for u in units_of(s):
        unit = s.units[u]
        if unit["tier"] != Tier.TOWNSHIP or (unit["group"] != group and s.above[group] != group):
            continue
        present = (unit["holders"] - unit["away"] + unit["guests"]) / unit["established"]
        lot = mix(unit["key"])  # by name, so that the order of units is nothing
        if present < best or (present == best and lot < lowest):
            best, found, lowest = present, u, lot
    return found


@compiled
def _second(s: State, row: int, unit: int) -> None:
    """Send somebody to a unit, or out of the city (-1), for the term, with the quality of tasks found there."""
    lever, b, person = s.levers[s.cadres[row]["group"]], s.setting[0], s.cadres[row]
    term = lever["secondment_term_months"]
    until = s.clock[0]["now"] + int(term)
    person["away_quality"] = task_quality(
        lever["secondment_real_tasks_share"], lever["secondment_management_quality"], lever["secondment_rotates"], term,
        b["guest_months"], b["duties_ratio"],
    )  # fmt: skip
    if unit < 0:
        send_out(s, row, Cause.SECONDMENT, until)
    else:
        lend(s, row, unit, Cause.SECONDMENT, until)


@compiled
def _batch(s: State, group: int, townships: int, organs: int) -> None:
    """Send a group's people: pairs first, then down, up and out; townships, organs: established posts."""
    lever, year = s.levers[group], (s.clock[0]["now"] - s.clock[0]["first"]) // MONTHS
    down = _candidates(s, group, Away.DOWN)
    up = _candidates(s, group, Away.UP)
    pairs = min(yearly_places(lever["paired_per_100_organ_posts_per_year"], organs, year), len(down), len(up))
    for i in range(pairs):
        township = s.cadres[up[i]]["unit"]
        _second(s, up[i], s.organs[group])
        _second(s, down[i], township)
    places = pairs + yearly_places(lever["down_per_100_organ_posts_per_year"], organs, year)
    for i in range(pairs, min(places, len(down))):
        township = emptiest_township(s, group)
        if township >= 0:
            _second(s, down[i], township)
    places = pairs + yearly_places(lever["up_per_100_township_posts_per_year"], townships, year)
    for i in range(pairs, min(places, len(up))):
        _second(s, up[i], s.organs[s.above[group]])
    out = _candidates(s, group, Away.OUT)
    places = yearly_places(lever["out_per_100_posts_per_year"], townships + organs, year)
    for i in range(min(places, len(out))):
        _second(s, out[i], -1)


@compiled
def secondment(s: State) -> None:
    """Hold this year's secondments in every group, if its city has any."""
    clock = s.clock[0]
    established = established_by_layer(s)
    for group in counties_first(s):
        key = stream(clock["seed"], Decision.SECOND_BATCH, clock["now"])
        u = draw(key, s.units[s.organs[s.above[group]]]["key"])
        if batch_is_held(s.levers[group]["regular_batches"], u, s.setting[0]["secondment_held_share"]):
            _batch(s, group, established[group, 0], established[group, 1])
