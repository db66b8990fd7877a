"""A small city that is watched, and what all rules of its posts and people share."""

from typing import Any

from sim.model import CadreModel
from sim.policy import Policy
from sim.processes.appraisal import Performance
from sim.processes.retirement import statutory_month
from sim.setting import Setting
from sim.terms import NO_POST, Cause, Kind, Rank, Sex, Tier
from tests.properties.small_world import small_city

CITY = small_city(2, vacant=0.2)
HARSH = Setting(performance=Performance(incompetent_below_sd=-1.5, basically_below_sd=-0.5))
"""Many fail the appraisal, so that it stops somebody."""


class Watched:
    """A run with what was before. What a lever relaxes is looked up with its value, in the county that it holds for."""

    def __init__(self, policy: Policy, seed: int, city: Any = CITY) -> None:
        self.model = CadreModel(city, policy, HARSH, rng=seed, check=True)
        self.world = self.model.world
        self.rank_since = {int(p["key"]): int(p["rank_since"]) for p in self.world.cadres}
        self.before = self.world.cadres.copy()
        self.absent: set[int] = set()
        self.vacated: dict[int, int] = {}
        self.seen = {cause: 0 for cause in Cause}

    def _lever(self, name: str, post: int) -> Any:
        """Return the value in force in the county of a post."""
        group = self.world.units["group"][self.world.posts["unit"][post]]
        return self.world.state.levers[name][group]

    def _tier(self, post: int) -> Tier:
        return Tier(self.world.units["tier"][self.world.posts["unit"][post]])

    def _chairs_congress(self, post: int) -> bool:
        posts = self.world.posts
        unit = posts["unit"][post]
        section = (posts["unit"] == unit) & (posts["leading"] == 1) & (posts["rank"] == Rank.SECTION)
        return self._tier(post) == Tier.TOWNSHIP and post == section.nonzero()[0].max(initial=-1)

    def _age_line(self, person: Any, post: int, kind: str) -> float:
        sex = "women" if person["sex"] == Sex.FEMALE else "men"
        where = kind if self._tier(post) == Tier.TOWNSHIP else "organ_leading"
        line = float(self._lever(f"{where}_{sex}_years", post))
        return line + float(self._lever("congress_line_shift_years", post)) * self._chairs_congress(post)

    def _may_lead(self, event: Any, person: Any, now: int) -> None:
        post = event["to_post"]
        assert self.world.posts["leading"][post]
        assert now - person["born"] <= 12 * self._age_line(person, post, "new")
        left = 12 * self._lever("new_service_left_years", post)
        assert left == 0.0 or person["retires"] < 0 or person["retires"] - now >= left
        assert now >= max(person["sanction_until"], person["accused_until"])
        assert now >= person["trial_until"]
        assert not person["second_line"]

    def _elsewhere(self, event: Any) -> None:
        """Check that a move leads to another unit than the own."""
        if event["kind"] == Kind.APPOINT and event["from_post"] != NO_POST:
            old, new = self.world.posts["unit"][[event["from_post"], event["to_post"]]]
            assert old != new

    def _gave_up(self, event: Any) -> None:
        old, new = event["from_post"], event["to_post"]
        assert self.world.posts["leading"][old] and not self.world.posts["leading"][new]
        assert self._tier(old) == self._tier(new)

    def _alike(self, event: Any) -> None:
        """Check that the new post is like the old one: non-leading, or leading at one rank."""
        if event["kind"] == Kind.APPOINT and event["from_post"] != NO_POST:
            old, new = self.world.posts[event["from_post"]], self.world.posts[event["to_post"]]
            assert (old["leading"], old["rank"]) == (new["leading"], new["rank"])

    def _statutory(self, person: Any) -> int:
        law = self.world.state.levers[0]
        ages = (
            law["retirement_men_years"], law["retirement_women_years"], law["retirement_women_division_years"]
        )  # fmt: skip
        who = int(person["born"]), int(person["sex"]), int(person["rank"])
        return int(statutory_month(*who, *ages, bool(law["gradual_rise"])))
