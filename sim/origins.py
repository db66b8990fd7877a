"""What is assumed about the opening stock: age, years of service, in rank and in post, home, family.

The documents publish none of it, so all of it is assumed here; `sim.biographies` draws it by each person's identity.
"""

from dataclasses import dataclass
from typing import Final

from sim.levers import RANKS, TIERS
from sim.parameters import parameter, problems
from sim.terms import Education

FAMILY_PLACES: Final = ("own_unit", "seat", "other_township", "other_county", "city")
_LEVELS: Final = tuple(each.name.lower() for each in Education)
_UNKNOWN: Final = "assumption: unknown for the opening stock (facts 1.24)"


@dataclass(frozen=True)
class Origins:
    """Assumptions about the opening stock."""

    entry_age_least_years: tuple[float, ...] = parameter(
        (20.0, 21.0, 22.0, 25.0), "years", 18, 35, f"{_UNKNOWN}; entry after the first degree",
        "Youngest age at entry, by education", "参加工作最小年龄(按学历)", labels=_LEVELS,
    )  # fmt: skip
    entry_age_most_years: tuple[float, ...] = parameter(
        (22.0, 23.0, 25.0, 27.0), "years", 18, 40, f"{_UNKNOWN}; entry after the first degree",
        "Oldest age at entry, by education", "参加工作最大年龄(按学历)", labels=_LEVELS,
    )  # fmt: skip
    least_age_years: tuple[float, ...] = parameter(
        (22.0, 22.0, 26.0, 30.0, 36.0, 40.0), "years", 18, 50,
        f"{_UNKNOWN}; entry age plus the least years in the ranks below (facts 2.3)",
        "Youngest age by rank", "各级别最小年龄", labels=RANKS,
    )  # fmt: skip
    years_to_rank: tuple[float, ...] = parameter(
        (0.0, 1.0, 4.0, 7.0, 11.0, 14.0), "years of service", 0, 40,
        f"{_UNKNOWN}; fast careers under the least years in rank (facts 2.3)",
        "Least service before a rank", "晋升各级别最短工作年限", labels=RANKS,
    )  # fmt: skip
    time_in_rank_shares: tuple[float, ...] = parameter(
        (0.05, 0.85), "share of the service since a rank could first be had", 0, 1,
        f"{_UNKNOWN}; so years in rank rise with age, about ten for a deputy of 45",
        "Time in rank", "任现级别时间占比", labels=("least", "most"),
    )  # fmt: skip
    leading_post_most_years: float = parameter(
        8.0, "years", 1, 30, f"{_UNKNOWN}; two to three years have passed on average",
        "Longest time in a leading post", "领导岗位最长任职年限",
    )  # fmt: skip
    other_post_most_years: float = parameter(
        15.0, "years", 1, 40, f"{_UNKNOWN}; people without a leading post move less",
        "Longest time in a post without a leading role", "非领导岗位最长任职年限",
    )  # fmt: skip
    whole_career_share: tuple[float, ...] = parameter(
        (0.8, 0.5, 0.4), "share", 0, 1, f"{_UNKNOWN}; few come down, organs draw from below",
        "Served at the present tier since entry", "一直在本层级工作的比例", labels=TIERS,
    )  # fmt: skip
    township_past_share: tuple[float, ...] = parameter(
        (0.0, 0.6, 0.4), "share of those who came from another tier", 0, 1,
        f"{_UNKNOWN}; organs mostly fill from townships (facts 1.5.4)",
        "Came from a township", "来自乡镇的比例", labels=TIERS,
    )  # fmt: skip
    native_share: tuple[float, ...] = parameter(
        (0.78, 0.75, 0.5), "share", 0, 1,
        f"{_UNKNOWN}; moves across county borders are rare (facts 2.5, Zhou 2016)",
        "Home in the county of service", "本地人比例", labels=TIERS,
    )  # fmt: skip
    township_family_shares: tuple[float, ...] = parameter(
        (0.28, 0.47, 0.10, 0.05, 0.10), "share", 0, 1,
        "assumption; nearly 60 percent of grass-roots staff work away from home (facts 2.9); "
        "most families live in the county seat",
        "Where families of township cadres live", "乡镇干部家庭所在地", labels=FAMILY_PLACES,
    )  # fmt: skip
    county_family_shares: tuple[float, ...] = parameter(
        (0.84, 0.0, 0.05, 0.03, 0.08), "share", 0, 1, _UNKNOWN,
        "Where families of county cadres live", "县直干部家庭所在地", labels=FAMILY_PLACES,
    )  # fmt: skip
    city_family_shares: tuple[float, ...] = parameter(
        (0.88, 0.0, 0.0, 0.12, 0.0), "share", 0, 1, _UNKNOWN,
        "Where families of city cadres live", "市直干部家庭所在地", labels=FAMILY_PLACES,
    )  # fmt: skip
    spouse_in_township_share: tuple[float, ...] = parameter(
        (0.30, 0.10, 0.03), "share", 0, 1, f"{_UNKNOWN}; couples often meet at work",
        "Spouse works in a township", "配偶在乡镇工作的比例", labels=TIERS,
    )  # fmt: skip

    def __post_init__(self) -> None:
        found = problems(self, "origins")
        for name in ("township", "county", "city"):
            total = sum(getattr(self, f"{name}_family_shares"))
            if abs(total - 1.0) > 1e-9:
                found.append(f"origins.{name}_family_shares sum to {total:g}; allowed: exactly 1")
        if found:
            raise ValueError("\n".join(found))
