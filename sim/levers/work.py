"""Levers: workload and appraisal."""

from dataclasses import dataclass
from typing import Final

from sim.parameters import parameter

FIELD_TIME_FOUND: Final = 0.1
"""Share of their time that leaders spend in villages as found (assumption)."""


@dataclass(frozen=True)
class Work:
    """Workload and appraisal."""

    burden_ratio: float = parameter(
        1.0, "ratio", 0.3, 3, "facts 1.15: documents, meetings, inspections; 1 = as found",
        "Burden of paperwork, meetings and inspections", "文件会议检查负担", by_county=True,
    )  # fmt: skip
    appraisal_signal_share: float = parameter(
        0.5, "share", 0, 1, "assumption; 0 means it is all the same whether you work well or badly (facts 1.3.15)",
        "Share of performance that appraisal sees", "考核区分度",
    )  # fmt: skip
    document_ratio: float = parameter(
        1.0, "ratio", 0, 3, "000_; 004_, facts 1.15.5; 1 = as found", "Documents", "文件数量", by_county=True,
    )  # fmt: skip
    meeting_ratio: float = parameter(
        1.0, "ratio", 0, 3, "000_; 004_, facts 1.15.5; 1 = as found", "Meetings", "会议数量", by_county=True,
    )  # fmt: skip
    inspection_ratio: float = parameter(
        1.0, "ratio", 0, 3, "000_; 004_, facts 1.15.5: inspections, ratings, standards drives; 1 = as found",
        "Inspections, ratings and standards drives", "检查评比达标数量", by_county=True,
    )  # fmt: skip
    rush_task_ratio: float = parameter(
        1.0, "ratio", 0, 3, "000_, facts 1.15.1; 1 = as found", "Rush tasks", "突击任务数量", by_county=True,
    )  # fmt: skip
    veto_items_ratio: float = parameter(
        1.0, "ratio", 0, 3, "000_, facts 1.15.2-3; 1 = as found", "One-vote veto items", "一票否决事项数量",
        by_county=True,
    )  # fmt: skip
    pushed_down_duties_ratio: float = parameter(
        1.0, "ratio", 0, 3, "000_, facts 1.15.4: responsibility contracts; 1 = as found",
        "Duties pushed down by departments", "责任书下压事项数量", by_county=True,
    )  # fmt: skip
    field_time_share: float = parameter(
        FIELD_TIME_FOUND, "share of leaders' time", 0, 0.5,
        "003_ pt1, facts 1.22.3: leaders have villages and units to visit; the number is an assumption",
        "Leaders' time at their link points", "领导干部联系点下访时间", by_county=True,
    )  # fmt: skip
