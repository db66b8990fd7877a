"""Levers: training rotation by role group."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Training:
    """Training rotation by role group."""
