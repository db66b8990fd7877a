"""Policies whose runs harm the process that does them."""

import os
import signal
import time
from dataclasses import dataclass, replace

import numpy as np

from experiments.plan import RunPlan
from sim.policy import Policy


@dataclass(frozen=True)
class Deadly(Policy):
    """A policy whose runs take their process with them, as running out of memory does."""

    def months_of_change(self, first):
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Endless(Policy):
    """A policy whose runs hang."""

    def months_of_change(self, first):
        time.sleep(3600)


@dataclass(frozen=True)
class Greedy(Policy):
    """A policy whose runs ask for more memory than anybody has."""

    def months_of_change(self, first):
        np.ones(8 * 2**30, np.uint8)


def die(*work: object) -> None:
    """End this process in place of any work."""
    os.kill(os.getpid(), signal.SIGKILL)


def with_policy(plan: RunPlan, kind: type[Policy]) -> RunPlan:
    """Return a plan with its policy as one of another kind."""
    return replace(plan, policy=kind(**{name: getattr(plan.policy, name) for name in Policy.__dataclass_fields__}))
