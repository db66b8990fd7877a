"""Levers: secondment out, down and up."""

from dataclasses import dataclass

from sim.levers.labels import TOWNS
from sim.parameters import parameter


@dataclass(frozen=True)
class Secondment:
    """Secondment out, down and up."""

    out_per_100_posts_per_year: float = parameter(
        0.2, "places per 100 established posts a year", 0, 20,
        "001_, facts 1.6.1: out to developed regions; places are masked, the number is an assumption",
        "Secondments to developed regions", "外派挂职名额(每百编制)", by_county=True,
    )  # fmt: skip
    down_per_100_organ_posts_per_year: float = parameter(
        0.5, "places per 100 established organ posts a year", 0, 20,
        "001_, facts 1.6.1: young people without township experience go down; the number is an assumption",
        "Secondments down to townships", "下派挂职名额(每百机关编制)", by_county=True,
    )  # fmt: skip
    up_per_100_township_posts_per_year: float = parameter(
        0.5, "places per 100 established township posts a year", 0, 20,
        "001_, facts 1.6.1: young section-level cadres go up, or work along; the number is an assumption",
        "Secondments up to city organs", "上派挂职名额(每百乡镇编制)", by_county=True,
    )  # fmt: skip
    paired_per_100_organ_posts_per_year: float = parameter(
        0.2, "pairs per 100 established organ posts a year", 0, 20,
        f"{TOWNS}, T18, facts 1.6.13: six young cadres in all; per year it is an assumption",
        "Two-way secondments between organs and townships", "双向挂职名额(每百机关编制)", by_county=True,
    )  # fmt: skip
    secondment_term_months: float = parameter(
        12.0, "months", 3, 60, "facts 2.5: one to two years usual; the shorter one, since stays are short (1.6.3)",
        "Term of a secondment", "挂职期限",
    )  # fmt: skip
    regular_batches: bool = parameter(
        False, "yes/no", 0, 1, "001_, facts 1.6.6: stop and go as found; it should be planned and regular",
        "Secondment every year", "挂职工作常态化",
    )  # fmt: skip
    secondment_merit_share: float = parameter(
        0.3, "share", 0, 1, "001_, facts 1.6.5, 1.6.7: no rules for picking as found; the share is an assumption",
        "Weight of merit in choosing who is seconded", "挂职人选择优程度",
    )  # fmt: skip
    secondment_age_years: float = parameter(
        40.0, "years", 25, 60, "001_, facts 1.6.1 speaks of young cadres; the age is an assumption",
        "Age limit for secondment", "挂职年龄上限",
    )  # fmt: skip
    secondment_release_share: float = parameter(
        0.3, "share of those a unit needs most", 0, 1,
        "001_, facts 1.6.4: units hold back their key staff; the share is an assumption",
        "Release for secondment", "派出单位放行比例",
    )  # fmt: skip
    secondment_management_quality: float = parameter(
        0.2, "share", 0, 1,
        "001_, facts 1.6.5: no rules for supervising, following up and using seconded cadres; 0.2 is an assumption",
        "Management of secondments", "挂职管理水平",
    )  # fmt: skip
    secondment_real_tasks_share: float = parameter(
        0.3, "share", 0, 1, "001_, facts 1.6.3, 1.6.8: hosts give trivial work; the share is an assumption",
        "Real tasks in secondments", "挂职实职实责比例",
    )  # fmt: skip
    secondment_rotates: bool = parameter(
        False, "yes/no", 0, 1, "001_, facts 1.6.9: longer secondments should rotate through several duties",
        "Several duties within a secondment", "挂职期间轮岗",
    )  # fmt: skip
    secondment_support_yuan_per_month: float = parameter(
        0.0, "yuan a month", 0, 20_000, "001_, facts 1.6.10 asks for funds, housing and travel money; none as found",
        "Support of seconded cadres", "挂职生活补助",
    )  # fmt: skip
    secondment_credit_points: float = parameter(
        0.2, "ranking points for the best evaluation", 0, 10,
        "001_, facts 1.6.2, 1.6.11: some rose to important posts afterwards; the points are an assumption",
        "Secondment in the ranking", "挂职考核加分",
    )  # fmt: skip
    secondment_stay_share: float = parameter(
        0.05, "share of those sent down", 0, 1,
        "000_, facts 1.6.12: formal appointment in the township by result and own wish is asked for; rare as found",
        "Formal appointment after secondment", "下派挂职期满转任比例",
    )  # fmt: skip
