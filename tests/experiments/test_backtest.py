"""Backtests: scores against their definitions, forecasters whose worth is known, and the command on small studies."""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from omegaconf import OmegaConf
from rich.console import Console

from experiments.backtest import backtest
from experiments.backtest_naive import METHODS, cohort_markov, destinations
from experiments.backtest_scores import MODEL, band, compared, crps, reachable, scored
from experiments.backtest_table import AGES, COUNTS, FIELDS, RANKS, Yearly, columns_of, read_history
from experiments.backtest_told import basis_told, verdicts_told
from experiments.carry_out import Call
from experiments.compose import compose, plan_from
from experiments.problems import Problems
from experiments.replay import replay
from experiments.work import simulated
from sim.model import CadreModel
from sim.oracles import formulas

TIERS = ("township", "county", "city")


# -- scores ------------------------------------------------------------------------------------------------------------


def integral(members, truth):
    """Return the integral of (F(x) - 1{truth <= x})^2 over x, the definition, on a fine grid."""
    grid = np.linspace(-12, 12, 240_001)
    steps = np.searchsorted(np.sort(members), grid, side="right") / len(members)
    return float(((steps - (truth <= grid)) ** 2).sum() * (grid[1] - grid[0]))


@pytest.mark.parametrize("truth", [-3.0, 0.1, 4.0])
def test_crps_is_the_integral_of_its_definition(truth):
    members = np.random.default_rng(1).normal(size=12)
    assert float(crps(members, np.array(truth), fair=False)) == pytest.approx(integral(members, truth), abs=1e-3)


def test_the_fair_score_does_not_depend_on_the_size_of_the_ensemble():
    """Of a normal law about its own truth the score is 1 / sqrt(pi), for any number of members (Ferro 2014)."""
    rng, truth = np.random.default_rng(2), np.random.default_rng(3).normal(size=40_000)
    for size in (2, 5, 40):
        scores = crps(rng.normal(size=(size, len(truth))), truth)
        assert abs(scores.mean() - 1 / np.sqrt(np.pi)) < 4 * scores.std() / np.sqrt(len(truth))


@pytest.mark.parametrize(("size", "level"), [(39, 0.95), (199, 0.95), (199, 0.5), (9, 0.95)])
def test_bands_hold_what_is_drawn_alike(size, level):
    rng = np.random.default_rng(4)
    members, truth = rng.normal(size=(size, 20_000)), rng.normal(size=20_000)
    low, high = band(members, level)
    share = ((low <= truth) & (truth <= high)).mean()
    assert share == pytest.approx(reachable(size, level), abs=4 * np.sqrt(0.25 / 20_000))


# -- forecasters whose worth is known ----------------------------------------------------------------------------------


def toy(histories: int, bias: float, seed: int = 5) -> pd.DataFrame:
    """Return scores of a forecaster that knows the truth's law up to a bias, against all naive methods."""
    rng, frames = np.random.default_rng(seed), []
    for number in range(histories):

        def future(first: int, years: int, size: int) -> np.ndarray:
            values = np.full((size, years, 1, len(FIELDS)), np.nan)
            level = 300.0 + 8.0 * np.arange(first, first + years)
            # that people grow faster and faster from the split on is not known to the rivals
            level = level + 0.8 * np.maximum(np.arange(first, first + years) - 9, 0) ** 2
            values[..., 0] = level[:, None] + rng.normal(0, 3, (size, years, 1))
            values[..., 1:5] = rng.poisson(12, (size, years, 1, 4))
            return values

        whole = Yearly(tuple(range(2000, 2015)), ("township",), future(0, 15, 1)[0])
        seen, held = whole.until(2010), whole.since(2010)
        drawn = {MODEL: future(10, 5, 39)}
        drawn[MODEL][..., 0] += bias
        drawn |= {name: method(seen, 5, rng) for name, method in METHODS.items()}
        frames.append(scored(number + 1, held, drawn))
    return pd.concat(frames, ignore_index=True)


def test_who_knows_the_law_of_the_truth_wins_and_covers():
    rows = toy(12, 0.0)
    found = compared(rows).set_index(["quantity", "rival"])
    assert (found.loc["headcount", "verdict"] == "better").all()
    own = rows[(rows["method"] == MODEL)]
    head = own[own["quantity"] == "headcount"]["in_95"]
    assert abs(head.mean() - 0.95) < 4 * np.sqrt(0.95 * 0.05 / len(head))
    words = " ".join(line.en for line in verdicts_told(compared(rows)))
    assert "the model is better at headcount (township)" in words
    assert "“last rates” is better nowhere that can be told" in words


def test_who_is_biased_loses_and_is_told_so():
    rows = toy(12, 200.0)
    found = compared(rows).set_index(["quantity", "rival"])
    assert (found.loc["headcount", "verdict"] == "worse").all()
    assert not rows[(rows["method"] == MODEL) & (rows["quantity"] == "headcount")]["in_95"].any()
    told = [line for line in verdicts_told(compared(rows)) if "last rates" in line.en]
    assert "“last rates” is better at headcount (township)" in told[0].en
    assert "“沿用近年比率”在以下方面更好:人数(乡镇)" in told[0].zh


def test_nothing_is_told_apart_from_few_histories():
    found = compared(toy(3, 200.0))
    assert set(found["verdict"]) == {"alike"} and found["low"].isna().all()
    assert verdicts_told(found)[0].en.startswith("With fewer than 5 histories nothing can be told apart")


# -- naive methods -----------------------------------------------------------------------------------------------------

LEAVE, UP, INTAKE, OPENING = 0.06, 0.04, np.array([40.0, 10.0, 5.0]), np.array([600.0, 300.0, 100.0])
BETWEEN = np.array([[1 - LEAVE - UP, UP, 0.0], [0.0, 1 - LEAVE - UP, UP], [0.0, 0.0, 1 - LEAVE]])


def steady(years: int) -> Yearly:
    """Return the exact means of a system with constant chances a year, without ages."""
    values, people = np.full((years, 3, len(FIELDS)), np.nan), OPENING
    for year in range(years):
        before, people = people, people @ BETWEEN + INTAKE
        ups = before * UP * np.array([1, 1, 0])
        values[year, :, :5] = np.transpose([people, INTAKE, before * LEAVE, ups, np.zeros(3)])
    return Yearly(tuple(range(2000, 2000 + years)), TIERS, values)


def test_cohort_markov_follows_the_closed_form_of_a_system_with_constant_chances():
    """n(t) = n_0 Q^t + R (Q^0 + ... + Q^(t-1)), the law of oracles 3 and 4, at each of the next 12 years."""
    seen, years = steady(8), 12
    up, down = destinations(seen)
    assert up == pytest.approx(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]]), abs=1e-9) and down[1, 0] == 1
    drawn = cohort_markov(seen, years, np.random.default_rng(6))[..., 0]
    for ahead in range(1, years + 1):
        # intakes of ages 0 to t - 1, their newest not yet asked
        law, _ = formulas.stocks(BETWEEN, seen.values[-1, :, 0], INTAKE, np.arange(ahead), ahead)
        here = drawn[:, ahead - 1]
        assert np.all(np.abs(here.mean(axis=0) - law) < 4.5 * here.std(axis=0) / np.sqrt(len(here)) + 0.5)


def test_last_rates_follow_the_same_law_exactly():
    """Where every year has the same rates and intake, the years drawn do not matter."""
    seen = steady(8)
    drawn = METHODS["last_rates"](seen, 12, np.random.default_rng(6))[..., 0]
    for ahead in range(1, 13):
        law, _ = formulas.stocks(BETWEEN, seen.values[-1, :, 0], INTAKE, np.arange(ahead), ahead)
        assert drawn[:, ahead - 1] == pytest.approx(np.tile(law, (len(drawn), 1)), rel=1e-9)


def test_cohort_markov_lets_the_old_leave_and_the_others_age():
    """Nobody but the oldest leaves, 100 a year; everybody is young at first, and nobody comes."""
    values = np.zeros((6, 1, len(FIELDS)))
    ageing = np.array([1 / 13, 0.1, 0.1, 0.0])
    people = np.array([400.0, 300.0, 200.0, 100.0])
    for year in range(6):
        gone = np.array([0, 0, 0, 0.2 * people[3]])
        stay = people - gone
        people, gone = stay - stay * ageing + np.roll(stay * ageing, 1), gone.sum()
        values[year, 0, columns_of(AGES)], values[year, 0, 0], values[year, 0, 2] = people, people.sum(), gone
    values[..., columns_of(RANKS[:1])[0]] = values[..., 0]
    seen = Yearly(tuple(range(2000, 2006)), ("township",), values)
    drawn = cohort_markov(seen, 1, np.random.default_rng(7))[:, 0, 0]
    assert drawn[:, 2].mean() == pytest.approx(0.2 * people[3], rel=0.05)
    stay = people - [0, 0, 0, 0.2 * people[3]]
    law = stay - stay * ageing + np.roll(stay * ageing, 1)
    assert drawn[:, columns_of(AGES)].mean(axis=0) == pytest.approx(law, rel=0.03)
    assert (drawn[:, columns_of(AGES)].sum(axis=1) == drawn[:, 0]).all()


def test_naive_methods_keep_to_what_never_changed():
    seen = Yearly(tuple(range(2000, 2006)), TIERS, np.tile(steady(1).values, (6, 1, 1)))
    still = seen.values.copy()
    still[..., 1:5] = 0.0
    for name in ("nothing_changes", "last_rates"):
        drawn = METHODS[name](Yearly(seen.years, TIERS, still), 4, np.random.default_rng(8))
        assert np.nanmax(np.abs(drawn - still[0])) == 0, name


# -- a table of one's own ----------------------------------------------------------------------------------------------


def table(years=range(2010, 2016)) -> str:
    head = ",".join(("year", "tier", *COUNTS))
    rows = [
        f"{year},{tier},{300 + year % 7},{20 + year % 3},18,3,2" for year in years for tier in ("township", "county")
    ]
    return "\n".join([head, *rows])


def test_a_table_is_read(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(table(), encoding="gbk")
    found = read_history(str(file), range(2010, 2020), TIERS)
    assert found.years == tuple(range(2010, 2016)) and found.tiers == ("township", "county")
    assert found.values[0, 0, :5].tolist() == [301, 20, 18, 3, 2] and np.isnan(found.values[0, 0, 5:]).all()


def test_a_bad_table_is_refused_with_all_its_problems(tmp_path):
    file = tmp_path / "mine.csv"
    rows = table().splitlines()
    rows[0] += "," + ",".join(AGES)
    rows = [rows[0], *(f"{row},1,1,1,1" for row in rows[1:])]
    rows[1] = rows[1].replace("2010", "1990")
    rows[2] = rows[2].replace("county", "village")
    rows[3] = rows[3].replace(",18,", ",-4,").replace(",3,", ",many,", 1)
    rows.append(rows[5])
    file.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_history(str(file), range(2010, 2020), TIERS)
    text = str(caught.value)
    for part in ("row 2: year is '1990'; allowed: 2010 to 2019", "row 3: tier is 'village'; allowed: township, county",
                 "row 4: exits is '-4'", "row 4: moves_up is 'many'", "the age bands add up to 4, headcount is",
                 "row 14: 2012, township is there already", "there is no row for 2010, township"):  # fmt: skip
        assert part in text, text
    file.write_text("year,tier,headcount,exits,exits,moves_up,moves_down,entrys,aged_31_40\n", encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_history(str(file), range(2010, 2020), TIERS)
    text = str(caught.value)
    for part in ("entrys is no column. Did you mean entries?", "column entries is missing", "names exits twice",
                 "only some age bands (aged_31_40)"):  # fmt: skip
        assert part in text, text


# -- the command -------------------------------------------------------------------------------------------------------

SMALL = ("months=60", "split=4", "seeds=10", "workers=1", "run_seconds=none", "reuse=false")


def said(out: Path, *words: str, code: int = 0) -> str:
    words = (*SMALL, *words, f"out={out}")
    config = OmegaConf.to_container(compose(words, "backtest"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    assert backtest(Call("backtest", words, config, "backtest"), console) == code
    return console.file.getvalue()


def test_other_luck_draws_deaths_anew_and_leaves_who_people_are():
    plan = plan_from(("months=60",), "run")
    model = CadreModel(plan.city, plan.policy, plan.setting, rng=1)
    model.run_for(3)
    one, other, same = (model.forked(plan.policy, seed) for seed in (5, 6, None))
    rows, now = model.world.serving_rows(), model.world.month
    before, first, second = (each.world.state.cadres[rows] for each in (model, one, other))
    assert (first["dies"] >= now).all() and (first["dies"] != second["dies"]).mean() > 0.9
    assert np.median(first["dies"]) == pytest.approx(np.median(before["dies"]), abs=36)
    assert (same.world.state.cadres[rows] == before).all()
    kept = [name for name in before.dtype.names if name != "dies"]
    assert (first[kept] == before[kept]).all()
    assert [int(each.world.state.clock["seed"][0]) for each in (model, one, other, same)] == [1, 5, 6, 1]


def made_again(out: Path) -> None:
    """Make some runs of a study again from its manifest, and fail unless all is the same."""
    config = OmegaConf.to_container(compose((f"out={out}", "workers=1", "runs=6"), "replay"), resolve=True)
    console = Console(file=io.StringIO(), width=140)
    assert replay(Call("replay", (), config, "replay"), console) == 0, console.file.getvalue()


def test_a_past_has_futures_of_other_luck():
    plan = plan_from(("months=60",), "run")
    keys = ["month", "tier", "rank_group"]
    plain = simulated(plan.with_seed(1)).results.months.set_index(keys)["holders"]
    whole = [plan.forked("2013-01", plan.policy)]
    from dataclasses import replace

    pasts = [replace(each, past_seed=1) for each in whole for _ in range(2)]
    first, second = (simulated(each.with_seed(seed)).results for each, seed in zip(pasts, (5, 6), strict=True))
    split = 2013 * 12
    for each in (first, second):
        changed = each.months.set_index(keys)["holders"] != plain
        months = changed[changed].index.get_level_values("month")
        assert months.min() >= split and len(months)
    later = first.months["month"] >= split
    assert (first.months["holders"][later] != second.months["holders"][later]).any()
    assert pasts[0].contents != whole[0].contents and pasts[0].with_seed(5).run != pasts[0].with_seed(6).run


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    out = tmp_path_factory.mktemp("backtest") / "it"
    return out, said(out, "histories=5")


def test_the_command_scores_simulated_histories(study):
    out, text = study
    rows, found = pd.read_parquet(out / "backtest.parquet"), json.loads((out / "backtest.json").read_text())
    assert set(rows["method"]) == {MODEL, *METHODS} and rows["history"].nunique() == 5 == found["histories"]
    assert sorted(rows["year"].unique()) == [2014] and found["members"] == 9 and found["years_seen"] == 4
    truth = rows.pivot_table(index=["quantity", "tier", "category", "history"], columns="method", values="truth")
    assert (truth.nunique(axis=1) == 1).all()  # all are scored against the same
    assert truth.groupby(["quantity", "tier", "category"])[MODEL].nunique().max() > 1  # and histories differ
    assert "from everybody's true state at the split" in text and "模型自分界时每个人的真实状态出发" in text
    assert (
        "Against “cohort Markov”:" in text and "与“队列马尔可夫”相比:" in text and "township headcount 乡镇人数" in text
    )


def test_it_goes_on_where_it_stopped_and_can_be_made_again(study):
    out, text = study
    again = said(out, "histories=5")
    assert "0 computed" in again and again.splitlines()[2:] == text.splitlines()[2:]
    made_again(out)


def test_histories_under_other_assumptions_and_of_ones_own(tmp_path):
    text = said(tmp_path / "other", "histories=2", "truth={setting.wants.pay_utils: 1.5}")
    assert (
        "2 simulated histories under other assumptions" in text and "starts from the city's published margins" in text
    )
    rows = pd.read_parquet(tmp_path / "other" / "backtest.parquet")
    assert rows[rows["method"] == MODEL].groupby(["quantity", "tier", "category", "year"])["mean"].nunique().max() == 1
    file = tmp_path / "mine.csv"
    file.write_text(table(range(2010, 2015)), encoding="utf-8")
    config = OmegaConf.to_container(
        compose((f"out={tmp_path / 'other'}", "workers=1", "runs=6"), "replay"), resolve=True
    )
    assert replay(Call("replay", (), config, "replay"), Console(file=io.StringIO(), width=140)) == 0
    with pytest.raises(Problems, match=r"truth: setting\.wants\.pay_utils is"):
        said(tmp_path / "no", "truth={setting.wants.pay_utils: much}")
    text = said(tmp_path / "own", f"history={file}", "language=en")
    assert "1 history of your own" in text and "With fewer than 5 histories" in text and "乡镇" not in text


def test_what_cannot_be_done_is_said_at_once(tmp_path):
    words = ("histories=0", "start=here", "seeds=3", "fork=2012-01", "keep=[]", "split=2", "truth={quotas.x: 1}")
    with pytest.raises(Problems) as caught:
        said(tmp_path / "no", *words)
    text = str(caught.value)
    for part in ("histories is 0", "start is 'here'", "seeds is 3", "fork is '2012-01'", "keep leaves out",
                 "split is 2; allowed: years seen, 3 to 4", "truth names quotas.x"):  # fmt: skip
        assert part in text, text
    assert not (tmp_path / "no").exists()
    with pytest.raises(Problems, match="start=state needs a simulated history"):
        said(tmp_path / "no", "start=state", "truth={setting.wants.pay_utils: 1.5}")


def test_words_say_what_the_model_starts_from():
    for kind in ("same", "other", "file"):
        assert "does not know the individual state" in basis_told(kind, "2020-01", 1, 40, 10)[1].en
    assert "no test of its assumptions" in basis_told("state", "2020-01", 5, 39, 10)[1].en
