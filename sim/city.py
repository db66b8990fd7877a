"""A city as planned: its units with their posts, and their people by published margins."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.levers import RANKS, TIERS
from sim.synthesis import Margins, margin_problems
from sim.terms import Establishment

ESTABLISHMENTS = tuple(each.name.lower() for each in Establishment)


@dataclass(frozen=True)
class UnitPlan:
    """One unit and its posts.

    `leading`: leading civil-service posts by rank, clerk to division; `institution`, `programme`: posts of
    public-institution staff and places of programme staff beside them, each of which brings `duty_load_per_other_post`
    of work; `village_seats`: seats of village cadres in its villages.
    """

    name: str
    label_en: str
    label_zh: str
    tier: str
    parent: str
    remoteness: int
    fiscal_strength: float
    authority: float
    duty_load_per_post: float
    leading: tuple[int, ...]
    non_leading: int
    institution: int = 0
    programme: int = 0
    village_seats: int = 0
    duty_load_per_other_post: float = 1.0

    @property
    def posts(self) -> int:
        """Number of posts on the civil-service establishment."""
        return sum(self.leading) + self.non_leading

    def posts_of(self, establishment: str) -> int:
        """Return the number of posts of an establishment: civil_service, public_institution or programme."""
        return {"civil_service": self.posts, "public_institution": self.institution, "programme": self.programme}[
            establishment
        ]

    @property
    def all_posts(self) -> int:
        """Number of posts of all establishments."""
        return self.posts + self.institution + self.programme

    @property
    def duty_load(self) -> float:
        """Work that must be done, in post-equivalents; all staff share it."""
        return self.posts * self.duty_load_per_post + (self.all_posts - self.posts) * self.duty_load_per_other_post


@dataclass(frozen=True)
class Corps:
    """People of the same kind of unit and the same establishment, with margins of their own.

    `leading_vacant_share`: share of leading posts that stand vacant; the other vacancies are
    non-leading. `vacancy_by_remoteness`: how much emptier each class is,
    in vacancy rates of class 0.
    """

    name: str
    tier: str
    units: tuple[str, ...]
    margins: Margins
    leading_vacant_share: float
    vacancy_by_remoteness: float
    establishment: str = ESTABLISHMENTS[0]

    @property
    def people(self) -> int:
        """Number of people in post."""
        return sum(self.margins["rank"].values())


@dataclass(frozen=True)
class City:
    """Where a run starts from: months `start` and `first_round`, `notes` from number to source."""

    name: str
    label_en: str
    label_zh: str
    start: int
    first_round: int
    units: tuple[UnitPlan, ...]
    corps: tuple[Corps, ...]
    notes: Mapping[str, str] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """Say in words everything that is wrong with this city; empty when nothing is."""
        return self.unit_problems() + self.corps_problems()

    def unit_problems(self) -> list[str]:
        """Say what is wrong with the months and the units."""
        if not self.units:
            return [f"city {self.name!r} has no units; allowed: one or more; add units with posts"]
        tiers = {unit.name: unit.tier for unit in self.units}
        found = [line for unit in self.units for line in _unit_problems(unit, tiers)]
        found += [
            f"{count} units are named {name!r}; names must be unique; rename all but one"
            for name, count in Counter(unit.name for unit in self.units).items()
            if count > 1
        ]
        if self.first_round < self.start:
            found.append("first_round lies before start; allowed: the start or a later month; change it")
        return found

    def corps_problems(self) -> list[str]:
        """Say what is wrong with the people and their places in the units."""
        found = []
        covered = Counter((name, corps.establishment) for corps in self.corps for name in corps.units)
        for unit in self.units:
            for kind in ESTABLISHMENTS:
                count, needed = covered[unit.name, kind], kind == ESTABLISHMENTS[0] or unit.posts_of(kind) > 0
                if count > 1 or (needed and count == 0):
                    what = "corps" if kind == ESTABLISHMENTS[0] else f"corps of {kind}"
                    found.append(
                        f"unit {unit.name!r} belongs to {count} {what}; "
                        "allowed: exactly one; correct the corps' lists of units"
                    )
        plans = {unit.name: unit for unit in self.units}
        for corps in self.corps:
            found += _corps_problems(corps, plans)
        return found


def _unit_problems(unit: UnitPlan, tiers: Mapping[str, str]) -> Iterator[str]:
    where = f"unit {unit.name!r}"
    if unit.tier not in TIERS:
        yield f"{where} has tier {unit.tier!r}; allowed: {', '.join(TIERS)}; correct it"
        return
    above = {"township": ("county",), "county": ("city",), "city": ()}[unit.tier]
    if above and tiers.get(unit.parent) not in above:
        yield (
            f"{where} has parent {unit.parent!r}; allowed for a {unit.tier}: the name of a unit "
            f"of tier {' or '.join(above)}; correct the name or add that unit"
        )
    if not above and unit.parent:
        yield f"{where} has parent {unit.parent!r}; allowed for a city: none; leave it empty"
    if not 0 <= unit.remoteness <= 4:
        yield f"{where} has remoteness {unit.remoteness}; allowed: 0 to 4; correct it"
    for name in ("fiscal_strength", "authority", "duty_load_per_post", "duty_load_per_other_post"):
        if not getattr(unit, name) >= 0:
            yield f"{where} has {name} {getattr(unit, name)}; allowed: 0 or more; correct it"
    if min(unit.institution, unit.programme, unit.village_seats) < 0:
        yield f"{where} has institution, programme or village seats below 0; allowed: 0 or more; correct them"
    if len(unit.leading) != len(RANKS) or min((*unit.leading, unit.non_leading)) < 0:
        yield (
            f"{where} has leading posts {unit.leading} and {unit.non_leading} others; "
            f"allowed: {len(RANKS)} counts, clerk to division, and none below 0; correct them"
        )


def _corps_problems(corps: Corps, plans: Mapping[str, UnitPlan]) -> Iterator[str]:
    where = f"corps {corps.name!r}"
    if corps.establishment not in ESTABLISHMENTS:
        yield f"{where} has establishment {corps.establishment!r}; allowed: {', '.join(ESTABLISHMENTS)}; correct it"
        return
    unknown = [name for name in corps.units if name not in plans]
    if unknown:
        yield f"{where} names units that do not exist: {', '.join(unknown)}; correct or remove them"
        return
    own = [plans[name] for name in corps.units]
    wrong = [unit.name for unit in own if unit.tier != corps.tier]
    if wrong:
        yield f"{where} is of tier {corps.tier!r}, but these units are not: {', '.join(wrong)}"
    if not 0 <= corps.leading_vacant_share <= 1 or not corps.vacancy_by_remoteness >= 0:
        yield (
            f"{where} has leading_vacant_share {corps.leading_vacant_share} and "
            f"vacancy_by_remoteness {corps.vacancy_by_remoteness}; allowed: 0 to 1, and 0 or more; "
            "correct them"
        )
    bad = margin_problems(corps.margins, f"{where} margins")
    if bad:
        yield from bad
        return
    yield from _room_problems(corps, own, where)


def _room_problems(corps: Corps, own: Sequence[UnitPlan], where: str) -> Iterator[str]:
    """Say whether the people of a corps find seats in its units."""
    posts = sum(unit.posts_of(corps.establishment) for unit in own)
    if corps.people > posts:
        yield (
            f"{where} has {corps.people} people in post but only {posts} posts; allowed: at most "
            "as many people as posts; correct the margins or the posts"
        )
        return
    if corps.establishment != ESTABLISHMENTS[0]:
        return  # nobody of them leads
    leading = [sum(counts) for counts in zip(*(unit.leading for unit in own), strict=True)]
    people = [corps.margins["rank"].get(rank, 0) for rank in RANKS]
    others = sum(unit.non_leading for unit in own)
    short = corps.people - _places_for(people, leading) - others
    if short > 0:
        yield (
            f"{where}: {short} people find no seat, because its leading posts ask for more people "
            "of high rank than the margins have; correct the rank margin or the leading posts"
        )


def _places_for(people: Sequence[int], leading: Sequence[int]) -> int:
    """Return how many leading posts can be held at most, each by a person of its rank or higher.

    people, leading: counts by rank, low to high.
    """
    free = held = 0
    for persons, posts in zip(reversed(people), reversed(leading), strict=True):
        free += persons
        taken = min(free, posts)
        held += taken
        free -= taken
    return held
