"""Levers: loans upward and task forces that take people off their posts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Loans:
    """Loans upward and task forces that take people off their posts."""
