"""Made-up studies that try points: results are known functions of what is set, so that cards can be checked."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import columns
from experiments.boxes import discover
from experiments.drivers import morris_sample, sobol_sample
from experiments.goals import goal_of, goal_seek
from experiments.influence import morris_effects, sobol_indices
from experiments.parts import arranged, write_part
from experiments.search import search, task_of
from experiments.work import run_columns
from sim.measures import MEASURES
from tests.dashboards.synthetic import BASELINE, START, Made, posts, units, write_manifest, write_study

RECRUITS = "quotas.township_recruits_per_100_posts_per_year"
LINE = "age_limits.renewal_men_years"
PAY = "setting.wants.pay_utils"
BASE: Mapping[str, float] = {RECRUITS: 3.0, LINE: 50.0, PAY: 1.0}
SHOWN = ("township_vacancy", "township_retention_5y", "wish_to_leave_leaders", "cost_yuan_per_year")
Point = Mapping[str, float]


def result(point: Point, seed: int) -> dict[str, float]:
    """Return the results at a point: vacancy falls by four points a recruit, cost rises; luck is the seed's own."""
    at = {**BASE, **point}
    luck = np.random.default_rng([seed, 3]).normal(0, 0.004)
    own = np.random.default_rng([seed, round(100 * sum(at.values()))]).normal(0, 0.0005)
    more = at[RECRUITS] - 3
    return {
        "township_vacancy": 0.30 - 0.04 * more + luck + own,
        "township_retention_5y": 0.60 + 0.002 * (at[LINE] - 50) + luck + own,
        "wish_to_leave_leaders": 0.20 + luck,
        "cost_yuan_per_year": 1e8 + 1e6 * more + 1e7 * luck + 1e6 * own,
    }


def write_design(
    folder: Path, command: str, design: Mapping[str, Any], points: Sequence[Point], seeds: int = 6,
    policies: Sequence[Made] = (BASELINE,),
) -> Path:  # fmt: skip
    """Write a study of a command that tries points under policies, with results that are known."""
    varied = list(dict.fromkeys(name for point in points for name in point))
    rows = []
    for place, policy in enumerate(policies):
        for number, point in enumerate(points, 1):
            for seed in range(1, seeds + 1):
                values = result(point, seed)
                values["township_vacancy"] -= 0.02 * place
                row = {
                    "run": f"{policy.name}-{number}-{seed}", "policy": policy.name, "point": number, "seed": seed,
                    "plan": f"{policy.name}-{number}", "city": "made_up", "start": START, "months": 60,
                    **dict.fromkeys(MEASURES, float("nan")), **point, **values,
                }  # fmt: skip
                rows.append(row)
    folder.mkdir(parents=True, exist_ok=True)
    table = {key: [row[key] for row in rows] for key in rows[0]}
    write_part(folder, "runs", "0", [arranged(table, "runs", run_columns(varied))])
    for table, frame in (("units", units()), ("posts", posts())):
        write_part(folder, table, "made_up", [arranged(frame, table, columns.OF_CITY[table])])
    counts = {policy.name: seeds * len(points) for policy in policies}
    write_manifest(folder, list(policies), counts, 60, [], 0)
    changed(folder, command=command, design=dict(design), varied=varied, seeds=list(range(1, seeds + 1)))
    config = nested(BASE)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["policies"]:
        entry["config"] |= config
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return folder


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by full name as a configuration."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        *groups, last = name.split(".")
        place = found
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return found


def changed(folder: Path, **values: Any) -> None:
    """Change what a study says of itself."""
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | values, ensure_ascii=False), "utf-8")


def evaluated(points: Sequence[Point], seeds: Sequence[int]) -> pd.DataFrame:
    """Return a row for each point and seed, as whoever runs the model does."""
    rows = [{"point": at, "seed": seed, **result(point, seed)} for at, point in enumerate(points) for seed in seeds]
    return pd.DataFrame(rows)


def base(name: str) -> float:
    """Return the base plan's value."""
    return BASE[name]


def sensitivity_study(folder: Path, method: str, seeds: int = 3) -> Path:
    """Write a study of what drives results."""
    over = {RECRUITS: [2, 6], LINE: [50, 60], PAY: [0.5, 2]}
    sample = morris_sample(over, 8, 1, base) if method == "morris" else sobol_sample(over, 32, 1, base)
    design = {"method": method, "over": over, "design_seed": 1}
    write_design(folder, "sensitivity", design, sample.points, seeds)
    tables = [
        pd.DataFrame([result(point, seed) for point in sample.points])[list(SHOWN)] for seed in range(1, seeds + 1)
    ]
    found = morris_effects(sample, tables) if method == "morris" else sobol_indices(sample, tables)
    found.to_parquet(folder / "sensitivity.parquet")
    return folder


def front_study(
    folder: Path, over: Mapping[str, Any] | None = None, objectives: Mapping[str, str] | None = None
) -> Path:
    """Write a study of a search: vacancy and cost pull against one another, where recruits are varied."""
    over = over or {RECRUITS: [2, 6], LINE: [50, 60]}
    objectives = objectives or {"township_vacancy": "min", "cost_yuan_per_year": "min"}
    design = {
        "over": over, "objectives": objectives,
        "constraints": ["cost_yuan_per_year <= 102500000"], "population": 12, "generations": 3, "search_seed": 1,
        "goal": "", "seeds": 6,
    }  # fmt: skip
    task = task_of(over, design["objectives"], design["constraints"], seeds=6, population=12, generations=3, seed=1)
    found = search(task, lambda points: evaluated(points, range(1, 7)), base,
                   lambda points: evaluated(points, range(7, 13)))  # fmt: skip
    write_design(folder, "optimise", design, found.points, 12)
    found.tried.to_parquet(folder / "tried.parquet")
    found.front.to_parquet(folder / "front.parquet")
    found.confirmed.to_parquet(folder / "confirmed.parquet")
    return folder


def goal_study(folder: Path, *constraints: str) -> Path:
    """Write a study of a goal: recruits until vacancy is low enough."""
    constraints = constraints or ("P(township_vacancy <= 0.23) >= 0.8",)
    design = {"goal": RECRUITS, "cheapest": 2.0, "dearest": 8.0, "step": 0.5, "constraints": list(constraints)}
    design |= {"over": {}, "objectives": {}, "population": 40, "generations": 10, "search_seed": 1}
    goal = goal_of(RECRUITS, 2.0, 8.0, 0.5, constraints, seeds=20, base=base)
    answer = goal_seek(goal, lambda points: evaluated(points, range(1, 21)), base)
    write_design(folder, "optimise", design, [{RECRUITS: value} for value in answer.tried["value"]], 20)
    answer.tried.to_parquet(folder / "goal.parquet")
    return folder


def box_study(folder: Path, fails: str = "township_vacancy > 0.30") -> Path:
    """Write a study of where a policy fails: with fewer than three recruits."""
    chance = np.random.default_rng(5)
    points = [{RECRUITS: 1 + 4 * u, LINE: 50 + 10 * v, PAY: 0.5 + w} for u, v, w in chance.random((120, 3))]
    write_design(folder, "discover", {"fails": fails, "over": {}, "points": 120}, points, 3)
    means = pd.DataFrame([{k: np.mean([result(p, s)[k] for s in (1, 2, 3)]) for k in SHOWN} for p in points])
    limit = float(fails.split(">")[1])
    found = discover(pd.DataFrame(points), (means["township_vacancy"] > limit).tolist())
    (folder / "discovery.json").write_text(json.dumps(dataclasses.asdict(found)), encoding="utf-8")
    return folder


def sweep_study(folder: Path, points: Sequence[Point], policies: Sequence[Made] = (BASELINE,), seeds: int = 6) -> Path:
    """Write a study of a sweep."""
    return write_design(folder, "sweep", {"kind": "list"}, points, seeds, policies)


def package_study(folder: Path) -> Path:
    """Write a study of a package of two parts and of nothing, each alone, and both."""
    parts = ("grassroots_allowance", "first_unknown_part")
    made = [dataclasses.replace(BASELINE, name=name, label_en=name, label_zh=name, leave=leave) for name, leave in (
        (BASELINE.name, 0.011), (parts[0], 0.008), (parts[1], 0.012), ("+".join(parts), 0.009),
    )]  # fmt: skip
    write_study(folder, made, 5, months=62, keep=["months"])
    changed(folder, command="explain", design={})
    return folder
