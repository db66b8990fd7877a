"""A calibration: which sets of assumptions agree with figures, found by running the model.

Assumptions are taken from all that their bounds allow, none more likely than another; what comes within tolerance and
chance of every target is accepted (`experiments.implausibility`), in waves that leave out what is surely off
(`experiments.waves`). Sets that agreed on the seeds of the search are judged once more, on other seeds: chance must
flatter a set twice. The fit that is stated is that on the second seeds, on which the sets were chosen as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from experiments import waves
from experiments.addresses import Axis, Base, Point, point
from experiments.implausibility import MET, Floats, Goals, judged
from experiments.pinned import MIDDLE, Pinned, Tie, central, pinned, ties
from experiments.targets import Target

if TYPE_CHECKING:
    import pandas as pd

Run = Callable[[Sequence[Point], Sequence[int]], "pd.DataFrame"]
"""Runs points on seeds: rows with point (its place), seed, months and every result."""
FIGURES: Final = 4
"""Digits to which a value is drawn, so that it can be read and written."""


@dataclass(frozen=True)
class Task:
    """What is fitted to what.

    `axes`: the assumptions; `seeds`: of the search; `others`: on which the accepted are judged again; `many`: on which
    the chance of one run is measured; `points` a wave, `waves`, `candidates` looked at a wave at most, `members`: sets
    kept at most, `seed`: of the search.
    """

    axes: tuple[Axis, ...]
    targets: tuple[Target, ...]
    seeds: tuple[int, ...]
    others: tuple[int, ...]
    many: tuple[int, ...]
    points: int
    waves: int
    candidates: int
    members: int
    seed: int


@dataclass(frozen=True)
class Fit:
    """How one target fares.

    `before`, `after`: the middle nine tenths of its means over the first wave, and over the accepted sets; `nearest`:
    the mean nearest to the figure; `met`: sets, of all tried, that meet it; `chance`: standard deviation of one run.
    """

    target: Target
    before: tuple[float, float]
    after: tuple[float, float]
    nearest: float
    met: int
    chance: float


@dataclass(frozen=True)
class Calibration:
    """What was found. Rows of `shares`, `means` and `implausible` are the accepted sets, the central one first.

    `shares`: (sets, axes) in the unit cube; `points`: the same as plans take them; `means`, `implausible`: (sets,
    targets) on the other seeds; `plausible`: sets that agreed on the search's seeds, of which `judged_again` were
    judged again; `first_wave`: how many points it had, and how many of them agreed.
    """

    task: Task
    tried: waves.Tried
    plausible: int
    judged_again: int
    first_wave: tuple[int, int]
    shares: Floats
    points: list[Point]
    means: Floats
    implausible: Floats

    @property
    def fits(self) -> list[Fit]:
        """Return how each target fares."""
        tried, first = self.tried, self.tried.wave == 1
        found = []
        for j, target in enumerate(self.task.targets):
            means = tried.means[:, j]
            known = means[~np.isnan(means)]
            nearest = float(known[np.abs(known - target.value).argmin()]) if len(known) else float("nan")
            found.append(
                Fit(
                    target,
                    _middle(means[first]),
                    _middle(self.means[:, j]),
                    nearest,
                    int((tried.implausible[:, j] <= MET).sum()),
                    float(np.sqrt(tried.noise[j])),
                )
            )
        return found

    @property
    def pinned(self) -> list[Pinned]:
        """Return what the targets say about each assumption."""
        return pinned(self.shares)

    @property
    def ties(self) -> list[Tie]:
        """Return the pairs of assumptions of which only a combination is fixed."""
        return ties(self.shares)


def _middle(values: Floats) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, MIDDLE)
    return float(low), float(high)


def calibrated(task: Task, run: Run, base: Base) -> Calibration:
    """Search, judge again, and return what was found; no set may have been accepted."""
    goals = Goals.of(task.targets)
    plan = waves.Plan(len(task.axes), task.points, task.waves, task.candidates, task.seed)
    on = lambda seeds: lambda shares: _values(task, run, base, shares, seeds)
    tried = waves.search(plan, goals, on(task.seeds), on(task.many))
    agreed = np.flatnonzero(tried.worst <= MET)
    drawn = np.random.default_rng(task.seed).permutation(agreed)[: task.members]
    shares = tried.shares[drawn]
    means = implausible = np.empty((0, len(task.targets)))
    if len(shares):
        again = _values(task, run, base, shares, task.others)
        means, implausible = judged(again, goals, tried.noise)
        held = np.flatnonzero(implausible.max(axis=1) <= MET)
        shares, means, implausible = shares[held], means[held], implausible[held]
    if len(shares):
        first = central(shares)
        order = [first, *(row for row in range(len(shares)) if row != first)]
        shares, means, implausible = shares[order], means[order], implausible[order]
    wave = tried.wave == 1
    return Calibration(
        task,
        tried,
        len(agreed),
        len(drawn),
        (int(wave.sum()), int((tried.worst[wave] <= MET).sum())),
        shares,
        points_at(task.axes, shares, base),
        means,
        implausible,
    )


def points_at(axes: Sequence[Axis], shares: Floats, base: Base) -> list[Point]:
    """Return points of the unit cube (points, axes) as plans take them, values rounded to a few figures."""
    return [
        point({axis.address: value_at(axis, share) for axis, share in zip(axes, row, strict=True)}, base)
        for row in shares
    ]


def value_at(axis: Axis, share: float) -> float | bool:
    """Return the value that is run at a share of the way along an axis."""
    value = axis.at(float(share))
    if isinstance(value, bool):
        return value
    digits = FIGURES - 1 - int(np.floor(np.log10(max(abs(axis.low), abs(axis.high)))))
    return min(axis.high, max(axis.low, round(value, digits)))


def _values(task: Task, run: Run, base: Base, shares: Floats, seeds: Sequence[int]) -> Floats:
    """Run points and return the targets' results: (points, seeds, targets), nan for what is not known."""
    runs = run(points_at(task.axes, shares, base), seeds)
    found = np.full((len(shares), len(seeds), len(task.targets)), np.nan)
    places = {seed: place for place, seed in enumerate(seeds)}
    for j, target in enumerate(task.targets):
        own = runs[runs["months"] == target.months]
        found[own["point"].to_numpy(int), own["seed"].map(places).to_numpy(int), j] = own[
            target.measure.name
        ].to_numpy()
    return found
