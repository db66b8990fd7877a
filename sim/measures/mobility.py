"""Who moves: turnover by cause, the tier-to-tier matrix, and what townships lose upward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.measures.columns import TIERS, Floats, Ints, Window, bools, codes, floats, ints, ratio
from sim.measures.stays import EXITS, LEAVING, MOVES, stays
from sim.measures.stocks import summed
from sim.terms import MONTHS, Tier

ENTRY: Final = "entry"
EXIT: Final = "exit"
_COLUMN: Final = {
    **{cause: f"exits_{cause}" for cause in EXITS},
    **{cause: cause.replace("move", "moves") for cause in MOVES},
}


def turnover(months: pd.DataFrame, by: Sequence[str] = ("tier",)) -> pd.DataFrame:
    """Return ends of stays by cause, long: `by`, cause, count, cadre_years, per_100.

    per_100 = 100 * count / cadre_years; cadre_years = holders at month end, summed over months, /
    12. Causes in the order of `LEAVING`; move_up and move_down are moves of this group's holders to
    another tier.
    """
    table = summed(months, by, ("holders", *(_COLUMN[cause] for cause in LEAVING)))
    table = table.rename(columns={column: cause for cause, column in _COLUMN.items()})
    table["cadre_years"] = floats(table, "holders") / MONTHS
    long = table.melt([*by, "cadre_years"], list(LEAVING), var_name="cause", value_name="count")
    long["per_100"] = 100 * ratio(floats(long, "count"), floats(long, "cadre_years"))
    return long[[*by, "cause", "count", "cadre_years", "per_100"]]


def township_drain(events: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Return what townships lose upward by year: year, up, down, net, cadre_years, per_100.

    year: calendar year.
    up: moves out of townships to a higher tier; down: moves into townships from above; net = up -
    down; per_100 = 100 * net / township cadre-years. Loans leave the post with its holder and do
    not count.
    """
    before, after = codes(events, "from_tier", TIERS), codes(events, "to_tier", TIERS)
    month = ints(events, "month")
    up = month[(before == Tier.TOWNSHIP) & (after > Tier.TOWNSHIP)]
    down = month[(before > Tier.TOWNSHIP) & (after == Tier.TOWNSHIP)]
    township = months[months["tier"] == TIERS[Tier.TOWNSHIP]]
    holders = summed(township.assign(year=ints(township, "month") // MONTHS), ("year",), ("holders",))
    year = ints(holders, "year")
    first, size = int(year.min()), int(year.max() - year.min()) + 1
    ups, downs = (np.bincount(each // MONTHS - first, minlength=size)[year - first] for each in (up, down))
    cadre_years = floats(holders, "holders") / MONTHS
    net = ups - downs
    table = {"year": year, "up": ups, "down": downs, "net": net, "cadre_years": cadre_years}
    return pd.DataFrame({**table, "per_100": 100 * ratio(net, cadre_years)})


def mobility_matrix(careers: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return where cadres are one year on: year, from_tier, to_tier, count, per_100.

    For each whole year of the run; year 0 begins with the run. Rows from each tier and from "entry"
    (not in service at the year's start), columns to each tier and to "exit" (not in service at its
    end); the diagonal are those who stay. A tier's row adds up to its stock at the start, its
    column to its stock at the end. Who enters and leaves within one year is not in it. per_100: per
    100 cadre-years served in `from_tier` during the year (in `to_tier` for entries).
    """
    flows = _Yearly.of(careers, window)
    tables = [flows.matrix(year) for year in range(window.whole_years)]
    columns = ["year", "from_tier", "to_tier", "count", "per_100"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


@dataclass(frozen=True)
class _Yearly:
    """Careers as arrays, one value a spell; `outside` stands for being at no tier."""

    start: int
    person: Ints
    tier: Ints
    begin: Ints
    end: Ints
    outside: int = len(TIERS)

    @classmethod
    def of(cls, careers: pd.DataFrame, window: Window) -> _Yearly:
        begin = np.where(bools(careers, "at_start"), window.start - 1, ints(careers, "from_month"))
        person = stays(careers, window).stay_of_row
        tier = codes(careers, "tier", TIERS)
        return cls(window.start, person, tier, begin, ints(careers, "to_month"))

    def tier_at(self, month: int) -> Ints:
        """Return each person's tier at the end of a month."""
        there = (self.begin <= month) & (self.end > month)
        tier = np.full(int(self.person.max(initial=-1)) + 1, self.outside)
        tier[self.person[there]] = self.tier[there]
        return tier

    def cadre_years(self, first: int) -> Floats:
        """Return years served at each tier, by the twelve month ends from month `first` on."""
        served = np.minimum(self.end, first + MONTHS) - np.maximum(self.begin, first)
        weights = np.clip(served, 0, None)
        return np.bincount(self.tier, weights=weights, minlength=self.outside) / MONTHS

    def matrix(self, year: int) -> pd.DataFrame:
        """Return the matrix of one year, long."""
        first, size = self.start + MONTHS * year, self.outside + 1
        before, after = self.tier_at(first - 1), self.tier_at(first + MONTHS - 1)
        source, target = np.divmod(np.arange(size * size - 1), size)  # without outside to outside
        count = np.bincount(before * size + after, minlength=size * size)[:-1]
        base = self.cadre_years(first)[np.where(source == self.outside, target, source)]
        return pd.DataFrame(
            {
                "year": year,
                "from_tier": np.array([*TIERS, ENTRY])[source],
                "to_tier": np.array([*TIERS, EXIT])[target],
                "count": count,
                "per_100": 100 * ratio(count, base),
            }
        )
