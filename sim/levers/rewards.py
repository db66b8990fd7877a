"""Levers: who appraises, and what good years bring."""

from dataclasses import dataclass

from sim.levers.labels import TOWNS
from sim.parameters import parameter

RATERS = ("superiors", "departments", "party_committee", "public", "society")


@dataclass(frozen=True)
class Rewards:
    """Who appraises, and what good years bring."""

    rater_weights: tuple[float, ...] = parameter(
        (1.0, 0.0, 0.0, 0.0, 0.0), "weight", 0, 1, "000_, facts 1.8.1 asks for five viewpoints; as found the "
        "superiors' counts alone (assumption)", "Weights of raters in appraisal", "考核主体权重", labels=RATERS,
    )  # fmt: skip
    appraisals_per_year: float = parameter(
        1.0, "a year", 1, 12, "facts 2.2: appraisal is yearly; 003_ pt1, facts 1.8.5 tells of monthly sums",
        "Appraisals a year", "每年考核次数", by_county=True,
    )  # fmt: skip
    team_result_share: float = parameter(
        0.0, "share", 0, 1, "003_ pt5, facts 1.8.8: team appraisal feeds promotion; nought is an assumption",
        "Weight of the unit's result in a cadre's own", "班子考核结果与个人挂钩比例", by_county=True,
    )  # fmt: skip
    class_appraisal_share: float = parameter(
        0.0, "share", 0, 1, "003_ pt1, facts 1.8.6: classify townships by conditions; as found all run in one race",
        "Allowance for conditions when townships are compared", "乡镇分类考核程度", by_county=True,
    )  # fmt: skip
    public_promises_share: float = parameter(
        0.0, "0-1", 0, 1, "003_ pt1, facts 1.8.7: leaders promise their targets in public",
        "Public promises of targets", "公开承诺践诺程度", by_county=True,
    )  # fmt: skip
    reward_link_share: float = parameter(
        0.2, "0-1", 0, 1, "000_, facts 1.3.15: the same whether you work well or badly; the number is an assumption",
        "Link between results and consequences", "奖惩与实绩挂钩程度", by_county=True,
    )  # fmt: skip
    team_prize_share: float = parameter(
        0.2, "share of a county's townships", 0, 1, "assumption: every fifth township wins it (facts 1.9.1)",
        "Townships that win the first prize", "目标考核一等奖乡镇比例", by_county=True,
    )  # fmt: skip
    team_prize_yuan_per_person: float = parameter(
        4000.0, "yuan a person a year", 0, 100_000, f"{TOWNS}, T16, facts 1.9.1",
        "First prize of a township, per head", "目标考核一等奖人均奖金", by_county=True,
    )  # fmt: skip
    performance_bonus_yuan_per_month: float = parameter(
        0.0, "yuan a month", 0, 10_000, "facts 1.9.5 tells of one in another county; none is reported for the fourteen "
        "towns", "Performance bonus promised", "绩效奖金标准", by_county=True,
    )  # fmt: skip
    bonus_by_result_share: float = parameter(
        0.0, "share", 0, 1, "assumption: where there is a bonus all get the same (facts 1.3.15)",
        "Performance bonus paid by result", "绩效奖金按实绩发放比例", by_county=True,
    )  # fmt: skip
    bonus_guarantee_share: float = parameter(
        0.0, "share", 0, 1, "002_, facts 1.9.5: weak finances did not pay what was promised",
        "Promised bonus guaranteed from above", "绩效奖金兜底保障比例", by_county=True,
    )  # fmt: skip
    mentoring_share: float = parameter(
        0.0, "0-1", 0, 1, "004_, facts 1.22.1: talks, attention to the state of mind, early warning; as found none",
        "Mentoring and early warning", "谈心谈话与预警程度", by_county=True,
    )  # fmt: skip
    model_examples_share: float = parameter(
        0.0, "0-1", 0, 1, "004_, facts 1.22.2: model examples; as found they move nobody (assumption)",
        "Learning from model examples", "典型示范程度", by_county=True,
    )  # fmt: skip
