"""From published margins to people: a joint table of counts that meets every margin exactly.

A document says how many are women, how many are of section rank, how many are over fifty, but not
how many women over fifty are of section rank. Iterative proportional fitting (Deming and Stephan
1940) finds the table closest to an assumed association; an integer program makes it whole people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sim.elementary import exp
from sim.parameters import parameter, problems
from sim.table import Array
from sim.terms import Education, Rank, Sex

Margins = Mapping[str, Mapping[str, int]]
"""Attribute -> category -> number of people."""

ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "sex": tuple(each.name.lower() for each in Sex),
    "party": ("not_member", "member"),
    "rank": tuple(each.name.lower() for each in Rank),
    "age": ("30_or_less", "31_40", "41_50", "51_or_more"),
    "education": tuple(each.name.lower() for each in Education),
}
"""The axes of a joint table; a category's place is its code in `sim.terms`."""

SHAPE: Final = tuple(len(categories) for categories in ATTRIBUTES.values())
_MAY_BE_LEFT_OUT: Final = "rank"  # a corps need not reach from clerk to division
_SOURCE: Final = "assumption: no cross-table was published (facts 1.24)"
_UNIT: Final = "log odds per step"
_RARE: Final = 0.05  # people expected in a cell; below it nobody is placed there without need
_PRECISION: Final = 1e-9
_MOST_ROUNDS: Final = 500


@dataclass(frozen=True)
class Association:
    """How attributes go together beyond the margins: log odds per step of both scales.

    This is the linear-by-linear association model (Goodman 1979): one number for each pair.
    """

    rank_age: float = parameter(
        1.2, _UNIT, 0, 4, f"{_SOURCE}; rank rises with age",
        "Rank and age", "级别与年龄的关联",
    )  # fmt: skip
    rank_education: float = parameter(
        0.7, _UNIT, 0, 4, f"{_SOURCE}; rank rises with education",
        "Rank and education", "级别与学历的关联",
    )  # fmt: skip
    age_education: float = parameter(
        -0.6, _UNIT, -4, 4, f"{_SOURCE}; the younger have studied longer",
        "Age and education", "年龄与学历的关联",
    )  # fmt: skip
    rank_woman: float = parameter(
        -0.3, _UNIT, -4, 4, f"{_SOURCE}; fewer women in higher ranks",
        "Rank and being a woman", "级别与女性的关联",
    )  # fmt: skip
    age_woman: float = parameter(
        -0.3, _UNIT, -4, 4, f"{_SOURCE}; women came later and retire earlier",
        "Age and being a woman", "年龄与女性的关联",
    )  # fmt: skip
    rank_party: float = parameter(
        1.0, _UNIT, -4, 4, f"{_SOURCE}; nearly all leaders are members",
        "Rank and membership of the Party", "级别与党员身份的关联",
    )  # fmt: skip

    def __post_init__(self) -> None:
        found = problems(self, "association")
        if found:
            raise ValueError("\n".join(found))


def joint_table(margins: Margins, association: Association | None = None) -> Array:
    """Return whole numbers of people by sex, party, rank, age and education: (2, 2, 6, 4, 4) int64.

    Every margin is met exactly, and the table is the same whenever the margins are. Raises
    ValueError with one line for each thing that is wrong with the margins.
    """
    found = margin_problems(margins)
    if found:
        raise ValueError("\n".join(found))
    targets = tuple(
        tuple(int(margins[attribute].get(category, 0)) for category in categories)
        for attribute, categories in ATTRIBUTES.items()
    )
    return _joint_table(targets, association or Association())


@lru_cache(maxsize=64)
def _joint_table(targets: tuple[tuple[int, ...], ...], association: Association) -> Array:
    # Categories without people leave the fit: a proportion of nothing is not defined.
    peopled = np.ix_(*[np.flatnonzero(target) for target in targets])
    present = [np.array([count for count in target if count], np.int64) for target in targets]
    table = np.zeros(SHAPE, np.int64)
    table[peopled] = _whole_people(_fit(_seed(association)[peopled], present), present)
    table.setflags(write=False)
    return table


def _seed(association: Association) -> Array:
    """Return the odds that the fit starts from: SHAPE float64."""
    sex, party, rank, age, education = np.meshgrid(*[np.arange(n, dtype=np.float64) for n in SHAPE], indexing="ij")
    log_odds = (
        association.rank_age * rank * age
        + association.rank_education * rank * education
        + association.age_education * age * education
        + association.rank_woman * rank * sex
        + association.age_woman * age * sex
        + association.rank_party * rank * party
    )
    above = (log_odds - log_odds.max()).ravel()
    return np.array([exp(each) for each in above.tolist()]).reshape(SHAPE)


def _fit(table: Array, targets: list[Array]) -> Array:
    """Scale `table` until each of its margins is its target, keeping its odds ratios.

    A handful of people of extreme kinds may not get quite there; whole people close the gap.
    """
    from ipfn import ipfn  # noqa: PLC0415 - it imports pandas, which configuration checks must not wait for

    sums = [target.astype(np.float64) for target in targets]
    axes = [[axis] for axis in range(table.ndim)]
    fitting = ipfn.ipfn(table, sums, axes)
    for _ in range(_MOST_ROUNDS):
        # One round at a time: the library's own loop prints when it ends.
        table, gap = fitting.ipfn_np(table, sums, axes)
        if gap < _PRECISION:
            break
    return table


def _whole_people(fit: Array, targets: list[Array]) -> Array:
    """Return the whole numbers nearest to `fit` (sum of distances) that meet the targets.

    Each cell is rounded down or up, and a kind of person that is hardly expected stays out; only
    where no such table exists may these come in, and only then may cells go further.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - a third of a second: only where needed
    from scipy.sparse import csr_array, hstack  # noqa: PLC0415

    down = np.floor(fit + _PRECISION).ravel()
    part = np.clip(fit.ravel() - down, 0.0, 1.0).round(6)  # the same on every machine
    axes = np.indices(fit.shape).reshape(fit.ndim, -1)
    rows = np.concatenate([axis + sum(fit.shape[:i]) for i, axis in enumerate(axes)])
    cells = np.tile(np.arange(fit.size), fit.ndim)
    member = csr_array((np.ones(rows.size), (rows, cells)))
    wanted = np.concatenate(targets) - member @ down
    # Unknowns: up by one, further up, further down; their costs are the change of the distance.
    cost = np.concatenate([1.0 - 2.0 * part, np.ones(2 * fit.size)])
    for rare, further in ((_RARE, 0.0), (0.0, 0.0), (0.0, 1.0), (0.0, float(targets[0].sum()))):
        most = [fit.ravel() >= rare, np.full(fit.size, further), np.minimum(down, further)]
        answer = milp(
            cost,
            integrality=np.ones(cost.size),
            bounds=Bounds(0.0, np.concatenate(most)),
            constraints=LinearConstraint(hstack([member, member, -member]), wanted, wanted),
        )
        if answer.x is not None:
            up, over, under = np.rint(answer.x).reshape(3, -1)
            return np.asarray((down + up + over - under).astype(np.int64).reshape(fit.shape))
    raise ValueError("no table of whole people meets the margins; this cannot happen")


def margin_problems(margins: Margins, place: str = "margins") -> list[str]:
    """Say in words everything that is wrong with margins; empty when nothing is."""
    found = [
        f"{place} has no attribute {attribute!r}; give a count for each of: {', '.join(categories)}"
        for attribute, categories in ATTRIBUTES.items()
        if attribute not in margins
    ]
    found += [
        f"{place} names the attribute {attribute!r}; allowed: {', '.join(ATTRIBUTES)}; correct the name or remove it"
        for attribute in margins
        if attribute not in ATTRIBUTES
    ]
    for attribute in ATTRIBUTES:
        found += _category_problems(margins.get(attribute), attribute, place)
    return found or _total_problems(margins, place)


def _category_problems(counts: Mapping[str, int] | None, attribute: str, place: str) -> Iterator[str]:
    categories = ATTRIBUTES[attribute]
    if counts is None:
        return
    if attribute != _MAY_BE_LEFT_OUT:
        for category in categories:
            if category not in counts:
                yield (f"{place}: {attribute} has no category {category!r}; give its count, 0 if there is nobody")
    for category, count in counts.items():
        if category not in categories:
            yield (
                f"{place}: {attribute} names the category {category!r}; "
                f"allowed: {', '.join(categories)}; correct the name or remove it"
            )
        if not _is_count(count):
            yield (
                f"{place}: {attribute} {category} is {count!r}; "
                "allowed: a whole number of people, 0 or more; correct it"
            )


def _is_count(count: object) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and count >= 0


def _total_problems(margins: Margins, place: str) -> list[str]:
    totals = {attribute: sum(margins[attribute].values()) for attribute in ATTRIBUTES}
    if len(set(totals.values())) > 1:
        each = ", ".join(f"{attribute} {total}" for attribute, total in totals.items())
        return [
            f"{place} sum to different totals: {each}; allowed: the same total for every "
            "attribute, since each counts the same people; correct the counts that are off"
        ]
    if not any(totals.values()):
        return [f"{place} count nobody; allowed: at least one person; give the counts"]
    return []
