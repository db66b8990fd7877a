"""The model by configuration names, as Mesa's own tools make and remake it.

`mesa.batch_run(BatchModel, {"policy": ["rules_2006", "limits_57_55"]}, rng=range(5))` runs it;
Mesa's page (SolaraViz) shows it and makes it anew from the values of its sliders. For studies that
are kept, compared and resumed use `cadreflow compare`.
"""

import operator
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

import mesa
import numpy as np

from experiments import schema
from experiments.compose import plan_from
from experiments.problems import Problems
from experiments.word import hydra_text
from sim.model import CadreModel
from sim.table import Array
from sim.terms import NO_POST, NOBODY, Establishment, Tier, Wish

type Reporter = Callable[[CadreModel], float]


def _vacancy(model: CadreModel, tier: Tier) -> float:
    """Return vacant over established civil-service posts of a tier; posts given up at rounds are none."""
    posts, units = model.world.posts, model.world.units
    counts = (units["tier"][posts["unit"]] == tier) & (posts["establishment"] == Establishment.CIVIL_SERVICE)
    counts &= posts["closed"] == 0
    return float(np.mean(posts["holder"][counts] == NOBODY)) if counts.any() else np.nan


def _in_townships(model: CadreModel, column: str) -> Array:
    """Return a column of the table of cadres for all who hold a civil-service post of a township."""
    cadres, rows = model.world.cadres, model.world.serving_rows()
    holds = (cadres["tier"][rows] == Tier.TOWNSHIP) & (cadres["post"][rows] != NO_POST)
    holds &= cadres["establishment"][rows] == Establishment.CIVIL_SERVICE
    values: Array = cadres[column][rows[holds]]
    return values


def _mean(values: Array) -> float:
    return float(values.mean(dtype=np.float64)) if len(values) else np.nan


class BatchModel(CadreModel):
    """A run by configuration names, with a DataCollector.

    Args:
        rng: seed, a whole number from 0; without one a fresh one is drawn and kept in `seed`.
        scenario: Mesa's page hands one over when it begins anew; only its `rng` is read.
        overrides: names and values as for `cadreflow run`: city="fourteen_towns", months=120,
            **{"age_limits.renewal_men_years": 57}.

    `running` ends after `months`, so that batch_run stops there by itself. Subclasses may collect
    more or other values: override `model_reporters` and `agent_reporters`.

    Raises:
        Problems: with everything that is wrong with names and values.
    """

    model_reporters: ClassVar[Mapping[str, Reporter | str]] = {
        "seed": "seed",
        "cadres": lambda model: len(model.agents),
        "township_vacancy": partial(_vacancy, tier=Tier.TOWNSHIP),
        "county_vacancy": partial(_vacancy, tier=Tier.COUNTY),
        "city_vacancy": partial(_vacancy, tier=Tier.CITY),
        "wish_to_leave_township": lambda model: _mean(_in_townships(model, "wish") != Wish.STAY),
        "mean_motivation_township": lambda model: _mean(_in_townships(model, "motivation")),
    }
    """Stocks at month end, named and defined as in `sim.measures`."""
    agent_reporters: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, *, rng: int | None = None, scenario: Any = None, **overrides: Any) -> None:
        not_of_a_run = schema.plain_keys("run") - schema.model_keys() | {"keep"}
        misplaced = [name for name in overrides if name in not_of_a_run]
        if misplaced:
            raise Problems(_misplaced(name, overrides[name]) for name in misplaced)
        plan = plan_from([f"{name}={hydra_text(value)}" for name, value in overrides.items()])
        if rng is None and scenario is not None:
            rng = scenario.rng
        self.seed = secrets.randbits(31) if rng is None else _whole(rng)
        super().__init__(plan.city, plan.policy, plan.setting, off=plan.off, rng=self.seed)
        self.months = plan.months
        self.datacollector = mesa.DataCollector(self.model_reporters, self.agent_reporters)
        self.datacollector.collect(self)

    def step(self) -> None:
        """Simulate one month and collect."""
        super().step()
        self.running = self.steps < self.months
        self.datacollector.collect(self)


def _misplaced(name: str, value: object) -> str:
    if name == "seed":
        return f"seed is {value!r}; Mesa's tools call it rng; write rng={value!r}"
    return f"{name} says what is kept of a run, and nothing is kept here; leave it out"


def _whole(rng: Any) -> Any:
    """Return numpy's whole numbers as Python's; the model refuses what is none."""
    return operator.index(rng) if hasattr(rng, "__index__") else rng
