"""Levers: authority and duties between townships and departments."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Authority:
    """Authority and duties between townships and departments."""

    authority_handed_down_share: float = parameter(
        0.0, "share of the missing authority", 0, 1, "000_, facts 1.16.1-2: staff, business and money powers are kept "
        "by departments", "Authority handed down to townships", "扩权强镇下放比例", by_county=True,
    )  # fmt: skip
    branches_managed_by_township_share: float = parameter(
        0.0, "share of branches", 0, 1, "000_, facts 1.16.3: branches in towns belong to their departments",
        "Department branches managed by the township", "派驻站所属地管理比例", by_county=True,
    )  # fmt: skip
    township_weight_in_branch_appraisal_share: float = parameter(
        0.0, "share of the score", 0, 1, "facts 1.16.3; Shandong regulation of 2020 art. 19 asks for 0.6 (facts 2.2)",
        "Township weight in the appraisal of branches", "乡镇对派驻机构考核权重", by_county=True,
    )  # fmt: skip
    unlisted_task_approval_share: float = parameter(
        0.0, "share of unlisted tasks", 0, 1, "Shandong regulation of 2020 art. 18: unlisted tasks need the county's "
        "approval (facts 2.2); none as found", "Unlisted tasks that need the county's approval", "清单外事项审批比例",
        by_county=True,
    )  # fmt: skip
