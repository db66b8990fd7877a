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
from tests.properties.small_world import history, small_city

FILE = Path(__file__).with_name("baseline.json")
LENGTH = 60


def kept_models() -> Iterator[tuple[str, CadreModel]]:
    """Return the models by name, not yet run: the fourteen towns, and a small city of two counties."""
    for seed in (0, 1):
        yield f"fourteen_towns, seed {seed}", build_model([], seed)
    yield "small_city, seed 0", CadreModel(small_city(2), rng=0)


def reduced(model: CadreModel) -> dict[str, Any]:
    """Return the hash of all events, their number, and the headline results (null where a run is too short)."""
    events = history(model)
    numbers = {name: None if math.isnan(value) else value for name, value in headline(model.results).items()}
    digest = hashlib.blake2b(json.dumps(events).encode(), digest_size=16).hexdigest()
    return {"events_hash": digest, "events": len(events), **numbers}


def measured() -> dict[str, Any]:
    """Return what `baseline.json` would hold if it were written now."""
    runs = {}
    for name, model in kept_models():
        model.run_for(LENGTH)
        runs[name] = reduced(model)
    return {"platform": here(), "runs": runs}


def here() -> str:
    """Return what decides the last bits of exp and log."""
    return f"{platform.system()} {platform.machine()}"


def kept() -> dict[str, Any]:
    """Return what `baseline.json` holds."""
    return json.loads(FILE.read_text("utf-8"))
