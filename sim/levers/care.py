"""Levers: health, leave, counselling, housing, meals, families."""

from dataclasses import dataclass
from typing import Final

from sim.parameters import parameter

LEAVE_FOUND: Final = 0.4
"""Share of paid leave taken as found (assumption; facts 1.14.5: leave is hard to take)."""


@dataclass(frozen=True)
class Care:
    """Health, leave, counselling, housing, meals, families; all of it for township cadres."""

    health_checks_per_year: float = parameter(
        0.0, "a year", 0, 2, "000_, facts 1.14.3 asks for one a year, paid by special funds; none as found",
        "Health checks", "每年体检次数", by_county=True,
    )  # fmt: skip
    leave_taken_share: float = parameter(
        LEAVE_FOUND, "share of paid leave", 0, 1, "002_, facts 1.14.5: leave is hard to take; assumed number",
        "Paid leave taken", "年休假落实比例", by_county=True,
    )  # fmt: skip
    counselling_share: float = parameter(
        0.0, "0-1", 0, 1, "000_; 004_, facts 1.14.2: heart-to-heart talks and mental-health training; none as found",
        "Talks and counselling", "谈心与心理健康服务", by_county=True,
    )  # fmt: skip
    sports_share: float = parameter(
        0.0, "0-1", 0, 1, "000_; 002_, facts 1.14.4: sports; none as found", "Sports and recreation", "文体活动保障",
        by_county=True,
    )  # fmt: skip
    meal_subsidy_yuan_per_month: float = parameter(
        0.0, "yuan a month", 0, 3000, "002_, facts 1.12.3: canteens of townships; none as found",
        "Meal subsidy", "食堂伙食补助", by_county=True,
    )  # fmt: skip
    holiday_benefits_yuan_per_year: float = parameter(
        0.0, "yuan a year", 0, 20_000, "002_, facts 1.12.3: public-holiday benefits; none as found",
        "Public-holiday benefits", "节日慰问福利", by_county=True,
    )  # fmt: skip
    housing_support_yuan_per_month: float = parameter(
        0.0, "yuan a month", 0, 5000, "004_, facts 1.12.7: better living conditions; none as found",
        "Housing support", "住房保障补助", by_county=True,
    )  # fmt: skip
    family_support_share: float = parameter(
        0.0, "share of those in need", 0, 1, "000_; 004_, facts 1.12.7, 1.13.3: help with schools, parents and other "
        "practical problems; none as found", "Help with family difficulties", "家庭困难帮扶比例", by_county=True,
    )  # fmt: skip
