"""Levers: personal grades beside posts."""

from dataclasses import dataclass
from typing import Final

from sim.parameters import parameter

STEPS: Final = tuple(f"grade_{step}" for step in range(1, 13))
BANDS: Final = (
    "section_officers", "first_and_second_section_officers", "researchers", "upper_researchers", "highest_researcher",
)  # fmt: skip
PARALLEL: Final = "Rules on parallel posts and grades (2019)"


@dataclass(frozen=True)
class Grades:
    """Personal grades beside posts."""

    grades_below_city: bool = parameter(
        True, "yes/no", 0, 1, "opinion of 2015 on parallel posts and ranks in county and below (facts 2.3; 003_ 1.3.7)",
        "Personal grades in counties and townships", "县以下职务与职级并行", start="2015-01", before=False,
    )  # fmt: skip
    grades_in_city: bool = parameter(
        True, "yes/no", 0, 1, f"{PARALLEL}, in force from 2019-06 (facts 2.3)",
        "Personal grades in city organs", "市直机关职务与职级并行", start="2019-06", before=False,
    )  # fmt: skip
    grade_years: tuple[float, ...] = parameter(
        (0.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 3.0, 4.0, 4.0), "years at the grade below", 0, 60,
        f"{PARALLEL} art. 18; before it 8, 12 and 15 years for clerk, deputy section and each rank above, two grades "
        "standing for a rank (facts 2.3)",
        "Years at the grade below, by grade reached", "晋升职级所需年限", labels=STEPS, start="2019-06",
        before=(0.0, 8.0, 12.0, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 60.0, 60.0, 60.0),
    )  # fmt: skip
    grade_years_ratio: float = parameter(
        1.0, "ratio", 0, 3, "facts 1.3.9 (002_): tilt grades to the grass roots; 1 = as the rules have it",
        "Years for a grade against the rules", "晋升职级年限比例", by_county=True,
    )  # fmt: skip
    excellent_year_credit_years: float = parameter(
        0.5, "years for each excellent year", 0, 2, f"{PARALLEL}: half a year less for each excellent year (facts 2.2)",
        "Years saved by an excellent year", "优秀等次缩短职级年限",
    )  # fmt: skip
    county_grade_quota_shares: tuple[float, ...] = parameter(
        (0.60, 0.30, 0.10, 0.04, 0.02), "share of posts", 0, 1,
        f"{PARALLEL}: section officers 60 percent, the upper two half of them; third and fourth researcher 10, third "
        "two fifths of these; second researcher 2 (facts 2.3); the old ladder had no quotas",
        "Grade quotas, counties and townships", "县乡职级职数比例", labels=BANDS, start="2019-06",
        before=(1.0, 1.0, 1.0, 1.0, 1.0),
    )  # fmt: skip
    city_grade_quota_shares: tuple[float, ...] = parameter(
        (0.60, 0.30, 0.20, 0.08, 0.04), "share of posts", 0, 1,
        f"{PARALLEL}: section officers 60 percent, researchers 20, first and second two fifths of these, first half of "
        "the pair (facts 2.3)",
        "Grade quotas, city organs", "市直职级职数比例", labels=BANDS,
    )  # fmt: skip
    grade_quota_ratio: float = parameter(
        1.0, "ratio", 0, 3, "facts 1.3.6-7: more grades for want of posts; 1 = as the rules have it",
        "Grade quotas against the rules", "职级职数比例调整", by_county=True,
    )  # fmt: skip
    township_grade_bonus_share: float = parameter(
        0.0, "share of the quota", 0, 3, "facts 1.3.9 (002_): tilt grade promotion to the grass roots; none as found",
        "Extra grade quota of townships", "乡镇职级职数倾斜", by_county=True,
    )  # fmt: skip
    grade_step_yuan_per_month: float = parameter(
        250.0, "yuan a month for each grade above the rank's own", 0, 5_000,
        "assumption: half a step of base pay between ranks, since two grades stand for a rank",
        "Pay for each grade", "每级职级工资",
    )  # fmt: skip
    institution_pass_through_share: float = parameter(
        0.4, "share", 0, 1, "facts 1.3.8 (002_): benefits do not follow the grade in institutions; the share: assumed",
        "Grade pay that reaches institution staff", "事业编制职级待遇兑现比例",
    )  # fmt: skip
    senior_raise_share_per_year: float = parameter(
        0.0, "share of able seniors a year", 0, 1,
        "facts 1.3.6 (000_; 003_ pt5): one step for able, senior and proven people for whom there was no post",
        "One-step raise of able seniors", "优秀老干部晋升一级待遇",
    )  # fmt: skip
