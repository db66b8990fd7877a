"""The ladder of personal grades (职级): which grade goes with a rank, who may rise, how many places there are.

Grades 1-12: second and first class clerk; fourth to first class section officer (3-6); fourth to first class
researcher (7-10); second and first class inspector (Civil Servant Law art. 19, facts 2.3).
"""

from sim.compiled import compiled
from sim.table import Array
from sim.terms import MONTHS, Appraisal, Rank

GRADES = 12
BANDS = 5


@compiled
def own_grade(rank: int) -> int:
    """Return the lowest grade that goes with a rank (rules of 2019 art. 9, facts 2.3)."""
    if rank <= Rank.STAFF:
        return int(rank) + 1
    return 2 * int(rank) - 1


@compiled
def band(k: int, city: bool) -> tuple[int, int]:
    """Return the lowest and highest grade of quota band `k` (0-4, as the levers' labels) in a city or below it."""
    if k == 0:
        return 3, 6
    if k == 1:
        return 5, 6
    if city:
        return (7, 10) if k == 2 else ((9, 10) if k == 3 else (10, 10))
    return (7, 8) if k == 2 else ((8, 8) if k == 3 else (9, 9))


@compiled
def highest_grade(city: bool) -> int:
    """Return the highest grade for people without a leading post (rules of 2019 art. 10): below a city the ninth."""
    return 10 if city else 9


@compiled
def has_years(months_in_grade: int, years: float, ratio: float, excellent: int, credit: float) -> bool:
    """Tell whether somebody has the years for the next grade; excellent years in the grade save time."""
    saved = credit * min(float(excellent), months_in_grade / MONTHS)
    return months_in_grade >= MONTHS * (years * ratio - saved)


@compiled
def counts_for_grade(appraisal: int) -> bool:
    """Tell whether a year counts for the grade: at least competent (facts 2.2)."""
    return appraisal >= Appraisal.COMPETENT


@compiled
def free_places(counts: Array, grade: int, posts: int, quotas: Array, ratio: float, city: bool) -> int:
    """Return how many more may come from the grade below to `grade`; counts: (13,) people, quotas: (5,) shares.

    A step inside a band takes no place of that band.
    """
    if grade > highest_grade(city):
        return 0
    free = int(posts)
    for k in range(BANDS):
        low, high = band(k, city)
        if grade != low:
            continue  # whoever comes from below enters a band at its lowest grade
        taken = 0
        for step in range(low, high + 1):
            taken += counts[step]
        free = min(free, int(quotas[k] * ratio * posts + 1e-9) - taken)
    return max(0, free)
