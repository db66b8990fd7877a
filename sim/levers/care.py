"""Levers: health, leave, counselling, housing, meals, families."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Care:
    """Health, leave, counselling, housing, meals, families."""
