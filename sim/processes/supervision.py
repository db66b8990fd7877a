"""Supervision (监督): misconduct of leaders, less where more of it is found; cases cost promotion and cohesion.

Whether a leader has a case is drawn once for five years; what is found is drawn each year. Found cases bar from
promotion, and audits before a promotion look for the rest (`sim.filling`).
"""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, Word, draw, stream
from sim.elementary import exp
from sim.levers import Exit
from sim.parameters import parameter
from sim.regions import leads_of
from sim.state import State
from sim.terms import MONTHS, NOBODY

TERM_YEARS = 5
FOUND_SHARE, FOUND_ACCOUNTS = Exit().misconduct_found_share_per_year, Exit().county_keeps_accounts_share
"""Supervision as found, at which misconduct is what its rate says."""


@dataclass(frozen=True)
class Misconduct:
    """Assumptions about misconduct."""

    misconduct_per_year: float = parameter(
        0.01, "cases per leader a year", 0, 0.2, "assumption: no rate is given in the sources (facts 1.18)",
        "Misconduct of leaders under supervision as found", "领导干部违纪率",
    )  # fmt: skip
    misconduct_deterrence: float = parameter(
        2.0, "per share found", 0, 20, "assumption: finding half the cases instead of a tenth halves misconduct",
        "Effect of detection on misconduct", "监督震慑作用",
    )  # fmt: skip
    misconduct_accounts_share: float = parameter(
        0.3, "share", 0, 1, "assumption: three in ten cases need township money in one's own hands (facts 1.18.3)",
        "Misconduct that county-kept accounts prevent", "乡财县管防范比例",
    )  # fmt: skip
    misconduct_sanction_months: float = parameter(
        18.0, "months", 0, 60, "Law on administrative sanctions arts. 8, 19: major demerit (facts 2.2)",
        "Time without promotion after a case", "违纪处分影响期",
    )  # fmt: skip
    misconduct_cohesion_share: float = parameter(
        0.05, "share of cohesion a year", 0, 1, "assumption: a colleague's misconduct is felt in the team",
        "Cohesion lost by a case", "违纪对班子凝聚力的影响",
    )  # fmt: skip


@compiled
def case_rate(per_year: float, found: float, accounts: float, deterrence: float, by_accounts: float) -> float:
    """Return cases per leader and year: fewer where more is found and the county keeps more accounts than as found.

    `found` and `accounts` are shares: of cases found a year, of accounts that the county keeps.
    """
    rate = per_year * exp(-deterrence * (found - FOUND_SHARE)) * (1.0 - by_accounts * (accounts - FOUND_ACCOUNTS))
    return min(1.0 / TERM_YEARS, rate)


@compiled
def has_case(s: State, row: int) -> bool:
    """Tell whether a leader has a case in the present five years."""
    clock, person, b = s.clock[0], s.cadres[row], s.setting[0]
    lever = s.levers[person["group"]]
    rate = case_rate(
        b["misconduct_per_year"], lever["misconduct_found_share_per_year"], lever["county_keeps_accounts_share"],
        b["misconduct_deterrence"], b["misconduct_accounts_share"],
    )  # fmt: skip
    key: Word = stream(clock["seed"], Decision.MISCONDUCT, clock["now"] // (TERM_YEARS * MONTHS))
    return draw(key, person["key"]) < TERM_YEARS * rate


@compiled
def supervision(s: State) -> None:
    """Let cases weigh on teams, and bar those from promotion whose case is found this year."""
    clock, b = s.clock[0], s.setting[0]
    key = stream(clock["seed"], Decision.MISCONDUCT_FOUND, clock["now"])
    for k in leads_of(s):
        seat = s.posts[s.fill_order[k]]
        row = seat["holder"]
        if row == NOBODY or not has_case(s, row):
            continue
        team, person = s.teams[seat["unit"]], s.cadres[row]
        team["cohesion"] *= 1.0 - b["misconduct_cohesion_share"]
        if draw(key, person["key"]) < s.levers[person["group"]]["misconduct_found_share_per_year"]:
            until = clock["now"] + int(b["misconduct_sanction_months"])
            person["sanction_until"] = max(person["sanction_until"], until)
