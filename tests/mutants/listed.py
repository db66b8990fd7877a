"""The faults that are seeded, and the test that must find each."""

from tests.mutants.seeded import Mutant

AGES, APPRAISAL = "tests/rules/test_rules_ages.py", "tests/rules/test_rules_appraisal.py"
CHOICE, ENTRY = "tests/rules/test_rules_choice.py", "tests/rules/test_rules_entry.py"
PLACES, KEYS = "tests/rules/test_rules_establishments.py", "tests/statistics/test_draw_keys.py"
MEASURES, PEOPLE = "tests/rules/test_measures.py", "tests/rules/test_measures_people.py"
HEADLINE = "tests/rules/test_headline.py"
SPELLS = "tests/rules/test_spells.py"
INTERVALS, COVERAGE = "tests/rules/test_intervals.py", "tests/mutants/of_checks.py"


def _rules() -> list[Mutant]:
    retirement, intention = "sim.processes.retirement", "sim.processes.intention"
    rows = [
        ("sim.rules:over_age", "born > limit", "born >= limit", "struck in the month of the birthday",
         f"{AGES}::test_over_an_age_line"),
        ("sim.rules:age_limit", "return women_years", "return men_years", "one line for both sexes",
         f"{AGES}::test_age_limit"),
        ("sim.rules:may_be_promoted", "months_in_rank >= least", "months_in_rank > least", "a month more in the rank",
         f"{AGES}::test_may_be_promoted"),
        ("sim.rules:may_be_promoted", "now >= sanction_until", "now > sanction_until", "sanctions a month longer",
         f"{AGES}::test_may_be_promoted"),
        ("sim.rules:may_be_promoted", "grade >= Appraisal.COMPETENT", "grade > Appraisal.COMPETENT",
         "only the excellent rise", f"{AGES}::test_may_be_promoted"),
        ("sim.rules:township_months", "before + (", "(", "earlier township service forgotten",
         f"{AGES}::test_township_months"),
        ("sim.rules:family_distance", "return 3.0", "return 2.0", "beyond the county as near as within",
         f"{AGES}::test_family_distance"),
        (f"{retirement}:delay_months", "// 4 + 1", "// 4", "the gradual rise a step late",
         f"{AGES}::test_the_gradual_rise"),
        (f"{retirement}:delay_months", "// 4 + 1", "// 3 + 1", "the gradual rise every three months",
         f"{AGES}::test_the_gradual_rise"),
        (f"{retirement}:statutory_month", ">= Rank.DEPUTY_DIVISION", "> Rank.DEPUTY_DIVISION",
         "deputy division heads retire as others do", f"{AGES}::test_statutory_retirement"),
        (f"{retirement}:early_month", "max(retires", "min(retires", "twenty years of service not asked for",
         f"{AGES}::test_early_retirement"),
        (f"{retirement}:early_probability", "if second_line", "if not second_line", "second line turned round",
         f"{AGES}::test_early_probability"),
        ("sim.processes.resignation:may_resign", ">=", ">", "bound a month longer", f"{AGES}::test_may_resign"),
        (f"{intention}:best_option", "stay >= max", "stay > max", "people go for nothing",
         f"{CHOICE}::test_best_option"),
        (f"{intention}:resignation_probability", "* exp(-sensitivity", "* exp(sensitivity", "the content resign",
         f"{CHOICE}::test_resignation_probability"),
        (f"{intention}:place_value", "max(0.0, load - 1.0)", "(load - 1.0)", "idleness is worth something",
         f"{CHOICE}::test_place_value"),
        ("sim.processes.transfer:seek_probability", "rate *= far_ratio", "rate *= leaders_ratio",
         "far moves as easy as leaders'", f"{CHOICE}::test_transfer_requests"),
        ("sim.processes.fill_posts:is_taken_up", "now >= ready", "now > ready", "approval a month longer",
         f"{CHOICE}::test_openings_wait_for_approval_and_are_taken_up_by_lot"),
        ("sim.processes.appraisal:places_excellent", "math.floor", "math.ceil", "places rounded up",
         f"{APPRAISAL}::test_places_for_excellent"),
        ("sim.ordering:kth_highest", "[n - (k - above)]", "[n - 1]", "the line at the best of its band",
         f"{APPRAISAL}::test_the_kth_highest_score"),
        ("sim.processes.appraisal:observed_score", "1.0 - signal * signal", "1.0 - signal", "too much noise in scores",
         f"{APPRAISAL}::test_observed_score_has_the_variance_of_performance"),
        ("sim.processes.ranking:standing_points", "0.5 * merits", "merits", "merits count twice",
         f"{APPRAISAL}::test_standing"),
        ("sim.spells:spells_open", "ends[now_open[taken[i]]] = i", "pass", "filled posts still open",
         f"{SPELLS}::test_spells_of_open_posts"),
        ("sim.spells:spells_held", "held += 1", "held += 2", "spells counted by twos",
         f"{SPELLS}::test_spells_on_posts"),
        ("sim.places:yearly_places", "/ 100.0", "/ 120.0", "quotas per 120 posts", f"{ENTRY}::test_yearly_places"),
        ("sim.places:deal", "- by_room * left", "+ by_room * left", "the emptiest last",
         f"{PLACES}::test_dealing_out_places"),
        ("sim.processes.open_selection:may_apply", "served >= least", "served > least", "a month more of service",
         f"{ENTRY}::test_who_may_sit_the_selection_exam"),
        ("sim.processes.open_selection:exam_score", "(1.0 - share) * chance", "share * chance",
         "luck weighed as ability",
         f"{ENTRY}::test_exam_score"),
        ("sim.traits:months_to_live", "now - slope", "now + slope", "the old live on",
         f"{ENTRY}::test_lifespan_inverts_the_gompertz_law"),
    ]  # fmt: skip
    return [Mutant("rules", *row) for row in rows]


def _draws() -> list[Mutant]:
    rows = [
        ("sim.draws:mix", "_S27", "_S30", "the mixer's second shift", f"{KEYS}::test_the_mixer_is_that_of_splitmix64"),
        ("sim.draws:mix", "z ^ (z >> _S31)", "z", "the mixer's last step left out",
         f"{KEYS}::test_the_mixer_is_that_of_splitmix64"),
        ("sim.draws:draw", "+ 0.5", "+ 1.0", "a draw may be one", f"{KEYS}::test_the_largest_draw_is_below_one"),
        ("sim.draws:uniform", "month)), identities", "0)), identities", "a draw that forgets the month",
         f"{COVERAGE}::draws_of_streams_are_apart"),
        ("sim.draws:uniform", "int(decision), month", "0, month", "a draw that forgets what it decides",
         f"{COVERAGE}::draws_of_streams_are_apart"),
        ("sim.draws:uniform", "stream(seed,", "stream(1,", "a draw that forgets the seed",
         f"{COVERAGE}::draws_of_streams_are_apart"),
    ]  # fmt: skip
    return [Mutant("draws", *row) for row in rows]


def _measures() -> list[Mutant]:
    stocks, openings, estimators = "sim.measures.stocks", "sim.measures.openings", "sim.measures.estimators"
    tally = "sim.measures.tally"
    rows = [
        (f"{stocks}:vacancy", 'vacant + floats(table, "away")', "vacant", "the absent are there",
         f"{MEASURES}::test_vacancy_by_month_and_tier"),
        (f"{stocks}:states", '"mean_age_years"] /= MONTHS', '"mean_age_years"] /= 10', "years of ten months",
         f"{MEASURES}::test_states_are_means_over_holders"),
        (f"{stocks}:pyramid", '"to_month") > month', '"to_month") >= month', "leavers counted once more",
         f"{MEASURES}::test_pyramid_counts_the_living_at_a_month_end"),
        (f"{stocks}:mean_open", '[monthly["vacant"].mean()]', '[monthly["vacant"].sum()]', "runs added, not averaged",
         f"{MEASURES}::test_mean_open_posts"),
        ("sim.measures.cost:cost", ") * MONTHS", ")", "a month's cost for a year's",
         f"{MEASURES}::test_cost_per_year_by_cause"),
        ("sim.measures.cost:cost_per_extra_cadre_year", "spent[0] - spent[1]", "spent[0]",
         "all costs, not the extra ones",
         f"{MEASURES}::test_cost_of_an_extra_cadre_year"),
        (f"{openings}:spell_arrays", "window.horizon - 1", "window.horizon", "open posts a month longer",
         f"{PEOPLE}::test_times_to_fill"),
        (f"{openings}:_chains", "opened + follow_up <= horizon", "opened <= horizon",
         "chains cut off by the end counted", f"{PEOPLE}::test_chains_are_followed_equally_long"),
        (f"{estimators}:kaplan_meier_of", "at_risk(seen[known])", "seen.sum()", "censored people still at risk",
         f"{PEOPLE}::test_kaplan_meier_by_hand"),
        (f"{estimators}:restricted_mean", "share[:limit]", "share[1:limit]", "the first month forgotten",
         f"{PEOPLE}::test_summaries_of_a_curve"),
        (f"{tally}:_tally", "(start - 1 if at_start[first]", "(start if at_start[first]",
         "the stock seen a month less", f"{HEADLINE}::test_headline_by_hand"),
        (f"{tally}:_tally", "stay == person and recruit", "recruit", "recruits that come back are counted anew",
         f"{HEADLINE}::test_recruits_are_counted_from_their_first_stay"),
        (f"{tally}:_tally", "<= STUCK", "< STUCK", "the last month of ten years forgotten",
         f"{HEADLINE}::test_the_last_of_ten_years_counts_for_promotion"),
        (f"{tally}:_tally", "rank[row] > rank[before] and", "", "every move is a promotion",
         f"{HEADLINE}::test_headline_by_hand"),
        (f"{estimators}:median", "<= 0.5", "< 0.5", "more than half, not half", f"{PEOPLE}::test_summaries_of_a_curve"),
    ]  # fmt: skip
    return [Mutant("measures", *row) for row in rows]


def _intervals() -> list[Mutant]:
    few, by_hand = f"{INTERVALS}::test_few_runs_give_no_interval", f"{INTERVALS}::test_paired_difference_by_hand"
    mean = "sim.intervals:mean_interval"
    rows = [
        (mean, "n < ENOUGH", "n < 2", "bands from two runs on", few),
        (mean, "n - 1)", "n)", "a degree of freedom too many", by_hand),
        (mean, "ddof=1", "ddof=0", "spread divided by n", by_hand),
        (mean, "0.5 + level / 2", "level", "a one-sided band", by_hand),
        (mean, "_t(0.5 + level / 2, n - 1)", "1.96", "normal instead of t", f"{COVERAGE}::bands_cover"),
        (mean, "math.sqrt(n)", "math.sqrt(2 * n)", "pairs counted twice", f"{COVERAGE}::bands_cover"),
        ("sim.intervals:paired_difference", "left - right", "right - left", "baseline minus policy", by_hand),
        ("sim.intervals:bands", "known < ENOUGH", "known < 1", "curves with bands from one run on", few),
        ("sim.intervals:ratio_interval", "cross**2 - square * rest", "cross**2", "Fieller's root wrong",
         f"{INTERVALS}::test_a_ratio_of_means_has_fiellers_interval"),
        ("sim.intervals:ratio_interval", "n < ENOUGH", "n < 2", "ratios with bands from two runs on",
         f"{INTERVALS}::test_a_ratio_of_few_runs_has_no_band"),
        ("sim.intervals:runs_needed", " + _t(power, n - 1)", "", "power forgotten", f"{INTERVALS}::test_runs_needed"),
    ]  # fmt: skip
    return [Mutant("intervals", *row) for row in rows]


MUTANTS = (*_rules(), *_draws(), *_measures(), *_intervals())
