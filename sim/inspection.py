"""Before an appointment: how many are inspected, open competition, the notice period, audit, posts held back."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, normal, stream
from sim.parameters import parameter
from sim.processes.supervision import has_case
from sim.rules import over_age
from sim.state import State
from sim.terms import MONTHS, Rank, Reserved, Sex, Tier


@dataclass(frozen=True)
class Inspection:
    """Assumptions about what inspection and competition see."""

    inspection_noise_sd: float = parameter(
        1.0, "sd", 0.01, 10, "assumption: inspection sees as much chance as ability (facts 1.3.12)",
        "Noise of an inspection", "考察误差",
    )  # fmt: skip
    contest_candidates: float = parameter(
        8.0, "people", 2, 50, "assumption: so many of the best-ranked who are willing compete for a post",
        "People who compete for a post", "竞争上岗人数",
    )  # fmt: skip
    young_years: float = parameter(
        35.0, "years", 20, 50, "assumption: the age asked of young members of a team (facts 1.4.12)",
        "Age of the young in a team", "年轻干部年龄",
    )  # fmt: skip


@compiled
def notice_risk(share: float, score: float) -> float:
    """Return the chance that low votes or complaints stop a nominee with an appraisal score in sd (facts 1.3.11)."""
    return min(1.0, share * max(0.0, 1.0 - score / 2.0))


@compiled
def fits_reserved(kind: int, woman: bool, young: bool, member: bool) -> bool:
    """Tell whether somebody meets the structural requirement of a post (facts 1.4.12)."""
    if kind == Reserved.WOMAN:
        return woman
    if kind == Reserved.YOUNG:
        return young
    if kind == Reserved.NON_PARTY:
        return not member
    return True


@compiled
def leaves_room(retires: int, now: int, years: float) -> bool:
    """Tell whether enough service is left before retirement (facts 1.4.3-4); an unknown date stops nobody."""
    return retires < 0 or retires - now >= years * MONTHS


@compiled
def is_congress_chair(s: State, post: int) -> bool:
    """Tell whether a post is a township's congress chair: the last of its section posts (facts 1.3.1, 1.4.11)."""
    seat = s.posts[post]
    if not seat["leading"] or seat["rank"] != Rank.SECTION or s.units[seat["unit"]]["tier"] != Tier.TOWNSHIP:
        return False
    if post + 1 >= s.units[seat["unit"]]["last_post"]:
        return True
    return not s.posts[post + 1]["leading"] or s.posts[post + 1]["rank"] != Rank.SECTION


@compiled
def held_back(s: State, post: int) -> bool:
    """Tell whether a post still waits for somebody who meets its structural requirement."""
    seat, clock = s.posts[post], s.clock[0]
    if seat["reserved"] == Reserved.NO:
        return False
    return clock["now"] < clock["last_round"] + s.levers[s.units[seat["unit"]]["group"]]["reserved_months"]


@compiled
def fits(s: State, row: int, post: int) -> bool:
    """Tell whether a cadre meets the structural requirement of a post, if it is still held back."""
    if not held_back(s, post):
        return True
    person = s.cadres[row]
    young = not over_age(person["born"], s.clock[0]["now"], s.setting[0]["young_years"])
    return fits_reserved(s.posts[post]["reserved"], person["sex"] == Sex.FEMALE, young, person["party"] == 1)


@compiled
def passes(s: State, row: int, post: int) -> bool:
    """Tell whether a nominee comes through the notice period and the audit."""
    clock, person, seat = s.clock[0], s.cadres[row], s.posts[post]
    lever = s.levers[s.units[seat["unit"]]["group"]]
    if lever["notice_block_share"] > 0.0:
        key = stream(clock["seed"], Decision.NOTICE, clock["now"])
        if draw(key, person["key"] ^ seat["key"]) < notice_risk(lever["notice_block_share"], person["score"]):
            return False
    if lever["audit_share"] > 0.0 and person["leading"]:
        key = stream(clock["seed"], Decision.AUDIT, clock["now"])
        return not (draw(key, person["key"]) < lever["audit_share"] and has_case(s, row))
    return True


@compiled
def is_contest(s: State, post: int) -> bool:
    """Tell whether an opening is decided by open competition."""
    seat, clock = s.posts[post], s.clock[0]
    share = s.levers[s.units[seat["unit"]]["group"]]["contest_share"]
    if share <= 0.0:
        return False
    return draw(stream(clock["seed"], Decision.COMPETITION, seat["opened"]), seat["key"]) < share


@compiled
def field_for(s: State, post: int) -> int:
    """Return among how many candidates the choice for a post is made; 1 takes the first of the ranking."""
    inspected = int(s.levers[s.units[s.posts[post]["unit"]]["group"]]["inspected_per_post"])
    return max(inspected, int(s.setting[0]["contest_candidates"])) if is_contest(s, post) else inspected


@compiled
def merit(s: State, row: int, post: int) -> float:
    """Return what inspection or competition sees of a candidate: ability and chance, in sd."""
    clock, person = s.clock[0], s.cadres[row]
    who = person["key"] ^ s.posts[post]["key"]
    luck = normal(
        draw(stream(clock["seed"], Decision.INSPECTION, clock["now"]), who),
        draw(stream(clock["seed"], Decision.INSPECTION_2, clock["now"]), who),
    )
    return float(person["ability"] + s.setting[0]["inspection_noise_sd"] * luck)
