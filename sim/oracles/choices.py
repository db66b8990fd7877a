"""Oracles of choosing and being chosen: random utility, and the best of many."""

import dataclasses
from typing import Final

import numpy as np

from sim.levers import Incentives
from sim.oracles import formulas
from sim.oracles.evidence import Check, equal, fits, near
from sim.oracles.trial import START, Oracle, Trial, city, people, rules, unit
from sim.processes.intention import Wants
from sim.processes.open_selection import Selection
from sim.setting import Setting
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS, Rank, Tier, Wish

PAY_UTILS: Final = 0.5
PULLS: Final = ((0.6, 0.9), (-0.7, 0.1))
"""Pulls of higher organs and of a place near the family, utils, in two trials."""
TOWNS: Final = 200
APPLICANTS: Final = 30
"""In each town, for the organ of its county."""
CHOSEN: Final = 6
ORGAN_POSTS: Final = 60
JUNE: Final = 5
WISHES: Final = (Wish.STAY, Wish.UP, Wish.HOME)


def _wants(up: float, home: float) -> Setting:
    """Return a setting in which pay and the two pulls are all that counts, besides people's own tastes."""
    return Setting(
        wants=Wants(
            pay_utils=PAY_UTILS, prospect_utils=0.0, workload_utils=0.0, authority_utils=0.0, family_utils=0.0,
            hardship_utils=0.0, habit_utils=0.0, team_utils=0.0, up_utils=up, up_age_utils=0.0, home_utils=home,
        )
    )  # fmt: skip


def _utilities(up: float, home: float) -> Array:
    """Return the utilities of staying in the county, going up to the city, and going home to a township."""
    pay = Incentives()
    base = pay.base_pay_yuan_per_month[Rank.STAFF] / 1000.0
    town, county, city_pay = (PAY_UTILS * base * ratio for ratio in pay.tier_pay_ratio)
    return np.array([county, city_pay + up, town + home])


def random_utility(trial: Trial) -> list[Check]:
    """Let people of a county weigh staying, the city and, if their families live in a township, that."""
    place = city(
        unit("town", "township", "county", 100),
        unit("county", "county", "city", 40_000 * trial.size),
        unit("city", "city", others=100),
    )

    def families(state: State, cadres: int) -> None:
        town = int(np.flatnonzero(state.units["tier"] == Tier.TOWNSHIP)[0])
        rows = state.cadres[:cadres]
        rows["family_unit"] = np.where(np.arange(cadres) % 2 == 0, town, rows["unit"])

    checks = []
    for up, home in PULLS:
        model = trial.run(place, 1, ["intention"], rules(), _wants(up, home), families)
        mine = model.world.cadres[model.world.cadres["tier"] == Tier.COUNTY]
        away = mine["family_unit"] != mine["unit"]
        counts = [[int((mine["wish"][own] == wish).sum()) for wish in WISHES] for own in (away, ~away)]
        law = _utilities(up, home)
        name = f"wishes with a pull of {up:+g} upward and {home:+g} home"
        checks.append(fits(name, counts[0], sum(counts[0]) * formulas.softmax(law)))
        two = np.append(formulas.softmax(law[:2]), 0.0)
        checks.append(fits(f"{name}, families here", counts[1], sum(counts[1]) * two))
    return checks


def _selection(trial: Trial, share: float) -> tuple[Array, Array]:
    """Hold an open selection in every county.

    share: of ability in the examination. Returns ability (towns, applicants) and who was chosen (towns, applicants).
    """
    towns = TOWNS * trial.size
    units = []
    for i in range(towns):
        units.append(unit(f"town {i}", "township", f"county {i}", APPLICANTS))
        units.append(unit(f"county {i}", "county", "city", ORGAN_POSTS))
    place = city(*units, unit("city", "city", others=10), empty={"county": towns * (ORGAN_POSTS - 1)})
    none = rules()
    quotas = dataclasses.replace(none.quotas, county_selection_per_100_posts_per_year=100.0 * CHOSEN / ORGAN_POSTS)
    setting = dataclasses.replace(
        people(0.0), selection=Selection(exam_ability_share=share, selection_city_first_share=0.0)
    )
    origin: list[Array] = []

    def ambitious(state: State, cadres: int) -> None:
        rows = state.cadres[:cadres]
        rows["wish"] = np.where(rows["tier"] == Tier.TOWNSHIP, Wish.UP, Wish.STAY)
        rows["born"] = START - 30 * MONTHS
        origin.append(np.where(rows["tier"] == Tier.TOWNSHIP, rows["unit"], -1).copy())

    policy = dataclasses.replace(none, quotas=quotas)
    model = trial.run(place, JUNE + 1, ["open_selection"], policy, setting, ambitious)
    events = model.results.events
    rose = np.zeros(len(origin[0]), bool)
    rose[events[events["cause"] == "open_selection"]["cadre"].to_numpy()] = True
    order = np.argsort(origin[0], kind="stable")[(origin[0] < 0).sum() :]
    ability = np.asarray(model.world.cadres["ability"], np.float64)[order]
    return ability.reshape(towns, APPLICANTS), rose[order].reshape(towns, APPLICANTS)


def tournament(trial: Trial) -> list[Check]:
    """Let every county choose the best of its applicants: by ability, and by an examination that half sees it."""
    mean, variance = formulas.best_of(APPLICANTS, CHOSEN)
    ability, chosen = _selection(trial, 1.0)
    worst_in = np.where(chosen, ability, np.inf).min(axis=1)
    best_out = np.where(chosen, -np.inf, ability).max(axis=1)
    checks = [
        equal("people chosen by each county", chosen.sum(axis=1), np.full(len(chosen), CHOSEN)),
        equal("counties that leave out somebody better", (worst_in <= best_out).sum(), 0),
        near(
            f"mean merit of the best {CHOSEN} of {APPLICANTS}",
            ability[chosen].mean(), mean, np.sqrt(variance / len(chosen)),
        ),
    ]  # fmt: skip
    share = 0.5
    ability, chosen = _selection(trial, share)
    validity = share / np.hypot(share, 1.0 - share)
    spread = validity**2 * variance + (1.0 - validity**2) / CHOSEN
    checks.append(
        near(
            "mean ability of the chosen, if the examination half sees it",
            ability[chosen].mean(), validity * mean, np.sqrt(spread / len(chosen)),
        )
    )  # fmt: skip
    return checks


ORACLES: Final = (
    Oracle(
        17, "random-utility choice", "随机效用选择", "shares = softmax of utilities",
        "all weigh their options in the first month; families here: without the third option",
        random_utility,
    ),
    Oracle(
        18, "tournament", "择优锦标赛",
        "mean merit = mean of the k largest of n normal order statistics, times validity",
        "June; everybody in a town applies to the own county's organ, which has vacant posts enough",
        tournament,
    ),
)  # fmt: skip
