"""Cadres: the people. One row a cadre for life, never moved or reused."""

import numpy as np

from sim.table import Array, Column, layout
from sim.terms import NEVER, NO_POST, NO_UNIT, Appraisal

COLUMNS = (
    # read every month by every pass: together, so that one cache line serves them all
    Column("key", "u8", "", "identity for chance, from cohort, place and ordinal of entry"),
    Column("born", "i4", "month", "month of birth"),
    Column("retires", "i4", "month", "statutory retirement date, unknown = -1 until computed"),
    Column("dies", "i4", "month", "death in service would fall in this month"),
    Column("early_from", "i4", "month", "first month in which early retirement may be asked for"),
    Column(
        "bound_until",
        "i4",
        "month",
        "may not leave the township tier or service before (minimum service)",
    ),
    Column("moved", "i4", "month", "last change of seat; one a month at most"),
    Column("resign_rate", "f4", "per month", "probability of resigning, from the last review"),
    Column("cell", "i4", "index", "cell of the monthly table that the cadre counts in"),
    Column("group", "i4", "index", "group of the post's unit"),
    Column(
        "unit",
        "i4",
        "row of units",
        "unit where the cadre works; another than the post's while lent",
    ),
    Column("post", "i4", "row of posts", "post held, NO_POST if none"),
    Column("sex", "i1", "Sex", ""),
    Column("rank", "i1", "Rank", "personal rank, kept when a leading post is given up"),
    Column("tier", "i1", "Tier", "tier of the post's unit"),
    Column("phase", "i1", "0-11", "month of the year in which the cadre's own review falls"),
    Column("wish", "i1", "Wish", "best option at the last review"),
    Column("leading", "i1", "yes/no", "holds a leading post"),
    Column("serving", "i1", "yes/no", "in service"),
    Column("second_line", "i1", "yes/no", "moved to a non-leading post by an age limit"),
    Column("grade", "i1", "Appraisal", "last appraisal grade"),
    Column("away", "i1", "Away", "why the cadre is not at the own post"),
    # read at reviews, appraisals and moves
    Column(
        "entered",
        "i4",
        "month",
        "entry into service (before the first month for the opening stock)",
    ),
    Column("home_group", "i4", "index", "home county"),
    Column(
        "family_unit",
        "i4",
        "row of units",
        "where the family lives: a township, a county seat or the city",
    ),
    Column("post_since", "i4", "month", "in this post since"),
    Column("rank_since", "i4", "month", "in this rank since"),
    Column("tier_since", "i4", "month", "at this tier since"),
    Column("township_before", "i4", "months", "township service before the present spell"),
    Column("left", "i4", "month", "left service, NEVER while serving"),
    Column("ability", "f4", "sd", "governing ability, standard normal at entry"),
    Column("motivation", "f4", "0-1", ""),
    Column("strain", "f4", "0-1", ""),
    Column("prospect", "f4", "0-1", "chance of promotion that the cadre can see"),
    Column("taste_stay", "f4", "utils", "persistent taste for the present place"),
    Column("taste_up", "f4", "utils", "persistent taste for higher organs"),
    Column("taste_home", "f4", "utils", "persistent taste for a place near the family"),
    Column("taste_township", "f4", "utils", "persistent taste for township work"),
    Column("score", "f4", "points", "observed performance at the last appraisal"),
    Column("standing", "f4", "points", "ranking score for promotion, from the last appraisal"),
    Column("sanction_until", "i4", "month", "promotion blocked before this month"),
    Column("education", "i1", "Education", ""),
    Column("party", "i1", "yes/no", "member of the Party"),
    Column("establishment", "i1", "Establishment", "identity type"),
    Column("route", "i1", "Cause", "how the cadre came: opening stock, examination, from outside"),
    Column("spouse_in_township", "i1", "yes/no", "the spouse also works in a township"),
    Column("excellent_years", "i1", "years", "excellent years in a row"),
    Column("merits", "i1", "count", "third-class merits"),
    Column("reserve", "i1", "yes/no", "on the reserve list"),
    Column("extra", "f4", "utils", "what this review adds to the wish to stay; weighed once, then nought"),
    Column("credit", "f4", "points", "ranking points from secondment and training"),
    # establishment types and skills
    Column("programme_until", "i4", "month", "end of the programme term, 0 for everybody else"),
    Column("specialism", "i1", "Field", "field of the degree or of experience"),
    Column("matched", "i1", "yes/no", "works in a post of the own field"),
    # absences: secondment, loan, task force
    Column("away_until", "i4", "month", "month of return from a secondment, loan or task force"),
    Column("away_quality", "f4", "0-1", "how real the tasks of the present secondment are"),
    Column("loaned", "i2", "months", "months on loan in all"),
    Column("seconded", "i1", "count", "secondments completed"),
    Column("secondment_score", "f4", "points", "evaluation of the last secondment"),
    Column("unit_since", "i4", "month", "in this unit since"),
    Column("trained", "f4", "sd", "ability gained by training"),
    # accountability and appraisal
    Column("accused_until", "i4", "month", "a false report hangs over the cadre before this month"),
    Column("incompetent_years", "i1", "years", "incompetent years in a row"),
    # grades and terms
    Column("personal_grade", "i1", "0-12", "personal grade (职级), 0 before grades are in force"),
    Column("grade_since", "i4", "month", "in this personal grade since"),
    Column("trial_until", "i4", "month", "probation, or trial in a leading post, ends in this month; 0 for none"),
)
DTYPE = layout(*COLUMNS)


def new_cadres(n: int) -> Array:
    """Return `n` blank rows, none of them serving."""
    cadres = np.zeros(n, DTYPE)
    cadres["post"] = NO_POST
    cadres["unit"] = NO_UNIT
    cadres["retires"] = -1
    cadres["left"] = NEVER
    cadres["dies"] = NEVER
    cadres["early_from"] = NEVER
    cadres["grade"] = Appraisal.COMPETENT
    return cadres
