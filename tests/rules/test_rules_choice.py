"""What people feel and choose: workload, strain, motivation, the wish to go, resignation, acceptance."""

import itertools
import math

import pytest

from sim.filling import ACROSS, OUTSIDE, PLACE, RISE, acceptance_probability, channel_of
from sim.processes.fill_posts import is_taken_up
from sim.processes.intention import best_option, place_value, resignation_probability
from sim.processes.motivation import motivation_target, strain_target
from sim.processes.transfer import seek_probability
from sim.processes.workload import workload_ratio
from sim.terms import Wish
from tests.rules.both_ways import both

# workload, strain, motivation


@pytest.mark.parametrize(
    ("duty", "burden", "present", "load"),
    [
        (35.0, 1.0, 35, 1.0),
        (35.0, 1.0, 28, 1.25),  # work does not shrink when people go
        (35.0, 0.8, 28, 1.0),  # a fifth less paperwork makes up for a fifth fewer people
        (35.0, 1.0, 70, 0.5),
        (35.0, 3.0, 35, 3.0),
        (35.0, 1.0, 5, 3.0),
        (35.0, 1.0, 0, 3.0),
        (35.0, 1.0, -1, 3.0),
        (0.0, 1.0, 10, 0.0),
    ],
)
def test_workload_ratio(duty, burden, present, load):
    assert both(workload_ratio, duty, burden, present, 3.0) == pytest.approx(load)


@pytest.mark.parametrize(
    ("load", "distance", "strain"),
    [(1.0, 0.0, 0.0), (0.5, 0.0, 0.0), (1.5, 0.0, 0.3), (1.0, 3.0, 0.3), (1.5, 1.0, 0.4), (3.0, 3.0, 1.0)],
)
def test_strain_target(load, distance, strain):
    assert both(strain_target, load, distance, 0.6, 0.1) == pytest.approx(strain)


@pytest.mark.parametrize(
    ("prospect", "cohesion", "excellent", "second_line", "strain", "target"),
    [
        (0.0, 0.0, False, False, 0.0, 0.45),
        (1.0, 0.0, False, False, 0.0, 0.75),
        (0.0, 1.0, False, False, 0.0, 0.55),
        (0.0, 0.0, True, False, 0.0, 0.55),
        (0.0, 0.0, False, True, 0.0, 0.30),
        (0.0, 0.0, False, False, 1.0, 0.25),
        (1.0, 1.0, True, False, 0.0, 0.95),
    ],
)
def test_motivation_target(prospect, cohesion, excellent, second_line, strain, target):
    effects = (0.45, 0.30, 0.10, 0.10, 0.15, 0.20)
    assert both(motivation_target, prospect, cohesion, excellent, second_line, strain, *effects) == pytest.approx(
        target
    )


@pytest.mark.parametrize(("base", "target"), [(0.0, 0.0), (1.0, 1.0)])
def test_motivation_stays_between_0_and_1(base, target):
    effects = (base, 1.0, 1.0, 1.0, 1.0, 1.0)
    hopeless = both(motivation_target, 0.0, 0.0, False, True, 1.0, *effects)
    hopeful = both(motivation_target, 1.0, 1.0, True, False, 0.0, *effects)
    assert (hopeless, hopeful) == (0.0, 1.0)
    assert target in (hopeless, hopeful)


# the value of a place: each part in its direction


PLACE_AS_IT_IS = (4.6, 1.5, 2.0)
WEIGHTS = (0.5, 0.5, 0.15)


@pytest.mark.parametrize(
    ("pay", "load", "remoteness", "difference"),
    [
        (5.6, 1.5, 2.0, 0.5),  # a thousand yuan more a month
        (4.6, 2.5, 2.0, -0.5),  # another person's work
        (4.6, 1.0, 2.0, 0.25),
        (4.6, 0.5, 2.0, 0.25),  # nobody minds a well-staffed unit, nor gains by idleness
        (4.6, 1.5, 4.0, -0.3),  # two hardship classes
    ],
)
def test_place_value(pay, load, remoteness, difference):
    before = both(place_value, *PLACE_AS_IT_IS, *WEIGHTS)
    assert both(place_value, pay, load, remoteness, *WEIGHTS) - before == pytest.approx(difference)


@pytest.mark.parametrize(
    ("stay", "up", "home", "wish"),
    [
        (1.0, 0.5, 0.5, Wish.STAY),
        (0.5, 1.0, 0.5, Wish.UP),
        (0.5, 0.5, 1.0, Wish.HOME),
        (1.0, 1.0, 1.0, Wish.STAY),  # nobody goes for nothing
        (1.0, 1.0, 0.5, Wish.STAY),
        (1.0, 0.5, 1.0, Wish.STAY),
        (0.5, 1.0, 1.0, Wish.UP),
        (-3.0, -1e9, -1e9, Wish.STAY),  # no way out
    ],
)
def test_best_option(stay, up, home, wish):
    assert both(best_option, stay, up, home) == wish


# resignation


@pytest.mark.parametrize(
    ("best", "yearly"),
    [
        (3.5, 0.002),
        (2.5, 0.002 * math.exp(0.8)),
        (4.5, 0.002 * math.exp(-0.8)),
        (-9.0, 0.1),
        (-500.0, 0.1),
        (60.0, 0.0),
    ],
)
def test_resignation_probability(best, yearly):
    """About 0.2 percent a year at the reference (facts 2.6), never over the bound, more as things get worse."""
    monthly = both(resignation_probability, best, 0.002, 0.8, 3.5, 0.1)
    assert monthly == pytest.approx(yearly / 12, abs=1e-12)


def test_resignation_never_falls_when_things_get_worse():
    rates = [resignation_probability(best / 10, 0.002, 0.8, 3.5, 0.1) for best in range(-100, 101)]
    assert all(worse >= better for worse, better in itertools.pairwise(rates))
    assert all(0.0 <= rate <= 0.1 / 12 for rate in rates)


# filling


@pytest.mark.parametrize(
    ("gain", "ready", "sensitivity", "chance"),
    [
        (0.0, 0.0, 1.0, 0.5),
        (0.0, 1.5, 1.0, 0.8176),
        (-1.5, 1.5, 1.0, 0.5),
        (-9.0, 1.5, 0.0, 0.8176),
        (2.0, 1.5, 1.0, 0.9707),
    ],
)
def test_acceptance(gain, ready, sensitivity, chance):
    """City and county people may decline a township post (facts 1.5.6-7)."""
    assert both(acceptance_probability, gain, ready, sensitivity) == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize(
    ("outside", "place", "across", "shares"),
    [
        (0.0, 0.0, 0.0, {RISE: 1.0}),
        (0.02, 0.3, 0.15, {OUTSIDE: 0.02, PLACE: 0.98 * 0.3, ACROSS: 0.98 * 0.15, RISE: 0.98 * 0.55}),
        (0.5, 0.5, 0.5, {OUTSIDE: 0.5, PLACE: 0.25, ACROSS: 0.25}),
        (0.0, 0.8, 0.9, {PLACE: 0.8, ACROSS: 0.2}),  # shares that add up to more than all: the first come first
        (1.0, 0.3, 0.3, {OUTSIDE: 1.0}),
    ],
)
def test_shares_of_the_channels(outside, place, across, shares):
    cuts = [(i + 0.5) / 10_000 for i in range(10_000)]
    asked = [channel_of(u, outside, place, across) for u in cuts]
    assert all(
        both(channel_of, u, outside, place, across) == found for u, found in zip(cuts[::97], asked[::97], strict=True)
    )
    for channel in (PLACE, RISE, ACROSS, OUTSIDE):
        assert asked.count(channel) / 10_000 == pytest.approx(shares.get(channel, 0.0), abs=1.1e-4)


@pytest.mark.parametrize(
    ("u", "ready", "share", "decided"),
    [
        (0.2, 100, 0.5, True),
        (0.5, 100, 0.5, False),
        (0.2, 101, 0.5, False),
        (0.2, 99, 0.0, False),
        (0.99, 99, 1.0, True),
    ],
)
def test_openings_wait_for_approval_and_are_taken_up_by_lot(u, ready, share, decided):
    assert both(is_taken_up, u, ready, 100, share) is decided


# transfer


@pytest.mark.parametrize(
    ("per_year", "leading", "far", "monthly"),
    [(0.12, False, False, 0.01), (0.12, True, False, 0.005), (0.12, False, True, 0.002), (0.12, True, True, 0.001),
     (12.0, False, False, 1.0), (24.0, False, False, 1.0), (0.0, True, True, 0.0)],
)  # fmt: skip
def test_transfer_requests(per_year, leading, far, monthly):
    """Leaders are let go half as easily, moves out of a county need the county secretary's consent (facts 2.5)."""
    assert both(seek_probability, per_year, leading, far, 0.5, 0.2) == pytest.approx(monthly)
