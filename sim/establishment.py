"""Establishment types: who may hold which post, and what pay and township allowance other staff have."""

from sim.compiled import compiled
from sim.state import State
from sim.terms import Establishment, Tier


@compiled
def may_hold(person: int, post: int, opened: bool) -> bool:
    """Tell whether somebody of one establishment may take a post of another (facts 1.2.2, 1.2.6).

    Everybody may take posts of the own establishment. Civil servants refuse others, since they would lose their
    identity; others come into the civil service where it was opened to them, and nowhere else.
    """
    return person == post or (opened and post == Establishment.CIVIL_SERVICE)


@compiled
def monthly_income(s: State, establishment: int, rank: int, u: int) -> float:
    """Return pay and township allowance, in yuan a month, that an establishment gives for work in a unit.

    For civil servants the same as `sim.processes.intention.monthly_pay`; programme staff have a living allowance.
    """
    unit = s.units[u]
    lever = s.levers[unit["group"]]
    allowance = 0.0
    if unit["tier"] == Tier.TOWNSHIP:
        allowance = lever["township_allowance_yuan_per_month"][unit["remoteness"]]
    pay = lever["base_pay_yuan_per_month"][rank] * lever["tier_pay_ratio"][unit["tier"]]
    if establishment == Establishment.CIVIL_SERVICE:
        return float(pay + allowance)
    if establishment == Establishment.PUBLIC_INSTITUTION:
        pay *= lever["institution_pay_ratio"]
    else:
        pay = lever["programme_allowance_yuan_per_month"]
    return float(pay + allowance * lever["other_staff_allowance_ratio"][establishment - 1])
