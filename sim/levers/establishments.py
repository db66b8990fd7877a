"""Levers: establishment types: who may move where, transfers into the civil service, programme staff."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Establishments:
    """Establishment types: who may move where, transfers into the civil service, programme staff."""
