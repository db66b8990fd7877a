"""Rules that several processes share; each speaks of one person."""

from sim.compiled import compiled
from sim.terms import MONTHS, Appraisal, Sex, Tier


@compiled
def age_limit(sex: int, men_years: float, women_years: float) -> float:
    """Return the age line, in years, that holds for a cadre's sex."""
    return women_years if sex == Sex.FEMALE else men_years


@compiled
def over_age(born: int, now: int, limit_years: float) -> bool:
    """Tell whether a cadre is older than an age line (facts T12: "over 50" means past the 50th birthday's month)."""
    return now - born > limit_years * MONTHS


@compiled
def township_months(before: int, tier: int, tier_since: int, now: int) -> int:
    """Return months of township service: earlier spells and the present one."""
    return before + (now - tier_since if tier == Tier.TOWNSHIP else 0)


@compiled
def family_distance(same_unit: bool, same_group: bool, remoteness: int, family_remoteness: int) -> float:
    """Return the distance between post and family: 0 at home, up to 2 inside a county, 3 beyond it.

    Inside a county it is the hardship class of the way to and from the county seat, 4 classes = 1 (assumption).
    """
    if same_unit:
        return 0.0
    if not same_group:
        return 3.0
    return (remoteness + family_remoteness) / 4.0


@compiled
def family_burden(age_years: float) -> float:
    """Return the burden of a family (0-1): whole up to 35, nought from 50 on (facts 1.13.2)."""
    return max(0.0, min(1.0, (50.0 - age_years) / 15.0))


@compiled
def may_be_promoted(months_in_rank: int, least: float, grade: int, sanction_until: int, now: int) -> bool:
    """Tell whether years, appraisal and sanctions allow a rise in rank.

    Least months in the rank below (facts 2.3); at least competent at the last appraisal; no running sanction
    (Law on administrative sanctions art. 19).
    """
    return months_in_rank >= least and grade >= Appraisal.COMPETENT and now >= sanction_until
