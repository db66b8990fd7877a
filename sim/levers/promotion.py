"""Levers: how leading posts are filled."""

from dataclasses import dataclass

from sim.levers.labels import RANKS
from sim.parameters import parameter


@dataclass(frozen=True)
class Promotion:
    """How leading posts are filled."""

    min_months_in_rank: tuple[float, ...] = parameter(
        (0.0, 12.0, 36.0, 24.0, 36.0, 24.0), "months in the rank below", 0, 240,
        "Rules on appointment and promotion (2020); selection regulations art. 8 (facts 2.3)",
        "Least months in the rank below, by rank reached", "晋升所需任职月数", labels=RANKS,
    )  # fmt: skip
    seniority_weight: float = parameter(
        1.0, "points", 0, 10, "assumption: seniority queues (facts 1.3.16)",
        "Weight of seniority", "资历权重",
    )  # fmt: skip
    appraisal_weight: float = parameter(
        1.0, "points", 0, 10, "assumption: as much as seniority",
        "Weight of appraisal", "考核权重",
    )  # fmt: skip
    grassroots_weight: float = parameter(
        0.5, "points", 0, 10, "assumption: facts 1.3.10 asks for more",
        "Weight of township service", "基层经历权重",
    )  # fmt: skip
    approval_months: float = parameter(
        3.0, "months", 0, 36, "assumption: inspection, notice period and committee vote (facts 1.3.11-1.3.12)",
        "Approval time of an opening", "补缺审批时间",
    )  # fmt: skip
    chain_approval_months: float = parameter(
        0.0, "months", 0, 36, "assumption: posts that one batch of moves empties are filled with the same batch",
        "Approval time of an opening made by a move", "连锁空缺审批时间",
    )  # fmt: skip
    taken_up_share_per_month: float = parameter(
        0.5, "share of ripe openings a month", 0, 1, "assumption: committees sit about every second month",
        "Ripe openings taken up each month", "每月研究补缺比例",
    )  # fmt: skip
    outside_share: float = parameter(
        0.02, "share of leading openings", 0, 1, "assumption: transfer into the civil service (调任) is rare (2.5)",
        "Leading posts filled from outside the service", "领导岗位系统外引进比例",
    )  # fmt: skip
    own_unit_share: float = parameter(
        0.4, "share of inside promotions", 0, 1, "assumption: the own unit is looked at first in two of five openings",
        "Promotion inside the own unit", "本单位内提拔比例",
    )  # fmt: skip
    placement_share: float = parameter(
        0.3, "share of leading openings", 0, 1, "assumption: people of the same rank without a leading post come first",
        "Leading posts filled from people of the same rank", "平级安排比例",
    )  # fmt: skip
    down_share: float = parameter(
        0.15, "share of township leading openings", 0, 1,
        "facts 1.5.10: moves from department to township are mostly promotions; the share is an assumption",
        "Township posts filled by promotion from organs", "机关下派提拔比例",
    )  # fmt: skip
    up_share: float = parameter(
        0.3, "share of organ leading openings", 0, 1,
        "facts 1.5.4, 1.5.10: placement upward is a main way out; the share is an assumption",
        "Organ leading posts filled from the tier below", "下级交流任职比例",
    )  # fmt: skip
    inspected_per_post: float = parameter(
        1.0, "candidates", 1, 10, "facts 1.3.12 (003_ pt5) praises one in two or three; 1 = as found",
        "Candidates inspected for a leading post", "差额考察人数", by_county=True,
    )  # fmt: skip
    contest_share: float = parameter(
        0.0, "share of promotions", 0, 1, "facts 1.3.14 (004_): competition for posts; none as found",
        "Promotions decided by open competition", "竞争上岗比例", by_county=True,
    )  # fmt: skip
    notice_block_share: float = parameter(
        0.0, "share of average nominees", 0, 1,
        "facts 1.3.11 (003_ pt5): low votes or complaints block; as found the notice stops nobody (assumption)",
        "Nominees stopped in the notice period", "公示期未通过比例",
    )  # fmt: skip
