"""Oracles of accounts: every post, person, chain and month adds up, to the last one, whatever the policy.

The books are kept beside the engine: who holds which post is read at each month's end, and compared with what the log
of events, the monthly table and the table of openings say. None of them is made from another.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.model import CadreModel
from sim.oracles.evidence import Check, equal
from sim.oracles.trial import Oracle, Trial, prefecture
from sim.table import Array
from sim.terms import GIVEN_UP, NO_CHAIN, NOBODY


@dataclass(frozen=True)
class Books:
    """What was seen of a run from outside.

    `held`: (months + 1, posts) whether each post had a holder at the end of the month before the run and of every
    month; `serving`: (months + 1,) people in service then.
    """

    model: CadreModel
    held: Array
    serving: Array


def keep_books(model: CadreModel, months: int) -> Books:
    """Run a model that has not begun, and look at it at the end of every month."""
    held, serving = [model.world.posts["holder"] != NOBODY], [len(model.world.serving_rows())]
    for _ in range(months):
        model.step()
        held.append(model.world.posts["holder"] != NOBODY)
        serving.append(len(model.world.serving_rows()))
    return Books(model, np.array(held), np.array(serving))


def chain_accounts(books: Books) -> list[Check]:
    """Compare open posts with exits, entries and moves, by month and unit; and with chains begun and ended."""
    model = books.model
    events, unit = model.results.events, model.world.posts["unit"]
    kind = events["kind"]
    units, posts = np.zeros((len(unit), int(unit.max()) + 1), np.int64), model.world.posts
    units[np.arange(len(unit)), unit] = 1
    open_posts = ~books.held @ units
    leads = posts["leading"] == 1
    leaving = _by_post(books, events[kind.isin(("leave", "vacate"))], "from_post")
    seated = (kind == "appoint") & (events["from_post"] < 0)
    entering = _by_post(books, events[(kind == "enter") | seated], "to_post")
    moves = events[(kind == "appoint") & ~seated]
    out, into = (_by_post(books, moves, side) for side in ("from_post", "to_post"))
    downs = moves[leads[moves["from_post"]] & ~leads[moves["to_post"]] & moves["cause"].isin(_GIVEN_UP)]
    steps = _by_post(books, downs, "to_post").sum(axis=1)
    begun, ended = leaving.sum(axis=1) + steps, entering.sum(axis=1) + steps
    opened = _change(open_posts).sum(axis=1)
    now_open = posts["chain"][~books.held[-1]]
    own = np.unique(now_open[now_open != NO_CHAIN])
    return [
        equal("exits = entries + change in open posts", (leaving - entering).sum(axis=1), opened),
        equal("the same by unit, with moves", (leaving + out - into - entering) @ units, _change(open_posts)),
        equal("chains begun - ended = change in open posts", begun - ended, opened),
        equal("an open post is the end of a chain of its own", len(own), len(now_open)),
        *_links(model.results.openings),
    ]


_GIVEN_UP: Final = tuple(cause.name.lower() for cause in GIVEN_UP)


def _by_post(books: Books, events: pd.DataFrame, side: str) -> Array:
    """Count events by month and post: (months, posts)."""
    months, posts = books.held.shape
    cell = (events["month"].to_numpy() - books.model.results.first) * posts + events[side].to_numpy()
    return np.bincount(cell, minlength=(months - 1) * posts).reshape(months - 1, posts)


def _change(stock: Array) -> Array:
    return np.diff(stock.astype(np.int64), axis=0)


def _links(openings: pd.DataFrame) -> list[Check]:
    """Check that the openings of each chain are numbered 0, 1, 2, ... and that only its last one is open."""
    order = openings.sort_values(["chain", "depth"])
    chain, depth, filled = (order[name].to_numpy() for name in ("chain", "depth", "filled"))
    first = np.append(True, chain[1:] != chain[:-1])
    due = np.arange(len(chain)) - np.maximum.accumulate(np.where(first, np.arange(len(chain)), 0))
    last = np.append(first[1:], True)
    return [
        equal("the openings of a chain follow one another", depth, due),
        equal("only the last opening of a chain is open", (filled[~last] < 0).sum(), 0),
    ]


def conservation(books: Books) -> list[Check]:
    """Compare stocks with flows: by month and group of posts, by post, and people in service."""
    model = books.model
    months, events = model.results.months, model.results.events
    group = model.results.posts.groupby(_GROUP, observed=True, sort=False).ngroup().to_numpy()
    member = np.zeros((len(group), int(group.max()) + 1), np.int64)
    member[np.arange(len(group)), group] = 1
    held = books.held.astype(np.int64) @ member
    ins = _by_post(books, events[events["to_post"] >= 0], "to_post")
    outs = _by_post(books, events[events["from_post"] >= 0], "from_post")
    told = _of_groups(model, months)
    entered, left = (_by_month(books, events[events["kind"] == kind]) for kind in ("enter", "leave"))
    return [
        equal("opening + arrivals - departures = closing, by post", ins - outs, _change(books.held)),
        equal("the same by group", (ins - outs) @ member, _change(held)),
        equal("holders of the monthly table, by group", told["holders"], held[1:]),
        equal("holders + vacant = established", months["holders"] + months["vacant"], months["established"]),
        equal("opening + entries - exits = closing, people", entered - left, _change(books.serving)),
        equal("one post a person", books.held.sum(axis=1), books.serving),
        _paths(events),
        equal("entries of the monthly table", _flow(books, "entries_"), entered),
        equal("exits of the monthly table", _flow(books, "exits_"), left),
    ]


def _paths(events: pd.DataFrame) -> Check:
    """Check that every cadre comes from the post that the cadre last went to."""
    path = events.sort_values("cadre", kind="stable")
    same = path["cadre"].to_numpy()[1:] == path["cadre"].to_numpy()[:-1]
    came_from, went_to = path["from_post"].to_numpy()[1:], path["to_post"].to_numpy()[:-1]
    return equal("everybody comes from the post held before", came_from[same], went_to[same])


_GROUP: Final = ["tier", "county", "rank_group"]


def _of_groups(model: CadreModel, months: pd.DataFrame) -> dict[str, Array]:
    """Return holders of the monthly table as (months, groups), groups in the order of their first post."""
    groups = model.results.posts.drop_duplicates(_GROUP)[_GROUP]
    wide = months.pivot_table(index="month", columns=_GROUP, values="holders", observed=True)
    return {"holders": wide[list(groups.itertuples(index=False, name=None))].to_numpy()}


def _by_month(books: Books, events: pd.DataFrame) -> Array:
    return np.bincount(events["month"] - books.model.results.first, minlength=len(books.held) - 1)


def _flow(books: Books, prefix: str) -> Array:
    """Return the sum of the flows of the monthly table whose names begin so, by month."""
    months = books.model.results.months
    flows = [name for name in months.columns if name.startswith(prefix)]
    return months.groupby("month")[flows].sum().sum(axis=1).to_numpy()


def time_open(books: Books) -> list[Check]:
    """Compare months for which posts stood open: monthly table, table of openings, posts as seen."""
    results = books.model.results
    openings = results.openings
    inside = results.horizon - np.maximum(openings["opened"].to_numpy(), results.first)
    closed = openings["filled"].to_numpy()
    inside = np.where(closed >= 0, closed - np.maximum(openings["opened"].to_numpy(), results.first), inside)
    seen = int((~books.held[1:]).sum())
    return [
        equal("post-months open in the monthly table", int(results.months["vacant"].sum()), seen),
        equal("post-months open in the table of openings", int(inside.sum()), seen),
    ]


def audit(model: CadreModel, months: int) -> list[Check]:
    """Run a model that has not begun and return all its accounts."""
    books = keep_books(model, months)
    return [*chain_accounts(books), *conservation(books), *time_open(books)]


def _books(trial: Trial) -> Books:
    return keep_books(CadreModel(prefecture(), rng=trial.seed, plan=trial.plan), 240)


ORACLES: Final = (
    Oracle(
        11, "chain accounts", "空缺链账目",
        "exits = entries from outside + change in open posts; exact, each month and unit",
        "month ends; no posts are founded or abolished; moves within the service count at both units",
        lambda trial: chain_accounts(_books(trial)),
        "account",
    ),
    Oracle(
        14, "Little's law, as an account", "利特尔法则(账目)",
        "post-months open = sum over openings of their months open; exact",
        "month ends within the run",
        lambda trial: time_open(_books(trial)),
        "account",
    ),
    Oracle(
        19, "conservation", "守恒", "opening + arrivals - departures = closing; exact, each month and group",
        "month ends; a month's moves count at both groups",
        lambda trial: conservation(_books(trial)),
        "account",
    ),
)  # fmt: skip
