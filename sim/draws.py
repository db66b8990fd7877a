"""Chance as a function of who decides what, when, under which seed. Nothing is consumed, so order cannot matter.

A draw mixes a 64-bit identity with a 64-bit stream key. The mixer is the finaliser of splitmix64 in the variant "mix13"
(Stafford 2011), applied to identity and key together; `tests/statistics` tests it on 10^7 draws.
"""

import math
from enum import IntEnum
from typing import Any

import numpy as np

from sim.compiled import compiled
from sim.elementary import cos_of_turn, log
from sim.table import Array


class Decision(IntEnum):
    """What a draw decides. A number is never given to another decision; new ones are added at the end."""

    # traits, drawn once, at entry
    SEX = 1
    BIRTH = 2
    EDUCATION = 3
    PARTY = 4
    ABILITY = 5
    TASTE_STAY = 6
    TASTE_UP = 7
    TASTE_HOME = 8
    TASTE_TOWNSHIP = 9
    HOME = 10
    FAMILY = 11
    SPOUSE = 12
    PHASE = 13
    DEATH = 14
    CAREER = 15
    SEAT = 16
    MOTIVATION = 17
    # processes
    APPRAISAL = 20
    EARLY_RETIREMENT = 21
    RESIGNATION = 22
    TAKEN_UP = 23
    SOURCE = 24
    SCOPE = 25
    ACCEPT = 26
    SELECTION_EXAM = 28
    SELECTION_CHANCE = 29
    TRANSFER_SEEK = 30
    TRANSFER_ORDER = 31
    RECRUIT_PLACE = 32
    RECRUIT_FILLED = 33
    ABILITY_2 = 34
    TOWNSHIP_2 = 35
    APPRAISAL_2 = 36
    COUNTY = 37
    FAMILY_TOWN = 38
    SELECTION_EXAM_2 = 39
    # the opening state (40-59)
    OPENING_SEAT = 40
    OPENING_LEAD = 41
    OPENING_POST = 42
    OPENING_VACANT = 43
    OPENING_ENTRY = 44
    OPENING_RANK_TIME = 45
    OPENING_POST_TIME = 46
    OPENING_TIER = 47
    OPENING_TIER_TIME = 48
    OPENING_PAST = 49
    OPENING_OTHER_HOME = 50
    OPENING_FAMILY_PLACE = 51
    # accountability (100-119)
    INCIDENTS = 100
    SHOCKS = 101
    FALSE_REPORTS = 102
    TERRITORY = 103
    HONEST = 104
    TOLERATED = 105
    DECIDER = 106
    ACCURATE = 107
    BLAMED = 108
    SEVERITY = 109
    ACCUSED = 110
    # absences, exchange and training (80-99)
    SECOND_RELEASE = 80
    SECOND_ACCEPT = 81
    SECOND_LOT = 82
    SECOND_BATCH = 83
    SECOND_SCORE = 84
    SECOND_SCORE_2 = 85
    SECOND_STAYS = 86
    LOAN_NUMBER = 87
    LOAN_LOT = 88
    LOAN_RULES = 89
    LOAN_HOST = 90
    LOAN_END = 91
    RETURN_ORDER = 92
    TASK_FORCE = 93
    EXCHANGE = 94
    VOLUNTEER = 95
    PLACE_UP = 96
    REUNION = 97
    TRAINING = 98
    TRAINING_HABIT = 99
    LOAN_AGAIN = 140
    # elections, inspection, trial, supervision, grades (120-139)
    CONTEST = 120
    RIVAL = 121
    RIVAL_2 = 122
    INSPECTION = 123
    INSPECTION_2 = 124
    COMPETITION = 125
    NOTICE = 126
    AUDIT = 127
    TRIAL = 128
    TRIAL_2 = 129
    TERM_PAIR = 130
    MISCONDUCT = 131
    MISCONDUCT_FOUND = 132
    SENIOR_RAISE = 133
    # establishment types, programme staff, villages, recruitment rules, specialists (60-79)
    POST_FIELD = 60
    SPECIALISM = 61
    NOTICE_GIVEN = 62
    INSTITUTION_PLACE = 63
    INSTITUTION_FILLED = 64
    LEADING_OPEN = 65
    PROGRAMME_INTAKE = 66
    PROGRAMME_CONVERTS = 67
    PROGRAMME_EXAM = 68
    OPENING_PROGRAMME = 69
    VILLAGE_AGE = 70
    VILLAGE_HELD = 71
    VILLAGE_SINCE = 72
    VILLAGE_SCHOOL = 73
    VILLAGE_LEAVES = 74
    VILLAGE_SUCCESSOR = 75
    VILLAGE_ORDER = 76
    COUNTY_POWER = 77
    COUNTY_OFFER = 78
    DEGREE_DEMANDED = 79


Word = Any
"""A 64-bit whole number: a Python int outside compiled code, uint64 inside."""

_A = np.uint64(0xBF58476D1CE4E5B9)
_B = np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_S30 = np.uint64(30)
_S27 = np.uint64(27)
_S31 = np.uint64(31)
_S12 = np.uint64(12)
_UNIT = 1.0 / 4503599627370496.0  # 2^-52, so that adding a half never rounds: no draw is 0 or 1
_TIE = 1e-9 / 2.0**64


@compiled
def mix(x: Word) -> Word:
    """Scatter a 64-bit number over all 64-bit numbers, one to one."""
    z = np.uint64(x)
    z = (z ^ (z >> _S30)) * _A
    z = (z ^ (z >> _S27)) * _B
    return z ^ (z >> _S31)


@compiled
def stream(seed: Word, decision: int, month: int) -> Word:
    """Return the key of all draws of one decision in one month under one seed."""
    x = mix(np.uint64(seed) + _GOLDEN)
    x = mix(x + np.uint64(decision) * _GOLDEN)
    return mix(x + np.uint64(month) * _GOLDEN)


@compiled
def word(key: Word, identity: Word) -> Word:
    """Return the 52 bits of a draw for an identity from a stream, as a whole number."""
    return mix((np.uint64(identity) ^ np.uint64(key)) * _GOLDEN) >> _S12


@compiled
def draw(key: Word, identity: Word) -> float:
    """Return a uniform draw in (0, 1) for an identity from a stream."""
    return (float(word(key, identity)) + 0.5) * _UNIT


@compiled
def word_below(bound: float) -> Word:
    """Return a word that no draw below a bound exceeds."""
    return np.uint64(max(0.0, min(1.0, bound)) / _UNIT)


@compiled
def tie_break(identity: Word) -> float:
    """Return what tells equal scores apart, by identity: far less (at most 1e-9) than any difference that counts."""
    return float(identity) * _TIE


@compiled
def gumbel(u: float) -> float:
    """Turn a uniform draw into one from the standard Gumbel distribution."""
    return -log(-log(u))


@compiled
def normal(u: float, v: float) -> float:
    """Turn two uniform draws into one from the standard normal distribution (Box and Muller 1958)."""
    return math.sqrt(-2.0 * log(u)) * cos_of_turn(v)


@compiled
def identity(cohort: int, place: Word, ordinal: int) -> Word:
    """Return the identity of whoever entered in month `cohort` at `place` (a unit's or post's key) as `ordinal`."""
    x = mix(np.uint64(cohort) + _GOLDEN)
    x = mix(x ^ np.uint64(place))
    return mix(x + np.uint64(ordinal) * _GOLDEN)


@compiled
def draw_all(key: Word, identities: Array, found: Array) -> None:
    """Write the draws for identities from a stream into `found`; (n,) each."""
    for i in range(len(identities)):
        found[i] = draw(key, identities[i])


@compiled
def _uniform(key: Word, identities: Array) -> Array:
    found = np.empty(len(identities), np.float64)
    draw_all(key, identities, found)
    return found


def uniform(seed: Word, decision: int, month: int, identities: Array) -> Array:
    """Return uniform draws for identities: (n,) uint64 -> (n,) float64 in (0, 1)."""
    return _uniform(np.uint64(stream(seed, int(decision), month)), identities)


def name_key(name: str) -> int:
    """Return a 64-bit identity for a name (FNV-1a), so that a unit keeps its luck wherever it stands in a table."""
    x = 0xCBF29CE484222325
    for byte in name.encode():
        x = ((x ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return x
