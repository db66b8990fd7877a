"""Runs in which levers are moved, and what can be read from them: one number each."""

import dataclasses
from collections.abc import Callable

import numpy as np

from sim.model import CadreModel
from sim.months import month_number
from sim.parameters import Value
from sim.policy import Policy
from sim.setting import Setting
from sim.terms import Cause, Establishment, Kind, Tier
from tests.properties.small_world import small_city

CITY = dataclasses.replace(
    small_city(2, vacant=0.2, others=(8, 4, 20)), start=month_number("2019-01"), first_round=month_number("2021-01")
)
"""From 2019 on personal grades are in force, from 2025 retirement rises; a round falls into the run."""
MONTHS = 84


def run(policy: Policy, setting: Setting | None = None, seed: int = 3) -> CadreModel:
    model = CadreModel(CITY, policy, setting, rng=seed)
    model.run_for(MONTHS)
    return model


def with_levers(policy: Policy, **values: Value) -> Policy:
    """Return the policy with other values, named `group__lever`."""
    for name, value in values.items():
        group, lever = name.split("__")
        policy = dataclasses.replace(policy, **{group: dataclasses.replace(getattr(policy, group), **{lever: value})})
    return policy


Stat = Callable[[CadreModel], float]


def money(column: str) -> Stat:
    return lambda model: float(model.results.months[f"{column}_yuan"].sum())


def events(cause: Cause, kind: Kind | None = None, at: Establishment | None = None) -> Stat:
    """Return how many events of a cause there were."""

    def count(model: CadreModel) -> float:
        log = model.world.events
        found = log[log["cause"] == cause]
        if kind is not None:
            found = found[found["kind"] == kind]
        if at is not None:
            found = found[model.world.posts["establishment"][found["to_post"]] == at]
        return float(len(found))

    return count


def mean_of(column: str, of: Callable[[CadreModel], np.ndarray] | None = None) -> Stat:
    """Return the mean of a column of cadres: over those picked, or over all in service."""

    def mean(model: CadreModel) -> float:
        rows = of(model) if of else model.world.serving_rows()
        return float(model.world.cadres[column][rows].mean())

    return mean


def of_cause(cause: Cause, kind: Kind) -> Callable[[CadreModel], np.ndarray]:
    def rows(model: CadreModel) -> np.ndarray:
        log = model.world.events
        return log["cadre"][(log["cause"] == cause) & (log["kind"] == kind)]

    return rows


def away_quality(model: CadreModel) -> float:
    quality = model.world.cadres["away_quality"]
    return float(quality[quality > 0].mean())


def seen_ability(model: CadreModel) -> float:
    """Return how far appraisal scores agree with ability."""
    cadres = model.world.cadres[model.world.serving_rows()]
    old = cadres["entered"] < model.world.month - 36
    return float(np.corrcoef(cadres["score"][old], cadres["ability"][old])[0, 1])


def within_units(model: CadreModel) -> float:
    """Return the share of the spread of scores that lies inside units: small where the team's result counts."""
    cadres = model.world.cadres[model.world.serving_rows()]
    whole = cadres["score"].var()
    own = sum(
        cadres["score"][cadres["unit"] == unit].var() * np.count_nonzero(cadres["unit"] == unit)
        for unit in np.unique(cadres["unit"])
    )
    return float(own / len(cadres) / whole)


def cohesion(model: CadreModel) -> float:
    towns = model.world.units["tier"] == Tier.TOWNSHIP
    return float(model.world.teams["cohesion"][towns].mean())


def low_grades(model: CadreModel) -> float:
    return float((model.world.cadres["incompetent_years"] > 0).sum() + (model.world.cadres["serving"] == 0).sum())


def years_served(model: CadreModel) -> float:
    """Return the mean years of service of institution staff at their conversion."""
    log, cadres = model.world.events, model.world.cadres
    kinds = model.world.posts["establishment"]
    found = log[(log["cause"] == Cause.CONVERT) & (kinds[log["from_post"]] == Establishment.PUBLIC_INSTITUTION)]
    return float((found["month"] - cadres["entered"][found["cadre"]]).mean())


def leading(column: str) -> Callable[[CadreModel], np.ndarray]:
    return lambda model: np.flatnonzero((model.world.cadres[column] == 1) & (model.world.cadres["serving"] == 1))


def youth_of_the_reserve(model: CadreModel) -> float:
    rows = leading("reserve")(model)
    return float((model.world.month - model.world.cadres["born"][rows]).max())


def reserves_promoted(model: CadreModel) -> float:
    return mean_of("standing", leading("reserve"))(model) - mean_of("standing")(model)


def probation(model: CadreModel) -> float:
    cadres = model.world.cadres
    new = (cadres["route"] == Cause.RECRUIT) & (cadres["leading"] == 0) & (cadres["trial_until"] > 0)
    return float((cadres["trial_until"][new] - cadres["entered"][new]).mean())


def trials(model: CadreModel) -> float:
    cadres = model.world.cadres[model.world.serving_rows()]
    new = (cadres["leading"] == 1) & (cadres["trial_until"] > cadres["post_since"])
    return float((cadres["trial_until"] - cadres["post_since"])[new].mean())


def in_leading_posts_late(model: CadreModel) -> float:
    """Return how many post-months leading township posts stood open."""
    openings = model.results.openings
    return float(openings[openings["leading"] & (openings["tier"] == "township")]["months_open"].sum())


def outside_the_party(model: CadreModel) -> float:
    cadres, posts = model.world.cadres, model.world.posts
    held = posts["holder"][(posts["leading"] == 1) & (posts["holder"] >= 0)]
    return float((cadres["party"][held] == 0).sum())


def standing_by(column: str) -> Stat:
    """Return how far standing goes with another column among those who stand for promotion."""

    def agreement(model: CadreModel) -> float:
        cadres = model.world.cadres[model.world.serving_rows()]
        stood = cadres["standing"] != 0
        value = cadres[column][stood].astype(float)
        return float(np.corrcoef(cadres["standing"][stood], -value if column == "rank_since" else value)[0, 1])

    return agreement


def grade_total(tier: Tier) -> Stat:
    def total(model: CadreModel) -> float:
        cadres = model.world.cadres[model.world.serving_rows()]
        return float(cadres["personal_grade"][cadres["tier"] == tier].sum())

    return total


def prizes(model: CadreModel) -> float:
    return float(model.world.units["prize"].sum())


def winners_load(model: CadreModel) -> float:
    """Return how much emptier the winners of team prizes are than other townships."""
    units = model.world.units[model.world.units["tier"] == Tier.TOWNSHIP]
    return float(units["remoteness"][units["prize"] == 1].mean() - units["remoteness"].mean())


def held_in_the_city(model: CadreModel) -> float:
    months = model.results.months
    return float(months[months["tier"] == "city"]["holders"].sum())


def sanctions(model: CadreModel) -> float:
    return float(model.results.months["sanctioned"].sum())
