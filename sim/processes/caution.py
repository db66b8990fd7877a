"""Caution: where blame is likely people do less to err less, and wish to go where there is less of it."""

from dataclasses import dataclass

from sim.blame import risks
from sim.compiled import compiled
from sim.levers.labels import TIERS
from sim.parameters import parameter
from sim.regions import units_of
from sim.state import State


@dataclass(frozen=True)
class Caution:
    """Assumptions about what the risk of blame does to people."""

    risk_utils: float = parameter(
        0.2, "utils per sanction in 100 cadre-years", 0, 10,
        "assumption: third reason given for going (facts 1.5.2), swept", "Weight of the risk of blame", "问责风险权重",
    )  # fmt: skip
    risk_found_per_100: tuple[float, ...] = parameter(
        (1.65, 1.07, 0.95), "sanctions per 100 cadre-years", 0.01, 100,
        "assumption: what the model gives as found, so that the risk as found adds nought to the wish to go; "
        "the pull of higher organs was fitted without it", "Risk of blame as found", "现状问责风险", labels=TIERS,
    )  # fmt: skip
    caution_motivation: float = parameter(
        0.06, "0-1 per doubling of the risk", 0, 1, "assumption: do less, err less (facts 1.10.4)",
        "Loss of motivation by risk of blame", "避责心理的积极性损失",
    )  # fmt: skip
    caution_at_most: float = parameter(
        0.10, "0-1", 0, 1, "assumption", "Largest effect of risk on motivation", "避责心理影响上限",
    )  # fmt: skip
    caution_softened_share: float = parameter(
        0.5, "share", 0, 1, "assumption: strict control is borne where care goes with it (facts 1.14.6)",
        "Caution that counselling takes away", "关爱对避责心理的缓解",
    )  # fmt: skip
    veto_strain: float = parameter(
        0.06, "0-1 per unit of veto items", 0, 1, "assumption: pressure until nobody dares to go or do (facts 1.15.3)",
        "Effect of veto items on strain", "一票否决对压力的影响",
    )  # fmt: skip


@compiled
def loss_by_caution(risk: float, found: float, effect: float, at_most: float) -> float:
    """Return the motivation lost by a risk of blame above that as found; below it some is won."""
    return max(-at_most, min(at_most, effect * (risk / found - 1.0)))


@compiled
def caution(s: State) -> None:
    """Let the risk of blame and veto items tell on motivation, strain and the worth of every unit."""
    b, first, risk = s.setting[0], int(s.region[0]["first_unit"]), risks(s)
    for u in units_of(s):
        unit, lever = s.units[u], s.levers[s.units[u]["group"]]
        found = b["risk_found_per_100"][unit["tier"]]
        lost = loss_by_caution(risk[u - first], found, b["caution_motivation"], b["caution_at_most"])
        if lost > 0.0:
            lost *= 1.0 - b["caution_softened_share"] * lever["counselling_share"]
        unit["spirit"] -= lost
        unit["toil"] += b["veto_strain"] * (lever["veto_items_ratio"] - 1.0)
        unit["appeal"] -= b["risk_utils"] * (risk[u - first] - found)
