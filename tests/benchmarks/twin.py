"""A second opinion on the engine: the same month, written as a Mesa user would, one agent a cadre.

It starts from the same opening, takes the same policy and setting, and shares the engine's scalar formulas. State,
loops, order and chance are its own, so that it agrees with the engine in distribution, not draw by draw.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import mesa
from mesa.datacollection import DataCollector

from sim.city import City
from sim.filling import OUTSIDE
from sim.policy import Policy
from sim.population import Opening, open_city
from sim.setting import GROUPS, Setting
from sim.terms import MONTHS, NO_UNIT, Cause, Tier, Wish
from tests.benchmarks import twin_rules as rules
from tests.benchmarks.twin_cadre import Cadre
from tests.benchmarks.twin_filling import kind_of_move, successor
from tests.benchmarks.twin_places import Area, Post, Unit
from tests.benchmarks.twin_yearly import from_outside, recruit, select_openly

JANUARY, JUNE, SEPTEMBER = 0, 5, 8
TIERS = tuple(Tier)
STOCKS = ("established", "vacant", "wish_to_leave")
FLOWS = (
    "recruit", "outside", "retire", "retire_early", "die", "resign", "moves_up", "early_moves_up", "moves_down",
    "promotions", "ages_at_promotion", "step_downs", "links",
)  # fmt: skip
"""What is counted each month: entries and exits by cause; moves by direction, early ones in the first five years of
service; promotions; and moves that continue a chain."""


class TwinModel(mesa.Model):
    """Cadres of a city under a policy, one Mesa agent each; one step is one month."""

    cadre_class = Cadre

    def __init__(
        self, city: City, policy: Policy | None = None, setting: Setting | None = None, *, rng: int = 0
    ) -> None:
        super().__init__(rng=rng)
        believe = setting or Setting()
        self.policy = policy or Policy()
        self.setting = flat({name: getattr(believe, name) for name in GROUPS})
        self.now = self.first = city.start
        self.next_round, self.last_round = city.first_round, city.first_round - 60
        self.changes = set(self.policy.months_of_change(city.start + 1))
        self.flows: Counter[str] = Counter()
        opening = open_city(city, rng, believe.association, believe.origins, believe.seating)
        self.build_places(opening)
        self.set_levers()
        self.seat_people(opening)
        columns = ["month", *(f"{name}_{tier.name.lower()}" for name in STOCKS for tier in TIERS)]
        self.datacollector = DataCollector(tables={"months": [*columns, "leaders", "leaders_who_wish", *FLOWS]})

    # -- opening ---------------------------------------------------------------------------------------------------

    def build_places(self, opening: Opening) -> None:
        """Make areas, units and posts; every post stands vacant."""
        self.areas = [Area(name) for name in opening.group_names]
        self.units: list[Unit] = []
        for row in opening.units.tolist():
            plan = SimpleNamespace(**dict(zip(opening.units.dtype.names, row, strict=True)))
            area = self.areas[plan.group]
            self.units.append(Unit(self, area, Tier(plan.tier), plan.remoteness, plan.authority, plan.duty_load))
            if plan.parent != NO_UNIT and not self.units[-1].is_township:
                area.city = self.areas[opening.units["group"][plan.parent]]
        for area in self.areas:
            area.counties = [other for other in self.areas if other.city is area and other is not area]
        names = ("unit", "rank", "leading")
        self.posts = [
            Post(self.units[unit], rank, leading == 1)
            for unit, rank, leading in zip(*(opening.posts[name].tolist() for name in names), strict=True)
        ]
        for post in self.posts:
            post.open(self.now, 0)
        self.leading_posts = sorted((post for post in self.posts if post.leading), key=top_down)

    def seat_people(self, opening: Opening) -> None:
        """Make an agent of everybody in the opening stock."""
        for row in opening.cadres.tolist():
            past = SimpleNamespace(**dict(zip(opening.cadres.dtype.names, row, strict=True)))
            cadre = self.cadre_class(
                self, self.posts[past.post], sex=past.sex, born=past.born, education=past.education, rank=past.rank,
                entered=past.entered, family=self.units[past.family_unit], bound_until=past.bound_until,
            )  # fmt: skip
            cadre.rank_since, cadre.tier_since = past.rank_since, past.tier_since
            cadre.township_before, cadre.moved = past.township_before, past.moved
        for unit in self.units:
            unit.changed = 0

    # -- the month -------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Simulate one month."""
        self.open_month()
        month, round_now = self.now % MONTHS, self.now == self.last_round
        opens = round_now or self.now == self.first
        self.agents.do("retire_if_due")
        for unit in self.units:
            unit.share_work()
            unit.settle_team()
        if month == JANUARY:
            for unit in self.units:
                unit.appraise()
        if month == JANUARY or opens:
            self.rank_candidates()
            self.count_prospects()
        self.let_people_think()
        if round_now:
            self.retire_to_second_line(post for post in self.leading_posts if post.unit.is_township)
        if month == JANUARY:
            self.retire_to_second_line(post for post in self.leading_posts if not post.unit.is_township)
        self.fill_posts()
        if month == JUNE:
            select_openly(self)
        self.agents.select(Cadre.is_let_go).shuffle_do("transfer")
        if month == SEPTEMBER:
            recruit(self)
        self.record()
        self.now += 1

    def let_people_think(self) -> None:
        """Let everybody whose review is due think, and some resign."""
        self.agents.do("step")

    def open_month(self) -> None:
        """Let the policy change; find out whether a leadership round is due, and whose review is."""
        if self.now in self.changes:
            self.set_levers()
        if self.now == self.next_round:
            self.last_round = self.now
            self.next_round = self.now + int(self.areas[0].levers.round_every_months)
        believe = self.setting
        every = int(believe.review_every_months)
        everybody = self.now == self.first
        self.phases_due = {phase for phase in range(MONTHS) if everybody or phase % every == self.now % every}
        self.adaptation = min(1.0, believe.review_every_months / believe.adaptation_months)
        self.expected = rules.expectation(
            self.next_round - self.now, self.now - self.last_round, believe.round_expectation_ratio
        )

    def set_levers(self) -> None:
        """Put the values in force, counties' own included."""
        values = self.policy.at(self.now)
        own = self.policy.counties if self.policy.has_begun(self.now) else {}
        for area in self.areas:
            area.levers = flat(values)
            for name, value in own.get(area.name, {}).items():
                setattr(area.levers, name.rsplit(".", 1)[1], value)
        self.agents.do("plan_retirement")

    def rank_candidates(self) -> None:
        """List the candidates of every pool, best standing first."""
        pools = [pool for area in self.areas for pool in area.pools]
        for pool in pools:
            pool.candidates = []
        self.agents.do("stand")
        for pool in pools:
            pool.candidates.sort(key=lambda cadre: cadre.standing, reverse=True)

    def count_prospects(self) -> None:
        """Count openings ahead and rivals of every pool."""
        for area in self.areas:
            for pool in area.pools:
                pool.openings, pool.rivals = 0.0, 0
        for post in self.leading_posts:
            if post.opens_within(self.setting.prospect_horizon_months):
                post.unit.pools[post.rank - 1].openings += 1.0
                if not post.unit.is_township:
                    area = post.unit.area
                    area.township_pools[post.rank - 1].openings += area.levers.up_share
        for cadre in self.agents:
            if not cadre.is_past_line_for(cadre.unit):
                cadre.unit.pools[cadre.rank].rivals += 1
        for area in self.areas:
            for pool in area.pools:
                pool.prospect = rules.visible_prospect(False, pool.openings, pool.rivals, 1.0)

    def retire_to_second_line(self, posts: Iterable[Post]) -> None:
        """Move leaders past the age line of renewal into posts without a leading role, where there are any."""
        for post in posts:
            holder, levers = post.holder, post.unit.area.levers
            if holder is None:
                continue
            if post.unit.is_township:
                line = rules.age_limit(holder.sex, levers.renewal_men_years, levers.renewal_women_years)
            else:
                line = rules.age_limit(holder.sex, levers.organ_leading_men_years, levers.organ_leading_women_years)
            place = post.unit.area.vacant_post(post.unit)
            if place is not None and rules.over_age(holder.born, self.now, line):
                holder.step_down(place)

    def fill_posts(self) -> None:
        """Fill leading posts from the top down; a post filled from below opens the next one in the same month."""
        for post in self.leading_posts:
            if post.holder is not None or self.now < post.ready:
                continue
            levers = post.unit.area.levers
            if not rules.is_taken_up(self.random.random(), post.ready, self.now, levers.taken_up_share_per_month):
                continue
            across = levers.down_share if post.unit.is_township else levers.up_share
            channel = rules.channel_of(post.source_lot, levers.outside_share, levers.placement_share, across)
            if channel == OUTSIDE:
                from_outside(self, post)
            elif (cadre := successor(post, channel)) is not None:
                cadre.take(post, kind_of_move(cadre, post))

    # -- recording -------------------------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """Years since the first month."""
        return (self.now - self.first) // MONTHS

    def note_entry(self, post: Post, cause: Cause) -> None:
        self.flows[cause.name.lower()] += 1
        self.flows["links"] += post.depth > 0

    def note_exit(self, cadre: Cadre, cause: Cause) -> None:
        self.flows[cause.name.lower()] += 1

    def note_move(self, cadre: Cadre, post: Post, cause: Cause) -> None:
        """Count a move of a cadre to a post, just before it happens."""
        flows, now = self.flows, self.now
        if post.unit.tier > cadre.unit.tier:
            flows["moves_up"] += 1
            flows["early_moves_up"] += now - cadre.entered < 5 * MONTHS
        elif post.unit.tier < cadre.unit.tier:
            flows["moves_down"] += 1
        if post.rank > cadre.rank:
            flows["promotions"] += 1
            flows["ages_at_promotion"] += now - cadre.born
        flows["step_downs"] += cause == Cause.STEP_DOWN
        flows["links"] += post.depth > 0

    def record(self) -> None:
        """Write the month's stocks and flows."""
        established, holders, wishes = Counter(), Counter(), Counter()
        for unit in self.units:
            established[unit.tier] += len(unit.posts)
            holders[unit.tier] += unit.holders
        leaders = leaders_who_wish = 0
        for cadre in self.agents:
            unit, wishes_to_leave = cadre.unit, cadre.wish != Wish.STAY
            wishes[unit.tier] += wishes_to_leave
            if unit.is_township and cadre.post.leading:
                leaders += 1
                leaders_who_wish += wishes_to_leave
        row = {"month": self.now, "leaders": leaders, "leaders_who_wish": leaders_who_wish}
        for tier in TIERS:
            name = tier.name.lower()
            row[f"established_{name}"] = established[tier]
            row[f"vacant_{name}"] = established[tier] - holders[tier]
            row[f"wish_to_leave_{name}"] = wishes[tier]
        row |= {name: int(self.flows[name]) for name in FLOWS}
        self.datacollector.add_table_row("months", row)
        self.flows.clear()


def flat(groups: Mapping[str, Any]) -> SimpleNamespace:
    """Return the values of all groups by their short names."""
    return SimpleNamespace(
        **{each.name: getattr(group, each.name) for group in groups.values() for each in fields(group)}
    )


def top_down(post: Post) -> tuple[int, int]:
    """Sort posts by rank, then tier, highest first."""
    return -post.rank, -post.unit.tier
