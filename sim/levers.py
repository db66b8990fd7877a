"""Levers: what a planner may change, in the planner's groups. Each has a unit, bounds, a source and labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sim.parameters import Declaration, declarations, parameter

RANKS: Final = ("clerk", "staff", "deputy_section", "section", "deputy_division", "division")
CLASSES: Final = ("class_0", "class_1", "class_2", "class_3", "class_4")
TIERS: Final = ("township", "county", "city")
_TOWNS: Final = "fourteen towns (003_ pt5)"


@dataclass(frozen=True)
class Incentives:
    """Pay, allowances and awards."""

    base_pay_yuan_per_month: tuple[float, ...] = parameter(
        (4200.0, 4600.0, 5200.0, 5900.0, 6900.0, 7900.0), "yuan a month", 0, 50_000,
        "assumption: no pay table by rank was found (facts 2.11); steps of about a tenth",
        "Base pay by rank", "各级别基本工资", labels=RANKS,
    )  # fmt: skip
    tier_pay_ratio: tuple[float, ...] = parameter(
        (1.0, 1.15, 1.35), "ratio to township pay", 0.5, 3,
        "facts 2.7, weak: townships 15-20 percent below the county seat, city organs 30-50 percent above townships",
        "Pay ratio by tier", "各层级工资比", labels=TIERS,
    )  # fmt: skip
    township_allowance_yuan_per_month: tuple[float, ...] = parameter(
        (200.0, 240.0, 280.0, 320.0, 400.0), "yuan a month", 0, 10_000,
        "Ministry notice on the township work allowance: at least 200 on average from 2015-01; "
        "county scales of 200-500 by hardship (facts 2.7)",
        "Township allowance by remoteness", "乡镇工作补贴(按偏远程度)", labels=CLASSES,
        start="2015-01", before=(0.0, 0.0, 0.0, 0.0, 0.0), by_county=True,
    )  # fmt: skip
    excellent_award_yuan: float = parameter(
        800.0, "yuan a person a year", 0, 100_000, f"{_TOWNS}, T16",
        "Award for an excellent year", "年度考核优秀奖金",
    )  # fmt: skip
    merit_award_yuan: float = parameter(
        1500.0, "yuan a person", 0, 100_000, f"{_TOWNS}, T16",
        "Award for three excellent years running", "三等功奖金",
    )  # fmt: skip


@dataclass(frozen=True)
class Quotas:
    """Numbers: recruits, selections, the cap on excellent."""

    township_recruits_per_100_posts_per_year: float = parameter(
        2.5, "recruits per 100 established posts a year", 0, 100,
        f"{_TOWNS}, T8: 29 recruits since 2009, about 12 a year for 486 posts",
        "Recruits, townships", "乡镇年招录数(每百编制)", by_county=True,
    )  # fmt: skip
    county_recruits_per_100_posts_per_year: float = parameter(
        3.2, "recruits per 100 established posts a year", 0, 100,
        "assumption: county organs are kept about full (facts 2.12); T30 implies 20-30 hires a county a year in all",
        "Recruits, county organs", "县直机关年招录数(每百编制)", by_county=True,
    )  # fmt: skip
    city_recruits_per_100_posts_per_year: float = parameter(
        1.5, "recruits per 100 established posts a year", 0, 100,
        "assumption: city organs are kept about full, partly by open selection",
        "Recruits, city organs", "市直机关年招录数(每百编制)",
    )  # fmt: skip
    county_selection_per_100_posts_per_year: float = parameter(
        0.6, "places per 100 established posts a year", 0, 100,
        "assumption: volume of county selection is unknown (facts 2.11); upward exits are the check",
        "Open selection into county organs", "县直遴选名额(每百编制)", by_county=True,
    )  # fmt: skip
    city_selection_per_100_posts_per_year: float = parameter(
        1.2, "places per 100 established posts a year", 0, 100,
        "assumption: volume of city selection is unknown (facts 2.11); upward exits are the check",
        "Open selection into city organs", "市直遴选名额(每百编制)",
    )  # fmt: skip
    reserved_township_service_share: float = parameter(
        0.0, "share", 0, 1, "facts 1.3.10: clear grass-roots orientation; none in the 2006 rules",
        "Selection places reserved for long township service", "遴选中基层经历定向名额比例",
    )  # fmt: skip
    excellent_cap_share: float = parameter(
        0.20, "share", 0, 1, "Rules on civil-servant appraisal: up to 15 percent (2007), 20 percent (2020)",
        "Cap on excellent", "优秀等次比例上限", start="2020-12", before=0.15,
    )  # fmt: skip


@dataclass(frozen=True)
class AgeLimits:
    """Age lines for nomination, recruitment, selection and transfer."""

    renewal_men_years: float = parameter(
        50.0, "years", 35, 70, f"{_TOWNS}, T12: in 2006 cadres over 50 were not renominated",
        "Renomination to a township team, men", "继续提名年龄界限(男)", by_county=True,
    )  # fmt: skip
    renewal_women_years: float = parameter(
        45.0, "years", 35, 70, f"{_TOWNS}, T12: women five years earlier",
        "Renomination to a township team, women", "继续提名年龄界限(女)", by_county=True,
    )  # fmt: skip
    new_men_years: float = parameter(
        50.0, "years", 35, 70, f"{_TOWNS}, T12: no nomination over 50",
        "New nomination to a township team, men", "新提名年龄界限(男)", by_county=True,
    )  # fmt: skip
    new_women_years: float = parameter(
        45.0, "years", 35, 70, f"{_TOWNS}, T12: women five years earlier",
        "New nomination to a township team, women", "新提名年龄界限(女)", by_county=True,
    )  # fmt: skip
    organ_leading_men_years: float = parameter(
        57.0, "years", 45, 70,
        "assumption: leaders of organs leave their posts some years before retirement (facts 2.4: 51-58, conflicting)",
        "Leading posts in organs, men", "机关领导职务年龄界限(男)", by_county=True,
    )  # fmt: skip
    organ_leading_women_years: float = parameter(
        52.0, "years", 45, 70, "assumption: women five years earlier, as in the townships",
        "Leading posts in organs, women", "机关领导职务年龄界限(女)", by_county=True,
    )  # fmt: skip
    recruitment_years: float = parameter(
        35.0, "years", 22, 60, "facts 2.1: entry age 18-35",
        "Recruitment by examination", "招录年龄上限",
    )  # fmt: skip
    selection_years: float = parameter(
        35.0, "years", 22, 60, "facts 2.5: city notice of 2020, age 35 or under",
        "Open selection", "遴选年龄上限",
    )  # fmt: skip
    transfer_years: float = parameter(
        45.0, "years", 22, 65, "assumption: receiving organs prefer people with two decades left (facts 2.5: 40-45)",
        "Transfer to another unit", "调动年龄上限",
    )  # fmt: skip
    round_every_months: float = parameter(
        60.0, "months", 12, 120, "facts T25: term lengthened from 3 to 5 years",
        "Leadership round", "换届周期",
    )  # fmt: skip


@dataclass(frozen=True)
class Retirement:
    """Statutory retirement."""

    retirement_men_years: float = parameter(
        60.0, "years", 50, 75, "national rules before 2025 (facts 2.4)",
        "Retirement age, men", "退休年龄(男)",
    )  # fmt: skip
    retirement_women_years: float = parameter(
        55.0, "years", 45, 75, "national rules before 2025 (facts 2.4)",
        "Retirement age, women cadres", "退休年龄(女干部)",
    )  # fmt: skip
    retirement_women_division_years: float = parameter(
        60.0, "years", 45, 75, "Central Organisation Department notice of 2015: county-level women at 60 (facts 2.4)",
        "Retirement age, women of division ranks", "退休年龄(县处级女干部)",
    )  # fmt: skip
    gradual_rise: bool = parameter(
        True, "yes/no", 0, 1,
        "NPC Standing Committee decision of 2024: one month later for every four months from 2025-01, to three years",
        "Gradual rise of the retirement age", "渐进式延迟退休", start="2025-01", before=False,
    )  # fmt: skip
    early_retirement: bool = parameter(
        True, "yes/no", 0, 1,
        "Civil Servant Law art. 93: after 30 years of service, or within 5 years of the age with 20",
        "Early retirement on request", "提前退休",
    )  # fmt: skip


@dataclass(frozen=True)
class Service:
    """Minimum service."""

    township_min_service_months: float = parameter(
        60.0, "months", 0, 240, "Document 人社部发〔2014〕61号: 5 years including probation (facts 2.1)",
        "Minimum township service of recruits", "乡镇最低服务年限", by_county=True,
    )  # fmt: skip
    organ_min_service_months: float = parameter(
        36.0, "months", 0, 240, "assumption: local notices ask 2-5 years in the present organ (facts 2.5)",
        "Minimum service in organs", "机关最低服务年限",
    )  # fmt: skip


@dataclass(frozen=True)
class Promotion:
    """How leading posts are filled."""

    min_months_in_rank: tuple[float, ...] = parameter(
        (0.0, 12.0, 36.0, 24.0, 36.0, 24.0), "months in the rank below", 0, 240,
        "Rules on appointment and promotion (2020); selection regulations art. 8 (facts 2.3)",
        "Least months in the rank below, by rank reached", "晋升所需任职月数", labels=RANKS,
    )  # fmt: skip
    seniority_weight: float = parameter(
        1.0, "points", 0, 10, "assumption: seniority queues (facts 1.3.16)",
        "Weight of seniority", "资历权重",
    )  # fmt: skip
    appraisal_weight: float = parameter(
        1.0, "points", 0, 10, "assumption: as much as seniority",
        "Weight of appraisal", "考核权重",
    )  # fmt: skip
    grassroots_weight: float = parameter(
        0.5, "points", 0, 10, "assumption: facts 1.3.10 asks for more",
        "Weight of township service", "基层经历权重",
    )  # fmt: skip
    approval_months: float = parameter(
        3.0, "months", 0, 36, "assumption: inspection, notice period and committee vote (facts 1.3.11-1.3.12)",
        "Approval time of an opening", "补缺审批时间",
    )  # fmt: skip
    chain_approval_months: float = parameter(
        0.0, "months", 0, 36, "assumption: posts that one batch of moves empties are filled with the same batch",
        "Approval time of an opening made by a move", "连锁空缺审批时间",
    )  # fmt: skip
    taken_up_share_per_month: float = parameter(
        0.5, "share of ripe openings a month", 0, 1, "assumption: committees sit about every second month",
        "Ripe openings taken up each month", "每月研究补缺比例",
    )  # fmt: skip
    outside_share: float = parameter(
        0.02, "share of leading openings", 0, 1, "assumption: transfer into the civil service (调任) is rare (2.5)",
        "Leading posts filled from outside the service", "领导岗位系统外引进比例",
    )  # fmt: skip
    own_unit_share: float = parameter(
        0.4, "share of inside promotions", 0, 1, "assumption: the own unit is looked at first in two of five openings",
        "Promotion inside the own unit", "本单位内提拔比例",
    )  # fmt: skip
    placement_share: float = parameter(
        0.3, "share of leading openings", 0, 1, "assumption: people of the same rank without a leading post come first",
        "Leading posts filled from people of the same rank", "平级安排比例",
    )  # fmt: skip
    down_share: float = parameter(
        0.15, "share of township leading openings", 0, 1,
        "facts 1.5.10: moves from department to township are mostly promotions; the share is an assumption",
        "Township posts filled by promotion from organs", "机关下派提拔比例",
    )  # fmt: skip
    up_share: float = parameter(
        0.3, "share of organ leading openings", 0, 1,
        "facts 1.5.4, 1.5.10: placement upward is a main way out; the share is an assumption",
        "Organ leading posts filled from the tier below", "下级交流任职比例",
    )  # fmt: skip


@dataclass(frozen=True)
class Work:
    """Workload and appraisal."""

    burden_ratio: float = parameter(
        1.0, "ratio", 0.3, 3, "facts 1.15: documents, meetings, inspections; 1 = as found",
        "Burden of paperwork, meetings and inspections", "文件会议检查负担", by_county=True,
    )  # fmt: skip
    appraisal_signal_share: float = parameter(
        0.5, "share", 0, 1, "assumption; 0 means it is all the same whether you work well or badly (facts 1.3.15)",
        "Share of performance that appraisal sees", "考核区分度",
    )  # fmt: skip


GROUPS: Final[Mapping[str, type]] = {
    "incentives": Incentives,
    "quotas": Quotas,
    "age_limits": AgeLimits,
    "retirement": Retirement,
    "service": Service,
    "promotion": Promotion,
    "work": Work,
}


def levers() -> dict[str, Declaration]:
    """Return every lever's declaration by full name."""
    return {each.name: each for prefix, group in GROUPS.items() for each in declarations(group, prefix)}
