"""Matching: who works in a post of the own field, and what the better allowances of political-legal posts do."""

from sim.compiled import compiled
from sim.recorder import used_cells
from sim.regions import units_of
from sim.review import due_phases
from sim.serving import entries_of
from sim.state import State
from sim.terms import MONTHS, NO_POST, NOBODY, Field

BEFORE_APPRAISAL = 11
"""December: appraisal looks at the year's posts in January."""


@compiled
def is_match(field: int, specialism: int) -> bool:
    """Tell whether a post asks for a field and its holder knows that field (facts 1.1.12)."""
    return field != Field.GENERAL and field == specialism


@compiled
def _match_all(s: State) -> None:
    """Note for everybody whether post and skill go together."""
    for i in entries_of(s):
        row = s.serving[i]
        if row >= 0:
            person = s.cadres[row]
            seated = person["post"] != NO_POST
            person["matched"] = seated and is_match(s.posts[person["post"]]["field"], person["specialism"])


@compiled
def matching(s: State) -> None:
    """Match posts and skills before each appraisal; let political-legal allowances weigh at reviews (facts 1.2.7)."""
    clock, by_pay, due = s.clock[0], s.setting[0]["pay_utils"], due_phases(s)
    if clock["now"] % MONTHS == BEFORE_APPRAISAL or clock["now"] == clock["first"]:
        _match_all(s)
    start = int(clock["slot"]) * used_cells(s.cells)
    for u in units_of(s):
        yuan = s.levers[s.units[u]["group"]]["law_allowance_yuan_per_month"]
        if not yuan > 0.0:
            continue
        for post in range(s.units[u]["first_post"], s.units[u]["last_civil"]):
            seat = s.posts[post]
            if seat["field"] != Field.LAW or seat["holder"] == NOBODY:
                continue
            s.ledger[start + seat["cell"]]["other_yuan"] += int(yuan)
            person = s.cadres[seat["holder"]]
            if due[person["phase"]]:
                person["extra"] += by_pay * yuan / 1000.0
