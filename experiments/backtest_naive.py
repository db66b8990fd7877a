"""Three naive ways to predict yearly tables from the years seen: nothing changes, last rates, cohort Markov.

Each returns an ensemble, so that it can be scored as the model is. Moves arrive in tiers in the shares that the
balances of the years seen imply (`destinations`).
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from scipy.optimize import nnls

from experiments.backtest_table import AGES, RANKS, Floats, Yearly, columns_of

MEMBERS: Final = 199
"""Of a naive ensemble: its first and last five hold 95 % of what is drawn alike (ranks k / (n + 1))."""
WINDOW: Final = 5
"""Years whose rates count as the last ones: one term of leadership."""
BAND_YEARS: Final = (13.0, 10.0, 10.0)
"""Width of the age bands, the first from 18 on: each year one in so many grows into the next (assumption: ages are
spread evenly within a band)."""
_AGE, _RANK = columns_of(AGES), columns_of(RANKS)


def nothing_changes(seen: Yearly, years: int, rng: np.random.Generator) -> Floats:
    """Return the last year's values, spread by resampled changes from year to year; (members, years, tiers, fields).

    Naive method with bootstrapped residuals (Hyndman & Athanasopoulos 2021, sections 5.2 and 5.5).
    """
    changes = np.diff(seen.values, axis=0)
    drawn = (changes - changes.mean(axis=0))[rng.integers(len(changes), size=(MEMBERS, years))]
    return np.maximum(seen.values[-1] + drawn.cumsum(axis=1), 0.0)


def last_rates(seen: Yearly, years: int, rng: np.random.Generator) -> Floats:
    """Return what follows if each year has the rates of one of the last `WINDOW` years, drawn anew.

    Exits and moves per head, entries and all other changes in people: (members, years, tiers, fields). Age bands and
    ranks go on changing as in those years. Rates of the recent past with resampled years (Bartholomew, Forbes &
    McClean 1991, chapter 4; the bootstrap stands for the spread that they leave out).
    """
    values, before = seen.values[1:], seen.values[:-1, :, 0]
    last = slice(-min(WINDOW, len(values)), None)
    up, down = destinations(seen)
    rates = np.divide(
        values[..., 2:5], before[..., None], out=np.zeros_like(values[..., 2:5]), where=before[..., None] > 0
    )
    moved = _net(values[..., 2:5], up, down) + values[..., 1]
    rest = (values[..., 0] - before - moved)[last]
    rates, entries, changes = rates[last], values[last, :, 1], np.diff(seen.values, axis=0)[last]
    pick = rng.integers(len(entries), size=(MEMBERS, years))
    found = np.maximum(seen.values[-1] + changes[pick].cumsum(axis=1), 0.0)
    people = np.tile(seen.values[-1, :, 0], (MEMBERS, 1))
    for year in range(years):
        flows = rates[pick[:, year]] * people[..., None]
        found[:, year, :, 1], found[:, year, :, 2:5] = entries[pick[:, year]], flows
        people = np.maximum(people + found[:, year, :, 1] + _net(flows, up, down) + rest[pick[:, year]], 0.0)
        found[:, year, :, 0] = people
    return found


def cohort_markov(seen: Yearly, years: int, rng: np.random.Generator) -> Floats:
    """Return people who leave, move and age by constant chances, tier by tier and band by band; same shape.

    A Markov model of grades with Poisson intake (Bartholomew, Forbes & McClean 1991, chapters 3 and 4): the mean
    follows n(t + 1) = n(t) Q + R. Chances by band are found from yearly totals by non-negative least squares (Lee,
    Judge & Zellner 1970). Without age bands all people of a tier are alike. Ranks keep the shares of the last year:
    the table does not say who moves between them; whoever stays keeps the rank.
    """
    bands = seen.values[..., _AGE] if np.isfinite(seen.values[..., _AGE]).all() else seen.values[..., :1]
    chances = _chances(seen, bands)
    up, down = destinations(seen)
    ageing = _ageing(bands.shape[-1])
    intake, came = seen.values[1:, :, 1].mean(axis=0), _ages_of_entry(seen, bands, chances, (up, down, ageing))
    people = np.tile(np.rint(bands[-1]).astype(np.int64), (MEMBERS, 1, 1))
    shares = _shares(np.nan_to_num(seen.values[-1][:, _RANK]))
    ranked = np.asarray(people.sum(-1)[..., None] * shares)
    found = np.full((MEMBERS, years, *seen.values.shape[1:]), np.nan)
    for year in range(years):
        entries = rng.poisson(intake[:, None] * came, people.shape)
        each = rng.multinomial(people, np.concatenate([chances, 1 - chances.sum(-1, keepdims=True)], axis=-1))
        people = each[..., 3] + _arrived(each[..., 1], up, rng) + _arrived(each[..., 2], down, rng)
        older = rng.binomial(people, ageing)
        people = people - older + np.roll(older, 1, axis=-1) + entries
        now = found[:, year]
        now[..., 0], now[..., 1], now[..., 2:5] = people.sum(-1), entries.sum(-1), each[..., :3].sum(axis=2)
        if bands.shape[-1] > 1:
            now[..., _AGE] = people
        ranked = _ranked(ranked, each, now[..., 0], shares, rng)
        now[..., _RANK] = ranked
    return found


METHODS: Final[Mapping[str, Callable[[Yearly, int, np.random.Generator], Floats]]] = {
    "nothing_changes": nothing_changes,
    "last_rates": last_rates,
    "cohort_markov": cohort_markov,
}


def _ranked(ranked: Floats, each: Floats, people: Floats, shares: Floats, rng: np.random.Generator) -> Floats:
    """Return people by rank a year on (members, tiers, ranks): who stays keeps the rank, who comes has the shares.

    `each`: (members, tiers, bands, 4) people by exit, move up, move down, staying.
    """
    before = each.sum(axis=(-2, -1))
    stay = np.divide(each[..., 3].sum(-1), before, out=np.zeros_like(people), where=before > 0)
    stays = rng.binomial(np.rint(ranked).astype(np.int64), stay[..., None])
    came = np.maximum(people - stays.sum(-1), 0).astype(np.int64)
    return np.asarray(stays + rng.multinomial(came, shares), float)


def destinations(seen: Yearly) -> tuple[Floats, Floats]:
    """Return where those arrive who move up, and down: (from tier, to tier) shares each.

    Of three tiers a mover from the lowest may go one or two tiers up, and from the highest one or two down; how many
    go one is what the balances of the years seen leave, headcount less entries and exits.
    """
    n = len(seen.tiers)
    up, down = np.zeros((n, n)), np.zeros((n, n))
    for i in range(n - 1):
        up[i, i + 1] = down[i + 1, i] = 1.0
    if n > 2:
        total = seen.values[1:].sum(axis=0)
        came = (seen.values[-1] - seen.values[0])[:, 0] - total[:, 1] + total[:, 2:5].sum(axis=1)
        ups, downs = total[:, 3], total[:, 4]
        two_up = np.clip((came[2] - ups[1]) / ups[0], 0.0, 1.0) if ups[0] > 0 else 0.0
        two_down = np.clip((came[0] - downs[1]) / downs[2], 0.0, 1.0) if downs[2] > 0 else 0.0
        up[0, 1:], down[2, :2] = (1 - two_up, two_up), (two_down, 1 - two_down)
    return up, down


def _net(flows: Floats, up: Floats, down: Floats) -> Floats:
    """Return what exits, moves up and moves down (..., tiers, 3) add to each tier."""
    net: Floats = flows[..., 1] @ up + flows[..., 2] @ down - flows.sum(axis=-1)
    return net


def _chances(seen: Yearly, bands: Floats) -> Floats:
    """Return chances a year of exit, move up and move down by tier and band; (tiers, bands, 3)."""
    found = np.zeros((*bands.shape[1:], 3))
    for tier in range(bands.shape[1]):
        for flow in range(3):
            found[tier, :, flow] = np.minimum(nnls(bands[:-1, tier], seen.values[1:, tier, 2 + flow])[0], 1.0)
    return found / np.maximum(found.sum(axis=-1, keepdims=True), 1.0)


def _ageing(bands: int) -> Floats:
    """Return who grows into the next band within a year; nobody leaves the last."""
    return np.array([*(1 / np.array(BAND_YEARS)), 0.0]) if bands > 1 else np.zeros(1)


def _ages_of_entry(
    seen: Yearly, bands: Floats, chances: Floats, moving: tuple[Floats, Floats, Floats]
) -> Floats:  # fmt: skip
    """Return shares of the bands among those who enter each tier: what those before them do not explain."""
    up, down, ageing = moving
    flows = bands[:-1, ..., None] * chances
    left = bands[:-1] - flows.sum(axis=-1)
    left = left + np.einsum("ytb,ts->ysb", flows[..., 1], up) + np.einsum("ytb,ts->ysb", flows[..., 2], down)
    older = left * ageing
    rest = np.maximum((bands[1:] - left + older - np.roll(older, 1, axis=-1)).sum(axis=0), 0.0)
    youngest = np.eye(bands.shape[-1])[0]
    return np.where(rest.sum(-1, keepdims=True) > 0, _shares(rest), youngest)


def _shares(counts: Floats) -> Floats:
    """Return shares along the last axis; the first takes all where there is nobody."""
    total = np.nansum(counts, axis=-1, keepdims=True)
    shares = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    shares[..., 0] = np.where(total[..., 0] > 0, shares[..., 0], 1.0)
    return shares


def _arrived(movers: Floats, to: Floats, rng: np.random.Generator) -> Floats:
    """Return where movers (members, tiers, bands) arrive; those of a table with one tier leave it."""
    found = np.zeros_like(movers)
    for tier, shares in enumerate(to):
        if shares.sum() > 0:
            found += np.moveaxis(rng.multinomial(movers[:, tier], shares / shares.sum()), -1, 1)
    return found
