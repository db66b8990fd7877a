"""Levers: how recruits are found: powers, education, examination, allocation."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Recruiting:
    """How recruits are found: powers, education, examination, allocation."""

    emptiest_first_turns: float = parameter(
        0.0, "turns ahead for each vacant post", 0, 100,
        "facts 1.1.5: places should go to the emptiest towns first; 0 = equal turns, as found",
        "Emptiest townships first", "优先补充缺编多的乡镇", by_county=True,
    )  # fmt: skip
    remotest_first_turns: float = parameter(
        0.0, "turns ahead for each remoteness class", 0, 100,
        "facts 1.1.4-1.1.5: remote towns are shortest of staff; 0 = equal turns, as found",
        "Remotest townships first", "优先补充偏远乡镇", by_county=True,
    )  # fmt: skip
    county_power_share: float = parameter(
        0.0, "share of places", 0, 1, "facts 1.1.2, 1.1.10: places are capped and filled above the county, as found",
        "Places that the county fills by itself", "县级自主招录比例", by_county=True,
    )  # fmt: skip
    degree_demanded_share: float = parameter(
        0.0, "share of places", 0, 1,
        "facts 1.1.6 asks for a full-time degree; 0 = as found, when four of five recruits have one anyhow",
        "Places that demand a full-time degree", "要求全日制本科的职位比例", by_county=True,
    )  # fmt: skip
    exam_governing_share: float = parameter(
        0.5, "share", 0, 1, "facts 1.1.9: the examination rewards test skill; half and half is an assumption",
        "Weight of governing ability in the entry examination", "招录考试治理能力权重",
    )  # fmt: skip
    specialist_outside_share: float = parameter(
        0.0, "share of specialist leading openings", 0, 1, "facts 1.1.11: flexible import; none as found",
        "Specialist leading posts filled from outside", "专业领导岗位柔性引才比例", by_county=True,
    )  # fmt: skip
    full_time_function_share: float = parameter(
        0.2, "share of functional roles", 0, 1,
        "assumption: facts 1.22.4-1.22.5 say several jobs at once and part-time specialists, no number",
        "Functional roles held full-time", "专职岗位配备比例", by_county=True,
    )  # fmt: skip
