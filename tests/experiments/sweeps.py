"""Sweeps of half a year, and their tables, for the tests beside this file."""

from pathlib import Path

from omegaconf import OmegaConf
from rich.console import Console

from experiments.carry_out import Call, CarriedOut
from experiments.compose import compose
from experiments.sweep import conducted

LINE, CAP = "age_limits.renewal_men_years", "quotas.excellent_cap_share"


def swept(out: Path, *words: str) -> CarriedOut:
    """Carry a sweep of half a year out in a folder and return what became of it."""
    words = (
        "months=6",
        "seeds=2",
        "workers=1",
        "run_seconds=none",
        "reuse=false",
        "keep=[months]",
        *words,
        f"out={out}",
    )
    config = OmegaConf.to_container(compose(words, "sweep"), resolve=True)
    return conducted(Call("sweep", words, config, "sweep"), Console(quiet=True))
