"""Levers: leadership rounds: numbers of posts, contested elections, cross-appointment."""

from dataclasses import dataclass

from sim.parameters import parameter


@dataclass(frozen=True)
class Elections:
    """Leadership rounds: numbers of posts, contested elections, cross-appointment."""

    deputy_posts_ratio: float = parameter(
        1.0, "ratio to the number as found", 0.2, 1,
        "facts 1.3.3-4 (003_ pt4-5): numbers were cut, elsewhere from 100 to 67; 1 = as found",
        "Deputy section posts in a township team", "乡镇副科级领导职数比例", by_county=True,
    )  # fmt: skip
    section_posts_ratio: float = parameter(
        1.0, "ratio to the number as found", 0.2, 1,
        "facts 1.3.3 (003_ pt5): full-section posts were cut most; cross-appointment joins posts; 1 = as found",
        "Section posts in a township team", "乡镇正科级领导职数比例", by_county=True,
    )  # fmt: skip
    contested_share: float = parameter(
        0.1, "share of township leaders at a round", 0, 1,
        "facts 1.3.13 (003_ pt5) asks for more multi-candidate elections; the share as found is an assumption",
        "Leaders with a rival at a round", "差额选举比例", by_county=True,
    )  # fmt: skip
    women_per_team: float = parameter(
        1.0, "people in a township team", 0, 5, "facts 1.4.12 (003_ pt3): posts with structural requirements; assumed",
        "Women asked for in a team", "班子女干部名额",
    )  # fmt: skip
    young_per_team: float = parameter(
        0.0, "people in a township team", 0, 5, "facts 1.4.12 (003_ pt3): posts with structural requirements; assumed",
        "People of 35 or less asked for in a team", "班子年轻干部名额",
    )  # fmt: skip
    non_party_per_team: float = parameter(
        0.0, "people in a township team", 0, 5, "facts 1.4.12 (003_ pt3): posts with structural requirements; assumed",
        "People outside the Party asked for in a team", "班子党外干部名额",
    )  # fmt: skip
    reserved_months: float = parameter(
        12.0, "months after the round", 0, 60, "assumption: after a year anybody may have a reserved post",
        "Time for which posts are held back", "结构性名额保留时间",
    )  # fmt: skip
    congress_line_shift_years: float = parameter(
        0.0, "years", -15, 15, "facts 1.4.11 (003_ pt5): congress chairs should be nominated younger; 0 = one line",
        "Age lines of congress chairs against the others", "人大主席年龄界限调整", by_county=True,
    )  # fmt: skip
    congress_exchange: bool = parameter(
        False, "yes/no", 0, 1, "facts 1.4.11 (003_ pt5): exchange both ways with Party and government teams",
        "Congress chairs may return to the other section posts", "人大与党政班子双向交流", by_county=True,
    )  # fmt: skip
