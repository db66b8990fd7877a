"""Forks: one past and many futures."""

import dataclasses

import pytest
from pandas.testing import assert_frame_equal
from studies import conduct
from sweeps import CAP, LINE, swept

from experiments import simulate
from experiments.compose import plan_from
from experiments.plan import Point
from experiments.problems import Problems
from experiments.simulate import simulated
from experiments.study import Study


def test_a_fork_gives_one_past_and_many_futures(tmp_path):
    words = ("policies=[rules_2006,allowance_up,limits_57_55]", "months=30", "fork=2011-07", "keep=[events]")
    conduct(tmp_path / "it", *words, "past=rules_2006")
    study = Study(tmp_path / "it")
    events = study.table("events").merge(study.runs()[["run", "policy", "seed"]], on="run").drop(columns="run")
    fork = 2011 * 12 + 6
    for _, group in events[events["month"] < fork].groupby("seed"):
        first, *others = (each.drop(columns="policy").reset_index(drop=True) for _, each in
                          group.groupby("policy", observed=True))  # fmt: skip
        assert len(first) > 20
        for each in others:
            assert_frame_equal(each, first)
    after = events[events["month"] >= fork].groupby(["seed", "policy"], observed=True).size().unstack()
    assert (after.nunique(axis=1) > 1).any()


def test_a_forked_run_is_that_of_a_policy_which_starts_then():
    forked = plan_from(["policy=limits_57_55", "months=60", "fork=2012-01"]).with_seed(4)
    plain = plan_from(["policy=limits_57_55", "months=60"]).with_seed(4)
    started = dataclasses.replace(plain, policy=dataclasses.replace(plain.policy, start="2012-01"))
    for table in ("events", "months", "careers", "openings"):
        one, other = (getattr(simulated(plan).results, table) for plan in (forked, started))
        assert_frame_equal(one, other)
    assert len({forked.run, plain.run, started.run}) == 3


def test_the_past_is_simulated_once_and_left_as_it_is():
    plan = plan_from(["policy=limits_57_55", "months=40", "fork=2012-01"]).with_seed(4)
    first = simulated(plan).results.events
    simulated(plan.at(Point(1, {CAP: 0.3})))
    assert_frame_equal(simulated(plan).results.events, first)


def test_pasts_are_kept_for_their_own_study_and_while_there_is_room(monkeypatch):
    words = ["months=16", "fork=2011-01", "keep=[]"]
    monkeypatch.setattr(simulate, "_pasts", [])

    def seeds_after(*words_of_past: str) -> list[int]:
        for seed in (1, 2, 3):
            simulated(plan_from([*words, *words_of_past, f"past_seed={seed}"]).with_seed(9))
        return [made_of[-1] for made_of, _ in simulate._pasts]

    assert seeds_after() == [1, 2, 3]
    assert seeds_after("setting.wants.pay_utils=0.3") == [1, 2, 3]  # and none of those before
    posts = sum(unit.posts for unit in plan_from(words).city.units)
    monkeypatch.setattr(simulate, "_POSTS_KEPT", 2 * posts)
    assert seeds_after("setting.wants.pay_utils=0.2") == [1, 3]
    simulated(plan_from(words).with_seed(9))
    assert len(simulate._pasts) == 1


def test_a_past_may_have_a_seed_of_its_own():
    words = ["policy=limits_57_55", "months=30", "fork=2011-01"]
    plain, own = plan_from([*words]), plan_from([*words, "past_seed=4"])
    assert own == dataclasses.replace(plain, past_seed=4, config=own.config) and own.contents != plain.contents
    for words, said in (
        (["past_seed=4"], "past_seed is 4 without a fork"), (["fork=2011-01", "past_seed=-1"], "past_seed is -1"),
        (["fork=2011-01", "past_seed=many"], "past_seed"),
    ):  # fmt: skip
        with pytest.raises(Problems, match=said):
            plan_from(words)


@pytest.mark.parametrize(("word", "said"), [
    ("fork=2010-01", "outside the run; allowed: 2010-02 to 2010-06"), ("fork=soon", "is not a month"),
    ("fork=2010-07", "outside the run"),
])  # fmt: skip
def test_a_fork_outside_the_run_is_refused(tmp_path, word, said):
    with pytest.raises(Problems, match=said):
        swept(tmp_path / "it", f"design.over={{{LINE}: [50]}}", word)
