"""Burden and authority: what kinds of work fill the time of a unit, and how much of its work it can decide itself."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.levers.care import LEAVE_FOUND
from sim.levers.work import FIELD_TIME_FOUND
from sim.parameters import parameter
from sim.state import State
from sim.terms import Tier

LEAVE_DAYS = 10.0
"""Paid leave of a cadre with ten to twenty years of service (Regulations on paid leave 2007 art. 3, facts 2.7)."""
WORKING_DAYS = 250.0


@dataclass(frozen=True)
class Burden:
    """Assumptions about how working time is spent and how authority spares work; no time budget is known (2.9)."""

    document_time_share: float = parameter(
        0.06, "share of working time", 0, 1, "assumption (facts 1.15.5)", "Time for documents", "文件占用工时",
    )  # fmt: skip
    meeting_time_share: float = parameter(
        0.08, "share of working time", 0, 1, "assumption (facts 1.15.5)", "Time in meetings", "会议占用工时",
    )  # fmt: skip
    inspection_time_share: float = parameter(
        0.08, "share of working time", 0, 1, "assumption (facts 1.15.5, 1.8.9)", "Time for inspections and ratings",
        "检查评比占用工时",
    )  # fmt: skip
    rush_time_share: float = parameter(
        0.06, "share of working time", 0, 1, "assumption (facts 1.15.1)", "Time for rush tasks", "突击任务占用工时",
    )  # fmt: skip
    veto_time_share: float = parameter(
        0.02, "share of working time", 0, 1, "assumption: proofs that no veto item was missed (facts 1.15.2)",
        "Time for veto items", "一票否决事项占用工时",
    )  # fmt: skip
    pushed_time_share: float = parameter(
        0.10, "share of a township's working time", 0, 1, "assumption (facts 1.15.4)",
        "Time for departments' tasks", "部门下压事项占用工时",
    )  # fmt: skip
    pushed_returned_share: float = parameter(
        0.3, "share of the work spared", 0, 1,
        "assumption: departments do a third of what they no longer hand down; the rest was needless",
        "Departments' tasks that departments do instead", "退回部门自办比例",
    )  # fmt: skip
    approval_stops_share: float = parameter(
        0.4, "share of pushed-down duties", 0, 1, "assumption: so much of it stands on no list (facts 2.2, art. 18)",
        "Pushed-down duties that approval stops", "清单审批可减少下压事项比例",
    )  # fmt: skip
    branch_weight_stops_share: float = parameter(
        0.4, "share of pushed-down duties", 0, 1, "assumption: branches ask less of whoever marks them (facts 1.16.3)",
        "Pushed-down duties that a vote on branches stops", "考核权可减少下压事项比例",
    )  # fmt: skip
    branch_authority_share: float = parameter(
        0.4, "share of the missing authority", 0, 1, "assumption: branches hold two fifths of it (facts 1.16.3)",
        "Authority that comes with branches", "派驻站所属地管理增加的权限",
    )  # fmt: skip
    authority_saves_share: float = parameter(
        0.10, "share of work per unit of authority", 0, 1, "assumption: fewer rounds for approvals (facts 1.16.1)",
        "Work that authority saves", "放权减少的工作量",
    )  # fmt: skip
    appraisal_time_share: float = parameter(
        0.004, "share of working time per appraisal", 0, 0.1, "assumption: one day for each (facts 1.8.5, 1.8.9)",
        "Time for one more appraisal a year", "每增加一次考核占用工时",
    )  # fmt: skip
    field_leaders_share: float = parameter(
        0.3, "share of a township's people", 0, 1, "assumption: about as many lead (T11)",
        "People who visit link points", "承担联系点任务人员比例",
    )  # fmt: skip
    deputy_covers_posts: float = parameter(
        0.8, "posts", 0, 3, "assumption: a full-time deputy secretary does most of one absent member's work "
        "(facts 1.17.2)", "Absent members' work that a full-time deputy does", "专职副书记补位工作量",
    )  # fmt: skip


@compiled
def effective_authority(authority: float, handed_down: float, branches: float, by_branches: float) -> float:
    """Return a township's authority after shares of what it lacks are handed down, in general and with branches."""
    lacking = (1.0 - handed_down) * (1.0 - by_branches * branches)
    return authority + (1.0 - lacking) * (1.0 - authority)


@compiled
def pushed_down(ratio: float, approval: float, weight: float, by_approval: float, by_weight: float) -> float:
    """Return duties pushed down as a ratio to those as found, after approval and the townships' vote stop some."""
    return ratio * (1.0 - by_approval * approval) * (1.0 - by_weight * weight)


@compiled
def authority_at(s: State, u: int) -> float:
    """Return the part of its responsibilities that a unit also has power and money for."""
    unit, b = s.units[u], s.setting[0]
    if unit["tier"] != Tier.TOWNSHIP:
        return float(unit["authority"])
    lever = s.levers[unit["group"]]
    return effective_authority(
        unit["authority"], lever["authority_handed_down_share"], lever["branches_managed_by_township_share"],
        b["branch_authority_share"],
    )  # fmt: skip


@compiled
def pushed_down_at(s: State, group: int) -> float:
    """Return the duties that departments of a county push down, as a ratio to those as found."""
    lever, b = s.levers[group], s.setting[0]
    return pushed_down(
        lever["pushed_down_duties_ratio"], lever["unlisted_task_approval_share"],
        lever["township_weight_in_branch_appraisal_share"], b["approval_stops_share"], b["branch_weight_stops_share"],
    )  # fmt: skip


@compiled
def burden_at(s: State, u: int) -> float:
    """Return the burden of a unit as a ratio to that as found: kinds of work by their shares of working time."""
    unit, b = s.units[u], s.setting[0]
    lever = s.levers[unit["group"]]
    more = (
        b["document_time_share"] * (lever["document_ratio"] - 1.0)
        + b["meeting_time_share"] * (lever["meeting_ratio"] - 1.0)
        + b["inspection_time_share"] * (lever["inspection_ratio"] - 1.0)
        + b["rush_time_share"] * (lever["rush_task_ratio"] - 1.0)
        + b["veto_time_share"] * (lever["veto_items_ratio"] - 1.0)
        + b["appraisal_time_share"] * (lever["appraisals_per_year"] - 1.0)
    )
    if unit["tier"] == Tier.TOWNSHIP:
        more += b["pushed_time_share"] * (pushed_down_at(s, unit["group"]) - 1.0)
        more += b["field_leaders_share"] * (lever["field_time_share"] - FIELD_TIME_FOUND)
        more -= b["authority_saves_share"] * (authority_at(s, u) - unit["authority"])
    return max(0.1, lever["burden_ratio"] * (1.0 + more))


@compiled
def covered_posts(s: State, u: int) -> float:
    """Return the posts of absent team members whose work a full-time deputy secretary does (facts 1.17.2)."""
    unit, team = s.units[u], s.teams[u]
    if unit["tier"] != Tier.TOWNSHIP:
        return 0.0
    covers = s.setting[0]["deputy_covers_posts"] * s.levers[unit["group"]]["full_time_deputy_share"]
    return min(float(team["seats"] - team["members"]), covers)


@compiled
def at_work_share(s: State, u: int) -> float:
    """Return the share of working days, against those as found, that the people of a unit are not on leave."""
    unit = s.units[u]
    if unit["tier"] != Tier.TOWNSHIP:
        return 1.0
    return 1.0 - (s.levers[unit["group"]]["leave_taken_share"] - LEAVE_FOUND) * LEAVE_DAYS / WORKING_DAYS
