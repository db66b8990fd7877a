"""Runs of a small city with other staff and villages."""

from sim.model import CadreModel
from sim.policy import Policy
from sim.setting import Setting
from sim.terms import Establishment
from tests.properties.small_world import (
    only,
    small_city,
)

CITY = small_city(2, (0, 2, 4), 0.25, (8, 4, 40))
CIVIL, INSTITUTION, PROGRAMME = Establishment


def run(
    *names: str, months: int = 24, seed: int = 3, city=CITY, setting: Setting | None = None, **levers
) -> CadreModel:
    model = CadreModel(city, Policy(**levers), setting, off=only(*names) if names else (), rng=seed, check=True)
    model.run_for(months)
    return model
