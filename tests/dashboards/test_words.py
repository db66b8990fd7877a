import math

import pytest

from dashboards import words
from dashboards.words import Text, decimals, fill, money, number, plain, typeset
from sim.measures.cost import COSTS
from sim.measures.stays import LEAVING
from sim.terms import Tier


@pytest.mark.parametrize(
    ("half_width", "expected"),
    [(0.9, 1), (4.0, 0), (1.5, 1), (2.1, 0), (0.04, 2), (12.0, 0), (40.0, -1), (5600.0, -3), (math.nan, 1)],
)
def test_numbers_keep_the_digits_that_the_band_supports(half_width: float, expected: int) -> None:
    assert decimals(half_width) == expected


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (9_999, "9,999", "9,999"),
        (10_000, "10,000", "1 万"),
        (123_456, "123,456", "12.3456 万"),
        (-41_000_000, "−41,000,000", "−4,100 万"),
        (math.nan, "–", "–"),
    ],
)
def test_chinese_counts_in_wan_from_ten_thousand(value: float, english: str, chinese: str) -> None:
    assert number(value) == Text(english, chinese)


def test_money_is_rounded_to_its_band() -> None:
    assert money(12_491_205.0, 60_000) == Text("12.49 million", "1,249 万")
    assert money(-868_404.0, 14_000, sign=True) == Text("−868,000", "−86.8 万")
    assert money(500_000.0) == Text("500,000", "50 万")
    assert money(342_551.111) == Text("342,600", "34.26 万")
    assert money(0.0) == Text("0", "0")


def test_no_sign_on_nothing() -> None:
    assert plain(-0.04, 1) == "0.0"
    assert plain(0.04, 1, sign=True) == "0.0"


def test_one_filling_serves_both_languages() -> None:
    both = fill(Text("{n} under {p}", "{p}下{n}"), n=3, p=Text("A", "甲"))
    assert both == Text("3 under A", "甲下3")


def test_marks_beside_chinese_are_full_width_and_those_in_numbers_and_commands_stay() -> None:
    set_text = typeset("在 1,200 次中,有 44%,五年(95% 区间 1 至 2):keep=[a,b] (see x); y")
    assert set_text == ("在 1,200 次中\uff0c有 44%\uff0c五年\uff0895% 区间 1 至 2\uff09\uff1akeep=[a,b] (see x); y")


def test_every_word_of_the_model_has_a_label_and_a_colour() -> None:
    from dashboards import theme

    tiers = {tier.name.lower() for tier in Tier}
    assert tiers <= set(words.TIERS)
    assert tiers == set(theme.TIERS)
    assert list(theme.CAUSES) == list(LEAVING), "causes of leaving have one order"
    assert set(words.CAUSES) == set(LEAVING)
    assert set(COSTS) | {"total"} == set(words.COSTS)


def test_no_label_lacks_a_language() -> None:
    tables = [words.TIERS, words.GROUPS, words.COHORTS, words.CAUSES, words.COSTS, words.SEXES]
    for text in (text for table in tables for text in table.values()):
        assert text.en and text.zh and text.en != text.zh
        assert text.en.isascii() and not text.zh.isascii()
