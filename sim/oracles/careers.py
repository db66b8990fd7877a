"""Oracles of careers: months spent in each tier on the way up, and a hierarchy of fixed sizes."""

from typing import Final

import numpy as np
import pandas as pd

from sim.measures.columns import TIERS, codes
from sim.measures.stays import tier_stays
from sim.model import CadreModel
from sim.oracles import formulas
from sim.oracles.evidence import Check, equal, near, share
from sim.oracles.trial import START, Oracle, Trial, chance, city, organs, people, rules, unit, window
from sim.processes.transfer import Transfers
from sim.setting import Setting
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, Rank, Wish

LEAVE: Final = 0.04
"""Monthly chance of resigning among those who may move up."""
UP: Final = 0.05
"""Monthly chance of moving up a tier."""
EXIT: Final = 0.01
"""Monthly chance of resigning in the hierarchy."""
LADDER: Final = (0, 0, 80, 40, 20, 10)
"""Leading posts by rank of the hierarchy, clerk to division."""
LEADING: Final = (Rank.DEPUTY_SECTION, Rank.SECTION, Rank.DEPUTY_DIVISION, Rank.DIVISION)


def between_tiers() -> formulas.Floats:
    """Return the chances of being in a tier a month later, by tier: resignation first, then moving up."""
    stay = 1.0 - chance(LEAVE)
    return stay * np.array([[1.0 - UP, UP, 0.0], [0.0, 1.0 - UP, UP], [0.0, 0.0, 1.0]])


def _ambitious(state: State, cadres: int) -> None:
    """Let everybody wish to go up, and be too young for an age line."""
    state.cadres["wish"][:cadres] = Wish.UP
    state.cadres["born"][:cadres] = START - 20 * MONTHS


def graded_system(trial: Trial) -> list[Check]:
    """Let people of three tiers resign or move up until nobody is left."""
    people_by_tier = {"township": 6_000 * trial.size, "county": 2_000 * trial.size, "city": 2_000 * trial.size}
    everybody = sum(people_by_tier.values())
    place = city(
        unit("town", "township", "county", people_by_tier["township"]),
        unit("county", "county", "city", everybody),
        unit("city", "city", others=everybody),
        empty={tier: everybody - people_by_tier[tier] for tier in ("county", "city")},
    )
    alone = people(LEAVE)
    setting = Setting(traits=alone.traits, wants=alone.wants, transfers=Transfers(transfer_seek_per_year=UP * MONTHS))
    model = trial.run(place, 540, ["resignation", "transfer"], rules(), setting, _ambitious)
    visits, first = _visits(model)
    mean, variance = formulas.length_moments(between_tiers())
    in_tier, in_tier_variance = formulas.fundamental(between_tiers()), formulas.visit_variance(between_tiers())
    checks = []
    for i, tier in enumerate(TIERS):
        mine = visits[first == i]
        n, total = len(mine), mine.sum(axis=1)
        checks += [
            near(f"mean months of service from {tier}", total.mean(), mean[i], np.sqrt(variance[i] / n)),
            near(f"variance of them from {tier}", total.var(ddof=1), variance[i], _variance_error(total)),
        ]
        checks += [
            near(f"months in {TIERS[j]} from {tier}", mine[:, j].mean(), in_tier[i, j], np.sqrt(spread / n))
            for j, spread in enumerate(in_tier_variance[i])
            if j >= i
        ]
    return checks


def _visits(model: CadreModel) -> tuple[Array, Array]:
    """Return month ends spent by each cadre in each tier, that before the run counted: (n, 3), and the first tier."""
    spells = tier_stays(model.results.careers, window(model))
    tier, cadre = codes(spells, "tier", TIERS), spells["cadre"].to_numpy()
    visits = np.zeros((int(cadre.max()) + 1, len(TIERS)))
    visits[cadre, tier] = spells["time"]
    opening = (spells["arrival"] == "opening_stock").to_numpy()
    first = np.empty(len(visits), np.int64)
    first[cadre[opening]] = tier[opening]
    return visits, first


def _variance_error(values: Array) -> float:
    """Return the standard error of a sample variance: sqrt((m4 - s^4) / n), m4 the fourth central moment."""
    deviation = values - values.mean()
    return float(np.sqrt((np.mean(deviation**4) - np.mean(deviation**2) ** 2) / len(values)))


def closed_hierarchy(trial: Trial) -> list[Check]:
    """Fill every leading post from the rank below in the month in which it opens, and the lowest posts once a year."""
    sizes, staff, months = np.array(LADDER) * trial.size, 600 * trial.size, 480
    on = ["ranking", "resignation", "fill_posts", "recruitment"]
    model = trial.run(organs(1, staff, tuple(sizes)), months, on, rules(outside=0.0), people(EXIT))
    exits, promotions, recruits = _flows(model, months)
    above = exits[:, ::-1].cumsum(axis=1)[:, ::-1]  # exits of a rank and of all ranks above it
    checks = [
        equal(f"promotions to {rank.name.lower()} are the exits at it and above, every month", found, due)
        for rank, found, due in zip(LEADING, promotions.T, above[:, LEADING].T, strict=True)
    ]
    september = np.arange(8, months, MONTHS)
    left = np.concatenate([[0], exits.sum(axis=1).cumsum()[september]])
    checks.append(equal("recruits are the year's exits", recruits[september], np.diff(left)))
    checks.append(equal("nobody is recruited in other months", recruits.sum(), recruits[september].sum()))
    h = chance(EXIT)
    for rank, found in zip(LEADING, promotions.T, strict=True):
        seats = int(sizes[rank:].sum()) * months
        checks.append(share(f"promotions to {rank.name.lower()} per seat above and month", int(found.sum()), seats, h))
    return checks


def _flows(model: CadreModel, months: int) -> tuple[Array, Array, Array]:
    """Return exits (months, ranks), promotions (months, LEADING) by rank of the post, and recruits (months,)."""
    events, rank = model.results.events, model.world.posts["rank"]

    def counted(part: pd.DataFrame, post: str) -> Array:
        cell = (part["month"] - START) * len(Rank) + rank[part[post]]
        return np.bincount(cell, minlength=months * len(Rank)).reshape(months, len(Rank))

    exits = counted(events[events["kind"] == "leave"], "from_post")
    rises = counted(events[events["cause"] == "promote"], "to_post")
    entries = counted(events[events["cause"] == "recruit"], "to_post")
    return exits, rises[:, LEADING], entries.sum(axis=1)


ORACLES: Final = (
    Oracle(
        2, "graded system", "分级系统", "N = (I - Q)^-1; mean N 1, variance (2N - I) t - t o t; visits N_ij",
        "month ends, that before the run counted; resignation comes before transfer",
        graded_system,
    ),
    Oracle(
        9, "closed hierarchy", "封闭层级", "promotions to a rank = exits at it and above; recruits = all exits",
        "exits come before filling, filling goes from the top down in the same month; recruits come each September, "
        "after that month's exits",
        closed_hierarchy,
    ),
)  # fmt: skip
