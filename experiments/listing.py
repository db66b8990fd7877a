"""The runs that a study lists, and for each the job that makes it again from the manifest."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from experiments.account import Account, same_code
from experiments.asked import Job
from experiments.choices import shown
from experiments.from_manifest import Points, Remade, Row, rows_of_points
from experiments.manifest import MANIFEST
from experiments.matching import ROWS, Difference
from experiments.names import RunNames
from experiments.parts import parts_of, read_part
from experiments.plan import AS_IT_IS, Point, run_name
from experiments.problems import Problems
from experiments.rebuild import Found, Listed

SEARCHED: Final = {"optimise", "calibrate"}
"""Commands that run their points under different seeds: not every point has every seed."""


class Listing:
    """The runs that a study lists, with the jobs that make them again."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any], remade: Remade, account: Account) -> None:
        self._folder, self._manifest, self._remade, self._account = folder, manifest, remade, account
        self._seeds = set(manifest["seeds"])
        self.first = next(place for place, plan in enumerate(remade.plans) if plan is not None)
        self.points: list[Point] = []
        self._places: dict[str, tuple[int, int]] = {}
        if manifest["design"] or parts_of(folder, "points"):  # a comparison under an ensemble has points, no design
            self._read_points()
        else:
            self.points = [AS_IT_IS]
            self._places = {hashed: (place, 0) for place, hashed in enumerate(remade.hashes) if remade.plans[place]}
        self._parts: list[tuple[str, int]] = []
        for part, file in parts_of(folder, "runs").items():
            self._tried(file, lambda part=part, file=file: self._parts.append((part, read_part(file, []).num_rows)))
        account.there = sum(size for _, size in self._parts)
        self._missing()

    def _tried(self, file: Path, action: Callable[[], None]) -> None:
        try:
            action()
        except Problems as fault:
            self._account.add(Found(shown(file), words=fault.lines[0]))

    def _read_points(self) -> None:
        """Read the table of points, and note the rows that the manifest's design does not give."""
        source, same = Points(self._manifest, self._remade), same_code(self._manifest)
        if source.problem:
            self._account.add(Found(MANIFEST, words=f"design: {source.problem}"))
        try:
            for file, rows in rows_of_points(self._folder):
                for row in rows:
                    self._read_point(source, row, shown(file), same)
        except Problems as fault:
            self._account.add(Found(shown(self._folder / "points"), words=fault.lines[0]))
        self._account.from_table = source.from_table

    def _read_point(self, source: Points, row: Row, file: str, same: bool) -> None:
        found = source.plan_of(row)
        if found is None:
            what = Difference("points", "", f"point {row.number}", "policy", row.policy, "not there")
            self._account.add(Found(file, what))
            return
        index, point = found
        plan = self._remade.plans[index]
        if same and plan is not None and plan.at(point).contents != row.contents:
            name, stored, made = source.differing(row)
            what = Difference("points", "", f"point {row.number}, policy {row.policy}", name, str(stored), str(made))
            self._account.add(Found(file, what))
        self._places[row.contents] = (index, len(self.points))
        self.points.append(point)

    def _missing(self) -> None:
        """Note how many runs failed, and the first of those that the manifest counts and the tables lack."""
        manifest, account = self._manifest, self._account
        names = RunNames(run for part, _ in self._parts for run in self._column(part, "run"))
        if len(names) != account.there:
            rows = Difference("runs", "", "", ROWS, f"{account.there:,}", f"{len(names):,} runs")
            account.add(Found(shown(self._folder / "runs"), rows))
        if manifest.get("session", "") and manifest["command"] not in SEARCHED:
            own = [set(policy["seeds"]) if "seeds" in policy else self._seeds for policy in manifest["policies"]]
            lacking = [
                (contents, seed)
                for seed in manifest["seeds"]
                for contents, (place, _) in self._places.items()
                if seed in own[place] and run_name(contents, seed) not in names
            ]
            account.failed = len(lacking)
            if manifest["complete"] and lacking:
                (contents, seed), *_ = lacking
                place, point = self._places[contents]
                plan = self._remade.plans[place]
                where = f"policy {plan.name if plan else place}, point {self.points[point].number}, seed {seed}"
                what = Difference("runs", "", where, ROWS, "0", "1")
                account.add(Found(shown(self._folder / "runs"), what))
        elif len(names) < manifest["runs_done"]:
            what = Difference("runs", "", "", ROWS, f"{len(names):,}", f"{manifest['runs_done']:,}")
            account.add(Found(shown(self._folder / "runs"), what))

    def _column(self, part: str, name: str) -> list[Any]:
        file = parts_of(self._folder, "runs")[part]
        return read_part(file, [name])[name].to_pylist()

    def chosen(self, most: int) -> Iterator[Listed]:
        """Yield the runs to make again: all, or so many spread evenly over the study."""
        there = self._account.there
        wanted = set(np.linspace(0, there - 1, most).round().astype(int).tolist()) if 0 < most < there else None
        number = 0
        for part, size in self._parts:
            if wanted is None or any(place in wanted for place in range(number, number + size)):
                for row in self._rows(part):
                    if wanted is None or number in wanted:
                        listed = self._listed(part, row)
                        if listed is not None:
                            yield listed
                    number += 1
            else:
                number += size

    def _rows(self, part: str) -> list[dict[str, Any]]:
        file = parts_of(self._folder, "runs")[part]
        return list(read_part(file, ["run", "policy", "point", "seed", "plan"]).to_pylist())

    def _listed(self, part: str, row: Mapping[str, Any]) -> Listed | None:
        """Return a row's run with the job that makes it again; None, and noted, where the manifest has none such."""
        place = self._places.get(row["plan"])
        known = place is not None and row["seed"] in self._seeds
        if place is not None and known and row["run"] == run_name(row["plan"], row["seed"]):
            job = Job(*place, row["seed"])
            return Listed(part, row["run"], row["policy"], row["point"], row["seed"], job)
        where = f"run {row['run']}, policy {row['policy']}, point {row['point']}, seed {row['seed']}"
        name = "plan" if place is None else "seed" if not known else "run"
        what = Difference("runs", "", where, name, str(row[name]), "not in the manifest")
        self._account.add(Found(shown(self._folder / "runs"), what))
        return None
