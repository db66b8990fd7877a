"""Newcomers: what is drawn about a person who enters by examination or from outside."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, Word, draw, mix, stream
from sim.parameters import parameter
from sim.regions import units_of
from sim.state import State
from sim.terms import MONTHS, NEVER, NO_POST, Appraisal, Education, Sex, Tier
from sim.traits import endow
from sim.verbs import enter


@dataclass(frozen=True)
class Newcomers:
    """Assumptions about those who enter."""

    entry_women_share: float = parameter(
        0.45, "share", 0, 1, "assumption: recent intakes are nearly balanced", "Women among recruits",
        "新录用女性比例",
    )  # fmt: skip
    entry_age_years: float = parameter(
        25.0, "years", 18, 40, "assumption: only 13 of 381 are 30 or less although 29 came since 2009 (T6, T8)",
        "Youngest recruits", "新录用最低年龄",
    )  # fmt: skip
    entry_age_spread_years: float = parameter(
        10.0, "years", 1, 20, "assumption: evenly up to the entry age limit of 35 (facts 2.1)", "Age range of recruits",
        "新录用年龄跨度",
    )  # fmt: skip
    entry_graduate_share: float = parameter(
        0.08, "share", 0, 1, "assumption", "Graduates among recruits", "新录用研究生比例",
    )  # fmt: skip
    entry_bachelor_share: float = parameter(
        0.72, "share", 0, 1, "assumption: bachelor is asked for in most places", "Bachelors among recruits",
        "新录用本科比例",
    )  # fmt: skip
    entry_party_share: float = parameter(
        0.5, "share", 0, 1, "assumption", "Party members among recruits", "新录用党员比例",
    )  # fmt: skip
    entry_local_share: float = parameter(
        0.6, "share", 0, 1, "assumption: local-origin places are 30 percent, local applicants more (facts 2.1)",
        "Recruits from the own county", "本县籍新录用比例",
    )  # fmt: skip
    entry_family_seat_share: float = parameter(
        0.6, "share", 0, 1, "assumption: families settle at the county seat",
        "Recruits with a family at the county seat", "家在县城比例",
    )  # fmt: skip
    entry_spouse_township_share: float = parameter(
        0.15, "share", 0, 1, "assumption", "Recruits whose spouse works in a township", "配偶同在乡镇比例",
    )  # fmt: skip
    outsider_age_years: float = parameter(
        35.0, "years", 25, 50, "Rules on transfer: section posts up to 40 (facts 2.5)",
        "Youngest entrants from outside", "调任人员最低年龄",
    )  # fmt: skip
    outsider_age_spread_years: float = parameter(
        5.0, "years", 0, 20, "Rules on transfer: section posts up to 40 (facts 2.5)",
        "Age range of entrants from outside", "调任人员年龄跨度",
    )  # fmt: skip


@compiled
def education_at_entry(u: float, graduate: float, bachelor: float) -> int:
    """Return the education for a uniform draw."""
    if u < graduate:
        return Education.GRADUATE
    return Education.BACHELOR if u < graduate + bachelor else Education.COLLEGE


@compiled
def _some_township(s: State, group: int, lot: Word) -> int:
    """Return a township of a county, or its seat if it has none: that with the lowest draw, in any order of units."""
    best, found = 2.0, int(s.organs[group])
    for other in units_of(s):
        unit = s.units[other]
        if unit["group"] == group and unit["tier"] == Tier.TOWNSHIP:
            u = draw(lot, unit["key"])
            if u < best:
                best, found = u, other
    return found


@compiled
def _family(s: State, u: float, lot: Word, unit: int, local: bool) -> int:
    """Return the unit where the family lives: county seat, own township, another township, or the city."""
    b, group = s.setting[0], s.units[unit]["group"]
    if not local:
        return int(s.organs[s.above[group]])
    if u < b["entry_family_seat_share"]:
        return int(s.organs[group])
    if u < 0.5 + 0.5 * b["entry_family_seat_share"]:
        return unit
    return _some_township(s, group, lot)


@compiled
def settle(s: State, row: int, unit: int, local_share: float) -> None:
    """Draw the home county of a newcomer to a unit, and where the family lives; `local_share` are from the county."""
    person, seed, group = s.cadres[row], s.clock[0]["seed"], s.units[unit]["group"]
    key = person["key"]
    local = draw(stream(seed, Decision.HOME, 0), key) < local_share
    person["home_group"] = group if local else s.above[group]
    person["family_unit"] = _family(
        s,
        draw(stream(seed, Decision.FAMILY, 0), key),
        mix(stream(seed, Decision.FAMILY_TOWN, 0) ^ key),
        unit,
        local,
    )


@compiled
def newcomer(s: State, key: int, post: int, cause: int, rank: int, youngest: float, spread: float) -> None:
    """Create a cadre with identity `key` and bring the cadre into service on a vacant post; ages in years."""
    clock, b = s.clock[0], s.setting[0]
    seed, now, row = clock["seed"], int(clock["now"]), int(clock["cadres"])
    clock["cadres"] += 1
    unit = s.posts[post]["unit"]
    group = s.units[unit]["group"]
    person = s.cadres[row]
    person["key"] = key
    person["sex"] = Sex.FEMALE if draw(stream(seed, Decision.SEX, 0), key) < b["entry_women_share"] else Sex.MALE
    person["born"] = now - int(MONTHS * (youngest + spread * draw(stream(seed, Decision.BIRTH, 0), key)))
    person["education"] = education_at_entry(
        draw(stream(seed, Decision.EDUCATION, 0), key),
        b["entry_graduate_share"],
        b["entry_bachelor_share"],
    )
    person["party"] = 1 if draw(stream(seed, Decision.PARTY, 0), key) < b["entry_party_share"] else 0
    person["establishment"] = s.posts[post]["establishment"]
    person["rank"] = rank
    person["rank_since"] = now
    settle(s, row, unit, b["entry_local_share"])
    wed = draw(stream(seed, Decision.SPOUSE, 0), key) < b["entry_spouse_township_share"]
    person["spouse_in_township"] = 1 if wed else 0
    person["entered"] = now
    person["post"] = NO_POST
    person["grade"] = Appraisal.COMPETENT
    person["left"] = NEVER
    person["prospect"] = 0.5
    lever = s.levers[group]
    township = s.units[unit]["tier"] == Tier.TOWNSHIP
    least = lever["township_min_service_months"] if township else lever["organ_min_service_months"]
    person["bound_until"] = now + int(least)
    endow(s, row, row + 1)
    enter(s, row, post, cause)
