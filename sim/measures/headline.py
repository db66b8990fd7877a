"""The headline results of one run, computed fast: a study asks for them thousands of times.

Definitions stand in `declared`. Everything is sums over arrays; Kaplan-Meier shares come from
`estimators`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.measures.columns import (
    GROUPS,
    TIERS,
    Bools,
    Ints,
    Table,
    Tables,
    Window,
    bools,
    codes,
    floats,
    ints,
    marks,
    picked,
    quotient,
    ratio,
    several_runs,
    total,
    window_of,
)
from sim.measures.cost import COSTS
from sim.measures.declared import MEASURES
from sim.measures.estimators import UNKNOWN, kaplan_meier, kaplan_meier_of, restricted_mean, share_at
from sim.measures.openings import FOLLOW_UP, TIMED, chain_arrays, spell_arrays
from sim.measures.tally import STUCK, tally
from sim.terms import MONTHS, RankGroup, Tier

TERM: Final = 60
"""Months between leadership rounds, as a unit of time."""


def headline(tables: Tables) -> dict[str, float]:
    """Return every measure of `MEASURES` for one run, by name and in that order.

    nan where the run is too short. `tables`: the months, openings, careers and units tables of one
    run; several runs at once are refused. Results of a run are read without making frames of them.
    """
    tables = getattr(tables, "plain", tables)
    parts = {"months": tables.months, "openings": tables.openings, "careers": tables.careers}
    mixed = [name for name, table in parts.items() if several_runs(table)]
    if mixed:
        raise ValueError(f"{', '.join(mixed)} hold several runs; headline results are of one run, pass one at a time")
    window = window_of(tables.months)
    ledger = _Ledger.of(tables.months, window)
    found = {
        **_at_the_end(ledger),
        **_rates(ledger),
        **_exchange(ledger, tables.units),
        "remote_gap": _remote_gap(tables.openings, tables.units),
        **_filling(tables.openings, window),
        **_people(tables.careers, window, ledger),
        "township_teams_without_women": _without_women(tables.careers, tables.units),
    }
    return {name: float(found[name]) for name in MEASURES}


@dataclass(frozen=True)
class _Ledger:
    """The months table as arrays, with the masks that the measures share."""

    months: Table
    window: Window
    since_start: Ints
    tier: Ints
    township: Bools
    """Civil-service posts of townships."""
    leading: Bools
    institution: Bools

    @classmethod
    def of(cls, months: Table, window: Window) -> _Ledger:
        group = codes(months, "rank_group", GROUPS)
        leading, institution = civil_leading(group), group == RankGroup.INSTITUTION
        since, tier = ints(months, "month") - window.start, codes(months, "tier", TIERS)
        town = (tier == Tier.TOWNSHIP) & (group < RankGroup.INSTITUTION)
        return cls(months, window, since, tier, town, leading, institution)

    def at(self, month: int) -> Ints:
        """Return the rows of one month, counted from the start."""
        return np.flatnonzero(self.since_start == month)

    def before(self, month: int) -> Ints:
        """Return the rows of the first months."""
        return np.flatnonzero(self.since_start < month)

    def total(self, rows: Ints, *names: str) -> float:
        return sum((total(self.months, name, rows) for name in names), 0.0)

    def share(self, rows: Ints, *above: str, below: str) -> float:
        """Return the sum of `above` over the sum of `below`; nan without any."""
        return quotient(self.total(rows, *above), self.total(rows, below))


def of_civil_service(table: Table) -> Bools:
    """Return which rows of a table with rank groups are about civil-service posts."""
    return codes(table, "rank_group", GROUPS) < RankGroup.INSTITUTION


def civil_leading(group: Ints) -> Bools:
    """Return which rank groups (n,) are those of leading posts."""
    return (group != RankGroup.NON_LEADING) & (group < RankGroup.INSTITUTION)


def _at_the_end(ledger: _Ledger) -> Mapping[str, float]:
    """Return the stocks at the end of the last month, and of month 60."""
    now, fifth = ledger.at(ledger.window.length - 1), ledger.at(59)
    town, fifth = now[ledger.township[now]], fifth[ledger.township[fifth]]
    leaders = town[ledger.leading[town]]
    vacancies = {
        "township_vacancy": town,
        "township_leading_vacancy": leaders,
        "county_vacancy": now[ledger.tier[now] == Tier.COUNTY],
        "city_vacancy": now[ledger.tier[now] == Tier.CITY],
        "township_vacancy_5y": fifth,
        "township_leading_vacancy_5y": fifth[ledger.leading[fifth]],
        "institution_vacancy": now[ledger.institution[now]],
    }
    found = {name: ledger.share(rows, "vacant", below="established") for name, rows in vacancies.items()}
    means = {
        "wish_to_leave_leaders": (leaders, "wish_to_leave"),
        "wish_to_leave_township": (town, "wish_to_leave"),
        "mean_motivation_township": (town, "motivation_sum"),
        "mean_strain_township": (town, "strain_sum"),
        "mean_workload_township": (town, "workload_sum"),
        "township_away_share": (town, "away"),
        "share_30_or_less_township": (town, "aged_30_or_less"),
        "sanctioned_township": (town, "sanctioned"),
        "women_leading_share": (now[ledger.leading[now]], "women"),
        "township_leaders_ability": (leaders, "ability_sum"),
    }
    found |= {name: ledger.share(rows, column, below="holders") for name, (rows, column) in means.items()}
    found["mean_age_township"] = ledger.share(town, "age_months_sum", below="holders") / MONTHS
    found["lying_flat_township"] = ledger.share(town, "lying_flat", below="aged_30_or_less")
    found["township_effective_vacancy"] = ledger.share(town, "vacant", "away", below="established")
    return found


def _rates(ledger: _Ledger) -> Mapping[str, float]:
    """Return flows and costs over the whole years of the run, step-downs over its whole terms."""
    years, terms = ledger.window.whole_years, ledger.window.length // TERM
    inside, in_terms = ledger.before(years * MONTHS), ledger.before(terms * TERM)
    town, in_terms = inside[ledger.township[inside]], in_terms[ledger.township[in_terms]]
    cadre_years = ledger.total(town, "holders") / MONTHS
    per_100 = {
        "upward_exits_per_100": ("moves_up",),
        "resignations_per_100": ("exits_resign",),
        "retirements_per_100": ("exits_retire", "exits_retire_early"),
    }
    per_year = {
        "recruits_per_year_township": (town, ("entries_recruit",)),
        "cost_yuan_per_year": (inside, tuple(f"{cause}_yuan" for cause in COSTS)),
        "conversions_per_year": (town, ("conversions",)),
        "bonus_and_care_yuan_per_year": (inside, ("bonus_yuan", "care_yuan")),
        "allowance_yuan_per_year": (inside, ("allowance_yuan",)),
    }
    found = {name: 100 * quotient(ledger.total(town, *columns), cadre_years) for name, columns in per_100.items()}
    found |= {name: quotient(ledger.total(rows, *columns), years) for name, (rows, columns) in per_year.items()}
    found["township_strength"] = quotient(cadre_years, years)
    found["wasted_years_per_100"] = 100 * ledger.share(town, "second_line", below="holders")
    january = town[ints(ledger.months, "month")[town] % MONTHS == 0]
    leading = ledger.total(january[ledger.leading[january]], "established")
    found["succession_depth"] = quotient(ledger.total(january, "ready"), leading)
    found["step_downs_per_round"] = quotient(ledger.total(in_terms, "step_downs"), terms)
    return found


def _exchange(ledger: _Ledger, units: Table) -> Mapping[str, float]:
    """Return how many people the average township loses upward in five years, and lateral exchange per 100."""
    years = ledger.window.whole_years
    inside = ledger.before(years * MONTHS)
    townships = np.sum(codes(units, "tier", TIERS) == Tier.TOWNSHIP)
    up = ledger.total(inside[ledger.township[inside]], "moves_up")
    exchanged = quotient(ledger.total(inside, "exchanges"), ledger.total(inside, "holders"))
    return {
        "upward_exits_per_township_5y": TERM / MONTHS * quotient(up, years * townships),
        "exchanges_per_100": 100 * MONTHS * exchanged,
    }


def _remote_gap(openings: Table, units: Table) -> float:
    """Return the vacancy rate of remote townships (class 3, 4) minus near ones (0, 1)."""
    town = (codes(openings, "tier", TIERS) == Tier.TOWNSHIP) & of_civil_service(openings)
    open_now = (ints(openings, "filled") < 0) & town
    empty = np.bincount(ints(openings, "remoteness")[open_now], minlength=5)
    town = codes(units, "tier", TIERS) == Tier.TOWNSHIP
    posts = floats(units, "established")[town]
    established = np.bincount(ints(units, "remoteness")[town], weights=posts, minlength=5)
    remote, near = ratio([empty[3:].sum(), empty[:2].sum()], [established[3:].sum(), established[:2].sum()])
    return float(remote - near)


def _without_women(careers: Table, units: Table) -> float:
    """Return the share of townships none of whose leading posts is held by a woman at the end."""
    town = codes(careers, "tier", TIERS) == Tier.TOWNSHIP
    women = bools(careers, "censored") & bools(careers, "leading") & town & (codes(careers, "sex", ("female",)) == 0)
    townships = np.sum(codes(units, "tier", TIERS) == Tier.TOWNSHIP)
    return 1.0 - quotient(len(set(marks(careers, "unit")[women].tolist())), townships)


def _filling(openings: Table, window: Window) -> Mapping[str, float]:
    """Return how long posts stand empty, and the mean length of chains."""
    openings = picked(openings, of_civil_service(openings), (*TIMED, "tier", "leading"))
    counted, time, filled = spell_arrays(openings, window)
    town = codes(openings, "tier", TIERS) == Tier.TOWNSHIP
    leading = counted & town & bools(openings, "leading")
    every, leaders = (kaplan_meier(time[mask], filled[mask]) for mask in (counted, leading))
    length, long = chain_arrays(openings, window)[1], window.length >= FOLLOW_UP
    return {
        "time_to_fill_months": restricted_mean(every, FOLLOW_UP) if long else UNKNOWN,
        "township_leading_time_to_fill_months": (restricted_mean(leaders, FOLLOW_UP) if long else UNKNOWN),
        "chain_length": float(length.mean()) if len(length) else UNKNOWN,
    }


def _people(careers: Table, window: Window, ledger: _Ledger) -> Mapping[str, float]:
    """Return what becomes of people: who stays, who rises, who moves between tiers."""
    found, years, length = tally(careers, window), window.whole_years, window.length
    stock, recruits = kaplan_meier_of(*found.stock), kaplan_meier_of(*found.recruits)
    inside = ledger.before(years * MONTHS)
    served = ledger.total(inside[ledger.township[inside]], "holders")
    service = found.converted_after / MONTHS
    return {
        "township_retention_5y": share_at(stock, 60) if length >= 60 else UNKNOWN,
        "township_retention_10y": share_at(stock, 120) if length >= 120 else UNKNOWN,
        "township_recruit_retention_5y": share_at(recruits, 60) if length > 60 else UNKNOWN,
        "deputy_section_stuck_share": 1.0 - quotient(found.risen, found.deputies) if length >= STUCK else UNKNOWN,
        "conversion_service_years": float(service.mean()) if len(service) else UNKNOWN,
        "net_upward_drain_per_100": 100 * MONTHS * quotient(found.net_upward, served),
        "promotions_per_year": quotient(found.promotions, years),
        "promotions_under_40_per_year": quotient(found.promotions_under_40, years),
    }
