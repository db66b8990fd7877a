"""Care (关爱): health checks, leave, counselling, sports, meals and housing for township cadres, and what they cost."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.elementary import exp
from sim.levers.care import LEAVE_FOUND
from sim.parameters import parameter
from sim.processes.household import support_yuan
from sim.regions import units_of
from sim.state import State
from sim.terms import MONTHS, NOBODY, Tier


@dataclass(frozen=True)
class Relief:
    """Assumptions about what care does and costs; no effect is quantified in the sources (facts 2.11)."""

    check_relief: float = parameter(
        0.02, "0-1 per check a year", 0, 1, "assumption (facts 1.14.3)", "Strain that a health check takes away",
        "体检对压力的缓解",
    )  # fmt: skip
    leave_relief: float = parameter(
        0.10, "0-1 per share of leave", 0, 1, "assumption (facts 1.14.4-5)", "Strain that leave takes away",
        "休假对压力的缓解",
    )  # fmt: skip
    counselling_relief: float = parameter(
        0.05, "0-1", 0, 1, "assumption (facts 1.14.2)", "Strain that counselling takes away", "心理服务对压力的缓解",
    )  # fmt: skip
    sports_relief: float = parameter(
        0.02, "0-1", 0, 1, "assumption (facts 1.14.4)", "Strain that sports take away", "文体活动对压力的缓解",
    )  # fmt: skip
    relief_at_most: float = parameter(
        0.15, "0-1", 0.001, 1, "assumption: care helps less and less", "Most strain that care takes away",
        "关爱缓解压力上限",
    )  # fmt: skip
    in_kind_worth: float = parameter(
        0.8, "ratio", 0, 2, "assumption: meals and housing are worth a little less than their money",
        "Worth of benefits in kind", "实物福利折算率",
    )  # fmt: skip
    check_yuan: float = parameter(
        600.0, "yuan a check", 0, 10_000, "assumption", "Cost of a health check", "体检成本",
    )  # fmt: skip
    counselling_yuan: float = parameter(
        200.0, "yuan a person a year", 0, 10_000, "assumption", "Cost of counselling", "心理服务成本",
    )  # fmt: skip
    sports_yuan: float = parameter(
        150.0, "yuan a person a year", 0, 10_000, "assumption", "Cost of sports", "文体活动成本",
    )  # fmt: skip


@compiled
def diminishing(effect: float, at_most: float) -> float:
    """Return an effect that never passes `at_most`; what is lost counts in full."""
    return effect if effect <= 0.0 else at_most * (1.0 - exp(-effect / at_most))


@compiled
def relief(
    checks: float, leave: float, counselling: float, sports: float,
    by_check: float, by_leave: float, by_counselling: float, by_sports: float, at_most: float,
) -> float:  # fmt: skip
    """Return the strain (0-1) that care takes away; `leave` is the share taken beyond that as found."""
    effect = by_check * checks + by_leave * leave + by_counselling * counselling + by_sports * sports
    return diminishing(effect, at_most)


@compiled
def _book(s: State, u: int, yuan: int) -> None:
    """Book a month's care for every holder of a unit."""
    unit = s.units[u]
    start = int(s.clock[0]["slot"]) * int(s.cells[len(s.cells) - 1])
    for post in range(unit["first_post"], unit["last_post"]):
        if s.posts[post]["holder"] != NOBODY:
            s.ledger[start + s.posts[post]["cell"]]["care_yuan"] += yuan


@compiled
def care(s: State) -> None:
    """Let care take strain away and make townships worth more, and book what it costs."""
    b = s.setting[0]
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        if unit["tier"] != Tier.TOWNSHIP:
            continue
        unit["toil"] -= relief(
            lever["health_checks_per_year"], lever["leave_taken_share"] - LEAVE_FOUND, lever["counselling_share"],
            lever["sports_share"],
            b["check_relief"], b["leave_relief"], b["counselling_relief"], b["sports_relief"], b["relief_at_most"],
        )  # fmt: skip
        goods = lever["meal_subsidy_yuan_per_month"] + lever["housing_support_yuan_per_month"]
        goods += lever["holiday_benefits_yuan_per_year"] / MONTHS
        unit["appeal"] += b["pay_utils"] * b["in_kind_worth"] * goods / 1000.0
        services = b["check_yuan"] * lever["health_checks_per_year"]
        services += b["counselling_yuan"] * lever["counselling_share"] + b["sports_yuan"] * lever["sports_share"]
        yuan = int(goods + services / MONTHS + support_yuan(s, unit["group"]) + 0.5)
        if yuan > 0:
            _book(s, u, yuan)
