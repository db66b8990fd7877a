"""Esteem: what grades, the threat of the last place and a role in the second line do to motivation and to the wish.

It comes after `motivation`, whose targets it shifts, and before `intention`, which weighs `cadres.extra` once.
"""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.processes.grades import grade_pay, passed_on
from sim.regions import groups_of
from sim.review import due_rows
from sim.rules import age_limit
from sim.state import State
from sim.terms import MONTHS, Tier


@dataclass(frozen=True)
class Esteem:
    """Assumptions about what regard does to people; none of these effects is quantified in the sources."""

    grade_glow_years: float = parameter(
        3.0, "years", 0.5, 20, "assumption: a new grade is felt for as long as it takes to hope for the next",
        "Time for which a new grade is felt", "晋升职级激励持续时间",
    )  # fmt: skip
    grade_feeling_usual: float = parameter(
        0.15, "-1 to 1", -1, 1,
        "assumption: centres the feeling so that grades as the rules of 2019 have them add about nought on average",
        "Usual feeling about the own grade", "职级感受平均水平",
    )  # fmt: skip
    grade_motivation: float = parameter(
        0.05, "0-1", 0, 1, "assumption: grades are a second way to rise (facts 1.3.6-7), worth less than a post",
        "Effect of a new grade on motivation", "晋升职级对积极性的影响",
    )  # fmt: skip
    grade_utils: float = parameter(
        0.3, "utils", 0, 10, "assumption: a third of the weight of promotion prospects",
        "Effect of a new grade on the wish to stay", "晋升职级对留任意愿的影响",
    )  # fmt: skip
    grade_tied_share: float = parameter(
        0.5, "share", 0, 1, "assumption: who moves keeps the grade but waits anew in another queue",
        "Grade pay that counts for staying", "职级待遇的留任作用比例",
    )  # fmt: skip
    grade_pay_usual_yuan: float = parameter(
        350.0, "yuan a month", 0, 5_000, "assumption: centres grade pay so that grades as found add about nought",
        "Usual grade pay", "职级待遇平均水平",
    )  # fmt: skip
    crisis_motivation: float = parameter(
        0.05, "0-1", 0, 1, "assumption: a sense of crisis spurs (facts 1.19.2; 004_; 002_)",
        "Effect of last-place elimination on motivation", "末位淘汰对积极性的影响",
    )  # fmt: skip
    crisis_strain: float = parameter(
        0.08, "0-1", 0, 1, "assumption: and wears people out", "Effect of last-place elimination on strain",
        "末位淘汰对压力的影响",
    )  # fmt: skip
    crisis_full_share: float = parameter(
        0.05, "share a year", 0.001, 1, "assumption: beyond one in twenty the threat does not grow",
        "Elimination at which the threat is full", "末位淘汰压力饱和比例",
    )  # fmt: skip
    placement_fear_utils: float = parameter(
        0.3, "utils", 0, 10, "assumption: leaders near the line fear a bad placement (facts 1.19.9)",
        "Relief from a good placement after the post", "妥善安置对临界年龄领导的作用",
    )  # fmt: skip
    placement_fear_years: float = parameter(
        5.0, "years", 0, 20, "assumption: the last term before the line (facts 1.19.9 speaks of critical ages)",
        "Years before the line in which a bad placement is feared", "临界年龄年限",
    )  # fmt: skip


@compiled
def grade_feeling(months_in_grade: int, years_needed: float, glow_years: float) -> float:
    """Return how somebody feels about the own grade: 1 after a rise, fading; below 0 once passed over, at least -1.

    Passed over is who has the years for the next grade and a further glow's time without a rise.
    """
    years = months_in_grade / MONTHS
    if years < glow_years:
        return 1.0 - years / glow_years
    return max(-1.0, min(0.0, (years_needed - years) / (2.0 * glow_years)))


@compiled
def threat(share: float, full: float) -> float:
    """Return the sense of crisis (0-1) at a yearly share of eliminations."""
    return min(1.0, share / full)


@compiled
def near_line(born: int, month: int, limit_years: float, years: float) -> bool:
    """Tell whether somebody passes an age line within `years` from a month."""
    return month - born > (limit_years - years) * MONTHS


@compiled
def _move(s: State, row: int, share: float) -> None:
    """Shift one cadre's motivation and strain, and note what adds to the wish to stay."""
    person, now, b = s.cadres[row], s.clock[0]["now"], s.setting[0]
    lever = s.levers[person["group"]]
    spur, wear, wish = 0.0, 0.0, 0.0
    grade = person["personal_grade"]
    if grade > 0:
        needed = lever["grade_years"][min(grade, 11)] * lever["grade_years_ratio"]
        feeling = grade_feeling(now - person["grade_since"], needed, b["grade_glow_years"]) - b["grade_feeling_usual"]
        yuan = grade_pay(grade, person["rank"], lever["grade_step_yuan_per_month"], passed_on(s, row))
        spur += b["grade_motivation"] * feeling
        wish += b["grade_utils"] * feeling
        wish += b["pay_utils"] * b["grade_tied_share"] * (yuan - b["grade_pay_usual_yuan"]) / 1000.0
    if person["second_line"]:
        spur += b["motivation_second_line"] * lever["second_line_role_share"]
        wish += b["pay_utils"] * lever["second_line_pay_steps"] * lever["grade_step_yuan_per_month"] / 1000.0
    else:
        risk = lever["last_place_share_per_year"] if person["leading"] else lever["last_place_staff_share_per_year"]
        spur += b["crisis_motivation"] * threat(risk, b["crisis_full_share"])
        wear += b["crisis_strain"] * threat(risk, b["crisis_full_share"])
    if person["leading"] and lever["second_line_role_share"] > 0.0 and person["tier"] == Tier.TOWNSHIP:
        line = age_limit(person["sex"], lever["renewal_men_years"], lever["renewal_women_years"])
        if near_line(person["born"], now, line, b["placement_fear_years"]):
            wish += b["placement_fear_utils"] * lever["second_line_role_share"]
    if spur != 0.0:
        person["motivation"] = max(0.0, min(1.0, person["motivation"] + share * spur))
    if wear != 0.0:
        person["strain"] = max(0.0, min(1.0, person["strain"] + share * wear))
    person["extra"] += wish


@compiled
def _anything(s: State) -> bool:
    """Tell whether any of this matters in the region now."""
    for group in groups_of(s):
        lever = s.levers[group]
        if lever["grades_below_city"] or lever["grades_in_city"]:
            return True
        if lever["second_line_role_share"] > 0.0 or lever["second_line_pay_steps"] > 0.0:
            return True
        if lever["last_place_share_per_year"] > 0.0 or lever["last_place_staff_share_per_year"] > 0.0:
            return True
    return False


@compiled
def esteem(s: State) -> None:
    """Move those whose review falls in this month."""
    if not _anything(s):
        return
    b = s.setting[0]
    share = min(1.0, b["review_every_months"] / b["adaptation_months"])
    for row in due_rows(s):
        _move(s, row, share)
