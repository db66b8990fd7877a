"""A comparison under an ensemble keeps chance and assumptions apart, in both languages, and refuses with words."""

import io

import numpy as np
import pandas as pd
import pytest
from omegaconf import OmegaConf
from rich.console import Console

from experiments.carry_out import Call
from experiments.compare import compare
from experiments.compose import compose
from experiments.ensemble import write_ensemble
from experiments.problems import Problems
from experiments.schema import declared
from experiments.sentences import Label
from experiments.under_ensemble import ensemble_findings, findings_frame, members
from experiments.under_ensemble_told import finding_told, left_out
from sim.measures import MEASURES

PULL, SEEK = "setting.wants.up_utils", "setting.transfers.transfer_seek_per_year"
BASE = lambda name: declared()[name].default
PLAIN = {"precision": {}, "assumption_sets": "auto"}
LABELS = {"first": Label("As it is", "现状"), "other": Label("Another rule", "另一规则")}


def runs(effects: np.ndarray, luck: np.ndarray) -> pd.DataFrame:
    """Return runs of two policies: the second adds `effects` (sets,) and `luck` (sets, seeds) to one result."""
    rows = []
    for point, effect in enumerate(effects, 1):
        for seed in range(luck.shape[1]):
            level = 0.3 + 0.01 * point
            for policy, value in (("first", level), ("other", level + effect + luck[point - 1, seed])):
                row = dict.fromkeys(MEASURES, np.nan) | {"township_vacancy": value, "county_vacancy": level}
                rows.append({"policy": policy, "point": point, "seed": seed, **row})
    return pd.DataFrame(rows)


def luck_of(sets: int, seeds: int, size: float) -> np.ndarray:
    return size * np.random.default_rng(2).standard_normal((sets, seeds))


def found_of(frame: pd.DataFrame):
    return {each.measure.name: each for each in ensemble_findings(frame, ["first", "other"])}


def test_an_effect_that_assumptions_move_is_told_with_its_parts():
    found = found_of(runs(np.linspace(-0.06, -0.02, 12), luck_of(12, 8, 0.005)))
    one = found["township_vacancy"]
    assert (one.parts.sets, one.parts.seeds, one.parts.holds) == (12, 8, 12)
    assert one.parts.mean == pytest.approx(-0.04, abs=0.002)
    assert one.parts.share_of_sets > 0.95
    text = finding_told(one, LABELS)
    assert "In 12 of 12 sets" in text.en and "is lower under “Another rule”" in text.en
    assert "12 组“另一规则”下" in text.zh and "低于“现状”" in text.zh
    assert "comes from assumptions" in text.en and "来自假设" in text.zh


def test_an_effect_whose_sign_hangs_on_assumptions_cannot_be_told():
    one = found_of(runs(np.linspace(-0.05, 0.06, 12), luck_of(12, 30, 0.001)))["township_vacancy"]
    text = finding_told(one, LABELS)
    assert text.en.startswith("No difference") and f"in {one.parts.holds} of 12 sets" in text.en
    assert "无法判断" in text.zh
    low, high = one.parts.chance_band
    assert low > 0 or high < 0  # chance alone would have told it: it is the assumptions that leave it open


def test_what_never_differs_is_the_same():
    one = found_of(runs(np.linspace(-0.05, 0.06, 12), luck_of(12, 5, 0.01)))["county_vacancy"]
    assert "exactly the same" in finding_told(one, LABELS).en


def test_few_sets_give_no_band():
    one = found_of(runs(np.array([0.1, 0.2]), luck_of(2, 8, 0.01)))["township_vacancy"]
    assert "a band needs 5 sets and 5 seeds" in finding_told(one, LABELS).en


def test_seeds_that_some_set_lacks_are_left_out():
    frame = runs(np.full(6, -0.05), luck_of(6, 8, 0.01))
    frame = frame[~((frame.point == 3) & (frame.seed == 7) & (frame.policy == "other"))]
    one = found_of(frame)["township_vacancy"]
    assert (one.parts.sets, one.parts.seeds) == (6, 7)
    table = findings_frame([one])
    assert {"low", "high", "of_sets", "of_seeds", "of_rest", "share_of_sets", "told"} <= set(table)


def test_a_set_without_runs_does_not_take_all_results_with_it():
    frame = runs(np.full(7, -0.05), luck_of(7, 8, 0.01))
    frame = frame[~((frame.point == 3) & (frame.policy == "other"))]
    frame.loc[frame.seed == 5, "county_vacancy"] = np.nan
    found = ensemble_findings(frame, ["first", "other"])
    one, other = (each.parts for each in found)
    assert (one.sets, one.seeds, other.sets, other.seeds) == (6, 8, 6, 7)
    fewer, without = left_out(found, ["first", "other"], 7, 8)
    assert "7 sets and 8 seeds were asked for" in fewer.en and "at least 6 sets, 7 seeds" in fewer.en
    assert "“Township vacancy rate”" in fewer.en and "最少 6 组、7 个种子" in fewer.zh
    assert "“Vacancy chain length”" in without.en and "“Township vacancy rate”" not in without.en
    assert left_out(found, ["first", "other"], 6, 7)[0] == without  # nothing is said where nothing is missing
    assert [each.en[:18] for each in left_out([], ["first", "other"], 7, 8)] == ["Nothing to compare"]


def test_what_is_missing_is_printed_and_nothing_to_compare_is_said(tmp_path, monkeypatch):
    from types import SimpleNamespace

    from experiments import study
    from experiments.compare import show_under_ensemble

    frame = runs(np.full(6, -0.05), luck_of(6, 6, 0.01)).assign(plan="it")
    plans = [SimpleNamespace(name=name, label_en=own.en, label_zh=own.zh, months=12) for name, own in LABELS.items()]
    asked = SimpleNamespace(plans=plans, seeds=list(range(6)), cases=["it"], points=list(range(6)))
    done = SimpleNamespace(asked=asked, folder=tmp_path)
    config = {"language": "both", "ensemble": "mine", "table": True}

    def said(own) -> str:
        monkeypatch.setattr(study, "Study", lambda folder: SimpleNamespace(runs=lambda: own))
        console = Console(file=io.StringIO(), width=200)
        show_under_ensemble(done, config, console)
        return console.file.getvalue()

    text = said(frame[(frame.seed != 2) | (frame.point != 4)])
    assert "6 sets and 6 seeds were asked for" in text and "要求 6 组假设、6 个种子" in text
    nothing = said(frame.assign(**dict.fromkeys(MEASURES, np.nan)))
    assert nothing.startswith("Nothing to compare: no result is known") and "没有可比较的内容" in nothing
    assert "sets of assumptions of the ensemble" not in nothing and "95% band" not in nothing


def ensemble(tmp_path, sets: int) -> str:
    file = tmp_path / "mine.csv"
    write_ensemble(file, [{PULL: 0.2 * place, SEEK: 0.05 * (place + 1)} for place in range(sets)])
    return str(file)


def test_the_command_runs_every_policy_under_every_set(tmp_path):
    words = (f"ensemble={ensemble(tmp_path, 5)}", "policies=[rules_2006,limits_57_55]", "seeds=5", "months=6",
             "workers=1", "run_seconds=none", "keep=[]", f"out={tmp_path / 'it'}")  # fmt: skip
    config = OmegaConf.to_container(compose(words, "compare"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    assert compare(Call("compare", words, config, "compare"), console) == 0
    text = console.file.getvalue()
    assert "5 sets of assumptions of the ensemble" in text and "5 组假设" in text
    table = pd.read_parquet(tmp_path / "it" / "uncertainty.parquet").set_index("measure")
    assert (table[["sets", "seeds"]] == 5).all().all()
    assert table.loc["township_vacancy", "low"] <= table.loc["township_vacancy", "mean"]


@pytest.mark.parametrize(("settings", "wanted"), [
    ({"ensemble": "no_such"}, "there is no such ensemble"),
    ({"members": 1}, "members is 1"),
    ({"members": 9}, "has 3 sets; needed are 9"),
    ({"precision": {"township_vacancy": 0.01}}, "precision and ensemble"),
    ({"assumption_sets": 10}, "assumption_sets and ensemble"),
])  # fmt: skip
def test_what_cannot_be_done_under_an_ensemble_is_told(tmp_path, settings, wanted):
    config = {
        "ensemble": ensemble(tmp_path, 3),
        "members": 0,
        "precision": {},
        "assumption_sets": "auto",
    }
    with pytest.raises(Problems, match=wanted):
        members(config | settings, BASE)


def test_an_ensemble_holds_assumptions_alone(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(f"{PULL},age_limits.renewal_men_years\n0.2,55\n0.3,56\n")
    config = {"ensemble": str(file), "members": 0, **PLAIN}
    with pytest.raises(Problems, match="is a lever"):
        members(config, BASE)
