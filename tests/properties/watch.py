"""Watch a small city: every move is held against the rules that it must not break."""

from typing import Any

import numpy as np

from sim.sequence import MOST_ENTRIES_PER_POST, MOST_EVENTS_PER_CADRE
from sim.terms import NO_POST, Appraisal, Cause, Education, Establishment, Kind, Rank, Tier, Wish
from tests.properties.watch_exits import Exits

WATCHED = (
    Cause.RECRUIT, Cause.OUTSIDE, Cause.PROMOTE, Cause.PLACE, Cause.EXCHANGE, Cause.OPEN_SELECTION, Cause.TRANSFER,
    Cause.STEP_DOWN, Cause.RETIRE, Cause.RETIRE_EARLY, Cause.DIE, Cause.RESIGN, Cause.DISMISS, Cause.LAST_PLACE,
    Cause.TRIAL_FAILED, Cause.VOTED_OUT, Cause.TERM_LIMIT, Cause.CROSS_APPOINT,
)  # fmt: skip


class Watch(Exits):
    """A run that checks every event of a month against the rules, with the state of that month and of the one before.

    What a lever relaxes is checked with the lever's value, in the county that it holds for.
    """

    def run(self, months: int) -> dict[Cause, int]:
        for _ in range(months):
            done = len(self.world.events)
            self.before = self.world.cadres.copy()
            self.model.step()
            events = self.world.events[done:].copy()
            for event in events:
                self._one(event)
            entries = events["kind"] == Kind.ENTER
            assert np.bincount(events["cadre"][~entries], minlength=1).max() <= MOST_EVENTS_PER_CADRE
            assert np.bincount(events["to_post"][entries], minlength=1).max() <= MOST_ENTRIES_PER_POST
            assert not self.vacated, "whoever changes places has a post again in the same month"
        return self.seen

    def _one(self, event: Any) -> None:
        row = int(event["cadre"])
        person = self.world.cadres[row]
        cause, now = Cause(event["cause"]), int(event["month"])
        self.seen[cause] += 1
        self._absences(event, row)
        if event["kind"] == Kind.VACATE:
            self.vacated[row] = int(event["from_post"])
        if event["kind"] == Kind.APPOINT and event["from_post"] == NO_POST:
            event["from_post"] = self.vacated.pop(row, NO_POST)
        getattr(self, f"_{cause.name.lower()}")(event, person, now)
        if event["kind"] == Kind.APPOINT and event["from_post"] != NO_POST:
            self._any_move(event, person, now)
        if event["rank_after"] != event["rank_before"] or event["kind"] == Kind.ENTER:
            self.rank_since[int(person["key"])] = now

    def _absences(self, event: Any, row: int) -> None:
        """Check that nobody is away twice, and only who is away comes back."""
        if event["kind"] == Kind.LEND:
            assert row not in self.absent
            self.absent.add(row)
        elif event["kind"] == Kind.GIVE_BACK:
            self.absent.remove(row)
        else:
            self.absent.discard(row)

    def _any_move(self, event: Any, person: Any, now: int) -> None:
        seat, old = self.world.posts[event["to_post"]], self.world.posts[event["from_post"]]
        self._establishment(event, old, seat)
        lowered = event["cause"] in (Cause.DISMISS, Cause.TRIAL_FAILED) and event["rank_after"] < event["rank_before"]
        assert event["rank_after"] == max(event["rank_before"] - lowered, seat["rank"])
        programme = event["cause"] == Cause.OPEN_SELECTION and old["establishment"] == Establishment.PROGRAMME
        if self._tier(event["from_post"]) != self._tier(event["to_post"]) and not programme:
            assert now >= self.before["bound_until"][event["cadre"]]

    def _establishment(self, event: Any, old: Any, new: Any) -> None:
        """Check that everybody stays on the own establishment but for the ways that regulations and levers open."""
        was, becomes = Establishment(old["establishment"]), Establishment(new["establishment"])
        if was == becomes or event["cause"] == Cause.CONVERT:
            return
        assert becomes == Establishment.CIVIL_SERVICE
        if event["cause"] == Cause.OPEN_SELECTION:
            assert was == Establishment.PROGRAMME and self._lever("programme_selection", event["from_post"])
        else:
            assert new["leading"] and was == Establishment.PUBLIC_INSTITUTION
            assert self._lever("institution_leading_share", event["to_post"]) > 0

    def _promote(self, event: Any, person: Any, now: int) -> None:
        self._may_lead(event, person, now)
        rank = int(event["rank_after"])
        assert rank == event["rank_before"] + 1 == self.world.posts["rank"][event["to_post"]]
        least = self._lever("min_months_in_rank", event["from_post"])[rank]
        assert now - self.rank_since[int(person["key"])] >= least
        assert person["grade"] >= Appraisal.COMPETENT

    def _place(self, event: Any, person: Any, now: int) -> None:
        self._may_lead(event, person, now)
        assert event["rank_after"] == event["rank_before"] == self.world.posts["rank"][event["to_post"]]
        assert not self.world.posts["leading"][event["from_post"]]

    def _exchange(self, event: Any, person: Any, now: int) -> None:
        old, new = event["from_post"], event["to_post"]
        self._may_lead(event, person, now)
        assert event["rank_after"] == event["rank_before"] == self.world.posts["rank"][new]
        assert self.world.posts["leading"][old]
        returns = self._lever("congress_exchange", new) and self._chairs_congress(old)
        assert self._tier(new) > self._tier(old) or (returns and self._tier(new) == Tier.TOWNSHIP)

    def _open_selection(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 5
        assert now - person["born"] <= 12 * self._lever("selection_years", event["from_post"])
        assert person["education"] >= Education.BACHELOR
        programme = self.world.posts["establishment"][event["from_post"]] == Establishment.PROGRAMME
        assert programme or now >= person["bound_until"]
        assert now - person["entered"] >= (12 if programme else 24)
        assert person["grade"] >= Appraisal.COMPETENT
        assert person["wish"] == Wish.UP
        assert self._tier(event["to_post"]) > self._tier(event["from_post"])
        assert not self.world.posts["leading"][[event["from_post"], event["to_post"]]].any()

    def _transfer(self, event: Any, person: Any, now: int) -> None:
        self._elsewhere(event)
        assert now - person["born"] <= 12 * self._lever("transfer_years", event["from_post"])
        assert now >= person["bound_until"]
        assert person["wish"] != Wish.STAY
        assert not self.world.posts["leading"][event["to_post"]]
        assert person["wish"] == Wish.UP or person["unit"] == person["family_unit"]

    def _at_home_below(self, event: Any, person: Any, now: int, host: Tier) -> None:
        """Whoever is lent has a post that stays the own, and a host tier that fits."""
        assert event["from_post"] == event["to_post"]
        if event["kind"] == Kind.LEND and person["serving"]:  # institution staff may give notice in the same month
            assert person["post"] == event["to_post"]
            assert person["away_until"] >= now
            assert self.world.units["tier"][person["unit"]] >= host

    def _loan(self, event: Any, person: Any, now: int) -> None:
        self._at_home_below(event, person, now, self._tier(event["to_post"]))
        assert not self.world.posts["leading"][event["to_post"]]
        if event["kind"] == Kind.LEND and self._lever("loan_rules_kept_share", event["to_post"]) == 1.0:
            assert now - person["entered"] >= 36
            assert person["loaned"] <= self._lever("loan_limit_months", event["to_post"])

    def _secondment(self, event: Any, person: Any, now: int) -> None:
        self._at_home_below(event, person, now, Tier.TOWNSHIP)
        if event["kind"] == Kind.LEND:
            assert now % 12 == 4
            assert now - person["born"] <= 12 * self._lever("secondment_age_years", event["to_post"])
            assert person["rank"] <= Rank.SECTION and person["grade"] >= Appraisal.COMPETENT
            assert now >= person["sanction_until"] and not person["second_line"]
            home = int(self.before["away_until"][event["cadre"]])
            assert home == 0 or now - home >= 24

    def _task_force(self, event: Any, person: Any, now: int) -> None:
        self._at_home_below(event, person, now, self._tier(event["to_post"]))
        seat = self.world.posts[event["to_post"]]
        if event["kind"] == Kind.LEND:
            assert now % 12 == 3
            assert not (seat["leading"] and seat["rank"] >= Rank.SECTION)

    def _loaned_stays(self, event: Any, person: Any, now: int) -> None:
        self._elsewhere(event)
        assert self._tier(event["to_post"]) > self._tier(event["from_post"])
        assert not self.world.posts["leading"][event["to_post"]]

    def _seconded_stays(self, event: Any, person: Any, now: int) -> None:
        assert self._tier(event["to_post"]) == Tier.TOWNSHIP < self._tier(event["from_post"])
        assert person["secondment_score"] >= 0.0
        known = self.before[event["cadre"]]  # it is decided before this month's appraisal and sanctions
        if event["rank_after"] > event["rank_before"]:
            self._promote(event, known, now)
        elif self.world.posts["leading"][event["to_post"]]:
            self._may_lead(event, known, now)

    def _rotate(self, event: Any, person: Any, now: int) -> None:
        self._elsewhere(event)
        assert now % 12 in (6, 7)  # in August as a partner of somebody's reunion
        assert event["rank_after"] == event["rank_before"]
        self._alike(event)

    def _reunion(self, event: Any, person: Any, now: int) -> None:
        self._elsewhere(event)
        self._alike(event)
        assert now % 12 == 7
        assert event["rank_after"] == event["rank_before"]
        assert person["tier"] == Tier.TOWNSHIP and person["grade"] >= Appraisal.COMPETENT
        served = person["township_before"] + now - person["tier_since"]
        assert served >= self.world.state.levers["reunion_after_months"][0]

    def _place_up(self, event: Any, person: Any, now: int) -> None:
        old, new = event["from_post"], event["to_post"]
        assert now == self.world.state.clock["last_round"][0]
        assert (self._tier(old), self._tier(new)) == (Tier.TOWNSHIP, Tier.COUNTY)
        shift = self._lever("congress_line_shift_years", old) * self._chairs_congress(old)
        assert now - person["born"] > 12 * (self._age_line(person, old, "renewal") - shift - 4)

    def _recruit(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 8
        assert now - person["born"] <= 12 * self._lever("recruitment_years", event["to_post"])
        assert event["rank_after"] == Rank.STAFF
        seat = self.world.posts[event["to_post"]]
        assert not seat["leading"] and seat["establishment"] != Establishment.PROGRAMME
        where = "township" if person["tier"] == Tier.TOWNSHIP else "organ"
        months = self._lever(f"{where}_min_service_months", event["to_post"])
        institution = seat["establishment"] == Establishment.PUBLIC_INSTITUTION
        assert person["bound_until"] == now + (0 if institution else int(months))

    def _convert(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 8
        old, new = self.world.posts["establishment"][[event["from_post"], event["to_post"]]]
        assert not self.world.posts["leading"][event["to_post"]]
        if old == Establishment.PROGRAMME:
            assert new != Establishment.PROGRAMME
            assert self.before["programme_until"][event["cadre"]] <= now
            return
        assert (old, new) == (Establishment.PUBLIC_INSTITUTION, Establishment.CIVIL_SERVICE)
        assert now - person["born"] <= 12 * self._lever("conversion_age_years", event["from_post"])
        assert now - person["entered"] >= 12 * self._lever("conversion_min_years", event["from_post"])
        assert person["education"] >= Education.COLLEGE and person["grade"] >= Appraisal.COMPETENT

    def _programme(self, event: Any, person: Any, now: int) -> None:
        assert event["kind"] == Kind.ENTER
        assert self.world.posts["establishment"][event["to_post"]] == Establishment.PROGRAMME
        assert person["programme_until"] == person["bound_until"] > now

    def _village(self, event: Any, person: Any, now: int) -> None:
        assert now % 12 == 8
        assert person["tier"] == Tier.TOWNSHIP
        assert person["bound_until"] == now + int(self._lever("village_bound_months", event["to_post"]))
        assert now - person["born"] <= 12 * self._lever("village_entry_age_years", event["to_post"])

    def _outside(self, event: Any, person: Any, now: int) -> None:
        seat = self.world.posts[event["to_post"]]
        assert event["rank_after"] == seat["rank"]
        assert event["from_post"] == NO_POST
        self._may_lead(event, person, now)
        assert self._statutory(person) - now >= 12 * self._lever("new_service_left_years", event["to_post"])
