"""Places: yearly quotas as whole numbers."""

import math

from sim.compiled import compiled


@compiled
def yearly_places(per_100_posts: float, established: int, year: int) -> int:
    """Return the places of year 0, 1, ... for a quota per 100 posts, so that the sum over years is never off by one.

    A quota of 2.5 for 35 posts gives 0 in the first of eight years and 1 in the others: 0.875 a year.
    """
    a_year = per_100_posts * established / 100.0
    return math.floor(a_year * (year + 1) + 1e-9) - math.floor(a_year * year + 1e-9)
