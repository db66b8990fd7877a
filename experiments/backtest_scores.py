"""How good forecasts are: CRPS and coverage of ensembles, and paired differences between methods over histories."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from experiments.backtest_table import AGES, COUNTS, RANKS, Floats, Yearly, columns_of
from sim.intervals import paired_difference

if TYPE_CHECKING:
    import pandas as pd

MODEL: Final = "model"
QUANTITIES: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (name,) for name in COUNTS}, "age_shares": AGES, "rank_shares": RANKS,
}  # fmt: skip
"""What is scored, each from these fields: counts as they are, several fields as shares of their sum."""
LEVELS: Final = {"in_95": 0.95, "in_50": 0.5}
BETTER, WORSE, ALIKE = "better", "worse", "alike"


def crps(members: Floats, truth: Floats, *, fair: bool = True) -> Floats:
    """Return the continuous ranked probability score of an ensemble: 0 is best, in the unit of the truth.

    `members`: (members, ...), `truth`: (...). E|X - y| - E|X - X'| / 2 (Gneiting & Raftery 2007, equation 21), X' being
    another member if `fair`, so that an ensemble's size does not count (Ferro 2014), else any, as for the step function
    of the members.
    """
    n = len(members)
    weights = 2 * np.arange(1, n + 1) - n - 1  # of the sorted members: the sum of all |x_i - x_j| with i < j
    apart = np.tensordot(weights, np.sort(members, axis=0), axes=1) / (n * (n - 1 if fair else n))
    return np.asarray(np.abs(members - truth).mean(axis=0) - apart)


def band(members: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the ends of the central band: a value drawn as the members are lies inside with this chance.

    Ranks k / (n + 1); with fewer than 39 members the whole range, which holds (n - 1) / (n + 1), is narrower than 95 %.
    """
    low, high = np.quantile(members, [(1 - level) / 2, (1 + level) / 2], axis=0, method="weibull")
    return low, high


def reachable(members: int, level: float) -> float:
    """Return the share that a band of so many members can hold."""
    return min(level, (members - 1) / (members + 1))


def quantity(values: Floats, name: str, there: Sequence[bool]) -> Floats:
    """Return a quantity (..., categories) of values (..., fields); shares of the categories that are `there`."""
    columns = np.array(columns_of(QUANTITIES[name]))[np.asarray(there, bool)]
    found = values[..., columns]
    if len(QUANTITIES[name]) == 1:
        return found
    total = found.sum(axis=-1, keepdims=True)
    return np.divide(found, total, out=np.zeros_like(found), where=total > 0)


def scored(history: int, held: Yearly, forecasts: Mapping[str, Floats]) -> "pd.DataFrame":
    """Return a row for each method, quantity, tier, category and held-out year.

    Columns method, history, quantity, tier, category, year, truth, mean, low_95, high_95, crps, in_95, in_50.
    `forecasts`: (members, years, tiers, fields) by method.
    """
    import pandas as pd

    frames = []
    for name, fields in QUANTITIES.items():
        there = np.isfinite(held.values[..., columns_of(fields)]).all(axis=(0, 1))
        if not there.any():
            continue
        truth = quantity(held.values, name, there)
        own = [field for field, known in zip(fields, there, strict=True) if known]
        index = pd.MultiIndex.from_product([held.years, held.tiers, own], names=["year", "tier", "category"])
        for method, members in forecasts.items():
            drawn = quantity(members, name, there)
            low, high = band(drawn, 0.95)
            columns = {"truth": truth, "mean": drawn.mean(axis=0), "low_95": low, "high_95": high}
            columns["crps"] = crps(drawn, truth)
            for inside, level in LEVELS.items():
                low, high = band(drawn, level)
                columns[inside] = (low <= truth) & (truth <= high)
            frame = pd.DataFrame({key: each.ravel() for key, each in columns.items()}, index=index).reset_index()
            frames.append(frame.assign(method=method, history=history, quantity=name))
    return pd.concat(frames, ignore_index=True)


def inhabited(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return the scores without categories where nobody ever is, nor is thought to be, by any method in any history.

    That no township has a division head is no forecast: such rows would make every method look good.
    """
    somebody = rows[["truth", "low_95", "high_95"]].abs().max(axis=1)
    return rows[somebody.groupby([rows[name] for name in ("quantity", "tier", "category")]).transform("max") > 0]


def by_quantity(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return mean CRPS and coverage by quantity, tier and method, without what is nothing everywhere (`inhabited`).

    Quantities that every method predicts without fault are left out, too.
    """
    keys, rows = ["quantity", "tier"], inhabited(rows)
    found = rows.groupby([*keys, "method"], sort=False)[["crps", *LEVELS]].mean().reset_index()
    moving = found.groupby(keys)["crps"].transform("max") > 0
    return found[moving].reset_index(drop=True)


def compared(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return the model's CRPS minus each naive method's, paired by history, with bands that hold for all together.

    Columns quantity, tier, rival, model, naive, difference, low, high, n, verdict (of the model: better, worse, alike).
    With fewer than 5 histories there is no band, and nothing is told apart.
    """
    import pandas as pd

    shown, rows = by_quantity(rows), inhabited(rows)
    means = rows.groupby(["quantity", "tier", "method", "history"], sort=False)["crps"].mean().sort_index()
    rivals = [each for each in dict.fromkeys(rows["method"]) if each != MODEL]
    places = list(dict.fromkeys(zip(shown["quantity"], shown["tier"], strict=True)))
    level = 1 - 0.05 / max(1, len(places) * len(rivals))
    found = []
    for name, tier in places:
        own = means[name, tier, MODEL].sort_index()
        for rival in rivals:
            other = means[name, tier, rival].sort_index()
            apart = paired_difference(own.to_numpy(), other.to_numpy(), level)
            verdict = BETTER if apart.high < 0 else WORSE if apart.low > 0 else ALIKE
            found.append(
                (name, tier, rival, own.mean(), other.mean(), apart.mean, apart.low, apart.high, apart.n, verdict)
            )
    columns = ["quantity", "tier", "rival", "model", "naive", "difference", "low", "high", "n", "verdict"]
    return pd.DataFrame(found, columns=columns)
