"""What a study says about who comes next: ready candidates for each leading post, and promotion by kind of people."""

import pandas as pd

from dashboards.readings import CIVIL, MINE, banded
from dashboards.studies import Study, remembered
from sim.intervals import bands
from sim.terms import MONTHS

ASKED = ("sex", "age", "education", "route")
"""Kinds of people whose promotions are compared."""
_GROUP = {
    "sex": "sex",
    "education": "education",
    "route": "if(route in ('opening_stock', 'recruit'), route, 'others')",
}
AGES = {"young": (0, 36), "middle": (36, 46), "old": (46, 120)}
"""Ages in years at the beginning of a spell, or of the run: from, and below."""


@remembered
def ready_candidates(study: Study) -> pd.DataFrame:
    """Return ready candidates for each leading township post in each January: policy, panel, x (month), bands, runs."""
    frame = study.query(
        f"""
        select policy, run, month as x, 'ready' as panel,
            sum(ready) / sum(case when rank_group <> 'non_leading' then established else 0 end) as value
        from months {MINE} where tier = 'township' and {CIVIL} and month % {MONTHS} = 0
        group by policy, run, month having sum(case when rank_group <> 'non_leading' then established else 0 end) > 0
        """
    )
    return banded(frame, ("policy", "panel"))


@remembered
def promotion_rates(study: Study, by: str) -> pd.DataFrame:
    """Return promotions of township cadres per 100 cadre-years: policy, group, mean, low, high (middle 95 %), runs.

    `by`: of ASKED. Spells in a township post that end in a promotion, over the time spent in such posts during the run:
    before it nobody's promotion can be seen. The age is that at the beginning of the spell, or of the run.
    """
    begin = "greatest(from_month, $1)"
    months = f"(to_month - {begin})"
    if by == "age":
        age = f"({begin} - born) // {MONTHS}"
        cases = " ".join(f"when {age} >= {low} and {age} < {high} then '{name}'" for name, (low, high) in AGES.items())
        group = f"case {cases} end"
    else:
        group = _GROUP[by]
    frame = study.query(
        f"""
        select policy, run, {group} as kind, 100.0 * {MONTHS} * sum(case when "end" = 'promote' and not censored
            then 1 else 0 end) / sum({months}) as rate
        from careers {MINE} where tier = 'township' and {CIVIL} and {months} > 0
        group by all having sum({months}) >= {MONTHS}
        """,
        [study.window.start],
    )
    parts = []
    for policy, own in frame.groupby("policy", observed=True):
        wide = own.pivot(index="run", columns="kind", values="rate")
        found = bands(wide.to_numpy(float))
        parts.append(pd.DataFrame({
            "policy": policy, "group": wide.columns, "mean": wide.mean().to_numpy(), "low": found.low_95,
            "high": found.high_95, "runs": len(wide),
        }))  # fmt: skip
    return (
        pd.concat(parts, ignore_index=True)
        if parts
        else pd.DataFrame(columns=["policy", "group", "mean", "low", "high"])
    )
