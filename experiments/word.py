"""Values as the command line writes them after `name=`."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def hydra_text(value: Any) -> str:
    """Write a value as Hydra reads it after `name=`."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{hydra_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(hydra_text(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
