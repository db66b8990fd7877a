"""Levers: numbers: recruits, selections, the cap on excellent."""

from dataclasses import dataclass

from sim.levers.labels import TOWNS
from sim.parameters import parameter


@dataclass(frozen=True)
class Quotas:
    """Numbers: recruits, selections, the cap on excellent."""

    township_recruits_per_100_posts_per_year: float = parameter(
        2.5, "recruits per 100 established posts a year", 0, 100,
        f"{TOWNS}, T8: 29 recruits since 2009, about 12 a year for 486 posts",
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
