"""Headline results of a run: every one by hand, their windows, and their declarations."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.measures import MEASURES, headline
from tests.rules.small_tables import START, Run, careers, months, openings, units
from tests.rules.toy_city import Toy


def stock(cadre: int, until: int, cause: str, **more: object) -> dict[str, object]:
    return {"cadre": cadre, "at_start": True, "to_month": until, "end": cause, **more}


def later(cadre: int, since: int, until: int, cause: str = "", **more: object) -> dict[str, object]:
    return {"cadre": cadre, "from_month": since, "to_month": until, "end": cause, **more}


def hand_made(length: int) -> Run:
    """Every month alike but for two months of flows; few openings and careers."""
    rows: list[dict[str, object]] = []
    for month in range(START, START + length):
        town = {
            "month": month, "established": 10, "vacant": 2, "away": 1, "holders": 8,
            "motivation_sum": 6, "age_months_sum": 8 * 480, "aged_30_or_less": 2,
            "pay_yuan": 1000, "allowance_yuan": 100, "wish_to_leave": 1, "sanctioned": 3, "care_yuan": 40,
             "second_line": 1, "lying_flat": 1, "ready": 2,
        }  # fmt: skip
        leaders = {
            "month": month, "rank_group": "section", "established": 5, "vacant": 1, "holders": 4,
            "women": 1, "wish_to_leave": 2, "motivation_sum": 2, "age_months_sum": 4 * 600,
            "ability_sum": 2, "ready": 1,
        }  # fmt: skip
        if month in (START + 3, START + 124):
            town |= {
                "exchanges": 2,
                "moves_up": 3,
                "exits_resign": 2,
                "entries_recruit": 5,
                "award_yuan": 900,
                "bonus_yuan": 70,
            }
            leaders |= {"exits_retire": 1, "exits_retire_early": 1, "step_downs": 4}
        if month == START + 118:
            leaders |= {"step_downs": 2}
        county = {"month": month, "tier": "county", "established": 20, "vacant": 1, "women": 9}
        city = {"month": month, "tier": "city", "rank_group": "division", "holders": 3, "women": 2}
        # staff of institutions count in nothing that speaks of civil servants
        other = {"month": month, "rank_group": "institution", "established": 8, "vacant": 2, "holders": 6, "women": 6}
        if month == START + 3:
            town |= {"conversions": 4}
            other |= {"exits_resign": 9, "moves_up": 9, "wish_to_leave": 6, "other_yuan": 70}
        rows += [town, leaders, county, city | {"established": 4, "vacant": 1}, other]
    end = START + length
    return Run(
        months(*rows),
        openings(
            {"opened": START, "at_start": True, "chain": 0, "remoteness": 4},
            {"opened": START + 1, "filled": START + 3, "chain": 1},
            {"opened": START + 3, "filled": START + 3, "chain": 1, "depth": 1, "leading": True},
            {"opened": START + 5, "filled": START + 9, "chain": 2},
            {"opened": START + 9, "chain": 2, "depth": 1},
            {"opened": START + 1, "chain": 3, "rank_group": "institution", "remoteness": 4},
        ),
        careers(
            stock(0, START + 59, "promote", rank="deputy_section"),
            later(0, START + 59, end, spell=1, rank="section"),
            stock(1, START + 59, "open_selection", rank="deputy_section"),
            later(1, START + 59, end, spell=1, rank="deputy_section", tier="county"),
            stock(2, START + 60, "retire"),
            later(3, START, START + 30, "resign", route="recruit"),
            later(4, START + 1, end, route="recruit"),
            later(5, START + 1, START + 2, "die", route="outside"),
            stock(6, START + 12, "convert", rank_group="institution", entered=START - 60),
            later(6, START + 12, end, spell=1, entered=START - 60),
        ),
        units(
            {"established": 8},
            {"unit": "far", "remoteness": 4, "established": 2},
            {"unit": "organ", "tier": "county", "established": 20},
        ),
    )  # fmt: skip


def test_headline_by_hand() -> None:
    found = headline(hand_made(126))  # ten whole years, two whole terms
    years = 12 * 120 / 12
    expected = {
        "township_vacancy": 3 / 15,
        "township_leading_vacancy": 1 / 5,
        "township_effective_vacancy": 4 / 15,
        "township_away_share": 1 / 12,
        "county_vacancy": 1 / 20,
        "city_vacancy": 1 / 4,
        "township_vacancy_5y": 3 / 15,
        "township_leading_vacancy_5y": 1 / 5,
        # One opening at distance 4, one at 0.
        "remote_gap": 1 / 2 - 1 / 8,
        # Times 2, 0, 4, and one open to the end: S = 3/4 at 0 and 1, 2/4 at 2 and 3, then 1/4.
        "time_to_fill_months": 2 * 3 / 4 + 2 * 2 / 4 + 32 / 4,
        "township_leading_time_to_fill_months": 0,
        "chain_length": 2,
        # Cadre 1 has gone up in month 59, counted from 0: at its end 60 months have passed.
        "township_retention_5y": 2 / 3,
        "township_retention_10y": 1 / 3,
        "township_recruit_retention_5y": 1 / 2,
        "upward_exits_per_100": 300 / years,
        "upward_exits_per_township_5y": 3 / 2 / 2,  # two townships
        "exchanges_per_100": 100 * 12 * 2 / (120 * (12 + 3 + 6)),
        "net_upward_drain_per_100": 100 / years,
        "resignations_per_100": 200 / years,
        "retirements_per_100": 200 / years,
        "township_strength": 12,
        "recruits_per_year_township": 5 / 10,
        "institution_vacancy": 2 / 8,
        "conversions_per_year": 4 / 10,
        "conversion_service_years": 6,
        "promotions_per_year": 1 / 10,
        "promotions_under_40_per_year": 1 / 10,
        "deputy_section_stuck_share": 1 / 2,
        "step_downs_per_round": (4 + 2) / 2,
        "wish_to_leave_leaders": 2 / 4,
        "wish_to_leave_township": 3 / 12,
        "mean_motivation_township": 8 / 12,
        "mean_strain_township": 0,
        "mean_workload_township": 0,
        "sanctioned_township": 3 / 12,
        "share_30_or_less_township": 2 / 12,
        "mean_age_township": (8 * 40 + 4 * 50) / 12,
        "wasted_years_per_100": 100 * 1 / 12,
        "succession_depth": 3 / 5,
        "township_leaders_ability": 2 / 4,
        "lying_flat_township": 1 / 2,
        "township_teams_without_women": 1,
        "women_leading_share": 3 / 7,
        "cost_yuan_per_year": 12 * 1140 + (970 + 70) / 10,
        "bonus_and_care_yuan_per_year": 12 * 40 + 70 / 10,
        "allowance_yuan_per_year": 12 * 100,
    }
    assert list(found) == list(MEASURES)
    assert found == pytest.approx(expected)


def test_a_township_with_a_woman_in_its_team_is_counted_out() -> None:
    """Two townships; the woman leads in one of them, and still does at the end."""
    for end, without in (("", 1 / 2), ("retire", 1)):
        woman = later(0, START, START + 126, end, sex="female", leading=True)
        run = dataclasses.replace(hand_made(126), careers=careers(woman))
        assert headline(run)["township_teams_without_women"] == without


@pytest.mark.parametrize(("month", "stuck"), [(119, 0), (120, 1)])
def test_the_last_of_ten_years_counts_for_promotion(month: int, stuck: int) -> None:
    ready = stock(0, START + month, "promote", rank="deputy_section")
    risen = later(0, START + month, START + 126, spell=1, rank="section")
    run = dataclasses.replace(hand_made(126), careers=careers(ready, risen))
    assert headline(run)["deputy_section_stuck_share"] == stuck


def test_recruits_are_counted_from_their_first_stay() -> None:
    """Whoever goes up and comes back has left once; coming back begins no other stay of a recruit."""
    end = START + 126
    goes, away = later(0, START, START + 30, "select", route="recruit"), later(0, START + 30, START + 40, spell=1)
    back, stays = later(0, START + 40, end, spell=2, route="recruit"), later(1, START, end, route="recruit")
    run = dataclasses.replace(hand_made(126), careers=careers(goes, away | {"tier": "county"}, back, stays))
    assert headline(run)["township_recruit_retention_5y"] == 1 / 2


@pytest.mark.parametrize(("since", "until"), [(START + 5, START + 4), (START + 126, START + 126)])
def test_a_stay_that_ends_before_it_begins_is_refused(since: int, until: int) -> None:
    """The second goes on after the run, and begins only then."""
    end = "" if until == START + 126 else "retire"
    run = dataclasses.replace(hand_made(126), careers=careers(later(0, since, until, end, route="recruit")))
    with pytest.raises(ValueError, match="ends before it begins"):
        headline(run)


def test_spells_from_before_the_run_are_counted() -> None:
    """Whoever is told to have come before the run, though not in its stock, is followed from then on."""
    early = later(0, START - 90, START + 126, route="recruit")
    run = dataclasses.replace(hand_made(126), careers=careers(early, stock(1, START + 1, "retire")))
    assert headline(run)["township_recruit_retention_5y"] == 1


WINDOWS = {
    "township_vacancy_5y": 60,
    "township_leading_vacancy_5y": 60,
    "township_retention_5y": 60,
    "township_retention_10y": 120,
    "township_recruit_retention_5y": 62,
    "deputy_section_stuck_share": 120,
    "step_downs_per_round": 60,
    "chain_length": 37,
    "time_to_fill_months": 45,  # 36 after the last opening, which none of the others outlasts
    "cost_yuan_per_year": 12,
    "recruits_per_year_township": 12,
    "upward_exits_per_100": 12,
    "promotions_per_year": 12,
}


@pytest.mark.parametrize(("name", "window"), WINDOWS.items())
def test_a_run_shorter_than_the_window_gives_nan(name: str, window: int) -> None:
    assert np.isnan(headline(cut_off(hand_made(126), window - 1))[name])
    assert not np.isnan(headline(cut_off(hand_made(126), window))[name])


def test_time_to_fill_of_a_short_run_is_nan_even_if_every_post_was_filled() -> None:
    filled = openings({"opened": START, "filled": START + 1})
    for length, known in ((35, False), (36, True)):
        run = dataclasses.replace(hand_made(length), openings=filled)
        assert np.isfinite(headline(run)["time_to_fill_months"]) == known


def cut_off(run: Run, length: int) -> Run:
    """End the same run earlier."""
    end = START + length
    spells = run.careers[run.careers["from_month"] < end]
    ended = spells["to_month"] < end
    seen = run.openings[run.openings["opened"] < end]
    return dataclasses.replace(
        run,
        months=run.months[run.months["month"] < end],
        openings=seen.assign(filled=seen["filled"].where(seen["filled"] < end, -1)),
        careers=spells.assign(
            to_month=spells["to_month"].clip(upper=end),
            end=spells["end"].where(ended, ""),
            censored=~ended,
        ),
    )


def test_headline_refuses_several_runs_at_once() -> None:
    run = hand_made(24)
    both = pd.concat([run.months.assign(run="a"), run.months.assign(run="b")])
    with pytest.raises(ValueError, match=r"months hold several runs.*one at a time"):
        headline(dataclasses.replace(run, months=both))
    with pytest.raises(ValueError, match="no rows"):
        headline(dataclasses.replace(run, months=run.months.iloc[:0]))


def categorical(frame: pd.DataFrame) -> pd.DataFrame:
    """Return words as categories, as the model's own tables have them."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("str").columns, "category"))


def test_headline_takes_categories_and_any_order_of_rows() -> None:
    toy = Toy(150, seed=1).run()
    mixed = {
        name: getattr(toy, name).sample(frac=1, random_state=7) for name in ("months", "openings", "careers", "units")
    }
    categories = {name: categorical(frame) for name, frame in mixed.items()}
    assert headline(SimpleNamespace(**categories)) == pytest.approx(headline(toy), nan_ok=True)


def test_headline_of_an_empty_city_is_nan_and_no_error() -> None:
    found = headline(Run(months({"tier": "city"})))
    assert np.isnan(found["township_vacancy"]) and np.isnan(found["chain_length"])


def test_every_measure_is_declared_in_both_languages() -> None:
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.digits in range(5)
        for english in (measure.label_en, measure.definition_en):
            assert english.isascii() and english[0].isupper()
        for chinese in (measure.label_zh, measure.definition_zh):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
        assert measure.definition_en.endswith(".") and measure.definition_zh.endswith("。")
    labels = [measure.label_en for measure in MEASURES.values()]
    assert len(set(labels)) == len(labels)
