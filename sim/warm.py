"""Compile the model's code into the cache, so that the first run starts at once: `python -m sim.warm`.

Where nothing is compiled yet a second process begins at the other end of the month. The cache is on disk, and each
takes what the other has compiled, so that two cores take little more than half the time.
"""

import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any, cast

from sim.city import City, Corps, UnitPlan
from sim.compiled import READY
from sim.levers import RANKS
from sim.measures import headline
from sim.model import CadreModel
from sim.months import month_number
from sim.plan import MONTH, Process
from sim.terms import Cause


def smallest_city() -> City:
    """Return a city with one unit of each tier, in which every process finds work."""
    units = (
        UnitPlan("city", "City", "市", "city", "", 0, 1.0, 0.9, 1.0, (0, 0, 4, 3, 2, 1), 14),
        UnitPlan("county", "County", "县", "county", "city", 0, 1.0, 0.8, 1.0, (0, 0, 8, 6, 4, 2), 30),
        UnitPlan("town", "Town", "镇", "township", "county", 2, 1.0, 0.6, 1.0, (0, 0, 8, 3, 0, 0), 24),
    )
    return City(
        name="smallest",
        label_en="Smallest city",
        label_zh="最小市",
        start=month_number("2010-01"),
        first_round=month_number("2011-01"),
        units=units,
        corps=tuple(_corps(unit, people) for unit, people in zip(units, (22, 46, 28), strict=True)),
    )


def _corps(unit: UnitPlan, people: int) -> Corps:
    leaders = dict(zip(RANKS[2:], unit.leading[2:], strict=True))
    third = people // 3
    margins = {
        "sex": {"male": people - third, "female": third},
        "party": {"member": people - 2, "not_member": 2},
        "rank": {**leaders, "staff": people - sum(leaders.values())},
        "age": {"30_or_less": 4, "31_40": third, "41_50": third, "51_or_more": people - 4 - 2 * third},
        "education": {"graduate": 2, "bachelor": third, "college": third, "secondary_or_less": people - 2 - 2 * third},
    }
    return Corps(f"{unit.name}_corps", unit.tier, (unit.name,), margins, 0.1, 0.0)


FROM_THE_END = "--from-the-end"
"""The word by which the second process is told its part."""


def _compile(processes: Iterable[Process]) -> None:
    """Compile processes one by one, or take them from the cache."""
    state = CadreModel(smallest_city(), rng=1).world.state
    for process in processes:
        cast(Any, process.run).compile((state._numba_type_,))


def main() -> None:
    """Compile what is not there yet, run a small world for a year and a round, and say how long that took."""
    begun = time.perf_counter()
    if not READY.exists():
        with subprocess.Popen([sys.executable, "-m", "sim.warm", FROM_THE_END]):
            _compile(MONTH)
    model = CadreModel(smallest_city(), rng=1, check=True)
    model.run_for(24)
    headline(model.results)
    world = model.world
    row = int(world.serving_rows()[0])
    elsewhere = 2 if world.cadres["unit"][row] != 2 else 1
    world.lend(row, elsewhere)
    world.give_back(row)
    world.send_out(row)
    world.give_back(row)
    world.vacate(row, Cause.PLACE)
    world.leave(row, Cause.RESIGN)
    READY.parent.mkdir(parents=True, exist_ok=True)
    READY.touch()
    sys.stdout.write(f"The model's code is ready ({time.perf_counter() - begun:.0f} s).\n")


if __name__ == "__main__":
    if FROM_THE_END in sys.argv:
        _compile(reversed(MONTH))
    else:
        main()
