"""Small cities, and runs of them that are read person by person: a key names the same person in every run."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.city import ESTABLISHMENTS, City, Corps, UnitPlan
from sim.levers import RANKS
from sim.model import CadreModel
from sim.months import month_number
from sim.plan import NAMES
from sim.state import State
from sim.terms import NO_POST, NOBODY, Cause, Kind

START = month_number("2010-01")
ROUND = month_number("2011-01")
TOWN, COUNTY, CITY = (0, 0, 6, 3, 0, 0), (0, 0, 10, 8, 4, 2), (0, 0, 6, 5, 3, 2)
STAFF = {"township": 18, "county": 30, "city": 20}
OTHERS = ESTABLISHMENTS[1:]


def small_city(
    counties: int = 1, classes: Sequence[int] = (0, 2, 4), vacant: float = 0.15, others: Sequence[int] = (0, 0, 0)
) -> City:
    """Return a city with its organs, and counties with one township of each remoteness class in `classes`.

    others: institution posts, programme places and seats of village cadres of each township.
    """
    units = [UnitPlan("city", "City", "市", "city", "", 0, 1.0, 0.9, 1.0, CITY, STAFF["city"])]
    for c in range(counties):
        county = f"county_{c}"
        units.append(UnitPlan(county, county, county, "county", "city", 0, 1.0, 0.8, 1.0, COUNTY, STAFF["county"]))
        units += [
            UnitPlan(
                f"{county}_town_{t}",
                "",
                "",
                "township",
                county,
                remoteness,
                0.8,
                0.6,
                1.0,
                TOWN,
                STAFF["township"],
                *others,
            )
            for t, remoteness in enumerate(classes)
        ]
    corps = [
        _corps("towns", "township", units, vacant, (8, 24, 40, 28)),
        _corps("counties", "county", units, 0.03, (20, 34, 32, 14)),
        _corps("organs", "city", units, 0.03, (22, 38, 28, 12)),
    ]
    for kind, count, ages in zip(OTHERS, others, ((20, 40, 30, 10), (100, 0, 0, 0)), strict=False):
        if count:
            corps.append(_corps(f"town {kind}", "township", units, 0.1, ages, kind))
    return City("small", "Small city", "小市", START, ROUND, tuple(units), tuple(corps))


def _corps(
    name: str, tier: str, units: Sequence[UnitPlan], vacant: float, ages: Sequence[int], kind: str = ESTABLISHMENTS[0]
) -> Corps:
    own = [unit for unit in units if unit.tier == tier]
    posts = sum(unit.posts_of(kind) for unit in own)
    people = posts - round(vacant * posts)
    leaders = [0] * 6
    if kind == ESTABLISHMENTS[0]:
        leaders = [sum(unit.leading[rank] for unit in own) for rank in range(6)]
        leaders[2] += people // 10  # some have the rank without the post
    ranks = dict(zip(RANKS[2:], leaders[2:], strict=True))
    years = _whole(people, dict(zip(("30_or_less", "31_40", "41_50", "51_or_more"), ages, strict=True)))
    margins = {
        "sex": _whole(people, {"male": 75, "female": 25}),
        "party": _whole(people, {"member": 90, "not_member": 10}),
        "rank": {**ranks, "staff": people - sum(ranks.values())},
        "age": years,
        "education": _whole(people, {"graduate": 5, "bachelor": 45, "college": 35, "secondary_or_less": 15}),
    }
    return Corps(name, tier, tuple(unit.name for unit in own), margins, vacant / 3, 0.4, kind)


def _whole(people: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Return `people` people in proportion to `parts`, the first part taking the rest."""
    counts = {name: people * part // 100 for name, part in parts.items()}
    counts[next(iter(parts))] += people - sum(counts.values())
    return counts


def only(*names: str) -> list[str]:
    """Return the processes to switch off so that only the named ones and the calendar run."""
    return [name for name in NAMES if name not in (*names, "calendar")]


def copied(state: State) -> State:
    """Return a state with tables of its own."""
    return copy.deepcopy(state)


# who did what, by key


def people(model: CadreModel) -> dict[int, Any]:
    """Return the row of everybody who was ever in service, by key."""
    cadres = model.world.cadres
    return dict(zip(cadres["key"].tolist(), cadres, strict=True))


def left_by_cause(model: CadreModel, *causes: Cause) -> dict[int, int]:
    """Return key -> month of leaving service for one of the causes (all if none is named)."""
    events = model.world.events
    gone = events[events["kind"] == Kind.LEAVE]
    if causes:
        gone = gone[np.isin(gone["cause"], causes)]
    return dict(zip(_keys(model, gone["cadre"]), gone["month"].tolist(), strict=True))


def entered_by(model: CadreModel, *causes: Cause) -> dict[int, int]:
    """Return key -> month of entry for one of the causes."""
    events = model.world.events
    came = events[(events["kind"] == Kind.ENTER) & np.isin(events["cause"], causes)]
    return dict(zip(_keys(model, came["cadre"]), came["month"].tolist(), strict=True))


def moved_by(model: CadreModel, *causes: Cause) -> set[tuple[int, int]]:
    """Return (key, month) of every appointment for one of the causes."""
    events = model.world.events
    moved = events[(events["kind"] == Kind.APPOINT) & np.isin(events["cause"], causes)]
    return set(zip(_keys(model, moved["cadre"]), moved["month"].tolist(), strict=True))


def wishes(model: CadreModel, column: str = "wish") -> dict[int, Any]:
    """Return a column of those in service by key."""
    rows = model.world.serving_rows()
    return dict(zip(_keys(model, rows), model.world.cadres[column][rows].tolist(), strict=True))


def _keys(model: CadreModel, rows: Any) -> list[int]:
    return model.world.cadres["key"][rows].tolist()


def no_later(worse: Mapping[int, int], better: Mapping[int, int]) -> bool:
    """Tell whether everybody who goes in `better` has gone by then in `worse`: a subset in every month."""
    return all(key in worse and worse[key] <= month for key, month in better.items())


# histories that do not depend on where a row stands


def history(model: CadreModel) -> list[tuple[int, ...]]:
    """Return every event with people and posts by key and chains by their first link, sorted."""
    log, posts = model.world.events, model.world.posts["key"]
    chains = _chain_names(model)
    keys = _keys(model, log["cadre"])
    post = lambda row: 0 if row == NO_POST else int(posts[row])
    return sorted(
        (
            int(e["month"]), key, int(e["kind"]), int(e["cause"]), post(e["from_post"]), post(e["to_post"]),
            int(e["rank_before"]), int(e["rank_after"]), *chains.get(int(e["chain"]), (0, 0)), int(e["depth"]),
        )
        for e, key in zip(log, keys, strict=True)
    )  # fmt: skip


def _chain_names(model: CadreModel) -> dict[int, tuple[int, int]]:
    """Return for each chain the month and the post (key) of its first link."""
    log = model.world.events
    first = log[(log["chain"] >= 0) & (log["depth"] == 0)]
    post = model.world.posts["key"][first["to_post"]]
    return {int(c): (int(m), int(p)) for c, m, p in zip(first["chain"], first["month"], post, strict=True)}


def final_people(model: CadreModel, but: Iterable[str] = ("post", "key")) -> dict[int, tuple[Any, ...]]:
    """Return the state of everybody by key, with the post by its key."""
    cadres, posts = model.world.cadres, model.world.posts["key"]
    names = [name for name in cadres.dtype.names if name not in but]
    seats = np.where(cadres["post"] == NO_POST, np.uint64(0), posts[cadres["post"]])
    return {
        int(key): (int(seat), *row.tolist()) for key, seat, row in zip(cadres["key"], seats, cadres[names], strict=True)
    }


def seats(model: CadreModel) -> dict[int, tuple[int, int, int, int]]:
    """Return holder (key), opening month, readiness and depth of every post by the post's key."""
    posts, cadres = model.world.posts, model.world.cadres["key"]
    holder = np.where(posts["holder"] == NOBODY, np.uint64(0), cadres[posts["holder"]])
    return {
        int(p["key"]): (int(h), int(p["opened"]), int(p["ready"]), int(p["depth"]))
        for p, h in zip(posts, holder, strict=True)
    }
