"""Levers: establishment types: who may move where, transfers into the civil service, programme staff."""

from dataclasses import dataclass

from sim.levers.labels import OTHER_STAFF
from sim.parameters import parameter


@dataclass(frozen=True)
class Establishments:
    """Establishment types: who may move where, transfers into the civil service, programme staff."""

    institution_recruits_per_100_posts_per_year: float = parameter(
        5.0, "recruits per 100 institution posts a year", 0, 100,
        "assumption: institution posts are refilled about as they fall vacant (facts 2.8: growth is in institutions)",
        "Recruits, public institutions", "事业编制年招聘数(每百编制)", by_county=True,
    )  # fmt: skip
    institution_pay_ratio: float = parameter(
        0.9, "ratio to civil servants' pay", 0.3, 2,
        "assumption: facts 1.12.5 and 1.21.2 report differences for the same work, no amount",
        "Pay ratio of institution staff", "事业人员与公务员工资比", by_county=True,
    )  # fmt: skip
    other_staff_allowance_ratio: tuple[float, ...] = parameter(
        (1.0, 0.0), "ratio to civil servants' allowance", 0, 2,
        "facts 2.7: the township allowance is for formal staff; 1.12.5: programme staff do without",
        "Township allowance of other staff", "非公务员乡镇补贴倍数", labels=OTHER_STAFF, by_county=True,
    )  # fmt: skip
    conversion_quota_share: float = parameter(
        0.10, "share of the year's civil-service places", 0, 1,
        "002_, T30: institution staff transferred a year are 10 percent of those recruited",
        "Transfers of institution staff to the civil service", "事业干部调任公务员比例", by_county=True,
    )  # fmt: skip
    conversions_at_most_per_year: float = parameter(
        3.0, "places a county a year", 0, 1000, "002_, T30: about 2-3 places a county or district",
        "Largest number of such transfers in a county", "县区调任公务员名额上限", by_county=True,
    )  # fmt: skip
    conversion_min_years: float = parameter(
        10.0, "years of service", 0, 40,
        "assumption: facts 1.2.4-1.2.5 complain of required years and experience, no number",
        "Service before a transfer to the civil service", "调任公务员最低工作年限",
    )  # fmt: skip
    conversion_age_years: float = parameter(
        40.0, "years", 22, 65, "Rules on transfer: section posts up to 40 (facts 2.5)",
        "Oldest age at a transfer to the civil service", "调任公务员年龄上限",
    )  # fmt: skip
    conversion_seniority_weight: float = parameter(
        1.0, "share", 0, 1, "facts 1.2.5: seniority queues; the rest of the weight is the appraisal",
        "Weight of seniority in the transfer queue", "调任排队资历权重",
    )  # fmt: skip
    institution_leading_share: float = parameter(
        0.0, "share of leading openings", 0, 1, "facts 1.2.4: institution staff hardly ever enter leading teams",
        "Leading posts open to institution staff", "面向事业人员开放的领导岗位比例", by_county=True,
    )  # fmt: skip
    law_allowance_yuan_per_month: float = parameter(
        300.0, "yuan a month", 0, 10_000,
        "assumption: facts 1.2.7 says much better allowances in political-legal posts, no amount",
        "Allowance of political-legal posts", "政法岗位津贴",
    )  # fmt: skip
    competition_every_years: float = parameter(
        0.0, "years, 0 = never", 0, 20, "facts 1.2.10: one reform made all ordinary cadres compete for their posts",
        "Years between competitions for posts", "全员竞争上岗间隔年数",
    )  # fmt: skip
    programme_intake_share: float = parameter(
        0.9, "share of vacant programme places", 0, 1,
        "assumption: programme places are nearly all taken each year (facts 2.1: 34,430 funded places)",
        "Programme places filled each year", "服务项目岗位年补充比例", by_county=True,
    )  # fmt: skip
    programme_term_months: float = parameter(
        24.0, "months", 12, 120, "Document 人社厅发〔2025〕21号: two years (facts 2.1)",
        "Programme term", "服务项目期限",
    )  # fmt: skip
    programme_allowance_yuan_per_month: float = parameter(
        3685.0, "yuan a month", 0, 50_000, "Fujian 2020 (facts 2.1)",
        "Living allowance of programme staff", "服务项目人员生活补贴",
    )  # fmt: skip
    programme_conversion_share: float = parameter(
        0.05, "share of those whose term ends", 0, 1,
        "assumption: facts 1.21.2: no expectation of an establishment; share retained unknown (2.1)",
        "Programme staff taken onto the establishment", "服务项目人员转编比例", by_county=True,
    )  # fmt: skip
    programme_exam_bonus_points: float = parameter(
        0.0, "points", 0, 20, "facts 2.1: one city gives 10 points in another examination; none in the reports",
        "Exam bonus of programme staff", "服务项目人员考试加分",
    )  # fmt: skip
    programme_selection: bool = parameter(
        False, "yes/no", 0, 1, "facts 1.21.2: no establishment, so no open selection",
        "Programme staff may sit open selection", "服务项目人员可参加遴选",
    )  # fmt: skip
