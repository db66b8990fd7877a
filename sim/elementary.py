"""Logarithm, exponential, power and cosine that give the same bits on every machine.

Mathematical libraries round these as they like: two systems, or one on two processors, differ in the last place, and a
run with them. Here they are their own Taylor series in additions, multiplications and divisions, which IEEE 754 rounds
in one way only. What is left out of a series is below half a unit in the last place; all errors stay below two units
(`tests/rules/test_elementary.py`). As nothing is called, compilers turn a loop over many into many at a time.
"""

import math
from typing import Final

import numpy as np

from sim.compiled import compiled

_ROOT_HALF_BITS: Final = 0x3FE6A09E667F3BCD
"""Square root of a half: numbers are taken apart so that the mantissa lies between it and its double."""
_MANTISSA: Final = 52
_LN2_HIGH: Final = float.fromhex("0x1.62e42fee00000p-1")
"""Leading bits of ln 2, so few that its product with an exponent is exact."""
_LN2_LOW: Final = float.fromhex("0x1.a39ef35793c76p-33")
"""ln 2 less the leading bits."""
_LOG2_E: Final = float.fromhex("0x1.71547652b82fep+0")
_LEAST, _MOST = -708.0, 709.0
"""Exponents within which the exponential is an ordinary number; below it is 0, above infinite."""


@compiled
def _exponent(x: float) -> int:
    """Return k so that x / 2^k lies between the square root of a half and that of two."""
    return int(np.float64(x).view(np.int64) - _ROOT_HALF_BITS) >> _MANTISSA


@compiled
def _scaled(x: float, k: int) -> float:
    """Return x * 2^k, exactly; neither may be so small or large that it is no ordinary number."""
    return float(np.int64(np.float64(x).view(np.int64) + (k << _MANTISSA)).view(np.float64))


@compiled
def _log_of_mantissa(f: float) -> float:
    """Return what ln(1 + f) has beyond f, for 1 + f between the square roots of a half and of two.

    ln(1 + f) = 2 artanh(s) with s = f / (2 + f), where 2 s = f - s f: so the part f, the largest, is exact.
    """
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = 2.0 / 5.0 + w * (2.0 / 9.0 + w * (2.0 / 13.0 + w * (2.0 / 17.0 + w * (2.0 / 21.0))))
    odd = 2.0 / 3.0 + w * (2.0 / 7.0 + w * (2.0 / 11.0 + w * (2.0 / 15.0 + w * (2.0 / 19.0))))
    half = 0.5 * f * f
    return s * (half + (z * odd + w * even)) - half


@compiled
def log(x: float) -> float:
    """Return the natural logarithm of an ordinary positive number; -inf of 0, nan below."""
    k = _exponent(x)
    f = _scaled(x, -k) - 1.0
    found = k * _LN2_HIGH + (f + (_log_of_mantissa(f) + k * _LN2_LOW))
    return found if x > 0.0 else (-np.inf if x == 0.0 else np.nan)


@compiled
def log2(x: float) -> float:
    """Return the logarithm to base 2 of an ordinary positive number, exact for powers of 2; -inf of 0, nan below."""
    k = _exponent(x)
    f = _scaled(x, -k) - 1.0
    found = k + (f + _log_of_mantissa(f)) * _LOG2_E
    return found if x > 0.0 else (-np.inf if x == 0.0 else np.nan)


@compiled
def exp(x: float) -> float:
    """Return e to the power of x; 0 below -708, infinite above 709."""
    within = min(max(x, _LEAST), _MOST)
    k = int(np.floor(within * _LOG2_E + 0.5))
    high, low = within - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    w = r * r
    odd = 1.0 / 6.0 + w * (
        1.0 / 120.0 + w * (1.0 / 5040.0 + w * (1.0 / 362880.0 + w * (1.0 / 39916800.0 + w / 6227020800.0)))
    )
    even = 0.5 + w * (1.0 / 24.0 + w * (1.0 / 720.0 + w * (1.0 / 40320.0 + w * (1.0 / 3628800.0 + w / 479001600.0))))
    found = _scaled(1.0 + (high + (w * (even + r * odd) - low)), k)
    return found if x == within else (0.0 if x < _LEAST else (np.inf if x > _MOST else np.nan))


@compiled
def power(base: float, exponent: float) -> float:
    """Return a positive number to a power."""
    return exp(exponent * log(base))


@compiled
def cos_of_turn(turn: float) -> float:
    """Return the cosine of a part of a full turn, 0 to 1: of 2 pi times that part."""
    quarter = int(4.0 * turn + 0.5)
    t = (turn - 0.25 * quarter) * (2.0 * math.pi)
    w = t * t
    sine = t + t * w * (
        -1.0 / 6.0 + w * (1.0 / 120.0 + w * (-1.0 / 5040.0 + w * (1.0 / 362880.0 + w * (-1.0 / 39916800.0 + w * (
            1.0 / 6227020800.0 + w * (-1.0 / 1307674368000.0 + w / 355687428096000.0)))))))  # fmt: skip
    cosine = 1.0 - (0.5 * w - w * w * (
        1.0 / 24.0 + w * (-1.0 / 720.0 + w * (1.0 / 40320.0 + w * (-1.0 / 3628800.0 + w * (
            1.0 / 479001600.0 + w * (-1.0 / 87178291200.0 + w / 20922789888000.0)))))))  # fmt: skip
    found = sine if quarter & 1 else cosine
    return -found if (quarter + 1) & 2 else found
