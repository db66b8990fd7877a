"""Levers: training rotation by role group."""

from dataclasses import dataclass

from sim.levers.labels import TOWNS
from sim.parameters import parameter


@dataclass(frozen=True)
class Training:
    """Training rotation by role group."""

    training_per_100_per_year: tuple[float, ...] = parameter(
        (60.0, 15.0, 10.0), "places per 100 people a year", 0, 100,
        f"{TOWNS}, T22, facts 1.11.4: about a thousand in four years; heads get much, others little (000_, 1.11.1); "
        "the split is an assumption",
        "Training places by role", "年培训比例(按职务)", labels=("heads", "other_leaders", "staff"),
    )  # fmt: skip
    training_days: float = parameter(
        6.0, "days a place", 0, 120, "assumption; 12 days a year are asked for (Regulations 2023, facts 2.7)",
        "Length of a training place", "培训天数",
    )  # fmt: skip
    training_need_share: float = parameter(
        0.2, "share of places", 0, 1, "000_, facts 1.11.1: needs are misjudged; the share is an assumption",
        "Places for those who lack most", "按需施训比例",
    )  # fmt: skip
    training_quality_share: float = parameter(
        0.4, "share", 0, 1, "000_, facts 1.11.1: methods are rigid; 004_, 1.11.7: practical and lively; an assumption",
        "Quality of training", "培训实效",
    )  # fmt: skip
    training_credit_points: float = parameter(
        0.0, "ranking points for twelve days", 0, 1,
        "003_ pt5, facts 1.11.6 keeps a record for appointment; that others do not use one is an assumption",
        "Training record in the ranking", "培训情况任用加分",
    )  # fmt: skip
    training_yuan_per_day: float = parameter(
        300.0, "yuan a day", 0, 10_000, "assumption: usual cost of a Party school day",
        "Cost of a training day", "培训日均费用",
    )  # fmt: skip
