"""What a study says about people: who stays, why they leave, where they move, how old they are."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from dashboards.readings import CIVIL
from dashboards.studies import Study, remembered
from sim.intervals import bands, curve_bands
from sim.measures.columns import TIERS, Ints, Window
from sim.measures.estimators import kaplan_meier
from sim.measures.mobility import ENTRY, EXIT
from sim.measures.stays import LEAVING, tier_stays
from sim.measures.stocks import pyramid
from sim.measures.survival import incidence
from sim.terms import MONTHS

LONGEST = 120
"""Months for which cohorts are followed, if the runs are as long."""
YOUNGEST, OLDEST, STEP = 20, 60, 5
"""First and last five-year age band; those outside count in them."""
_CAREER = (
    "run, cadre, spell, sex, born, education, party_member, route, entered, tier, county, unit, "
    "remoteness, rank, \"leading\", from_month, to_month, \"end\", censored, at_start"
)  # fmt: skip


@remembered
def township_stays(study: Study, policy: str) -> pd.DataFrame:
    """Return stays at a tier of all who began in a township, over all runs of a policy."""
    careers = study.query(
        f"""
        with mine as (
            select {_CAREER}, {CIVIL} as civil
            from careers join (select distinct run from runs where policy = ?) using (run)
        ), began as (select distinct run, cadre from mine where spell = 0 and tier = 'township' and civil)
        select mine.* from mine semi join began using (run, cadre)
        """,
        [policy],
    )
    return tier_stays(careers, study.window)


def cohort(stays: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the stays of a cohort: "opening", in townships at the start, or "recruits", recruited into them."""
    town = stays["tier"] == "township"
    if name == "opening":
        return stays[town & (stays["arrival"] == "opening_stock")]
    return stays[town & (stays["arrival"] == "entry") & (stays["route"] == "recruit")]


@remembered
def retention_paths(study: Study, policy: str) -> pd.DataFrame:
    """Return Kaplan-Meier shares still in the townships: policy, panel (cohort), x (years), bands over runs, runs."""
    stays = township_stays(study, policy)
    return followed_paths(study, policy, {panel: cohort(stays, panel) for panel in ("opening", "recruits")})


def followed_paths(study: Study, policy: str, groups: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return Kaplan-Meier shares of groups of stays: policy, panel (group), months, x (years), bands over runs, runs.

    A group too small to follow, fewer than one person a run, has no rows.
    """
    limit = min(LONGEST, study.window.length - 1)
    least = study.count(policy)
    tables = []
    for panel, spells in groups.items():
        if len(spells) < max(least, 1):
            continue
        curves = [
            pd.DataFrame({"run": run, "months": np.arange(limit + 1), "value": _followed(part, limit)})
            for run, part in spells.groupby("run")
        ]
        table = curve_bands(pd.concat(curves, ignore_index=True), "months", "value")
        tables.append(table.assign(policy=policy, panel=panel, x=table["months"] / MONTHS))
    if not tables:
        return pd.DataFrame(
            columns=["policy", "panel", "x", "months", "median", "low_95", "high_95", "low_50", "high_50", "runs"]
        )
    paths = pd.concat(tables, ignore_index=True)
    return paths[paths["runs"] > 0]


def _followed(spells: pd.DataFrame, limit: int) -> np.ndarray:
    """Return the Kaplan-Meier curve for 0 .. limit months, nan where nobody was followed so long."""
    time = spells["time"].to_numpy(int)
    share = kaplan_meier(np.maximum(time, 0), (spells["cause"] != "").to_numpy(bool))
    # A curve that has reached zero stays there; any other is unknown past its last observation.
    rest = 0.0 if len(share) and share[-1] == 0 else np.nan
    return np.append(share, np.full(max(limit + 1 - len(share), 0), rest))[: limit + 1]


@remembered
def leaving_causes(study: Study, policy: str) -> pd.DataFrame:
    """Return shares of the opening stock that left the townships, by cause and in all.

    Columns policy, cause (of LEAVING, or "total"), x (years), mean (cumulative incidence, runs pooled), and for the
    total low_95, high_95 over runs.
    """
    spells, paths = cohort(township_stays(study, policy), "opening"), retention_paths(study, policy)
    shares = incidence(spells, LEAVING)
    own = paths[paths["panel"] == "opening"]
    shares = shares[shares["months"] <= round(float(own["x"].max()) * MONTHS)]
    causes = pd.DataFrame({
        "policy": policy, "cause": shares["cause"], "x": shares["months"] / MONTHS, "mean": shares["share"],
    })  # fmt: skip
    total = causes.groupby("x", as_index=False)["mean"].sum().assign(policy=policy, cause="total")
    limits = pd.DataFrame({"x": own["x"], "low_95": 1 - own["high_95"], "high_95": 1 - own["low_95"]})
    # Months as keys: years are fractions.
    total["month"], limits["month"] = (t["x"].mul(MONTHS).round().astype(int) for t in (total, limits))
    total = total.merge(limits.drop(columns="x"), on="month", how="left").drop(columns="month")
    return pd.concat([causes, total], ignore_index=True)


@remembered
def yearly_moves(study: Study, policy: str) -> pd.DataFrame:
    """Return where cadres are one year on: from_tier, to_tier, mean, low, high (people a year), runs.

    Rows as in `sim.measures.mobility.mobility_matrix`; the band is the middle 95 % of the runs' own means. All runs are
    counted at once.
    """
    careers = study.query(
        f"""
        select dense_rank() over (order by run) - 1 as number, cadre, list_position({list(TIERS)}, tier) - 1 as tier,
            if(at_start, $2 - 1, from_month) as begin, to_month
        from careers join (select distinct run from runs where policy = $1) using (run)
        """,
        [policy, study.window.start],
    )
    columns = ["from_tier", "to_tier", "mean", "low", "high", "runs"]
    if careers.empty or study.window.whole_years < 1:
        return pd.DataFrame(columns=columns)
    wide = _yearly_means(*(careers[name].to_numpy(np.int64) for name in careers.columns), study.window)
    found = bands(wide)
    source, target = np.divmod(np.arange(wide.shape[1]), len(TIERS) + 1)
    return pd.DataFrame({
        "from_tier": np.array([*TIERS, ENTRY])[source], "to_tier": np.array([*TIERS, EXIT])[target],
        "mean": wide.mean(axis=0), "low": found.low_95, "high": found.high_95, "runs": len(wide),
    })[columns]  # fmt: skip


def _yearly_means(
    run: Ints, cadre: Ints, tier: Ints, begin: Ints, end: Ints, window: Window
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return people a year by run (rows) and pair of tiers (columns, from outside to outside left out)."""
    outside, size = len(TIERS), len(TIERS) + 1
    _, person = np.unique(run * (int(cadre.max()) + 1) + cadre, return_inverse=True)
    own = np.zeros(int(person.max()) + 1, np.int64)
    own[person] = run
    places = []
    for year in range(window.whole_years + 1):
        month = window.start - 1 + MONTHS * year
        there = (begin <= month) & (end > month)
        place = np.full(len(own), outside)
        place[person[there]] = tier[there]
        places.append(place)
    runs = int(run.max()) + 1
    counts = np.zeros(runs * size * size)
    for before, after in pairwise(places):
        counts += np.bincount((own * size + before) * size + after, minlength=len(counts))
    return counts.reshape(runs, size * size)[:, :-1] / window.whole_years


def crossings(moves: pd.DataFrame) -> pd.DataFrame:
    """Return the moves that cross a tier's or the service's border: source, target, mean, low, high."""
    crossed = moves[moves["from_tier"] != moves["to_tier"]].rename(columns={"from_tier": "source", "to_tier": "target"})
    outside = {ENTRY: "outside", EXIT: "outside"}
    return crossed.assign(
        source=crossed["source"].replace(outside), target=crossed["target"].replace(outside)
    ).reset_index(drop=True)


@remembered
def age_pyramids(study: Study, policy: str) -> pd.DataFrame:
    """Return township cadres by sex and age: panel ("start", "end"), sex, age, label, median, bands, runs.

    `age`: lower end of a five-year band, `label`: its name.
    """
    careers = study.query(
        f"""
        select {_CAREER} from careers join (select distinct run from runs where policy = ?) using (run)
        where tier = 'township' and {CIVIL}
        """,
        [policy],
    )
    window, tables = study.window, []
    runs = study.runs.loc[study.runs["policy"] == policy, "run"].unique()
    for panel, month in (("start", window.start - 1), ("end", window.horizon - 1)):
        people = pyramid(careers, month, by=("run",))
        people["age"] = (people["age_years"] // STEP * STEP).clip(YOUNGEST, OLDEST)
        for sex in ("male", "female"):
            counts = people[people["sex"] == sex].groupby(["run", "age"])["cadres"].sum()
            wide = counts.unstack(fill_value=0).reindex(
                index=runs, columns=range(YOUNGEST, OLDEST + 1, STEP), fill_value=0
            )
            found = pd.DataFrame(bands(wide.to_numpy(float))._asdict())
            ages = list(wide.columns)
            labels = [f"{age}–{age + STEP - 1}" for age in ages]
            labels[0], labels[-1] = f"≤{YOUNGEST + STEP - 1}", f"≥{OLDEST}"
            tables.append(found.assign(panel=panel, sex=sex, age=ages, label=labels, runs=len(wide)))
    return pd.concat(tables, ignore_index=True)
