"""Prefectures generated from a few numbers: units by pattern, margins scaled to size."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.city import UnitPlan
from sim.synthesis import Margins

STEMS = "甲乙丙丁戊己庚辛壬癸"
"""Heavenly stems, the Chinese way to name places without naming them."""


def prefecture(
    number: int,
    counties: int,
    towns_by_class: Sequence[int],
    kinds: Mapping[str, Mapping[str, Any]],
) -> list[UnitPlan]:
    """Return one city, its counties and their townships.

    towns_by_class: townships of each remoteness class in every county; kinds: tier -> fields that
    its units share, fiscal strength by remoteness class. Names are unique in the whole country.
    """
    city = f"p{number:02d}"
    label_en, label_zh = f"Prefecture {number:02d}", f"第{number:02d}市"
    units = [_unit(city, f"{label_en} organs", f"{label_zh}直机关", "city", "", 0, kinds)]
    classes = [remoteness for remoteness, n in enumerate(towns_by_class) for _ in range(n)]
    for c in range(1, counties + 1):
        county = f"{city}_c{c:02d}"
        en, zh = f"{label_en} county {c:02d}", f"{label_zh}{_stem(c)}县"
        units.append(_unit(county, f"{en} organs", f"{zh}直机关", "county", city, 0, kinds))
        for t, remoteness in enumerate(classes, 1):
            name, town_en, town_zh = f"{county}_t{t:02d}", f"{en} town {t:02d}", f"{zh}{t:02d}镇"
            units.append(_unit(name, town_en, town_zh, "township", county, remoteness, kinds))
    return units


def by_city(units: Sequence[UnitPlan], tier: str) -> dict[str, list[UnitPlan]]:
    """Return the units of a tier under the name of the city that they belong to."""
    parent = {unit.name: unit.parent for unit in units}
    grouped: dict[str, list[UnitPlan]] = {}
    for unit in units:
        if unit.tier == tier:
            above = {"city": unit.name, "county": unit.parent}.get(tier, parent.get(unit.parent, ""))
            grouped.setdefault(above, []).append(unit)
    return grouped


def scaled(margins: Margins, people: int) -> dict[str, dict[str, int]]:
    """Return the margins of `people` people with the same shares, by largest remainders."""
    return {
        attribute: dict(zip(counts, _scaled(list(counts.values()), people), strict=True))
        for attribute, counts in margins.items()
    }


def _scaled(counts: list[int], people: int) -> list[int]:
    total = sum(counts)
    down = [count * people // total for count in counts]
    remainders = [count * people % total for count in counts]
    first = sorted(range(len(counts)), key=lambda i: (-remainders[i], i))
    for i in first[: people - sum(down)]:
        down[i] += 1
    return down


def _unit(name: str, en: str, zh: str, tier: str, parent: str, remoteness: int, kinds: Mapping[str, Any]) -> UnitPlan:
    kind = kinds[tier]
    return UnitPlan(
        name, en, zh, tier, parent, remoteness, kind["fiscal_strength"][remoteness],
        kind["authority"], kind["duty_load_per_post"], kind["leading"], kind["non_leading"],
    )  # fmt: skip


def _stem(number: int) -> str:
    return STEMS[number - 1] if number <= len(STEMS) else f"{number:02d}"
