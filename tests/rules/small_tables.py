"""Result tables written by hand: what a row does not give is filled in with something plain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

START = 24_120  # January 2010
_TEXT = {"tier": "township", "county": "A", "rank_group": "non_leading"}
COUNTS = (
    "established vacant away holders women aged_30_or_less aged_31_40 aged_41_50 aged_51_or_more "
    "wish_to_leave second_line age_months_sum motivation_sum strain_sum ability_sum workload_sum "
    "pay_yuan allowance_yuan award_yuan grade_yuan bonus_yuan care_yuan support_yuan training_yuan "
    "other_yuan sanctioned seconded on_loan lying_flat ready closed entries_recruit "
    "entries_outside entries_programme entries_village "
    "exits_retire exits_retire_early exits_die exits_resign exits_dismiss exits_programme_end moves_up moves_down "
    "moves_same_tier_in moves_same_tier_out promotions step_downs conversions exchanges secondments loans"
).split()
_OPENING = {
    "post": 0, "unit": "town", "tier": "township", "county": "A", "rank_group": "non_leading",
    "remoteness": 0, "leading": False, "opened": START, "filled": -1, "months_open": 0,
    "censored": True, "at_start": False, "opened_by": "resign", "filled_by": "", "chain": -1,
    "depth": 0,
}  # fmt: skip
_SPELL = {
    "cadre": 0, "key": 0, "sex": "male", "born": START - 360, "education": "bachelor",
    "party_member": True, "route": "opening_stock", "entered": START - 60, "spell": 0,
    "tier": "township", "county": "A", "unit": "town", "remoteness": 0, "rank": "staff",
    "rank_group": "non_leading", "leading": False, "from_month": START - 60, "to_month": START, "end": "",
    "censored": False, "at_start": False,
}  # fmt: skip
_EVENT = {
    "month": START, "cadre": 0, "kind": "appoint", "cause": "promote", "from_post": -1,
    "to_post": -1, "from_unit": "", "to_unit": "", "from_tier": "", "to_tier": "",
    "rank_before": "staff", "rank_after": "staff", "chain": -1, "depth": 0,
}  # fmt: skip
_UNIT = {
    "unit": "town", "tier": "township", "county": "A", "remoteness": 0, "established": 0,
    "label_en": "Town", "label_zh": "镇",
}  # fmt: skip


def _table(blank: Mapping[str, object], rows: list[dict[str, object]]) -> pd.DataFrame:
    unknown = {name for row in rows for name in row} - set(blank)
    assert not unknown, f"columns that the table does not have: {unknown}"
    return pd.DataFrame([{**blank, **row} for row in rows], columns=list(blank))


def months(*rows: dict[str, object]) -> pd.DataFrame:
    """Rows of the months table; what is not given is 0, a non-leading post of a township."""
    blank = {"month": START, "year": 0, **_TEXT, **dict.fromkeys(COUNTS, 0)}
    table = _table(blank, list(rows))
    return table.assign(year=table["month"] // 12)


def openings(*rows: dict[str, object]) -> pd.DataFrame:
    table = _table(_OPENING, list(rows))
    filled = table["filled"] >= 0
    return table.assign(censored=~filled, filled_by=np.where(filled, "recruit", ""))


def careers(*rows: dict[str, object]) -> pd.DataFrame:
    table = _table(_SPELL, list(rows))
    return table.assign(censored=table["end"] == "")


def events(*rows: dict[str, object]) -> pd.DataFrame:
    return _table(_EVENT, list(rows))


def units(*rows: dict[str, object]) -> pd.DataFrame:
    return _table(_UNIT, list(rows))


@dataclass
class Run:
    """The tables of one run."""

    months: pd.DataFrame
    openings: pd.DataFrame = field(default_factory=openings)
    careers: pd.DataFrame = field(default_factory=careers)
    units: pd.DataFrame = field(default_factory=units)
    events: pd.DataFrame = field(default_factory=events)
