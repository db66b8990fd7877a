"""The register of assumptions: complete, with sources and confidence, and honest about what moves results."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_cli import command

from experiments import register
from experiments.assumptions import HEADLINES
from experiments.compose import plan_from
from experiments.plan import AS_IT_IS
from experiments.register_file import TABLE, Swings, read_swings, shipped, write_swings
from experiments.register_told import CONFIDENCE, effect_text, entries
from experiments.schema import SETTING, assumptions, declared
from sim.levers import levers

DOC = Path(__file__).parents[2] / "docs" / "assumptions.md"
PAY, GRADUAL, OFF = "setting.wants.pay_utils", "retirement.gradual_rise", "rewards.performance_bonus_yuan_per_month"


def rows_of(text: str) -> dict[str, list[str]]:
    """Return the cells of a Markdown register's lines by name."""
    cells = [[each.strip() for each in line.strip("|").split(" | ")] for line in text.splitlines() if " | " in line]
    return {row[0]: row for row in cells if row[0] in declared()}


def test_every_number_is_moved_both_ways_inside_its_bounds():
    plan = plan_from([], "run")
    moves = list(register.moves(plan.value))
    assert {each.name for each in moves} == set(declared())  # nothing is left untried
    for move in moves:
        each, base = declared()[move.name], plan.value(move.name)
        values = np.atleast_1d(np.asarray(move.value, float))
        assert ((each.low <= values) & (values <= each.high)).all(), move
        if not isinstance(base, bool):
            assert (values.sum() > np.sum(base)) is np.bool_(move.end == "more"), move
    tried = {(each.name, each.end): each.value for each in moves}
    assert (tried[PAY, "less"], tried[PAY, "more"]) == (0.25, 1.0)
    assert tried[GRADUAL, "less"] is False and (GRADUAL, "more") not in tried
    assert (OFF, "less") not in tried and tried[OFF, "more"] == 1000.0


def test_negative_numbers_and_lists_are_moved_as_a_whole():
    each = declared()["setting.performance.basically_below_sd"]
    assert (register.moved(each, -2.4, 0.5), register.moved(each, -2.4, 2.0)) == (-4.8, -1.2)
    shares = declared()["setting.origins.city_family_shares"]
    assert register.moved(shares, (0.88, 0.0, 0.12), 2.0) == (1.0, 0.0, 0.24)


@pytest.mark.parametrize(("source", "expected"), [
    ("assumption", register.ASSUMED),
    ("assumption: exits rise with remoteness (facts 1.1.4)", register.ON_A_FINDING),
    ("fourteen towns (003_ pt5), T19, facts 1.6.15: two years", register.MEASURED),
    ("Law on administrative sanctions arts. 8, 19: major demerit (facts 2.2)", register.PUBLISHED),
    ("facts 2.5: no loan again within two years", register.PUBLISHED),
    ("002_, facts 1.12.3: canteens of townships; none as found", register.REPORTED),
    ("000_, facts 1.10.7: held to account at once; assumed number", register.ON_A_FINDING),
])  # fmt: skip
def test_confidence_is_what_the_source_says(source: str, expected: str):
    assert register.confidence(source) == expected
    assert expected in CONFIDENCE


def made_up(effect: float, noise: float, seeds: int = 10) -> pd.DataFrame:
    """Return the swings of one assumption at both ends: more of it has an effect, less has none."""
    plan = plan_from([], "run")
    points = register.points(plan, [PAY])
    chance = np.random.default_rng(1)
    rows = []
    for place, point in enumerate(points):
        for seed in range(seeds):
            moved = effect * (place == 2) + (noise * chance.standard_normal() if place else 0.0)
            rows.append({"plan": plan.at(point).contents, "seed": seed, "township_vacancy": 0.3 + seed / 100 + moved})
    return register.swings(pd.DataFrame(rows), plan, points, ["township_vacancy"]).set_index("end")


def test_a_swing_is_a_paired_difference_told_from_chance():
    found = made_up(effect=0.05, noise=0.01)
    assert found.loc["more", "mean"] == pytest.approx(0.05, abs=0.01)
    assert found.loc["more", "low"] < found.loc["more", "mean"] < found.loc["more", "high"]
    assert found.loc["more", "told"] and not found.loc["less", "told"]
    assert found.loc["more", "base"] == pytest.approx(0.345)
    nothing = made_up(effect=0.0, noise=0.0)
    assert (nothing["mean"] == 0).all() and not nothing["told"].any() and (nothing["p"] == 1).all()


@pytest.mark.parametrize(("seeds", "told"), [(2, False), (4, False), (5, False), (10, True)])
def test_equal_differences_of_a_few_seeds_are_not_told_from_chance(seeds: int, told: bool):
    """All seeds agree by chance alone with p = 2 / 2^n: 0.0625 of 5 seeds, 0.002 of 10."""
    more = made_up(effect=0.05, noise=0.0, seeds=seeds).loc["more"]
    assert more["mean"] == pytest.approx(0.05) and more["told"] == told
    assert np.isnan(more["p"]) if seeds < 5 else more["p"] == pytest.approx(2 / 2**seeds)


def test_what_is_not_told_from_chance_is_said_to_be_so(tmp_path: Path):
    frame = made_up(effect=0.05, noise=0.01).reset_index()[list(register.COLUMNS)]
    record = {"moves": {PAY: {"less": "0.25", "more": "1"}}, "values": {PAY: "0.4"}}
    write_swings(tmp_path, Swings(frame, record))
    swings = read_swings(tmp_path)
    assert swings is not None
    known = [(declared()[PAY], 0.5), (declared()[GRADUAL], True)]
    pay, gradual = entries(known, swings)
    assert "↑ +4.9" in effect_text(pay, "en") and "↓" not in effect_text(pay, "en")
    assert "tried when the value was 0.4" in effect_text(pay, "en")
    assert effect_text(gradual, "en") == "not tried"
    swings.frame["told"] = False
    assert effect_text(entries(known, swings)[0], "en") == "nothing told apart from chance"
    assert (tmp_path / TABLE).stat().st_size < 1000


def test_the_command_tries_every_move_and_prints_the_register(tmp_path: Path):
    words = ("names=[setting.wants.pay]", "months=6", "seeds=5", "workers=1", "run_seconds=none", "out=it")
    code, out, err = command("assumptions", "swings=run", *words, cwd=tmp_path)
    assert (code, err) == (0, "") and PAY in out and "15 runs: 15 computed" in out
    assert "the reports tell the" in out and "假设;报告说明了方向" in out
    record = json.loads((tmp_path / "it" / "swings.json").read_text())
    assert record["moves"] == {PAY: {"less": "0.25", "more": "1"}} and record["seeds"] == [1, 2, 3, 4, 5]
    assert str(tmp_path) not in (tmp_path / "it" / "swings.json").read_text(), "no path of the machine that made it"
    assert "names=[setting.wants.pay]" in record["words"]
    code, out, err = command("replay", "it", "workers=1", "language=en", cwd=tmp_path)
    assert code == 0 and "match: all 15 runs" in out
    code, out, err = command("assumptions", "swings=guess", "format=pdf", "names=[no.such]", cwd=tmp_path)
    assert code == 2 and all(each in err for each in ("swings is 'guess'", "format is 'pdf'", "no.such"))
    code, out, err = command("assumptions", "swings=run", "seeds=4", "out=few", cwd=tmp_path)
    assert code == 2 and "seeds is 4; allowed: 5 or more" in err and not (tmp_path / "few").exists()


def test_the_page_lists_exactly_the_declared_assumptions_with_their_present_values():
    text = DOC.read_text(encoding="utf-8")
    rows = rows_of(text)
    assert set(rows) == set(declared())
    for name, each in declared().items():
        assert rows[name][2] == register.written(each.default) or name in levers(), name
        assert rows[name][3] == each.unit and each.source.replace("|", "·") == rows[name][7], name
    swings = shipped("fourteen_towns")
    assert swings is not None and swings.record["code"]["source_hash"] in text
    assert len(list(assumptions())) == sum(name.startswith(f"{SETTING}.") for name in rows)


def test_the_page_is_what_the_command_prints(tmp_path: Path):
    words = ("format=markdown", "levers=true", "language=en")
    code, out, err = command("assumptions", *words, cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out == DOC.read_text(encoding="utf-8"), "print docs/assumptions.md again with the command that it names"


def test_shipped_swings_are_of_the_city_and_of_all_that_is_declared():
    swings, plan = shipped("fourteen_towns"), plan_from([], "run")
    assert swings is not None
    assert set(swings.frame["measure"]) <= set(HEADLINES)
    assert swings.record["tried"] == sum(map(len, swings.record["moves"].values()))
    assert re.fullmatch(r"[0-9a-f]{32}", swings.record["city"]["hash"])
    assert not any("/" in word for word in swings.record["words"])
    assert plan.at(AS_IT_IS).city.name == swings.record["city"]["name"]
    told = swings.frame[swings.frame["told"]]
    assert 0 < len(told) < len(swings.frame)
    assert (told["low"] * told["high"] > 0).all()  # what is told from chance leaves out zero
