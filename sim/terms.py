"""The words of the model as numbers that compiled code understands."""

from enum import IntEnum
from typing import Final

NOBODY: Final = -1
"""Holder of a vacant post."""
NO_POST: Final = -1
"""Post of a cadre who holds none."""
NO_UNIT: Final = -1
NEVER: Final = 1_000_000
"""A month that does not come."""
NO_CHAIN: Final = -1
MONTHS: Final = 12
"""Months in a year."""


class Tier(IntEnum):
    """Level of a unit, low to high."""

    TOWNSHIP = 0
    COUNTY = 1
    CITY = 2


class Rank(IntEnum):
    """Rank of a post or a cadre, low to high (glossary: "People and ranks")."""

    CLERK = 0
    STAFF = 1
    DEPUTY_SECTION = 2
    SECTION = 3
    DEPUTY_DIVISION = 4
    DIVISION = 5


class Establishment(IntEnum):
    """Who pays for a post, and under which rules it is held."""

    CIVIL_SERVICE = 0
    PUBLIC_INSTITUTION = 1
    PROGRAMME = 2


class Sex(IntEnum):
    """Sex, because retirement and nomination ages differ by it."""

    MALE = 0
    FEMALE = 1


class Education(IntEnum):
    """Highest education, low to high."""

    SECONDARY_OR_LESS = 0
    COLLEGE = 1
    BACHELOR = 2
    GRADUATE = 3


class Appraisal(IntEnum):
    """Grade of the yearly appraisal (Civil Servant Law, art. 38), low to high."""

    INCOMPETENT = 0
    BASICALLY_COMPETENT = 1
    COMPETENT = 2
    EXCELLENT = 3


class Wish(IntEnum):
    """What a cadre would choose if it were free to choose."""

    STAY = 0
    UP = 1
    HOME = 2


class Kind(IntEnum):
    """What happened to a seat."""

    ENTER = 0
    APPOINT = 1
    VACATE = 2
    LEND = 3
    GIVE_BACK = 4
    LEAVE = 5


class Cause(IntEnum):
    """Why a seat changed hands."""

    OPENING_STOCK = 0
    RECRUIT = 1
    OUTSIDE = 2
    PROMOTE = 3
    PLACE = 4
    EXCHANGE = 5
    OPEN_SELECTION = 6
    TRANSFER = 7
    STEP_DOWN = 8
    RETIRE = 9
    RETIRE_EARLY = 10
    DIE = 11
    RESIGN = 12
    LOAN = 13
    SECONDMENT = 14
    TASK_FORCE = 15
    ROTATE = 16
    REUNION = 17
    PLACE_UP = 18
    CONVERT = 19
    PROGRAMME = 20
    PROGRAMME_END = 21
    VILLAGE = 22
    DISMISS = 23
    LAST_PLACE = 24
    TRIAL_FAILED = 25
    VOTED_OUT = 26
    TERM_LIMIT = 27
    SECONDED_STAYS = 28
    LOANED_STAYS = 29
    CROSS_APPOINT = 30


GIVEN_UP: Final = (
    Cause.STEP_DOWN, Cause.DISMISS, Cause.LAST_PLACE, Cause.TRIAL_FAILED, Cause.VOTED_OUT, Cause.TERM_LIMIT,
    Cause.CROSS_APPOINT,
)  # fmt: skip
"""Causes for which a leading post is given up for another: the leading post then begins a chain of its own."""


class Away(IntEnum):
    """Why a cadre is not at the own post."""

    NO = 0
    OUT = 1
    DOWN = 2
    UP = 3
    LOAN = 4
    TASK_FORCE = 5


class Reserved(IntEnum):
    """For whom a leading post is held back after a round (结构性要求)."""

    NO = 0
    WOMAN = 1
    YOUNG = 2
    NON_PARTY = 3


class Field(IntEnum):
    """Fields of work in which cadres are specialists."""

    GENERAL = 0
    ECONOMY = 1
    LAW = 2
    PLANNING = 3
    FARMING = 4


class RankGroup(IntEnum):
    """Groups of posts in the monthly table: civil-service posts without a leading role, leading by rank, others."""

    NON_LEADING = 0
    DEPUTY_SECTION = 1
    SECTION = 2
    DEPUTY_DIVISION = 3
    DIVISION = 4
    INSTITUTION = 5
    PROGRAMME = 6


RANK_GROUPS: Final = len(RankGroup)
