"""Survival, competing causes and intervals against closed forms, each with a mutation twin.

Convention of the closed forms: a month's chance h of leaving acts once in every month after the one
in which the stay began; the first possible end is after one month, so P(T > t) = (1 - h)^t. Samples
are studied many times over; an estimator passes if its mean over studies is within `Z` standard
errors (of that mean) of the formula. With some forty such checks, Z = 4.2 keeps the chance of a
false alarm anywhere below one in a thousand; seeds are fixed.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.intervals import mean_interval, runs_needed
from sim.measures import Window
from sim.measures.estimators import kaplan_meier
from sim.measures.openings import opening_spells
from sim.measures.survival import incidence, retention, survival
from tests.rules.small_tables import START, careers, openings

Z = 4.2
H, Q, R = 0.03, 0.02, 0.015
"""Monthly chances: of leaving; and of two competing causes."""
T = 24
"""Months at which the estimates are compared."""
LENGTH = 60
"""Months for which a study runs; people enter all the time, so censoring is heavy."""


class Sample(NamedTuple):
    """Spells of one study: months, and cause 0 where still open."""

    time: np.ndarray
    cause: np.ndarray

    def table(self) -> pd.DataFrame:
        return pd.DataFrame({"time": self.time, "cause": np.array(["", "q", "r"])[self.cause]})


def sample(rng: np.random.Generator, n: int, q: float, r: float = 0.0) -> Sample:
    last = rng.geometric(q + r, n)
    cause = np.where(rng.random(n) < q / (q + r), 1, 2)
    seen = rng.integers(0, LENGTH, n)
    return Sample(np.minimum(last, seen), np.where(last <= seen, cause, 0))


def studies(estimate: Callable[[Sample], float], q: float, r: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(20_100_101)
    return np.array([estimate(sample(rng, 4_000, q, r)) for _ in range(60)])


def off_by(estimates: np.ndarray, truth: float) -> float:
    """How many standard errors the mean of the estimates is from the truth."""
    known = estimates[~np.isnan(estimates)]
    return float((known.mean() - truth) / (known.std(ddof=1) / len(known) ** 0.5))


def share(spells: Sample) -> float:
    return float(survival(spells.table())["share"][T])


def naive(spells: Sample) -> float:
    """One minus leavers over all, whether they could be seen to leave or not."""
    return 1 - float(np.mean((spells.cause > 0) & (spells.time <= T)))


def a_month_late(spells: Sample) -> float:
    return share(spells._replace(time=spells.time + 1))


def open_ones_as_leavers(spells: Sample) -> float:
    return share(spells._replace(cause=np.ones_like(spells.cause)))


def open_ones_dropped(spells: Sample) -> float:
    ended = spells.cause > 0
    return share(Sample(spells.time[ended], spells.cause[ended]))


def lost_before_the_end(spells: Sample) -> float:
    """Those last seen in a month counted as not at risk in it."""
    return share(spells._replace(time=np.maximum(spells.time - (spells.cause == 0), 0)))


def test_kaplan_meier_covers_the_geometric_law() -> None:
    """Oracle 15."""
    assert abs(off_by(studies(share, H), (1 - H) ** T)) < Z


@pytest.mark.parametrize("broken", [naive, a_month_late, open_ones_as_leavers, open_ones_dropped, lost_before_the_end])
def test_a_broken_estimate_of_survival_is_caught(broken: Callable[[Sample], float]) -> None:
    assert abs(off_by(studies(broken, H), (1 - H) ** T)) > Z


def caused(spells: Sample) -> float:
    table = incidence(spells.table(), ("q", "r"))
    return float(table[table["cause"] == "q"]["share"].iloc[T])


def others_censored(spells: Sample) -> float:
    """One minus Kaplan-Meier with the other cause as a loss of sight: what nobody lives through."""
    return 1 - float(survival(spells.table(), events=("q",))["share"][T])


def causes_swapped(spells: Sample) -> float:
    return caused(spells._replace(cause=np.array([0, 2, 1])[spells.cause]))


def leavers_over_all(spells: Sample) -> float:
    return float(np.mean((spells.cause == 1) & (spells.time <= T)))


INCIDENCE = Q / (Q + R) * (1 - (1 - Q - R) ** T)


def test_cumulative_incidence_covers_the_closed_form() -> None:
    """Oracle 16."""
    assert abs(off_by(studies(caused, Q, R), INCIDENCE)) < Z


@pytest.mark.parametrize("broken", [others_censored, causes_swapped, leavers_over_all])
def test_a_broken_estimate_of_incidence_is_caught(broken: Callable[[Sample], float]) -> None:
    assert abs(off_by(studies(broken, Q, R), INCIDENCE)) > Z


spells = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=40)


@given(spells)
def test_incidences_and_survival_add_up_to_one(rows: list[tuple[int, int]]) -> None:
    table = Sample(*np.array(rows).T).table()
    total = incidence(table, ("q", "r")).groupby("months")["share"].sum()
    assert (total + survival(table)["share"]).to_numpy() == pytest.approx(1)


@given(spells)
def test_closed_form_of_the_headline_is_the_library(rows: list[tuple[int, int]]) -> None:
    time, cause = np.array(rows).T
    library = survival(Sample(time, cause).table())["share"].to_numpy()
    assert kaplan_meier(time, cause > 0) == pytest.approx(library, abs=1e-12)


@given(spells, st.sampled_from([0.5, 0.95]))
def test_bands_stay_within_nought_and_one(rows: list[tuple[int, int]], level: float) -> None:
    table = Sample(*np.array(rows).T).table()
    for found in (survival(table, level=level), incidence(table, ("q", "r"), level=level)):
        low, middle, high = (found[name].to_numpy(float) for name in ("low", "share", "high"))
        assert np.all((low >= 0) & (high <= 1)) and not np.isnan(low + high).any()
        assert np.all(low <= middle + 1e-12) and np.all(middle <= high + 1e-12)


def test_bands_do_not_close_when_nobody_is_left() -> None:
    table = pd.DataFrame({"time": [1, 2, 2], "cause": ["q", "q", "q"]})
    last, before = (survival(table).iloc[month] for month in (2, 1))
    assert (last["share"], last["low"], last["high"]) == (0, 0, before["high"])
    last, before = (incidence(table, ("q",)).iloc[month] for month in (2, 1))
    assert last["share"] == pytest.approx(1) and last["low"] == before["low"] < 1


def coverage(truth: float, band: Callable[[Sample], pd.Series], q: float, r: float = 0.0) -> int:
    """How many of 200 studies have the truth within the band."""
    rng = np.random.default_rng(7)
    found = [band(sample(rng, 150, q, r)) for _ in range(200)]
    return sum(row["low"] <= truth <= row["high"] for row in found)


def band_of_survival(spells: Sample, level: float = 0.95) -> pd.Series:
    return survival(spells.table(), level=level).iloc[T]


def band_of_incidence(spells: Sample, level: float = 0.95) -> pd.Series:
    table = incidence(spells.table(), ("q", "r"), level=level)
    return table[table["cause"] == "q"].iloc[T]


@pytest.mark.parametrize(
    ("truth", "band", "chances"),
    [((1 - H) ** T, band_of_survival, (H,)), (INCIDENCE, band_of_incidence, (Q, R))],
    ids=["survival", "incidence"],
)
def test_bands_cover_the_closed_form(truth: float, band: Callable[..., pd.Series], chances: tuple[float, ...]) -> None:
    """Within Z binomial standard errors of 95 percent; a band of 80 percent is caught."""
    reach = Z * (200 * 0.95 * 0.05) ** 0.5
    assert abs(coverage(truth, band, *chances) - 190) < reach
    assert coverage(truth, lambda spells: band(spells, 0.80), *chances) < 190 - reach


def copies(table: pd.DataFrame, **columns: np.ndarray) -> pd.DataFrame:
    """Repeat the one row of a table with these columns."""
    n = len(next(iter(columns.values())))
    return table.iloc[np.zeros(n, int)].reset_index(drop=True).assign(**columns)


def town(rng: np.random.Generator) -> pd.DataFrame:
    """Careers of a township run of LENGTH months: a stock of 4,000, and 70 recruits every month."""
    begin = np.concatenate([np.full(4_000, -1), np.repeat(np.arange(LENGTH), 70)])
    end = begin + rng.geometric(H, len(begin))
    seen = end < LENGTH
    return copies(
        careers({}),
        cadre=np.arange(len(begin)),
        at_start=begin < 0,
        from_month=START + np.where(begin < 0, -40, begin),
        to_month=START + np.minimum(end, LENGTH),
        end=np.where(seen, "resign", ""),
        censored=~seen,
    )


@pytest.mark.parametrize("arrival", ["opening_stock", "entry"])
def test_retention_counts_months_from_the_tables_as_the_law_does(arrival: str) -> None:
    rng = np.random.default_rng(3)
    runs = [town(rng) for _ in range(25)]

    def found(window: Window, shift: int = 0) -> np.ndarray:
        moved = [each.assign(from_month=each["from_month"] + shift) for each in runs]
        curves = [retention(each, window, tier="township", arrival=arrival) for each in moved]
        return np.array([curve["share"][T] for curve in curves])

    window = Window(START, START + LENGTH)
    assert abs(off_by(found(window), (1 - H) ** T)) < Z
    # Twins: the stock taken at the end of the first month, not before it; entry a month early.
    late, shift = Window(START + 1, START + LENGTH), -1 if arrival == "entry" else 0
    assert abs(off_by(found(late, shift), (1 - H) ** T)) > Z


def test_time_to_fill_counts_months_as_the_law_does() -> None:
    """A post open at a month's end is filled with chance H in each month after it opened."""
    rng = np.random.default_rng(5)
    window = Window(START, START + LENGTH)

    def one(shift: int) -> float:
        opened = rng.integers(0, LENGTH, 4_000)
        filled = opened + rng.geometric(H, 4_000) + shift
        done = filled < LENGTH
        table = copies(
            openings({}),
            opened=START + opened,
            filled=np.where(done, START + filled, -1),
            filled_by=np.where(done, "recruit", ""),
        )
        return float(survival(opening_spells(table, window))["share"][T])

    assert abs(off_by(np.array([one(0) for _ in range(60)]), (1 - H) ** T)) < Z
    assert abs(off_by(np.array([one(1) for _ in range(60)]), (1 - H) ** T)) > Z


@pytest.mark.parametrize("n", [10, 20, 30])
def test_interval_of_paired_differences_covers(n: int) -> None:
    """Oracle 22: 95 percent within 1.5 points; percentiles of resampled means fall short."""
    rng = np.random.default_rng(n)
    values = rng.normal(1.0, 2.0, (10_000, n))
    inside = [low <= 1.0 <= high for _, low, high in map(mean_interval, values)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)
    mean, error = values.mean(axis=1), values.std(axis=1, ddof=1) / n**0.5
    normal = np.abs(mean - 1.0) <= 1.96 * error
    assert normal.mean() < np.mean(inside), "the twin that forgets Student"
    if n == 10:
        assert normal.mean() < 0.935
        drawn = values[:1000, rng.integers(0, n, (400, n))].mean(axis=2)
        low, high = np.quantile(drawn, [0.025, 0.975], axis=1)
        assert np.mean((low <= 1.0) & (high >= 1.0)) < 0.935


def test_as_many_runs_as_said_see_the_difference_as_often_as_said() -> None:
    n = runs_needed(2.0, 1.0, power=0.8)
    rng = np.random.default_rng(11)
    seen = [mean_interval(values)[1] > 0 for values in rng.normal(1.0, 2.0, (4_000, n))]
    assert np.mean(seen) == pytest.approx(0.8, abs=Z * (0.8 * 0.2 / 4_000) ** 0.5 + 0.01)
    fewer = [mean_interval(values)[1] > 0 for values in rng.normal(1.0, 2.0, (4_000, n // 2))]
    assert np.mean(fewer) < 0.7
