"""Runs that a search asks for, one lot after the other, in one study that keeps them all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from experiments.carry_out import Call, CarriedOut, ask, carry_out, tell
from experiments.engine import Engine
from experiments.plan import Point, RunPlan

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from sim.parameters import Value


class Evaluations:
    """Runs points under every plan; the study keeps them, and what it holds is not run again.

    `plans`: of one policy, or of one policy over several lengths; `chosen`: for each the words that choose it.
    """

    def __init__(
        self,
        call: Call,
        plans: Sequence[RunPlan],
        chosen: Sequence[str],
        engine: Engine,
        console: "Console",
        design: Mapping[str, Any],
    ) -> None:
        self._call, self._plans, self._chosen = call, list(plans), list(chosen)
        self._engine, self._console, self._design = engine, console, design
        self._points: list[Point] = []
        self.computed = self.failed = 0
        self.done: CarriedOut | None = None

    @property
    def at_once(self) -> int:
        """Return how many runs go on at the same time."""
        return max(1, self._engine.workers)

    def on(self, points: "Sequence[dict[str, Value]]", seeds: Sequence[int]) -> "pd.DataFrame":
        """Return a row for each point, plan and seed: `point`, its place in `points`, and every result."""
        import pandas as pd

        from experiments.study import Study

        new = [Point(len(self._points) + number, values) for number, values in enumerate(points, 1)]
        self._points += new
        asked = replace(ask(self._call, self._plans, seeds, new, self._design), as_it_goes=True)
        self.done = done = carry_out(self._call, asked, self._engine, self._console, self._chosen)
        self.computed += done.outcome.written
        self.failed += len(done.outcome.causes) + done.lost
        if done.outcome.causes or done.lost:
            tell(done, self._call.config["language"], self._console)
        if done.outcome.interrupted:
            raise KeyboardInterrupt
        places: dict[str, list[int]] = {}
        for place, point in enumerate(new):
            for plan in self._plans:
                places.setdefault(plan.at(point).contents, []).append(place)
        runs = Study(done.folder).runs()
        own = runs[runs["plan"].isin(list(places)) & runs["seed"].isin(list(seeds))]
        own = own.assign(point=pd.Series([places[each] for each in own["plan"]], index=own.index, dtype=object))
        return own.explode("point").astype({"point": int}).sort_values(["point", "seed"], ignore_index=True)


def in_one_folder(call: Call, made_of: str) -> Call:
    """Return the call with a name for its study, since its points become known one after the other."""
    config = call.config
    if config["study"] or config["out"]:
        return call
    name = f"{call.command}-{blake2b(made_of.encode(), digest_size=4).hexdigest()}"
    return replace(call, config={**config, "study": name})


def other_seeds(seeds: Sequence[int]) -> list[int]:
    """Return as many other seeds, on which what chance chose on the first can be judged anew."""
    return list(range(seeds[-1] + 1, seeds[-1] + 1 + len(seeds)))
