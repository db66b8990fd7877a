"""Dismissal: an incompetent year costs a rank or a grade, two running the job (Civil Servant Law arts. 50, 88)."""

from sim.compiled import compiled
from sim.processes.leadership_round import second_line_post
from sim.regions import units_of
from sim.state import State
from sim.terms import MONTHS, NO_POST, NOBODY, Appraisal, Cause
from sim.verbs import give_up, leave


@compiled
def years_running(years: int, grade: int) -> int:
    """Return incompetent years in a row after this year's grade."""
    return years + 1 if grade == Appraisal.INCOMPETENT else 0


@compiled
def is_dismissed(years: int, limit: float) -> bool:
    """Tell whether employment ends (Civil Servant Law art. 88: two incompetent years running)."""
    return years > 0 and years >= limit


@compiled
def _lower(s: State, row: int) -> None:
    """Take the leading post and a rank, or a personal grade, from whoever was incompetent this year (art. 50)."""
    person = s.cadres[row]
    if person["personal_grade"] > 1:
        person["personal_grade"] -= 1
    if not person["leading"]:
        return
    unit = s.posts[person["post"]]["unit"]
    place = second_line_post(s, unit)
    if place != NO_POST:
        give_up(s, row, place, Cause.DISMISS, 1, s.levers[s.units[unit]["group"]]["approval_months"])


@compiled
def dismissal(s: State) -> None:
    """Lower or dismiss those whom the appraisal found incompetent."""
    now = s.clock[0]["now"]
    for u in units_of(s):
        unit = s.units[u]
        limit = s.levers[unit["group"]]["dismissal_years"]
        for post in range(unit["first_post"], unit["last_post"]):
            row = s.posts[post]["holder"]
            if row == NOBODY:
                continue
            person = s.cadres[row]
            if person["moved"] >= now or (
                person["grade"] != Appraisal.INCOMPETENT and person["incompetent_years"] == 0
            ):
                continue
            if person["entered"] > now - MONTHS // 2:  # not appraised this year
                continue
            person["incompetent_years"] = years_running(person["incompetent_years"], person["grade"])
            if is_dismissed(person["incompetent_years"], limit):
                leave(s, row, Cause.DISMISS)
            elif person["incompetent_years"] > 0:
                _lower(s, row)
