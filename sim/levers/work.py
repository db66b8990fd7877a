"""Levers: workload and appraisal."""

from dataclasses import dataclass

from sim.parameters import parameter


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
