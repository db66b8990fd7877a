"""What a process declares in `sim.plan.MONTH` is what it writes: no other column, and none in vain."""

from collections import defaultdict

import numpy as np
import pytest

from sim.levers import (
    Bench,
    Care,
    Elections,
    Establishments,
    Exchange,
    Exit,
    Grades,
    Loans,
    Promotion,
    Quotas,
    Rewards,
    Secondment,
    Training,
    Village,
    Work,
)  # fmt: skip
from sim.model import CadreModel
from sim.plan import LENDING, MONTH, OPENING, due
from sim.policy import Policy
from sim.processes.appraisal import Performance
from sim.processes.institutions import Institutions
from sim.processes.supervision import Misconduct
from sim.setting import Setting
from sim.state import State
from sim.terms import NEVER, Away
from tests.properties.small_world import copied, small_city

MOVES = frozenset(("events", "serving", "clock.cadres", "region.listed", "region.gone", "clock.events", "clock.chains",
                   "absent", "region.absent", "keys", "phases", "dates", "vacant", "region.vacant"))  # fmt: skip
"""Books that the verbs keep: whoever changes a seat or goes away changes them."""
LISTS = frozenset(("due", "region.due", "region.due_month", "region.due_listed", "region.due_gone"))
"""The list of those whose review it is (`sim.review`): whoever asks first makes it for all."""
BUSY = Policy(
    quotas=Quotas(county_selection_per_100_posts_per_year=6.0, city_selection_per_100_posts_per_year=9.0),
    promotion=Promotion(outside_share=0.2, up_share=0.5, down_share=0.4, taken_up_share_per_month=0.15),
    secondment=Secondment(
        down_per_100_organ_posts_per_year=20.0, secondment_release_share=1.0, secondment_support_yuan_per_month=9000.0,
        secondment_stay_share=1.0, secondment_age_years=60.0, regular_batches=True,
    ),
    loans=Loans(loan_stays_share=1.0),
    exchange=Exchange(
        rotation_after_months=24.0, exchange_share_per_year=0.5, exchange_across_share=0.5,
        volunteers_per_100_organ_posts_per_year=5.0, placement_up_share=1.0, reunion_share_per_year=0.3,
    ),
    training=Training(training_days=12.0, training_credit_points=0.5),
    work=Work(veto_items_ratio=1.5),
    rewards=Rewards(public_promises_share=0.5, reward_link_share=0.6, performance_bonus_yuan_per_month=500.0),
    care=Care(health_checks_per_year=1.0, meal_subsidy_yuan_per_month=200.0, family_support_share=0.5),
    grades=Grades(senior_raise_share_per_year=0.2),
    bench=Bench(reserve_development_share=1.0),
    exit=Exit(
        dismissal_years=1.5,
        trial_line_sd=-0.5,
        last_place_share_per_year=0.1,
        last_place_staff_share_per_year=0.05,
        same_post_years_at_most=(5.0, 5.0, 5.0),
        same_level_years_at_most=(8.0, 8.0, 8.0),
        misconduct_found_share_per_year=1.0,
    ),
    elections=Elections(
        deputy_posts_ratio=0.7, section_posts_ratio=0.7, contested_share=1.0, women_per_team=3.0, young_per_team=2.0
    ),
    establishments=Establishments(
        conversion_quota_share=0.5,
        conversions_at_most_per_year=9.0,
        conversion_min_years=1.0,
        institution_leading_share=0.5,
        programme_selection=True,
        programme_conversion_share=0.3,
        programme_exam_bonus_points=20.0,
        competition_every_years=2.0,
    ),
    village=Village(village_places_per_100_posts=3.0),
)  # fmt: skip
"""A policy under which every kind of move happens within a few years."""
RESTLESS = Setting(institutions=Institutions(notice_ratio=50.0))
"""Institution staff give notice so often that some do while on loan."""


STRICT = Setting(
    performance=Performance(incompetent_below_sd=-1.5), misconduct=Misconduct(misconduct_per_year=0.1),
    institutions=Institutions(notice_ratio=50.0),
)  # fmt: skip
"""Many fail at the appraisal, and many have a case."""


def changes(before: State, after: State) -> set[str]:
    """Return the columns that differ, `cadres.*` for columns of new rows; `before` becomes what stands after."""
    found = set()
    old_rows = int(before.clock["cadres"][0])
    for table in State.__annotations__:
        one, other = getattr(before, table), getattr(after, table)
        if np.array_equal(_bytes(one), _bytes(other)):
            continue
        if one.dtype.names is None or table == "events":
            found.add(table)
        elif table != "cadres":
            found |= {f"{table}.{name}" for name in _differing(one, other)}
        else:
            found |= {f"{table}.{name}" for name in _differing(one[:old_rows], other[:old_rows])}
            if after.clock["cadres"][0] > old_rows:
                found.add("cadres.*")
        _bytes(one)[:] = _bytes(other)
    return found


def _differing(one: np.ndarray, other: np.ndarray) -> list[str]:
    return [name for name in one.dtype.names if one[name].tobytes() != other[name].tobytes()]


def _bytes(table: np.ndarray) -> np.ndarray:
    return table.view(np.uint8)


@pytest.fixture(scope="module")
def written():
    """Return for each process what it wrote in any month of six years, in worlds with many people on loan."""
    found: dict[str, set[str]] = defaultdict(set)
    for seed, policy in ((1, Policy()), (2, BUSY), (3, BUSY), (4, BUSY), (5, BUSY)):
        city = small_city(2, vacant=0.02 if seed == 3 else 0.25, others=(8, 4, 20))
        model = CadreModel(city, policy, STRICT if seed > 1 else RESTLESS, rng=seed, check=True)
        for month in range(75):
            _lend_some(model, month)
            _watch(model, found)
            model.step()
    return found


def _watch(model: CadreModel, found: dict[str, set[str]]) -> None:
    """Run the coming month on a copy, one process after the other, and note what each changed."""
    state = copied(model.world.state)
    clock = state.clock[0]
    at_round = clock["now"] == clock["next_round"]
    if at_round:
        clock["last_round"] = clock["now"]
        clock["next_round"] += 60
    before = copied(state)
    on = due(int(clock["now"]), bool(clock["now"] == clock["first"]), bool(at_round), frozenset())
    for process, runs in zip(MONTH, on, strict=True):
        if runs:
            process.run(state)
            found[process.name] |= changes(before, state)


def _lend_some(model: CadreModel, month: int) -> None:
    """Lend a seventh of the people, each time others, so that exits and moves of all kinds end loans too."""
    world = model.world
    cadres, units = world.cadres, len(world.units)
    for row in world.serving_rows():
        at_home = cadres["away"][row] == Away.NO
        if at_home and (int(cadres["key"][row]) + month) % 7 == 0:
            world.lend(int(row), (int(cadres["unit"][row]) + 1) % units)
        elif cadres["away_until"][row] == NEVER and (int(cadres["key"][row]) + month) % 3 == 0:
            world.give_back(int(row))


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.name)
def test_a_process_writes_only_what_it_declares(written, process):
    allowed = LISTS.union(process.writes)
    if OPENING[0] in process.writes or LENDING[0] in process.writes:
        allowed |= MOVES
    assert written[process.name] <= allowed


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.name)
def test_a_process_declares_only_what_it_writes(written, process):
    assert set(process.writes) <= written[process.name]


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.name)
def test_declared_columns_exist(process):
    model = CadreModel(small_city(), rng=1)
    for name in process.writes:
        table, _, column = name.partition(".")
        names = getattr(model.world.state, table).dtype.names
        assert column in ("", "*") or column in names
        assert (column == "") == (names is None)
