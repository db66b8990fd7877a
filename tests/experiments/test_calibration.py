"""A calibration finds what is known: assumptions behind results made with them, within the uncertainty it states."""

import io

import numpy as np
import pandas as pd
import pytest
import yaml
from omegaconf import OmegaConf
from rich.console import Console
from scipy.stats import kstest

from experiments import build_model, conduct
from experiments.addresses import axes
from experiments.calibrate import calibrate
from experiments.calibration import Calibration, Task, calibrated
from experiments.carry_out import Call
from experiments.cli import understood
from experiments.compose import compose, plan_from
from experiments.ensemble import read_ensemble, record_of
from experiments.implausibility import MET, Goals, judged, seed_noise
from experiments.pinned import central, pinned, ties
from experiments.problems import Problems
from experiments.schema import declared
from experiments.study import Study
from experiments.targets import Target, read_targets
from sim.measures import MEASURES, headline

EARLY = "setting.retirement_behaviour.early_retirement_per_year"
PULL, PAY, EXAM, SEEK = (
    "setting.wants.up_utils", "setting.wants.pay_utils", "setting.programme.programme_exam_share",
    "setting.transfers.transfer_seek_per_year",
)  # fmt: skip
BASE = lambda name: declared()[name].default
SHORT = ("seeds=3", "workers=1", "run_seconds=none", "reuse=false", "points=16", "waves=2", "candidates=1024")
RECOVERED = f"over={{{EXAM}: [0, 0.5], {SEEK}: [0, 0.4]}}"


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


# -- the known is found ------------------------------------------------------------------------------------------------


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
    assert found.points[0] in found.points[0:]
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


def test_nothing_is_accepted_where_targets_cannot_be_met_together():
    goals = [target("township_vacancy", 0.2, 0.02), target("chain_length", 3.0, 0.1)]  # 4 × 0.2 × pay is at most 0.8
    found = calibrated(task(goals), towns(0.005), BASE)
    assert not found.points and found.plausible == 0
    assert all(fit.met for fit in found.fits[:1])


@pytest.mark.deep
def test_the_truth_is_accepted_as_often_as_stated():
    """Over many worlds the assumptions behind the targets are implausible in at most 1 of 20."""
    kept = []
    for seed in range(300):
        truth = {PULL: 0.6, PAY: 0.4, EXAM: 0.3}
        run, names = towns(0.05), ("township_vacancy", "chain_length")
        real = run([truth], [10_000 + seed]).iloc[0]
        goals = Goals.of([target(name, float(real[name]), 1e-6) for name in names])
        others = [{PULL: 0.6 + 0.001 * k, PAY: 0.4, EXAM: 0.3} for k in range(40)]
        runs = run([truth, *others], [1, 2, 3])
        values = runs[list(names)].to_numpy().reshape(41, 3, 2)
        worst = judged(values, goals, seed_noise(values))[1].max(axis=1)
        kept.append(worst[0] <= MET)
    assert np.mean(kept) >= 0.95 - 4 * np.sqrt(0.95 * 0.05 / len(kept))


# -- the parts ---------------------------------------------------------------------------------------------------------


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


# -- the command on the real model -------------------------------------------------------------------------------------


def said(out, *words: str) -> tuple[int, str]:
    words = tuple(understood("calibrate", [*SHORT, *words, f"out={out}"]))
    config = OmegaConf.to_container(compose(words, "calibrate"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    code = calibrate(Call("calibrate", words, config, "calibrate"), console)
    return code, console.file.getvalue()


@pytest.fixture(scope="module")
def recovered(tmp_path_factory):
    """Two years of the towns under known assumptions become targets; the command looks for what made them."""
    folder = tmp_path_factory.mktemp("recovered")
    real = []
    for seed in range(101, 113):
        model = build_model([f"{EXAM}=0.3", f"{SEEK}=0.3"], seed)
        model.run_for(24)
        real.append(headline(model.results))
    rows = []
    for name in ("conversions_per_year", "upward_exits_per_100"):
        values = np.array([each[name] for each in real])
        rows.append(f"{name},{values.mean():.6g},{2 * values.std(ddof=1) / len(values) ** 0.5:.3g},known,within")
    figures = folder / "figures.csv"
    figures.write_text("\n".join(["name,value,tolerance,source,luck", *rows]) + "\n")
    (folder / "configs").mkdir()
    words = (RECOVERED, "months=24", f"targets={figures}", f"into={folder / 'configs'}", "name=mine")
    return folder, words, *said(folder / "it", *words)


def test_the_command_finds_what_made_the_targets(recovered):
    folder, _, code, text = recovered
    assert code == 0
    sets = pd.read_parquet(folder / "it" / "ensemble.parquet")
    known = pd.read_parquet(folder / "it" / "pinned.parquet").set_index("name")
    for name, truth in ((EXAM, 0.3), (SEEK, 0.3)):
        assert sets[name].min() <= truth <= sets[name].max()
        assert known.loc[name, "high"] - known.loc[name, "low"] < 0.75 * known.loc[name, "prior_high"]
    assert known.loc[EXAM, "width"] < 0.5
    assert "come within tolerance and chance of every target" in text and "均与全部目标相符" in text
    assert "Programme staff who pass the civil examination" in text and "服务项目人员考取公务员比例" in text
    assert set(Study(folder / "it").runs()["seed"]) == set(range(1, 27))


def test_the_setting_that_it_writes_can_be_chosen_and_carries_its_record(recovered):
    folder, words, _, _ = recovered
    file = folder / "configs" / "setting" / "mine.yaml"
    record = record_of(file)
    assert record["made_by"].startswith("cadreflow calibrate ") and "months=24" in record["made_by"]
    assert record["targets_hash"] == read_targets(words[2].removeprefix("targets="), 24120, 24).digest
    assert record["runs"] == len(Study(folder / "it").runs()) and record["sets_accepted"] >= 1
    plan = plan_from(["setting=mine"], "run", [str(folder / "configs")])
    sets = pd.read_parquet(folder / "it" / "ensemble.parquet")
    assert plan.value(EXAM) == pytest.approx(sets[EXAM].iloc[0], abs=1e-3)
    assert plan.value(PULL) == declared()[PULL].default
    members = read_ensemble("mine", BASE, [str(folder / "configs")])
    assert len(members) == len(sets) and members[0][EXAM] == plan.value(EXAM)
    assert read_ensemble(str(folder / "it"), BASE) == members


def test_the_same_command_runs_nothing_again(recovered):
    folder, words, _, _ = recovered
    assert "in 0 new runs" in said(folder / "it", *words)[1]


def test_the_policies_are_compared_under_the_ensemble(recovered, tmp_path):
    folder = recovered[0]
    settings = {"ensemble": str(folder / "it"), "policies": ["rules_2006", "limits_57_55"], "seeds": 2, "months": 12,
                "workers": 1, "members": 3, "out": str(tmp_path / "them"), "keep": []}  # fmt: skip
    study = conduct("compare", **settings)
    runs = study.runs()
    assert len(runs) == 3 * 2 * 2 and runs["point"].nunique() == 3
    assert runs.groupby("point")[EXAM].first().tolist() == [
        each[EXAM] for each in read_ensemble(str(folder / "it"), BASE)[:3]
    ]


def test_targets_that_cannot_be_met_are_told_and_nothing_is_written(tmp_path):
    figures = tmp_path / "figures.csv"
    figures.write_text("name,value,tolerance,source,luck\nwish_to_leave_township,0.99,0.001,nobody's,within\n")
    code, text = said(tmp_path / "it", RECOVERED, "months=6", "points=8", "waves=1", f"targets={figures}")
    assert code == 1
    assert "No set of assumptions" in text and "No set that was tried meets" in text and "未生成参数设定" in text
    assert not list((tmp_path / "it").glob("*.yaml")) and not (tmp_path / "it" / "ensemble.csv").exists()


def test_what_cannot_be_calibrated_is_told_at_once(tmp_path):
    with pytest.raises(Problems) as refused:
        said(tmp_path / "it", "over={age_limits.renewal_men_years: all}", "targets=no_such", "points=2", "seeds=1",
             "name=default", f"into={tmp_path / 'nowhere'}")  # fmt: skip
    wanted = ("is a lever", "there is no such table", "points is 2", "seeds is 1", "name is 'default'", "is no folder")
    for each in wanted:
        assert any(each in line for line in refused.value.lines), (each, refused.value.lines)
    assert not (tmp_path / "it").exists()


# -- what is shipped ---------------------------------------------------------------------------------------------------


def test_the_shipped_setting_is_the_first_of_the_shipped_ensemble_and_knows_its_targets():
    from experiments.choices import file_of

    file = file_of("setting", "calibrated")
    record = record_of(file)
    shipped = read_targets("fourteen_towns", 24120, 120)
    assert record["targets_hash"] == shipped.digest, "the targets have changed: run `cadreflow calibrate into=configs`"
    assert set(record["fit"]) == {each.name for each in shipped.targets}
    members = read_ensemble("calibrated", BASE)
    assert len(members) == record["sets_accepted"] >= 30
    plan = plan_from(["setting=calibrated"], "run")
    assert {name: plan.value(name) for name in members[0]} == members[0]
    nested = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert {f"setting.{group}.{name}" for group, own in nested.items() for name in own} == set(members[0])


@pytest.mark.deep
def test_the_shipped_setting_meets_its_targets_on_new_seeds():
    shipped = read_targets("fourteen_towns", 24120, 120)
    plan = plan_from(["setting=calibrated"], "run")
    rows = []
    for seed in range(500, 520):
        model, done = build_model(["setting=calibrated"], seed), 0
        shown = {}
        for months in sorted({each.months for each in shipped.targets}):
            model.run_for(months - done)
            done, shown[months] = months, headline(model.results)
        rows.append([[shown[each.months][each.measure.name] for each in shipped.targets]])
    assert plan.value(PULL) != declared()[PULL].default
    values = np.array(rows).transpose(1, 0, 2)
    worst = judged(values, Goals.of(shipped.targets), seed_noise(values))[1]
    missed = [each.name for each, own in zip(shipped.targets, worst[0], strict=True) if own > 1.1]
    assert not missed, dict(zip([each.name for each in shipped.targets], worst[0], strict=True))


@pytest.mark.deep
def test_many_known_assumptions_are_found_in_the_real_model(tmp_path):
    """Four assumptions, four results over three years, three worlds: the truth lies inside in nearly all."""
    over = {EXAM: (0.0, 0.5), SEEK: (0.0, 0.4), PULL: (-0.5, 2.0), EARLY: (0.0, 0.15)}
    names = ("conversions_per_year", "upward_exits_per_100", "wish_to_leave_township", "retirements_per_100")
    inside = []
    for world in range(3):
        truth = {name: low + (0.3 + 0.2 * world) * (high - low) for name, (low, high) in over.items()}
        model = build_model([f"{name}={value}" for name, value in truth.items()], seed=900 + world)
        model.run_for(36)
        real = headline(model.results)
        figures = tmp_path / f"figures{world}.csv"
        rows = [f"{name},{real[name]:.6g},{max(0.02 * real[name], 1e-3):.3g},known" for name in names]
        figures.write_text("\n".join(["name,value,tolerance,source", *rows]) + "\n")
        words = f"over={{{', '.join(f'{name}: [{low}, {high}]' for name, (low, high) in over.items())}}}"
        said(tmp_path / f"it{world}", words, "months=36", f"targets={figures}", "points=64", "waves=3")
        sets = pd.read_parquet(tmp_path / f"it{world}" / "ensemble.parquet")
        assert len(sets) >= 5
        inside += [sets[name].min() <= value <= sets[name].max() for name, value in truth.items()]
    assert sum(inside) >= 11
