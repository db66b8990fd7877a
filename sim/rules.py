"""Rules that several processes share; each speaks of one person."""

from sim.compiled import compiled
from sim.elementary import exp
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
    """Return the burden of a family (0-1): rising from 25 to 32, full to 45, low from 50 on (facts 1.12.4, 1.13.2).

    The form is an assumption; the report says that around 50 is a time of low family burden.
    """
    if age_years < 32.0:
        return 0.4 + 0.6 * max(0.0, age_years - 25.0) / 7.0
    if age_years < 45.0:
        return 1.0
    return max(0.3, 1.0 - 0.7 * (age_years - 45.0) / 5.0)


@compiled
def logistic(utils: float) -> float:
    """Return the probability of saying yes to something worth so much more than its alternative (binary logit)."""
    return 1.0 / (1.0 + exp(-utils))


@compiled
def shifted_share(share: float, log_odds: float) -> float:
    """Return a share whose odds are multiplied by exp(log_odds); none stays none, all stays all."""
    if share <= 0.0 or share >= 1.0:
        return share
    odds = share / (1.0 - share) * exp(log_odds)
    return odds / (1.0 + odds)


@compiled
def may_be_promoted(months_in_rank: int, least: float, grade: int, sanction_until: int, now: int) -> bool:
    """Tell whether years, appraisal and sanctions allow a rise in rank.

    Least months in the rank below (facts 2.3); at least competent at the last appraisal; no running sanction
    (Law on administrative sanctions art. 19).
    """
    return months_in_rank >= least and grade >= Appraisal.COMPETENT and now >= sanction_until
