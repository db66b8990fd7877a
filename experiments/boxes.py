"""In which futures does a policy fail? A box of levers and assumptions, found by PRIM.

The Patient Rule Induction Method (Friedman and Fisher 1999, used for scenario discovery by Bryant and Lempert 2010)
peels thin slices off the cloud of points, so that failures get denser in what is left; each step is a candidate. It
goes its way twice, with slices of a twentieth and of a tenth: where points are few, the finer way may end early.

Of the candidates the box is chosen so:

1. A limit that Bryant and Lempert's quasi-p shows no need of (above 0.05) is dropped, the least needed first.
2. Of the boxes as dense as asked for, the one with the largest coverage is taken; of equals the denser, then the one
   with fewer limits. Asked for is a density of at least `density`, and at least halfway from the share of failures
   among all points to one. If no box is so dense, the densest is taken, and that is said.
3. The whole is done again five times with a fifth of the points held back. A box is only reported if failures are
   denser inside than outside on points held back (Fisher's exact test, 0.05): PRIM finds dense boxes in pure chance,
   too, and their density on the points that drew them, like their quasi-p, says nothing of that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments.libraries import library, quiet

if TYPE_CHECKING:
    import pandas as pd

Floats = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
DENSITY: Final = 0.8
SIGNIFICANCE: Final = 0.05
FOLDS: Final = 5
FEW: Final = 10
"""With fewer failures, or fewer points without failure, no box is looked for."""
_SLICES: Final = (0.05, 0.1)
_LEAST_MASS: Final = 0.05
_LEAST_POINTS: Final = 10


@dataclass(frozen=True)
class Limit:
    """One side of a box: `name` is at least, or at most, `value`. `quasi_p`: small where the limit is needed."""

    name: str
    is_low: bool
    value: float
    quasi_p: float


@dataclass(frozen=True)
class Box:
    """Limits, and what lies inside them.

    `points` and `failures` inside; `coverage`: share of all failures that are inside; `density`: share of failures
    inside; `mass`: share of all points that are inside; `held_points`, `held_failures`: of the points held back, those
    inside the boxes drawn without them, and the failures among these; `p`: of the test on them.
    """

    limits: tuple[Limit, ...]
    points: int
    failures: int
    coverage: float
    density: float
    mass: float
    held_points: int = 0
    held_failures: int = 0
    p: float = math.nan


@dataclass(frozen=True)
class Discovery:
    """What was found: `points` and `failures` in all, the density asked for, the box or None.

    `tried`: whether there were failures, and points without, enough to look for a box.
    """

    points: int
    failures: int
    asked: float
    tried: bool
    box: Box | None

    @property
    def is_dense(self) -> bool:
        """Whether there is a box, as dense as asked for."""
        return self.box is not None and self.box.density >= self.asked


def discover(points: "pd.DataFrame", fails: Sequence[bool], density: float = DENSITY, seed: int = 0) -> Discovery:
    """Return the box of points in which failures lie dense.

    Args:
        points: a row for each point, a column of numbers or of true and false for each address.
        fails: whether the policy fails at each point.
        density: share of failures that the box shall have.
        seed: which points are held back together.
    """
    x, y = _matrix(points), np.asarray(fails, bool)
    if len(x) != len(y):
        raise ValueError(f"{len(x)} points, but {len(y)} of fails; needed is one for each point")
    failures = int(y.sum())
    share = failures / max(1, len(y))
    asked = max(density, (1 + share) / 2)
    if min(failures, len(y) - failures) < FEW or x.empty:
        return Discovery(len(y), failures, asked, False, None)
    box = _chosen(x, y, asked)
    if box is not None:
        box = _held_back(x, y, density, seed, box)
        if not box.p < SIGNIFICANCE:
            box = None
    return Discovery(len(y), failures, asked, True, box)


def inside(box: Box, points: "pd.DataFrame") -> Bools:
    """Return which points lie in a box."""
    return _inside(box.limits, _matrix(points))


def _matrix(points: "pd.DataFrame") -> "pd.DataFrame":
    """Return the columns that vary as floats: PRIM of ema-workbench 3 fails on whole numbers with pandas 3."""
    numbers = points.astype("float64").reset_index(drop=True)
    return numbers.loc[:, [name for name in numbers if numbers[name].nunique() > 1]]


def _inside(limits: Sequence[Limit], x: "pd.DataFrame") -> Bools:
    kept = np.ones(len(x), bool)
    for limit in limits:
        column = x[limit.name].to_numpy()
        kept &= column >= limit.value if limit.is_low else column <= limit.value
    return kept


# -- candidates and the choice -----------------------------------------------------------------------------------------


def _chosen(x: "pd.DataFrame", y: Bools, asked: float) -> Box | None:
    """Return the box of the candidates that the rule takes, None if there is none with a limit."""
    boxes = {simple.limits: simple for limits in candidates(x, y) if (simple := simplified(limits, x, y)).limits}
    return choice(list(boxes.values()), asked)


def choice(boxes: Sequence[Box], asked: float) -> Box | None:
    """Return the box with the largest coverage of those as dense as asked for, else the densest."""
    dense = [box for box in boxes if box.density >= asked]
    if dense:
        return max(dense, key=lambda box: (box.coverage, box.density, -len(box.limits)))
    return max(boxes, key=lambda box: (box.density, box.coverage, -len(box.limits)), default=None)


def candidates(x: "pd.DataFrame", y: Bools) -> list[tuple[Limit, ...]]:
    """Return the limits of every box on PRIM's ways."""
    prim = library("ema_workbench.analysis.prim")
    names = {f"x{number}": str(name) for number, name in enumerate(x)}
    plain = x.set_axis(list(names), axis=1)
    least = max(_LEAST_MASS, _LEAST_POINTS / len(y))
    with quiet():
        ways = [prim.Prim(plain, y, peel_alpha=slice_, mass_min=least).find_box().box_lims for slice_ in _SLICES]
    found = []
    for lims in (box for way in ways for box in way):
        low, high = lims.iloc[0], lims.iloc[1]
        limits = []
        for key, name in names.items():
            if low[key] > plain[key].min():
                limits.append(Limit(name, True, float(low[key]), math.nan))
            if high[key] < plain[key].max():
                limits.append(Limit(name, False, float(high[key]), math.nan))
        found.append(tuple(limits))
    return found


def simplified(limits: Sequence[Limit], x: "pd.DataFrame", y: Bools) -> Box:
    """Return the box of these limits without those that it does not need."""
    kept = list(limits)
    while True:
        needs = [_quasi_p(kept, limit, x, y) for limit in kept]
        if not kept or max(needs) <= SIGNIFICANCE:
            break
        del kept[needs.index(max(needs))]
    within = _inside(kept, x)
    count, failing = int(within.sum()), int(y[within].sum())
    named = tuple(Limit(each.name, each.is_low, each.value, p) for each, p in zip(kept, needs, strict=True))
    return Box(named, count, failing, failing / max(1, int(y.sum())), failing / max(1, count), count / len(y))


def _quasi_p(limits: Sequence[Limit], limit: Limit, x: "pd.DataFrame", y: Bools) -> float:
    """Return the chance of so many failures in the box if the limit made them no denser (Bryant and Lempert 2010)."""
    from scipy.special import bdtrc

    within, without = _inside(limits, x), _inside([each for each in limits if each is not limit], x)
    count, failing = int(within.sum()), int(y[within].sum())
    if not failing:
        return 1.0
    return float(bdtrc(failing - 1, count, y[without].mean()))


# -- points held back --------------------------------------------------------------------------------------------------


def _held_back(x: "pd.DataFrame", y: Bools, density: float, seed: int, box: Box) -> Box:
    """Return the box with what boxes drawn without a fifth of the points each say of that fifth."""
    from scipy.stats import fisher_exact

    fold = np.random.default_rng(seed).permutation(len(y)) % FOLDS
    tables = np.zeros((2, 2), int)
    for number in range(FOLDS):
        drawn, held = fold != number, fold == number
        share = float(y[drawn].mean())
        drawn_x = x[drawn].reset_index(drop=True)
        other = _chosen(drawn_x, y[drawn], max(density, (1 + share) / 2)) if 0 < share < 1 else None
        if other is None:
            continue
        within, failing = _inside(other.limits, x[held]), y[held]
        tables += [
            [(within & failing).sum(), (within & ~failing).sum()],
            [(~within & failing).sum(), (~within & ~failing).sum()],
        ]
    p = float(fisher_exact(tables, alternative="greater").pvalue) if tables[0].any() else 1.0
    return Box(
        box.limits, box.points, box.failures, box.coverage, box.density, box.mass,
        int(tables[0].sum()), int(tables[0, 0]), p,
    )  # fmt: skip
