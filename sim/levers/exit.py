"""Levers: probation, trial, term limits, last-place elimination, dismissal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exit:
    """Probation, trial, term limits, last-place elimination, dismissal."""
