"""Identity: what it means to do the same work on another establishment, or to have won one's post in a competition."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.establishment import monthly_income
from sim.parameters import parameter
from sim.recorder import ledger_line
from sim.regions import units_of
from sim.review import due_phases
from sim.state import State
from sim.terms import MONTHS, NOBODY, Establishment, Tier


@dataclass(frozen=True)
class Identity:
    """Assumptions about unequal pay for equal work, and about competition for posts."""

    fairness_motivation: float = parameter(
        0.5, "0-1 per unit of pay gap", 0, 5, "assumption: facts 1.12.5, 1.21.2: some lie flat young; no effect size",
        "Loss of motivation by unequal pay for equal work", "同工不同酬对积极性的影响",
    )  # fmt: skip
    competition_motivation: float = parameter(
        0.1, "0-1", 0, 1, "assumption: facts 1.2.10: those who won valued the job more; fades with the adaptation",
        "Gain of motivation by a competition for posts", "竞争上岗对积极性的影响",
    )  # fmt: skip


@compiled
def fairness_loss(own: float, others: float, per_gap: float) -> float:
    """Return the motivation that less income than others have for the same work takes away; incomes in yuan a month."""
    return per_gap * max(0.0, 1.0 - own / others) if others > 0.0 else 0.0


@compiled
def holds_competition(year: int, every: float) -> bool:
    """Tell whether posts are competed for in a year; `every` years, 0 for never (facts 1.2.10)."""
    return every >= 1.0 and year % int(every) == 0


@compiled
def _compare(s: State, row: int, share: float) -> None:
    """Let a cadre outside the civil service compare incomes: motivation falls, and staying is worth what is paid."""
    person, b = s.cadres[row], s.setting[0]
    others = monthly_income(s, Establishment.CIVIL_SERVICE, person["rank"], person["unit"])
    own = monthly_income(s, person["establishment"], person["rank"], person["unit"])
    person["extra"] += b["pay_utils"] * (own - others) / 1000.0
    person["motivation"] = max(0.0, person["motivation"] - share * fairness_loss(own, others, b["fairness_motivation"]))


@compiled
def _compete(s: State, u: int) -> None:
    """Let a township's ordinary cadres win their posts anew; nobody loses one (131 ordinary cadres in the report)."""
    gain = s.setting[0]["competition_motivation"]
    for post in range(s.units[u]["first_post"], s.units[u]["last_post"]):
        seat = s.posts[post]
        if seat["holder"] != NOBODY and not seat["leading"]:
            person = s.cadres[seat["holder"]]
            person["motivation"] = min(1.0, person["motivation"] + gain)


@compiled
def identity(s: State) -> None:
    """Pay programme allowances, let other staff compare incomes at reviews, and hold competitions in January."""
    clock, b, due = s.clock[0], s.setting[0], due_phases(s)
    share = min(1.0, b["review_every_months"] / b["adaptation_months"])
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        for post in range(unit["last_civil"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY:
                continue
            if s.posts[post]["establishment"] == Establishment.PROGRAMME:
                s.ledger[ledger_line(s, row)]["other_yuan"] += int(lever["programme_allowance_yuan_per_month"])
            if due[s.cadres[row]["phase"]]:
                _compare(s, row, share)
        january = clock["now"] % MONTHS == 0 and unit["tier"] == Tier.TOWNSHIP
        if january and holds_competition(clock["now"] // MONTHS, lever["competition_every_years"]):
            _compete(s, u)
