"""Levers: mechanisms of township leadership teams."""

from dataclasses import dataclass
from typing import Final

from sim.parameters import parameter

MECHANISMS_FOUND: Final = 0.3
"""How far each mechanism is in use as found: they are described in 003_ pt1 as what a good team does (assumption)."""
HEAD_POWER_FOUND: Final = 0.1


@dataclass(frozen=True)
class Team:
    """Mechanisms of township leadership teams."""

    duties_division_share: float = parameter(
        MECHANISMS_FOUND, "0-1", 0, 1, "003_ pt1, facts 1.17.1; the number is an assumption",
        "Clear division of duties", "班子分工明确程度", by_county=True,
    )  # fmt: skip
    decision_rules_share: float = parameter(
        MECHANISMS_FOUND, "0-1", 0, 1, "003_ pt1, facts 1.17.3; the number is an assumption",
        "Collective decisions by rule", "集体决策规范程度", by_county=True,
    )  # fmt: skip
    communication_share: float = parameter(
        MECHANISMS_FOUND, "0-1", 0, 1, "003_ pt1, facts 1.17.4; the number is an assumption",
        "Talks and regular meetings in the team", "班子沟通程度", by_county=True,
    )  # fmt: skip
    target_appraisal_share: float = parameter(
        MECHANISMS_FOUND, "0-1", 0, 1, "003_ pt1, facts 1.8.4, 1.17; the number is an assumption",
        "Target appraisal of team members", "班子目标考核程度", by_county=True,
    )  # fmt: skip
    team_supervision_share: float = parameter(
        MECHANISMS_FOUND, "0-1", 0, 1, "003_ pt1, facts 1.17, 1.18.1; the number is an assumption",
        "Supervision inside the team", "班子监督程度", by_county=True,
    )  # fmt: skip
    full_time_deputy_share: float = parameter(
        0.0, "share of townships", 0, 1, "003_ pt1, facts 1.17.2: such a deputy fills gaps; none as found",
        "Full-time deputy secretary", "专职副书记配备比例", by_county=True,
    )  # fmt: skip
    head_reward_power_share: float = parameter(
        HEAD_POWER_FOUND, "0-1", 0, 1, "000_, facts 1.17.6: heads lack means to move their team; assumed number",
        "Head's power to reward and sanction", "主要领导奖惩权", by_county=True,
    )  # fmt: skip
