"""Survival and cumulative incidence, with confidence bands, from statsmodels.

Bands are pointwise, on the log-log scale, so that they stay within 0 and 1; the library gives the
standard errors (Greenwood's, and Dinse and Larson's for competing causes). Checked of the library,
version 0.15: ends come before losses of sight in the same month; a curve has a value only where
something ended; a standard error is missing where the last ones at risk end together, and the one
before is kept there; causes are numbered from 1 and may not be empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.measures.columns import TIERS, Bools, Floats, Ints, Window, codes, ints, words
from sim.measures.estimators import at_risk
from sim.measures.stays import rank_stays, service_stays, tier_stays

SHARES: Final = ("share", "low", "high")
NIL: Final = 1e-12
"""Shares closer than this to 0 or 1 are 0 or 1, but for rounding."""


def survival(
    spells: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    events: Sequence[str] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return Kaplan-Meier curves: columns `by`, months, share, low, high, at_risk, ends.

    `spells`: columns time (months), cause ("" while open). `events`: causes that count as an end;
    the others are then losses of sight, so the curve is what would be seen without them. None:
    every cause is an end. `share` at t is the share lasting longer than t, for t = 0 .. the longest
    time. `level`: of the pointwise band.
    """
    columns = ("months", *SHARES, "at_risk", "ends")
    parts = [(group, _curve(ints(part, "time"), _is_event(part, events), level)) for group, part in _groups(spells, by)]
    return _table(parts, by, columns)


def incidence(
    spells: pd.DataFrame, causes: Sequence[str], by: Sequence[str] = (), *, level: float = 0.95
) -> pd.DataFrame:
    """Return cumulative incidence by cause: columns `by`, cause, months, share, low, high.

    `share` at t is the share whom this cause has ended by t; the shares of all causes and survival
    add up to 1. `causes`: every cause in the spells, in the order wanted; ValueError if one is
    missing.
    """
    missing = set(words(spells, "cause").tolist()) - {"", *causes}
    if missing:
        raise ValueError(
            f"spells end by {', '.join(sorted(missing))}, which causes does not list; "
            "add them, or merge causes before the call"
        )
    parts = [(group, _incidences(part, causes, level)) for group, part in _groups(spells, by)]
    return _table(parts, by, ("cause", "months", *SHARES))


def retention(
    careers: pd.DataFrame,
    window: Window,
    *,
    tier: str,
    arrival: str = "opening_stock",
    place: str = "tier",
    by: Sequence[str] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of a cohort still there by months since the run's start, or since entry.

    `tier`: where the cohort began; `arrival`: "opening_stock", or "entry" for those who entered
    during the run (use `by` "year" or "route" to tell them apart), or "move". `place`: "tier" for
    still at the same tier, "service" for still in service anywhere.
    """
    if tier not in TIERS or place not in ("tier", "service"):
        raise ValueError(
            f"retention of tier {tier!r} in {place!r}; tier is one of {', '.join(TIERS)}, place is tier or service"
        )
    spells = (tier_stays if place == "tier" else service_stays)(careers, window)
    cohort = (spells["tier"] == tier) & (spells["arrival"] == arrival)
    return survival(spells[cohort], by, level=level)


def promotion_wait(
    careers: pd.DataFrame, window: Window, by: Sequence[str] = ("rank",), *, level: float = 0.95
) -> pd.DataFrame:
    """Return the share still waiting for promotion by months in the rank.

    Only ranks reached during the run count: when the opening stock reached its rank is not
    recorded. Leaving service is a loss of sight, so the curve answers "if everyone waited";
    `incidence` of `rank_stays` gives shares that are in fact promoted.
    """
    spells = rank_stays(careers, window)
    known = spells[spells["arrival"] != "opening_stock"]
    return survival(known, by, events=("promote",), level=level)


def _groups(spells: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[tuple[object, ...], pd.DataFrame]]:
    """Yield each group's keys and its spells."""
    if spells.empty:
        return
    if by:
        yield from spells.groupby(list(by), observed=True)
    else:
        yield (), spells


def _table(
    parts: Sequence[tuple[tuple[object, ...], Mapping[str, Any]]],
    by: Sequence[str],
    columns: Sequence[str],
) -> pd.DataFrame:
    """Return the curves of all groups as one long table, each row led by its group's keys."""
    if not parts:
        return pd.DataFrame(columns=[*by, *columns])
    lengths = [len(curve[columns[0]]) for _, curve in parts]
    table: dict[str, Any] = {}
    for i, name in enumerate(by):
        table[name] = pd.Series([keys[i] for keys, _ in parts]).repeat(lengths).array
    for name in columns:
        table[name] = np.concatenate([curve[name] for _, curve in parts])
    return pd.DataFrame(table)


def _is_event(spells: pd.DataFrame, events: Sequence[str] | None) -> Bools:
    cause = spells["cause"]
    return np.asarray(cause != "" if events is None else cause.isin(list(events)), dtype=bool)


def _curve(time: Ints, ended: Bools, level: float) -> dict[str, Any]:
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415 - two seconds to import

    fit = SurvfuncRight(time, ended)
    grid = np.arange(time.max() + 1)
    share = _on(grid, fit.surv_times, fit.surv_prob, 1.0)
    error = _on(grid, fit.surv_times, _kept(fit.surv_prob_se), 0.0)
    low, high = _band(share, error, level)
    low, high = np.where(share > NIL, low, 0.0), _held(high, share <= NIL, 1.0)
    ends = np.bincount(time[ended], minlength=len(grid))
    table = {"months": grid, "share": share, "low": low, "high": high}
    return {**table, "at_risk": at_risk(np.bincount(time)), "ends": ends}


def _incidences(spells: pd.DataFrame, causes: Sequence[str], level: float) -> dict[str, Any]:
    from statsmodels.duration.survfunc import CumIncidenceRight  # noqa: PLC0415 - two seconds to import

    time = ints(spells, "time")
    grid = np.arange(time.max() + 1)
    present = set(words(spells, "cause").tolist())
    found = [name for name in causes if name in present]
    with np.errstate(divide="ignore", invalid="ignore"):  # the last ones at risk end together
        fit = CumIncidenceRight(time, codes(spells, "cause", found) + 1)
    curves = np.zeros((3, len(causes), len(grid)))
    for i, name in enumerate(found):
        share = np.clip(_on(grid, fit.times, fit.cinc[i], 0.0), 0.0, 1.0)
        error = _on(grid, fit.times, _kept(fit.cinc_se[i]), 0.0)
        low, high = _band(share, error, level)
        curves[:, causes.index(name)] = share, _held(low, share >= 1 - NIL, 0.0), high
    return {
        "cause": np.repeat(np.array(causes, dtype=object), len(grid)),
        "months": np.tile(grid, len(causes)),
        **{name: values.ravel() for name, values in zip(SHARES, curves, strict=True)},
    }


def _on(grid: Ints, times: Ints, values: Floats, before: float) -> Floats:
    """Return a step function on the grid, `before` up to its first time."""
    return np.append(before, values)[np.searchsorted(times, grid, side="right")]


def _kept(values: Floats) -> Floats:
    """Return values with the last finite one in the place of missing ones, 0 before the first."""
    last = np.maximum.accumulate(np.where(np.isfinite(values), np.arange(1, len(values) + 1), 0))
    return np.append(0.0, values)[last]


def _held(limit: Floats, over: Bools, before: float) -> Floats:
    """Return a limit that stays as it was from the month on in which nobody is left.

    There is no standard error there, and one month's certainty would be false. `over`: true from
    some month on; `before`: the limit if that is the first.
    """
    if not over.any():
        return limit
    first = int(np.argmax(over))
    return np.where(over, limit[first - 1] if first else before, limit)


def _band(share: Floats, error: Floats, level: float) -> tuple[Floats, Floats]:
    """Return share ** exp(+-z error / (share log share)), normal limits on the log-log scale."""
    low, high = share.copy(), share.copy()
    inside = (share > NIL) & (share < 1 - NIL)
    part = share[inside]
    reach = np.exp(-ndtri(0.5 + level / 2) * error[inside] / (part * np.log(part)))
    low[inside], high[inside] = part**reach, part ** (1 / reach)
    return low, high
