"""What drives which result: Sobol indices and Morris effects of levers and assumptions, with intervals and ranks.

- Sobol: the share of a result's variance over the points that a number explains by itself (first order), and that it
  takes part in, alone or with others (total), by the estimators of Saltelli and others (2010).
- Morris (1991): `mu_star`, the mean size of the change of a result when a number goes through its whole range; `mu`,
  the mean change with its sign; `sigma`, how much the change differs from place to place, because the response is
  curved or other numbers matter for it.

Intervals hold at 95 percent for all axes of one result together (Bonferroni), so that ranks may be read from them:
t intervals over the trajectories of Morris, normal ones from a bootstrap of the base points for Sobol.

Totals and sizes are made of squares and absolute values, to which the chance left in a mean over few seeds adds: a
number that only stirs chance would show some, too. `total_chance` and `mu_star_chance` say how much, from how the
differences between neighbouring points vary over the seeds that these share.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from experiments.drivers import LEVELS, Floats, Sample, problem
from experiments.libraries import library, quiet

if TYPE_CHECKING:
    import pandas as pd

LEVEL: Final = 0.95
RESAMPLES: Final = 500
SOBOL: Final = (
    "measure", "name", "first", "first_low", "first_high", "total", "total_low", "total_high", "total_chance",
    "rank_low", "rank_high", "spread",
)  # fmt: skip
MORRIS: Final = (
    "measure", "name", "mu", "mu_low", "mu_high", "mu_star", "mu_star_low", "mu_star_high", "sigma", "mu_star_chance",
    "rank_low", "rank_high", "spread",
)  # fmt: skip
_TRACES: Final = 1e-9
"""Below this share of the largest, numbers are traces of rounding."""
_STEP: Final = LEVELS / (2 * (LEVELS - 1))
"""A step of a Morris trajectory, as a share of the range."""


def sobol_indices(sample: Sample, values: "pd.DataFrame | Sequence[pd.DataFrame]", seed: int = 0) -> "pd.DataFrame":
    """Return the Sobol indices of every result, a row for each result and axis.

    Args:
        sample: made by `sobol_sample`.
        values: a column for each result and a row for each point, in the sample's order: means over the seeds; or one
            such table for each seed, the same seeds at every point, from which chance is known, too.
        seed: of the bootstrap.

    Returns:
        The columns SOBOL: measure, name; `first` and `total` index, each with `_low` and `_high`; `total_chance`, nan
        if not known; the ranks of the total that the intervals leave open, 0 if not known; `spread`, the standard
        deviation of the result over the points, nan where some point has no value. Indices of such a result, or of
        one that never changes, are nan.
    """
    analysis = library("SALib.analyze.sobol")

    def of(runs: Floats) -> dict[str, Floats]:
        means = runs.mean(axis=0)
        with quiet():
            found = analysis.analyze(
                problem(sample.axes), means, calc_second_order=False, num_resamples=RESAMPLES,
                conf_level=_level(sample), seed=seed + 1,  # SALib takes 0 for no seed
            )  # fmt: skip
        bands = _banded("first", found["S1"], found["S1_conf"]) | _banded("total", found["ST"], found["ST_conf"])
        blocks = runs.reshape(len(runs), -1, len(sample.axes) + 2)
        ends = np.concatenate([blocks[..., 0], blocks[..., -1]], axis=1).mean(axis=0)
        return bands | {"total_chance": _chance(blocks[..., 1:-1] - blocks[..., :1]) / 2 / ends.var()}

    return _table(sample, values, of, "total", SOBOL)


def morris_effects(sample: Sample, values: "pd.DataFrame | Sequence[pd.DataFrame]") -> "pd.DataFrame":
    """Return the Morris effects of every result, a row for each result and axis, in the result's unit.

    Args:
        sample: made by `morris_sample`.
        values: as for `sobol_indices`.

    Returns:
        The columns MORRIS: measure, name; `mu` and `mu_star`, each with `_low` and `_high`; `sigma`; `mu_star_chance`;
        ranks of mu_star and `spread` as there.
    """
    analysis = library("SALib.analyze.morris")
    count = len(sample.axes)
    times = len(sample.points) // (count + 1)
    # A switch goes all the way in one step.
    scale = np.array([_STEP if axis.address.is_switch else 1.0 for axis in sample.axes])
    moved = np.abs(np.diff(sample.shares.reshape(times, count + 1, count), axis=1)).argmax(axis=2)

    def of(runs: Floats) -> dict[str, Floats]:
        means = runs.mean(axis=0)
        with quiet():
            found = analysis.analyze(
                problem(sample.axes), sample.shares, means, num_resamples=2, num_levels=LEVELS, seed=0
            )
        mu, mu_star, sigma = (scale * np.asarray(found[key], float) for key in ("mu", "mu_star", "sigma"))
        # Sizes and signed effects have the same squares, which gives the standard deviation of the sizes.
        sd_size = np.sqrt(np.maximum(0.0, sigma**2 + times * (mu**2 - mu_star**2) / (times - 1)))
        reach = _t(_level(sample), times) / math.sqrt(times)
        steps = np.diff(runs.reshape(len(runs), times, count + 1), axis=2)
        own = np.take_along_axis(steps, np.argsort(moved, axis=1)[None], axis=2)
        chance = scale / _STEP * np.sqrt(2 / np.pi * _chance(own))  # the mean size of a normal deviate
        bands = _banded("mu", mu, reach * sigma) | _banded("mu_star", mu_star, reach * sd_size)
        return bands | {"sigma": sigma, "mu_star_chance": chance}

    return _table(sample, values, of, "mu_star", MORRIS)


def _chance(steps: Floats) -> Floats:
    """Return the variance of mean differences by chance, (axes,), nan with one seed.

    `steps`: (seeds, times, axes) differences between neighbouring points that share a seed.
    """
    seeds, _, axes = steps.shape
    return steps.var(axis=0, ddof=1).mean(axis=0) / seeds if seeds > 1 else np.full(axes, np.nan)


def _level(sample: Sample) -> float:
    """Return the level of one interval, so that all of a result's hold together."""
    return 1.0 - (1.0 - LEVEL) / len(sample.axes)


def _t(level: float, times: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(times - 1, 0.5 + level / 2))


def _banded(name: str, found: object, reach: object) -> dict[str, Floats]:
    middle, half = np.asarray(found, float), np.asarray(reach, float)
    return {name: middle, f"{name}_low": middle - half, f"{name}_high": middle + half}


def _table(
    sample: Sample,
    values: "pd.DataFrame | Sequence[pd.DataFrame]",
    of: Callable[[Floats], dict[str, Floats]],
    by: str,
    columns: Sequence[str],
) -> "pd.DataFrame":
    """Return a row for each result and axis; `of` says how (seeds, points) results are driven, `by` gives ranks."""
    import pandas as pd

    tables = [values] if isinstance(values, pd.DataFrame) else list(values)
    for table in tables:
        if len(table) != len(sample.points):
            raise ValueError(f"values have {len(table)} rows; needed is one for each of {len(sample.points)} points")
    parts = []
    for measure in tables[0].columns:
        runs = np.stack([table[measure].to_numpy(float) for table in tables])
        spread = float(runs.mean(axis=0).std())
        part: dict[str, object] = dict.fromkeys(columns, math.nan)
        part |= {"measure": measure, "name": sample.names, "rank_low": 0, "rank_high": 0, "spread": spread}
        if spread > _TRACES * float(np.abs(runs).max()):
            found = of(runs)
            low, high = _ranks(found[f"{by}_low"], found[f"{by}_high"])
            part |= found | {"rank_low": low, "rank_high": high}
        elif not math.isnan(spread):
            part["spread"] = 0.0
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def _ranks(low: Floats, high: Floats) -> tuple[list[int], list[int]]:
    """Return the ranks that intervals leave open, 1 for the largest."""
    least = _TRACES * float(np.abs(high).max())
    above = [int((low > each + least).sum()) for each in high]
    below = [int((high + least < each).sum()) for each in low]
    return [1 + each for each in above], [len(low) - each for each in below]
