"""Levers: how recruits are found: powers, education, examination, allocation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recruiting:
    """How recruits are found: powers, education, examination, allocation."""
