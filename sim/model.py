"""The model: a Mesa model whose agents are rows of a table. One unit of Mesa's time is one month."""

import copy
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import mesa
import numpy as np
import pandas as pd

from sim.agents import CadreAgent, CadreSet
from sim.checks import problems as world_problems
from sim.city import City
from sim.luck import change_luck
from sim.plan import MONTH, NAMES, Process, due
from sim.policy import Policy
from sim.population import open_city
from sim.readable import people
from sim.results import Results
from sim.sequence import KINDS, SLOTS, close_month, months, next_month, open_lists, open_month
from sim.setting import Setting
from sim.table import Array
from sim.terms import Cause
from sim.world import World

POST_MONTHS_AT_ONCE: Final = 200_000
"""Posts times months simulated in one call, some hundredths of a second: nobody's Ctrl-C is heard in between."""


class CadreModel(mesa.Model):
    """Cadres of a city who move between township, county and city posts under a policy.

    Args:
        city: where the run starts from.
        policy: levers; the default is the 2006 rules.
        setting: assumptions about people.
        off: names of processes that are switched off (`sim.plan.NAMES`).
        rng: seed of all chance, a whole number from 0; the same seed gives the same person the same luck.
        check: verify the world's invariants after every month (slow; for tests and for debugging).
        plan: the processes of the month in order; another plan than `sim.plan.MONTH` runs a little slower.

    Raises:
        ValueError: with every problem of policy, setting and `off`, one a line.
    """

    def __init__(
        self,
        city: City,
        policy: Policy | None = None,
        setting: Setting | None = None,
        *,
        off: Sequence[str] = (),
        rng: int = 0,
        check: bool = False,
        plan: Sequence[Process] = MONTH,
    ) -> None:
        self.policy = policy if policy is not None else Policy()
        self.setting = setting if setting is not None else Setting()
        self.city = city
        self._refuse(off, rng)
        rng = int(rng)
        super().__init__(rng=rng)
        self.off = frozenset(off)
        self.check = check
        self.plan = plan
        self._on = _flags_of_the_month(self.off) if plan is MONTH else _flags(self.off, plan)
        opening = open_city(city, rng, self.setting.association, self.setting.origins, self.setting.seating)
        self.world = World(opening, self.setting, self.policy, rng, city.start, city.first_round)
        self._changes = set(self.policy.months_of_change(city.start + 1))
        self._results: tuple[tuple[int, int], Results] | None = None

    def close(self) -> None:
        """Give the tables up at once; nothing can be asked of the model afterwards.

        A Mesa model is part of a ring of objects, which Python finds only now and then: the tables of some twenty runs
        would pile up meanwhile.
        """
        del self.world
        self._results = None

    def _refuse(self, off: Sequence[str], rng: object) -> None:
        found = [*self.policy.problems(), *self.setting.problems()]
        found += [
            f"off names {name!r}, which is no process; the month has {', '.join(NAMES)}"
            for name in off
            if name not in NAMES
        ]
        if not isinstance(rng, int | np.integer) or not 0 <= rng < 2**63:
            found.append(
                f"rng is {rng!r}; allowed: a whole number from 0 to 2**63 - 1, since it names the luck of a run"
            )
        counties = {unit.name for unit in self.city.units if unit.tier == "county"}
        found += [
            f"counties.{county} is no county of {self.city.name}; it has {', '.join(sorted(counties))}"
            for county in self.policy.counties
            if county not in counties
        ]
        if found:
            raise ValueError("\n".join(found))

    def forked(self, policy: Policy, rng: int | None = None) -> "CadreModel":
        """Return a copy of the model as it stands, in which a policy holds from the coming month on.

        The people and their past are the same, and so is their luck unless another seed `rng` is given; the model
        itself is left as it is. ValueError with every problem of the policy and the seed.
        """
        unchanging = (self.city, self.policy, self.setting, self.plan, self._on, self._results)
        other = copy.deepcopy(self, {id(each): each for each in unchanging})
        other.policy = policy
        other._refuse(tuple(self.off), 0 if rng is None else rng)
        if rng is not None:
            change_luck(other.world, int(rng))
        other._changes = set(policy.months_of_change(self.world.month))
        return other

    def step(self) -> None:
        """Simulate one month."""
        self._simulate(1)

    def run_for(self, duration: float | int) -> None:
        """Simulate a number of months.

        Mesa's clock goes from event to event, which takes a good part of a small city's month. Where nothing but
        months is scheduled it is put forward once.
        """
        months = int(duration)
        if months < 1 or months != duration or not self._has_months_alone():
            super().run_for(duration)
            return
        begun = self.world.month
        self._default_schedule.pause()
        try:
            self._simulate(months)
        finally:
            passed = self.world.month - begun
            self.steps += passed
            self.time += passed
            self._default_schedule.resume()

    def _has_months_alone(self) -> bool:
        """Tell whether the next event is the coming month, the only one scheduled, and nothing but this class's own."""
        coming = self._default_schedule.next_scheduled_time
        return type(self).step is CadreModel.step and coming == self.time + 1 and len(self._event_list) == 1

    def _simulate(self, number: int) -> None:
        world, calendar = self.world, "calendar" not in self.off
        until, written = world.month + number, True
        while world.month < until:
            now = world.month
            if calendar and now in self._changes:
                world.set_levers(self.policy)
                written = True
            if self.plan is MONTH:
                stop = min(until, now + self._at_once(), *(month for month in self._changes if month > now))
                full = months(world.state, world.addresses(), self._on, calendar, stop, written)
                written = False
            else:
                full = self._by_plan(calendar)
            if full:
                world.make_room()
            if self.check:
                found = world_problems(world)
                if found:
                    raise AssertionError(f"end of month {world.month - 1}: " + "; ".join(found))

    def _at_once(self) -> int:
        """Return how many months are simulated in one call."""
        return 1 if self.check else max(1, POST_MONTHS_AT_ONCE // max(1, len(self.world.posts)))

    def _by_plan(self, calendar: bool) -> bool:
        """Simulate a month by another plan, process by process; return whether the tables may be too small."""
        kind = open_month(self.world.state, calendar)
        for state in self.world.states:
            open_lists(state)
            for process, runs in zip(self.plan, self._on[kind], strict=False):
                if runs:
                    process.run(state)
            close_month(state)
        return next_month(self.world.state)

    @property
    def agents(self) -> CadreSet:
        """The serving cadres as a Mesa agent set; members are made when asked for."""
        return CadreSet(self)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """The serving cadres under their one type."""
        return {CadreAgent: self.agents}

    @property
    def agent_types(self) -> list[type]:
        """The one type of agent."""
        return [CadreAgent]

    def register_agent(self, agent: Any) -> None:
        """Refuse agents from elsewhere: a cadre enters through `world.enter`."""
        raise TypeError(
            f"{type(agent).__name__} cannot register: members of model.agents are rows of the table of cadres; "
            "bring somebody in with model.world.enter"
        )

    def remove_all_agents(self) -> None:
        """Take everybody out of service."""
        for row in self.world.serving_rows():
            self.world.leave(int(row), Cause.RESIGN)
        self.data_registry.close()

    def people(self) -> pd.DataFrame:
        """Return one row for each serving cadre, with readable values."""
        return people(self.world)

    @property
    def results(self) -> Results:
        """Tables of what has happened so far."""
        so_far = (self.world.month, len(self.world.events))
        if self._results is None or self._results[0] != so_far:
            self._results = (so_far, Results(self.world, self.city))
        return self._results[1]


def _flags(off: frozenset[str], plan: Sequence[Process]) -> Array:
    """Return which processes of a plan run in a month of each kind (`sim.sequence.open_month`); (KINDS, slots) bool."""
    on = np.zeros((KINDS, max(SLOTS, len(plan))), np.bool_)
    for kind in range(KINDS):
        calendar_month, first, at_round = kind // 4, bool(kind & 2), bool(kind & 1)
        on[kind, : len(plan)] = due(calendar_month, first, at_round, off, plan)
    return on


@lru_cache
def _flags_of_the_month(off: frozenset[str]) -> Array:
    """Return the same for `sim.plan.MONTH`: alike in every model with the same processes switched off."""
    return _flags(off, MONTH)
