"""What must not matter: the order of rows, one more person, the process, the way a policy is written down."""

import hashlib
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from sim.levers import GROUPS, levers
from sim.model import CadreModel
from sim.plan import MONTH, NAMES
from sim.policy import Change, Policy
from sim.setting import Setting
from sim.terms import NOBODY, Cause, Tier
from sim.traits import endow
from tests.properties.small_world import (
    entered_by,
    final_people,
    history,
    left_by_cause,
    only,
    people,
    seats,
    small_city,
    wishes,
)

MONTHS_RUN = 75
CITY = small_city(2)
TRAITS = (
    "sex",
    "born",
    "dies",
    "phase",
    "ability",
    "taste_stay",
    "taste_up",
    "taste_home",
    "taste_township",
    "education",
)


def run(months: int = MONTHS_RUN, seed: int = 3, check: bool = True, **options: Any) -> CadreModel:
    model = CadreModel(CITY, rng=seed, check=check, **options)
    model.run_for(months)
    return model


@pytest.fixture(scope="module")
def baseline():
    return run()


# rows


def shuffled(model: CadreModel, seed: int) -> CadreModel:
    """Put the people of the first month into another order of rows."""
    world = model.world
    order = np.random.default_rng(seed).permutation(len(world.cadres))
    place = np.argsort(order)
    for cadres in (world.state.cadres, world.opening_cadres):
        cadres[: len(order)] = cadres[order]
    for posts in (world.state.posts, world.opening_posts):
        held = posts["holder"] != NOBODY
        posts["holder"][held] = place[posts["holder"][held]]
    return model


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_is_irrelevant(baseline, seed):
    other = shuffled(CadreModel(CITY, rng=3, check=True), seed)
    assert other.world.cadres["key"].tolist() != CadreModel(CITY, rng=3).world.cadres["key"].tolist()
    other.run_for(MONTHS_RUN)
    assert len(history(other)) > 200
    assert history(other) == history(baseline)
    assert final_people(other) == final_people(baseline)
    assert seats(other) == seats(baseline)
    sums = ["holders", "vacant", "wish_to_leave", "age_months_sum", "motivation_sum", "workload_sum", "pay_yuan"]
    assert other.results.months[sums].equals(baseline.results.months[sums])


# one more person


def with_one_more(model: CadreModel, tier: Tier = Tier.TOWNSHIP) -> CadreModel:
    """Bring one more person into the first month, on a post that would otherwise stand vacant."""
    world = model.world
    own = world.units["tier"][world.posts["unit"]] == tier
    post = int(np.flatnonzero((world.posts["holder"] == NOBODY) & (world.posts["leading"] == 0) & own)[-1])
    peer = world.cadres[world.cadres["unit"] == world.posts["unit"][post]][0].copy()
    peer["key"], peer["rank"], peer["leading"] = 123456789, 1, 0
    row = world.enter(peer, post, Cause.OUTSIDE)
    endow(world.state, row, row + 1)
    return model


def without(found: dict[int, object], key: int = 123456789) -> dict[int, object]:
    return {each: value for each, value in found.items() if each != key}


def test_one_more_person_changes_nobody_elses_exit():
    """Only exits run: whoever is there besides, everybody goes in the same month for the same cause."""
    exits = only("retirement", "resignation", "motivation", "intention")
    fewer = CadreModel(CITY, rng=3, off=exits, check=True)
    more = with_one_more(CadreModel(CITY, rng=3, off=exits, check=True))
    fewer.run_for(300)
    more.run_for(300)
    assert 123456789 in left_by_cause(more)
    assert len(left_by_cause(fewer, Cause.RESIGN)) > 0
    for cause in (Cause.RETIRE, Cause.RETIRE_EARLY, Cause.DIE, Cause.RESIGN):
        assert without(left_by_cause(more, cause)) == left_by_cause(fewer, cause)
    assert without(wishes(more)) == wishes(fewer)


def test_one_more_person_changes_nobody_elses_luck(baseline):
    """In the full model lives touch each other, but what is drawn about a person stays."""
    more = with_one_more(CadreModel(CITY, rng=3, check=True))
    more.run_for(MONTHS_RUN)
    one, other = people(baseline), people(more)
    both = one.keys() & other.keys()
    assert len(both) > 0.9 * len(one)
    assert len(both & entered_by(baseline, Cause.RECRUIT).keys()) > 10
    for key in both:
        if one[key]["entered"] == other[key]["entered"]:
            assert one[key][list(TRAITS)] == other[key][list(TRAITS)]


# the same again


def fingerprint(model: CadreModel) -> str:
    world, digest = model.world, hashlib.blake2b()
    for table in (world.cadres, world.posts, world.units, world.teams, world.events, world.state.ledger):
        digest.update(table.tobytes())
    return digest.hexdigest()


ELSEWHERE = "from tests.properties.test_engine_order import fingerprint, run; print(fingerprint(run(check=False)))"


def test_the_same_seed_gives_the_same_bytes(baseline):
    assert fingerprint(run()) == fingerprint(baseline)
    assert fingerprint(run(seed=4)) != fingerprint(baseline)
    assert fingerprint(run(check=False)) == fingerprint(baseline)


def test_a_fresh_process_gives_the_same_bytes(baseline):
    hash_seed = "7" if os.environ.get("PYTHONHASHSEED") != "7" else "8"
    env = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], env=env, capture_output=True)
    assert done.stdout.decode().strip() == fingerprint(baseline), done.stderr.decode()


def test_a_run_in_pieces_is_the_same_run(baseline):
    model = CadreModel(CITY, rng=3)
    for months in (1, 13, 20, 41):
        model.run_for(months)
        assert model.results.months is not None
    assert fingerprint(model) == fingerprint(baseline)


def test_mesas_own_generators_are_left_alone():
    model = CadreModel(CITY, rng=3)
    before = repr(model.rng.bit_generator.state), model.random.getstate()
    model.run_for(24)
    assert (repr(model.rng.bit_generator.state), model.random.getstate()) == before


def test_numpys_global_generator_is_left_alone():
    before = repr(np.random.get_state())  # noqa: NPY002 - the old one is what must not move
    run(24)
    assert repr(np.random.get_state()) == before  # noqa: NPY002 - as above


# the plan


def test_the_compiled_month_is_the_plan_run_one_by_one(baseline):
    one_by_one = run(plan=list(MONTH))
    assert fingerprint(one_by_one) == fingerprint(baseline)


@pytest.mark.parametrize("name", NAMES)
def test_each_process_can_be_switched_off_alone(name):
    """What it may write stays as it was in the first month, once others that may write it are off as well."""
    columns = {
        "motivation": "strain", "appraisal": "grade", "ranking": "standing", "intention": "wish",
        "prospects": "prospect",
    }  # fmt: skip
    written = "teams.cohesion" if name == "teams" else f"cadres.{columns.get(name)}"
    others = [each.name for each in MONTH if written in each.writes]
    model = CadreModel(CITY, rng=3, off=sorted({name, *others}), check=True)
    before = {each: model.world.cadres[each].copy() for each in ("strain", "grade", "standing", "wish", "prospect")}
    model.run_for(40)
    log = model.world.events
    causes = {
        "retirement": (Cause.RETIRE, Cause.RETIRE_EARLY, Cause.DIE), "resignation": (Cause.RESIGN,),
        "recruitment": (Cause.RECRUIT,), "open_selection": (Cause.OPEN_SELECTION,), "transfer": (Cause.TRANSFER,),
        "fill_posts": (Cause.PROMOTE, Cause.PLACE, Cause.EXCHANGE, Cause.OUTSIDE),
    }  # fmt: skip
    assert not np.isin(log["cause"], causes.get(name, ())).any()
    if name in columns:
        now = model.world.cadres[columns[name]][: len(before["wish"])]
        assert np.array_equal(now, before[columns[name]])
    if name == "workload":
        assert (model.world.units["workload"] == 1.0).all()
    if name == "teams":
        assert np.ptp(model.world.teams["cohesion"]) == 0.0
    if name == "calendar":
        down = log["from_post"][log["cause"] == Cause.STEP_DOWN]
        assert not (model.world.units["tier"][model.world.posts["unit"][down]] == Tier.TOWNSHIP).any()


def test_with_everything_off_nothing_happens():
    model = CadreModel(CITY, rng=3, off=NAMES, check=True)
    before = model.world.cadres.tobytes(), model.world.posts.tobytes()
    model.run_for(100)
    assert (model.world.cadres.tobytes(), model.world.posts.tobytes()) == before
    assert len(model.world.events) == 0
    assert len(model.results.months) > 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"off": ["retirment"]}, ["off names 'retirment', which is no process", "retirement", "recruitment"]),
        ({"off": ["a", "b"]}, ["off names 'a'", "off names 'b'"]),
        ({"rng": -1}, ["rng is -1; allowed: a whole number from 0"]),
        ({"rng": 1.5}, ["rng is 1.5"]),
        ({"rng": 2**63}, ["rng is 9223372036854775808"]),
        (
            {"off": ["a"], "rng": -1, "policy": Policy(counties={"nowhere": {}})},
            ["off names", "rng is", "counties.nowhere"],
        ),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(options, words):
    with pytest.raises(ValueError) as refused:
        CadreModel(CITY, **options)
    for word in words:
        assert word in str(refused.value)


# the same policy in other words


def same_policies() -> dict[str, Policy]:
    """Return policies that say nothing else than the default."""
    known = levers()
    always = {name: each.default for name, each in known.items() if not each.start}
    own = {name: value for name, value in always.items() if known[name].by_county}
    return {
        "written out": Policy(**{prefix: group() for prefix, group in GROUPS.items()}),
        "with a start": Policy(start="2012-05"),
        "as dated changes": Policy(changes=tuple(Change("2011-06", name, value) for name, value in always.items())),
        "phased in": Policy(changes=tuple(Change("2011-06", name, value, 30) for name, value in always.items())),
        "as counties' own": Policy(counties={"county_0": own, "county_1": own}),
        "changed after the run": Policy(changes=(Change("2090-01", "work.burden_ratio", 2.0),)),
    }


@pytest.mark.parametrize("name", same_policies())
def test_the_same_policy_in_other_words_gives_the_same_events(baseline, name):
    policy = same_policies()[name]
    assert policy.problems() == []
    assert fingerprint(run(policy=policy, setting=Setting())) == fingerprint(baseline)


def test_another_policy_gives_other_events(baseline):
    """Without this the tests above would prove nothing."""
    for policy in (
        Policy(changes=(Change("2011-06", "work.burden_ratio", 1.5),)),
        Policy(counties={"county_1": {"age_limits.renewal_men_years": 57.0}}),
    ):
        assert fingerprint(run(policy=policy)) != fingerprint(baseline)
