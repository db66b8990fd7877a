"""Limits of one run: a run that hangs or grows without end must not hold up the others.

Compiled code hears no exception, so a run over its time ends its process by the alarm of the operating system; who
handed the run out sees how the process ended. Memory that is refused is an ordinary `MemoryError`.
"""

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from experiments.problems import Problems
from sim.compiled import READY

COMPILING_SECONDS: Final = 1800.0
"""Allowed for a process's first run where the model may have to be compiled."""
FIRST_SECONDS: Final = 600.0
"""Allowed for a process's first run otherwise: nobody knows yet how long runs take."""
LEAST_SECONDS: Final = 60.0
"""Always allowed: a machine may be busy."""
TIMES_SLOWEST: Final = 20.0
"""Times the slowest run so far of the process."""
BYTES: Final = 2**30

_slowest: float | None = None


@dataclass(frozen=True)
class Limits:
    """Of one run: `seconds`, 0 by the slowest so far, negative for any; `gigabytes` of its process, 0 for any."""

    seconds: float = -1.0
    gigabytes: float = 0.0

    def of_memory(self) -> None:
        """Let this process have no more memory than allowed; more is refused, with `MemoryError`."""
        if self.gigabytes and sys.platform != "darwin":  # which does not know this limit
            most = int(self.gigabytes * BYTES)
            hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
            resource.setrlimit(resource.RLIMIT_DATA, (most if hard < 0 else min(most, hard), hard))

    @contextmanager
    def of_time(self) -> Iterator[None]:
        """End this process if what is inside takes longer than allowed."""
        global _slowest
        if self.seconds < 0:
            yield
            return
        began = perf_counter()
        signal.setitimer(signal.ITIMER_REAL, self.allowed())
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            _slowest = max(_slowest or 0.0, perf_counter() - began)

    def allowed(self) -> float:
        """Return the seconds that the next run of this process may take."""
        if self.seconds > 0:
            return self.seconds
        if _slowest is not None:
            return max(LEAST_SECONDS, TIMES_SLOWEST * _slowest)
        return FIRST_SECONDS if READY.exists() else COMPILING_SECONDS

    def after(self, slowest: float) -> "Limits":
        """Return the limits for a new process, once it is known how long runs take."""
        if self.seconds == 0 and slowest > 0:
            return replace(self, seconds=max(LEAST_SECONDS, TIMES_SLOWEST * slowest))
        return self


NO_LIMITS: Final = Limits()


_WORDS: Final = {"auto": 0.0, "none": NO_LIMITS.seconds}


def limits_of(seconds: object, gigabytes: object) -> Limits:
    """Return the limits for `run_seconds` and `run_gigabytes`; Problems if they are none."""
    found = []
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if seconds not in _WORDS and not (is_number and float(str(seconds)) > 0):
        found.append(f"run_seconds is {seconds!r}; allowed: auto, none, or a number of seconds above 0")
    if isinstance(gigabytes, bool) or not isinstance(gigabytes, int | float) or gigabytes < 0:
        found.append(f"run_gigabytes is {gigabytes!r}; allowed: 0 for no limit, or a number of gigabytes above 0")
    if found:
        raise Problems(found)
    return Limits(_WORDS[str(seconds)] if seconds in _WORDS else float(str(seconds)), float(str(gigabytes)))
