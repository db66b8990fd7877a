"""Limits at the edges: low age lines, the second line, other counties, the highest and the lowest rank."""

import dataclasses

from sim.levers import AgeLimits, Promotion
from sim.model import CadreModel
from sim.policy import Policy
from sim.terms import Cause, Rank, Tier
from tests.properties.small_world import only, small_city

CITY = small_city(2, vacant=0.2)


def test_no_recruit_is_over_a_low_age_limit():
    model = CadreModel(CITY, Policy(age_limits=AgeLimits(recruitment_years=22.0)), rng=1)
    model.run_for(24)
    came = model.world.cadres[model.world.cadres["route"] == Cause.RECRUIT]
    assert (came["entered"] - came["born"] <= 12 * 22.0).all()


def test_nobody_from_outside_is_over_the_age_line_for_new_nominations():
    lines = AgeLimits(new_men_years=35.0, new_women_years=35.0)
    model = CadreModel(CITY, Policy(age_limits=lines, promotion=Promotion(outside_share=0.5)), rng=1)
    model.run_for(60)
    cadres = model.world.cadres
    came = cadres[(cadres["route"] == Cause.OUTSIDE) & (cadres["tier"] == Tier.TOWNSHIP)]
    assert (came["entered"] - came["born"] <= 12 * 35.0).all()


def test_nobody_in_the_second_line_is_promoted():
    for seed in range(4):
        model = CadreModel(CITY, rng=seed)
        model.run_for(240)
        log, down = model.world.events, set()
        for event in log:
            assert event["cause"] not in (Cause.PROMOTE, Cause.PLACE, Cause.EXCHANGE) or event["cadre"] not in down
            if event["cause"] == Cause.STEP_DOWN:
                down.add(int(event["cadre"]))


def test_who_steps_down_stays_at_the_tier():
    for seed in range(4):
        model = CadreModel(CITY, rng=seed)
        model.run_for(240)
        down = model.results.events.query("cause == 'step_down'")
        assert (down.from_tier.astype(str) == down.to_tier.astype(str)).all()


def test_another_county_changes_nothing_about_recruits():
    """Recruits of one county are the same people, whichever other counties there are."""
    family = []
    for counties in (1, 3):
        model = CadreModel(small_city(counties), rng=1, off=only("recruitment"))
        model.run_for(48)
        names, cadres = model.world.unit_names, model.world.cadres
        came = cadres[(cadres["route"] == Cause.RECRUIT) & (cadres["group"] == 1)]
        family.append({int(p["key"]): names[p["family_unit"]] for p in came})
    both = family[0].keys() & family[1].keys()
    assert len(both) > 5
    assert {key: family[0][key] for key in both} == {key: family[1][key] for key in both}


def test_nothing_lies_above_the_highest_rank():
    model = CadreModel(CITY, rng=1)
    model.run_for(24)
    cadres = model.world.cadres[model.world.serving_rows()]
    highest = cadres[cadres["rank"] == Rank.DIVISION]
    assert len(highest) > 0
    assert (highest["prospect"] == 0.0).all()


def test_the_line_of_the_post_holds_not_that_of_the_persons_county():
    """A county that sets a late line for its own organs does not set it for the city's."""
    lines = AgeLimits(organ_leading_men_years=45.0, organ_leading_women_years=45.0)
    late = {"age_limits.organ_leading_men_years": 70.0, "age_limits.organ_leading_women_years": 70.0}
    policy = Policy(
        age_limits=lines, promotion=Promotion(up_share=1.0), counties={"county_0": late, "county_1": late}
    )  # fmt: skip
    came = 0
    for seed in range(4):
        model = CadreModel(CITY, policy, rng=seed)
        model.run_for(120)
        events, cadres = model.results.events, model.world.cadres
        up = events[(events.to_tier == "city") & events.cause.isin(["promote", "place", "exchange"])]
        came += len(up)
        assert (up.month - cadres["born"][up.cadre] <= 12 * 45).all()
    assert came > 0


def test_a_city_may_have_clerks():
    """Margins may count clerks, the lowest rank (glossary: "People and ranks")."""
    corps = [dataclasses.replace(each, margins=_with_clerks(each.margins)) for each in CITY.corps]
    city = dataclasses.replace(CITY, corps=tuple(corps))
    assert city.problems() == []
    CadreModel(city, rng=1, check=True).run_for(24)


def _with_clerks(margins):
    rank = dict(margins["rank"])
    return {**margins, "rank": rank | {"staff": rank["staff"] - 3, "clerk": 3}}
