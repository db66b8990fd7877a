"""Posts, units and areas of the twin as plain Python objects."""

from bisect import insort
from types import SimpleNamespace
from typing import TYPE_CHECKING

from sim.terms import MONTHS, Tier
from tests.benchmarks import twin_rules as rules

if TYPE_CHECKING:
    from tests.benchmarks.twin import TwinModel
    from tests.benchmarks.twin_cadre import Cadre

RANKS = 6


class Pool:
    """People of one rank in the townships or in the organs of an area, who compete for the same posts."""

    def __init__(self) -> None:
        self.candidates: list[Cadre] = []
        self.openings = 0.0
        self.rivals = 0
        self.prospect = 0.0
        """What somebody whom no age line stops can hope for."""


class Area:
    """A county with its townships, or the city's own organs: one set of levers, one market for posts."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.units: list[Unit] = []
        self.organ: Unit
        self.city: Area = self
        self.levers = SimpleNamespace()
        self.township_pools = [Pool() for _ in range(RANKS)]
        self.organ_pools = [Pool() for _ in range(RANKS)]

    @property
    def pools(self) -> list[Pool]:
        return self.township_pools + self.organ_pools

    @property
    def townships(self) -> "list[Unit]":
        return [unit for unit in self.units if unit.is_township]

    def vacant_post(self, near: "Unit") -> "Post | None":
        """Return a vacant post without a leading role: in the unit `near`, else in another of its tier."""
        peers = [near, *(unit for unit in self.units if unit.tier == near.tier)]
        return next((unit.vacant[0] for unit in peers if unit.vacant), None)


class Unit:
    """A township or an organ, with its posts and its leadership team."""

    def __init__(self, model: "TwinModel", area: Area, tier: Tier, remoteness: int, authority: float, duty_load: float):
        self.model = model
        self.area = area
        self.tier = tier
        self.is_township = tier == Tier.TOWNSHIP
        self.remoteness = remoteness
        self.authority = authority
        self.duty_load = duty_load
        self.pools = area.township_pools if self.is_township else area.organ_pools
        self.posts: list[Post] = []
        self.vacant: list[Post] = []  # without a leading role, longest open first
        self.holders = 0
        self.seats = 0
        self.changed = 0
        self.cohesion = model.setting.cohesion_level
        self.workload = 1.0
        self.worth = [0.0] * RANKS
        area.units.append(self)
        if not self.is_township:
            area.organ = self

    @property
    def above(self) -> "Unit | None":
        """The organ that people here look up to."""
        if self.is_township:
            return self.area.organ
        return self.area.city.organ if self.tier == Tier.COUNTY else None

    def pay(self, rank: int) -> float:
        """Return pay and township allowance in yuan a month."""
        levers = self.area.levers
        pay = levers.base_pay_yuan_per_month[rank] * levers.tier_pay_ratio[self.tier]
        return pay + levers.township_allowance_yuan_per_month[self.remoteness] if self.is_township else pay

    def share_work(self) -> None:
        """Share the duties among those present; what working here is worth to anybody follows from it."""
        believe = self.model.setting
        burden = self.area.levers.burden_ratio
        self.workload = rules.workload_ratio(self.duty_load, burden, self.holders, believe.load_at_most)
        self.worth = [
            rules.place_value(
                self.pay(rank) / 1000.0, self.workload, self.remoteness,
                believe.pay_utils, believe.workload_utils, believe.hardship_utils,
            )
            for rank in range(RANKS)
        ]  # fmt: skip

    def settle_team(self) -> None:
        """Let the team lose and regain cohesion."""
        believe = self.model.setting
        self.cohesion = rules.cohesion_after(
            self.cohesion, self.changed, self.seats, believe.running_in_months, believe.cohesion_level
        )
        self.changed = 0

    def appraise(self) -> None:
        """Appraise who has served half a year, with a cap on excellent."""
        latest = self.model.now - MONTHS // 2
        cadres = [post.holder for post in self.posts if post.holder is not None and post.holder.entered <= latest]
        scores = [cadre.perform() for cadre in cadres]
        best = rules.places_excellent(len(scores), self.area.levers.excellent_cap_share)
        line = sorted(scores)[-best] if best else float("inf")
        for cadre, score in zip(cadres, scores, strict=True):
            cadre.receive_grade(score, score >= line)


class Post:
    """One established post."""

    __slots__ = (
        "county_lot", "depth", "holder", "leading", "number", "opened", "rank", "ready", "scope_lot", "source_lot",
        "unit",
    )  # fmt: skip

    def __init__(self, unit: Unit, rank: int, leading: bool) -> None:
        self.unit = unit
        self.rank = rank
        self.leading = leading
        self.holder: Cadre | None = None
        self.number = len(unit.posts)
        unit.posts.append(self)
        unit.seats += leading

    def open(self, ready: int, depth: int) -> None:
        """Stand vacant, to be filled from month `ready` on; how a successor is looked for is drawn now."""
        self.holder = None
        self.opened = self.unit.model.now
        self.ready = ready
        self.depth = depth
        if self.leading:
            chance = self.unit.model.random.random
            self.source_lot, self.scope_lot, self.county_lot = chance(), chance(), chance()
        else:
            insort(self.unit.vacant, self, key=Post.turn)

    def turn(self) -> tuple[int, int]:
        """Sort posts by how long they have been open."""
        return self.opened, self.number

    def lose_holder(self, ready: int, depth: int) -> None:
        """Open because the holder goes."""
        self.unit.holders -= 1
        self.unit.changed += self.leading
        self.open(ready, depth)

    def seat(self, cadre: "Cadre") -> None:
        """Give a vacant post a holder."""
        self.holder = cadre
        self.unit.holders += 1
        if self.leading:
            self.unit.changed += 1
        else:
            self.unit.vacant.remove(self)

    def opens_within(self, horizon: float) -> bool:
        """Tell whether the post is open or will be, by the holder's retirement or age line."""
        holder, model, levers = self.holder, self.unit.model, self.unit.area.levers
        if holder is None or holder.retires < model.now + horizon:
            return True
        if self.unit.is_township:
            line = rules.age_limit(holder.sex, levers.renewal_men_years, levers.renewal_women_years)
            comes = model.next_round < model.now + horizon
            return comes and rules.over_age(holder.born, model.next_round, line)
        line = rules.age_limit(holder.sex, levers.organ_leading_men_years, levers.organ_leading_women_years)
        return rules.over_age(holder.born, int(model.now + horizon), line)
