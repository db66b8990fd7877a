"""The same measures of a run of the engine and of a run of the twin."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from experiments.plan import RunPlan
from sim.model import CadreModel
from sim.table import Array
from sim.terms import MONTHS
from tests.benchmarks.twin import FLOWS, TwinModel

FALSE_ALARM = 1e-3
"""Chance that equal models are called different, over all measures."""
TIERS = ("township", "county", "city")
AVERAGES = ("motivation", "strain", "prospect", "score")


def measures_of(model: CadreModel | TwinModel, months: int) -> dict[str, float]:
    """Run a fresh model and return its measures: rates over all months, people at the end."""
    model.run_for(months)
    return _of_engine(model) if isinstance(model, CadreModel) else _of_twin(model)


def _of_engine(model: CadreModel) -> dict[str, float]:
    months, world = model.results.months, model.world
    flows = {name: months[f"entries_{name}"].sum() for name in ("recruit", "outside")}
    flows |= {name: months[f"exits_{name}"].sum() for name in ("retire", "retire_early", "die", "resign")}
    flows |= {name: months[name].sum() for name in ("moves_up", "moves_down", "promotions", "step_downs")}
    flows |= _from_events(model)
    measures = dict(flows)
    leaders = months[(months["tier"] == "township") & (months["rank_group"] != "non_leading")]
    measures["wish_of_township_leaders"] = leaders["wish_to_leave"].sum() / leaders["holders"].sum()
    for tier in TIERS:
        own = months[months["tier"] == tier]
        measures[f"vacancy_{tier}"] = own["vacant"].sum() / own["established"].sum()
        measures[f"wish_{tier}"] = own["wish_to_leave"].sum() / own["holders"].sum()
        measures[f"people_{tier}"] = own["holders"][own["month"] == months["month"].max()].sum()
    people = world.cadres[world.serving_rows()]
    return measures | _averages(
        people["leading"] == 1,
        world.month - people["rank_since"],
        world.month - people["born"],
        {name: people[name] for name in AVERAGES},
    )


def _from_events(model: CadreModel) -> dict[str, float]:
    """Count what the monthly table does not: links of chains, and how early or late people move."""
    events, world = model.results.events, model.world
    seated = events["kind"].isin(("enter", "appoint"))
    up = events[["from_tier", "to_tier"]].isin(("county", "city")).astype(int)
    up += (events[["from_tier", "to_tier"]] == "city").astype(int)
    appointed = events["kind"] == "appoint"
    risen = events[appointed & (events["rank_after"] != events["rank_before"])]
    upward = events[appointed & (up["to_tier"] > up["from_tier"])]
    return {
        "links": (seated & (events["depth"] > 0)).sum(),
        "early_moves_up": (upward["month"] - world.cadres["entered"][upward["cadre"]] < 5 * MONTHS).sum(),
        "ages_at_promotion": (risen["month"] - world.cadres["born"][risen["cadre"]]).sum() / len(risen),
    }


def _of_twin(model: TwinModel) -> dict[str, float]:
    months = model.datacollector.get_table_dataframe("months")
    sums, last = months.sum(), months.iloc[-1]
    measures = {name: sums[name] for name in FLOWS}
    measures["ages_at_promotion"] /= sums["promotions"]
    measures["wish_of_township_leaders"] = sums["leaders_who_wish"] / sums["leaders"]
    for tier in TIERS:
        established, vacant = sums[f"established_{tier}"], sums[f"vacant_{tier}"]
        measures[f"vacancy_{tier}"] = vacant / established
        measures[f"wish_{tier}"] = sums[f"wish_to_leave_{tier}"] / (established - vacant)
        measures[f"people_{tier}"] = last[f"established_{tier}"] - last[f"vacant_{tier}"]
    people = model.agents
    return measures | _averages(
        np.array([cadre.post.leading for cadre in people]),
        model.now - np.array(people.get("rank_since")),
        model.now - np.array(people.get("born")),
        {name: np.array(people.get(name)) for name in AVERAGES},
    )


def _averages(leads: Array, in_rank: Array, age: Array, values: Mapping[str, Array]) -> dict[str, float]:
    """Return means over everybody: (n,) each; months in rank of leaders alone."""
    found = {"months_in_rank_of_leaders": in_rank[leads].mean(), "age": age.mean()}
    return found | {name: each.mean(dtype=np.float64) for name, each in values.items()}


def runs(kind: type, plan: RunPlan, months: int, seeds: Sequence[int]) -> pd.DataFrame:
    """Return one row of measures for each seed; `kind` is CadreModel or a TwinModel."""
    return pd.DataFrame([measures_of(begun(kind, plan, seed), months) for seed in seeds]).astype(float)


def begun[M: (CadreModel, TwinModel)](kind: type[M], plan: RunPlan, seed: int) -> M:
    """Return a fresh model; a twin has no processes to switch off: it knows those of its form alone."""
    if issubclass(kind, CadreModel):
        return kind(plan.city, plan.policy, plan.setting, off=plan.off, rng=seed)
    return kind(plan.city, plan.policy, plan.setting, rng=seed)


def disagreements(one: pd.DataFrame, other: pd.DataFrame) -> dict[str, str]:
    """Return the measures whose means differ beyond chance, and how (Welch 1947, Holm 1979)."""
    chances = {}
    for name in one:
        if one[name].nunique() == other[name].nunique() == 1:
            chances[name] = float(one[name].iloc[0] == other[name].iloc[0])
        else:
            chances[name] = stats.ttest_ind(one[name], other[name], equal_var=False).pvalue
    found = {}
    for place, (name, chance) in enumerate(sorted(chances.items(), key=lambda pair: pair[1])):
        if chance > FALSE_ALARM / (len(chances) - place):
            break
        found[name] = f"{one[name].mean():.4g} against {other[name].mean():.4g}, p = {chance:.1g}"
    return found
