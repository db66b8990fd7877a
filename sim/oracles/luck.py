"""Oracle of the same luck: what changes nothing changes no event, whoever computes it and in whatever order."""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from sim.city import City
from sim.levers import AgeLimits, Promotion, Quotas
from sim.model import CadreModel
from sim.months import month_text
from sim.oracles.evidence import Check
from sim.oracles.trial import Oracle, Trial, prefecture
from sim.plan import MONTH
from sim.policy import Change, Policy
from sim.processes.intention import Wants
from sim.processes.transfer import Transfers
from sim.setting import Setting

LENGTH: Final = 180
"""Months of these trials: three leadership rounds."""
TABLES: Final = ("months", "events", "openings", "careers")


@dataclass(frozen=True)
class Run:
    """One run to be compared with another."""

    city: City
    policy: Policy = field(default_factory=Policy)
    setting: Setting = field(default_factory=Setting)
    off: Sequence[str] = ()

    def model(self, trial: Trial) -> CadreModel:
        """Carry it out."""
        model = CadreModel(self.city, self.policy, self.setting, off=self.off, rng=trial.seed, plan=trial.plan)
        model.run_for(LENGTH)
        return model


def history(model: CadreModel) -> pd.DataFrame:
    """Return what happened to whom and where, by keys and names instead of rows, in an order of its own."""
    events, key = model.results.events, model.world.cadres["key"]
    names = ["month", "kind", "cause", "from_unit", "to_unit", "rank_before", "rank_after", "depth"]
    table = events[names].astype({name: str for name in names[1:-1]}).assign(key=key[events["cadre"]])
    return table.sort_values(list(table.columns)).reset_index(drop=True)


def different(name: str, one: pd.DataFrame, other: pd.DataFrame) -> Check:
    """Count the rows that one table has and the other has not."""
    left, right = (Counter(table.astype(str).itertuples(index=False, name=None)) for table in (one, other))
    rows = sum(((left - right) + (right - left)).values())
    return Check(name, float(rows), 0.0, 0.0, 0.0 if rows else 1.0)


def same(name: str, one: CadreModel, other: CadreModel) -> Check:
    """Compare all tables of two runs of one city, row by row."""
    if all(getattr(one.results, table).equals(getattr(other.results, table)) for table in TABLES):
        return Check(name, 0.0, 0.0, 0.0, 1.0)
    return different(name, history(one), history(other))


def policies_that_change_nothing(city: City) -> Mapping[str, Policy]:
    """Return policies that say what holds anyway, by what they say."""
    later = month_text(city.start + 30)
    limits, county = AgeLimits(), next(unit.name for unit in city.units if unit.tier == "county")
    return {
        "a dated change to the value in force": Policy(
            changes=(Change(later, "age_limits.new_men_years", limits.new_men_years, over_months=24),)
        ),
        "a start date of defaults": Policy(start=later),
        "a county's own value equal to all others'": Policy(
            counties={county: {"age_limits.renewal_men_years": limits.renewal_men_years}}
        ),
        "a change after the end": Policy(
            changes=(Change(month_text(city.start + LENGTH), "promotion.outside_share", 1.0),)
        ),
    }


def idle(city: City) -> Mapping[str, Run]:
    """Return runs in which the named process cannot act."""
    never = AgeLimits(
        renewal_men_years=70.0, renewal_women_years=70.0, organ_leading_men_years=70.0, organ_leading_women_years=70.0
    )
    no_recruits = Quotas(
        township_recruits_per_100_posts_per_year=0.0,
        county_recruits_per_100_posts_per_year=0.0,
        city_recruits_per_100_posts_per_year=0.0,
    )
    no_places = Quotas(county_selection_per_100_posts_per_year=0.0, city_selection_per_100_posts_per_year=0.0)
    return {
        "resignation": Run(city, setting=Setting(wants=Wants(resignation_per_year=0.0))),
        "leadership_round": Run(city, Policy(age_limits=never)),
        "second_line": Run(city, Policy(age_limits=never)),
        "fill_posts": Run(city, Policy(promotion=Promotion(taken_up_share_per_month=0.0))),
        "open_selection": Run(city, Policy(quotas=no_places)),
        "transfer": Run(city, setting=Setting(transfers=Transfers(transfer_seek_per_year=0.0))),
        "recruitment": Run(city, Policy(quotas=no_recruits)),
    }


def reordered(city: City) -> City:
    """Return the same city with its units, and the lists of its corps, in another order."""
    corps = tuple(dataclasses.replace(each, units=each.units[::-1]) for each in city.corps)
    middle = len(city.units) // 3
    return dataclasses.replace(city, units=city.units[middle:][::-1] + city.units[:middle], corps=corps)


def nothing_changed(trial: Trial) -> list[Check]:
    """Compare runs under policies that change nothing with the run without them."""
    city = prefecture()
    base = Run(city).model(trial)
    return [
        same(f"events changed by {name}", base, Run(city, policy).model(trial))
        for name, policy in policies_that_change_nothing(city).items()
    ]


def idle_processes(trial: Trial) -> list[Check]:
    """Compare runs in which a process cannot act with runs in which it is switched off."""
    return [
        same(
            f"events changed by switching off an idle {name}",
            run.model(trial),
            dataclasses.replace(run, off=(name,)).model(trial),
        )
        for name, run in idle(prefecture()).items()
    ]


def order_of_units(trial: Trial) -> list[Check]:
    """Compare a city with the same city whose units are listed in another order."""
    city = prefecture()
    one, other = Run(city).model(trial), Run(reordered(city)).model(trial)
    return [different("events changed by the order of units", history(one), history(other))]


def one_call(trial: Trial) -> list[Check]:
    """Compare the month as one compiled function with the same processes called one by one."""
    whole, parts = dataclasses.replace(trial, plan=MONTH), dataclasses.replace(trial, plan=list(trial.plan))
    one, other = (Run(prefecture()).model(each) for each in (whole, parts))
    return [same("events changed by calling processes one by one", one, other)]


ORACLES: Final = (
    Oracle(
        20, "a policy that changes nothing", "不改变任何规定的政策",
        "no event differs", "same seed, same city",
        nothing_changed, "same luck",
    ),
    Oracle(
        20, "a process that cannot act", "无从作用的过程",
        "no event differs if it is switched off", "same seed",
        idle_processes, "same luck",
    ),
    Oracle(
        20, "order of units", "单位的排列次序",
        "no event differs, by names", "by keys and names, not by rows",
        order_of_units, "same luck",
    ),
    Oracle(
        20, "one call a month", "每月一次调用",
        "no event differs", "same seed",
        one_call, "same luck",
    ),
)  # fmt: skip
