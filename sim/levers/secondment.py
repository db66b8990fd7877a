"""Levers: secondment out, down and up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Secondment:
    """Secondment out, down and up."""
