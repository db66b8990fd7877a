"""The engine's scalar rules as ordinary Python functions, so that no formula is written twice.

Only what a regulation or a theory says of one person is shared. Who is asked, in which order, and what follows from
the answer is the twin's own.
"""

from sim import filling, ladder, newcomers, places, rules, traits
from sim.processes import (
    appraisal,
    esteem,
    fill_posts,
    intention,
    motivation,
    open_selection,
    prospects,
    ranking,
    recruitment,
    resignation,
    retirement,
    stagnation,
    teams,
    transfer,
    workload,
)
from sim.terms import Rank

age_limit = rules.age_limit.py_func
over_age = rules.over_age.py_func
township_months = rules.township_months.py_func
family_distance = rules.family_distance.py_func
may_be_promoted = rules.may_be_promoted.py_func

statutory_month = retirement.statutory_month.py_func
early_month = retirement.early_month.py_func
early_probability = retirement.early_probability.py_func
months_to_live = traits.months_to_live.py_func
may_resign = resignation.may_resign.py_func

workload_ratio = workload.workload_ratio.py_func
cohesion_after = teams.cohesion_after.py_func

performance = appraisal.performance.py_func
observed_score = appraisal.observed_score.py_func
places_excellent = appraisal.places_excellent.py_func
grade_of = appraisal.grade_of.py_func
standing_points = ranking.standing_points.py_func

expectation = prospects.expectation.py_func
visible_prospect = prospects.visible_prospect.py_func
strain_target = motivation.strain_target.py_func
motivation_target = motivation.motivation_target.py_func
place_value = intention.place_value.py_func
best_option = intention.best_option.py_func
resignation_probability = intention.resignation_probability.py_func

is_taken_up = fill_posts.is_taken_up.py_func
channel_of = filling.channel_of.py_func
acceptance_probability = filling.acceptance_probability.py_func

may_apply = open_selection.may_apply.py_func
exam_score = open_selection.exam_score.py_func
seek_probability = transfer.seek_probability.py_func
filled_probability = recruitment.filled_probability.py_func
education_at_entry = newcomers.education_at_entry.py_func
yearly_places = places.yearly_places.py_func

# of the processes that `twin_more` adds
within = motivation.within.py_func
family_burden = rules.family_burden.py_func
stagnation_effect = stagnation.stagnation_effect.py_func
weariness_effect = stagnation.weariness_effect.py_func
grade_feeling = esteem.grade_feeling.py_func
threat = esteem.threat.py_func
near_line = esteem.near_line.py_func
counts_for_grade = ladder.counts_for_grade.py_func
has_years = ladder.has_years.py_func
free_places = ladder.free_places.py_func
OWN_GRADE = tuple(ladder.own_grade.py_func(rank) for rank in Rank)
"""By rank, so that no agent calls compiled code."""
