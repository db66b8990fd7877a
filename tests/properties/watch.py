"""Watch a small city: every move is held against the rules that it must not break."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.levers import (
    AgeLimits,
    Exchange,
    Loans,
    Promotion,
    Quotas,
    Retirement,
    Secondment,
    Service,
    Training,
    Work,
    levers,
)  # fmt: skip
from sim.model import CadreModel
from sim.policy import Policy
from sim.processes.appraisal import Performance
from sim.processes.retirement import early_month, statutory_month
from sim.sequence import MOST_ENTRIES_PER_POST, MOST_EVENTS_PER_CADRE
from sim.setting import Setting
from sim.terms import NO_POST, Appraisal, Cause, Education, Establishment, Kind, Rank, Sex, Tier, Wish
from tests.properties.small_world import small_city

CITY = small_city(2, vacant=0.2)
HARSH = Setting(performance=Performance(incompetent_below_sd=-1.5, basically_below_sd=-0.5))
"""Many fail the appraisal, so that it stops somebody."""

WATCHED = (
    Cause.RECRUIT, Cause.OUTSIDE, Cause.PROMOTE, Cause.PLACE, Cause.EXCHANGE, Cause.OPEN_SELECTION, Cause.TRANSFER,
    Cause.STEP_DOWN, Cause.RETIRE, Cause.RETIRE_EARLY, Cause.DIE, Cause.RESIGN, Cause.DISMISS, Cause.LAST_PLACE,
    Cause.TRIAL_FAILED, Cause.VOTED_OUT, Cause.TERM_LIMIT, Cause.CROSS_APPOINT,
)  # fmt: skip


def value(name: str, low: float | None = None) -> Any:
    """Draw a lever's value between its bounds."""
    declared = levers()[name]
    low = declared.low if low is None else low
    if isinstance(declared.default, bool):
        return st.booleans()
    if declared.labels:
        return st.tuples(*[st.floats(low, declared.high)] * len(declared.labels))
    return st.floats(low, declared.high)


def every(prefix: str) -> dict[str, Any]:
    """Draw each lever of a group between its bounds."""
    return {name.removeprefix(f"{prefix}."): value(name) for name in levers() if name.startswith(f"{prefix}.")}


def group(kind: type, prefix: str, **low: float) -> Any:
    return st.builds(kind, **{name: value(f"{prefix}.{name}", least) for name, least in low.items()})


policies = st.builds(
    Policy,
    quotas=st.builds(
        Quotas,
        township_recruits_per_100_posts_per_year=st.floats(0, 30),
        county_selection_per_100_posts_per_year=st.floats(0, 30),
        city_selection_per_100_posts_per_year=st.floats(0, 30),
        reserved_township_service_share=st.floats(0, 1),
    ),
    age_limits=group(
        AgeLimits, "age_limits", renewal_men_years=35, renewal_women_years=35, new_men_years=35, new_women_years=35,
        organ_leading_men_years=45, organ_leading_women_years=45, recruitment_years=26, selection_years=22,
        transfer_years=22, round_every_months=12,
    ),
    retirement=group(Retirement, "retirement", retirement_men_years=50, retirement_women_years=45, early_retirement=0),
    service=group(Service, "service", township_min_service_months=0, organ_min_service_months=0),
    promotion=st.builds(
        Promotion,
        min_months_in_rank=st.tuples(*[st.floats(0, 60)] * 6),
        approval_months=st.floats(0, 12),
        chain_approval_months=st.floats(0, 12),
        outside_share=st.floats(0, 0.5),
        own_unit_share=st.floats(0, 1),
        placement_share=st.floats(0, 1),
        down_share=st.floats(0, 1),
        up_share=st.floats(0, 1),
    ),
    work=st.builds(Work, burden_ratio=st.floats(0.3, 3)),
    secondment=st.builds(Secondment, **every("secondment")),
    loans=st.builds(Loans, **every("loans")),
    exchange=st.builds(Exchange, **every("exchange")),
    training=st.builds(Training, **every("training")),
)  # fmt: skip


class Watch:
    """A run that checks every event of a month against the rules, with the state of that month and of the one before.

    What a lever relaxes is checked with the lever's value, in the county that it holds for.
    """

    def __init__(self, policy: Policy, seed: int, city: Any = CITY) -> None:
        self.model = CadreModel(city, policy, HARSH, rng=seed, check=True)
        self.world = self.model.world
        self.rank_since = {int(p["key"]): int(p["rank_since"]) for p in self.world.cadres}
        self.before = self.world.cadres.copy()
        self.absent: set[int] = set()
        self.vacated: dict[int, int] = {}
        self.seen = {cause: 0 for cause in Cause}

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

    def _elsewhere(self, event: Any) -> None:
        """Check that a move leads to another unit than the own."""
        if event["kind"] == Kind.APPOINT and event["from_post"] != NO_POST:
            old, new = self.world.posts["unit"][[event["from_post"], event["to_post"]]]
            assert old != new

    def _transfer(self, event: Any, person: Any, now: int) -> None:
        self._elsewhere(event)
        assert now - person["born"] <= 12 * self._lever("transfer_years", event["from_post"])
        assert now >= person["bound_until"]
        assert person["wish"] != Wish.STAY
        assert not self.world.posts["leading"][event["to_post"]]
        assert person["wish"] == Wish.UP or person["unit"] == person["family_unit"]

    def _step_down(self, event: Any, person: Any, now: int) -> None:
        old, new = event["from_post"], event["to_post"]
        assert self.world.posts["leading"][old] and not self.world.posts["leading"][new]
        left = 12 * self._lever("renewal_service_left_years", old) if self._tier(old) == Tier.TOWNSHIP else 0.0
        past = now - person["born"] > 12 * self._age_line(person, old, "renewal")
        assert past or 0 <= person["retires"] < now + left
        assert now == self.world.state.clock["last_round"][0] or self._tier(old) != Tier.TOWNSHIP
        assert event["rank_after"] == event["rank_before"]
        assert person["second_line"]

    def _gave_up(self, event: Any) -> None:
        old, new = event["from_post"], event["to_post"]
        assert self.world.posts["leading"][old] and not self.world.posts["leading"][new]
        assert self._tier(old) == self._tier(new)

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

    def _alike(self, event: Any) -> None:
        """Check that the new post is like the old one: non-leading, or leading at one rank."""
        if event["kind"] == Kind.APPOINT and event["from_post"] != NO_POST:
            old, new = self.world.posts[event["from_post"]], self.world.posts[event["to_post"]]
            assert (old["leading"], old["rank"]) == (new["leading"], new["rank"])

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

    def _statutory(self, person: Any) -> int:
        law = self.world.state.levers[0]
        ages = (
            law["retirement_men_years"], law["retirement_women_years"], law["retirement_women_division_years"]
        )  # fmt: skip
        who = int(person["born"]), int(person["sex"]), int(person["rank"])
        return int(statutory_month(*who, *ages, bool(law["gradual_rise"])))

    def _die(self, event: Any, person: Any, now: int) -> None:
        first = self.world.state.clock["first"][0]
        entered = person["entered"] if person["entered"] >= first else first - 1
        assert now == max(person["dies"], entered + 1)  # who enters in a month leaves in the next one at the soonest

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

    def _programme_end(self, event: Any, person: Any, now: int) -> None:
        assert event["kind"] == Kind.LEAVE
        assert self.world.posts["establishment"][event["from_post"]] == Establishment.PROGRAMME
        assert person["programme_until"] <= now

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
