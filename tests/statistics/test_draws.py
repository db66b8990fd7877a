"""Keyed draws: uniform, and independent between people, months, decisions and seeds.

Every family of checks takes a source of draws, so that the same checks can be tried on sources that are broken on
purpose: mixers that stop early, keys that forget or add up. Tests of fit are two-sided: draws may not be too even.
"""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from sim.draws import Decision, stream, uniform
from sim.oracles.evidence import Check, equal, near
from sim.table import Array
from tests.statistics.evidence import holds, is_caught
from tests.statistics.keyed import GOLDEN, JANUARY, identities

Source = Callable[[int, int, int, Array], Array]
"""Draws for (seed, decision, month, identities)."""

MANY, SOME = 10_000_000, 1_000_000


def counted(name: str, counts: Array, expected: Array | float) -> Check:
    """Compare counts with their expectation, two-sided: p is small too if they fit too well."""
    freedom = counts.size - 1
    statistic = float(((counts - expected) ** 2 / expected).sum())
    p = 2.0 * min(stats.chi2.cdf(statistic, freedom), stats.chi2.sf(statistic, freedom))
    return Check(name, statistic, freedom, (2.0 * freedom) ** 0.5, min(1.0, float(p)))


def pairs(name: str, u: Array, v: Array, cells: int = 64) -> list[Check]:
    """Correlation of pairs, and counts of a square of cells."""
    n = len(u)
    square = (u * cells).astype(np.int64) * cells + (v * cells).astype(np.int64)
    centred = 12.0 * ((u - 0.5) * (v - 0.5)).mean()
    return [
        near(f"correlation {name}", centred, 0.0, n**-0.5),
        counted(f"pairs {name}", np.bincount(square, minlength=cells * cells), n / cells**2),
    ]


def evenly(draws: Source, people: Array) -> list[Check]:
    """One stream: distribution, bits, neighbours."""
    n = len(people)
    u = draws(1, Decision.RESIGNATION, JANUARY, people)
    whole = np.floor(u * 2.0**52).astype(np.int64)
    checks = [
        counted("4,096 equal cells", np.bincount((u * 4096).astype(np.int64), minlength=4096), n / 4096),
        near("mean", u.mean(), 1 / 2, (12 * n) ** -0.5),
        near("mean square from the middle", ((u - 0.5) ** 2).mean(), 1 / 12, (180 * n) ** -0.5),
        equal("draws outside (0, 1)", np.count_nonzero((u <= 0.0) | (u >= 1.0)), 0),
    ]
    for bit in range(52):
        ones = np.count_nonzero(whole & (1 << bit))
        checks.append(near(f"ones in bit {bit}", ones / n, 0.5, 0.5 * n**-0.5))
    for lag in (1, 2, 3, 12, 60):
        product = 12.0 * ((u[:-lag] - 0.5) * (u[lag:] - 0.5)).mean()
        checks.append(near(f"correlation of identities {lag} apart", product, 0.0, (n - lag) ** -0.5))
    return [*checks, *pairs("of neighbours", u[0::2], u[1::2]), *_ordered(u)]


def _ordered(u: Array) -> list[Check]:
    """Kolmogorov and Smirnov's largest distance, too small a one refuted as well."""
    n = len(u)
    distance = (np.arange(1, n + 1) / n - np.sort(u)).max()
    p = float(np.exp(-2.0 * n * distance**2))  # Smirnov's law of the one-sided distance
    return [Check("largest distance from evenness", distance, (np.pi / 8 / n) ** 0.5, n**-0.5, 2 * min(p, 1 - p))]


def apart(draws: Source, people: Array) -> list[Check]:
    """Two streams with neighbouring keys, for the same people."""
    decision, month = Decision.TRANSFER_SEEK, JANUARY + 6
    others = {
        "of the next month": (1, decision, month + 1),
        "of the same month next year": (1, decision, month + 12),
        "of the next decision": (1, decision + 1, month),
        "of the next decision a month before": (1, decision + 1, month - 1),
        "of the next seed": (2, decision, month),
        "of the next seed, a decision before": (2, decision - 1, month),
        "of a seed 2^32 on": (1 + 2**32, decision, month),
        "of the largest seed": (2**63 - 1, decision, month),
        "of traits": (1, decision, 0),
    }
    u = draws(1, decision, month, people)
    return [check for name, key in others.items() for check in pairs(name, u, draws(*key, people))]


def rarely(draws: Source, people: Array) -> list[Check]:
    """Rare luck, as the model asks for it: by month in groups of people, and by person over the months."""
    chance, months, group = 0.02, 600, 500
    hits = np.array([draws(1, Decision.RESIGNATION, JANUARY + month, people) < chance for month in range(months)])
    by_group = hits.reshape(months, -1, group).sum(axis=2).ravel()
    by_person = hits.sum(axis=0)
    return [
        _binomial("hits of a group in a month", by_group, group, chance),
        _binomial("hits of a person over the months", by_person, months, chance),
    ]


def _binomial(name: str, hits: Array, trials: int, chance: float) -> Check:
    law = stats.binom(trials, chance)
    edges = np.unique(law.ppf(np.linspace(0.01, 0.99, 25)))
    cells = np.searchsorted(edges, hits)
    expected = np.diff(law.cdf(edges), prepend=0.0, append=1.0) * len(hits)
    return counted(name, np.bincount(cells, minlength=len(expected)), expected)


def scattered(draws: Source, people: Array) -> list[Check]:
    """Avalanche: whichever bit of an identity is flipped, every bit of the draw flips half the time."""
    u = _bits(draws, people)
    flips = np.array([_flips(u ^ _bits(draws, people ^ np.uint64(1 << bit))) for bit in range(64)])
    z = (flips / len(people) - 0.5) * 2.0 * len(people) ** 0.5
    worst = float(np.abs(z).max())
    p = min(1.0, z.size * 2 * float(stats.norm.sf(worst)))
    return [
        near("mean square of z by bit in and bit out", float((z**2).mean()), 1.0, (2.0 / z.size) ** 0.5),
        Check("the largest of them", worst, 0.0, 1.0, p),
    ]


def _bits(draws: Source, people: Array) -> Array:
    return np.floor(draws(1, Decision.RESIGNATION, JANUARY, people) * 2.0**52).astype(np.uint64)


def _flips(changed: Array) -> Array:
    return np.array([np.count_nonzero(changed & np.uint64(1 << bit)) for bit in range(52)])


FAMILIES = {evenly: SOME, apart: SOME, rarely: 10_000, scattered: 20_000}
"""Families of checks and the number of identities that they are tried on."""
Family = Callable[[Source, Array], list[Check]]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda each: each.__name__)
def test_draws_for_the_models_identities(family: Family) -> None:
    holds(f"draws {family.__name__}", family(uniform, identities(FAMILIES[family])))


def test_ten_million_draws_for_whole_numbers() -> None:
    holds("draws evenly, whole numbers", evenly(uniform, np.arange(MANY, dtype=np.uint64)))


def test_neighbouring_streams_for_whole_numbers() -> None:
    holds("draws apart, whole numbers", apart(uniform, np.arange(SOME, dtype=np.uint64)))


@pytest.mark.deep
@pytest.mark.parametrize("family", FAMILIES, ids=lambda each: each.__name__)
def test_many_more_draws(family: Family) -> None:
    holds(f"draws {family.__name__}, many", family(uniform, identities(10 * FAMILIES[family])))


def uneven(seed: int, decision: int, month: int, people: Array) -> Array:
    """Squeeze draws towards nought by a five-hundredth."""
    return uniform(seed, decision, month, people) * 0.998


def unmixed(seed: int, decision: int, month: int, people: Array) -> Array:
    """Multiply the identity by a constant, without the finaliser: far too even."""
    return _unit((people ^ np.uint64(stream(seed, decision, month))) * GOLDEN)


def half_mixed(seed: int, decision: int, month: int, people: Array) -> Array:
    """Leave out the finaliser's second round."""
    z = (people ^ np.uint64(stream(seed, decision, month))) * GOLDEN
    return _unit((z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9))


def forgetting_the_month(seed: int, decision: int, _: int, people: Array) -> Array:
    return uniform(seed, decision, 0, people)


def forgetting_the_decision(seed: int, _: int, month: int, people: Array) -> Array:
    return uniform(seed, 0, month, people)


def adding_keys_up(seed: int, decision: int, month: int, people: Array) -> Array:
    """Give a month and the next decision a month before one stream."""
    return uniform((seed + decision + month) % 2**63, 0, 0, people)


def shifted(seed: int, decision: int, month: int, people: Array) -> Array:
    """Add the key to the draw instead of mixing it in."""
    return (uniform(seed, 0, 0, people) + stream(0, decision, month) / 2.0**64) % 1.0


def shared_by_neighbours(seed: int, decision: int, month: int, people: Array) -> Array:
    """Give every two people one luck."""
    return uniform(seed, decision, month, np.repeat(people[::2], 2)[: len(people)])


def _unit(words: Array) -> Array:
    return ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


@pytest.mark.parametrize(
    ("family", "broken"),
    [
        (evenly, uneven), (evenly, shared_by_neighbours), (scattered, unmixed), (scattered, half_mixed),
        (apart, forgetting_the_month), (apart, forgetting_the_decision), (apart, adding_keys_up), (apart, shifted),
        (rarely, forgetting_the_month), (rarely, shared_by_neighbours), (rarely, shifted),
    ],
)  # fmt: skip
def test_broken_draws_are_caught(family: Family, broken: Source) -> None:
    is_caught(family(broken, identities(FAMILIES[family])))


def test_a_missing_finaliser_is_caught_on_whole_numbers() -> None:
    is_caught(evenly(unmixed, np.arange(SOME, dtype=np.uint64)))
