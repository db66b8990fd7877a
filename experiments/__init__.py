"""Experiments: from a configuration to runs, studies on disk, and what differs between policies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import CadreModel

__all__ = ["Study", "build_model", "conduct"]
_LAZY = {"Study": "experiments.study", "conduct": "experiments.from_python"}


def __getattr__(name: str) -> object:
    """Import what is heavy when it is first asked for; help and refusals need none of it."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_LAZY[name]), name)


def build_model(overrides: Sequence[str] = (), seed: int = 1) -> "CadreModel":
    """Return the model that `key=value` words ask for, as `cadreflow run` would build it.

    `build_model(["policy=limits_57_55", "age_limits.new_men_years=53"], seed=7)`.
    Raises `experiments.problems.Problems` with everything that is wrong.
    """
    from experiments.compose import plan_from
    from sim.model import CadreModel

    plan = plan_from(overrides).with_seed(seed)
    return CadreModel(plan.city, plan.policy, plan.setting, off=plan.off, rng=plan.seed)
