"""Studies that are made and made again, for the tests of replay."""

import io
import json
from collections.abc import Callable
from pathlib import Path

from omegaconf import OmegaConf
from rich.console import Console

from experiments import checksums
from experiments.carry_out import Call
from experiments.cli import understood
from experiments.compose import compose
from experiments.manifest import MANIFEST, manifest_digest
from experiments.replay import replay

SHORT = ("months=6", "seeds=2", "workers=1", "run_seconds=none", "reuse=false", "language=en")
BOTH = ("policies=[rules_2006,allowance_up]", "table=false")


def made(command: Callable[..., object], name: str, out: Path, *words: str, config_dirs: tuple[str, ...] = ()) -> Path:
    """Carry a command out in a folder and return the folder."""
    words = tuple(understood(name, [*SHORT, *words, f"out={out}"]))
    config = OmegaConf.to_container(compose(words, name, config_dirs), resolve=True)
    command(Call(name, words, config, name, config_dirs), Console(file=io.StringIO(), width=140))
    return out


def replayed(*words: str, workers: int = 1) -> tuple[int, str]:
    """Return the exit code of `cadreflow replay WORDS`, and what it prints in one line."""
    words = tuple(understood("replay", [*words, f"workers={workers}", "language=en"]))
    config = OmegaConf.to_container(compose(words, "replay"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    code = replay(Call("replay", words, config, "replay"), console)
    return code, " ".join(console.file.getvalue().split())


def sealed(study: Path) -> None:
    """Give the changed parts and the manifest the checksums that they have now, as a careful forger would."""
    (study / checksums.CHECKSUMS).unlink()
    manifest = json.loads((study / MANIFEST).read_text())
    manifest["checksums"] = checksums.record(study, new=True)
    manifest["digest"] = manifest_digest(manifest)
    (study / MANIFEST).write_text(json.dumps(manifest))
