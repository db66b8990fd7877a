"""What a study says about openings: how long they last, how far they reach, and the steps of one chain."""

import numpy as np
import pandas as pd

from dashboards.readings import CIVIL, MINE, banded
from dashboards.studies import Study, remembered
from sim.intervals import bands
from sim.measures.estimators import kaplan_meier, share_at
from sim.measures.openings import FOLLOW_UP
from sim.terms import MONTHS

LONGEST = 60
"""Months for which an opening is followed."""
MOVES = ("0", "1", "2", "3", "4", "5+")
"""People that a chain moved."""
_SWAPPED = "opened_by in ('rotate', 'reunion') and filled_by in ('rotate', 'reunion') and filled = opened"


@remembered
def paper_and_effect(study: Study) -> pd.DataFrame:
    """Return township vacancy on paper and in effect: policy, panel ("paper", "effect"), x (month), bands, runs.

    In effect: the posts whose holders serve elsewhere are empty, too.
    """
    months = study.query(
        f"""
        select policy, run, month as x, sum(vacant) / sum(established) as paper,
            (sum(vacant) + sum(away)) / sum(established) as effect
        from months {MINE} where tier = 'township' and {CIVIL}
        group by policy, run, month having sum(established) > 0
        """
    )
    long = months.melt(["policy", "run", "x"], ["paper", "effect"], var_name="panel", value_name="value")
    return banded(long, ("policy", "panel"))


@remembered
def still_open(study: Study) -> pd.DataFrame:
    """Return the share of township openings still open after so long: policy, panel (rank group), x (years), bands.

    Kaplan-Meier within each run; only openings of the run itself, timed as `sim.measures.openings.spell_arrays` does.
    """
    counted = study.query(
        f"""
        select policy, run, rank_group as panel, if(filled >= 0, filled, $1 - 1) - opened as time, filled >= 0 as ended,
            count(*) as openings
        from openings {MINE}
        where tier = 'township' and {CIVIL} and not at_start and not ({_SWAPPED}) group by all
        """,
        [study.window.horizon],
    )
    limit = min(LONGEST, study.window.length - 1)
    curves = []
    for (policy, run, panel), own in counted.groupby(["policy", "run", "panel"], observed=True):
        times, there = own["time"].to_numpy(int), own["openings"].to_numpy(int)
        share = kaplan_meier(np.repeat(times, there), np.repeat(own["ended"].to_numpy(bool), there))
        values = [share_at(share, month) for month in range(limit + 1)]
        curves.append(
            pd.DataFrame({"policy": policy, "panel": panel, "x": range(limit + 1), "value": values, "run": run})
        )
    if not curves:
        return banded(pd.DataFrame(), ("policy", "panel"))
    found = banded(pd.concat(curves, ignore_index=True), ("policy", "panel"))
    return found.assign(months=found["x"], x=found["x"] / MONTHS)


@remembered
def chain_moves(study: Study) -> pd.DataFrame:
    """Return the share of chains by the moves in them: policy, moves (of MOVES), mean, low, high (middle 95 %), runs.

    Chains are those that `sim.measures.openings.chains` counts, wherever they began; moves are the fillings of their
    openings within its time: none if nobody came.
    """
    table = study.query(
        f"""
        with mine as (select policy, openings.* from openings {MINE} where chain >= 0),
        roots as (
            select policy, run, chain, opened as began from mine
            where depth = 0 and not at_start and not ({_SWAPPED}) and opened + {FOLLOW_UP} <= ?
        ),
        counted as (
            select roots.policy, roots.run, roots.chain, least({len(MOVES) - 1},
                sum((opened >= began and filled >= 0 and filled - began < {FOLLOW_UP})::int)) as moves
            from roots join mine using (run, chain) group by all
        )
        select policy, run, moves, count(*) as chains from counted group by all
        """,
        [study.window.horizon],
    )
    parts = []
    for policy, own in table.groupby("policy", observed=True):
        wide = own.pivot(index="run", columns="moves", values="chains").reindex(columns=range(len(MOVES))).fillna(0.0)
        shares = wide.div(wide.sum(axis=1), axis=0)
        found = bands(shares.to_numpy(float))
        parts.append(pd.DataFrame({
            "policy": policy, "moves": MOVES, "mean": shares.mean().to_numpy(), "low": found.low_95,
            "high": found.high_95, "runs": len(shares),
        }))  # fmt: skip
    columns = ["policy", "moves", "mean", "low", "high", "runs"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def run_of(study: Study, policy: str, seed: int) -> str:
    """Return the name of a policy's run on a seed; on its first seed if there is none on this one."""
    own = study.runs[study.runs["policy"] == policy]
    row = own[own["seed"] == seed]
    return str((row if len(row) else own)["run"].iloc[0])


def longest_chains(study: Study, run: str, most: int) -> pd.DataFrame:
    """Return the chains of a run that moved most: chain, opened, unit, tier, rank_group, opened_by, moves, tiers."""
    return study.query(
        f"""
        with mine as (select * from openings where run = $1 and chain >= 0),
        sizes as (select chain, count(*) as moves, count(distinct tier) as tiers from mine group by chain)
        select chain, opened, unit, tier, rank_group, opened_by, moves, tiers from mine join sizes using (chain)
        where depth = 0 and not at_start and not ({_SWAPPED}) order by tiers desc, moves desc, opened limit $2
        """,
        [run, most],
    )


def chain_steps(study: Study, run: str, chain: int) -> pd.DataFrame:
    """Return the openings of a chain in order, each with the cadre who filled it, if anybody did.

    Columns of `openings`, and cadre, key, rank_before, from_unit (of the move that filled it; missing while open).
    """
    return study.query(
        """
        select o.depth, o.post, o.unit, o.tier, o.rank_group, o.opened, o.filled, o.months_open, o.opened_by,
            o.filled_by, e.cadre, e.from_unit, e.rank_before, c.key
        from openings o
        left join events e
            on e.run = o.run and e.to_post = o.post and e.month = o.filled and e.kind in ('appoint', 'enter')
        left join (select distinct run, cadre, key from careers where run = $1) c on c.run = o.run and c.cadre = e.cadre
        where o.run = $1 and o.chain = $2 order by o.depth, o.opened
        """,
        [run, chain],
    )
