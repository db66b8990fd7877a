"""Who sits where at the opening: leading posts by rank and age, the rest by lot."""

from dataclasses import dataclass

import numpy as np

from sim.city import ESTABLISHMENTS, City, Corps
from sim.compiled import compiled
from sim.draws import Decision, draw, gumbel, name_key, stream, uniform
from sim.levers import RANKS, TIERS
from sim.parameters import parameter, problems
from sim.table import Array
from sim.terms import MONTHS, NO_POST, Sex


@dataclass(frozen=True)
class Seating:
    """Assumptions about who leads at the opening."""

    leaders_line_men_years: tuple[float, ...] = parameter(
        (54.0, 57.0, 57.0), "years", 40, 65,
        "assumption: men over 50 left the township teams in 2006 (T12), so few over 54 lead "
        "in 2010; organs as their lever",
        "Age over which few men lead", "领导岗位年龄线(男)", labels=TIERS,
    )  # fmt: skip
    leaders_line_women_years: tuple[float, ...] = parameter(
        (49.0, 52.0, 52.0), "years", 40, 65,
        "assumption: five years earlier than men (T12)",
        "Age over which few women lead", "领导岗位年龄线(女)", labels=TIERS,
    )  # fmt: skip
    leading_log_odds_per_year: float = parameter(
        -0.05, "log odds per year of age", -1, 1,
        "assumption: among people of one rank the younger ones hold the leading posts",
        "Age and leading within a rank", "同级别中年龄与任领导职务的关联",
    )  # fmt: skip
    leading_log_odds_past_line: float = parameter(
        -4.0, "log odds", -20, 0, "assumption: a handful of exceptions stay past the line",
        "Leading past the age line", "超过年龄线任领导职务的关联",
    )  # fmt: skip
    held_from_above_share: tuple[float, ...] = parameter(
        (0.0, 0.0, 0.02, 0.5, 0.2, 0.0),
        "share of higher-ranked people who hold no leading post of their own rank", 0, 1,
        "assumption: some township Party secretaries are of deputy division rank (T5: 7)",
        "Leading posts held by people of higher rank, by rank of the post", "高配任职比例",
        labels=RANKS,
    )  # fmt: skip

    def __post_init__(self) -> None:
        found = problems(self, "seating")
        if found:
            raise ValueError("\n".join(found))


@compiled
def lead_scores(people: Array, rows: Array, tier: int, start: int, believed: Array, seed: int) -> Array:
    """Return who of a corps comes first for a leading post, higher first: (n,) float64; rows: (n,) of people.

    The `k` highest of a group are a sample without replacement with odds exp(log odds): lots turned
    into Gumbel noise (Efraimidis and Spirakis 2006).
    """
    b = believed[0]
    men, women = b["leaders_line_men_years"][tier], b["leaders_line_women_years"][tier]
    key, score = stream(seed, Decision.OPENING_LEAD, 0), np.empty(len(rows), np.float64)
    for i in range(len(rows)):
        person = people[rows[i]]
        age_years = (start - person["born"]) // MONTHS
        odds = b["leading_log_odds_per_year"] * age_years
        if age_years >= (women if person["sex"] == Sex.FEMALE else men) + 1:
            odds += b["leading_log_odds_past_line"]
        score[i] = odds + gumbel(draw(key, person["key"]))
    return score


@compiled
def seat_leaders(rank: Array, score: Array, lot: Array, post_rank: Array, post_lot: Array, from_above: Array) -> Array:
    """Give leading posts to people of their rank or higher; return posts: (n,), NO_POST if none.

    rank, score, lot: of people; post_rank, post_lot: of leading posts; from_above: (ranks,) share of the higher-ranked
    who sit on a post of each rank. Who of the chosen sits on which post of a rank is decided by the lots.
    """
    seat = np.full(len(rank), NO_POST, np.int64)
    for of_rank in range(len(from_above) - 1, -1, -1):
        wanted = np.flatnonzero(post_rank == of_rank)
        if len(wanted) == 0:
            continue
        own, above = _best(rank == of_rank, seat, score), _best(rank > of_rank, seat, score)
        higher = max(min(round(from_above[of_rank] * len(above)), len(wanted)), len(wanted) - len(own))
        above = above[:higher]
        chosen = np.concatenate((above, own[: len(wanted) - len(above)]))
        wanted = wanted[np.argsort(post_lot[wanted], kind="mergesort")][: len(chosen)]
        seat[chosen[np.argsort(lot[chosen], kind="mergesort")]] = wanted
    return seat


@compiled
def _best(asked: Array, seat: Array, score: Array) -> Array:
    """Return the people asked for, (n,) bool, who have no seat yet, the highest score first."""
    free = np.flatnonzero(asked & (seat == NO_POST))
    return free[np.argsort(-score[free], kind="mergesort")]


@compiled
def spread(total: int, room: Array, weight: Array, lot: Array, offset: float) -> Array:
    """Spread `total` over places in proportion to room x weight, none over its room: (k,) int64.

    Each place gets its expected number rounded down or up (systematic sampling in the order of the
    lots), so that the sum is exact and places differ by little more than their weights.
    """
    expected = _expected(float(total), room, weight)
    given = np.empty(len(room), np.int64)
    reached, before = 0.0, 0
    order = np.argsort(lot, kind="mergesort")
    for k in range(len(order)):
        reached += expected[order[k]]
        # the offset is below one
        step = total if k == len(order) - 1 else int(reached + offset + 1e-9)
        given[order[k]] = step - before
        before = step
    return given


@compiled
def _expected(total: float, room: Array, weight: Array) -> Array:
    """Return how many of `total` each place is expected to get: in proportion to room x weight, none over its room."""
    expected, is_open, rest = np.zeros(len(room), np.float64), room > 0, total
    while rest > 0.0:
        shares, filled = 0.0, 0
        for k in range(len(room)):
            shares += room[k] * weight[k] if is_open[k] else 0.0
        for k in range(len(room)):
            if is_open[k]:
                expected[k] = rest * (room[k] * weight[k]) / shares
                if expected[k] >= room[k]:
                    expected[k], is_open[k] = room[k], False
                    filled += room[k]
        if filled == 0:
            break
        rest -= filled
    return expected


@dataclass(frozen=True)
class Bench:
    """People of one corps and the posts that they sit on: what of seating is the same under every seed."""

    corps: Corps
    mine: Array
    """(n,) rows of people."""
    rank: Array
    """(n,) their ranks."""
    leading: Array
    """(k,) rows of leading posts."""
    leading_rank: Array
    """(k,) their ranks."""
    others: Array
    """(m,) rows of the other posts, those of a unit next to each other."""
    units: Array
    """(j,) rows of the units that have such posts."""
    room: Array
    """(j,) how many a unit has."""
    within: Array
    """(m,) place of each within its unit."""
    empty_weight: Array
    """(j,) how empty each unit is against the others."""
    offset_key: Array
    """(1,) identity of the corps."""


def benches(city: City, units: Array, posts: Array, people: Array, corps: Array) -> tuple[Bench, ...]:
    """Return the bench of each corps; corps: (n,) index of each cadre's corps, ascending."""
    corps_of_post = _corps_of_units(city)[posts["unit"], posts["establishment"]]
    by_corps = np.argsort(corps_of_post, kind="stable")  # posts of a unit stay together
    ends = np.searchsorted(corps_of_post[by_corps], np.arange(len(city.corps) + 1))
    found = []
    for i, each in enumerate(city.corps):
        own = by_corps[ends[i] : ends[i + 1]]
        leads = posts["leading"][own] == 1
        leading, others = own[leads], own[~leads]
        mine = np.arange(*np.searchsorted(corps, [i, i + 1]))
        rows, first, room = np.unique(posts["unit"][others], return_index=True, return_counts=True)
        within = np.arange(len(others)) - np.repeat(first, room)
        weight = 1.0 + each.vacancy_by_remoteness * units["remoteness"][rows]
        key = np.array([name_key(each.name)], np.uint64)
        ranks = people["rank"][mine], posts["rank"][leading]
        found.append(Bench(each, mine, ranks[0], leading, ranks[1], others, rows, room, within, weight, key))
    return tuple(found)


def seats(
    seated: tuple[Bench, ...], units: Array, posts: Array, people: Array, start: int, believed: Array, seed: int
) -> Array:
    """Return the post of each cadre: (n,) rows of posts, all different; seated: `benches`, start: month."""
    post_lot = uniform(seed, Decision.OPENING_POST, 0, posts["key"])
    lot = uniform(seed, Decision.OPENING_SEAT, 0, people["key"])
    empty_lot = uniform(seed, Decision.OPENING_POST, 0, units["key"])
    from_above = believed[0]["held_from_above_share"]
    seat = np.full(len(people), NO_POST, np.int64)
    for bench in seated:
        mine, leading, others = bench.mine, bench.leading, bench.others
        score = lead_scores(people, mine, TIERS.index(bench.corps.tier), start, believed, seed)
        place = seat_leaders(bench.rank, score, lot[mine], bench.leading_rank, post_lot[leading], from_above)
        place = _leave_vacant(place, len(leading), len(others), bench.corps, lot[mine])
        leads = place != NO_POST
        seat[mine[leads]] = leading[place[leads]]
        rest = mine[~leads]
        held = _held(bench, len(others) - len(rest), empty_lot[bench.units], seed)
        seat[rest[np.argsort(lot[rest])]] = held[np.argsort(post_lot[held])]
    return seat


def _corps_of_units(city: City) -> Array:
    """Return the corps of each unit's posts by establishment; (n_units, 3), -1 for none."""
    number = {(name, each.establishment): i for i, each in enumerate(city.corps) for name in each.units}
    return np.array([[number.get((unit.name, kind), -1) for kind in ESTABLISHMENTS] for unit in city.units])


def _leave_vacant(place: Array, leading: int, others: int, corps: Corps, lot: Array) -> Array:
    """Take leading posts away again by lot until the wanted share stands vacant.

    The lots of the seat say which: ranks and posts are hit alike.
    """
    vacancies = leading + others - len(place)
    wanted = min(round(corps.leading_vacant_share * leading), vacancies)
    wanted = max(wanted, vacancies - others)
    seated = np.flatnonzero(place >= 0)
    surplus = wanted - (leading - len(seated))
    if surplus <= 0:
        return place
    place = place.copy()
    place[seated[np.argsort(lot[seated])][-surplus:]] = NO_POST
    return place


def _held(bench: Bench, vacant: int, lot: Array, seed: int) -> Array:
    """Return the non-leading posts that are held: all but `vacant`, more empty in remote units; lot: (j,) of units."""
    if vacant == 0 or len(bench.units) == 0:
        return bench.others
    offset = float(uniform(seed, Decision.OPENING_VACANT, 0, bench.offset_key)[0])
    empty = spread(vacant, bench.room, bench.empty_weight, lot, offset)
    return bench.others[bench.within < np.repeat(bench.room - empty, bench.room)]
