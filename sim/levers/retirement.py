"""Levers: statutory retirement."""

from dataclasses import dataclass

from sim.parameters import parameter


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
