"""Levers on establishment types, programme staff and villages, person by person under the same luck."""

import dataclasses

import numpy as np
import pytest

from sim.levers import Establishments, Promotion, Quotas, Recruiting, Village
from sim.model import CadreModel
from sim.processes.institutions import Institutions
from sim.setting import Setting
from sim.terms import Cause, Tier
from sim.villages import COLLEGE_SHARE
from tests.properties.small_world import (
    entered_by,
    final_people,
    history,
    left_by_cause,
    moved_by,
    people,
    small_city,
)
from tests.properties.staffed import CITY, CIVIL, INSTITUTION, PROGRAMME, run
from tests.properties.test_engine_order import shuffled
from tests.properties.test_engine_writes import BUSY


def establishments(**values) -> dict:
    return {"establishments": Establishments(**values)}


def test_everybody_has_the_establishment_of_the_post():
    model = run(months=130, **establishments(institution_leading_share=0.5, programme_selection=True))
    cadres, posts = model.world.cadres[model.world.serving_rows()], model.world.posts
    assert (cadres["establishment"] == posts["establishment"][cadres["post"]]).all()
    assert ((cadres["programme_until"] > 0) == (cadres["establishment"] == PROGRAMME)).all()
    assert len(set(cadres["establishment"].tolist())) == 3


def test_the_order_of_rows_is_irrelevant_among_other_staff_too():
    one, other = CadreModel(CITY, BUSY, rng=3, check=True), shuffled(CadreModel(CITY, BUSY, rng=3, check=True), 1)
    for model in (one, other):
        model.run_for(75)
    assert history(one) == history(other)
    assert final_people(one) == final_people(other)
    assert (seats(one) == seats(other)).all()


def test_civil_servants_never_take_other_posts():
    """Every appointment to an institution post comes from an institution post or a programme place (facts 1.2.6)."""
    model = run(months=130)
    log, kind = model.world.events, model.world.posts["establishment"]
    moved = log[(log["from_post"] >= 0) & (log["to_post"] >= 0)]
    before, after = kind[moved["from_post"]], kind[moved["to_post"]]
    assert not ((before == CIVIL) & (after != CIVIL)).any()
    crossed = moved[(before != CIVIL) & (after == CIVIL)]
    assert len(crossed) > 5
    assert set(crossed["cause"].tolist()) == {Cause.CONVERT}


def converted(model: CadreModel) -> set[tuple[int, int]]:
    return moved_by(model, Cause.CONVERT)


def test_a_larger_quota_converts_the_same_people_and_more():
    few, many = (
        run("convert", months=12, **establishments(conversion_quota_share=share, conversion_min_years=2.0))
        for share in (0.2, 0.6)
    )
    assert converted(few) < converted(many)


def test_the_queue_is_served_by_seniority():
    """Whoever was converted in the first year had served longer than all who could have been and were not."""
    model = run("convert", months=12, **establishments(conversion_quota_share=0.5, conversion_min_years=2.0))
    came = {key for key, _ in converted(model)}
    everybody = people(model)
    waiting = [
        p for p in everybody.values()
        if p["establishment"] == INSTITUTION and p["education"] > 0 and 24128 - p["born"] <= 480
    ]  # fmt: skip
    for group in (1, 2):
        entered = [everybody[key]["entered"] for key in came if everybody[key]["group"] == group]
        later = [p["entered"] for p in waiting if p["group"] == group]
        assert max(entered) <= min(later)


def test_leading_posts_open_to_institution_staff_bring_some_in():
    """None as found (facts 1.2.4); with posts opened some lead, and leave their establishment."""
    fills = ("ranking", "appraisal", "prospects", "fill_posts", "leadership_round")
    promotion = Promotion(min_months_in_rank=(0.0,) * 6)
    closed, opened = (
        run(*fills, months=60, promotion=promotion, **establishments(institution_leading_share=share))
        for share in (0.0, 1.0)
    )
    for model, least in ((closed, 0), (opened, 1)):
        log, kind = model.world.events, model.world.posts["establishment"]
        moved = log[(log["from_post"] >= 0) & (log["to_post"] >= 0)]
        crossed = np.sum((kind[moved["from_post"]] == INSTITUTION) & (kind[moved["to_post"]] == CIVIL))
        assert (crossed > 0) == (least > 0)


def test_more_conversion_of_programme_staff_keeps_the_same_people_and_more():
    roomy = small_city(2, (0, 2, 4), 0.25, (40, 4, 0))  # an institution post for everybody whose term ends
    few, many = (
        run("programme", months=12, city=roomy, **establishments(programme_conversion_share=share))
        for share in (0.2, 0.8)
    )
    assert converted(few) < converted(many)
    assert left_by_cause(many, Cause.PROGRAMME_END).keys() < left_by_cause(few, Cause.PROGRAMME_END).keys()


def test_an_exam_bonus_turns_nobody_away_and_passers_take_places_of_the_intake():
    none, bonus = (
        run("programme", "recruitment", months=12, **establishments(programme_exam_bonus_points=points))
        for points in (0.0, 20.0)
    )
    assert converted(none) < converted(bonus)
    town = lambda model: sum(p["tier"] == Tier.TOWNSHIP and p["route"] == Cause.RECRUIT for p in people(model).values())
    assert town(none) > town(bonus)


def test_programme_terms_last_two_years():
    model = run("programme", months=60, **establishments(programme_conversion_share=0.0))
    everybody = people(model)
    gone = left_by_cause(model, Cause.PROGRAMME_END)
    came = entered_by(model, Cause.PROGRAMME)
    assert len(gone.keys() & came.keys()) > 5
    assert all(month - came[key] == 24 for key, month in gone.items() if key in came)
    assert all(everybody[key]["establishment"] == PROGRAMME for key in gone)


def test_programme_staff_sit_open_selection_only_where_they_may():
    setting = Setting()
    quotas = Quotas(county_selection_per_100_posts_per_year=20.0)
    for may in (False, True):
        model = run(months=60, setting=setting, quotas=quotas, **establishments(programme_selection=may))
        chosen = model.world.events[model.world.events["cause"] == Cause.OPEN_SELECTION]
        kinds = model.world.posts["establishment"][chosen["from_post"]]
        assert (kinds == PROGRAMME).any() == may
        assert not (kinds == INSTITUTION).any()


def test_unequal_pay_lowers_motivation_and_raises_the_wish_to_leave():
    poor, equal = (run("identity", "intention", **establishments(institution_pay_ratio=ratio)) for ratio in (0.7, 1.0))
    less, same = people(poor), people(equal)
    for key, person in less.items():
        if person["establishment"] == INSTITUTION:
            assert person["motivation"] < same[key]["motivation"]
            assert person["wish"] >= same[key]["wish"] or same[key]["wish"] > 0
        elif person["establishment"] == CIVIL:
            assert person["motivation"] == same[key]["motivation"]
            assert person["wish"] == same[key]["wish"]


def test_a_competition_for_posts_raises_motivation_for_a_time():
    none, held = (run("identity", months=14, **establishments(competition_every_years=every)) for every in (0.0, 1.0))
    before, after = people(none), people(held)
    ordinary = [k for k, p in after.items() if p["tier"] == Tier.TOWNSHIP and not p["leading"]]
    assert all(after[key]["motivation"] > before[key]["motivation"] for key in ordinary)
    assert all(after[key]["motivation"] == before[key]["motivation"] for key in after.keys() - set(ordinary))


def test_more_notice_adds_leavers_among_institution_staff_only():
    calm, restless = (
        run("intention", "institutions", months=8, setting=Setting(institutions=Institutions(notice_ratio=ratio)))
        for ratio in (5.0, 50.0)
    )
    few, many = (left_by_cause(model, Cause.RESIGN) for model in (calm, restless))
    assert few.keys() <= many.keys()
    assert len(many) > 0
    assert all(people(restless)[key]["establishment"] == INSTITUTION for key in many)


def seats(model: CadreModel, column: str = "held") -> np.ndarray:
    return model.world.state.villages[column].copy()


def test_village_pay_and_pension_keep_the_same_people_and_more():
    found, paid = (
        run("villages", months=9, village=Village(village_pay_yuan_per_year=pay, village_pension_share=share))
        for pay, share in ((8000.0, 0.0), (20000.0, 1.0))
    )
    assert (seats(found) <= seats(paid)).all()
    assert seats(found).sum() < seats(paid).sum()
    assert (found.world.units["extra_duty"] >= paid.world.units["extra_duty"]).all()
    cost = [model.results.months["other_yuan"].sum() for model in (found, paid)]
    assert 0 < cost[0] < cost[1]


def test_places_for_village_cadres_bring_the_young_who_have_served():
    few, many = (
        run("villages", months=12, village=Village(village_places_per_100_posts=places)) for places in (4.0, 12.0)
    )
    came = entered_by(few, Cause.VILLAGE)
    assert came.items() < entered_by(many, Cause.VILLAGE).items()
    everybody = people(many)
    for key, month in entered_by(many, Cause.VILLAGE).items():
        person = everybody[key]
        assert month - person["born"] <= 480
        assert person["bound_until"] - month == 60
        assert person["family_unit"] == person["unit"]
        assert person["establishment"] == CIVIL


def test_villages_begin_as_counted():
    """Mean age 43.1, 84 of 355 aged 51 or more, 23 with junior college (T38)."""
    city = dataclasses.replace(CITY, units=tuple(
        dataclasses.replace(u, village_seats=600) if u.tier == "township" else u for u in CITY.units
    ))  # fmt: skip
    model = CadreModel(city, rng=1)
    villages = model.world.state.villages
    age = (model.world.month - villages["born"]) / 12
    assert len(villages) == 3600
    assert age.mean() == pytest.approx(43.1, abs=0.7)
    assert (age >= 51).mean() == pytest.approx(84 / 355, abs=0.03)
    assert villages["education"].mean() == pytest.approx(COLLEGE_SHARE, abs=0.015)
    assert villages["held"].mean() == pytest.approx(0.97, abs=0.01)


def test_the_situation_as_found_stays_about_where_it_is():
    model = run("villages", months=240, village=Village())
    assert 0.9 < seats(model).mean() < 0.99


def test_full_time_roles_lighten_the_work():
    found, full = (
        run("villages", "workload", months=12, recruiting=Recruiting(full_time_function_share=share))
        for share in (0.2, 1.0)
    )
    town = found.world.units["tier"] == Tier.TOWNSHIP
    assert (found.world.units["workload"][town] > full.world.units["workload"][town]).all()
