"""Ageing and retirement: statutory dates with the gradual rise from 2025, early retirement, death in service."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.parameters import parameter
from sim.serving import drawn_below, entries_of
from sim.state import State
from sim.terms import MONTHS, NEVER, Cause, Rank, Sex
from sim.verbs import leave

RISE_BEGINS = 2025 * MONTHS
RISE_AT_MOST_MONTHS = 36


@dataclass(frozen=True)
class EarlyRetirement:
    """Assumptions about early retirement."""

    early_retirement_per_year: float = parameter(
        0.03, "per year", 0, 1, "assumption: rare, on request and with approval",
        "Early retirement of the entitled", "符合条件者提前退休率",
    )  # fmt: skip
    early_second_line_ratio: float = parameter(
        2.0, "ratio", 0, 20, "assumption: those moved to the second line lose drive (facts 1.19.7)",
        "Early retirement in the second line", "退居二线者提前退休倍数",
    )  # fmt: skip


@compiled
def delay_months(reaches: int) -> int:
    """Return by how many months retirement is put off for someone who reaches the old age in month `reaches`.

    One month later for every four months from January 2025, at most 36 (NPC Standing Committee decision of 2024;
    facts 2.4: 12 + 3 years, worked example of January to April 2025 = 1 month).
    """
    if reaches < RISE_BEGINS:
        return 0
    return min(RISE_AT_MOST_MONTHS, (reaches - RISE_BEGINS) // 4 + 1)


@compiled
def statutory_month(
    born: int, sex: int, rank: int, men: float, women: float, women_division: float, rises: bool
) -> int:
    """Return the month in which a cadre retires by law (facts 2.4); ages in years."""
    years = men
    if sex == Sex.FEMALE:
        years = women_division if rank >= Rank.DEPUTY_DIVISION else women
    reaches = born + int(years * MONTHS)
    return reaches + (delay_months(reaches) if rises else 0)


@compiled
def early_month(entered: int, retires: int) -> int:
    """Return the first month in which early retirement may be asked for (Civil Servant Law art. 93).

    After 30 years of service, or within five years of the age with 20 years of service.
    """
    return min(entered + 30 * MONTHS, max(retires - 5 * MONTHS, entered + 20 * MONTHS))


@compiled
def early_probability(per_year: float, second_line: bool, ratio: float) -> float:
    """Return the monthly probability that an entitled cadre retires early."""
    return min(1.0, per_year * (ratio if second_line else 1.0) / MONTHS)


@compiled
def retirement(s: State) -> None:
    """Let go who dies, reaches the age, or asks to go early."""
    clock, believe = s.clock[0], s.setting[0]
    now = clock["now"]
    key = stream(clock["seed"], Decision.EARLY_RETIREMENT, now)
    per_year, ratio = believe["early_retirement_per_year"], believe["early_second_line_ratio"]
    serving, dates = s.serving, s.dates
    for i in drawn_below(s, key, early_probability(per_year, True, max(1.0, ratio))):
        if s.cadres[serving[i]]["early_from"] <= now:
            dates[i] = now  # may go early, and the lot may fall so
    for i in entries_of(s):
        row = serving[i]
        if dates[i] > now or row < 0:
            continue
        person = s.cadres[row]
        if person["retires"] < 0:
            lever = s.levers[person["group"]]
            person["retires"] = statutory_month(
                person["born"], person["sex"], person["rank"], lever["retirement_men_years"],
                lever["retirement_women_years"], lever["retirement_women_division_years"], lever["gradual_rise"],
            )  # fmt: skip
            may = lever["early_retirement"]
            person["early_from"] = early_month(person["entered"], person["retires"]) if may else NEVER
        dates[i] = min(person["dies"], person["retires"])
        if now >= person["dies"]:
            leave(s, row, Cause.DIE)
        elif now >= person["retires"]:
            leave(s, row, Cause.RETIRE)
        elif now >= person["early_from"]:
            chance = early_probability(per_year, person["second_line"] == 1, ratio)
            if draw(key, person["key"]) < chance:
                leave(s, row, Cause.RETIRE_EARLY)
