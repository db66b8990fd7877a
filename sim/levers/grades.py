"""Levers: personal grades beside posts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grades:
    """Personal grades beside posts."""
