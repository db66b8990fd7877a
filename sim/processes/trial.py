"""Probation and trial (试用期): a year after entry, and a year in a new leading post; who fails leaves or goes back.

People on trial are not promoted (`sim.filling.is_eligible`); `cadres.trial_until` is written here alone.
"""

from sim.compiled import compiled
from sim.draws import Decision, draw, normal, stream
from sim.processes.appraisal import observed_score, performance
from sim.processes.leadership_round import second_line_post
from sim.regions import leads_of
from sim.state import State
from sim.terms import NO_POST, NOBODY, Cause
from sim.verbs import give_up, leave

LONGEST = 36
"""Months that probation and trials may last, by the levers: whoever came or moved earlier is on neither."""


@compiled
def fails_trial(observed: float, line: float) -> bool:
    """Tell whether performance seen in the trial year (sd) lies below the line (facts 2.3; 1.19.1)."""
    return observed < line


@compiled
def fails(s: State, row: int) -> bool:
    """Tell whether a cadre fails at the end of the trial, by performance as far as it is seen."""
    clock, person, b = s.clock[0], s.cadres[row], s.setting[0]
    lever = s.levers[person["group"]]
    luck = normal(
        draw(stream(clock["seed"], Decision.TRIAL, clock["now"]), person["key"]),
        draw(stream(clock["seed"], Decision.TRIAL_2, clock["now"]), person["key"]),
    )
    true = performance(
        person["ability"], person["motivation"], s.teams[person["unit"]]["cohesion"], b["performance_motivation"],
        b["performance_cohesion"],
    )  # fmt: skip
    return fails_trial(observed_score(true, luck, lever["appraisal_signal_share"]), lever["trial_line_sd"])


@compiled
def _newcomers(s: State) -> None:
    """Begin the probation of last month's newcomers and end that of those whose time has come."""
    now = s.clock[0]["now"]
    for i in range(int(s.region[0]["listed"]) - 1, -1, -1):
        row = s.serving[i]
        if row < 0:
            continue
        person = s.cadres[row]
        if now - person["entered"] > LONGEST:
            return  # rows ascend with the month of entry
        if person["leading"]:
            continue
        if person["entered"] == now - 1:
            person["trial_until"] = person["entered"] + int(s.levers[person["group"]]["probation_months"])
        elif person["trial_until"] == now and fails(s, row):
            leave(s, row, Cause.TRIAL_FAILED)


@compiled
def _leaders(s: State) -> None:
    """Begin the trial of those who took a leading post last month; who fails goes back, a rank lower if it was new."""
    now = s.clock[0]["now"]
    for k in leads_of(s):
        seat = s.posts[s.fill_order[k]]
        row = seat["holder"]
        if row == NOBODY:
            continue
        person = s.cadres[row]
        since = now - person["moved"]
        if since > LONGEST:  # most: that spares reading a further part of the row
            continue
        lever = s.levers[s.units[seat["unit"]]["group"]]
        if since == 1:
            person["trial_until"] = person["moved"] + int(lever["trial_months"])
        elif since == int(lever["trial_months"]) and person["trial_until"] == now and fails(s, row):
            place = second_line_post(s, seat["unit"])
            if place != NO_POST:
                lowered = int(person["rank_since"] == person["post_since"])
                give_up(s, row, place, Cause.TRIAL_FAILED, lowered, lever["approval_months"])


@compiled
def trial(s: State) -> None:
    """Begin and end probations and trials; a leader who fails but finds no other post in the county stays."""
    _newcomers(s)
    _leaders(s)
