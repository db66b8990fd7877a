"""Scores of forecasts against their definitions, naive methods against closed forms, and a table of one's own."""

import numpy as np
import pandas as pd
import pytest
from histories import table

from experiments.backtest_naive import METHODS, cohort_markov, destinations
from experiments.backtest_scores import MODEL, band, by_quantity, compared, crps, reachable, scored
from experiments.backtest_table import AGES, FIELDS, RANKS, Yearly, columns_of, read_history
from experiments.backtest_told import coverage_told, verdicts_told
from experiments.problems import Problems
from sim.oracles import formulas

TIERS = ("township", "county", "city")


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


def test_categories_where_nobody_ever_is_make_no_forecast_better():
    """Two ranks hold people, and nobody covers them; the five empty ones would make that 5 of 7 covered."""
    places = columns_of(RANKS)
    values = np.full((1, 1, len(FIELDS)), np.nan)
    values[..., places] = 0.0
    values[..., places[:2]] = 50.0
    drawn = np.tile(values, (20, 1, 1, 1))
    drawn[..., places[0]] += 10.0
    sometimes = drawn.copy()
    sometimes[:10, ..., places[2]] = 5.0
    held = Yearly((2010,), ("township",), values)
    rows = pd.concat([scored(each, held, {MODEL: drawn, "other": drawn}) for each in range(1, 7)], ignore_index=True)
    assert (by_quantity(rows)["in_95"] == 0).all() and rows["in_95"].mean() == pytest.approx(5 / 7)
    assert by_quantity(rows)["crps"].iloc[0] == pytest.approx(rows[rows["truth"] > 0]["crps"].mean())
    assert compared(rows)["model"].iloc[0] == pytest.approx(by_quantity(rows)["crps"].iloc[0])
    more = pd.concat([rows, scored(7, held, {MODEL: drawn, "other": sometimes})], ignore_index=True)
    assert by_quantity(more)["in_95"].iloc[0] > 0, "a rank that one method once predicts counts for all"
    words = coverage_told(by_quantity(rows).replace("other", "last_rates"), 39, 0.95).en
    assert words.startswith("On average over results the model's 95% bands held 0% of")


def test_nothing_is_told_apart_from_few_histories():
    found = compared(toy(3, 200.0))
    assert set(found["verdict"]) == {"alike"} and found["low"].isna().all()
    assert verdicts_told(found)[0].en.startswith("With fewer than 5 histories nothing can be told apart")


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
    rows = table().splitlines()
    rows[3] = rows[3].replace(",30", ",1,30")
    file.write_text("\n".join([rows[0] + ",", rows[1] + ",", rows[2] + ",5", *rows[3:]]), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_history(str(file), range(2010, 2020), TIERS)
    assert list(caught.value.lines) == [
        f"{file}, row {row}: {cell!r} stands under no name of row 1; give every column a name, and write numbers "
        "without commas between thousands"
        for row, cell in ((3, "5"), (4, "2"))
    ]
    file.write_text("year,tier,headcount,exits,exits,moves_up,moves_down,entrys,aged_31_40\n", encoding="utf-8")
    with pytest.raises(Problems) as caught:
        read_history(str(file), range(2010, 2020), TIERS)
    text = str(caught.value)
    for part in ("entrys is no column. Did you mean entries?", "column entries is missing", "names exits twice",
                 "only some age bands (aged_31_40)"):  # fmt: skip
        assert part in text, text
