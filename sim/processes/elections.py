"""Elections at a round: numbers of leading posts, rivals for incumbents, posts held back for kinds of people."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, normal, stream
from sim.inspection import fits_reserved
from sim.parameters import parameter
from sim.processes.leadership_round import second_line_post
from sim.regions import leads_of, units_of
from sim.rules import over_age
from sim.state import State
from sim.terms import NO_POST, NOBODY, Cause, Rank, Reserved, Sex, Tier
from sim.verbs import give_up


@dataclass(frozen=True)
class Contests:
    """Assumptions about contested elections."""

    incumbent_advantage_sd: float = parameter(
        1.0, "sd", -5, 10, "assumption: about one incumbent in ten loses to a rival (facts 1.3.13)",
        "Advantage of the incumbent", "现任优势",
    )  # fmt: skip


@compiled
def loses(score: float, rival: float, advantage: float) -> bool:
    """Tell whether an incumbent with an appraisal score (sd) loses to a rival's strength (sd)."""
    return rival > score + advantage


@compiled
def posts_allowed(found: int, ratio: float) -> int:
    """Return how many posts of a rank a team may have, at least one if it had any."""
    return min(found, max(1, round(found * ratio)))


@compiled
def _weakest(s: State, first: int, last: int, rank: int) -> int:
    """Return the open post that is next to be given up: a vacant one, else that of the lowest standing; or NO_POST."""
    found, lowest = NO_POST, 1e18
    for post in range(first, last):
        seat = s.posts[post]
        if not seat["leading"] or seat["rank"] != rank or seat["closed"]:
            continue
        if seat["holder"] == NOBODY:
            return post
        person = s.cadres[seat["holder"]]
        if person["moved"] < s.clock[0]["now"] and not person["away"] and person["standing"] < lowest:
            found, lowest = post, person["standing"]
    return found


@compiled
def _shut(s: State, u: int, post: int, closed: int) -> None:
    """Give a post up (1) or take it back (0)."""
    seat = s.posts[post]
    seat["closed"] = closed
    seat["opened"] = s.clock[0]["now"]
    s.region[0]["closed"] += 2 * closed - 1
    s.teams[u]["seats"] -= 2 * closed - 1


@compiled
def _numbers(s: State, u: int, rank: int, ratio: float) -> None:
    """Bring the posts of a rank in a team to the number allowed; holders who are dropped keep their rank."""
    unit = s.units[u]
    first, last = int(unit["first_post"]), int(unit["last_post"])
    found, shut = 0, 0
    for post in range(first, last):
        if s.posts[post]["leading"] and s.posts[post]["rank"] == rank:
            found += 1
            shut += s.posts[post]["closed"]
    wanted = found - posts_allowed(found, ratio)
    for post in range(first, last):
        if shut > wanted and s.posts[post]["closed"] and s.posts[post]["rank"] == rank:
            _shut(s, u, post, 0)
            shut -= 1
    while shut < wanted:
        post = _weakest(s, first, last, rank)
        if post == NO_POST:
            return
        holder = s.posts[post]["holder"]
        if holder != NOBODY:
            place = second_line_post(s, u)
            if place == NO_POST:
                return
            give_up(s, holder, place, Cause.CROSS_APPOINT, 0, 0.0)
        _shut(s, u, post, 1)
        shut += 1


@compiled
def _contests(s: State) -> None:
    """Let a share of township leaders face a rival; who loses keeps the rank and takes a non-leading post."""
    clock, b = s.clock[0], s.setting[0]
    key = stream(clock["seed"], Decision.CONTEST, clock["now"])
    key_a = stream(clock["seed"], Decision.RIVAL, clock["now"])
    key_b = stream(clock["seed"], Decision.RIVAL_2, clock["now"])
    for k in leads_of(s):
        seat = s.posts[s.fill_order[k]]
        row = seat["holder"]
        unit = s.units[seat["unit"]]
        if row == NOBODY or unit["tier"] != Tier.TOWNSHIP or s.cadres[row]["moved"] >= clock["now"]:
            continue
        if s.cadres[row]["away"]:  # whoever serves elsewhere is not put to the vote
            continue
        if draw(key, seat["key"]) >= s.levers[unit["group"]]["contested_share"]:
            continue
        rival = normal(draw(key_a, seat["key"]), draw(key_b, seat["key"]))
        if loses(s.cadres[row]["score"], rival, b["incumbent_advantage_sd"]):
            place = second_line_post(s, seat["unit"])
            if place != NO_POST:
                give_up(s, row, place, Cause.VOTED_OUT, 0, 0.0)


@compiled
def _missing(s: State, u: int, kind: int, wanted: float) -> int:
    """Return how many people of a kind a team still lacks."""
    unit, now, lacking = s.units[u], s.clock[0]["now"], int(wanted)
    for post in range(unit["first_post"], unit["last_post"]):
        seat = s.posts[post]
        if not seat["leading"] or seat["holder"] == NOBODY:
            continue
        person = s.cadres[seat["holder"]]
        young = not over_age(person["born"], now, s.setting[0]["young_years"])
        lacking -= int(fits_reserved(kind, person["sex"] == Sex.FEMALE, young, person["party"] == 1))
    return max(0, lacking)


@compiled
def _hold_back(s: State, u: int) -> None:
    """Hold vacant posts of a team back for the kinds of people that it lacks, lowest posts first."""
    unit = s.units[u]
    lever = s.levers[unit["group"]]
    women = _missing(s, u, Reserved.WOMAN, lever["women_per_team"])
    young = _missing(s, u, Reserved.YOUNG, lever["young_per_team"])
    others = _missing(s, u, Reserved.NON_PARTY, lever["non_party_per_team"])
    for post in range(unit["last_post"] - 1, unit["first_post"] - 1, -1):
        seat = s.posts[post]
        seat["reserved"] = Reserved.NO
        if not seat["leading"] or seat["holder"] != NOBODY or seat["closed"]:
            continue
        if women > 0:
            seat["reserved"] = Reserved.WOMAN
            women -= 1
        elif young > 0:
            seat["reserved"] = Reserved.YOUNG
            young -= 1
        elif others > 0:
            seat["reserved"] = Reserved.NON_PARTY
            others -= 1


@compiled
def elections(s: State) -> None:
    """In a round's month set the numbers of township posts, hold contests, and hold posts back."""
    for u in units_of(s):
        if s.units[u]["tier"] == Tier.TOWNSHIP:
            lever = s.levers[s.units[u]["group"]]
            _numbers(s, u, Rank.SECTION, lever["section_posts_ratio"])
            _numbers(s, u, Rank.DEPUTY_SECTION, lever["deputy_posts_ratio"])
    _contests(s)
    for u in units_of(s):
        if s.units[u]["tier"] == Tier.TOWNSHIP:
            _hold_back(s, u)
