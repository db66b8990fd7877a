"""Points that show what drives a result: samples for Sobol indices and for Morris effects (`experiments.influence`).

Both draw in the unit cube, one axis for each number that is varied, and map to values; the model's results at these
points go to the analysis in the same order.

- Morris (1991): trajectories, in which one number after the other is moved by two thirds of its range. Cheap: axes + 1
  points for each.
- Sobol, in the form of Saltelli and others (2010): two points, and the first with one number after the other taken from
  the second. Dear: axes + 2 points for each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from experiments.addresses import Axis, Base, Point, axes, point
from experiments.libraries import library, quiet
from experiments.problems import Problems
from sim.intervals import ENOUGH

Floats = np.ndarray[Any, np.dtype[np.float64]]
LIMIT: Final = 100_000
"""Points of a sample, unless another limit is set."""
LEVELS: Final = 4
"""Values of a number in Morris trajectories: 0, 1/3, 2/3 and 1 of its range."""


@dataclass(frozen=True)
class Sample:
    """Points at which to run the model. `shares`: (points, axes) where they lie in the unit cube."""

    axes: tuple[Axis, ...]
    shares: Floats
    points: list[Point]

    @property
    def names(self) -> list[str]:
        """Return the addresses of what is varied."""
        return [axis.name for axis in self.axes]


def sobol_sample(over: Mapping[str, Any], base_points: int, seed: int, base: Base, limit: int = LIMIT) -> Sample:
    """Return the points for Sobol indices, base_points * (axes + 2) of them; Problems, all at once.

    `over`: an address -> [low, high], None or "all" for the declared bounds; `base_points`: a power of two from 8 on.
    """
    varied, problems = axes(over)
    if not _is_whole(base_points, ENOUGH) or base_points & (base_points - 1):
        problems.append(
            f"base_points is {base_points!r}; allowed: a power of two from 8 on, fewer than {ENOUGH} give no band; "
            "512 and more are advised"
        )
    _checked(problems, varied, base_points, 2, seed, limit)
    with quiet():
        sampling = library("SALib.sample.sobol")
        shares = sampling.sample(problem(varied), base_points, calc_second_order=False, seed=seed)
    return _sample(varied, shares, base)


def morris_sample(over: Mapping[str, Any], trajectories: int, seed: int, base: Base, limit: int = LIMIT) -> Sample:
    """Return the points for Morris effects, trajectories * (axes + 1) of them; Problems, all at once."""
    varied, problems = axes(over)
    if not _is_whole(trajectories, ENOUGH):
        problems.append(
            f"trajectories is {trajectories!r}; allowed: a whole number from {ENOUGH}; 20 and more are advised"
        )
    _checked(problems, varied, trajectories, 1, seed, limit)
    with quiet():
        sampling = library("SALib.sample.morris")
        shares = sampling.sample(problem(varied), trajectories, num_levels=LEVELS, seed=seed)
    return _sample(varied, shares, base)


def problem(varied: Sequence[Axis]) -> dict[str, Any]:
    """Return the axes as SALib knows them: each from 0 to 1 of its range."""
    return {"num_vars": len(varied), "names": [axis.name for axis in varied], "bounds": [[0.0, 1.0]] * len(varied)}


def _sample(varied: Sequence[Axis], shares: Floats, base: Base) -> Sample:
    points = [
        point({axis.address: axis.at(float(share)) for axis, share in zip(varied, row, strict=True)}, base)
        for row in shares
    ]
    return Sample(tuple(varied), np.asarray(shares, float), points)


def _checked(problems: list[str], varied: Sequence[Axis], times: int, more: int, seed: int, limit: int) -> None:
    """Raise Problems if there are any, or more points than the limit."""
    if not _is_whole(seed, 0):
        problems.append(f"seed is {seed!r}; allowed: a whole number from 0")
    if not problems and times * (len(varied) + more) > limit:
        problems.append(
            f"{times:,} × ({len(varied)} + {more}) = {times * (len(varied) + more):,} points, more than "
            f"limit={limit:,}; vary fewer names, take fewer of them, or raise limit"
        )
    if problems:
        raise Problems(problems)


def _is_whole(number: object, least: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= least
