"""Household: mortgages, parents and schools press on people in the middle of life; help with them eases it."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.review import due_rows
from sim.rules import family_burden
from sim.state import State
from sim.terms import MONTHS, Tier


@dataclass(frozen=True)
class Household:
    """Assumptions about the burden of a household over life and about help with it."""

    household_strain: float = parameter(
        0.08, "0-1", 0, 1, "assumption: mortgages, car loans, parents, schooling (facts 1.12.4)",
        "Effect of the household on strain", "家庭负担对压力的影响",
    )  # fmt: skip
    household_found: float = parameter(
        0.7, "0-1", 0, 1, "assumption: mean over the townships' ages, so that it adds nought on average",
        "Mean burden of a household as found", "现状平均家庭负担",
    )  # fmt: skip
    support_strain: float = parameter(
        0.06, "0-1", 0, 1, "assumption (facts 1.12.7, 1.13.3)", "Strain that help with the family takes away",
        "家庭帮扶对压力的缓解",
    )  # fmt: skip
    support_utils: float = parameter(
        0.4, "utils", 0, 10, "assumption: it raises the wish to stay (Yang, Deng and Deng 2021, facts 2.10)",
        "Worth of help with the family", "家庭帮扶权重",
    )  # fmt: skip
    support_yuan_per_year: float = parameter(
        3000.0, "yuan a person helped", 0, 100_000, "assumption", "Cost of help with a family", "家庭帮扶成本",
    )  # fmt: skip


@compiled
def support_yuan(s: State, group: int) -> float:
    """Return what help with families costs a month, per township cadre of a group, at the mean burden."""
    b = s.setting[0]
    return b["support_yuan_per_year"] / MONTHS * s.levers[group]["family_support_share"] * b["household_found"]


@compiled
def household(s: State) -> None:
    """Let households press on those whose review falls in this month; help for township cadres eases and binds them."""
    b, now = s.setting[0], s.clock[0]["now"]
    share = min(1.0, b["review_every_months"] / b["adaptation_months"])
    for row in due_rows(s):
        person = s.cadres[row]
        burden = family_burden((now - person["born"]) / MONTHS)
        strain = b["household_strain"] * (burden - b["household_found"])
        helped = 0.0
        if person["tier"] == Tier.TOWNSHIP:
            helped = s.levers[person["group"]]["family_support_share"] * burden
        person["strain"] = max(0.0, min(1.0, person["strain"] + share * (strain - b["support_strain"] * helped)))
        if helped > 0.0:  # as found nobody is: that spares reading a further part of the row
            person["extra"] += b["support_utils"] * helped
