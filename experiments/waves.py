"""The search of a calibration: waves of history matching (Craig and others 1997; Andrianakis and others 2015).

The first wave is spread over all that is assumed possible (a scrambled Sobol sequence, scipy's `qmc`). After each wave
a Gaussian process (scikit-learn's) learns each target's result from the points tried, with its own uncertainty; the
next wave takes further points of the same sequence at which no target is implausible by these. So points are never
drawn towards the best: those accepted are spread evenly over the part of the prior that the targets leave, which makes
them a sample of the posterior under flat priors and an accept-or-reject likelihood (approximate Bayesian computation).
The exception is a wave of which no candidate passes (`Tried.looked`): it tries those that come nearest.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.implausibility import MET, Floats, Goals, judged, seed_noise
from experiments.libraries import library, quiet

if TYPE_CHECKING:
    from numpy.random import Generator

Evaluate = Callable[[Floats], Floats]
"""Runs points (points, axes) in the unit cube; returns results (points, seeds, targets), nan for what is not known."""
CHUNK: Final = 1 << 13
"""Candidates that are looked at together."""
MOST_LEARNT: Final = 300
"""Points that a Gaussian process learns from, those nearest to the targets: its cost grows with their cube."""
NEAR: Final = 3
"""Points of the first wave at which the chance of one run is measured."""


@dataclass(frozen=True)
class Plan:
    """How the search goes: `axes` numbers, `points` a wave, `waves`, `candidates` looked at a wave at most, `seed`."""

    axes: int
    points: int
    waves: int
    candidates: int
    seed: int


@dataclass(frozen=True)
class Tried:
    """All points tried: `shares` (points, axes); `values` (points, seeds, targets); `wave` (points,), from 1.

    `noise`: (targets,) variance from seed to seed; `means`, `implausible`: (points, targets); `looked`: candidates that
    were looked at for each wave, and how many of them no emulator found implausible.
    """

    shares: Floats
    values: Floats
    wave: "np.ndarray[Any, np.dtype[np.int64]]"
    noise: Floats
    means: Floats
    implausible: Floats
    looked: tuple[tuple[int, int], ...]

    @property
    def worst(self) -> Floats:
        """Return the largest implausibility of each point."""
        return np.asarray(self.implausible.max(axis=1))


def search(plan: Plan, goals: Goals, evaluate: Evaluate, on_many_seeds: Evaluate) -> Tried:
    """Try wave after wave; the same plan, goals and results give the same points.

    `on_many_seeds`: runs points on other and more seeds, to measure the chance of one run. All points of a wave share a
    few seeds, so that many points tell no more about chance than a few do.
    """
    sequence = _Sequence(plan.axes, plan.seed)
    shares = sequence.next(plan.points)
    values = evaluate(shares)
    worst = judged(values, goals, seed_noise(values))[1].max(axis=1)
    noise = seed_noise(on_many_seeds(shares[np.argsort(worst, kind="stable")[:NEAR]]))
    wave = np.ones(len(shares), int)
    looked = [(len(shares), len(shares))]
    for number in range(2, plan.waves + 1):
        emulators = _learnt(shares, values, goals, noise, plan.seed)
        more, seen, passed = _next_wave(plan, sequence, emulators, goals, noise)
        if not len(more):
            break
        shares, values = np.concatenate([shares, more]), np.concatenate([values, evaluate(more)])
        wave = np.concatenate([wave, np.full(len(more), number)])
        looked.append((seen, passed))
    means, implausible = judged(values, goals, noise)
    return Tried(shares, values, wave, noise, means, implausible, tuple(looked))


class _Sequence:
    """A scrambled Sobol sequence that goes on where it stopped."""

    def __init__(self, axes: int, seed: int) -> None:
        from scipy.stats import qmc

        rng: Generator = np.random.default_rng(seed)
        self._engine = qmc.Sobol(axes, scramble=True, rng=rng)

    def next(self, number: int) -> Floats:
        with quiet():  # it warns of numbers that are no power of two
            return np.asarray(self._engine.random(number), float)


class _Emulator:
    """What a Gaussian process knows of one target's mean result."""

    def __init__(self, target: int, shares: Floats, means: Floats, noise: float, seed: int) -> None:
        self.target, self._level = target, 0.0
        known = ~np.isnan(means)
        x, y = shares[known], means[known]
        self._process: Any = None
        if len(y) < 2 or float(y.std()) == 0.0:
            self._level = float(y.mean()) if len(y) else math.nan
            return
        gaussian, kernels = library("sklearn.gaussian_process"), library("sklearn.gaussian_process.kernels")
        # What the seeds leave open in a mean is known; what the smooth curve misses besides is learnt.
        share = min(1.0, max(1e-6, noise / float(y.var())))
        kernel = kernels.ConstantKernel(1.0, (1e-2, 1e2)) * kernels.Matern(
            np.full(shares.shape[1], 1.0), (0.05, 50.0), nu=2.5
        ) + kernels.WhiteKernel(share, (0.2 * share, 2.0))
        self._process = gaussian.GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed)
        with quiet():
            self._process.fit(x, y)

    def at(self, shares: Floats) -> tuple[Floats, Floats]:
        """Return means and their variances, as a run on the same seeds would show them."""
        if self._process is None:
            return np.full(len(shares), self._level), np.zeros(len(shares))
        with quiet():
            mean, deviation = self._process.predict(shares, return_std=True)
        return np.asarray(mean), np.asarray(deviation) ** 2


def _learnt(shares: Floats, values: Floats, goals: Goals, noise: Floats, seed: int) -> list[_Emulator]:
    """Return an emulator for each target, those that leave the fewest points first."""
    means, implausible = judged(values, goals, noise)
    worst = implausible.max(axis=1)
    chosen = np.sort(np.argsort(worst, kind="stable")[:MOST_LEARNT])
    few_first = np.argsort((implausible <= MET).mean(axis=0), kind="stable")
    of_mean = noise / values.shape[1]
    return [_Emulator(int(j), shares[chosen], means[chosen, j], float(of_mean[j]), seed) for j in few_first]


def _next_wave(
    plan: Plan, sequence: _Sequence, emulators: Sequence[_Emulator], goals: Goals, noise: Floats
) -> tuple[Floats, int, int]:
    """Return the points of the next wave, how many candidates were looked at, and how many passed.

    Where no candidate passes, those that come nearest are tried, so that the search goes on.
    """
    found: list[Floats] = []
    nearest: list[tuple[Floats, Floats]] = []
    seen = passed = 0
    while seen < plan.candidates and passed < plan.points:
        chunk = sequence.next(min(CHUNK, plan.candidates - seen))
        worst = _screened(chunk, emulators, goals, noise, stop=bool(passed))
        seen += len(chunk)
        found.append(chunk[worst <= MET])
        passed += len(found[-1])
        if not passed:
            first = np.argsort(worst, kind="stable")[: plan.points]
            nearest.append((chunk[first], worst[first]))
    if passed:
        return np.concatenate(found)[: plan.points], seen, passed
    shares, worst = (np.concatenate(each) for each in zip(*nearest, strict=True))
    return shares[np.argsort(worst, kind="stable")[: plan.points]], seen, 0


def _screened(chunk: Floats, emulators: Sequence[_Emulator], goals: Goals, noise: Floats, *, stop: bool) -> Floats:
    """Return the largest emulated implausibility of candidates; `stop`: at the first target that fails (infinite)."""
    worst = np.zeros(len(chunk))
    for each in emulators:
        left = np.flatnonzero(worst <= MET) if stop else np.arange(len(chunk))
        if not len(left):
            break
        j = each.target
        means, of_mean = each.at(chunk[left])
        own = np.abs(means - goals.value[j]) / goals.reach(noise, of_mean, j)
        worst[left] = np.fmax(worst[left], np.where(np.isnan(own), np.inf, own))
    return worst
