"""Levers: authority and duties between townships and departments."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Authority:
    """Authority and duties between townships and departments."""
