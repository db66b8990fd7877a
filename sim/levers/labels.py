"""Names of the elements of levers that are lists, and sources that many levers share."""

from typing import Final

RANKS: Final = ("clerk", "staff", "deputy_section", "section", "deputy_division", "division")
CLASSES: Final = ("class_0", "class_1", "class_2", "class_3", "class_4")
TIERS: Final = ("township", "county", "city")
TOWNS: Final = "fourteen towns (003_ pt5)"
OTHER_STAFF: Final = ("public_institution", "programme")
"""Establishments beside the civil service."""
