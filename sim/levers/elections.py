"""Levers: leadership rounds: numbers of posts, contested elections, cross-appointment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Elections:
    """Leadership rounds: numbers of posts, contested elections, cross-appointment."""
