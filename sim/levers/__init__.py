"""Levers: what a planner may change, in the planner's groups. Each has a unit, bounds, a source and labels."""

from collections.abc import Mapping
from typing import Final

from sim.levers.accountability import Accountability
from sim.levers.age_limits import AgeLimits
from sim.levers.authority import Authority
from sim.levers.bench import Bench
from sim.levers.care import Care
from sim.levers.elections import Elections
from sim.levers.establishments import Establishments
from sim.levers.exchange import Exchange
from sim.levers.exit import Exit
from sim.levers.grades import Grades
from sim.levers.incentives import Incentives
from sim.levers.labels import CLASSES, RANKS, TIERS
from sim.levers.loans import Loans
from sim.levers.promotion import Promotion
from sim.levers.quotas import Quotas
from sim.levers.recruiting import Recruiting
from sim.levers.retirement import Retirement
from sim.levers.rewards import Rewards
from sim.levers.secondment import Secondment
from sim.levers.service import Service
from sim.levers.team import Team
from sim.levers.training import Training
from sim.levers.village import Village
from sim.levers.work import Work
from sim.parameters import Declaration, declarations

__all__ = [
    "CLASSES",
    "GROUPS",
    "RANKS",
    "TIERS",
    "Accountability",
    "AgeLimits",
    "Authority",
    "Bench",
    "Care",
    "Elections",
    "Establishments",
    "Exchange",
    "Exit",
    "Grades",
    "Incentives",
    "Loans",
    "Promotion",
    "Quotas",
    "Recruiting",
    "Retirement",
    "Rewards",
    "Secondment",
    "Service",
    "Team",
    "Training",
    "Village",
    "Work",
    "levers",
]

GROUPS: Final[Mapping[str, type]] = {
    "incentives": Incentives,
    "quotas": Quotas,
    "age_limits": AgeLimits,
    "retirement": Retirement,
    "service": Service,
    "promotion": Promotion,
    "work": Work,
    "establishments": Establishments,
    "recruiting": Recruiting,
    "village": Village,
    "secondment": Secondment,
    "loans": Loans,
    "exchange": Exchange,
    "training": Training,
    "accountability": Accountability,
    "authority": Authority,
    "rewards": Rewards,
    "team": Team,
    "care": Care,
    "grades": Grades,
    "bench": Bench,
    "exit": Exit,
    "elections": Elections,
}


def levers() -> dict[str, Declaration]:
    """Return every lever's declaration by full name."""
    return {each.name: each for prefix, group in GROUPS.items() for each in declarations(group, prefix)}
