"""Levers: village cadres: pay, pension, and their way into township civil service."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Village:
    """Village cadres: pay, pension, and their way into township civil service."""

    village_pay_yuan_per_year: float = parameter(
        8000.0, "yuan a year", 0, 200_000,
        "assumption within T39: secretaries have 3,000 to over 20,000 a year, depending on the village",
        "Pay of village secretaries", "村书记年报酬", by_county=True,
    )  # fmt: skip
    village_pension_share: float = parameter(
        0.0, "share of village cadres", 0, 1, "facts 1.20.1: no pension",
        "Village cadres with a pension", "村干部养老保险覆盖率", by_county=True,
    )  # fmt: skip
    village_places_per_100_posts: float = parameter(
        0.0, "places per 100 township posts a year", 0, 20,
        "facts 1.1.13, 1.20.6 ask for a lasting channel; none as found",
        "Township places for village cadres", "从村干部中选招乡镇公务员名额(每百编制)", by_county=True,
    )  # fmt: skip
    village_service_months: float = parameter(
        36.0, "months in post", 0, 240, "Gansu 2016: in post three years or more (facts 2.1)",
        "Village service before entry", "选招所需村任职月数",
    )  # fmt: skip
    village_entry_age_years: float = parameter(
        40.0, "years", 22, 60, "Gansu 2016: up to 40 (facts 2.1)",
        "Oldest age of entrants from villages", "村干部选招年龄上限",
    )  # fmt: skip
    village_bound_months: float = parameter(
        60.0, "months", 0, 240, "Gansu 2016: must then serve five years in the township (facts 2.1)",
        "Minimum service of entrants from villages", "村干部选招最低服务年限",
    )  # fmt: skip
