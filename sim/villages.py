"""Villages: seats of village cadres, a layer below the townships. One row a seat; those of a township are together."""

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, identity, uniform
from sim.state import State
from sim.table import Array, Column, layout
from sim.terms import MONTHS, Education

COLUMNS = (
    Column("key", "u8", "", "identity for chance, from the township and the ordinal"),
    Column("unit", "i4", "row of units", "the township"),
    Column("born", "i4", "month", "month of birth of who holds the seat"),
    Column("since", "i4", "month", "in this seat since"),
    Column("held", "i1", "yes/no", "the seat has a holder"),
    Column("secretary", "i1", "yes/no", "seat of the village's secretary"),
    Column("education", "i1", "Education", ""),
)
DTYPE = layout(*COLUMNS)
SEATS = 4
"""Seats a village (T38: 355 village and group cadres in 90 villages)."""
OLDER_SHARE, COLLEGE_SHARE = 84 / 355, 23 / 355
"""Aged 51 or more, and junior college (T38)."""
YOUNGEST, OLDER, OLDEST = 28, 51, 60
"""Ages in years between which the younger and the older lie, evenly (assumption; the mean is 43.3, T38 has 43.1)."""
LONGEST_YEARS = 10
"""Years up to which the seats at the start have been held, evenly (assumption)."""


@compiled
def _keys(units: Array, ordinals: Array) -> Array:
    out = np.empty(len(units), np.uint64)
    for i in range(len(units)):
        out[i] = identity(1, units[i], ordinals[i])
    return out


def open_villages(units: Array, vacant_share: float, seed: int, start: int) -> Array:
    """Return the seats of all villages at the start; ages and education as counted in one county (T38)."""
    counts = units["last_village"] - units["first_village"]
    villages = np.zeros(int(counts.sum()), DTYPE)
    unit = np.repeat(np.arange(len(units)), counts)
    ordinal = np.arange(len(villages)) - units["first_village"][unit]
    villages["unit"] = unit
    villages["key"] = _keys(units["key"][unit], ordinal)
    villages["secretary"] = ordinal % SEATS == 0
    draws = {
        name: uniform(seed, decision, 0, villages["key"])
        for name, decision in (("age", Decision.VILLAGE_AGE), ("held", Decision.VILLAGE_HELD),
                               ("since", Decision.VILLAGE_SINCE), ("school", Decision.VILLAGE_SCHOOL))
    }  # fmt: skip
    older = draws["age"] < OLDER_SHARE
    within = np.where(older, draws["age"] / OLDER_SHARE, (draws["age"] - OLDER_SHARE) / (1 - OLDER_SHARE))
    age = np.where(older, OLDER + (OLDEST - OLDER) * within, YOUNGEST + (OLDER - YOUNGEST) * within)
    villages["born"] = start - (age * MONTHS).astype(np.int64)
    villages["since"] = start - 1 - (draws["since"] * LONGEST_YEARS * MONTHS).astype(np.int64)
    villages["held"] = draws["held"] >= vacant_share
    college = draws["school"] < COLLEGE_SHARE
    villages["education"] = np.where(college, Education.COLLEGE, Education.SECONDARY_OR_LESS)
    return villages


@compiled
def seats_of(s: State, u: int) -> range:
    """Return the rows of the seats of a township's villages."""
    return range(int(s.units[u]["first_village"]), int(s.units[u]["last_village"]))
