"""The register of assumptions: complete, with sources and confidence, and honest about what moves results."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from omegaconf import OmegaConf
from replays import replayed
from rich.console import Console

from experiments import assumptions as module
from experiments import register
from experiments.assumptions import HEADLINES
from experiments.carry_out import Call
from experiments.compose import compose, plan_from
from experiments.plan import AS_IT_IS
from experiments.problems import Problems
from experiments.register_file import TABLE, Swings, read_swings, shipped, swings_of, write_swings
from experiments.register_told import CONFIDENCE, effect_text, entries
from experiments.schema import SETTING, assumptions, declared
from sim.compiled import SOURCE_HASH
from sim.levers import levers
from tests.experiments.commands import command

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
    ("assumption: unknown for the opening stock (facts 1.24); people move less", register.ASSUMED),
    ("assumption: no cross-table was published (facts 1.24); T39 has one margin", register.ON_A_FINDING),
    ("assumption: unknown (facts 1.24); organs mostly fill from townships (facts 1.5.4)", register.ON_A_FINDING),
    ("assumption: couples living apart (facts 2.9)", register.ON_PUBLISHED),
    ("assumption: it raises the wish to stay (Yang, Deng and Deng 2021, facts 2.10)", register.ON_PUBLISHED),
    ("assumption: swept; no effect size is known (facts 2.11, 7)", register.ASSUMED),
    ("assumption: set so that exits lie near the 4-6 percent a year of facts 2.12", register.ASSUMED),
    ("fourteen towns (003_ pt5), T12: no nomination over 50", register.MEASURED),
    ("000_, facts 1.10.7: held to account at once; assumed number", register.ON_A_FINDING),
])  # fmt: skip
def test_confidence_is_what_the_source_says(source: str, expected: str):
    assert register.confidence(source) == expected
    assert expected in CONFIDENCE


def test_words_of_confidence_say_what_a_rule_of_the_towns_is():
    """The towns counted their posts, and laid their age lines down."""
    line = declared()["age_limits.new_men_years"]
    assert CONFIDENCE[register.confidence(line.source)] == (
        "counted or laid down in the fourteen towns", "十四镇统计或规定",
    )  # fmt: skip


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


WORDS = ("names=[setting.wants.pay]", "months=6", "seeds=5", "workers=1", "run_seconds=none")


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Try one assumption with the command; return the study's folder and what was printed."""
    folder = tmp_path_factory.mktemp("register")
    code, out, err = command("assumptions", "swings=run", *WORDS, "out=it", cwd=folder)
    assert (code, err) == (0, "")
    return folder / "it", out


def printed(*words: str) -> int:
    """Do what `cadreflow assumptions WORDS` does in this process."""
    config = OmegaConf.to_container(compose(words, "assumptions"), resolve=True)
    return module.assumptions(Call("assumptions", words, config, "assumptions"), Console(width=140))


def test_the_command_tries_every_move_and_prints_the_register(tried: tuple[Path, str]):
    study, out = tried
    assert PAY in out and "15 runs: 15 computed" in out
    assert "without a" in out and "假设;无资料依据" in out
    record = json.loads((study / "swings.json").read_text())
    assert record["moves"] == {PAY: {"less": "0.25", "more": "1"}} and record["seeds"] == [1, 2, 3, 4, 5]
    assert str(study.parent) not in (study / "swings.json").read_text(), "no path of the machine that made it"
    assert "names=[setting.wants.pay]" in record["words"]
    code, said = replayed(f"out={study}", "runs=3")
    assert code == 0 and "match: 3 of 15 runs" in said


@pytest.mark.parametrize(("swings", "aside"), [("study", ""), ("run", "15 runs: 0 computed")])
def test_a_program_reads_the_register_and_nothing_else(tried: tuple[Path, str], capsys, swings: str, aside: str):
    words = (*WORDS, f"out={tried[0]}", f"swings={swings}", "language=en")
    assert printed(*words, "format=json") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert "over 5 shared seeds after 6 months, 2 moves" in found["made"][0] and len(found["made"]) == 1
    assert [(each["name"], each["tried"]) for each in found["entries"]] == [(PAY, {"less": "0.25", "more": "1"})]
    assert aside in err and bool(err) == bool(aside)
    assert printed(*words, "format=csv") == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2 and "over 5 shared seeds" in " ".join(err.split())


def test_every_form_says_that_the_code_has_changed(tried: tuple[Path, str], capsys, monkeypatch):
    monkeypatch.setattr("experiments.provenance.SOURCE_HASH", "another")
    for form in ("json", "csv", "markdown", "table"):
        assert printed(*WORDS, f"out={tried[0]}", "swings=study", f"format={form}", "language=en") == 0
        assert "The model's code has changed since:" in " ".join("".join(capsys.readouterr()).split()), form


@pytest.mark.parametrize(("words", "said"), [
    (("swings=guess", "format=pdf", "names=[no.such]"), "swings is 'guess'.*format is 'pdf'.*no.such"),
    (("swings=run", "seeds=4", "out=few"), "seeds is 4; allowed: 5 or more"),
    (("swings=study",), "swings=study: of which"),
    (("swings=study", "out=nowhere"), "nowhere holds no swings"),
    (("swings=study", "city.other_staff=false"), "holds swings of the city fourteen_towns with other data"),
])  # fmt: skip
def test_what_cannot_be_printed_is_refused(tried: tuple[Path, str], tmp_path: Path, monkeypatch, words, said: str):
    monkeypatch.chdir(tmp_path)
    if words[-1].startswith("city"):
        words = (*words, f"out={tried[0]}")
    with pytest.raises(Problems) as caught:
        printed(*words)
    assert re.search(said, " ".join(caught.value.lines)) and not any(tmp_path.iterdir())


def test_the_page_lists_exactly_the_declared_assumptions_with_their_present_values():
    text = DOC.read_text(encoding="utf-8")
    rows = rows_of(text)
    assert set(rows) == set(declared())
    for name, each in declared().items():
        assert rows[name][2] == register.written(each.default) or name in levers(), name
        assert rows[name][3] == each.unit and each.source.replace("|", "·") == rows[name][7], name
    swings = shipped("fourteen_towns")
    assert ("The model's code has changed since:" in text) == (swings.record["code"]["source_hash"] != SOURCE_HASH)
    assert swings is not None and swings.record["code"]["source_hash"] in text
    assert len(list(assumptions())) == sum(name.startswith(f"{SETTING}.") for name in rows)


def test_the_page_is_what_the_command_prints(tmp_path: Path):
    words = ("format=markdown", "levers=true", "language=en")
    code, out, err = command("assumptions", *words, cwd=tmp_path)
    assert (code, err) == (0, "")
    assert out == DOC.read_text(encoding="utf-8"), "print docs/assumptions.md again with the command that it names"


def test_shipped_swings_are_of_the_same_data_only():
    city = {"name": "fourteen_towns", "hash": plan_from([], "run").city_hash}
    assert swings_of(None, city) is not None and swings_of(None, city | {"hash": "0" * 32}) is None


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
