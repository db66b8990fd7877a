"""Levers: mechanisms of township leadership teams."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Team:
    """Mechanisms of township leadership teams."""
