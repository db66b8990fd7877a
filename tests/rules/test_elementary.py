"""Functions that give the same bits everywhere: held against numbers of 64 bits of mantissa, and at their ends."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.elementary import cos_of_turn, exp, log, log2, power

LONG = np.longdouble
MANY = 200_000
pytestmark = pytest.mark.skipif(np.finfo(LONG).nmant < 63, reason="no longer numbers to compare with on this machine")


def over(function, values):
    """Return a function of many values, as a loop that compilers may turn into many at a time."""

    @numba.njit(error_model="numpy")
    def loop(given, found):
        for i in range(len(given)):
            found[i] = function(given[i])

    found = np.empty(len(values))
    loop(values, found)
    return found


def worst(found, true):
    """Return the largest error in units in the last place."""
    unit = np.spacing(np.abs(true.astype(np.float64))).astype(LONG)
    return float((np.abs(found.astype(LONG) - true) / unit).max())


def cosine(turn):
    """Return the cosine of parts of a turn, by the nearest quarter so that no digit is lost."""
    quarter = np.floor(4 * turn + 0.5)
    angle = (turn - quarter / 4).astype(LONG) * 2 * np.arccos(LONG(-1))
    sine, other = np.sin(angle), np.cos(angle)
    return np.select([quarter % 4 == 0, quarter % 4 == 1, quarter % 4 == 2], [other, -sine, -other], sine)


def numbers(low, high, wide=False):
    """Return numbers from low to high, of all sizes if `wide`."""
    drawn = np.random.default_rng(5).uniform(low, high, MANY)
    return np.exp(drawn) if wide else drawn


@pytest.mark.parametrize(
    ("function", "values", "true", "most"),
    [
        (log, numbers(0, 1), np.log, 1.0),
        (log, numbers(-700, 700, wide=True), np.log, 1.0),
        (log, 1 + numbers(-1e-3, 1e-3), np.log, 1.0),
        (log2, numbers(1, 60), np.log2, 2.0),
        (exp, numbers(-30, 30), np.exp, 1.0),
        (exp, numbers(-708, 709), np.exp, 1.0),
        (cos_of_turn, numbers(0, 1), cosine, 2.0),
    ],
    ids=["log", "log of all sizes", "log near 1", "log2", "exp", "exp of all sizes", "cosine"],
)
def test_errors_stay_below_two_units_in_the_last_place(function, values, true, most):
    exact = true(values if true is cosine else values.astype(LONG))
    assert worst(over(function, values), exact) < most
    off = (exact * (1 + LONG("1e-15"))).astype(np.float64)
    assert worst(off, exact) > most, "the twin that is off in the fifteenth digit"


def test_a_loop_over_many_gives_the_bits_of_one_at_a_time():
    values = numbers(0, 1)[:2000]
    for function in (log, log2, exp, cos_of_turn):
        assert np.array_equal(over(function, values), [function(each) for each in values])
        assert np.array_equal(over(function, values)[:50], [function.py_func(each) for each in values[:50]])


SAMPLE = """
import hashlib, numpy as np, numba
from sim.elementary import cos_of_turn, exp, log, log2
@numba.njit(error_model="numpy")
def many(given, found):
    for i in range(len(given)):
        found[0, i], found[1, i], found[2, i] = log(given[i]), log2(given[i]), cos_of_turn(given[i])
        found[3, i] = exp(40.0 * given[i] - 20.0)
given = np.arange(1, 20_001) / 20_001.0
found = np.empty((4, len(given)))
many(given, found)
print(hashlib.blake2b(found.tobytes()).hexdigest())
"""


def test_a_processor_without_fused_or_wide_instructions_gives_the_same_bits(tmp_path):
    """Compiled for the plainest processor of this kind, and for this one."""
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_CACHE_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", SAMPLE], env=os.environ | more, capture_output=True, text=True, check=True
        )
        for more in ({}, plain)
    ]
    assert len({each.stdout for each in said}) == 1


@pytest.mark.parametrize(
    ("function", "x", "value"),
    [
        (log, 1.0, 0.0), (log, 0.0, -np.inf), (log, -1.0, np.nan), (log2, 8.0, 3.0), (log2, 2.0**-40, -40.0),
        (log2, 0.0, -np.inf), (log2, -2.0, np.nan), (exp, 0.0, 1.0), (exp, -1e4, 0.0), (exp, 1e4, np.inf),
        (cos_of_turn, 0.0, 1.0), (cos_of_turn, 0.25, 0.0), (cos_of_turn, 0.5, -1.0), (cos_of_turn, 0.75, 0.0),
        (cos_of_turn, 1.0, 1.0),
    ],
)  # fmt: skip
def test_ends_and_round_numbers_are_exact(function, x, value):
    assert np.array_equal(function(x), value, equal_nan=True)


@given(st.floats(0.01, 100), st.floats(-20, 20))
def test_powers(base, exponent):
    assert power(base, exponent) == pytest.approx(base**exponent, rel=1e-12)


def test_compiled_code_leaves_no_rounding_to_the_machine():
    """No compiled function calls the system's own exponentials, logarithms, powers or angles: those differ."""
    system = re.compile(r"(?:math|np)\.(?:exp|expm1|log|log2|log10|log1p|sin|cos|tan|pow|power)\(|\*\* ?(?!\d)[a-z(]")
    compiled = [file for file in Path(sim.__file__).parent.rglob("*.py") if "@compiled" in file.read_text()]
    assert len(compiled) > 60
    found = {
        file.name: [line.strip() for line in file.read_text().splitlines() if system.search(line) and "**{" not in line]
        for file in compiled
    }
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert system.search("share * math.exp(x)") and system.search("pull = ratio ** (a - b)")
