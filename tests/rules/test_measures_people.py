"""Stays, openings and chains: how tables become times and causes, case by case."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import Window
from sim.measures.estimators import kaplan_meier, median, restricted_mean, share_at
from sim.measures.openings import chains, opening_spells
from sim.measures.stays import in_turn, rank_stays, service_stays, tier_stays, way_to
from sim.measures.survival import incidence, promotion_wait, retention, survival
from tests.rules.small_tables import START, careers, openings

END = START + 24
WINDOW = Window(START, END)


def stock(cadre: int, until: int, cause: str) -> dict[str, object]:
    return {"cadre": cadre, "at_start": True, "to_month": until, "end": cause}


def later(cadre: int, spell: int, since: int, until: int, cause: str = "", **more: object) -> dict[str, object]:
    span = {"from_month": since, "to_month": until, "end": cause}
    return {"cadre": cadre, "spell": spell, **span, **more}


PEOPLE = careers(
    # Goes up in the second month, comes back, dies in the last.
    stock(0, START + 1, "open_selection"),
    later(0, 1, START + 1, START + 5, "exchange", tier="city"),
    later(0, 2, START + 5, END - 1, "die"),
    # Promoted twice where it is, still there.
    stock(1, START + 3, "promote"),
    later(1, 1, START + 3, START + 11, "promote", rank="deputy_section"),
    later(1, 2, START + 11, END, rank="section"),
    # A recruit of the first month, still there.
    later(2, 0, START, END, route="recruit"),
    # Retires in the very first month.
    stock(3, START, "retire"),
)


def rows(table: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return list(table[list(names)].itertuples(index=False, name=None))


def test_tier_stays() -> None:
    found = tier_stays(PEOPLE, WINDOW)
    assert rows(found, "cadre", "tier", "arrival", "time", "cause") == [
        (0, "township", "opening_stock", 2, "move_up"),
        (0, "city", "move", 4, "move_down"),
        (0, "township", "move", 18, "die"),
        (1, "township", "opening_stock", 24, ""),
        (2, "township", "entry", 23, ""),
        (3, "township", "opening_stock", 1, "retire"),
    ]


def test_service_stays() -> None:
    found = service_stays(PEOPLE, WINDOW)
    assert rows(found, "cadre", "time", "cause") == [
        (0, 24, "die"),
        (1, 24, ""),
        (2, 23, ""),
        (3, 1, "retire"),
    ]


def test_rank_stays() -> None:
    found = rank_stays(PEOPLE[PEOPLE["cadre"] == 1], WINDOW)
    assert rows(found, "rank", "arrival", "time", "cause") == [
        ("staff", "opening_stock", 4, "promote"),
        ("deputy_section", "move", 8, "promote"),
        ("section", "move", 12, ""),
    ]


def test_rank_stays_tell_a_fall_from_a_rise() -> None:
    table = careers(
        {"at_start": True, "rank": "section", "to_month": START, "end": "step_down"},
        {"spell": 1, "rank": "staff", "from_month": START, "to_month": END},
    )
    assert rank_stays(table, WINDOW)["cause"].tolist() == ["lose_rank", ""]


def test_way_to_a_rank() -> None:
    found = way_to(PEOPLE, WINDOW, "deputy_section")
    assert rows(found, "cadre", "time", "cause") == [
        (0, 24, "die"),
        (1, 4, "reach"),
        (2, 23, ""),
        (3, 1, "retire"),
    ]
    assert way_to(PEOPLE, WINDOW, "section")["time"].tolist() == [24, 12, 23, 1]
    assert way_to(PEOPLE, WINDOW, "staff").empty


def test_promotion_wait_leaves_out_ranks_reached_before_the_run() -> None:
    found = promotion_wait(PEOPLE, WINDOW)
    deputy = found[found["rank"] == "deputy_section"].set_index("months")["share"]
    assert (deputy[7], deputy[8]) == (1, 0)
    assert found.groupby("rank")["at_risk"].first()["staff"] == 1, "the recruit alone"


def test_runs_side_by_side_are_other_people() -> None:
    both = pd.concat([PEOPLE.assign(run="b"), PEOPLE.assign(run="a")])
    found = tier_stays(both, WINDOW)
    one = tier_stays(PEOPLE, WINDOW)
    for run in "ab":
        part = found[found["run"] == run].drop(columns="run").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, one)
    assert len(way_to(both, WINDOW, "section")) == 8


def test_retention_at_the_tier_and_in_service() -> None:
    here = retention(PEOPLE, WINDOW, tier="township").set_index("months")["share"]
    # Three in the stock: one retires in the first month, one goes up in the second.
    assert here[[0, 1, 2, 24]].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 1 / 3])
    service = retention(PEOPLE, WINDOW, tier="township", place="service").set_index("months")
    assert service["share"][[1, 23, 24]].tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    recruits = retention(PEOPLE, WINDOW, tier="township", arrival="entry", by=("route", "year"))
    assert rows(recruits.iloc[:1], "route", "year", "share") == [("recruit", 2010, 1.0)]
    assert retention(PEOPLE, WINDOW, tier="county").empty
    with pytest.raises(ValueError, match=r"'village'.*one of township, county, city"):
        retention(PEOPLE, WINDOW, tier="village")


def test_band_by_hand() -> None:
    # Five of ten gone: standard error sqrt(0.25 / 10), 0.5 ** exp(+-1.96 se / (0.5 ln 0.5)).
    table = pd.DataFrame({"time": [1] * 10, "cause": ["resign"] * 5 + [""] * 5})
    for found in (survival(table), incidence(table, ("resign",))):
        assert found[["low", "high"]].iloc[1].tolist() == pytest.approx([0.18360, 0.75317], abs=1e-5)
    wide, narrow = (survival(table, level=level).iloc[1] for level in (0.99, 0.5))
    assert wide["low"] < 0.18 < 0.35 < narrow["low"]


def test_incidence_by_cause() -> None:
    spells = tier_stays(PEOPLE, WINDOW)
    stock = spells[spells["arrival"] == "opening_stock"]
    found = incidence(stock, ("retire", "move_up", "resign"))
    last = found.groupby("cause", sort=False)["share"].last()
    assert last.to_dict() == pytest.approx({"retire": 1 / 3, "move_up": 1 / 3, "resign": 0})
    with pytest.raises(ValueError, match="end by move_up, which causes does not list"):
        incidence(stock, ("retire",))


EMPTY = openings(
    {"opened": START, "filled": START + 2, "at_start": True, "chain": 7},
    {"opened": START, "filled": START, "chain": 0},
    {"opened": START, "filled": START + 4, "chain": 0, "depth": 1},
    {"opened": START + 4, "filled": START + 15, "chain": 0, "depth": 2},
    {"opened": START + 12, "filled": START + 13, "chain": 2},
    {"opened": START + 13, "chain": 2, "depth": 1},
    {"opened": START + 13, "chain": 3},
    {"opened": START + 2, "chain": 7, "depth": 1},
    {"opened": START + 3, "filled": START + 9},
)


def test_times_to_fill() -> None:
    found = opening_spells(EMPTY, WINDOW)
    assert rows(found, "time", "cause") == [
        (0, "recruit"), (4, "recruit"), (11, "recruit"), (1, "recruit"), (10, ""), (10, ""),
        (21, ""), (6, "recruit"),
    ]  # fmt: skip
    share = survival(found).set_index("months")["share"]
    assert share[[0, 1, 4, 6]].tolist() == pytest.approx([7 / 8, 6 / 8, 5 / 8, 4 / 8])
    assert share[11] == pytest.approx(4 / 8 * 1 / 2), "two were lost sight of at 10"


def test_chains_are_followed_equally_long() -> None:
    found = chains(EMPTY, WINDOW, follow_up=12)
    # Chain 7 began before the run, chain 3 less than twelve months before its end.
    assert rows(found, "chain", "length", "closed") == [(0, 3, True), (2, 2, False)]
    assert chains(EMPTY, WINDOW, follow_up=4)["length"].tolist() == [2, 2, 1]
    both = pd.concat([EMPTY.assign(run="a"), EMPTY.assign(run="b")])
    with pytest.raises(ValueError, match="several runs"):
        chains(both, WINDOW)


@pytest.mark.parametrize(
    ("times", "ended", "expected"),
    [
        ([], [], []),
        ([2, 2], [True, True], [1, 1, 0]),
        ([1, 2], [False, True], [1, 1, 0]),
        # Lost from sight in the month of an end: still at risk in it.
        ([1, 1, 2], [True, False, False], [1, 2 / 3, 2 / 3]),
        ([0, 1, 3, 3], [True, True, True, False], [3 / 4, 1 / 2, 1 / 2, 1 / 4]),
    ],
)
def test_kaplan_meier_by_hand(times: list[int], ended: list[bool], expected: list[float]) -> None:
    found = kaplan_meier(np.array(times, np.int64), np.array(ended, bool))
    assert found.tolist() == pytest.approx(expected)


def test_summaries_of_a_curve() -> None:
    falling, open_end = np.array([1.0, 0.5, 0.0]), np.array([1.0, 0.75, 0.75])
    assert (share_at(falling, 1), share_at(falling, 9), share_at(open_end, 2)) == (0.5, 0, 0.75)
    assert np.isnan(share_at(open_end, 3)) and np.isnan(share_at(np.empty(0), 0))
    assert median(falling) == 1 and np.isnan(median(open_end))
    assert restricted_mean(falling, 9) == 1.5 and restricted_mean(open_end, 3) == 2.5
    assert np.isnan(restricted_mean(open_end, 4))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 3)), max_size=20), st.booleans())
def test_rows_in_turn_are_sorted_by_run_person_and_spell(rows, given_in_order):
    rows = sorted(rows) if given_in_order else rows
    table = pd.DataFrame(rows, columns=["run", "cadre", "spell"]).astype({"cadre": int, "spell": int})
    turn = in_turn(table)
    assert turn.rows.tolist() == sorted(range(len(rows)), key=lambda i: (rows[i], i))
    told = [rows[i] for i in turn.rows]
    assert turn.other.tolist() == [one[:2] != other[:2] for one, other in itertools.pairwise(told)]
