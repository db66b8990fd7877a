"""Resignation: leaving the service of one's own will, not before the minimum service is done."""

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.processes.intention import highest_rate
from sim.serving import drawn_below
from sim.state import State
from sim.terms import Cause
from sim.verbs import leave


@compiled
def may_resign(bound_until: int, now: int) -> bool:
    """Tell whether a cadre may resign (Civil Servant Law art. 86(1): not before the minimum term)."""
    return now >= bound_until


@compiled
def resignation(s: State) -> None:
    """Let go who resigns this month."""
    clock = s.clock[0]
    key = stream(clock["seed"], Decision.RESIGNATION, clock["now"])
    for place in drawn_below(s, key, highest_rate(s)):
        row = s.serving[place]
        person = s.cadres[row]
        if draw(key, person["key"]) < person["resign_rate"] and may_resign(person["bound_until"], clock["now"]):
            leave(s, row, Cause.RESIGN)
