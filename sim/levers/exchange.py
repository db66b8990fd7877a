"""Levers: lateral exchange, rotation, family reunion, placement."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Exchange:
    """Lateral exchange, rotation, family reunion, placement."""

    rotation_after_months: float = parameter(
        120.0, "months in the unit", 12, 480,
        "002_, facts 1.7.3 asks for rotation by years; as found only the longest-serving, an assumption",
        "Time in a unit after which people are exchanged", "轮岗任职年限",
    )  # fmt: skip
    exchange_share_per_year: float = parameter(
        0.01, "share of those long enough in the unit", 0, 1,
        "002_, facts 1.7.1: level exchange is rare; facts 2.5 (Zhou 2016): below 3 percent; the share is an assumption",
        "Lateral exchange", "平级交流比例",
    )  # fmt: skip
    exchange_across_share: float = parameter(
        0.1, "share of exchanges", 0, 1,
        "002_, facts 1.7.1: channels between town and county keep narrowing; the share is an assumption",
        "Exchange between townships and county organs", "县乡之间交流比例",
    )  # fmt: skip
    volunteers_per_100_organ_posts_per_year: float = parameter(
        0.0, "places per 100 established organ posts a year", 0, 20,
        "000_, facts 1.7.6 asks for room for willing young people in towns; none as found",
        "Volunteers from organs to townships", "机关青年志愿下镇名额(每百机关编制)", by_county=True,
    )  # fmt: skip
    volunteer_term_months: float = parameter(
        36.0, "months", 0, 120, "assumption: three years, then the volunteer is free to return (facts 1.7.6)",
        "Term of volunteers", "志愿下镇服务期",
    )  # fmt: skip
    placement_up_share: float = parameter(
        0.05, "share of township section heads near their age line", 0, 1,
        "002_, facts 1.5.10: moves up are mostly of the settling type; the share is an assumption",
        "Placement in county organs at the round", "换届安置到县直比例",
    )  # fmt: skip
    reunion_share_per_year: float = parameter(
        0.0, "share of those entitled", 0, 1, "002_, facts 1.13.1 asks for it; never as found",
        "Reunion of couples and families", "夫妻两地分居照顾交流比例",
    )  # fmt: skip
    reunion_after_months: float = parameter(
        60.0, "months of township service", 0, 480,
        "002_, facts 1.13.1: enough years, number not given; five is an assumption",
        "Township service before reunion", "照顾交流所需乡镇年限",
    )  # fmt: skip
