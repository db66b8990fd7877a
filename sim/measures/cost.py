"""What it costs, in yuan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from sim.measures.columns import floats, keys
from sim.measures.stocks import summed
from sim.terms import MONTHS

COSTS: Final = ("pay", "allowance", "award", "grade", "bonus", "care", "support", "training", "other")
_COLUMNS: Final = [f"{cause}_yuan" for cause in COSTS]


def cost(months: pd.DataFrame, by: Sequence[str] = ("tier",)) -> pd.DataFrame:
    """Return yuan a year by cause, long: `by`, cause, yuan_per_year.

    Sums over the group's months, times 12 / number of its months. Awards fall in one month of the
    year: take whole years. For the cost of each year put "year" among `by`.
    """
    monthly = summed(months, keys(months, *dict.fromkeys([*by, "month"])), _COLUMNS)
    if by:
        means = monthly.groupby(list(by), as_index=False, observed=True)[_COLUMNS].mean()
    else:
        means = monthly[_COLUMNS].mean().to_frame().T
    means = means.rename(columns=dict(zip(_COLUMNS, COSTS, strict=True)))
    long = means.melt(list(by), list(COSTS), var_name="cause", value_name="yuan_per_year")
    return long.assign(yuan_per_year=floats(long, "yuan_per_year") * MONTHS)


def cost_per_extra_cadre_year(policy: pd.DataFrame, baseline: pd.DataFrame, tier: str = "township") -> float:
    """Return yuan spent beyond the baseline for each cadre-year more at a tier.

    `policy`, `baseline`: months tables on the same seed. All costs of all tiers over the whole run.
    nan where the policy does not add cadre-years.
    """
    spent = [float(months[_COLUMNS].to_numpy().sum()) for months in (policy, baseline)]
    served = [floats(months[months["tier"] == tier], "holders").sum() for months in (policy, baseline)]
    more = float(served[0] - served[1]) / MONTHS
    return (spent[0] - spent[1]) / more if more > 0 else float("nan")
