"""The runs whose results are kept, and how a run is reduced to numbers."""

import hashlib
import json
import math
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments import build_model
from sim.measures import headline
from sim.model import CadreModel
from tests.first_form import FIRST_FORM, LATER
from tests.properties.small_world import history, small_city

FILE = Path(__file__).with_name("baseline.json")
FIRST_MONTH_FILE = Path(__file__).with_name("first_month.json")
LENGTH = 60


def kept_models() -> Iterator[tuple[str, CadreModel]]:
    """Return the models by name, not yet run: the fourteen towns, and a small city of two counties."""
    for seed in (0, 1):
        yield f"fourteen_towns, seed {seed}", build_model([], seed)
    yield "small_city, seed 0", CadreModel(small_city(2), rng=0)


def first_models() -> Iterator[tuple[str, CadreModel]]:
    """Return the same with only the processes and the people of the model's first form."""
    for seed in (0, 1):
        yield f"fourteen_towns, seed {seed}", build_model(FIRST_FORM, seed)
    yield "small_city, seed 0", CadreModel(small_city(2), rng=0, off=LATER)


def reduced(model: CadreModel) -> dict[str, Any]:
    """Return the hash of all events, their number, and the headline results (null where a run is too short)."""
    events = history(model)
    numbers = {name: None if math.isnan(value) else value for name, value in headline(model.results).items()}
    digest = hashlib.blake2b(json.dumps(events).encode(), digest_size=16).hexdigest()
    return {"events_hash": digest, "events": len(events), **numbers}


def measured(models: Iterator[tuple[str, CadreModel]] | None = None) -> dict[str, Any]:
    """Return what `baseline.json` would hold if it were written now."""
    runs = {}
    for name, model in models or kept_models():
        model.run_for(LENGTH)
        runs[name] = reduced(model)
    return {"platform": here(), "runs": runs}


def here() -> str:
    """Return what decides the last bits of exp and log."""
    return f"{platform.system()} {platform.machine()}"


def kept(file: Path = FILE) -> dict[str, Any]:
    """Return what a file of kept results holds."""
    return json.loads(file.read_text("utf-8"))
