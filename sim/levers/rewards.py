"""Levers: who appraises, and what good years bring."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rewards:
    """Who appraises, and what good years bring."""
