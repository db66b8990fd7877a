"""The twin's cadre in the service: is appraised and ranked, stands for posts, accepts, moves and leaves."""

from sim.terms import MONTHS, Appraisal, Cause, Rank, Wish
from tests.benchmarks import twin_rules as rules
from tests.benchmarks.twin_person import Person
from tests.benchmarks.twin_places import Post, Unit

MERIT_YEARS = 3


class Cadre(Person):
    """A person with a post and a career: one Mesa agent each."""

    # -- being appraised and ranked --------------------------------------------------------------------------------

    def perform(self) -> float:
        """Return what the appraisal sees of the past year."""
        believe = self.model.setting
        true = rules.performance(
            self.ability, self.motivation, self.unit.cohesion, believe.performance_motivation,
            believe.performance_cohesion,
        )  # fmt: skip
        return rules.observed_score(
            true, self.model.random.gauss(0.0, 1.0), self.unit.area.levers.appraisal_signal_share
        )

    def receive_grade(self, score: float, among_the_best: bool) -> None:
        """Take the grade of the year; every third excellent year in a row brings a merit."""
        believe = self.model.setting
        self.grade = rules.grade_of(score, among_the_best, believe.basically_below_sd, believe.incompetent_below_sd)
        self.score = 0.5 * (self.score + score)
        if self.grade != Appraisal.EXCELLENT:
            self.excellent_years = 0
            return
        self.excellent_years += 1
        if self.excellent_years % MERIT_YEARS == 0:
            self.merits += 1

    def stand(self) -> None:
        """Join the candidates of the own pool unless too old for every leading post, or at the top already."""
        levers, now = self.unit.area.levers, self.model.now
        line = max(
            rules.age_limit(self.sex, levers.new_men_years, levers.new_women_years),
            rules.age_limit(self.sex, levers.organ_leading_men_years, levers.organ_leading_women_years),
        )
        if rules.over_age(self.born, now, line) or (self.rank >= Rank.DIVISION and self.post.leading):
            return
        self.standing = rules.standing_points(
            (now - self.rank_since) / MONTHS, self.score, self.merits, self.township_months() / MONTHS,
            levers.seniority_weight, levers.appraisal_weight, levers.grassroots_weight,
        )  # fmt: skip
        self.unit.pools[self.rank].candidates.append(self)

    # -- being asked -----------------------------------------------------------------------------------------------

    def is_past_line_for(self, unit: Unit) -> bool:
        """Tell whether the age line for new nominations in a unit stops this cadre."""
        levers = unit.area.levers
        if unit.is_township:
            line = rules.age_limit(self.sex, levers.new_men_years, levers.new_women_years)
        else:
            line = rules.age_limit(self.sex, levers.organ_leading_men_years, levers.organ_leading_women_years)
        return rules.over_age(self.born, self.model.now, line)

    def may_take(self, post: Post, across: bool) -> bool:
        """Tell whether the rules let this cadre take a leading post; from the second line nobody comes back."""
        now = self.model.now
        if self.post is None or self.moved >= now or self.second_line:
            return False
        if post.unit.tier != self.unit.tier and now < self.bound_until:
            return False
        if self.rank == post.rank:
            if self.post.leading and not (across and post.unit.tier > self.unit.tier):
                return False
        elif self.rank != post.rank - 1 or not self.may_rise():
            return False
        return not self.is_past_line_for(post.unit)

    def may_rise(self) -> bool:
        """Tell whether years and appraisal allow the next rank."""
        least = self.unit.area.levers.min_months_in_rank[self.rank + 1]
        return rules.may_be_promoted(self.model.now - self.rank_since, least, self.grade, 0, self.model.now)

    def accepts(self, post: Post) -> bool:
        """Decide about a post: always yes in the own unit, else by what it brings."""
        unit, believe = post.unit, self.model.setting
        if unit is self.unit:
            return True
        gain = unit.worth[max(self.rank, post.rank)] - self.unit.worth[self.rank]
        gain -= believe.family_utils * (self.distance_to_family(unit) - self.distance)
        gain += self.taste_township * (unit.is_township - self.unit.is_township)
        chance = rules.acceptance_probability(gain, believe.accept_utils, believe.accept_sensitivity)
        return self.model.random.random() < chance

    def may_sit_exam(self) -> bool:
        """Tell whether this cadre applies for open selection this year."""
        model = self.model
        if self.wish != Wish.UP or self.moved >= model.now or self.unit.above is None:
            return False
        return rules.may_apply(
            rules.over_age(self.born, model.now, self.unit.area.levers.selection_years), self.education,
            self.bound_until, model.now - self.entered, model.setting.selection_service_months, self.grade,
            self.post.leading, model.now,
        )  # fmt: skip

    def is_let_go(self) -> bool:
        """Tell whether this cadre asks for a transfer this month and is let go."""
        if self.wish == Wish.STAY:
            return False
        model, unit = self.model, self.unit
        if self.moved >= model.now or model.now < self.bound_until:
            return False
        if rules.over_age(self.born, model.now, unit.area.levers.transfer_years):
            return False
        target = self.destination()
        if target is None or target is unit:
            return False
        # County and city organs of one place are one hand: only a move to another county is far.
        far = target.area.city is not unit.area.city or (self.wish == Wish.HOME and target.area is not unit.area)
        believe = model.setting
        chance = rules.seek_probability(
            believe.transfer_seek_per_year, self.post.leading, far, believe.transfer_leaders_ratio,
            believe.transfer_far_ratio,
        )  # fmt: skip
        return model.random.random() < chance

    def destination(self) -> Unit | None:
        return self.unit.above if self.wish == Wish.UP else self.family

    # -- moving ----------------------------------------------------------------------------------------------------

    def transfer(self) -> None:
        """Take the post in the wished-for unit that has been vacant longest, if there is one."""
        target = self.destination()
        if target.vacant:
            self.take(target.vacant[0], Cause.TRANSFER)

    def take(self, post: Post, cause: Cause) -> None:
        """Move to a vacant post; the post left behind opens as the next link of the same chain."""
        old = self.post
        old.lose_holder(self.model.now + int(old.unit.area.levers.chain_approval_months), post.depth + 1)
        self.model.note_move(self, post, cause)
        self.sit(post)

    def step_down(self, post: Post) -> None:
        """Give up a leading post, which opens at once, for one without a leading role."""
        self.post.lose_holder(self.model.now, 0)
        self.model.note_move(self, post, Cause.STEP_DOWN)
        self.sit(post)
        self.second_line = True

    def sit(self, post: Post) -> None:
        """Sit down on a vacant post; rank rises to the post's if it was lower."""
        now, unit = self.model.now, post.unit
        if unit.tier != self.unit.tier:
            if self.unit.is_township:
                self.township_before += now - self.tier_since
            self.tier_since = now
        self.post, self.unit, self.moved = post, unit, now
        self.distance = self.distance_to_family(unit)
        post.seat(self)
        if self.rank < post.rank:
            self.rank, self.rank_since = post.rank, now
            self.plan_retirement()

    def leave(self, cause: Cause) -> None:
        """Leave service; the post opens as the first link of a new chain."""
        old = self.post
        self.model.note_exit(self, cause)
        old.lose_holder(self.model.now + int(old.unit.area.levers.approval_months), 0)
        self.post = None
        self.remove()
