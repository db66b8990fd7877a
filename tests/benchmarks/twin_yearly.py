"""Newcomers, the yearly examination for recruits and the yearly open selection of the twin."""

from typing import TYPE_CHECKING

from sim.terms import MONTHS, Cause, Rank, Sex, Tier
from tests.benchmarks import twin_rules as rules
from tests.benchmarks.twin_cadre import Cadre
from tests.benchmarks.twin_places import Area, Post, Unit

if TYPE_CHECKING:
    from tests.benchmarks.twin import TwinModel


def newcomer(model: "TwinModel", post: Post, cause: Cause, rank: int, youngest: float, spread: float) -> Cadre:
    """Bring somebody new into service on a vacant post; ages in years."""
    believe, chance, unit = model.setting, model.random.random, post.unit
    levers = unit.area.levers
    least = levers.township_min_service_months if unit.is_township else levers.organ_min_service_months
    model.note_entry(post, cause)
    return model.cadre_class(
        model,
        post,
        sex=Sex.FEMALE if chance() < believe.entry_women_share else Sex.MALE,
        born=model.now - int(MONTHS * (youngest + spread * chance())),
        education=rules.education_at_entry(chance(), believe.entry_graduate_share, believe.entry_bachelor_share),
        rank=rank,
        entered=model.now,
        family=family_place(model, unit),
        bound_until=model.now + int(least),
    )


def family_place(model: "TwinModel", unit: Unit) -> Unit:
    """Return where a newcomer's family lives: the county seat, here, some township of the county, or the city."""
    share, chance = model.setting.entry_family_seat_share, model.random.random
    if chance() >= model.setting.entry_local_share:
        return unit.area.city.organ
    area, lot = unit.area, chance()
    if lot < share:
        return area.organ
    return unit if lot < 0.5 + 0.5 * share else model.random.choice(area.townships or [area.organ])


def from_outside(model: "TwinModel", post: Post) -> Cadre:
    """Fill a leading post from outside the service, within its age line."""
    believe, levers = model.setting, post.unit.area.levers
    if post.unit.is_township:
        line = min(levers.new_men_years, levers.new_women_years)
    else:
        line = min(levers.organ_leading_men_years, levers.organ_leading_women_years)
    youngest = min(believe.outsider_age_years, line)
    spread = min(believe.outsider_age_spread_years, line - youngest)
    return newcomer(model, post, Cause.OUTSIDE, post.rank, youngest, spread)


def recruit(model: "TwinModel") -> None:
    """Deal out the year's places among units with vacant posts, turn by turn; some places find nobody."""
    for area in model.areas:
        deal_places(model, area.townships, area.levers.township_recruits_per_100_posts_per_year)
        quotas = area.levers
        of_county = area.organ.tier == Tier.COUNTY
        rate = (
            quotas.county_recruits_per_100_posts_per_year if of_county
            else quotas.city_recruits_per_100_posts_per_year
        )  # fmt: skip
        deal_places(model, [area.organ], rate)


def deal_places(model: "TwinModel", units: list[Unit], per_100_posts: float) -> None:
    """Offer a layer's places to its units in an order drawn anew each year."""
    established = sum(len(unit.posts) for unit in units)
    places = rules.yearly_places(per_100_posts, established, model.year)
    model.random.shuffle(units)
    wanted = {unit: len(unit.vacant) for unit in units}
    while places > 0 and any(wanted.values()):
        for unit in units:
            if places > 0 and wanted[unit] > 0:
                places -= 1
                wanted[unit] -= 1
                offer_place(model, unit)


def offer_place(model: "TwinModel", unit: Unit) -> None:
    """Fill one place of a unit if it attracts somebody who passes."""
    believe = model.setting
    chance = rules.filled_probability(
        unit.pay(Rank.STAFF), unit.remoteness, unit.workload, believe.place_base_utils, believe.place_pay_utils,
        believe.place_hardship_utils, believe.place_workload_utils, believe.place_reference_pay_yuan,
    )  # fmt: skip
    if model.random.random() >= chance:
        return
    oldest = unit.area.levers.recruitment_years
    youngest = min(believe.entry_age_years, oldest)
    spread = min(believe.entry_age_spread_years, oldest - youngest)
    newcomer(model, unit.vacant[0], Cause.RECRUIT, Rank.STAFF, youngest, spread)


def select_openly(model: "TwinModel") -> None:
    """Appoint the best in the examination to vacant posts of the organs; reserved places go first to long service."""
    believe = model.setting
    applicants = model.agents.select(Cadre.may_sit_exam).to_list()
    scores = {
        cadre: rules.exam_score(cadre.ability, model.random.gauss(0.0, 1.0), believe.exam_ability_share)
        for cadre in applicants
    }
    targets = {cadre: exam_target(cadre) for cadre in applicants}
    applicants.sort(key=scores.get, reverse=True)
    places = {area: selection_places(model, area) for area in model.areas}
    reserved = {area: int(n * area.levers.reserved_township_service_share) for area, n in places.items()}
    for area, n in reserved.items():
        places[area] -= n
    veterans = [cadre for cadre in applicants if cadre.township_months() >= believe.long_service_months]
    appoint_best(model, veterans, targets, reserved)
    for area, n in reserved.items():
        places[area] += n
    appoint_best(model, applicants, targets, places)


def exam_target(cadre: Cadre) -> Unit:
    """Return the organ applied to: the one above, or for some township people the city at once."""
    model, unit = cadre.model, cadre.unit
    if unit.is_township and model.random.random() < model.setting.selection_city_first_share:
        return unit.area.city.organ
    return unit.above


def selection_places(model: "TwinModel", area: Area) -> int:
    """Return this year's places in an area's organs."""
    quotas = area.levers
    of_county = area.organ.tier == Tier.COUNTY
    rate = quotas.county_selection_per_100_posts_per_year if of_county else quotas.city_selection_per_100_posts_per_year
    return rules.yearly_places(rate, len(area.organ.posts), model.year)


def appoint_best(
    model: "TwinModel", applicants: list[Cadre], targets: dict[Cadre, Unit], places: dict[Area, int]
) -> None:
    """Appoint applicants in order while places and vacant posts last; `places` counts down."""
    for cadre in applicants:
        unit = targets[cadre]
        if places[unit.area] > 0 and cadre.moved < model.now and unit.vacant:
            places[unit.area] -= 1
            cadre.take(unit.vacant[0], Cause.OPEN_SELECTION)
