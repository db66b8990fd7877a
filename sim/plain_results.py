"""Tables of what happened as plain arrays: months, events, openings and careers, from ledger and log of events."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.city import City
from sim.flows import flows
from sim.plain import Plain, named, names_of
from sim.recorder import LEDGER, MILLIONTHS, post_cells, rank_groups
from sim.table import Array
from sim.terms import (
    MONTHS,
    NO_POST,
    NOBODY,
    RANK_GROUPS,
    Cause,
    Education,
    Kind,
    Rank,
    RankGroup,
    Sex,
    Tier,
)

if TYPE_CHECKING:
    from sim.world import World

MILLIONTH_SUMS = ("motivation_sum", "strain_sum", "ability_sum", "workload_sum")


class PlainResults:
    """What `sim.results.Results` shows as frames; each table is built when first asked for."""

    def __init__(self, world: "World", city: City) -> None:
        self._world = world
        self._events = world.events.copy()
        self._city = city
        self.first = int(world.state.clock["first"][0])
        self.horizon = world.month
        """One past the last month recorded."""
        posts, units = world.posts, world.units
        self._post_unit = posts["unit"]
        self._post_tier = units["tier"][posts["unit"]]
        self._post_group = units["group"][posts["unit"]]
        self._post_place = rank_groups(posts)

    @cached_property
    def units(self) -> Plain:
        """One row for each unit."""
        units, world = self._world.units, self._world
        plans = {plan.name: plan for plan in self._city.units}
        return {
            "unit": list(world.unit_names),
            "tier": named(units["tier"], names_of(Tier)),
            "county": named(units["group"], world.group_names),
            "remoteness": units["remoteness"].astype(np.int64),
            "established": (units["last_civil"] - units["first_post"]).astype(np.int64),
            "label_en": [plans[name].label_en for name in world.unit_names],
            "label_zh": [plans[name].label_zh for name in world.unit_names],
        }

    @cached_property
    def posts(self) -> Plain:
        """One row for each post."""
        return {
            "post": np.arange(len(self._world.posts)),
            **self._of_post(np.arange(len(self._world.posts))),
        }

    def _of_post(self, post: Array) -> dict[str, object]:
        world, unit = self._world, self._post_unit[post]
        return {
            "unit": named(unit, world.unit_names),
            "tier": named(self._post_tier[post], names_of(Tier)),
            "county": named(self._post_group[post], world.group_names),
            "rank_group": named(self._post_place[post], names_of(RankGroup)),
            "remoteness": world.units["remoteness"][unit].astype(np.int64),
            "leading": world.posts["leading"][post] == 1,
        }

    @cached_property
    def events(self) -> Plain:
        """One row for each change of a seat, in the order in which they happened."""
        log, world = self._events, self._world
        from_post, to_post = log["from_post"], log["to_post"]

        def of(values: Array, post: Array) -> Array:
            return np.where(post == NO_POST, -1, values[post])

        return {
            "month": log["month"],
            "cadre": log["cadre"],
            "kind": named(log["kind"], names_of(Kind)),
            "cause": named(log["cause"], names_of(Cause)),
            "from_post": from_post,
            "to_post": to_post,
            "from_unit": named(of(self._post_unit, from_post), world.unit_names),
            "to_unit": named(of(self._post_unit, to_post), world.unit_names),
            "from_tier": named(of(self._post_tier, from_post), names_of(Tier)),
            "to_tier": named(of(self._post_tier, to_post), names_of(Tier)),
            "rank_before": named(log["rank_before"], names_of(Rank)),
            "rank_after": named(log["rank_after"], names_of(Rank)),
            "chain": log["chain"],
            "depth": log["depth"],
        }

    @cached_property
    def months(self) -> Plain:
        """One row for each month, tier, county and rank group: stocks at month end, costs and flows of the month."""
        world = self._world
        cells = world.state.cells[:-1]
        index = np.flatnonzero(cells >= 0)
        n, slots = len(index), int(world.state.clock["slot"][0])
        layer, group, place = (
            (index // RANK_GROUPS) % 2,
            index // RANK_GROUPS // 2,
            index % RANK_GROUPS,
        )
        organ_tier = world.units["tier"][world.state.organs]
        tier = np.where(layer == 0, int(Tier.TOWNSHIP), organ_tier[group])
        month = np.repeat(np.arange(self.first, self.first + slots), n)
        cell_of_post = cells[post_cells(world.units, world.posts)]
        established = np.bincount(cell_of_post, minlength=n)
        ledger = world.state.ledger[: slots * n]
        table: dict[str, object] = {
            "month": month,
            "year": month // MONTHS,
            "tier": named(np.tile(tier, slots), names_of(Tier)),
            "county": named(np.tile(group, slots), world.group_names),
            "rank_group": named(np.tile(place, slots), names_of(RankGroup)),
            "established": np.tile(established, slots) - ledger["closed"],
        }
        table["vacant"] = table["established"] - ledger["holders"]
        for name in LEDGER.names or ():
            table[name] = ledger[name] / MILLIONTHS if name in MILLIONTH_SUMS else ledger[name].astype(np.int64)
        table |= flows(self._events, self.first, (slots, n), cell_of_post, self._post_tier, self._post_unit)
        return table

    @cached_property
    def openings(self) -> Plain:
        """One row for each spell in which a post stood open."""
        log, posts = self._events, self._world.posts
        opens = np.flatnonzero(
            (log["from_post"] != NO_POST) & np.isin(log["kind"], (Kind.APPOINT, Kind.VACATE, Kind.LEAVE))
        )
        fills = np.flatnonzero((log["to_post"] != NO_POST) & np.isin(log["kind"], (Kind.ENTER, Kind.APPOINT)))
        start = np.flatnonzero(self._world.opening_posts["holder"] == NOBODY)
        post = np.concatenate([start, log["from_post"][opens], log["to_post"][fills]])
        at = np.concatenate([np.full(len(start), -1), opens, fills])
        closing = np.repeat([False, False, True], [len(start), len(opens), len(fills)])
        order = np.lexsort((at, post))
        post, at, closing = post[order], at[order], closing[order]
        opened = np.flatnonzero(~closing)
        filled = np.zeros(len(opened), bool)
        last = opened + 1 < len(post)
        filled[last] = closing[opened[last] + 1] & (post[opened[last] + 1] == post[opened[last]])
        fill_at = np.where(filled, at[np.minimum(opened + 1, len(at) - 1)], -1)
        row, begin = post[opened], at[opened]
        counts = filled | (posts["closed"][row] == 0)  # a post given up at a round is no longer open
        return self._openings(row[counts], begin[counts], fill_at[counts], filled[counts], posts)

    def _openings(self, row: Array, begin: Array, fill_at: Array, filled: Array, posts: Array) -> Plain:
        log = self._events
        at_start = begin < 0
        opened = np.where(
            at_start,
            self._world.opening_posts["opened"][row],
            log["month"][begin] if len(log) else 0,
        )
        closed = np.where(filled, log["month"][fill_at], -1) if len(log) else np.full(len(row), -1)
        end = np.where(filled, closed, self.horizon)
        none = np.full(len(row), -1)
        return {
            "post": row,
            **self._of_post(row),
            "opened": opened,
            "filled": closed,
            "months_open": end - opened,
            "censored": ~filled,
            "at_start": at_start,
            "opened_by": named(
                np.where(at_start, int(Cause.OPENING_STOCK), log["cause"][begin]) if len(log) else none,
                names_of(Cause),
            ),
            "filled_by": named(np.where(filled, log["cause"][fill_at], -1) if len(log) else none, names_of(Cause)),
            "chain": np.where(filled, log["chain"][fill_at], posts["chain"][row])
            if len(log)
            else posts["chain"][row],
            "depth": np.where(filled, log["depth"][fill_at], posts["depth"][row])
            if len(log)
            else posts["depth"][row],
        }

    @cached_property
    def careers(self) -> Plain:
        """One row for each spell of a cadre on one post."""
        log, world = self._events, self._world
        seats = np.flatnonzero(np.isin(log["kind"], (Kind.ENTER, Kind.APPOINT, Kind.VACATE, Kind.LEAVE)))
        opening = np.arange(len(world.opening_cadres))
        cadre = np.concatenate([opening, log["cadre"][seats]])
        at = np.concatenate([np.full(len(opening), -1), seats])
        month = np.concatenate([world.opening_cadres["post_since"], log["month"][seats]])
        post = np.concatenate([world.opening_cadres["post"], log["to_post"][seats]])
        rank = np.concatenate([world.opening_cadres["rank"], log["rank_after"][seats]])
        cause = np.concatenate([np.zeros(len(opening), np.int8), log["cause"][seats]])
        order = np.lexsort((at, cadre))
        cadre, at, month, post, rank, cause = (each[order] for each in (cadre, at, month, post, rank, cause))
        follows = np.append(cadre[1:] == cadre[:-1], False)
        to_month = np.where(follows, np.append(month[1:], 0), self.horizon)
        end = np.where(follows, np.append(cause[1:], 0), -1)
        kept = post != NO_POST
        first = np.append(0, np.cumsum(kept)[:-1])
        begins = np.flatnonzero(np.append(True, cadre[1:] != cadre[:-1])) if len(cadre) else np.zeros(0, np.int64)
        spell = first - np.repeat(first[begins], np.diff(np.append(begins, len(cadre))))
        last, at_start = ~follows, at < 0
        return self._careers(
            cadre[kept], spell[kept], post[kept], rank[kept], month[kept], to_month[kept], end[kept],
            last[kept], at_start[kept],
        )  # fmt: skip

    def _careers(
        self, cadre: Array, spell: Array, post: Array, rank: Array, month: Array, to_month: Array, end: Array,
        censored: Array, at_start: Array,
    ) -> Plain:  # fmt: skip
        person = self._world.cadres[cadre]
        place = self._of_post(post)
        return {
            "cadre": cadre,
            "key": person["key"],
            "sex": named(person["sex"], names_of(Sex)),
            "born": person["born"],
            "education": named(person["education"], names_of(Education)),
            "party_member": person["party"] == 1,
            "route": named(person["route"], names_of(Cause)),
            "entered": person["entered"],
            "spell": spell,
            "tier": place["tier"],
            "county": place["county"],
            "unit": place["unit"],
            "remoteness": place["remoteness"],
            "rank": named(rank, names_of(Rank)),
            "rank_group": place["rank_group"],
            "leading": place["leading"],
            "from_month": month,
            "to_month": to_month,
            "end": named(end, names_of(Cause)),
            "censored": censored,
            "at_start": at_start,
        }
