"""Make a study's plans and points again from its manifest alone: no policy file is read, no word of a call.

Points of a design are made again by its recipe. Those of a search or of a file are in the manifest only by the checksum
of the table `points`; their values are taken from there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from experiments import register
from experiments.cities import load_city
from experiments.designs import points_of
from experiments.discover import design_made
from experiments.drivers import LIMIT, morris_sample, sobol_sample
from experiments.from_config import plan_of, policy_of
from experiments.parts import parts_of, read_part
from experiments.plan import Point, RunPlan
from experiments.problems import Problems
from experiments.schema import declared
from experiments.sweep import design_of, flat
from experiments.work import lever_values
from sim.parameters import Value

Recipe = Callable[[Mapping[str, Any], RunPlan], Sequence[Mapping[str, Value]]]
"""Makes the points of a design, as the manifest keeps it, on a plan."""


@dataclass(frozen=True)
class Remade:
    """What a manifest asks for, made again.

    `plans`: a plan for each policy, in order, None where none can be made; `hashes`: what the manifest calls each;
    `problems`: what its policies or its city do not give any more, in words.
    """

    plans: tuple[RunPlan | None, ...]
    hashes: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A row of the table `points`: number, policy, hash of its plan, and the values of the varied levers by column."""

    number: int
    policy: str
    contents: str
    values: Mapping[str, float | bool]


def plans_in(manifest: Mapping[str, Any]) -> Remade:
    """Return the plans of a manifest's policies; what cannot be made is said in `problems`."""
    problems: list[str] = []
    try:
        city = load_city(manifest["city"]["config"])
    except (Problems, KeyError, TypeError, OSError) as fault:
        lines = fault.lines if isinstance(fault, Problems) else [repr(fault)]
        return Remade((None,) * len(manifest["policies"]), (), tuple(f"city: {line}" for line in lines))
    plans: list[RunPlan | None] = []
    for entry in manifest["policies"]:
        config = {**entry["config"], "city": manifest["city"]["config"], "keep": manifest["keep"], "seed": 0}
        try:
            plan = plan_of(config, city)
            if plan.config.get("fork"):
                plan = plan.forked(plan.config["fork"], _past(entry))
            if "past_seed" in entry:
                plan = replace(plan, past_seed=entry["past_seed"]).forked(entry["fork"], _past(entry))
            problems += [f"policy {entry['name']}: {line}" for line in plan.problems()]
            plans.append(plan)
        except (Problems, KeyError, TypeError, ValueError, AttributeError) as fault:
            lines = fault.lines if isinstance(fault, Problems) else [repr(fault)]
            problems += [f"policy {entry['name']}: {line}" for line in lines]
            plans.append(None)
    return Remade(tuple(plans), tuple(entry["plan"] for entry in manifest["policies"]), tuple(problems))


def _past(entry: Mapping[str, Any]) -> Any:
    if "past" not in entry:
        raise Problems(["the manifest does not hold the policy before its fork: it was written by an earlier version"])
    return policy_of(entry["past"])


def rows_of_points(folder: Path) -> Iterator[tuple[Path, list[Row]]]:
    """Yield the rows of the table `points`, part by part; Problems if one cannot be read."""
    for file in parts_of(folder, "points").values():
        rows = []
        for row in read_part(file).to_pylist():
            own = {name: value for name, value in row.items() if "." in name}
            rows.append(Row(row["point"], row["policy"], row["plan"], own))
        yield file, rows


class Points:
    """The points of a study by policy and number: from the design's recipe where it gives them, else from the table."""

    def __init__(self, manifest: Mapping[str, Any], remade: Remade) -> None:
        self._names = [entry["name"] for entry in manifest["policies"]]
        self._plans, self._varied = remade.plans, tuple(manifest["varied"])
        self._made: dict[tuple[int, tuple[Any, ...]], Point] = {}
        self._by_number: dict[int, Point] = {}
        self.problem = ""
        self.from_table = 0
        first = next((plan for plan in remade.plans if plan is not None), None)
        if manifest["design"] and first is not None:
            self._remake(manifest, first)

    def _remake(self, manifest: Mapping[str, Any], plan: RunPlan) -> None:
        try:
            found = _RECIPES.get(manifest["command"], _none)(manifest["design"], plan)
        except (Problems, KeyError, TypeError, ValueError) as fault:
            self.problem = "; ".join(fault.lines) if isinstance(fault, Problems) else repr(fault)
            return
        for number, values in enumerate(found, 1):
            self._by_number[number] = Point(number, values)
            for index, own in enumerate(self._plans):
                if own is not None:
                    point = Point(number, values)
                    self._made.setdefault((index, self._key(own.at(point))), point)

    def _key(self, plan: RunPlan) -> tuple[Any, ...]:
        return tuple(lever_values(plan, self._varied).items())

    def plan_of(self, row: Row) -> tuple[int, Point] | None:
        """Return the place of a row's policy and its point; None where the manifest has no such policy."""
        for index, plan in enumerate(self._plans):
            if self._names[index] != row.policy or plan is None:
                continue
            values = _whole_values(row.values, plan)
            point = self._made.get((index, self._key(plan.at(Point(row.number, values)))))
            found = Point(row.number, point.values if point else values)
            if self._names.count(row.policy) == 1 or plan.at(found).contents == row.contents:
                self.from_table += point is None
                return index, found
        return None

    def differing(self, row: Row) -> tuple[str, Any, Any]:
        """Return the first column in which a row differs from the recipe's point of its number, and both values."""
        point, index = self._by_number.get(row.number), self._names.index(row.policy)
        plan = self._plans[index]
        if point is not None and plan is not None:
            made = lever_values(plan.at(point), self._varied)
            for name, value in row.values.items():
                if name in made and made[name] != value:
                    return name, value, made[name]
        return (
            "plan",
            row.contents,
            plan.at(Point(row.number, _whole_values(row.values, plan))).contents if plan else "",
        )


def _whole_values(columns: Mapping[str, Any], plan: RunPlan) -> dict[str, Value]:
    """Return the values of levers that columns set otherwise than a plan does, lists put together again."""
    found: dict[str, Value] = {}
    known = declared()
    for name in dict.fromkeys(name if name in known else name.rpartition(".")[0] for name in columns):
        if name not in known:
            continue
        base, labels = plan.value(name), known[name].labels
        if labels:
            own: Any = tuple(columns.get(f"{name}.{label}") for label in labels)
            own = tuple(old if new is None else new for old, new in zip(base, own, strict=True))
        else:
            own = base if columns[name] is None else columns[name]
        if own != base:
            found[name] = own
    return found


def _none(design: Mapping[str, Any], plan: RunPlan) -> list[Mapping[str, Value]]:
    return []


def _sweep(design: Mapping[str, Any], plan: RunPlan) -> list[Mapping[str, Value]]:
    return [] if design["kind"] == "csv" else list(points_of(design_of(design), plan.value))


def _sensitivity(design: Mapping[str, Any], plan: RunPlan) -> list[Mapping[str, Value]]:
    over, seed = dict(flat(design["over"])), design["design_seed"]
    if design["method"] == "morris":
        return list(morris_sample(over, design["trajectories"], seed, plan.value, LIMIT).points)
    return list(sobol_sample(over, design["base_points"], seed, plan.value, LIMIT).points)


def _discover(design: Mapping[str, Any], plan: RunPlan) -> list[Mapping[str, Value]]:
    return list(points_of(design_made({**design, "limit": LIMIT}, plan), plan.value))


def _register(design: Mapping[str, Any], plan: RunPlan) -> list[Mapping[str, Value]]:
    return [point.values for point in register.points(plan, design["names"])]


_RECIPES: Final[Mapping[str, Recipe]] = {
    "sweep": _sweep, "sensitivity": _sensitivity, "discover": _discover, "assumptions": _register,
}  # fmt: skip
"""How a command's points are made; those of other designs are found by a search."""
