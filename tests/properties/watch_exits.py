"""The rules of going: out of service, or down from a leading post."""

from typing import Any

from sim.processes.retirement import early_month
from sim.terms import Appraisal, Establishment, Kind, Rank, Tier
from tests.properties.watched import Watched


class Exits(Watched):
    """Holds every exit and every loss of a leading post against its rule."""

    def _step_down(self, event: Any, person: Any, now: int) -> None:
        old, new = event["from_post"], event["to_post"]
        assert self.world.posts["leading"][old] and not self.world.posts["leading"][new]
        left = 12 * self._lever("renewal_service_left_years", old) if self._tier(old) == Tier.TOWNSHIP else 0.0
        past = now - person["born"] > 12 * self._age_line(person, old, "renewal")
        assert past or 0 <= person["retires"] < now + left
        assert now == self.world.state.clock["last_round"][0] or self._tier(old) != Tier.TOWNSHIP
        assert event["rank_after"] == event["rank_before"]
        assert person["second_line"]

    def _dismiss(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 0
        assert person["grade"] == Appraisal.INCOMPETENT
        if event["kind"] == Kind.LEAVE:
            assert person["incompetent_years"] >= self._lever("dismissal_years", event["from_post"])
        else:
            self._gave_up(event)
            assert event["rank_after"] == event["rank_before"] - 1

    def _last_place(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 0
        if event["kind"] == Kind.APPOINT:
            self._gave_up(event)
            assert event["rank_after"] == event["rank_before"]
            assert person["sanction_until"] >= now + 12

    def _trial_failed(self, event: Any, person: Any, now: int) -> None:
        assert person["trial_until"] == now
        if event["kind"] == Kind.APPOINT:
            self._gave_up(event)

    def _voted_out(self, event: Any, person: Any, now: int) -> None:
        self._gave_up(event)
        assert now == self.world.state.clock["last_round"][0]
        assert event["rank_after"] == event["rank_before"]
        assert self._tier(event["from_post"]) == Tier.TOWNSHIP

    def _cross_appoint(self, event: Any, person: Any, now: int) -> None:
        self._gave_up(event)
        assert now == self.world.state.clock["last_round"][0]
        assert self.world.posts["closed"][event["from_post"]]

    def _term_limit(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 0
        assert event["rank_after"] == event["rank_before"] >= Rank.SECTION
        if event["kind"] == Kind.APPOINT and not self.world.posts["leading"][event["to_post"]]:
            self._gave_up(event)

    def _resign(self, event: Any, person: Any, now: int) -> None:
        institution = self.world.posts["establishment"][event["from_post"]] == Establishment.PUBLIC_INSTITUTION
        assert now >= person["bound_until"] or institution  # they give notice and know no minimum service

    def _retire(self, event: Any, person: Any, now: int) -> None:
        # whoever was past the age when entering or the run began, or when a change of rank moved it, goes at once
        late = max(self.world.state.clock["first"][0], self.rank_since[int(person["key"])] + 1)
        assert now == max(self._statutory(person), late)

    def _retire_early(self, event: Any, person: Any, now: int) -> None:
        assert self.world.state.levers["early_retirement"][0]
        assert early_month(int(person["entered"]), self._statutory(person)) <= now < self._statutory(person)

    def _die(self, event: Any, person: Any, now: int) -> None:
        first = self.world.state.clock["first"][0]
        entered = person["entered"] if person["entered"] >= first else first - 1
        assert now == max(person["dies"], entered + 1)  # who enters in a month leaves in the next one at the soonest

    def _programme_end(self, event: Any, person: Any, now: int) -> None:
        assert event["kind"] == Kind.LEAVE
        assert self.world.posts["establishment"][event["from_post"]] == Establishment.PROGRAMME
        assert person["programme_until"] <= now
