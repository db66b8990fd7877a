"""Who is there and what is empty: measures of the months table and of careers at one month.

`by` names any columns of the months table. With "month" among them each row is a month end; without
it counts are summed over the months of the run, so that shares are averages over time, weighted by
size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.measures.columns import bools, floats, ints, keys, ratio
from sim.terms import MONTHS

AGE_BANDS: Final = ("30_or_less", "31_40", "41_50", "51_or_more")


def summed(months: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return sums of columns by group; with `by` empty one row for all."""
    if by:
        return months.groupby(list(by), as_index=False, observed=True)[list(columns)].sum()
    return months[list(columns)].sum().to_frame().T


def vacancy(months: pd.DataFrame, by: Sequence[str] = ("month", "tier")) -> pd.DataFrame:
    """Return established, vacant and away with the vacancy rate and the effective one (shares).

    vacancy_rate = vacant / established; effective_vacancy_rate = (vacant + away) / established,
    where `away` are holders who serve elsewhere. nan where no post is established.
    """
    table = summed(months, by, ("established", "vacant", "away"))
    established, vacant = floats(table, "established"), floats(table, "vacant")
    return table.assign(
        vacancy_rate=ratio(vacant, established),
        effective_vacancy_rate=ratio(vacant + floats(table, "away"), established),
    )


def mean_open(months: pd.DataFrame, by: Sequence[str] = ("tier",)) -> pd.DataFrame:
    """Return the mean number of posts open at month end, column open_posts."""
    monthly = summed(months, keys(months, *dict.fromkeys([*by, "month"])), ("vacant",))
    if not by:
        return pd.DataFrame({"open_posts": [monthly["vacant"].mean()]})
    means = monthly.groupby(list(by), observed=True)["vacant"].mean()
    return means.rename("open_posts").reset_index()


def states(months: pd.DataFrame, by: Sequence[str] = ("month", "tier")) -> pd.DataFrame:
    """Return means over holders, and shares of them: columns below; nan where there is no holder.

    mean_age_years, mean_motivation (0-1), mean_strain (0-1), mean_ability (sd), mean_workload
    (ratio, 1 = fully staffed), wish_to_leave_share, women_share, second_line_share.
    """
    sums = {
        "mean_age_years": "age_months_sum",
        "mean_motivation": "motivation_sum",
        "mean_strain": "strain_sum",
        "mean_ability": "ability_sum",
        "mean_workload": "workload_sum",
        "wish_to_leave_share": "wish_to_leave",
        "women_share": "women",
        "second_line_share": "second_line",
    }
    table = summed(months, by, ("holders", *sums.values()))
    holders = floats(table, "holders")
    means = {name: ratio(floats(table, column), holders) for name, column in sums.items()}
    means["mean_age_years"] /= MONTHS
    return table[[*by, "holders"]].assign(**means)


def age_bands(months: pd.DataFrame, by: Sequence[str] = ("month", "tier")) -> pd.DataFrame:
    """Return holders by age band, long: columns `by`, band, holders, share (nan if no holders)."""
    table = summed(months, by, [f"aged_{band}" for band in AGE_BANDS])
    table.columns = pd.Index([*by, *AGE_BANDS])
    everyone = table[list(AGE_BANDS)].sum(axis=1).to_numpy()
    long = table.melt(id_vars=list(by), var_name="band", value_name="holders")
    return long.assign(share=ratio(floats(long, "holders"), np.tile(everyone, len(AGE_BANDS))))


def pyramid(careers: pd.DataFrame, month: int, by: Sequence[str] = ("tier",)) -> pd.DataFrame:
    """Return cadres in service at the end of a month: columns `by`, sex, age_years, cadres.

    `by`: columns of careers; whoever was there when the run began counts from the month before it
    on.
    """
    there = (ints(careers, "from_month") <= month) | bools(careers, "at_start")
    people = careers[there & (ints(careers, "to_month") > month)]
    people = people.assign(age_years=(month - ints(people, "born")) // MONTHS)
    columns = list(dict.fromkeys([*by, "sex", "age_years"]))
    sizes = people.groupby(columns, observed=True).size()
    return sizes.rename("cadres").reset_index()
