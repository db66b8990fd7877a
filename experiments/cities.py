"""From a city's configuration and tables to a checked `City`, or to all that is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from experiments.city_pattern import by_city, prefecture, scaled
from experiments.city_tables import LEADING_RANKS, Tables
from experiments.problems import Problems
from sim.city import ESTABLISHMENTS, City, Corps, UnitPlan
from sim.levers import RANKS, TIERS
from sim.months import month_number
from sim.synthesis import margin_problems

CITY_KEYS = (
    "name", "label_en", "label_zh", "start", "first_round", "tables", "units", "corps",
)  # fmt: skip
TABLE_UNIT_KEYS = ("table", "source")
PATTERN_KEYS = ("counties", "townships_by_remoteness", *TIERS)
OTHER_STAFF_KEYS = ("institution_posts", "programme_places", "village_seats", "duty_load_per_other_post")
KIND_KEYS = ("posts", "leading", "fiscal_strength", "authority", "duty_load_per_post", "source")
CORPS_KEYS = ("tier", "margins", "leading_vacant_share", "vacancy_by_remoteness")
CLASSES = 5
CLASS_NAMES = "class 0, 1, 2, 3, 4"


def load_city(config: Mapping[str, Any]) -> City:
    """Return the city that a configuration describes.

    config: the `city` group, with plain mappings and lists. Raises Problems with every problem in
    the configuration, its tables and the city they make.
    """
    reading = Reading(config)
    city = reading.city()
    found = reading.found + reading.tables.found
    # What could not be read is not checked further: it would only repeat the same fault.
    if reading.units_whole:
        found += city.unit_problems()
        if reading.people_whole:
            found += city.corps_problems()
    if found:
        raise Problems(found)
    return city


@dataclass
class Reading:
    """One pass over a configuration: what it says, what is wrong, which numbers are assumed."""

    config: Mapping[str, Any]
    found: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    units_whole: bool = True
    people_whole: bool = True
    tables: Tables = field(init=False)

    def __post_init__(self) -> None:
        self.tables = Tables(str(self.config.get("tables", "")))

    def city(self) -> City:
        """Return the city, with gaps where something was found wrong."""
        config = self.config
        self._keys("city", config, CITY_KEYS, optional=("prefectures", "other_staff", "township_staff"))
        units = self._with_other_staff(self._units(self._mapping("city.units", config.get("units"))))
        corps = self._mapping("city.corps", config.get("corps"))
        people = [one for name, each in corps.items() for one in self._corps(str(name), each, units)]
        return City(
            name=str(config.get("name", "")),
            label_en=str(config.get("label_en", "")),
            label_zh=str(config.get("label_zh", "")),
            start=self._month("start"),
            first_round=self._month("first_round"),
            units=tuple(units),
            corps=tuple(people),
            notes=self.notes,
        )

    # units

    def _units(self, config: Mapping[str, Any]) -> list[UnitPlan]:
        if "table" in config:
            self._keys("city.units", config, TABLE_UNIT_KEYS)
            self.notes["units"] = str(config.get("source", ""))
            units = self.tables.units(str(config["table"]))
            self.units_whole = not self.tables.malformed
            return units
        before = len(self.found)
        self._keys("city.units", config, PATTERN_KEYS)
        counties = self._number("city.units.counties", config.get("counties"), whole=True)
        towns = self._numbers("city.units.townships_by_remoteness", config.get("townships_by_remoteness"))
        kinds = {tier: self._kind(tier, config.get(tier)) for tier in TIERS}
        prefectures = self._number("city.prefectures", self.config.get("prefectures", 1), whole=True)
        if prefectures < 1:
            self.found.append(f"city.prefectures is {prefectures:g}; allowed: 1 or more; 25 make 300,000 posts")
        self.units_whole = len(self.found) == before
        if not self.units_whole:
            return []
        return [
            unit
            for number in range(1, int(prefectures) + 1)
            for unit in prefecture(number, int(counties), [int(n) for n in towns], kinds)
        ]

    def _kind(self, tier: str, config: Any) -> dict[str, Any]:
        """Return the fields that all units of a tier share; fiscal strength by remoteness class."""
        place = f"city.units.{tier}"
        config = self._mapping(place, config)
        self._keys(place, config, KIND_KEYS)
        self.notes[f"units.{tier}"] = str(config.get("source", ""))
        posts = int(self._number(f"{place}.posts", config.get("posts"), whole=True))
        counts = self._mapping(f"{place}.leading", config.get("leading"))
        unknown = [str(rank) for rank in counts if rank not in LEADING_RANKS]
        if unknown:
            self.found.append(f"{place}.leading names {', '.join(unknown)}; allowed: {', '.join(LEADING_RANKS)}")
        leading = tuple(int(self._number(f"{place}.leading.{rank}", counts.get(rank, 0), whole=True)) for rank in RANKS)
        if sum(leading) > posts:
            self.found.append(
                f"{place}.posts is {posts}, but its leading posts alone are {sum(leading)}; correct one of them"
            )
        strength = config.get("fiscal_strength")
        if tier == "township":
            strength = self._numbers(f"{place}.fiscal_strength", strength)
        else:
            strength = [self._number(f"{place}.fiscal_strength", strength)] * CLASSES
        return {
            "leading": leading,
            "non_leading": posts - sum(leading),
            "fiscal_strength": strength,
            "authority": self._number(f"{place}.authority", config.get("authority")),
            "duty_load_per_post": self._number(f"{place}.duty_load_per_post", config.get("duty_load_per_post")),
        }

    def _with_other_staff(self, units: list[UnitPlan]) -> list[UnitPlan]:
        """Give the townships their institution posts, programme places and village seats, if the city has them."""
        if not self._has_other_staff():
            return units
        place = "city.township_staff"
        config = self._mapping(place, self.config.get("township_staff", {}))
        self._keys(place, config, (), optional=OTHER_STAFF_KEYS)
        institution, programme, seats = (
            int(self._number(f"{place}.{key}", config.get(key, 0), whole=True)) for key in OTHER_STAFF_KEYS[:3]
        )
        duty = self._number(f"{place}.{OTHER_STAFF_KEYS[3]}", config.get(OTHER_STAFF_KEYS[3], 1.0))
        others = {"institution": institution, "programme": programme, "village_seats": seats}
        return [
            replace(unit, **others, duty_load_per_other_post=duty) if unit.tier == "township" else unit
            for unit in units
        ]

    def _has_other_staff(self) -> bool:
        """Tell whether the city has staff beside civil servants."""
        switch = self.config.get("other_staff", False)
        if not isinstance(switch, bool):
            self.found.append(f"city.other_staff is {switch!r}; allowed: true or false")
        return switch is True

    # people

    def _corps(self, name: str, config: Any, units: Sequence[UnitPlan]) -> Iterator[Corps]:
        """Yield one corps for each city, so that a further city changes nobody in the first."""
        place = f"city.corps.{name}"
        config = self._mapping(place, config)
        self._keys(place, config, CORPS_KEYS, optional=("totals", "vacant_share", "establishment"))
        kind = str(config.get("establishment", ESTABLISHMENTS[0]))
        if kind not in ESTABLISHMENTS:
            self.found.append(f"{place}.establishment is {kind!r}; allowed: {', '.join(ESTABLISHMENTS)}; correct it")
            self.people_whole = False
            return
        if kind != ESTABLISHMENTS[0] and not any(unit.posts_of(kind) for unit in units):
            return  # the city has no such posts
        tier = str(config.get("tier"))
        if tier not in TIERS:
            self.found.append(f"{place}.tier is {tier!r}; allowed: {', '.join(TIERS)}; correct it")
        margins = self._margins(place, config.get("margins"))
        leading = self._number(f"{place}.leading_vacant_share", config.get("leading_vacant_share"))
        slope = self._number(f"{place}.vacancy_by_remoteness", config.get("vacancy_by_remoteness"))
        share = None
        if "vacant_share" in config:
            share = self._number(f"{place}.vacant_share", config["vacant_share"])
        if not margins or tier not in TIERS or not self.units_whole:
            self.people_whole = False
            return
        cities = by_city(units, tier)
        if not cities:
            self.found.append(
                f"{place} has no place to work: no unit is of tier {tier!r}; allowed: a tier with "
                "units; add units or remove the corps"
            )
        # A generated city keeps its people's identities when further ones are added.
        one_city = "prefectures" not in self.config and len(cities) == 1
        for city, own in cities.items():
            posts = sum(unit.posts_of(kind) for unit in own)
            mine = margins if share is None else scaled(margins, posts - round(posts * share))
            called = name if one_city else f"{city} {name}"
            corps = Corps(called, tier, tuple(unit.name for unit in own), mine, leading, slope, kind)
            if "totals" in config:
                self._check_totals(f"{place}.totals", str(config["totals"]), corps, own)
            yield corps

    def _margins(self, place: str, config: Any) -> dict[str, dict[str, int]]:
        """Return the margins of a table, or nothing if something is wrong with them."""
        config = self._mapping(f"{place}.margins", config)
        self._keys(f"{place}.margins", config, TABLE_UNIT_KEYS)
        self.notes[f"{place.removeprefix('city.')}.margins"] = str(config.get("source", ""))
        if "table" not in config:
            return {}
        before = self.tables.malformed
        margins = self.tables.margins(str(config["table"]))
        if self.tables.malformed > before:
            return {}
        wrong = margin_problems(margins, f"{self.tables.folder}/{config['table']}")
        self.found += wrong
        return {} if wrong else margins

    def _check_totals(self, place: str, table: str, corps: Corps, own: Sequence[UnitPlan]) -> None:
        posts = sum(unit.posts for unit in own)
        have = {
            "established_posts": posts,
            "in_post": corps.people,
            "vacant_posts": posts - corps.people,
            f"{corps.tier}s": len(own),
        }
        for quantity, value in self.tables.totals(table).items():
            if quantity in have and have[quantity] != value:
                self.found.append(
                    f"{place}: {self.tables.folder}/{table} gives {quantity} {value}, but the "
                    f"units and margins of {corps.name} make {have[quantity]}; correct one of the "
                    "tables"
                )

    # values

    def _keys(
        self,
        place: str,
        config: Mapping[str, Any],
        keys: Sequence[str],
        optional: Sequence[str] = (),
    ) -> None:
        allowed = (*keys, *optional)
        self.found += [f"{place}.{key} is missing; give it" for key in keys if key not in config]
        self.found += [
            f"{place}.{key} is not known; allowed: {', '.join(allowed)}; correct or remove it"
            for key in config
            if key not in allowed
        ]

    def _mapping(self, place: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.found.append(f"{place} is {value!r}; allowed: named values; see configs/city for examples")
        return {}

    def _number(self, place: str, value: Any, *, whole: bool = False) -> float:
        """Return a number of 0 or more, given plainly or as value and source."""
        value = self._plain(place, value)
        kinds = int if whole else (int, float)
        if isinstance(value, kinds) and not isinstance(value, bool) and 0 <= value < float("inf"):
            return value
        kind = "a whole number" if whole else "a number"
        self.found.append(f"{place} is {value!r}; allowed: {kind}, 0 or more; correct it")
        return 0

    def _numbers(self, place: str, value: Any) -> list[float]:
        value = self._plain(place, value)
        if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != CLASSES:
            self.found.append(f"{place} is {value!r}; allowed: {CLASSES} numbers, for {CLASS_NAMES}")
            return [0.0] * CLASSES
        return [self._number(f"{place}[{i}]", each) for i, each in enumerate(value)]

    def _plain(self, place: str, value: Any) -> Any:
        """Return the value of a sourced number and note where it comes from."""
        if not isinstance(value, Mapping):
            return value
        self._keys(place, value, ("value", "source"))
        plain = value.get("value")
        self.notes[place.removeprefix("city.")] = f"{plain}; {value.get('source', '')}"
        return plain

    def _month(self, key: str) -> int:
        try:
            return month_number(str(self.config.get(key, "")))
        except ValueError as problem:
            self.found.append(f"city.{key}: {problem}")
            return 0
