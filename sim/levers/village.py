"""Levers: village cadres: pay, pension, recruitment into townships."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Village:
    """Village cadres: pay, pension, recruitment into townships."""
