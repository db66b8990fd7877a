"""The command `calibrate` on the real model, and what it shipped."""

import io

import numpy as np
import pandas as pd
import pytest
import yaml
from calibrations import BASE, EXAM, PULL, SEEK
from omegaconf import OmegaConf
from rich.console import Console

from experiments import build_model, conduct
from experiments.calibrate import calibrate
from experiments.carry_out import Call
from experiments.cli import understood
from experiments.compose import compose, plan_from
from experiments.ensemble import read_ensemble, record_of
from experiments.implausibility import Goals, judged, seed_noise
from experiments.problems import Problems
from experiments.schema import declared
from experiments.study import Study
from experiments.targets import read_targets
from sim.measures import headline

EARLY = "setting.retirement_behaviour.early_retirement_per_year"
SHORT = ("seeds=3", "workers=1", "run_seconds=none", "reuse=false", "points=16", "waves=2", "candidates=1024")
RECOVERED = f"over={{{EXAM}: [0, 0.5], {SEEK}: [0, 0.4]}}"


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
    assert record["made_by"].startswith("cadreflow calibrate seeds=3 points=16 ") and "months=24" in record["made_by"]
    assert record["made_by"].endswith(" target_table=figures.csv") and record["targets"] == "figures.csv"
    assert str(folder) not in file.read_text(encoding="utf-8") and "workers" not in record["made_by"]
    assert str(folder) not in str(Study(folder / "it").manifest["design"])
    assert record["targets_hash"] == read_targets(words[2].removeprefix("targets="), 24120, 24).digest
    assert record["runs"] == len(Study(folder / "it").runs()) and record["sets_accepted"] >= 1
    plan = plan_from(["setting=mine"], "run", [str(folder / "configs")])
    sets = pd.read_parquet(folder / "it" / "ensemble.parquet")
    assert plan.value(EXAM) == sets[EXAM].iloc[0]
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
    (tmp_path / "configs").mkdir()
    words = (RECOVERED, "months=6", "points=8", "waves=1", f"targets={figures}", f"into={tmp_path / 'configs'}",
             "name=mine")  # fmt: skip
    assert "earlier calibration" not in said(tmp_path / "it", *words)[1]
    left = [tmp_path / "it" / "mine.yaml", tmp_path / "it" / "ensemble.csv"]
    shared = [tmp_path / "configs" / "setting" / "mine.yaml", tmp_path / "configs" / "ensembles" / "mine.csv"]
    for file in (*left, *shared):
        file.parent.mkdir(exist_ok=True)
        file.write_text("of an earlier calibration")
    code, text = said(tmp_path / "it", *words)
    assert code == 1
    assert all(file.read_text() == "of an earlier calibration" for file in shared)
    assert f"{shared[0]}, {shared[1]} are of an earlier calibration and stay" in text and "属于先前的校准" in text
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
