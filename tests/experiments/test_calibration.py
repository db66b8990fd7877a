"""A calibration finds what is known: assumptions behind results made with them, within the uncertainty it states."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from calibrations import BASE, EXAM, PAY, PULL
from scipy.stats import kstest

from experiments.addresses import axes
from experiments.calibrate_kept import sets_frame, tried_frame
from experiments.calibrate_told import told_of
from experiments.calibration import Calibration, Task, calibrated
from experiments.implausibility import MET, Goals, judged, seed_noise
from experiments.pinned import central, pinned, ties
from experiments.targets import Target
from sim.measures import MEASURES


def target(measure: str, value: float, tolerance: float, *, months: int = 12, luck_within: bool = False) -> Target:
    return Target(measure, MEASURES[measure], value, tolerance, "a test", months, luck_within)


def task(targets, over=None, **own) -> Task:
    varied, problems = axes(over or {PULL: [0, 1], PAY: [0, 1], EXAM: [0, 1]})
    assert not problems
    settings = {"seeds": (1, 2, 3), "others": (4, 5, 6), "many": tuple(range(7, 27)), "points": 80, "waves": 2,
                "candidates": 8192, "members": 200, "seed": 1}  # fmt: skip
    return Task(tuple(varied), tuple(targets), **{**settings, **own})


def towns(noise: float):
    """Return a toy model: two results that two of three assumptions make, and chance of each seed and point."""

    def run(points, seeds):
        rows = []
        for place, values in enumerate(points):
            for seed in seeds:
                key = [seed, *(int(1e6 * each) for each in values.values())]
                luck = noise * np.random.default_rng(key).standard_normal(2)
                level = values[PULL] + luck[0]
                product = 4 * values[PULL] * values[PAY] + luck[1]
                rows.append({"point": place, "seed": seed, "months": 12, "township_vacancy": level,
                             "chain_length": product})  # fmt: skip
        return pd.DataFrame(rows)

    return run


def found_from(truth: dict[str, float], noise: float, tolerance: float = 0.03, seed: int = 1) -> Calibration:
    """Make targets from the toy model under known assumptions, on a seed of its own, and calibrate."""
    real = towns(noise)([truth], [1000 + seed]).iloc[0]
    goals = [target(name, float(real[name]), tolerance) for name in ("township_vacancy", "chain_length")]
    return calibrated(task(goals, seed=seed), towns(noise), BASE)


@pytest.mark.parametrize("noise", [0.01, 0.05])
def test_known_assumptions_are_found_within_the_stated_uncertainty(noise):
    truth = {PULL: 0.6, PAY: 0.4, EXAM: 0.3}
    found = found_from(truth, noise)
    assert len(found.points) >= 10
    pull, pay, exam = found.pinned
    assert pull.low <= 0.6 <= pull.high and pay.low <= 0.4 <= pay.high
    assert (pull.verdict, exam.verdict) == ("pinned", "free")  # what no target depends on stays as it was
    assert pay.verdict in {"pinned", "narrowed"}
    assert pull.width < (0.25 if noise < 0.02 else 0.6)


def test_more_chance_leaves_more_open():
    truth = {PULL: 0.6, PAY: 0.4, EXAM: 0.3}
    little, much = (found_from(truth, noise).pinned[0].width for noise in (0.01, 0.1))
    assert much > 1.5 * little


def test_sets_with_the_same_results_are_told_as_a_combination():
    """One target, and the product of two assumptions behind it: neither is known, their product is."""
    goal = [target("chain_length", 1.0, 0.1)]
    found = calibrated(task(goal), towns(0.01), BASE)
    (tie, *_) = found.ties
    assert {tie.one, tie.other} == {0, 1} and tie.correlation < -0.8


def test_the_central_set_is_one_of_those_accepted():
    found = found_from({PULL: 0.6, PAY: 0.4, EXAM: 0.3}, 0.02)
    assert central(found.shares) == 0
    assert any((found.shares[0] == row).all() for row in found.tried.shares)
    assert found.implausible[0].max() <= MET
    spread = lambda row: np.abs(found.shares - found.shares[row]).mean()
    assert spread(0) <= np.median([spread(row) for row in range(len(found.shares))])


def test_the_accepted_are_spread_evenly_over_what_is_left():
    """One target on one assumption: what is accepted is an even sample of a stretch, not drawn to its middle."""
    goal = [target("township_vacancy", 0.5, 0.2)]
    found = calibrated(task(goal, members=400, points=300, waves=1), towns(1e-4), BASE)
    inside = (found.shares[:, 0] - 0.3) / 0.4
    assert len(inside) > 80
    assert kstest(inside, "uniform").pvalue > 0.01
    assert 0.0 <= inside.min() < 0.05 and 0.95 < inside.max() <= 1.0


def test_sets_are_kept_with_the_values_that_were_run():
    truth, ran = {PULL: 0.6, PAY: 0.4, EXAM: 0.3}, []
    toy = towns(0.02)
    found = calibrated(
        task([target("township_vacancy", 0.6, 0.05)], members=20),
        lambda points, seeds: ran.extend(points) or toy(points, seeds),
        BASE,
    )
    rows = lambda frame: {tuple(row) for row in frame[list(truth)].to_numpy()}
    assert rows(tried_frame(found)) | rows(sets_frame(found)) == {tuple(each[name] for name in truth) for each in ran}
    assert sets_frame(found)[list(truth)].iloc[0].to_dict() == found.points[0]


def test_a_wave_of_which_no_candidate_passed_is_told():
    found = found_from({PULL: 0.6, PAY: 0.4, EXAM: 0.3}, 0.02)
    lines = lambda looked: told_of(replace(found, tried=replace(found.tried, looked=looked)), 9)
    said = lambda looked: [line.text(each) for line in lines(looked) for each in ("en", "zh")]
    few = said(((80, 80), (8192, 0)))
    assert any("In 1 of 2 waves no candidate passed" in line for line in few)
    assert any("2 轮检索中有 1 轮" in line for line in few)
    assert len(said(((80, 80), (8192, 7)))) == len(few) - 2


def test_nothing_is_accepted_where_targets_cannot_be_met_together():
    goals = [target("township_vacancy", 0.2, 0.02), target("chain_length", 3.0, 0.1)]  # 4 × 0.2 × pay is at most 0.8
    found = calibrated(task(goals), towns(0.005), BASE)
    assert not found.points and found.plausible == 0
    assert all(fit.met for fit in found.fits[:1])


@pytest.mark.deep
def test_the_truth_is_accepted_as_often_as_stated():
    """Over many worlds the assumptions behind the targets are implausible in at most 1 of 20, judged twice in 1 of 10.

    With three seeds, each target bare of tolerance, and two targets, both judgements are passed in 0.918 of all worlds
    (two normal deviates with a correlation of 3 / 4, each within z, squared for two targets).
    """
    kept = []
    for seed in range(300):
        truth = {PULL: 0.6, PAY: 0.4, EXAM: 0.3}
        run, names = towns(0.05), ("township_vacancy", "chain_length")
        real = run([truth], [10_000 + seed]).iloc[0]
        goals = Goals.of([target(name, float(real[name]), 1e-6) for name in names])
        others = [{PULL: 0.6 + 0.001 * k, PAY: 0.4, EXAM: 0.3} for k in range(40)]
        values, again = (
            run([truth, *others], seeds)[list(names)].to_numpy().reshape(41, 3, 2) for seeds in ([1, 2, 3], [4, 5, 6])
        )
        noise = seed_noise(values)
        kept.append([judged(each, goals, noise)[1].max(axis=1)[0] <= MET for each in (values, again)])
    for rate, found in ((0.95, np.mean(kept, axis=0)), (0.918, np.all(kept, axis=1).mean())):
        assert np.all(found >= rate - 4 * np.sqrt(rate * (1 - rate) / len(kept))), found
    assert np.all(kept, axis=1).mean() <= 0.918 + 4 * np.sqrt(0.918 * 0.082 / len(kept))


def test_implausibility_counts_tolerance_and_chance():
    goals = Goals.of([target("township_vacancy", 0.3, 0.05, luck_within=True), target("county_vacancy", 0.1, 0.05)])
    noise = np.array([0.01, 0.01]) ** 2
    means = np.array([[0.35, 0.15], [0.30, 0.10]])
    exact = goals.implausibility(means, noise, np.zeros_like(means))
    assert exact[0, 0] == pytest.approx(1.0)  # the edge of the tolerance, and no luck besides
    assert exact[0, 1] == pytest.approx(0.05 / np.hypot(0.05, goals.z * 0.01))
    assert (exact[1] == 0).all()
    known_less = goals.implausibility(means, noise, np.full_like(means, 0.02**2))
    assert (known_less[0] < exact[0]).all()
    assert goals.z == pytest.approx(2.2414, abs=1e-4)  # two targets at once: 1 - 0.05 / 4


def test_a_run_without_a_result_is_no_member():
    goals = Goals.of([target("township_vacancy", 0.3, 0.05)])
    values = np.array([[[0.3], [0.3]], [[0.3], [np.nan]]])
    assert judged(values, goals, seed_noise(values))[1].max(axis=1).tolist() == [0.0, np.inf]


def test_chance_is_the_variance_within_points_not_between_them():
    rng = np.random.default_rng(5)
    values = 10 * rng.random((400, 1, 1)) + 0.2 * rng.standard_normal((400, 3, 1))
    assert seed_noise(values)[0] == pytest.approx(0.04, rel=0.15)


def test_what_is_pinned_down_and_what_is_free():
    rng = np.random.default_rng(3)
    shares = np.stack([0.4 + 0.1 * rng.random(100), 0.7 * rng.random(100), rng.random(100)], axis=1)
    assert [each.verdict for each in pinned(shares)] == ["pinned", "narrowed", "free"]
    assert [each.verdict for each in pinned(shares[:5])] == ["unknown"] * 3
    assert pinned(shares)[0].width == pytest.approx(0.1, rel=0.1)
    assert ties(shares) == []
    assert central(np.array([[0.0, 0.0], [0.5, 0.5], [1.0, 0.9]])) == 1
