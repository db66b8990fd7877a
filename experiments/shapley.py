"""What each part of a package contributes: its Shapley value, from runs of every combination on the same seeds.

A part's contribution is what it adds, averaged over all orders in which the parts could be brought in (Shapley 1953).
Contributions sum exactly to the effect of the whole, seed by seed; so do the channels, which are counts of people.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Floats = np.ndarray[Any, np.dtype[np.float64]]
MOST_PARTS: Final = 8
CHANNELS: Final[Mapping[str, tuple[tuple[str, ...], int]]] = {
    "recruits": (("entries_recruit", "entries_village", "entries_programme"), 1),
    "from_outside": (("entries_outside",), 1),
    "moves_up": (("moves_up",), -1),
    "retirements": (("exits_retire",), -1),
    "early_retirements": (("exits_retire_early",), -1),
    "resignations": (("exits_resign",), -1),
    "dismissals": (("exits_dismiss",), -1),
    "other_exits": (("exits_die", "exits_programme_end"), -1),
}
"""Ways in which people come to townships (+1) and leave them (-1): columns of the monthly table.

What is left of the change in the number of people are those who came down from organs: people are conserved.
"""
FROM_ORGANS: Final = "from_organs"
"""The last channel."""


def coalitions(parts: int) -> list[tuple[int, ...]]:
    """Return every combination of part numbers, the empty one first, the whole last."""
    return [each for size in range(parts + 1) for each in combinations(range(parts), size)]


def shapley(values: Mapping[tuple[int, ...], Floats], parts: int) -> Floats:
    """Return each part's contribution, run by run: (parts, runs).

    values: (runs,) results by combination (`coalitions`), the same seeds in the same order.
    """
    runs = len(next(iter(values.values())))
    found = np.zeros((parts, runs))
    for part in range(parts):
        for without in coalitions(parts):
            if part in without:
                continue
            weight = factorial(len(without)) * factorial(parts - len(without) - 1) / factorial(parts)
            with_it = tuple(sorted((*without, part)))
            found[part] += weight * (np.asarray(values[with_it]) - np.asarray(values[without]))
    return found


def channels(months: "pd.DataFrame") -> "pd.DataFrame":
    """Return how many people came to and left the townships in each run, by channel: one row a run.

    `months`: the monthly tables of runs, with a column `run`. Flows count from the end of the first month on, and
    column `holders` is the change of people in post from then to the end: the sum of the channels.
    """
    town = months[months["tier"] == "township"]
    first = town["month"] == town["month"].min()
    last = town["month"] == town["month"].max()
    stock = [town[mask].groupby("run", observed=True)["holders"].sum() for mask in (first, last)]
    flows = town[~first].groupby("run", observed=True).sum(numeric_only=True)
    table = (stock[1] - stock[0]).to_frame("holders").astype(float)
    for name, (columns, sign) in CHANNELS.items():
        table[name] = sign * flows[[each for each in columns if each in flows]].sum(axis=1).astype(float)
    table[FROM_ORGANS] = table["holders"] - table[list(CHANNELS)].sum(axis=1)
    return table


def contributions(
    table: "pd.DataFrame", names: Mapping[tuple[int, ...], str], columns: Sequence[str], parts: int
) -> dict[str, Floats]:
    """Return (parts, runs) contributions for each column of a table with a row for each policy and seed.

    names: the policy of each combination. Seeds that some combination lacks are left out.
    """
    wide = {combination: table[table["policy"] == name].set_index("seed") for combination, name in names.items()}
    seeds = sorted(set.intersection(*(set(each.index) for each in wide.values())))
    return {
        column: shapley({key: each.loc[seeds, column].to_numpy(float) for key, each in wide.items()}, parts)
        for column in columns
    }
