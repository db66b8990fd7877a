"""Secondment, loans and task forces: who is away works elsewhere, keeps the post, and comes home in time."""

import dataclasses
import itertools

import numpy as np
import pytest

from sim.levers import Loans, Secondment
from sim.model import CadreModel
from sim.policy import Policy
from sim.terms import NEVER, Away, Cause, Kind, Tier
from tests.properties.small_world import only, people, small_city

CITY = small_city(2, (0, 1, 2, 3, 4))
ABSENT = ("absences", "secondment", "loans")
NONE = Loans(loan_requests_per_100_posts_per_year=(0.0,) * 3, task_force_per_100_posts_per_year=(0.0,) * 3)

NOWHERE = dict.fromkeys(
    ("out_per_100_posts_per_year", "down_per_100_organ_posts_per_year", "up_per_100_township_posts_per_year",
     "paired_per_100_organ_posts_per_year"), 0.0,
)  # fmt: skip


def run(months: int = 36, seed: int = 1, names: tuple[str, ...] = ABSENT, **levers: object) -> CadreModel:
    model = CadreModel(CITY, Policy(**levers), off=only(*names), rng=seed, check=True)
    model.run_for(months)
    return model


def lent(model: CadreModel, cause: Cause) -> set[int]:
    """Return the keys of those who were lent for a cause."""
    log = model.world.events
    rows = log["cadre"][(log["kind"] == Kind.LEND) & (log["cause"] == cause)]
    return set(model.world.cadres["key"][rows].tolist())


def seconding(**more: object) -> Secondment:
    return Secondment(**({"regular_batches": True} | more))


# the verbs


def test_who_serves_outside_the_city_counts_as_away_from_home():
    world = CadreModel(CITY, rng=1, check=True).world
    row = int(world.serving_rows()[0])
    home = int(world.cadres["unit"][row])
    world.send_out(row, Cause.SECONDMENT, until=world.month + 12)
    assert (world.cadres["away"][row], world.cadres["unit"][row], world.units["away"][home]) == (Away.OUT, home, 1)
    assert world.units["guests"].sum() == 0
    for again in (lambda: world.lend(row, home + 1), lambda: world.send_out(row)):
        with pytest.raises(ValueError, match="only someone at home"):
            again()
    world.give_back(row)
    assert (world.cadres["away"][row], world.units["away"][home]) == (Away.NO, 0)
    with pytest.raises(ValueError, match="only a lent cadre"):
        world.give_back(row)


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("how", ["appoint", "vacate", "leave"])
def test_leaving_the_post_ends_an_absence(outside, how):
    model = CadreModel(CITY, rng=1, check=True, off=only())
    world = model.world
    row = next(int(r) for r in world.serving_rows() if world.cadres["tier"][r] == Tier.TOWNSHIP)
    home = int(world.cadres["unit"][row])
    host = int(world.state.organs[world.cadres["group"][row]])
    world.send_out(row, Cause.SECONDMENT) if outside else world.lend(row, host)
    post = next(p for p in range(len(world.posts)) if world.posts["holder"][p] < 0 and not world.posts["leading"][p])
    {
        "appoint": lambda: world.appoint(row, post, Cause.TRANSFER), "vacate": lambda: world.vacate(row, Cause.PLACE),
        "leave": lambda: world.leave(row, Cause.RESIGN),
    }[how]()  # fmt: skip
    assert world.cadres["away"][row] == Away.NO
    assert (world.units["away"][home], world.units["guests"][host]) == (0, 0)
    assert world.state.region["absent"][0] == 0
    if how == "appoint":
        assert world.cadres["unit_since"][row] == world.month
    if how != "vacate":
        model.step()


def test_without_the_process_nobody_is_away():
    model = run(24, names=("retirement", "fill_posts"))
    assert (model.world.cadres["away"] == Away.NO).all()
    assert model.results.months[["away", "seconded", "on_loan", "support_yuan"]].sum().sum() == 0


# coming home


def test_everybody_comes_home_when_the_term_ends():
    model = run(60, loans=Loans(loan_stays_share=0.0), secondment=seconding(secondment_term_months=18.0))
    begun: dict[int, tuple[int, int]] = {}
    lengths: dict[int, set[int]] = {Cause.SECONDMENT: set(), Cause.TASK_FORCE: set(), Cause.LOAN: set()}
    for event in model.world.events:
        if event["kind"] == Kind.LEND:
            begun[int(event["cadre"])] = (int(event["month"]), int(event["cause"]))
        elif event["kind"] == Kind.GIVE_BACK:
            month, cause = begun.pop(int(event["cadre"]))
            assert cause == event["cause"]
            lengths[cause].add(int(event["month"]) - month)
    assert lengths[Cause.SECONDMENT] == {18}
    assert lengths[Cause.TASK_FORCE] == {24}
    assert {6, 12} <= lengths[Cause.LOAN] <= set(range(6, 61, 6))
    away = model.world.cadres[model.world.cadres["away"] != Away.NO]
    assert (away["away_until"] >= model.world.month).all()


def test_who_is_away_does_not_work_at_home():
    """In posts but away (facts 1.6.15): the others have more to do, and vacancy on paper does not change."""
    many = dataclasses.replace(NONE, task_force_per_100_posts_per_year=(20.0, 0.0, 0.0))
    none, some = (run(24, names=("absences", "loans", "workload"), loans=each) for each in (NONE, many))
    town = none.world.units["tier"] == Tier.TOWNSHIP
    assert (some.world.units["workload"][town] > none.world.units["workload"][town]).all()
    assert some.results.months.vacant.equals(none.results.months.vacant)
    last = some.results.months[some.results.months.month == some.results.horizon - 1]
    assert last.on_loan.sum() == last.away.sum() == (some.world.cadres["away"] == Away.TASK_FORCE).sum() > 10


# secondment


@pytest.mark.parametrize("direction", ["out_per_100_posts", "down_per_100_organ_posts", "up_per_100_township_posts"])
@pytest.mark.parametrize("seed", range(3))
def test_more_places_leave_nobody_out(direction, seed):
    few, many = (
        lent(
            run(6, seed, loans=NONE, secondment=seconding(**(NOWHERE | {f"{direction}_per_year": each}))),
            Cause.SECONDMENT,
        )
        for each in (1.5, 15.0)
    )
    assert few < many


@pytest.mark.parametrize(
    ("lever", "worse", "better"), [("release_share", 0.0, 1.0), ("support_yuan_per_month", 0.0, 5e3)]
)
def test_release_and_support_let_more_go(lever, worse, better):
    """With places enough for all who may and will."""
    few = NOWHERE | {"secondment_age_years": 32.0}
    one, other = (
        lent(
            run(
                6,
                loans=NONE,
                secondment=seconding(**(few | {"out_per_100_posts_per_year": 20.0, f"secondment_{lever}": each})),
            ),
            Cause.SECONDMENT,
        )
        for each in (worse, better)
    )
    assert one < other


def test_who_goes_down_is_young_and_new_to_townships():
    model = run(6, loans=NONE, secondment=seconding(down_per_100_organ_posts_per_year=10.0))
    down = model.world.cadres[model.world.cadres["away"] == Away.DOWN]
    assert len(down) > 5
    assert (model.world.units["tier"][down["unit"]] == Tier.TOWNSHIP).all()
    assert (down["tier"] != Tier.TOWNSHIP).all()
    assert (model.world.month - down["born"] <= 12 * 40 + 1).all()


def test_real_tasks_teach_and_count():
    plain, real = (
        run(
            30,
            loans=NONE,
            secondment=seconding(out_per_100_posts_per_year=5.0, secondment_real_tasks_share=each),
        )
        for each in (0.0, 1.0)
    )
    one, other = people(plain), people(real)
    back = [key for key in one if one[key]["seconded"] and other[key]["seconded"]]
    assert len(back) > 10
    assert all(one[key]["trained"] == 0.0 < other[key]["trained"] for key in back)
    assert all(other[key]["credit"] >= one[key]["credit"] for key in back)
    assert all(other[key]["ability"] > one[key]["ability"] for key in back)


def test_more_stay_in_the_townships_when_they_may():
    stays = [
        run(
            60, loans=NONE,
            secondment=seconding(down_per_100_organ_posts_per_year=10.0, secondment_stay_share=share),
        )
        for share in (0.0, 1.0)
    ]  # fmt: skip
    counts = [int((each.world.events["cause"] == Cause.SECONDED_STAYS).sum()) for each in stays]
    assert counts[0] == 0 < counts[1]


# loans


@pytest.mark.parametrize("seed", range(3))
def test_more_requests_take_the_same_people_and_more(seed):
    """In the first month."""
    few, many = (
        lent(run(1, seed, loans=Loans(loan_requests_per_100_posts_per_year=(rate, rate, rate))), Cause.LOAN)
        for rate in (20.0, 50.0)
    )
    assert few < many


def test_the_rules_keep_newcomers_and_those_lent_before():
    many = {"loan_requests_per_100_posts_per_year": (30.0, 10.0, 0.0)}
    loose, strict = (
        run(60, names=(*ABSENT, "recruitment"), loans=Loans(loan_rules_kept_share=each, **many)) for each in (0.0, 1.0)
    )
    for model, kept in ((loose, False), (strict, True)):
        log, cadres = model.world.events, model.world.cadres
        loans = log[(log["kind"] == Kind.LEND) & (log["cause"] == Cause.LOAN)]
        served = loans["month"] - cadres["entered"][loans["cadre"]]
        assert (served >= 36).all() == kept
        assert (cadres["loaned"].max() <= 12) == kept
        pairs = sorted(zip(loans["cadre"].tolist(), loans["month"].tolist(), strict=True))
        gaps = [b[1] - a[1] for a, b in itertools.pairwise(pairs) if a[0] == b[0]]
        assert all(gap >= 6 + 24 for gap in gaps) == kept
    assert len(lent(strict, Cause.LOAN)) < len(lent(loose, Cause.LOAN))


def test_payment_and_full_hosts_stop_loans():
    many = {"loan_requests_per_100_posts_per_year": (30.0, 10.0, 0.0)}
    free, paid, short = (
        len(lent(run(12, loans=Loans(**many, **more)), Cause.LOAN))
        for more in ({}, {"loan_receiver_pays": True}, {"loan_only_to_short_units": True})
    )
    assert 0 < paid < free
    assert short <= free


def test_loans_lead_up_only_where_they_may():
    many = {"loan_requests_per_100_posts_per_year": (30.0, 10.0, 0.0)}
    none, some = (run(24, loans=Loans(loan_stays_share=each, **many)) for each in (0.0, 1.0))
    moved = some.world.events[some.world.events["cause"] == Cause.LOANED_STAYS]
    assert not (none.world.events["cause"] == Cause.LOANED_STAYS).any()
    assert len(moved) > 0
    units, posts = some.world.units, some.world.posts["unit"]
    assert (units["tier"][posts[moved["to_post"]]] > units["tier"][posts[moved["from_post"]]]).all()


def test_lending_by_hand_has_no_end_unless_given():
    model = CadreModel(CITY, rng=1, check=True, off=only("absences"))
    rows = [int(row) for row in model.world.serving_rows()[:2]]
    other = next(u for u in range(len(model.world.units)) if u not in model.world.cadres["unit"][rows])
    model.world.lend(rows[0], other)
    model.world.lend(rows[1], other, Cause.TASK_FORCE, until=model.world.month + 3)
    model.run_for(12)
    assert model.world.cadres["away_until"][rows[0]] == NEVER
    assert model.world.cadres["away"][rows].tolist() == [Away.LOAN, Away.NO]
    assert np.array_equal(np.flatnonzero(model.world.units["guests"]), [other])
