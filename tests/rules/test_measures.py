"""Measures of small tables, computed by hand, and of a toy city, against each other."""

import numpy as np
import pandas as pd
import pytest

from sim.measures import Window, headline, window_of
from sim.measures.cost import cost, cost_per_extra_cadre_year
from sim.measures.mobility import mobility_matrix, township_drain, turnover
from sim.measures.openings import chains, opening_spells
from sim.measures.stays import promotions, tier_stays, way_to
from sim.measures.stocks import age_bands, mean_open, pyramid, states, vacancy
from sim.measures.survival import retention, survival
from tests.rules.small_tables import START, Run, careers, events, months
from tests.rules.toy_city import Toy

TWO = months(
    {"established": 10, "vacant": 2, "away": 1, "holders": 8, "moves_up": 1, "pay_yuan": 100},
    {"tier": "county", "established": 5, "holders": 5, "pay_yuan": 50, "award_yuan": 12},
    {"month": START + 1, "established": 10, "vacant": 4, "holders": 6, "exits_die": 2},
    {"month": START + 1, "tier": "county", "established": 0, "allowance_yuan": 6},
)


@pytest.fixture(scope="module")
def toy() -> Run:
    return Toy(150, seed=1).run()


def test_vacancy_by_month_and_tier() -> None:
    table = vacancy(TWO).set_index(["month", "tier"])
    assert table.loc[(START, "township"), "vacancy_rate"] == pytest.approx(0.2)
    assert table.loc[(START, "township"), "effective_vacancy_rate"] == pytest.approx(0.3)
    assert table.loc[(START, "county"), "vacancy_rate"] == 0
    assert np.isnan(table.loc[(START + 1, "county"), "vacancy_rate"])


def test_vacancy_without_month_is_the_average_over_time() -> None:
    assert vacancy(TWO, ("tier",))["vacancy_rate"].tolist() == pytest.approx([0.0, 6 / 20])
    assert vacancy(TWO, ())["vacancy_rate"].tolist() == pytest.approx([6 / 25])


def test_mean_open_posts() -> None:
    assert mean_open(TWO).set_index("tier")["open_posts"].to_dict() == {"county": 0, "township": 3}
    assert mean_open(TWO, ())["open_posts"].tolist() == [3]
    both = pd.concat([TWO.assign(run="a"), TWO.assign(run="b")])
    assert mean_open(both, ())["open_posts"].tolist() == [3], "runs are averaged, not added"


def test_states_are_means_over_holders() -> None:
    table = months(
        {"holders": 4, "motivation_sum": 2.0, "age_months_sum": 1920, "wish_to_leave": 1},
        {"rank_group": "section", "holders": 1, "motivation_sum": 1.0, "age_months_sum": 600},
        {"tier": "city"},
    )
    found = states(table).set_index("tier")
    assert found.loc["township", "mean_motivation"] == pytest.approx(3 / 5)
    assert found.loc["township", "mean_age_years"] == pytest.approx(2520 / 5 / 12)
    assert found.loc["township", "wish_to_leave_share"] == pytest.approx(1 / 5)
    assert np.isnan(found.loc["city", "mean_motivation"])


def test_age_bands_share_out_the_holders() -> None:
    found = age_bands(months({"aged_30_or_less": 1, "aged_41_50": 3}), ("tier",))
    assert found["band"].tolist() == ["30_or_less", "31_40", "41_50", "51_or_more"]
    assert found["share"].tolist() == [0.25, 0, 0.75, 0]


def test_turnover_per_100_cadre_years() -> None:
    found = turnover(TWO).set_index(["tier", "cause"])
    # 8 + 6 holders at two month ends are 14/12 cadre-years.
    assert found.loc[("township", "die"), "per_100"] == pytest.approx(100 * 2 / (14 / 12))
    assert found.loc[("township", "move_up"), "count"] == 1
    assert found.loc[("county", "resign"), "per_100"] == 0


def test_cost_per_year_by_cause() -> None:
    found = cost(TWO, ()).set_index("cause")["yuan_per_year"]
    none = dict.fromkeys(("grade", "bonus", "care", "support", "training", "other"), 0.0)
    assert found.to_dict() == pytest.approx({"pay": 900, "allowance": 36, "award": 72, **none})
    county = cost(TWO).set_index(["tier", "cause"])["yuan_per_year"]
    assert county["county", "award"] == pytest.approx(72)


def test_cost_of_an_extra_cadre_year() -> None:
    more = TWO.assign(holders=TWO["holders"] + 6, pay_yuan=TWO["pay_yuan"] + 25)
    assert cost_per_extra_cadre_year(more, TWO) == pytest.approx(100 / (12 / 12))
    assert np.isnan(cost_per_extra_cadre_year(TWO, TWO))


def test_township_drain() -> None:
    log = events(
        {"from_tier": "township", "to_tier": "county"},
        {"from_tier": "township", "to_tier": "city"},
        {"from_tier": "city", "to_tier": "township"},
        {"from_tier": "county", "to_tier": "city"},
        {"kind": "enter", "to_tier": "township"},
        {"kind": "leave", "from_tier": "township"},
        {"kind": "lend", "from_tier": "township", "to_tier": "township"},
    )
    (row,) = township_drain(log, TWO).to_dict("records")
    assert (row["year"], row["up"], row["down"], row["net"]) == (2010, 2, 1, 1)
    assert row["per_100"] == pytest.approx(100 / (14 / 12))


def test_mobility_matrix_of_four_careers() -> None:
    end = START + 12
    table = careers(
        {"cadre": 0, "at_start": True, "to_month": end},
        {"cadre": 1, "at_start": True, "to_month": START + 6, "end": "open_selection"},
        {"cadre": 1, "spell": 1, "tier": "county", "from_month": START + 6, "to_month": end},
        {"cadre": 2, "at_start": True, "to_month": START, "end": "retire"},
        {"cadre": 3, "from_month": START + 9, "to_month": end},
    )
    found = mobility_matrix(table, Window(START, end)).set_index(["from_tier", "to_tier"])
    counts = found["count"][found["count"] > 0]
    assert counts.to_dict() == {
        ("township", "township"): 1,
        ("township", "county"): 1,
        ("township", "exit"): 1,
        ("entry", "township"): 1,
    }
    # Township month ends: 12 + 6 + 0 + 3.
    assert found.loc[("township", "exit"), "per_100"] == pytest.approx(100 / (21 / 12))
    assert found.loc[("entry", "township"), "per_100"] == pytest.approx(100 / (21 / 12))
    assert mobility_matrix(table, Window(START, end - 1)).empty


def test_pyramid_counts_the_living_at_a_month_end() -> None:
    table = careers(
        {"cadre": 0, "at_start": True, "to_month": START + 1, "end": "die", "born": START - 359},
        {"cadre": 1, "from_month": START + 1, "to_month": START + 9, "born": START - 360},
    )
    assert pyramid(table, START)[["sex", "age_years", "cadres"]].values.tolist() == [["male", 29, 1]]
    after = pyramid(table, START + 1)
    assert after[["age_years", "cadres"]].values.tolist() == [[30, 1]]


def test_headline_agrees_with_the_tables_behind_the_charts(toy: Run) -> None:
    found, window = headline(toy), window_of(toy.months)
    kept = retention(toy.careers, window, tier="township").set_index("months")["share"]
    assert found["township_retention_5y"] == pytest.approx(kept[60])
    assert found["township_retention_10y"] == pytest.approx(kept[120])
    came = retention(toy.careers, window, tier="township", arrival="entry", by=("route",))
    recruits = came[came["route"] == "recruit"].set_index("months")["share"]
    assert found["township_recruit_retention_5y"] == pytest.approx(recruits[60])
    empty = survival(opening_spells(toy.openings, window))["share"]
    assert found["time_to_fill_months"] == pytest.approx(empty[:36].sum())
    assert found["chain_length"] == pytest.approx(chains(toy.openings, window)["length"].mean())
    inside = toy.months[toy.months["month"] < START + 144]
    left = turnover(inside).set_index(["tier", "cause"])["per_100"]
    assert found["upward_exits_per_100"] == pytest.approx(left["township", "move_up"])
    drain = township_drain(toy.events[toy.events["month"] < START + 144], inside)
    net = 100 * drain["net"].sum() / drain["cadre_years"].sum()
    assert found["net_upward_drain_per_100"] == pytest.approx(net)
    assert found["cost_yuan_per_year"] == pytest.approx(cost(inside, ())["yuan_per_year"].sum())
    last = vacancy(toy.months)
    last = last[last["month"] == window.horizon - 1].set_index("tier")["vacancy_rate"]
    assert found["township_vacancy"] == pytest.approx(last["township"])


def test_promotions_are_those_that_months_and_events_count(toy: Run) -> None:
    rises = promotions(toy.careers)
    assert len(rises) == toy.months["promotions"].sum() > 10
    order = {"staff": 0, "deputy_section": 1, "section": 2}
    log = toy.events[toy.events["kind"] == "appoint"]
    risen = log["rank_after"].map(order) > log["rank_before"].map(order)
    assert sorted(rises["month"]) == sorted(log["month"][risen])


def test_mobility_matrix_adds_up_to_the_stocks(toy: Run) -> None:
    found = mobility_matrix(toy.careers, window_of(toy.months))
    stocks = toy.months.groupby(["month", "tier"])["holders"].sum()
    for year in range(12):
        one = found[found["year"] == year]
        for tier in ("township", "county"):
            end = one.loc[one["to_tier"] == tier, "count"].sum()
            assert end == stocks[START + 12 * year + 11, tier]
            if year:
                begin = one.loc[one["from_tier"] == tier, "count"].sum()
                assert begin == stocks[START + 12 * year - 1, tier]


def test_littles_law_of_open_posts(toy: Run) -> None:
    """Month ends at which posts of the run stood open = open posts summed over month ends."""
    window = window_of(toy.months)
    opened = toy.openings
    end = np.where(opened["filled"] >= 0, opened["filled"], window.horizon)
    assert (end - opened["opened"]).sum() == toy.months["vacant"].sum()
    spells = opening_spells(opened, window)
    stood = spells["time"] + (spells["cause"] == "")
    old = (end - opened["opened"])[opened["at_start"]].sum()
    assert stood.sum() + old == toy.months["vacant"].sum()


def test_ends_of_stays_are_the_flows_of_the_months_table(toy: Run) -> None:
    spells = tier_stays(toy.careers, window_of(toy.months))
    ends = spells[spells["tier"] == "township"]["cause"].value_counts()
    flows = turnover(toy.months).set_index(["tier", "cause"])["count"]["township"]
    assert {cause: n for cause, n in ends.items() if cause} == flows[flows > 0].to_dict()


def test_stuck_share_counts_those_who_reached_section_rank(toy: Run) -> None:
    ways = way_to(toy.careers, window_of(toy.months), "section")
    stock = ways[(ways["arrival"] == "opening_stock") & (ways["tier"] == "township")]
    stock = stock[stock["rank"] == "deputy_section"]
    reached = (stock["cause"] == "reach") & (stock["time"] <= 120)
    assert headline(toy)["deputy_section_stuck_share"] == pytest.approx(1 - reached.mean())
