"""Levers: lateral exchange, rotation, family reunion, placement."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exchange:
    """Lateral exchange, rotation, family reunion, placement."""
