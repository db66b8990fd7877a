"""The closed forms against brute force, and the rule that decides over checks."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from sim.oracles import ALPHA, Check, formulas, refuted
from sim.oracles.evidence import equal, fits, near, share

H, F, LEAST = 0.07, 0.35, 5
K = 900


def test_laws_of_leaving_end_for_sure_and_have_the_means_of_their_formulas() -> None:
    t = np.arange(K)
    for shares, mean in [
        (formulas.lasting(H, t), 1 / H),
        (formulas.lasting_after(LEAST, H, t), LEAST - 1 + 1 / H),
        (formulas.lasting_until(12, H, t), (1 - (1 - H) ** 12) / H),
        (formulas.lasting_after(3, F, t), formulas.open_months(F, 3)[0]),
    ]:
        law = formulas.ends(shares)
        assert law.sum() + 1 - shares[0] == pytest.approx(1)
        assert (law * t[1:]).sum() == pytest.approx(mean)
        found, spread = formulas.moments_between(shares, 0, K)
        assert found == pytest.approx(mean)
        assert spread == pytest.approx((law * t[1:] ** 2).sum() - mean**2)


def test_moments_of_a_stretch_are_those_of_the_clipped_time() -> None:
    t = np.arange(K)
    law = formulas.ends(formulas.lasting(H, t))
    inside = np.clip(np.minimum(t[1:], 20) - 8, 0, None)
    mean, spread = formulas.moments_between(formulas.lasting(H, t), 8, 20)
    assert mean == pytest.approx((law * inside).sum())
    assert spread == pytest.approx((law * inside**2).sum() - mean**2)


def test_the_variance_of_leavers_is_that_of_a_simulated_post() -> None:
    rng, months, posts = np.random.default_rng(1), 60, 40_000
    age, left = rng.integers(0, 40, posts), np.zeros(posts)
    for month in range(240 + months):
        goes = (age + 1 >= LEAST) & (rng.random(posts) < H)
        age = np.where(goes, 0, age + 1)
        left += goes & (month >= 240)
    shares = formulas.lasting_after(LEAST, H, np.arange(K))
    variance = formulas.renewal_variance(shares, months)
    rate = formulas.leavers_per_post(LEAST, H)
    assert not refuted([near("mean", left.mean(), months * rate, (variance / posts) ** 0.5)])
    assert left.var() == pytest.approx(variance, rel=5 * (2 / posts) ** 0.5)
    assert months * rate * (1 - rate) > 1.3 * variance, "the twin that takes months for independent"


def test_vacant_time_has_the_mean_and_variance_of_a_simulated_post() -> None:
    rng, months, posts, approval = np.random.default_rng(2), 600, 4_000, 3
    held, ready, empty = np.ones(posts, bool), np.zeros(posts), np.zeros(posts)
    for month in range(200 + months):
        goes = held & (rng.random(posts) < H)
        ready[goes] = month + approval
        held &= ~goes
        held |= ~held & (ready <= month) & (rng.random(posts) < F)
        empty += ~held & (month >= 200)
    share_of = empty / months
    variance = formulas.vacant_share_variance(H, F, approval, months)
    law = formulas.vacant_share(H, F, approval)
    assert not refuted([near("mean", share_of.mean(), law, (variance / posts) ** 0.5)])
    assert share_of.var() == pytest.approx(variance, rel=5 * (2 / posts) ** 0.5 + 1 / months)
    assert formulas.vacant_share(H, F) == pytest.approx(H * (1 - F) / (H * (1 - F) + F))


def test_grades_have_the_moments_of_their_powers() -> None:
    q = np.array([[0.6, 0.2, 0.0], [0.1, 0.5, 0.1], [0.0, 0.3, 0.3]])
    powers = [np.linalg.matrix_power(q, k) for k in range(K)]
    assert formulas.fundamental(q) == pytest.approx(sum(powers))
    shares = np.array([power.sum(axis=1) for power in powers])
    mean, variance = formulas.length_moments(q)
    for i in range(3):
        assert formulas.moments_between(shares[:, i], 0, K) == pytest.approx((mean[i], variance[i]))
    chains = formulas.chain_shares(q, 6)
    assert chains.sum(axis=1) == pytest.approx(1)
    assert chains[:, 2] == pytest.approx(q @ q @ (1 - q.sum(axis=1)))
    once = formulas.visit_variance(np.zeros((2, 2)))
    assert once == pytest.approx(0)
    assert formulas.visit_variance(np.array([[1 - H]])) == pytest.approx((1 - H) / H**2)


def test_causes_and_survival_add_up() -> None:
    t = np.arange(50)
    both = formulas.incidence(0.02, 0.05, t) + formulas.incidence(0.03, 0.05, t)
    assert both + formulas.lasting(0.05, t) == pytest.approx(1)


def test_the_decision_is_holms() -> None:
    p = np.array([0.2, 2e-4, 4.9e-4, 5.1e-4, 0.9])
    checks = [Check(str(i), 0, 0, 1, each) for i, each in enumerate(p)]
    for alpha in (1e-3, 2e-3, 0.1):
        reject = multipletests(p, alpha, method="holm")[0]
        assert {check.name for check in refuted(checks, alpha)} == {str(i) for i in np.flatnonzero(reject)}


def test_checks_know_their_chance() -> None:
    assert near("mean", 1.3, 1.0, 0.1).p == pytest.approx(2 * stats.norm.sf(3))
    assert share("share", 60, 100, 0.5).z == pytest.approx(2)
    found = fits("counts", [30, 70, 100], [50, 50, 100])
    assert (found.observed, found.expected) == (16, 2)
    assert found.p == pytest.approx(stats.chi2.sf(16, 2))
    assert equal("same", [1, 2], [1, 2]).p == 1
    assert equal("not", [1, 2], [1, 3]).p == 0
    assert equal("shape", [1, 2], [1]).p == 0


def test_rare_cells_are_put_together_and_impossible_ones_refute() -> None:
    assert fits("tail", [80, 12, 4, 2, 2], [80, 11, 5, 3, 1]).expected == 1
    assert fits("impossible", [80, 19, 1], [80, 20, 0]).p == 0
    with pytest.raises(ValueError, match="equal sums"):
        fits("sums", [1, 2], [1, 3])
    with pytest.raises(ValueError, match="above 0"):
        near("exact", 1.0, 1.0, 0.0)


def test_a_correct_family_is_refuted_as_often_as_said() -> None:
    rng = np.random.default_rng(3)
    families = 2 * stats.norm.sf(np.abs(rng.normal(size=(4_000, 20))))
    false = [bool(refuted([Check("", 0, 0, 1, p) for p in family], 0.05)) for family in families]
    assert not refuted([share("false alarms", sum(false), len(false), 1 - (1 - 0.05 / 20) ** 20)], ALPHA)
