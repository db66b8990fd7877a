"""Levers: accountability, fault tolerance, false reports, supervision."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accountability:
    """Accountability, fault tolerance, false reports, supervision."""
