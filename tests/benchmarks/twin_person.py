"""The twin's cadre as a person: what is given for life, ageing, and thinking about the own situation."""

from math import log2
from typing import TYPE_CHECKING

import mesa

from sim.terms import MONTHS, NEVER, Appraisal, Cause, Rank, Sex, Wish
from tests.benchmarks import twin_rules as rules
from tests.benchmarks.twin_places import Post, Unit

if TYPE_CHECKING:
    from tests.benchmarks.twin import TwinModel


class Person(mesa.Agent):
    """Somebody in service, from entry to exit, and what goes on in the mind. Dates are month numbers."""

    def __init__(
        self, model: "TwinModel", post: Post, *, sex: int, born: int, education: int, rank: int, entered: int,
        family: Unit, bound_until: int,
    ) -> None:  # fmt: skip
        super().__init__(model)
        self.sex = sex
        self.born = born
        self.education = education
        self.rank = rank
        self.entered = entered
        self.family = family
        self.bound_until = bound_until
        self.rank_since = model.now
        self.tier_since = model.now
        self.township_before = 0
        self.moved = model.now - 1
        self.second_line = False
        self.grade = Appraisal.COMPETENT
        self.score = 0.0
        self.standing = 0.0
        self.excellent_years = 0
        self.merits = 0
        self.wish = Wish.STAY
        self.prospect = 0.5
        self.strain = 0.0
        self.post: Post | None = None
        self.unit = post.unit
        self.endow()
        self.sit(post)
        self.plan_retirement()

    def endow(self) -> None:
        """Draw what stays with a person for life."""
        believe, rng = self.model.setting, self.model.rng
        self.ability = rng.standard_normal()
        self.taste_stay = rng.gumbel(0.0, believe.taste_spread_utils)
        self.taste_up = rng.gumbel(0.0, believe.taste_spread_utils)
        self.taste_home = rng.gumbel(0.0, believe.taste_spread_utils)
        self.taste_township = rng.normal(0.0, believe.township_taste_spread_utils)
        self.phase = self.model.random.randrange(MONTHS)
        left = rules.months_to_live(
            1.0 - rng.random(), (self.model.now - self.born) / MONTHS, believe.mortality_at_40_per_year,
            believe.mortality_doubles_years, believe.mortality_women_ratio if self.sex == Sex.FEMALE else 1.0,
        )  # fmt: skip
        self.dies = self.model.now + int(left)
        self.motivation = believe.motivation_at_entry
        self.resigns = believe.resignation_per_year / MONTHS

    # -- retiring --------------------------------------------------------------------------------------------------

    def retirement_month(self) -> int:
        """Return when the law retires this cadre."""
        levers = self.unit.area.levers
        return rules.statutory_month(
            self.born, self.sex, self.rank, levers.retirement_men_years, levers.retirement_women_years,
            levers.retirement_women_division_years, levers.gradual_rise,
        )  # fmt: skip

    def plan_retirement(self) -> None:
        """Work out the dates anew after a rise in rank or a change of levers."""
        self.retires = self.retirement_month()
        may = self.unit.area.levers.early_retirement
        self.early_from = rules.early_month(self.entered, self.retires) if may else NEVER

    def retire_if_due(self) -> None:
        """Die, reach the age, or ask to go early."""
        now = self.model.now
        if now >= self.dies:
            self.leave(Cause.DIE)
        elif now >= self.retires:
            self.leave(Cause.RETIRE)
        elif now >= self.early_from:
            believe = self.model.setting
            chance = rules.early_probability(
                believe.early_retirement_per_year, self.second_line, believe.early_second_line_ratio
            )
            if self.model.random.random() < chance:
                self.leave(Cause.RETIRE_EARLY)

    # -- thinking --------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Think when the own review is due; resign, perhaps."""
        model = self.model
        if self.phase in model.phases_due:
            self.look_ahead()
            self.adapt()
            self.weigh_options()
        if model.random.random() < self.resigns and rules.may_resign(self.bound_until, model.now):
            self.leave(Cause.RESIGN)

    def look_ahead(self) -> None:
        """See the openings ahead and the rivals; nothing lies above division."""
        if self.rank >= Rank.DIVISION:
            self.prospect = 0.0
            return
        pool = self.unit.pools[self.rank]
        blocked = self.is_past_line_for(self.unit)
        self.prospect = rules.visible_prospect(blocked, pool.openings, pool.rivals, self.model.expected)

    def adapt(self) -> None:
        """Let strain and motivation drift towards what the situation calls for."""
        believe, share = self.model.setting, self.model.adaptation
        strain = rules.strain_target(self.unit.workload, self.distance, believe.strain_load, believe.strain_family)
        self.strain += share * (strain - self.strain)
        target = rules.motivation_target(
            self.prospect, self.unit.cohesion, self.grade == Appraisal.EXCELLENT, self.second_line, self.strain,
            believe.motivation_base, believe.motivation_prospect, believe.motivation_cohesion,
            believe.motivation_excellent, believe.motivation_second_line, believe.motivation_strain,
        )  # fmt: skip
        self.motivation += share * (target - self.motivation)

    def weigh_options(self) -> None:
        """Choose between staying, a higher organ and the family's place; the best of them keeps one in service."""
        believe = self.model.setting
        stay, up, home = self.value_of_staying(), self.value_of_rising(), self.value_of_home()
        self.wish = rules.best_option(stay, up, home)
        self.resigns = rules.resignation_probability(
            max(stay, up, home), believe.resignation_per_year, believe.resignation_sensitivity,
            believe.resignation_reference_utils, believe.resignation_at_most_per_year,
        )  # fmt: skip

    def value_of_staying(self) -> float:
        believe, unit = self.model.setting, self.unit
        value = unit.worth[self.rank] - believe.family_utils * self.distance
        value += believe.prospect_utils * self.prospect + believe.team_utils * unit.cohesion
        if self.post.leading:
            value -= believe.authority_utils * (1.0 - unit.authority)
        if unit.is_township:
            years = self.township_months() / MONTHS
            value += self.taste_township + believe.habit_utils * log2(1.0 + years)
        return value + self.taste_stay

    def value_of_rising(self) -> float:
        believe, above = self.model.setting, self.unit.above
        if above is None:
            return -1e9
        levers = above.area.levers
        value = above.worth[self.rank] - believe.family_utils * self.distance_to_family(above)
        line = rules.age_limit(self.sex, levers.organ_leading_men_years, levers.organ_leading_women_years)
        if not rules.over_age(self.born, self.model.now, line):
            value += believe.prospect_utils * above.pools[self.rank].prospect
        decades_past_40 = max(0.0, (self.model.now - self.born) / MONTHS - 40.0) / 10.0
        return value + believe.up_utils - believe.up_age_utils * decades_past_40 + self.taste_up

    def value_of_home(self) -> float:
        if self.family is self.unit or self.family.tier > self.unit.tier:
            return -1e9
        return self.family.worth[self.rank] + self.model.setting.home_utils + self.taste_home

    def distance_to_family(self, unit: Unit) -> float:
        family = self.family
        return rules.family_distance(unit is family, unit.area is family.area, unit.remoteness, family.remoteness)

    def township_months(self) -> int:
        return rules.township_months(self.township_before, self.unit.tier, self.tier_since, self.model.now)
