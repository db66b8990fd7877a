"""Reviews: people think about their situation every few months, each in the months of the own rhythm."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.parameters import parameter
from sim.serving import entries_of
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS


@dataclass(frozen=True)
class Review:
    """Assumptions about how often people reconsider."""

    review_every_months: float = parameter(
        3.0, "months", 1, 12, "assumption: people reconsider their situation every season",
        "Months between reviews", "个人处境重估间隔",
    )  # fmt: skip


@compiled
def due_phases(s: State) -> Array:
    """Return for each phase (0-11) whether such a cadre's review falls in this month; in the first month all do."""
    clock = s.clock[0]
    every = int(s.setting[0]["review_every_months"])
    due = np.zeros(MONTHS, np.bool_)
    for phase in range(MONTHS):
        due[phase] = clock["now"] == clock["first"] or phase % every == clock["now"] % every
    return due


@compiled
def due_rows(s: State) -> Array:
    """Return the rows of serving cadres whose review falls in this month, ascending; nobody may write to them.

    The list is kept for the processes that follow, until somebody comes or leaves.
    """
    here, now = s.region[0], s.clock[0]["now"]
    if here["due_month"] != now or here["due_listed"] != here["listed"] or here["due_gone"] != here["gone"]:
        _list_due(s)
        here["due_month"], here["due_listed"], here["due_gone"] = now, here["listed"], here["gone"]
    return s.due[: here["due"]]


@compiled
def _list_due(s: State) -> None:
    """Write the list of the due without a branch a person: a guess that fails a third of the time costs more."""
    is_due, n = due_phases(s), 0
    serving, phases, due = s.serving, s.phases, s.due
    for i in entries_of(s):
        due[n] = serving[i]
        n += is_due[phases[i]] & (serving[i] >= 0)
    s.region[0]["due"] = n
