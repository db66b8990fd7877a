"""The month: every process, in order. Open this file first.

Exits come before filling, so that this month's gaps can be filled this month; filling comes before recruitment, so
that insiders are asked before newcomers; people think after they have seen this month's workload.
"""

from calendar import month_name
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sim.processes.absences import absences
from sim.processes.accountability import accountability
from sim.processes.appraisal import appraisal
from sim.processes.care import care
from sim.processes.caution import caution
from sim.processes.convert import convert
from sim.processes.dismissal import dismissal
from sim.processes.elections import elections
from sim.processes.encouragement import encouragement
from sim.processes.esteem import esteem
from sim.processes.exchange import exchange
from sim.processes.fairness import fairness
from sim.processes.fill_posts import fill_posts
from sim.processes.grades import grades
from sim.processes.household import household
from sim.processes.identity import identity
from sim.processes.institutions import institutions
from sim.processes.intention import intention
from sim.processes.last_place import last_place
from sim.processes.leadership_round import leadership_round
from sim.processes.loans import loans
from sim.processes.matching import matching
from sim.processes.motivation import motivation
from sim.processes.open_selection import open_selection
from sim.processes.placement_up import placement_up
from sim.processes.programme import programme
from sim.processes.prospects import prospects
from sim.processes.ranking import ranking
from sim.processes.recruitment import recruitment
from sim.processes.reserve_list import reserve_list
from sim.processes.resignation import resignation
from sim.processes.retirement import retirement
from sim.processes.reunion import reunion
from sim.processes.second_line import second_line
from sim.processes.secondment import secondment
from sim.processes.stagnation import stagnation
from sim.processes.supervision import supervision
from sim.processes.team_prizes import team_prizes
from sim.processes.teams import teams
from sim.processes.term_limits import term_limits
from sim.processes.training import training
from sim.processes.transfer import transfer
from sim.processes.trial import trial
from sim.processes.villages import villages
from sim.processes.workload import workload
from sim.state import State
from sim.terms import MONTHS

EVERY_MONTH: Final = tuple(range(1, 13))
OPENING: Final = ("posts.holder", "posts.opened", "posts.ready", "posts.chain", "units.away", "units.guests")
TEAM: Final = ("teams.members", "teams.changed", "cadres.leading")
ABSENCE: Final = ("cadres.away", "cadres.away_until", "cadres.unit")
LENDING: Final = ("units.away", "units.guests", *ABSENCE)
LEAVING: Final = (*OPENING, *TEAM, *ABSENCE, "units.holders", "cadres.post", "cadres.serving", "cadres.left")
SEATS: Final = (
    "posts.holder", "posts.opened", "posts.ready", "posts.chain", "posts.depth", "cadres.post", "cadres.post_since",
    "cadres.unit", "cadres.moved",
)  # fmt: skip
MOVING: Final = (
    *OPENING, *ABSENCE, "posts.depth", "cadres.post", "cadres.post_since", "cadres.cell", "cadres.moved",
)  # fmt: skip
CHANGING_TIER: Final = (
    "units.holders", "cadres.group", "cadres.tier", "cadres.tier_since", "cadres.township_before", "cadres.unit_since",
)  # fmt: skip
LOWERED: Final = ("cadres.rank", "cadres.rank_since", "cadres.retires")
RISING: Final = ("cadres.rank", "cadres.rank_since", "cadres.retires")
ENTERING: Final = ("cadres.*", "posts.holder", "posts.chain", "posts.depth", "units.holders")
"""Columns that the verbs write when somebody goes away, changes seats at home, leaves, moves, changes tier, rises or
enters (`*`: a new row)."""
VERBS: Final = {
    "lending": LENDING, "changing seats": SEATS, "leaving": LEAVING, "moving": MOVING, "teams": TEAM,
    "changing tier": CHANGING_TIER, "rising": RISING, "entering": ENTERING,
}  # fmt: skip


@dataclass(frozen=True)
class Process:
    """One process of the month.

    `months`: calendar months in which it runs; `rounds`: it also runs at a leadership round, `opens`: and in the first
    month; `writes`: columns it may change, checked by a test; `why`: why it stands where it stands.
    """

    name: str
    run: Callable[[State], None]
    months: tuple[int, ...]
    writes: tuple[str, ...]
    why: str
    opens: bool = False
    rounds: bool = False


MONTH: Final[tuple[Process, ...]] = (
    Process("retirement", retirement, EVERY_MONTH, (*LEAVING, "cadres.early_from", "cadres.retires"),
            "who has reached the age, asks to go early, or dies, leaves first"),
    Process("absences", absences, EVERY_MONTH,
            (*MOVING, *TEAM, *CHANGING_TIER, *RISING, "cadres.ability", "cadres.trained", "cadres.credit",
             "cadres.seconded", "cadres.secondment_score", "cadres.loaned"),
            "whoever comes home or stays away for good is known before the work is shared"),
    Process("workload", workload, EVERY_MONTH, ("units.workload",),
            "those who are left share the work"),
    Process("teams", teams, EVERY_MONTH, ("teams.cohesion", "teams.changed"),
            "teams feel last month's changes"),
    Process("accountability", accountability, EVERY_MONTH,
            ("cadres.sanction_until", "cadres.accused_until", "cadres.motivation"),
            "whoever is short of hands and power is held to account"),
    Process("trial", trial, EVERY_MONTH, (*LEAVING, *MOVING, *LOWERED, "cadres.trial_until", "cadres.unit_since"),
            "who fails goes before this month's posts are filled"),
    Process("appraisal", appraisal, (1,),
            ("cadres.grade", "cadres.score", "cadres.excellent_years", "cadres.merits", "ledger.award_yuan"),
            "the year that has ended is appraised"),
    Process("team_prizes", team_prizes, (1,), ("units.prize", "ledger.bonus_yuan"),
            "the appraisal decides which townships did best"),
    Process("dismissal", dismissal, (1,),
            (*LEAVING, *MOVING, *LOWERED, "cadres.incompetent_years", "cadres.personal_grade", "cadres.unit_since"),
            "the appraisal decides who goes down or out"),
    Process("last_place", last_place, (1,), (*LEAVING, *MOVING, "cadres.sanction_until", "cadres.unit_since"),
            "and who is the last in place"),
    Process("ranking", ranking, (1,),
            ("cadres.standing", "pools.first", "pools.last", "candidates"),
            "the appraisal decides who stands where", opens=True, rounds=True),
    Process("reserve_list", reserve_list, (1,), ("cadres.reserve", "cadres.ability", "ledger.ready"),
            "the best of the new ranking are the reserve"),
    Process("supervision", supervision, (4,), ("cadres.sanction_until", "teams.cohesion"),
            "what is found this year bars from this year's promotions"),
    Process("grades", grades, (7,), ("cadres.personal_grade", "cadres.grade_since", "ledger.grade_yuan"),
            "after the appraisal, in the month after the rules came into force"),
    Process("prospects", prospects, EVERY_MONTH,
            ("cadres.prospect", "pools.openings", "pools.rivals", "pools.prospect"),
            "people see the openings ahead and their rivals"),
    Process("caution", caution, EVERY_MONTH, ("units.spirit", "units.toil", "units.appeal"),
            "the risk of blame is known, and tells on spirit and worth of a place"),
    Process("encouragement", encouragement, EVERY_MONTH,
            ("units.spirit", "units.toil", "units.appeal", "ledger.bonus_yuan"),
            "so do prizes, bonuses and those who lead"),
    Process("care", care, EVERY_MONTH, ("units.toil", "units.appeal", "ledger.care_yuan"),
            "and care for people, all before they feel it"),
    Process("motivation", motivation, EVERY_MONTH, ("cadres.motivation", "cadres.strain"),
            "work and prospects tell on people"),
    Process("fairness", fairness, EVERY_MONTH, ("cadres.motivation",),
            "so does what becomes of good work"),
    Process("household", household, EVERY_MONTH, ("cadres.strain", "cadres.extra"),
            "and the household"),
    Process("stagnation", stagnation, EVERY_MONTH, ("cadres.motivation", "cadres.strain"),
            "years without change wear on those whose review it is"),
    Process("esteem", esteem, EVERY_MONTH, ("cadres.motivation", "cadres.strain", "cadres.extra"),
            "grades, threats and roles tell on people too, before they weigh their options"),
    Process("matching", matching, EVERY_MONTH, ("cadres.matched", "cadres.extra", "ledger.other_yuan"),
            "posts and skills are compared before people weigh their options"),
    Process("identity", identity, EVERY_MONTH, ("cadres.extra", "cadres.motivation", "ledger.other_yuan"),
            "people on other establishments compare what the same work brings"),
    Process("intention", intention, EVERY_MONTH, ("cadres.wish", "cadres.resign_rate", "cadres.extra"),
            "people weigh staying against going"),
    Process("resignation", resignation, EVERY_MONTH, LEAVING,
            "some go for good"),
    Process("placement_up", placement_up, (),
            (*SEATS, *TEAM, "units.holders", "cadres.tier", "cadres.tier_since", "cadres.township_before",
             "cadres.unit_since", "cadres.cell"),
            "at a round some heads near the age line are placed in the county before the line strikes", rounds=True),
    Process("leadership_round", leadership_round, (),
            (*MOVING, *TEAM, "units.holders", "cadres.unit_since", "cadres.second_line"),
            "in a round's month township leaders past the age line step down", rounds=True),
    Process("elections", elections, (),
            (*SEATS, *TEAM, "units.holders", "cadres.cell", "cadres.unit_since", "posts.closed", "posts.reserved",
             "teams.seats", "region.closed"),
            "at a round, when it is known who stands again", rounds=True),
    Process("second_line", second_line, (1,), (*MOVING, *TEAM, "cadres.second_line"),
            "leaders of organs past their age line step down"),
    Process("exchange", exchange, (7,),
            (*SEATS, *CHANGING_TIER, "teams.changed", "cadres.cell", "cadres.bound_until"),
            "people long in one unit change places while the year's openings are few"),
    Process("reunion", reunion, (8,),
            (*SEATS, "teams.members", "teams.changed", "units.holders", "cadres.unit_since", "cadres.family_unit"),
            "families come together before newcomers take the posts"),
    Process("term_limits", term_limits, (1,),
            (*MOVING, *TEAM, "units.holders", "cadres.second_line", "cadres.unit_since"),
            "those of the right age may still have been too long in place"),
    Process("fill_posts", fill_posts, EVERY_MONTH,
            (*MOVING, *TEAM, *CHANGING_TIER, *RISING, "cadres.*", "cadres.establishment"),
            "leading posts are filled from the top down, each move opening the next post"),
    Process("open_selection", open_selection, (6,),
            (*MOVING, *CHANGING_TIER, "cadres.establishment", "cadres.programme_until"),
            "organs choose from below by examination"),
    Process("transfer", transfer, EVERY_MONTH, (*MOVING, *TEAM, *CHANGING_TIER),
            "those who wish to go take what posts are left"),
    Process("convert", convert, (9,),
            (*MOVING, "cadres.establishment", "units.holders", "units.conversion", "cadres.unit_since"),
            "institution staff in the queue come before newcomers"),
    Process("programme", programme, (9,),
            (*ENTERING, *MOVING, "cadres.serving", "cadres.left", "cadres.establishment", "cadres.programme_until",
             "cadres.bound_until", "units.targeted"),
            "terms end and places are filled anew before the year's intake is dealt out"),
    Process("villages", villages, (9,),
            (*ENTERING, "villages.born", "villages.since", "villages.held", "villages.education", "units.extra_duty",
             "units.side_duty", "ledger.other_yuan"),
            "village cadres come from the same townships as the posts that they take", opens=True, rounds=True),
    Process("recruitment", recruitment, (9,), (*ENTERING, "units.targeted"),
            "newcomers take what insiders left"),
    Process("training", training, (10,),
            ("cadres.ability", "cadres.trained", "cadres.credit", "units.training_duty", "ledger.training_yuan"),
            "who serves now is sent to training"),
    Process("secondment", secondment, (5,), (*LENDING, "cadres.away_quality"),
            "of those who have their posts, some serve elsewhere for a time"),
    Process("loans", loans, EVERY_MONTH, (*LENDING, "cadres.loaned"),
            "organs borrow when all other ways of filling are used up"),
    Process("institutions", institutions, EVERY_MONTH,
            (*OPENING, *ABSENCE, *ENTERING, "cadres.post", "cadres.serving", "cadres.left"),
            "institution staff give notice; their posts are refilled when conversions have opened them"),
)  # fmt: skip
"""The month in order. `calendar` opens it (sim/model.py) and `record` closes it (sim/sequence.py)."""

NAMES: Final = ("calendar", *(process.name for process in MONTH))


def due(
    month: int, first: bool, at_round: bool, off: frozenset[str], plan: Sequence[Process] = MONTH
) -> tuple[bool, ...]:
    """Tell for each process of the plan whether it runs in a month.

    Args:
        month: month number.
        first: the first month of a run.
        at_round: a month with a leadership round.
        off: names of processes that are switched off.
        plan: the ordered processes.
    """
    calendar_month = month % MONTHS + 1
    return tuple(
        process.name not in off
        and (calendar_month in process.months or (first and process.opens) or (at_round and process.rounds))
        for process in plan
    )


def as_markdown() -> str:
    """Return the plan as a table: when each process runs, what it may change, and why it stands there."""
    lines = ["| process | when | changes | why here |", "|---|---|---|---|"]
    for process in MONTH:
        when = ["every month"] if process.months == EVERY_MONTH else [month_name[month] for month in process.months]
        when += ["the first month"] * process.opens + ["rounds"] * process.rounds
        seats = [verb for verb, columns in VERBS.items() if set(columns) <= set(process.writes)]
        known = {column for verb in seats for column in VERBS[verb]}
        changes = seats + [name for name in process.writes if name not in known]
        lines.append(f"| {process.name} | {', '.join(when)} | {', '.join(changes)} | {process.why} |")
    return "\n".join(lines)
