"""Months as whole numbers: year * 12 + month - 1, so that January 2010 is 24120."""

import re

from sim.terms import MONTHS

_FORM = re.compile(r"(\d{4})-(\d{2})")


def month_number(text: str) -> int:
    """Return the number of a month written "2010-01"; ValueError if it is not one."""
    match = _FORM.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= MONTHS:
        raise ValueError(f"{text!r} is not a month; write year and month as in 2010-01")
    return int(match[1]) * MONTHS + int(match[2]) - 1


def month_text(month: int) -> str:
    """Return a month number as "2010-01"."""
    return f"{month // MONTHS:04d}-{month % MONTHS + 1:02d}"
