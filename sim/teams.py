"""Leadership teams: the leading posts of a unit as a group that grows together and falls apart."""

import numpy as np

from sim.table import Array, Column, layout

COLUMNS = (
    Column("unit", "i4", "row of units", "whose team; a team has the row of its unit"),
    Column("seats", "i4", "posts", "leading posts"),
    Column("members", "i4", "cadres", "leading posts with a holder"),
    Column("changed", "i4", "members", "members who joined or left this month"),
    Column("cohesion", "f4", "0-1", "lost when members change, regained over the running-in period"),
)
DTYPE = layout(*COLUMNS)


def new_teams(n: int) -> Array:
    """Return `n` teams, one for each unit."""
    teams = np.zeros(n, DTYPE)
    teams["unit"] = np.arange(n)
    return teams
