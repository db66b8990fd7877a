"""The three feedbacks of the model: each is there, and gone when the process that carries it is switched off.

Where the mechanism is exact so is the statement, person by person; in the full model it is a mean over paired runs.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from sim.levers import AgeLimits
from sim.model import CadreModel
from sim.plan import MONTH
from sim.policy import Policy
from sim.processes.intention import Wants
from sim.rules import over_age
from sim.setting import Setting
from sim.terms import NOBODY, Cause, Sex, Tier, Wish
from tests.properties.small_world import left_by_cause, moved_by, no_later, only, small_city, wishes

CITY = small_city(2, (0, 1, 2, 3, 4), vacant=0.1)
QUITS = Setting(wants=Wants(resignation_per_year=0.03))
"""More resign than in life, so that small cities have something to count."""
EAGER = Setting(wants=Wants(resignation_per_year=0.03, workload_utils=1.5))
"""And they mind work more."""
SEEDS = range(8)


def model_of(seed: int, off: Sequence[str] = (), policy: Policy | None = None, setting: Setting = QUITS) -> CadreModel:
    return CadreModel(CITY, policy, setting, off=off, rng=seed, check=True)


def take_away(model: CadreModel, tiers: Sequence[Tier], leading: bool, share: float) -> set[int]:
    """Let a share of the holders of such posts leave, spread evenly; return their keys."""
    world = model.world
    own = np.isin(world.units["tier"][world.posts["unit"]], tiers) & (world.posts["leading"] == leading)
    holders = world.posts["holder"][own & (world.posts["holder"] != NOBODY)]
    gone = [int(row) for i, row in enumerate(holders) if int(i * share) != int((i + 1) * share)]
    keys = {int(world.cadres["key"][row]) for row in gone}
    for row in gone:
        world.leave(row, Cause.RESIGN)
    return keys


def townspeople(model: CadreModel) -> set[int]:
    return {key for key, tier in wishes(model, "tier").items() if tier == Tier.TOWNSHIP}


# 1. vacancy -> workload -> wish to leave -> vacancy

THINKING = ("motivation", "intention", "resignation")


def emptied(
    seed: int, off: Sequence[str], months: int = 60, setting: Setting = QUITS
) -> tuple[CadreModel, CadreModel, set[int]]:
    """Return the same city as it is and with 30 percent of the townships' ordinary staff gone, and who they are."""
    full, short = model_of(seed, off, setting=setting), model_of(seed, off, setting=setting)
    gone = take_away(short, [Tier.TOWNSHIP], leading=False, share=0.3)
    for model in (full, short):
        model.run_for(months)
    return full, short, gone


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_gaps_overload_those_who_stay_and_drive_them_out(seed):
    """With nothing else going on: everybody who wished up or resigned does so with the gaps too, and some more."""
    full, short, gone = emptied(seed, only("workload", *THINKING))
    town = short.world.units["tier"] == Tier.TOWNSHIP
    assert (short.world.units["workload"][town] > full.world.units["workload"][town] + 0.05).all()
    quits = [
        {key: month for key, month in left_by_cause(each, Cause.RESIGN).items() if key not in gone}
        for each in (short, full)
    ]
    assert no_later(quits[0], quits[1])
    assert len(quits[0]) > len(quits[1])
    wish = [{key for key, wish in wishes(each).items() if wish == Wish.UP} for each in (short, full)]
    assert wish[1] - gone <= wish[0] | quits[0].keys()
    strain = [wishes(each, "strain") for each in (short, full)]
    stayed = strain[0].keys() & townspeople(full)
    assert all(strain[0][key] >= strain[1][key] for key in stayed)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_without_the_workload_process_gaps_move_nobody(seed):
    full, short, gone = emptied(seed, only(*THINKING))
    for column in ("wish", "strain", "motivation", "resign_rate"):
        found = wishes(full, column)
        assert wishes(short, column) == {key: value for key, value in found.items() if key not in gone}
    quits = {key: month for key, month in left_by_cause(full).items() if key not in gone}
    assert {key: month for key, month in left_by_cause(short).items() if key not in gone} == quits


def test_in_the_full_model_gaps_feed_themselves():
    """Three years on, with everything else going on: more work, more strain, and more of the others are gone."""
    strain, rate, gone_too = [], [], []
    for seed in SEEDS:
        full, short, gone = emptied(seed, (), months=36, setting=EAGER)
        town = full.world.units["tier"] == Tier.TOWNSHIP
        load = [each.world.units["workload"][town] for each in (full, short)]
        assert (load[1] >= load[0]).mean() > 0.8
        before = townspeople(model_of(seed)) - gone
        stayed = before & townspeople(full) & townspeople(short)
        strain.append(mean_rise(wishes(full, "strain"), wishes(short, "strain"), stayed))
        rate.append(mean_rise(wishes(full, "resign_rate"), wishes(short, "resign_rate"), stayed))
        went = [left_by_cause(each, Cause.RESIGN).keys() | transferred(each) for each in (full, short)]
        gone_too.append(len(went[1] & before) - len(went[0] & before))
    assert min(strain) > 0.02
    assert min(rate) > 0
    assert np.mean(gone_too) > 0.5


def mean_rise(low: dict[int, float], high: dict[int, float], keys: set[int]) -> float:
    return float(np.mean([high[key] - low[key] for key in keys]))


def transferred(model: CadreModel) -> set[int]:
    return {key for key, _ in moved_by(model, Cause.TRANSFER)}


# 2. age limits -> blocked prospects -> motivation

EARLY = AgeLimits(new_men_years=42.0, new_women_years=40.0, renewal_men_years=42.0, renewal_women_years=40.0)
LATE = AgeLimits(new_men_years=57.0, new_women_years=52.0, renewal_men_years=57.0, renewal_women_years=52.0)


def stopped(model: CadreModel) -> list[int]:
    """Return the keys of townspeople past the early line for new nominations."""
    cadres, now = model.world.cadres[model.world.serving_rows()], model.world.month - 1
    return [
        int(p["key"])
        for p in cadres
        if p["tier"] == Tier.TOWNSHIP and over_age(int(p["born"]), now - 12, 40.0 if p["sex"] == Sex.FEMALE else 42.0)
    ]


def under_both_lines(seed: int, off: Sequence[str], months: int = 36) -> tuple[CadreModel, CadreModel]:
    pair = tuple(model_of(seed, off, Policy(age_limits=lines)) for lines in (EARLY, LATE))
    for model in pair:
        model.run_for(months)
    return pair


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_who_is_past_the_line_sees_nothing_ahead_and_slows_down(seed):
    early, late = under_both_lines(seed, only("prospects", *THINKING))
    hope = [wishes(each, "prospect") for each in (early, late)]
    drive = [wishes(each, "motivation") for each in (early, late)]
    past = [key for key in stopped(early) if key in hope[1]]
    assert len(past) > 30
    assert all(hope[0][key] == 0.0 for key in past)
    assert all(drive[0][key] <= drive[1][key] for key in past)
    hoped = [key for key in past if hope[1][key] > 0]
    assert len(hoped) > 10
    assert np.mean([drive[1][key] - drive[0][key] for key in hoped]) > 0.02
    # the same people: who wished up or quit under the later line does so under the earlier one
    mine = set(stopped(early)) | left_by_cause(early).keys()
    wish = [{key for key, wish in wishes(each).items() if wish == Wish.UP} & mine for each in (early, late)]
    assert wish[1] <= wish[0] | left_by_cause(early).keys()
    assert sum(wishes(early, "resign_rate")[key] for key in past) > sum(
        wishes(late, "resign_rate")[key] for key in past
    )


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_without_the_prospects_process_the_line_moves_nobody(seed):
    early, late = under_both_lines(seed, only(*THINKING))
    for column in ("prospect", "motivation", "wish", "resign_rate"):
        assert wishes(early, column) == wishes(late, column)
    assert left_by_cause(early) == left_by_cause(late)


def test_in_the_full_model_an_early_line_costs_motivation_and_people():
    """Three years on, with everything on and only the line for new nominations moved.

    What it does to the wish to go is another matter: whoever is not promoted does not get to know the lack of
    authority of a township leader either.
    """
    lines = [AgeLimits(new_men_years=men, new_women_years=women) for men, women in ((42.0, 40.0), (57.0, 52.0))]
    drive, rate = [], []
    for seed in SEEDS:
        early, late = (model_of(seed, (), Policy(age_limits=each)) for each in lines)
        for each in (early, late):
            each.run_for(36)
        past = set(stopped(early)) & set(stopped(late))
        drive.append(mean_rise(wishes(early, "motivation"), wishes(late, "motivation"), past))
        rate.append(mean_rise(wishes(late, "resign_rate"), wishes(early, "resign_rate"), past))
    assert min(drive) > 0.02
    assert min(rate) > 0


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_an_early_renewal_line_retires_people_early(seed):
    """The second line doubles requests for early retirement: nobody goes later, some go sooner."""
    early, late = under_both_lines(seed, only("leadership_round", "retirement"), months=150)
    causes = (Cause.RETIRE, Cause.RETIRE_EARLY)
    assert no_later(left_by_cause(early, *causes), left_by_cause(late, *causes))
    assert len(left_by_cause(early, Cause.RETIRE_EARLY)) > len(left_by_cause(late, Cause.RETIRE_EARLY))


# 3. upward pull -> local gaps -> promotion chains

FILLING = (
    "fill_posts", "open_selection", "transfer", "absences", "placement_up", "exchange", "reunion", "trial", "dismissal",
    "last_place", "elections", "term_limits", "convert", "programme",
)  # fmt: skip


def beheaded(seed: int, off: Sequence[str]) -> tuple[CadreModel, CadreModel]:
    """Return the same city as it is and with half the leaders of county and city gone, five years on."""
    full, short = model_of(seed, off), model_of(seed, off)
    take_away(short, [Tier.COUNTY, Tier.CITY], leading=True, share=0.5)
    for model in (full, short):
        model.run_for(60)
    return full, short


def pulled(model: CadreModel) -> int:
    """Count township posts that opened as a further link of a chain that began in an organ."""
    openings = model.results.openings
    first = openings[openings.depth == 0].set_index("chain").tier.astype(str)
    links = openings[(openings.depth >= 1) & (openings.tier == "township")]
    return int((links.chain.map(first) != "township").sum())


def test_a_gap_above_ends_as_an_empty_desk_in_a_township():
    more, chains, deepest = [], [], 0
    for seed in SEEDS:
        full, short = beheaded(seed, ())
        chains.append(pulled(short) - pulled(full))
        openings = [each.results.openings for each in (full, short)]
        later = [((each.tier == "township") & ~each.at_start).sum() for each in openings]
        more.append(later[1] - later[0])
        deepest = max(deepest, int(openings[1].depth[openings[1].tier == "township"].max()))
        events = short.results.events
        up = events[(events.from_tier == "township") & events.to_tier.isin(["county", "city"])]
        assert len(up) > 0
    assert min(chains) > 0
    assert np.mean(chains) > 5
    assert np.mean(more) > 5
    assert deepest >= 2


def test_without_filling_no_gap_travels():
    for seed in SEEDS[:3]:
        full, short = beheaded(seed, FILLING)
        assert pulled(short) == pulled(full) == 0
        events = short.results.events
        moved = events[(events.kind == "appoint") & (events.cause != "step_down")]
        assert len(moved) == 0


def test_without_filling_the_gap_stays_where_it_is():
    """With only the verbs of filling off and nobody leaving, township seats are as they were."""
    for seed in SEEDS[:3]:
        full, short = beheaded(seed, [each.name for each in MONTH])
        town = full.world.units["tier"][full.world.posts["unit"]] == Tier.TOWNSHIP
        assert np.array_equal(full.world.posts["holder"][town], short.world.posts["holder"][town])
