"""Oracles of stocks: how many people each tier holds under a constant intake, on the way there, and how they spread."""

import dataclasses
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.city import City
from sim.measures.columns import TIERS, codes
from sim.model import CadreModel
from sim.oracles import formulas
from sim.oracles.careers import LEAVE, UP, between_tiers
from sim.oracles.evidence import Check, near
from sim.oracles.trial import START, Oracle, Trial, city, people, rules, unit
from sim.processes.transfer import Transfers
from sim.table import Array
from sim.terms import MONTHS, Wish

COUNTIES: Final = 120
TOWN_POSTS: Final = 40
COUNTY_POSTS: Final = 40
CITY_POSTS: Final = 60
"""Posts of the city for each county."""
QUOTA: Final = 10.0
"""Recruits a year per 100 posts of every tier."""
EMPTY: Final = {"township": 30, "county": 30, "city": 40}
"""Posts that stand empty at first, for each county."""
SEPTEMBER: Final = 8
"""Month of the year, counted from 0, in which recruits come."""
SETTLED: Final = 20
"""Years after which the opening stock is forgotten."""
YEARS: Final = 13
"""Whole years over which a steady stock is averaged."""
BETWEEN: Final = 6
"""Years between months whose stocks have nobody to speak of in common."""
SEEN: Final = (0, 5, 8, 24, 60)
"""Months, counted from 0, whose stocks are compared on the way to the steady ones."""
DECEMBER: Final = 11
ORGANS: Final = TIERS.index("city")


@dataclass(frozen=True)
class Holders:
    """People in post at month ends.

    opening, intake: (tiers,) at first, and of each year; stock: (months, tiers) of the whole city; by_county:
    (months, tiers, counties), without the city's own tier.
    """

    opening: formulas.Floats
    intake: formulas.Floats
    stock: Array
    by_county: Array


def _place(counties: int) -> City:
    units = []
    for i in range(counties):
        units.append(unit(f"town {i}", "township", f"county {i}", TOWN_POSTS))
        units.append(unit(f"county {i}", "county", "city", COUNTY_POSTS))
    empty = {tier: each * counties for tier, each in EMPTY.items()}
    return city(*units, unit("city", "city", others=CITY_POSTS * counties), empty=empty)


def graded_stocks(trial: Trial, months: int) -> Holders:
    """Let people resign or move up a tier, all at the same chances, while equally many are recruited each year."""
    counties = COUNTIES * trial.size
    alone = people(LEAVE)
    setting = dataclasses.replace(alone, transfers=Transfers(transfer_seek_per_year=UP * MONTHS))
    model = trial.opened(_place(counties), ["resignation", "transfer", "recruitment"], rules(recruits=QUOTA), setting)
    posts = model.world.posts
    tier = model.world.units["tier"][posts["unit"]]
    opening = np.bincount(tier[posts["holder"] >= 0], minlength=len(TIERS))
    intake = np.bincount(tier, minlength=len(TIERS)) * QUOTA / 100.0
    ambitious = 0
    for _ in range(months):
        ambitious = _let_them_wish(model, ambitious)
        model.step()
    return Holders(opening.astype(np.float64), np.asarray(intake), *_held(model, months, counties))


def _let_them_wish(model: CadreModel, known: int) -> int:
    """Let those who came since row `known` wish to go up, and be too young for an age line; return the next row."""
    state = model.world.state
    now = int(state.clock["cadres"][0])
    state.cadres["wish"][known:now] = Wish.UP
    state.cadres["born"][known:now] = model.world.month - 20 * MONTHS
    return now


def _held(model: CadreModel, months: int, counties: int) -> tuple[Array, Array]:
    """Read the monthly table: people by month and tier, and by month, tier and county."""
    table = model.results.months
    tier, month = codes(table, "tier", TIERS), table["month"].to_numpy() - START
    names = {f"county {i}": i for i in range(counties)}
    county = table["county"].astype(str).map(names).fillna(-1).to_numpy(np.int64)
    holders = table["holders"].to_numpy()
    stock = np.bincount(month * len(TIERS) + tier, holders, months * len(TIERS)).reshape(months, -1)
    below = county >= 0
    cell = ((month * ORGANS + tier) * counties + county)[below]
    return stock, np.bincount(cell, holders[below], months * ORGANS * counties).reshape(months, ORGANS, counties)


def _intakes(month: int) -> Array:
    """Return the months since each intake up to a month, 0 for one in that month."""
    return month - np.arange(SEPTEMBER, month + 1, MONTHS)


def steady_stocks(trial: Trial) -> list[Check]:
    """Compare mean stocks over whole years, long after the start, with R p N."""
    begin, length = SETTLED * MONTHS, YEARS * MONTHS
    held = graded_stocks(trial, begin + length)
    law = held.intake / MONTHS @ formulas.fundamental(between_tiers())
    error = np.sqrt(_variance_of_sums(held.intake, begin, length)) / length
    found = held.stock[begin:].mean(axis=0)
    return [near(f"mean stock of {name}", found[j], law[j], error[j]) for j, name in enumerate(TIERS)]


def _variance_of_sums(intake: formulas.Floats, begin: int, length: int) -> formulas.Floats:
    """Return the variance, by tier, of the sum of stocks over a stretch of months: each recruit's is independent."""
    steps = formulas.powers(between_tiers(), begin + length)
    found = np.zeros(len(TIERS))
    for came in range(SEPTEMBER, begin + length, MONTHS):
        ages = (max(0, begin - came), begin + length - came)
        for i, recruits in enumerate(intake):
            for j in range(i, len(TIERS)):
                found[j] += recruits * formulas.time_in_grade_variance(steps, i, j, *ages)
    return found


def transient_stocks(trial: Trial) -> list[Check]:
    """Compare stocks on the way, month by month, with n_0 Q^t and the intakes since."""
    held, checks = graded_stocks(trial, SEEN[-1] + 1), []
    for month in SEEN:
        # who was there before the run has been asked once at the end of month 0, and recruits not in their own month
        law, variance = formulas.stocks(between_tiers(), held.opening, held.intake, _intakes(month), month + 1)
        checks += [
            near(f"stock of {name} after {month + 1} months", held.stock[month, j], law[j], np.sqrt(variance[j]))
            for j, name in enumerate(TIERS)
        ]
    return checks


def spread_of_stocks(trial: Trial) -> list[Check]:
    """Compare how the stocks of equal counties differ with the spread of independent yes and no."""
    months = [year * MONTHS + DECEMBER for year in range(SETTLED, SETTLED + YEARS, BETWEEN)]
    held = graded_stocks(trial, months[-1] + 1)
    intake = held.intake / held.by_county.shape[2]
    intake[ORGANS] = 0.0
    ages = _intakes(months[0])
    mean, variance = formulas.stocks(between_tiers(), np.zeros(len(TIERS)), intake, ages, months[0] + 1)
    fourth = formulas.fourth_moment(between_tiers(), intake, ages)
    checks = []
    for j, name in enumerate(TIERS[:ORGANS]):
        found = held.by_county[months, j].ravel()
        error = np.sqrt((fourth[j] - variance[j] ** 2) / len(found))
        spread = float(np.mean((found - mean[j]) ** 2))
        checks.append(near(f"variance of the stock of {name} among counties", spread, variance[j], error))
    return checks


ORACLES: Final = (
    Oracle(
        3, "steady stocks", "稳态存量", "n* = R p N",
        "R recruits a month on average, all in September after that month's exits and moves; month ends, mean over "
        "whole years: of a yearly intake it is that of a twelfth each month",
        steady_stocks,
    ),
    Oracle(
        4, "transient stocks", "过渡期存量", "n(t) = n_0 Q^t + R p sum over intakes of Q^k",
        "month ends; resignation comes before transfer, recruits of September are first asked in October",
        transient_stocks,
    ),
    Oracle(
        5, "spread of stocks", "存量的离散程度", "Var n_j = R sum over k of P_kj (1 - P_kj), P_k = p Q^k",
        "ends of December, counties alike; places are fixed by tier, so the sum runs over tiers of entry",
        spread_of_stocks,
    ),
)  # fmt: skip
