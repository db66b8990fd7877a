"""Levers: reserve cadres and their development."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bench:
    """Reserve cadres and their development."""
