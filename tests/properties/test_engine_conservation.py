"""Every month: people are conserved, a post has one holder, and vacancy chains are whole."""

import numpy as np
import pytest

from sim.measures import headline
from sim.model import CadreModel
from sim.terms import GIVEN_UP, NO_CHAIN, NO_POST, NOBODY, Kind
from tests.properties.small_world import small_city

CITIES = {"one county": small_city(), "two counties": small_city(2, (0, 1, 3, 4), 0.25), "full": small_city(vacant=0.0),
          "other staff": small_city(others=(8, 4, 20))}  # fmt: skip


@pytest.fixture(scope="module", params=CITIES)
def model(request):
    run = CadreModel(CITIES[request.param], rng=5, check=True)
    run.run_for(130)
    return run


def test_people_are_conserved_in_every_group_and_month(model):
    """Stock of last month + entries + moves in - exits - moves out = stock of this month, group by group."""
    months, events = model.results.months, model.results.events
    cells = ["tier", "county", "rank_group"]
    stock = months.pivot_table(index="month", columns=cells, values="holders", aggfunc="sum", observed=True)
    posts = model.results.posts.set_index("post")[cells].astype(str)
    change = stock.diff().iloc[1:].astype(int)
    flow = change * 0
    for event in events[events.month > model.results.first].itertuples():
        if event.kind in ("lend", "give_back"):
            continue
        for post, sign in ((event.to_post, 1), (event.from_post, -1)):
            if post != NO_POST:
                flow.loc[event.month, tuple(posts.loc[post])] += sign
    assert (change == flow).all(axis=None)
    assert (months.holders + months.vacant == months.established).all()


def test_everybody_is_counted_once(model):
    world = model.world
    opening, entries, exits = (
        len(world.opening_cadres), int(np.sum(world.events["kind"] == Kind.ENTER)),
        int(np.sum(world.events["kind"] == Kind.LEAVE)),
    )  # fmt: skip
    assert len(world.cadres) == opening + entries
    assert len(world.serving_rows()) == opening + entries - exits
    assert len(np.unique(world.cadres["key"])) == len(world.cadres)
    last = model.results.months[model.results.months.month == model.results.horizon - 1]
    assert last.holders.sum() == len(world.serving_rows()) == np.sum(world.posts["holder"] != NOBODY)


def test_replaying_the_log_gives_the_seats(model):
    """A post is taken only when empty and left only by its holder; a cadre never sits twice."""
    world = model.world
    holder = world.opening_posts["holder"].copy()
    seat = {int(row): int(post) for post, row in enumerate(holder) if row != NOBODY}
    for event in world.events:
        row, old, new = int(event["cadre"]), int(event["from_post"]), int(event["to_post"])
        assert seat.pop(row, NO_POST) == old
        if old != NO_POST:
            assert holder[old] == row
            holder[old] = NOBODY
        if new != NO_POST:
            assert holder[new] == NOBODY
            holder[new], seat[row] = row, new
    assert np.array_equal(holder, world.posts["holder"])


def test_nobody_moves_twice_a_month(model):
    """Changes of a seat; a leaver may have moved earlier in the month of a later exit, never in the same one."""
    log = model.world.events
    moves = log[np.isin(log["kind"], (Kind.ENTER, Kind.APPOINT, Kind.LEAVE))]
    pairs = set(zip(moves["month"].tolist(), moves["cadre"].tolist(), strict=True))
    assert len(pairs) == len(moves)


def test_chains_are_whole(model):
    """A chain begins where somebody leaves or steps down, at depth 0; each move hands it on, one deeper."""
    world = model.world
    log = world.events
    link = {int(p): (int(p_row["chain"]), 0) for p, p_row in _vacant_at_start(world)}
    known, used = {chain for chain, _ in link.values()}, set()
    for event in log[~np.isin(log["kind"], (Kind.LEND, Kind.GIVE_BACK))]:
        old, new = int(event["from_post"]), int(event["to_post"])
        own = (int(event["chain"]), int(event["depth"]))
        if new != NO_POST:
            expected = link.pop(new)
            assert expected[1] == own[1]
            assert expected[0] in (None, own[0])
            if expected[0] is None:  # begun by an exit: a new number, known from the first move
                assert own[0] not in known
                known.add(own[0])
            assert own not in used
            used.add(own)
        if old != NO_POST:
            gave_up = event["cause"] in GIVEN_UP and not world.posts["leading"][new]
            handed_on = event["kind"] == Kind.APPOINT and not gave_up
            link[old] = (own[0], own[1] + 1) if handed_on else (None, 0)
        if event["kind"] == Kind.LEAVE:
            assert own[0] == NO_CHAIN
    still = {post: (int(world.posts[post]["chain"]), int(world.posts[post]["depth"])) for post in link}
    assert set(link) == set(np.flatnonzero(world.posts["holder"] == NOBODY).tolist())
    for post, (chain, depth) in link.items():
        assert depth == still[post][1]
        assert chain in (None, still[post][0])


def _vacant_at_start(world):
    vacant = np.flatnonzero(world.opening_posts["holder"] == NOBODY)
    for number, post in enumerate(vacant):
        yield post, {"chain": number}


def test_openings_tell_the_same_chains(model):
    openings, log = model.results.openings, model.results.events
    filled = openings[~openings.censored]
    fills = log[(log.to_post >= 0) & log.kind.isin(["enter", "appoint"])]
    as_opened = set(zip(filled.post, filled.filled, filled.chain, filled.depth, strict=True))
    as_filled = set(zip(fills.to_post, fills.month, fills.chain, fills.depth, strict=True))
    assert as_opened == as_filled
    assert len(openings[openings.censored]) == np.sum(model.world.posts["holder"] == NOBODY)


def test_chains_run_down_and_end(model):
    openings = model.results.openings
    reached = openings.groupby("chain").depth.agg(["max", "count"])
    assert (reached["max"] + 1 == reached["count"]).all()
    assert reached["max"].max() >= 2
    assert headline(model.results)["chain_length"] > 1.0
