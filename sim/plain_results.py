"""Tables of what happened as plain arrays: months, events, openings and careers, from ledger and log of events."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.city import City
from sim.flows import flows
from sim.plain import Plain, named, names_of
from sim.recorder import LEDGER, MILLIONTHS
from sim.spells import NO_EVENT, spells_held, spells_open
from sim.state import EVENTS
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
        log = world.events
        self._log = {name: log[name].copy() for name in EVENTS.names or ()}
        self._city = city
        self.first = int(world.state.clock["first"][0])
        self.horizon = world.month
        """One past the last month recorded."""
        posts, units = world.posts, world.units
        unit = posts["unit"]
        self._post_unit = unit.astype(np.int64)
        self._post_tier = units["tier"][unit].astype(np.int64)
        self._post_group = units["group"][unit].astype(np.int64)
        self._cells = np.flatnonzero(world.state.cells[:-1] >= 0)
        """Place of each cell in the list of all possible ones (`sim.recorder.post_cells`)."""
        self._post_place = (self._cells % RANK_GROUPS)[posts["cell"]]
        self._post_remoteness = units["remoteness"][unit].astype(np.int64)
        self._post_leads = posts["leading"] == 1

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
        every = np.arange(len(self._world.posts))
        return {"post": every, **self._of_post(every)}

    def _of_post(self, post: Array) -> dict[str, object]:
        world = self._world
        return {
            "unit": named(self._post_unit[post], world.unit_names),
            "tier": named(self._post_tier[post], names_of(Tier)),
            "county": named(self._post_group[post], world.group_names),
            "rank_group": named(self._post_place[post], names_of(RankGroup)),
            "remoteness": self._post_remoteness[post],
            "leading": self._post_leads[post],
        }

    @cached_property
    def events(self) -> Plain:
        """One row for each change of a seat, in the order in which they happened."""
        log, world = self._log, self._world
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
        index = self._cells
        n, slots = len(index), int(world.state.clock["slot"][0])
        layer, group, place = (index // RANK_GROUPS) % 2, index // RANK_GROUPS // 2, index % RANK_GROUPS
        organ_tier = world.units["tier"][world.state.organs]
        tier = np.where(layer == 0, int(Tier.TOWNSHIP), organ_tier[group])
        month = np.repeat(np.arange(self.first, self.first + slots), n)
        cell_of_post = world.posts["cell"].astype(np.int64)
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
        table |= flows(self._log, self.first, (slots, n), cell_of_post, self._post_tier, self._post_unit)
        return table

    @cached_property
    def openings(self) -> Plain:
        """One row for each spell in which a post stood open."""
        log, posts = self._log, self._world.posts
        at_start = self._world.opening_posts["holder"] == NOBODY
        post, begin, end = spells_open(log["kind"], log["from_post"], log["to_post"], at_start)
        filled = end != NO_EVENT
        counts = np.flatnonzero(filled | (posts["closed"][post] == 0))  # one given up at a round is no longer open
        return self._openings(post[counts], begin[counts], end[counts], filled[counts])

    def _openings(self, row: Array, begin: Array, fill_at: Array, filled: Array) -> Plain:
        log, posts = self._log, self._world.posts
        at_start, known = begin < 0, len(log["month"]) > 0

        def at_filling(name: str, otherwise: Any) -> Array:
            return np.where(filled, log[name][fill_at], otherwise) if known else np.full(len(row), otherwise)

        opened, closed = self._world.opening_posts["opened"][row], at_filling("month", -1)
        opened_by = np.full(len(row), int(Cause.OPENING_STOCK) if known else -1)
        if known:
            opened = np.where(at_start, opened, log["month"][begin])
            opened_by = np.where(at_start, opened_by, log["cause"][begin])
        return {
            "post": row,
            **self._of_post(row),
            "opened": opened,
            "filled": closed,
            "months_open": np.where(filled, closed, self.horizon) - opened,
            "censored": ~filled,
            "at_start": at_start,
            "opened_by": named(opened_by, names_of(Cause)),
            "filled_by": named(at_filling("cause", -1), names_of(Cause)),
            "chain": at_filling("chain", posts["chain"][row]),
            "depth": at_filling("depth", posts["depth"][row]),
        }

    @cached_property
    def careers(self) -> Plain:
        """One row for each spell of a cadre on one post."""
        log, opening = self._log, self._world.opening_cadres
        cadre, begin, end, spell = spells_held(log["kind"], log["cadre"], log["to_post"], opening["post"])
        follows = end != NO_EVENT

        def told(at_start: Array, name: str, when: Array) -> Array:
            return np.concatenate([at_start, log[name]])[when]

        month = told(opening["post_since"], "month", begin)
        to_month = np.where(follows, told(opening["post_since"], "month", end), np.int64(self.horizon))
        cause = np.where(follows, told(np.zeros(len(opening), np.int8), "cause", end), -1)
        post, rank = told(opening["post"], "to_post", begin), told(opening["rank"], "rank_after", begin)
        return self._careers(cadre, spell, post, rank, month, to_month, cause, ~follows, begin < len(opening))

    def _careers(
        self, cadre: Array, spell: Array, post: Array, rank: Array, month: Array, to_month: Array, end: Array,
        censored: Array, at_start: Array,
    ) -> Plain:  # fmt: skip
        people, place = self._world.cadres, self._of_post(post)
        return {
            "cadre": cadre,
            "key": people["key"][cadre],
            "sex": named(people["sex"][cadre], names_of(Sex)),
            "born": people["born"][cadre],
            "education": named(people["education"][cadre], names_of(Education)),
            "party_member": people["party"][cadre] == 1,
            "route": named(people["route"][cadre], names_of(Cause)),
            "entered": people["entered"][cadre],
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
