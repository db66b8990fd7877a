"""Levers: probation, trial, term limits, last-place elimination, dismissal, supervision, the second line."""

from dataclasses import dataclass

from sim.levers.labels import TIERS
from sim.parameters import parameter


@dataclass(frozen=True)
class Exit:
    """Probation, trial, term limits, last-place elimination, dismissal, supervision, the second line."""

    dismissal_years: float = parameter(
        2.0, "incompetent years running", 1, 10, "Civil Servant Law art. 88 (facts 2.2)",
        "Incompetent years that end employment", "连续不称职辞退年数",
    )  # fmt: skip
    probation_months: float = parameter(
        12.0, "months", 0, 36, "Civil Servant Law: probation of one year for recruits (facts 2.1)",
        "Probation of recruits", "新录用试用期",
    )  # fmt: skip
    trial_months: float = parameter(
        12.0, "months", 0, 36, "Provisional rules on trial periods, 2001: one year in a new leading post (facts 2.3)",
        "Trial in a new leading post", "任职试用期",
    )  # fmt: skip
    trial_line_sd: float = parameter(
        -3.0, "sd of observed performance", -10, 3,
        "facts 1.19.1 (004_) asks for a real trial; as found about one in a thousand fails (assumption)",
        "Performance below which a trial fails", "试用不合格线",
    )  # fmt: skip
    last_place_share_per_year: float = parameter(
        0.0, "share of leaders a year", 0, 1, "facts 1.19.1 (004_): last-place elimination; none as found",
        "Leaders who lose their post as the last in place", "领导干部末位淘汰比例",
    )  # fmt: skip
    last_place_staff_share_per_year: float = parameter(
        0.0, "share of non-leading cadres a year", 0, 1, "facts 1.19.1 (004_): last-place elimination; none as found",
        "Other cadres dismissed as the last in place", "一般干部末位淘汰比例",
    )  # fmt: skip
    same_post_years_at_most: tuple[float, ...] = parameter(
        (60.0, 10.0, 10.0), "years", 1, 60,
        "Provisional rules on terms of office, 2006: two terms in a post, for county level and above (facts 2.4); "
        "60 = no limit",
        "Longest time in one leading post, by tier", "同一领导职务最长任期", labels=TIERS,
    )  # fmt: skip
    same_level_years_at_most: tuple[float, ...] = parameter(
        (60.0, 15.0, 15.0), "years", 1, 60,
        "Provisional rules on terms of office, 2006: 15 years at one level (facts 2.4); 60 = no limit",
        "Longest time in leading posts of one rank, by tier", "同一层次领导职务最长年限", labels=TIERS,
    )  # fmt: skip
    misconduct_found_share_per_year: float = parameter(
        0.1, "share of cases a year", 0, 1, "facts 1.18.5 (000_): supervision of town leaders is weak; assumption",
        "Cases that supervision finds", "监督发现率", by_county=True,
    )  # fmt: skip
    county_keeps_accounts_share: float = parameter(
        0.5, "share of township money", 0, 1,
        "facts 1.18.3 (003_ pt1): the county manages township accounts; the share as found is an assumption",
        "Township accounts kept by the county", "乡财县管比例", by_county=True,
    )  # fmt: skip
    audit_share: float = parameter(
        0.0, "share of nominees", 0, 1,
        "facts 1.18.2 (003_ pt1): audit at every leaving and promotion; as found no audit stops anybody (assumption)",
        "Nominees whose audit counts", "任前经济责任审计比例",
    )  # fmt: skip
    second_line_pay_steps: float = parameter(
        0.0, "grades", 0, 6, "facts 2.4: Huanghua 2013 added three pay steps; none as found",
        "Pay steps on going to the second line", "退居二线增加工资档次",
    )  # fmt: skip
    second_line_role_share: float = parameter(
        0.0, "share", 0, 1, "facts 1.19.8 (003_ pt3): keeping the drive of old comrades is an open problem",
        "Real tasks for the second line", "退居二线干部作用发挥程度", by_county=True,
    )  # fmt: skip
