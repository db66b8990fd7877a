"""The model: a Mesa model whose agents are rows of a table. One unit of Mesa's time is one month."""

from collections.abc import Sequence
from typing import Any

import mesa

from sim.agents import CadreAgent, CadreSet
from sim.checks import problems as world_problems
from sim.plan import NAMES, due
from sim.policy import Policy
from sim.city import City
from sim.population import open_city
from sim.recorder import record
from sim.results import Results
from sim.setting import Setting
from sim.verbs import close_list
from sim.world import World


class CadreModel(mesa.Model):
    """Cadres of a city who move between township, county and city posts under a policy.

    Args:
        city: where the run starts from.
        policy: levers; the default is the 2006 rules.
        setting: assumptions about people.
        off: names of processes that are switched off (`sim.plan.NAMES`).
        rng: seed of all chance, a whole number from 0; the same seed gives the same person the same luck.
        check: verify the world's invariants after every month (slow; for tests and for debugging).

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
    ) -> None:
        self.policy = policy if policy is not None else Policy()
        self.setting = setting if setting is not None else Setting()
        self.city = city
        self._refuse(off, rng)
        super().__init__(rng=rng)
        self.off = frozenset(off)
        self.check = check
        opening = open_city(city, rng)
        self.world = World(opening, self.setting, self.policy, rng, city.start, city.first_round)
        self._changes = set(self.policy.months_of_change(city.start + 1))
        self._results: Results | None = None

    def _refuse(self, off: Sequence[str], rng: object) -> None:
        found = [*self.policy.problems(), *self.setting.problems()]
        found += [
            f"off names {name!r}, which is no process; the month has {', '.join(NAMES)}"
            for name in off
            if name not in NAMES
        ]
        if not isinstance(rng, int) or not 0 <= rng < 2**63:
            found.append(f"rng is {rng!r}; allowed: a whole number from 0 to 2**63 - 1, since it names the luck of a run")
        counties = {unit.name for unit in self.city.units if unit.tier == "county"}
        found += [
            f"counties.{county} is no county of {self.city.name}; it has {', '.join(sorted(counties))}"
            for county in self.policy.counties
            if county not in counties
        ]
        if found:
            raise ValueError("\n".join(found))

    def step(self) -> None:
        """Simulate one month."""
        world = self.world
        opening = self._open_month()
        for process in due(world.month, opening, self.off):
            process.run(world.state)
        self._close_month()

    def _open_month(self) -> bool:
        """Do what the calendar does; return whether this is the first month or a leadership round's."""
        world = self.world
        clock = world.state.clock[0]
        if "calendar" not in self.off:
            if world.month in self._changes:
                world.set_levers(self.policy)
            if world.month == clock["next_round"]:
                clock["last_round"] = world.month
                clock["next_round"] = world.month + int(world.state.levers["round_every_months"][0])
        world.make_room()
        return bool(world.month == clock["first"] or world.month == clock["last_round"])

    def _close_month(self) -> None:
        world = self.world
        record(world.state)
        close_list(world.state)
        if self.check:
            found = world_problems(world)
            if found:
                raise AssertionError(f"month {world.month}: " + "; ".join(found))
        world.state.clock["slot"] += 1
        world.state.clock["now"] += 1
        self._results = None

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

    def people(self) -> "pd.DataFrame":
        """Return one row for each serving cadre, with readable values."""
        from sim.readable import people

        return people(self.world)

    @property
    def results(self) -> Results:
        """Tables of what has happened so far."""
        if self._results is None:
            self._results = Results(self.world, self.city)
        return self._results


