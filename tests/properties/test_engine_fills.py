"""Rank, age, years, appraisal and minimum service are never broken by a move, whatever the policy."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.levers import (
    Elections,
    Exchange,
    Exit,
    Promotion,
    Quotas,
    Secondment,
)  # fmt: skip
from sim.policy import Policy
from sim.terms import Cause
from tests.properties.any_policy import policies
from tests.properties.watch import WATCHED, Watch


def watch(policy: Policy, seed: int) -> None:
    assert sum(Watch(policy, seed).run(75).values()) > 0


quick = settings(max_examples=15, deadline=None, derandomize=True)
long = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(policies, st.integers(0, 2**40))
def test_no_move_breaks_a_rule(policy, seed):
    watch(policy, seed)


@pytest.mark.deep
@long
@given(policies, st.integers(0, 2**40))
def test_no_move_breaks_a_rule_under_many_policies(policy, seed):
    watch(policy, seed)


def test_the_watch_sees_every_kind_of_move():
    """Without this the tests above might have nothing to check."""
    busy = Policy(
        quotas=Quotas(county_selection_per_100_posts_per_year=9.0, city_selection_per_100_posts_per_year=9.0),
        promotion=Promotion(outside_share=0.1, min_months_in_rank=(0.0,) * 6),
        exit=Exit(trial_line_sd=-1.0, last_place_share_per_year=0.1, same_post_years_at_most=(5.0, 5.0, 5.0)),
        elections=Elections(deputy_posts_ratio=0.7, contested_share=1.0),
        secondment=Secondment(secondment_stay_share=1.0, down_per_100_organ_posts_per_year=9.0),
        exchange=Exchange(exchange_share_per_year=0.5, reunion_share_per_year=0.5, placement_up_share=1.0),
    )
    seen = {cause: 0 for cause in Cause}
    for seed in range(6):
        for cause, count in Watch(busy, seed).run(120).items():
            seen[cause] += count
    unseen = {cause for cause in WATCHED if not seen[cause]}
    assert not unseen


@pytest.mark.parametrize("months", [0.0, 60.0, 120.0, 240.0])
def test_longer_years_in_rank_are_waited_for(months):
    """Nobody is promoted before the time, and with less to wait for more are."""
    watched = Watch(Policy(promotion=Promotion(min_months_in_rank=(months,) * 6)), 5)
    assert watched.run(100)[Cause.PROMOTE] > (20 if months < 200 else -1)
