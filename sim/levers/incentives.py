"""Levers: pay, allowances and awards."""

from dataclasses import dataclass

from sim.levers.labels import CLASSES, RANKS, TIERS, TOWNS
from sim.parameters import parameter


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
        800.0, "yuan a person a year", 0, 100_000, f"{TOWNS}, T16",
        "Award for an excellent year", "年度考核优秀奖金",
    )  # fmt: skip
    merit_award_yuan: float = parameter(
        1500.0, "yuan a person", 0, 100_000, f"{TOWNS}, T16",
        "Award for three excellent years running", "三等功奖金",
    )  # fmt: skip
