"""The twin with the three costliest later processes of the engine, and the yearly grades that one of them feeds on.

`household`, `stagnation` and `esteem` act on whoever's review is due, after motivation and before options are weighed.
"""

from collections.abc import Collection

from sim.city import City
from sim.ladder import GRADES
from sim.policy import Policy
from sim.population import Opening
from sim.setting import Setting
from sim.terms import MONTHS, Tier
from tests.benchmarks import twin_rules as rules
from tests.benchmarks.twin import TwinModel
from tests.benchmarks.twin_cadre import Cadre
from tests.benchmarks.twin_places import Area, Post, Unit

JULY = 6
NEAR_LINE_YEARS = 5.0
ADDED = ("grades", "household", "stagnation", "esteem")
"""What this twin has beyond the first form, by the engine's names."""


class FullCadre(Cadre):
    """A cadre with a household, a personal grade, and feelings about standing still and about regard."""

    def __init__(self, *args, **kwargs) -> None:
        self.personal_grade = 0
        self.grade_since = 0
        self.extra = 0.0  # utils, weighed at this review alone
        super().__init__(*args, **kwargs)

    def sit(self, post: Post) -> None:
        """Sit down on a vacant post, and begin to count the years in it."""
        self.post_since = self.model.now
        super().sit(post)

    # -- thinking --------------------------------------------------------------------------------------------------

    def adapt(self) -> None:
        """Let strain and motivation drift; then household, years without change and regard move them."""
        super().adapt()
        off = self.model.off
        if "household" not in off:
            self.bear_household()
        if "stagnation" not in off:
            self.grow_weary()
        if "esteem" not in off:
            self.feel_esteem()

    def bear_household(self) -> None:
        """Bear the household of the own age; help with it eases township people, and binds them."""
        believe = self.model.setting
        burden = rules.family_burden((self.model.now - self.born) / MONTHS)
        helped = self.unit.area.levers.family_support_share * burden if self.unit.is_township else 0.0
        strain = believe.household_strain * (burden - believe.household_found) - believe.support_strain * helped
        self.strain = rules.within(self.strain, self.model.adaptation * strain)
        self.extra += believe.support_utils * helped

    def grow_weary(self) -> None:
        """Lose motivation by years without change, and gain strain by years of overwork in one rank."""
        believe, now, share = self.model.setting, self.model.now, self.model.adaptation
        idle, full = (now - max(self.post_since, self.rank_since)) / MONTHS, believe.stagnation_full_years
        loss = rules.stagnation_effect(idle, believe.stagnation_after_years, full, believe.stagnation_loss)
        self.motivation = rules.within(self.motivation, -share * loss)
        in_rank = (now - self.rank_since) / MONTHS
        tired = rules.weariness_effect(self.unit.workload, in_rank, full, believe.weariness_strain)
        self.strain = rules.within(self.strain, share * tired)

    def feel_esteem(self) -> None:
        """Feel the own grade, the threat of the last place, and what the second line holds."""
        believe, levers, share = self.model.setting, self.unit.area.levers, self.model.adaptation
        spur = 0.0
        if self.personal_grade > 0:
            feeling = self.feeling_about_grade()
            spur += believe.grade_motivation * feeling
            above = max(0, self.personal_grade - rules.OWN_GRADE[self.rank])
            yuan = above * levers.grade_step_yuan_per_month - believe.grade_pay_usual_yuan
            self.extra += believe.grade_utils * feeling
            self.extra += believe.pay_utils * believe.grade_tied_share * yuan / 1000.0
        if self.second_line:
            spur += believe.motivation_second_line * levers.second_line_role_share
            yuan = levers.second_line_pay_steps * levers.grade_step_yuan_per_month
            self.extra += believe.pay_utils * yuan / 1000.0
        else:
            risk = levers.last_place_staff_share_per_year
            if self.post.leading:
                risk = levers.last_place_share_per_year
            if risk > 0.0:
                crisis = rules.threat(risk, believe.crisis_full_share)
                spur += believe.crisis_motivation * crisis
                self.strain = rules.within(self.strain, share * believe.crisis_strain * crisis)
        if self.fears_placement():
            self.extra += believe.placement_fear_utils * levers.second_line_role_share
        if spur != 0.0:
            self.motivation = rules.within(self.motivation, share * spur)

    def feeling_about_grade(self) -> float:
        """Return how the own grade feels against what is usual."""
        believe, levers = self.model.setting, self.unit.area.levers
        needed = levers.grade_years[min(self.personal_grade, GRADES - 1)] * levers.grade_years_ratio
        in_grade = self.model.now - self.grade_since
        return rules.grade_feeling(in_grade, needed, believe.grade_glow_years) - believe.grade_feeling_usual

    def fears_placement(self) -> bool:
        """Tell whether this is a township leader near the age line of renewal, whom a good placement would relieve."""
        levers = self.unit.area.levers
        if not (self.post.leading and self.unit.is_township and levers.second_line_role_share > 0.0):
            return False
        line = rules.age_limit(self.sex, levers.renewal_men_years, levers.renewal_women_years)
        return rules.near_line(self.born, self.model.now, line, NEAR_LINE_YEARS)

    def weigh_options(self) -> None:
        """Choose, and forget what this review added."""
        super().weigh_options()
        self.extra = 0.0

    def value_of_staying(self) -> float:
        return super().value_of_staying() + self.extra

    # -- personal grade --------------------------------------------------------------------------------------------

    def join_ladder(self) -> None:
        """Have at least the grade of the own rank; a year that was not good enough does not count for the next."""
        own = rules.OWN_GRADE[self.rank]
        if self.personal_grade < own:
            self.personal_grade, self.grade_since = own, self.rank_since
        elif not rules.counts_for_grade(self.grade):
            self.grade_since += MONTHS

    def takes_grade_place(self) -> bool:
        """Tell whether the own grade counts in a quota: no leading post, or a grade above that of the rank."""
        return not self.post.leading or self.personal_grade > rules.OWN_GRADE[self.rank]

    def may_rise_in_grade(self) -> bool:
        """Tell whether years and appraisal allow the next grade."""
        levers = self.unit.area.levers
        if self.personal_grade >= GRADES or not rules.counts_for_grade(self.grade):
            return False
        return rules.has_years(
            self.model.now - self.grade_since, levers.grade_years[self.personal_grade], levers.grade_years_ratio,
            self.excellent_years, levers.excellent_year_credit_years,
        )  # fmt: skip

    def grade_points(self) -> float:
        """Return the ranking score of today, as for leading posts."""
        levers = self.unit.area.levers
        return rules.standing_points(
            (self.model.now - self.rank_since) / MONTHS, self.score, self.merits, self.township_months() / MONTHS,
            levers.seniority_weight, levers.appraisal_weight, levers.grassroots_weight,
        )  # fmt: skip

    def rise_in_grade(self) -> None:
        self.personal_grade += 1
        self.grade_since = self.model.now


class FullTwin(TwinModel):
    """The twin with the processes of `ADDED`; `off` names those that do not act."""

    cadre_class = FullCadre

    def __init__(
        self, city: City, policy: Policy | None = None, setting: Setting | None = None, *,
        off: Collection[str] = (), rng: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(city, policy, setting, rng=rng)
        self.off = frozenset(off)

    def seat_people(self, opening: Opening) -> None:
        """Make an agent of everybody in the opening stock, who may have had the post for years."""
        super().seat_people(opening)
        for cadre, since in zip(self.agents, opening.cadres["post_since"].tolist(), strict=True):
            cadre.post_since = since

    def let_people_think(self) -> None:
        """Promote in grade in July; then let everybody think."""
        if self.now % MONTHS == JULY and "grades" not in self.off:
            for area in self.areas:
                promote_in_grade(area, area.townships)
                promote_in_grade(area, [area.organ])
        super().let_people_think()


def promote_in_grade(area: Area, units: list[Unit]) -> None:
    """Let those of one layer with the years rise a grade, best first, while the quotas have places."""
    levers = area.levers
    city = area.organ.tier == Tier.CITY
    if not (levers.grades_in_city if city else levers.grades_below_city):
        return
    people = [post.holder for unit in units for post in unit.posts if post.holder is not None]
    for cadre in people:
        cadre.join_ladder()
    counts = [0] * (GRADES + 1)
    for cadre in people:
        counts[cadre.personal_grade] += cadre.takes_grade_place()
    posts = sum(len(unit.posts) for unit in units)
    quotas = levers.city_grade_quota_shares if city else levers.county_grade_quota_shares
    ratio = levers.grade_quota_ratio
    if area.organ not in units:
        ratio *= 1.0 + levers.township_grade_bonus_share
    waiting = [cadre for cadre in people if cadre.may_rise_in_grade()]
    for grade in range(GRADES, 1, -1):
        free = rules.free_places(counts, grade, posts, quotas, ratio, city)
        line = [cadre for cadre in waiting if cadre.personal_grade == grade - 1]
        for cadre in sorted(line, key=FullCadre.grade_points, reverse=True)[:free]:
            counts[grade - 1] -= cadre.takes_grade_place()
            counts[grade] += 1
            cadre.rise_in_grade()
    raise_seniors(area, waiting)


def raise_seniors(area: Area, waiting: list[FullCadre]) -> None:
    """Give a share of able seniors who did not rise a grade beyond the quotas."""
    share = area.levers.senior_raise_share_per_year
    for cadre in waiting:
        model, believe = cadre.model, cadre.model.setting
        if cadre.grade_since == model.now or model.random.random() >= share:
            continue
        old = rules.over_age(cadre.born, model.now, believe.senior_years)
        waited = model.now - cadre.rank_since >= MONTHS * believe.senior_rank_years
        if old and waited and cadre.score >= believe.senior_score_sd:
            cadre.rise_in_grade()
