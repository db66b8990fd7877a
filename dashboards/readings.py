"""What a study says about posts, towns and money: tables for figures, one reading a question."""

from collections.abc import Sequence

import pandas as pd

from dashboards.studies import Study, remembered
from sim.intervals import bands, curve_bands, paired_difference
from sim.measures.cost import COSTS
from sim.terms import MONTHS

CIVIL = "rank_group not in ('institution', 'programme')"
"""Condition for civil-service posts, which vacancies and retention are about."""
MINE = "join (select distinct run, policy from runs) using (run)"
"""Join that gives the rows of a table their policy."""
_GROUPS = {
    "township": f"tier = 'township' and {CIVIL}",
    "township_leading": f"tier = 'township' and {CIVIL} and rank_group <> 'non_leading'",
    "county": "tier = 'county'",
    "city": "tier = 'city'",
}


@remembered
def vacancy_paths(study: Study) -> pd.DataFrame:
    """Return vacancy rates by month: policy, panel, x (month), median, low_50 ... high_95, runs.

    Panels: all township posts, leading township posts, county organs, city organs; without a panel whose posts
    the city does not have.
    """
    parts = [
        study.query(
            f"""
            select policy, run, month as x, '{panel}' as panel, sum(vacant) / sum(established) as value
            from months semi join runs using (run)
            {MINE}
            where {condition}
            group by all having sum(established) > 0
            """
        )
        for panel, condition in _GROUPS.items()
    ]
    return banded(pd.concat(parts, ignore_index=True), ("policy", "panel"))


@remembered
def yearly_costs(study: Study) -> pd.DataFrame:
    """Return cost in each whole calendar year: policy, panel (cause or "total"), x (its first month), bands, runs."""
    sums = ", ".join(f"sum({cause}_yuan) as {cause}" for cause in COSTS)
    totals = " + ".join(f"sum({cause}_yuan)" for cause in COSTS)
    yearly = study.query(
        f"""
        select policy, run, year * 12 as x, {sums}, {totals} as total
        from months {MINE}
        group by policy, run, year having count(distinct month) = {MONTHS}
        """
    )
    causes = [*COSTS, "total"]
    long = yearly.melt(["policy", "run", "x"], causes, var_name="panel", value_name="value")
    return banded(long, ("policy", "panel"))


def cost_differences(study: Study) -> pd.DataFrame:
    """Return yuan a year more than under the baseline: policy, cause, difference, low, high (t interval), pairs.

    Over the whole years of the run, as the headline cost; over all months of a run shorter than a year.
    """
    window = study.window
    last = window.start + MONTHS * window.whole_years if window.whole_years else window.horizon
    sums = ", ".join(f"sum({cause}_yuan) as {cause}" for cause in COSTS)
    runs = study.query(
        f"""
        select policy, seed, {sums}, count(distinct month) as months
        from months join (select distinct run, policy, seed from runs) using (run)
        where month < ? group by policy, seed
        """,
        [last],
    )
    runs[[*COSTS]] = runs[[*COSTS]].to_numpy(float) * MONTHS / runs[["months"]].to_numpy(float)
    runs["total"] = runs[[*COSTS]].sum(axis=1)
    rows = []
    for cause in (*COSTS, "total"):
        wide = runs.pivot_table(index="seed", columns="policy", values=cause, dropna=False)
        for note in study.others:
            found = paired_difference(wide[note.name], wide[study.baseline.name])
            rows.append((note.name, cause, found.mean, found.low, found.high, found.n))
    return pd.DataFrame(rows, columns=["policy", "cause", "difference", "low", "high", "pairs"])


@remembered
def town_vacancy(study: Study, policy: str) -> pd.DataFrame:
    """Return how empty each town is in the last year of the runs.

    Columns unit, label_en, label_zh, remoteness, established, mean (share of post-months that stood empty), low
    and high (the middle 95 % of runs, missing with few runs), runs.
    """
    horizon = study.window.horizon
    first = max(horizon - MONTHS, study.window.start)
    towns = study.query(
        "select distinct unit, label_en, label_zh, remoteness, established from units where tier = 'township'"
    )
    empty = study.query(
        f"""
        select run, unit, sum(greatest(0, least(if(filled < 0, $2, filled), $2) - greatest(opened, $1)))
            as months
        from openings join (select distinct run from runs where policy = $3) using (run)
        where tier = 'township' and {CIVIL} group by run, unit
        """,
        [first, horizon, policy],
    )
    runs = study.runs.loc[study.runs["policy"] == policy, ["run"]].drop_duplicates()
    every = runs.merge(towns, how="cross").merge(empty, how="left", on=["run", "unit"])
    months = every["months"].fillna(0).to_numpy(float)
    every["share"] = months / (every["established"].to_numpy(float) * (horizon - first))
    shares = every.pivot(index="run", columns="unit", values="share")
    found = bands(shares.to_numpy(float))
    values = pd.DataFrame({
        "unit": shares.columns, "mean": shares.mean().to_numpy(), "low": found.low_95,
        "high": found.high_95, "runs": len(shares),
    })  # fmt: skip
    return towns.merge(values, on="unit")


def banded(curves: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return bands over runs, with exact 0 written as such."""
    if curves.empty:
        return pd.DataFrame(columns=[*by, "x", "median", "low_95", "high_95", "low_50", "high_50", "runs"])
    return curve_bands(curves, "x", "value", by)


def last_values(paths: pd.DataFrame, policy: str, panel: str) -> pd.Series | None:
    """Return the row of the last point of a path, None if there is no such path."""
    rows = paths[(paths["policy"] == policy) & (paths["panel"] == panel)]
    return None if rows.empty else rows.loc[rows["x"].idxmax()]
