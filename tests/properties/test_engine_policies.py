"""Policies drawn over every lever break no rule and crash nothing; see `Watch` for what is checked of each event."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.levers import GROUPS, AgeLimits, Elections, Exchange, Loans, Promotion, Retirement, Secondment, levers
from sim.model import CadreModel
from sim.parameters import Declaration
from sim.policy import Policy
from sim.processes.secondment import _candidates
from sim.sequence import MOST_ENTRIES_PER_POST, MOST_EVENTS_PER_CADRE, most_events
from sim.terms import NO_POST, Away, Cause, Kind, Tier
from tests.properties.small_world import small_city
from tests.properties.test_engine_fills import Watch

CITY = small_city(2, vacant=0.2, others=(8, 4, 20))
MONTHS = 75
"""A leadership round in the first year and another one five years later, and what follows it."""


def drawn(declared: Declaration) -> Any:
    """Draw a lever's value between its bounds."""
    if isinstance(declared.default, bool):
        return st.booleans()
    number = st.floats(declared.low, declared.high)
    return st.tuples(*[number] * len(declared.labels)) if declared.labels else number


@st.composite
def policies(draw: Any) -> Policy:
    """Draw a third of all levers anew, and a few that one county sets for itself; the rest is as found."""
    every = levers()
    names = sorted(every)
    chosen = draw(st.sets(st.sampled_from(names), min_size=len(names) // 3, max_size=len(names) // 3))
    values: dict[str, dict[str, Any]] = {prefix: {} for prefix in GROUPS}
    for name in sorted(chosen):
        prefix, field = name.split(".")
        values[prefix][field] = draw(drawn(every[name]))
    own = draw(st.sets(st.sampled_from([name for name in names if every[name].by_county]), max_size=5))
    county = {name: draw(drawn(every[name])) for name in sorted(own)}
    return Policy(**{prefix: GROUPS[prefix](**values[prefix]) for prefix in GROUPS}, counties={"county_1": county})


def run(policy: Policy, seed: int) -> None:
    assert sum(Watch(policy, seed, CITY).run(MONTHS).values()) > 0


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(policies(), st.integers(0, 2**40))
def test_no_policy_breaks_a_rule_or_crashes(policy, seed):
    run(policy, seed)


@pytest.mark.deep
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(policies(), st.integers(0, 2**40))
def test_no_policy_of_many_breaks_a_rule_or_crashes(policy, seed):
    run(policy, seed)


def test_the_watch_knows_every_cause():
    """A cause added later needs a checker of its own; people of the opening stock come without an event."""
    unknown = [cause.name for cause in Cause if not hasattr(Watch, f"_{cause.name.lower()}")]
    assert unknown == ["OPENING_STOCK"]


# what drawn policies found


def seen(policy: Policy, months: int = MONTHS, city: Any = CITY) -> dict[Cause, int]:
    """Count the events of a watched run by cause."""
    return Watch(policy, 3, city).run(months)


def test_who_is_moved_stays_on_the_own_establishment():
    """Institution and programme staff are moved to their families or taken over by a host within their own kind."""
    moves = seen(
        Policy(
            exchange=Exchange(reunion_share_per_year=1.0, reunion_after_months=0.0),
            loans=Loans(loan_requests_per_100_posts_per_year=(30.0, 0.0, 0.0), loan_stays_share=1.0),
        )
    )
    assert moves[Cause.REUNION] and moves[Cause.LOANED_STAYS]


def test_nobody_is_transferred_within_the_own_unit():
    """Whoever is on loan and wishes to be home again comes back at the end of the loan, not by a transfer."""
    away = Loans(loan_requests_per_100_posts_per_year=(50.0, 50.0, 0.0), loan_months=24.0, loan_stays_share=0.0)
    assert seen(Policy(loans=away))[Cause.TRANSFER]


def test_a_post_given_up_at_a_round_is_taken_by_nobody():
    moves = seen(
        Policy(
            elections=Elections(deputy_posts_ratio=0.2, section_posts_ratio=0.2),
            exchange=Exchange(reunion_share_per_year=1.0, reunion_after_months=0.0),
            promotion=Promotion(min_months_in_rank=(0.0,) * 6),
            secondment=Secondment(
                down_per_100_organ_posts_per_year=20.0, regular_batches=True, secondment_release_share=1.0,
                secondment_support_yuan_per_month=20_000.0, secondment_stay_share=1.0,
            ),
        ),
        city=small_city(2, vacant=0.2),
    )  # fmt: skip
    assert moves[Cause.REUNION] and moves[Cause.SECONDED_STAYS]


def test_the_world_refuses_a_post_given_up():
    model = CadreModel(small_city(1), Policy(elections=Elections(deputy_posts_ratio=0.2)), rng=1)
    while not model.world.posts["closed"].any():
        model.step()
    post = int(np.flatnonzero(model.world.posts["closed"])[0])
    with pytest.raises(ValueError, match=f"post {post} was given up"):
        model.world.appoint(int(model.world.serving_rows()[0]), post, Cause.TRANSFER)


def test_outsiders_keep_the_age_line_of_the_post():
    """The congress chairs' own line, and the service that a nominee must have left, hold for them too."""
    moves = seen(
        Policy(
            age_limits=AgeLimits(new_men_years=40.0, new_women_years=40.0, new_service_left_years=15.0),
            retirement=Retirement(retirement_men_years=50.04, retirement_women_years=50.04),
            elections=Elections(congress_line_shift_years=-6.0),
            promotion=Promotion(outside_share=1.0),
        )
    )
    assert moves[Cause.OUTSIDE]


def test_everybody_of_a_township_can_ask_for_secondment():
    """The list of candidates has room for staff of every establishment."""
    eager = Secondment(
        secondment_release_share=1.0, secondment_support_yuan_per_month=20_000.0, secondment_age_years=60.0,
    )  # fmt: skip
    model = CadreModel(small_city(1, vacant=0.0, others=(30, 0, 0)), Policy(secondment=eager), rng=1)
    units, state = model.world.units, model.world.state
    town = units["tier"] == Tier.TOWNSHIP
    civil = (units["last_civil"] - units["first_post"])[town].sum()
    group = int(units["group"][town][0])
    rows = _candidates(state, group, Away.UP)
    assert len(np.unique(rows)) == len(rows) > civil


def everybody_without_a_post(seed: int) -> CadreModel:
    """Return a model in which a third of all people, leaders and absent ones too, have lost their posts."""
    model = CadreModel(CITY, Policy(), rng=seed, check=True)
    for _ in range(12):
        model.step()
    for row in model.world.serving_rows()[::3]:
        if model.world.cadres["post"][row] != NO_POST:
            model.world.vacate(int(row), Cause.STEP_DOWN)
    return model


def test_people_without_a_post_live_through_every_process():
    model = everybody_without_a_post(2)
    idle = np.flatnonzero((model.world.cadres["post"] == NO_POST) & (model.world.cadres["serving"] == 1))
    assert len(idle) > 50
    for _ in range(24):
        model.step()
    posts = model.world.cadres["post"][idle]
    assert (posts != NO_POST).any()  # some are given a post again
    assert not model.world.cadres["away"][idle][posts == NO_POST].any()


def test_there_is_room_for_the_most_events_of_a_month():
    """Compiled code writes out of bounds otherwise. Counted over months in which as much happens as levers allow."""
    busy = Policy(
        exchange=Exchange(rotation_after_months=12.0, exchange_share_per_year=1.0),
        loans=Loans(
            loan_requests_per_100_posts_per_year=(50.0,) * 3, loan_months=1.0, task_force_months=1.0,
            task_force_per_100_posts_per_year=(50.0,) * 3,
        ),
    )  # fmt: skip
    model = CadreModel(CITY, busy, rng=4)
    state, most = model.world.state, 0
    for _ in range(60):
        done, people = len(model.world.events), len(model.world.serving_rows())
        assert len(state.events) - done >= most_events(people, len(model.world.posts))
        model.step()
        state = model.world.state
        month = model.world.events[done:]
        most = max(most, np.bincount(month["cadre"][month["kind"] != Kind.ENTER], minlength=1).max())
        assert np.bincount(month["to_post"][month["kind"] == Kind.ENTER], minlength=1).max() <= MOST_ENTRIES_PER_POST
    assert 2 < most <= MOST_EVENTS_PER_CADRE
