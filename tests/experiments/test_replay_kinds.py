"""Studies of every kind are made again from their manifests; what cannot be is named."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from replays import BOTH, made, replayed, sealed

from experiments import calibrate, compare, discover, explain, optimise, sensitivity, sweep
from experiments.parts import parts_of, write_part

LINE, PULL, ALLOWANCE = (
    "age_limits.renewal_men_years", "setting.wants.up_utils", "incentives.township_allowance_yuan_per_month",
)  # fmt: skip


def test_nothing_but_the_manifest_is_needed(tmp_path: Path):
    own = tmp_path / "own"
    (own / "policy").mkdir(parents=True)
    text = "# @package _global_\npolicy: {name: mine, label_en: Mine, label_zh: 自定, source: test, why: test}\n"
    (own / "policy" / "mine.yaml").write_text(f"{text}age_limits: {{renewal_men_years: 57}}\n")
    out = made(compare.conducted, "compare", tmp_path / "it", "policies=[rules_2006,mine]", config_dirs=(str(own),))
    shutil.rmtree(own)
    code, said = replayed(str(out))
    assert code == 0 and "match" in said


FORK = ("fork=2010-03", "past=rules_2006")


@pytest.mark.parametrize(("command", "name", "words"), [
    (compare.conducted, "compare", (*BOTH, *FORK, "keep=[events]")),
    (compare.conducted, "compare", (*BOTH, "precision.township_vacancy=0.2", "most_seeds=10", "keep=[]", "months=2")),
    (sweep.conducted, "sweep", (f"design.over={{{LINE}: [50, 57], {ALLOWANCE}: [[0, 0, 0, 0, 0], [100, 200, 300, 400, "
                                "500]]}", "keep=[months]", "policies=[rules_2006,allowance_up]")),
    (sweep.conducted, "sweep", ("design=latin_hypercube", f"design.over={{{PULL}: [0.1, 0.9], "
                                "retirement.gradual_rise: all}", "design.points=3", "keep=[]")),
    (sensitivity.sensitivity, "sensitivity", (f"over={{{PULL}: [0.0, 1.5], {LINE}: [50, 60]}}", "trajectories=6",
                                              "measures=[wish_to_leave_township]")),
    (discover.discover, "discover", (f"over={{{PULL}: [0.0, 1.5]}}", "fails=wish_to_leave_township > 0.45",
                                     "points=12")),
    (explain.explain, "explain", ("parts=[remedies/remote_post_allowance,remedies/continue_to_57]", "seeds=1",
                                  "months=24")),
])  # fmt: skip
def test_studies_of_every_kind_are_made_again(tmp_path: Path, command, name: str, words: tuple[str, ...]):
    out = made(command, name, tmp_path / "it", *words)
    code, said = replayed(str(out))
    assert code == 0 and "match: all" in said, said
    assert "their values were taken" not in said


def test_a_calibration_and_a_comparison_under_its_sets_are_made_again(tmp_path: Path):
    figures = tmp_path / "figures.csv"
    figures.write_text("name,value,tolerance,source,luck\ntownship_vacancy,0.3,0.5,known,within\n")
    words = (f"over={{{PULL}: [0.1, 0.9]}}", f"targets={figures}", "points=8", "waves=1", "candidates=64",
             "chance_seeds=5", "months=3")  # fmt: skip
    out = made(calibrate.conducted, "calibrate", tmp_path / "it", *words)
    code, said = replayed(str(out), "runs=4")
    assert code == 0 and "match: 4 of" in said and "are not in the study" not in said, said
    out = made(compare.conducted, "compare", tmp_path / "them", *BOTH, f"ensemble={out}", "members=2", "months=3")
    code, said = replayed(str(out))
    assert code == 0 and "match: all 8 runs" in said and "are not in the study" not in said, said


def test_points_of_a_search_or_a_file_are_taken_from_their_table_and_that_is_said(tmp_path: Path):
    words = (f"over={{{ALLOWANCE}.class_4: [0, 3000], {LINE}: [50, 60]}}", "population=4", "generations=2")
    goals = "objectives={wish_to_leave_township: min, cost_yuan_per_year: min}"
    out = made(optimise.optimise, "optimise", tmp_path / "it", *words, goals, "keep=[]")
    code, said = replayed(str(out))
    assert code == 0 and "their values were taken from the table points" in said and "Not made again: front" in said
    file = tmp_path / "points.csv"
    file.write_text(f"{LINE}\n50\n58\n")
    out = made(sweep.conducted, "sweep", tmp_path / "csv", "design=csv", f"design.file={file}", "keep=[]")
    file.unlink()
    code, said = replayed(str(out))
    assert code == 0 and "2 points cannot be made again from the manifest" in said


def test_a_changed_point_is_named(tmp_path: Path):
    out = made(sweep.conducted, "sweep", tmp_path / "it", f"design.over={{{LINE}: [50, 57]}}", "keep=[]")
    part, file = next(iter(parts_of(out, "points").items()))
    rows = pq.read_table(file)
    write_part(out, "points", part, [rows.set_column(rows.schema.get_field_index(LINE), LINE, pa.array([50.0, 58.0]))])
    sealed(out)
    code, said = replayed(str(out))
    assert code == 1 and f"table points, column {LINE} (point 2, policy rules_2006): 58.0 in the study, 57.0" in said
