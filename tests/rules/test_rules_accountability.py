"""Blame, burden, authority, recognition, care and households: each rule by a table, neutral as found."""

import math

import numpy as np
import pytest

from sim.blame import incidents, tolerance
from sim.burden import effective_authority, pushed_down
from sim.processes.accountability import (
    EVERYBODY,
    LEADERS,
    OTHERS,
    count_of,
    false_report_rate,
    sanction_months,
    whose,
)
from sim.processes.care import diminishing, relief
from sim.processes.caution import loss_by_caution
from sim.processes.encouragement import spirit_by_prize
from sim.processes.fairness import gain_by_fairness
from sim.processes.motivation import within
from sim.processes.team_prizes import prizes, result_of
from sim.processes.teams import mechanisms
from sim.rewards import concentration, effective_signal, felt_link, paid_share
from tests.rules.both_ways import both

SHARES = np.array([0.6, 0.25, 0.1, 0.05])


@pytest.mark.parametrize(("u", "months"), [(0.0, 6), (0.59, 6), (0.61, 12), (0.84, 12), (0.9, 18), (0.96, 24)])
def test_sanctions_block_for_6_12_18_or_24_months(u, months):
    """Warning, demerit, major demerit, demotion (Law on administrative sanctions arts. 8, 19)."""
    assert both(sanction_months, u, SHARES) == months


def test_counts_are_poisson_and_never_fall_with_the_mean():
    draws = (np.arange(4000) + 0.5) / 4000
    counts = {mean: np.array([count_of.py_func(u, mean) for u in draws]) for mean in (0.0, 0.02, 0.5, 0.6, 3.0)}
    for mean, found in counts.items():
        assert found.mean() == pytest.approx(mean, abs=0.01)
    assert (counts[0.0] == 0).all()
    assert (np.diff([counts[mean] for mean in sorted(counts)], axis=0) >= 0).all()
    for u in (0.0, 0.4, 0.99):
        assert both(count_of, u, 0.6) == count_of.py_func(u, 0.6)


def test_incidents_rise_with_work_missing_authority_vetoes_and_supervision():
    base = both(incidents, 0.02, 30, 1.0, 0.0, 1.0, 0.5, 0.5, 1.0, 0.4)
    assert base == pytest.approx(0.02 / 12 * 30 * 0.5)
    assert both(incidents, 0.02, 30, 1.5, 0.0, 1.0, 0.5, 0.5, 1.0, 0.4) == pytest.approx(1.25 * base)
    assert both(incidents, 0.02, 30, 0.8, 0.4, 1.0, 0.5, 0.5, 1.0, 0.4) == pytest.approx(1.4 * base)
    assert both(incidents, 0.02, 30, 1.0, 0.0, 2.0, 0.5, 0.5, 1.0, 0.4) == pytest.approx(1.4 * base)
    assert both(incidents, 0.02, 30, 1.0, 0.0, 1.0, 1.0, 0.5, 1.0, 0.4) == pytest.approx(2 * base)


def test_fault_tolerance_must_be_generous_and_known():
    assert both(tolerance, 1.0, 0.0) == both(tolerance, 0.0, 1.0) == 0.0
    assert both(tolerance, 0.2, 0.5) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("decision", "accurate", "decider", "expected"),
    [
        (0.05, False, 0.3, (LEADERS, False)),
        (0.2, True, 0.3, (OTHERS, False)),  # decide but not answer (facts 1.10.8)
        (0.2, True, 1.0, (LEADERS, False)),
        (0.5, True, 0.3, (EVERYBODY, True)),
        (0.5, False, 0.3, (EVERYBODY, False)),
    ],
)
def test_on_whom_blame_falls(decision, accurate, decider, expected):
    assert whose.py_func(decision, accurate, 0.3, decider) == whose(decision, accurate, 0.3, decider) == expected


def test_punishing_false_reporters_leaves_a_fifth_of_reports():
    assert both(false_report_rate, 0.012, 0.0, 0.8) == pytest.approx(0.001)
    assert both(false_report_rate, 0.012, 1.0, 0.8) == pytest.approx(0.0002)


@pytest.mark.parametrize(("risk", "lost"), [(2.0, 0.0), (3.0, 0.03), (1.0, -0.03), (100.0, 0.1), (0.0, -0.06)])
def test_caution(risk, lost):
    """Do less, err less (facts 1.10.4): nought at the risk as found, bounded both ways."""
    assert both(loss_by_caution, risk, 2.0, 0.06, 0.1) == pytest.approx(lost)


@pytest.mark.parametrize(
    ("handed", "branches", "expected"), [(0.0, 0.0, 0.6), (1.0, 0.0, 1.0), (0.5, 0.0, 0.8), (0.0, 1.0, 0.76)]
)
def test_authority_handed_down_closes_the_gap(handed, branches, expected):
    assert both(effective_authority, 0.6, handed, branches, 0.4) == pytest.approx(expected)


def test_approval_and_a_vote_on_branches_stop_duties_pushed_down():
    """Shandong regulation of 2020, arts. 18, 19 (facts 2.2)."""
    assert both(pushed_down, 1.0, 0.0, 0.0, 0.4, 0.4) == 1.0
    assert both(pushed_down, 1.0, 1.0, 0.5, 0.4, 0.4) == pytest.approx(0.6 * 0.8)
    assert both(pushed_down, 0.0, 0.0, 0.0, 0.4, 0.4) == 0.0


# appraisal and rewards


@pytest.mark.parametrize("signal", [0.0, 0.2, 0.5, 1.0])
def test_one_rater_once_a_year_sees_exactly_the_signal(signal):
    one = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
    assert both(concentration, one) == both(concentration, one * 0.3) == both(concentration, one * 0.0) == 1.0
    assert both(effective_signal, signal, 1.0, 1.0, 0.5) == signal


def test_several_independent_raters_average_out_their_noise():
    five = both(concentration, np.ones(5))
    assert five == pytest.approx(0.2)
    seen = [both(effective_signal, 0.5, five, 1.0, shared) for shared in (0.0, 0.5, 1.0)]
    assert seen[0] == pytest.approx(0.5 / math.sqrt(0.25 + 0.75 * 0.2))
    assert seen[0] > seen[1] > seen[2] == pytest.approx(0.5)
    assert both(effective_signal, 0.5, 1.0, 12.0, 0.5) > 0.5
    assert both(effective_signal, 0.0, five, 12.0, 0.0) == 0.0


def test_the_effective_signal_is_the_correlation_of_score_and_performance():
    rng, shared, raters = np.random.default_rng(1), 0.5, 4
    true, common, own = rng.normal(size=200_000), rng.normal(size=200_000), rng.normal(size=(raters, 200_000))
    noise = math.sqrt(shared) * common + math.sqrt(1 - shared) * own
    score = (0.5 * true + math.sqrt(0.75) * noise).mean(axis=0)
    found = float(np.corrcoef(true, score)[0, 1])
    assert found == pytest.approx(effective_signal(0.5, 1 / raters, 1.0, shared), abs=0.01)


@pytest.mark.parametrize(
    ("strength", "guaranteed", "paid"), [(1.2, 0.0, 1.0), (0.6, 0.0, 0.6), (0.6, 1.0, 1.0), (0.6, 0.5, 0.8)]
)
def test_weak_finances_pay_part_of_the_promised_bonus(strength, guaranteed, paid):
    assert both(paid_share, strength, guaranteed) == pytest.approx(paid)


def test_the_felt_link_of_results_and_rewards():
    assert both(felt_link, 0.2, 0.0, 0.0, 0.3, 0.5) == 0.1  # exactly as found
    assert both(felt_link, 0.2, 1000.0, 1.0, 0.3, 0.5) == pytest.approx(0.25)
    assert both(felt_link, 1.0, 0.0, 0.0, 0.3, 0.0) == 0.0  # nothing seen, nothing rewarded


@pytest.mark.parametrize(("sd", "gain"), [(0.0, 0.06), (2.0, 0.18), (-1.0, 0.0), (-2.0, -0.06), (9.0, 0.18)])
def test_fairness_gives_heart_to_good_workers_and_takes_it_from_idlers(sd, gain):
    assert both(gain_by_fairness, sd, 0.5, 0.1, 0.15) == pytest.approx(gain)
    assert both(gain_by_fairness, sd, 0.1, 0.1, 0.15) == 0.0


def test_team_prizes_are_a_fifth_and_average_to_nought():
    assert [both(prizes, n, 0.2) for n in (0, 2, 3, 5, 14)] == [0, 0, 1, 1, 3]
    won, lost = (both(spirit_by_prize, each, 4000.0, 4000.0, 0.2, 0.04) for each in (True, False))
    assert 0.2 * won + 0.8 * lost == pytest.approx(0.0)
    assert both(spirit_by_prize, True, 0.0, 4000.0, 0.2, 0.04) == pytest.approx(lost)


def test_appraisal_by_class_takes_conditions_out():
    assert both(result_of, 0.3, 4, 0.1, 0.0) == pytest.approx(-0.1)
    assert both(result_of, 0.3, 4, 0.1, 1.0) == pytest.approx(0.3)


def test_team_mechanisms_count_from_what_was_found():
    assert both(mechanisms, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3) == 0.0
    assert both(mechanisms, 1.0, 1.0, 1.0, 1.0, 1.0, 0.3) == pytest.approx(0.7)


# care and households


def test_care_helps_less_and_less():
    assert both(diminishing, 0.0, 0.15) == 0.0
    assert both(diminishing, -0.04, 0.15) == -0.04
    assert 0.15 > both(diminishing, 1.0, 0.15) > both(diminishing, 0.1, 0.15) > 0.0
    assert both(relief, 0.0, 0.0, 0.0, 0.0, 0.02, 0.1, 0.05, 0.02, 0.15) == 0.0
    assert both(relief, 1.0, 0.6, 0.0, 0.0, 0.02, 0.1, 0.05, 0.02, 0.15) == pytest.approx(
        0.15 * (1 - math.exp(-0.08 / 0.15))
    )


@pytest.mark.parametrize(("level", "more", "expected"), [(0.5, 0.0, 0.5), (0.9, 0.3, 1.0), (0.1, -0.3, 0.0)])
def test_levels_stay_between_nought_and_one(level, more, expected):
    assert both(within, level, more) == expected
