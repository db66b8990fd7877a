import math
import re

import numpy as np
import pandas as pd
import pytest
from studies import conduct

from experiments.differences import Finding, findings
from experiments.sentences import Label, against, caveat, sentence, sentences
from experiments.study import Study
from experiments.wording import band_text, change_text, row_label, value_text
from sim.intervals import paired_difference
from sim.measures import MEASURES

LABELS = {"new": Label("New rules", "新规"), "old": Label("Old rules", "旧规")}
TWIN = "# @package _global_\npolicy: {name: twin, label_en: Twin, label_zh: 孪生}\n"


def finding(name, differences):
    apart = np.asarray(differences, float)
    return Finding("new", "old", MEASURES[name], 0.5, 0.4, paired_difference(apart, 0 * apart))


def figures(text):
    return sorted(re.findall(r"\d[\d,.]*\d|\d", text))


def test_a_policy_equal_to_the_baseline_differs_by_exactly_nothing(tmp_path):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "twin.yaml").write_text(TWIN, encoding="utf-8")
    words = ("policies=[rules_2006,twin]", "months=60")
    conduct(tmp_path / "it", *words, config_dirs=[str(tmp_path)])
    runs = Study(tmp_path / "it").runs()
    found = [each for each in findings(runs, ["rules_2006", "twin"]) if each.is_known]
    assert len(found) > 10
    for each in found:
        assert each.difference.zero == 1
        assert (each.difference.mean, each.mean) == (0, each.mean_of_first)
    labels = {"rules_2006": LABELS["old"], "twin": LABELS["new"]}
    assert "exactly the same" in sentence(found[0], labels).text("en")


def test_differences_are_paired_by_seed():
    name = "township_vacancy"
    rows = [("old", 1, 0.1), ("old", 2, 0.3), ("old", 9, 0.9), ("new", 2, 0.4), ("new", 1, 0.2)]
    frame = pd.DataFrame(rows, columns=["policy", "seed", name])
    frame = frame.reindex(columns=["policy", "seed", *MEASURES])
    found = {each.measure.name: each for each in findings(frame, ["old", "new"])}
    assert found[name].difference.n == 2
    assert found[name].difference.mean == pytest.approx(0.1)
    assert found[name].mean_of_first == pytest.approx(0.2)
    assert not found["remote_gap"].is_known


def test_a_difference_is_told_with_natural_frequencies_and_its_band():
    told = sentence(finding("township_vacancy", [-0.03, -0.04, -0.05, -0.04, -0.05, 0.001]), LABELS)
    en, zh = told.text("en"), told.text("zh")
    assert en.startswith("In 5 of 6 futures “Township vacancy rate” is lower under “New rules” than")
    assert re.search(r": −3\.5 points \(95% band −5\.5 to −1\.5\)\.$", en)
    assert "在 6 种可能的未来中,有 5 种“新规”下的“乡镇空缺率”低于“旧规”" in zh
    assert zh.endswith("平均下降 3.5 个百分点(95% 区间 1.5 至 5.5)。")


def test_where_the_band_covers_zero_the_words_say_so():
    told = sentence(finding("township_vacancy", [-0.03, 0.04, -0.05, 0.04, 0.05, 0.001]), LABELS)
    assert "no difference in “Township vacancy rate”" in told.text("en")
    assert re.search(r"about \d+ runs would show a difference of [125]\.0 points", told.text("en"))
    assert "无法" in told.text("zh")


def test_few_runs_give_no_band():
    told = sentence(finding("township_vacancy", [-0.03, -0.04]), LABELS)
    assert "2 runs are too few" in told.text("en")
    assert "不足以给出区间" in told.text("zh")


def test_what_chance_hides_is_told_in_one_sentence():
    hidden = [-0.03, 0.04, -0.05, 0.04, 0.05, 0.001]
    found = [finding(name, hidden) for name in ("township_vacancy", "remote_gap")]
    found.append(finding("county_vacancy", [0.04, 0.05, 0.05, 0.04, 0.06]))
    told = [each.text("en") for each in sentences(found, LABELS)]
    assert len(told) == 2
    assert told[0].startswith("In 5 of 5 futures “County organs' vacancy rate” is higher")
    assert "“Township vacancy rate” (" in told[1] and "“Remote townships' extra vacancy” (" in told[1]


@pytest.mark.parametrize("name", list(MEASURES))
@pytest.mark.parametrize("size", [1e-9, 0.003, 0.4, 7.0, 2_500_000.0])
def test_every_measure_can_be_told_in_both_languages(name, size):
    noise = np.random.default_rng(5).normal(size=12)
    for shift in (0.0, 0.4, -30.0):
        told = sentence(finding(name, size * (noise + shift)), LABELS)
        en, zh = told.text("en"), told.text("zh")
        assert MEASURES[name].label_en in en and MEASURES[name].label_zh in zh
        assert not re.search(r"\b(will|prove[sn]?|nan)\b|[{}]", en + zh)
        if MEASURES[name].unit != "yuan a year":  # 万 against thousands and millions
            bare = en.replace(MEASURES[name].label_en, "").replace("per 100 cadre-years", "")
            assert figures(bare) == figures(zh.replace(MEASURES[name].label_zh, ""))


def test_numbers_carry_their_units():
    share, money = MEASURES["township_vacancy"], MEASURES["cost_yuan_per_year"]
    assert value_text(share, 0.1234, "en") == "12.3%"
    assert change_text(share, 0.1234, "zh") == "+12.3 个百分点"
    assert change_text(share, -0.0004, "en") == "0.0 points"
    assert value_text(money, 104_260_000.0, "en") == "104.26 million yuan a year"
    assert value_text(money, 104_260_000.0, "zh") == "10,426.0 万元/年"
    assert change_text(money, -98_675.0, "en") == "−98,700 yuan a year"
    assert value_text(share, math.nan, "en") == "–"
    assert row_label(money, 2e6, "en") == "Cost (million yuan a year)"


@pytest.mark.parametrize(("ends", "said"), [
    ((0.0003, 0.0071), "+0.03 to +0.71"),
    ((-0.0500, -0.000021), "−5.000 to −0.002"),
    ((0.0012, 0.0071), "+0.1 to +0.7"),
    ((-0.0003, 0.0071), "0.0 to +0.7"),
])  # fmt: skip
def test_a_band_that_leaves_out_zero_does_not_end_at_it(ends: tuple[float, float], said: str) -> None:
    assert band_text(MEASURES["township_vacancy"], ends, "en") == said


def test_the_caveat_stands_in_both_languages():
    assert caveat(30, 240).text("en").startswith("In this model, under these assumptions")
    assert caveat(30, 240).text("zh").startswith("在本模型及其假设之下")
    assert against(LABELS["new"], LABELS["old"]).text("zh") == "“新规”,与“旧规”相比"
