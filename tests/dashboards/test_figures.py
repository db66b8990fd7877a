import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards import theme
from dashboards.cards import Card
from dashboards.cards.comparison import PANELS, difference_frame, drawn, known_findings
from dashboards.cards.parts import lines_of
from dashboards.embed import Pool, applied, compact, embedded
from dashboards.figures import Line, Shape, band_panels, flow_figure, largest, tile_figure
from dashboards.figures.flows import places
from dashboards.figures.panels import spread, ticks, wrapped
from dashboards.people import (
    age_pyramids,
    cohort,
    crossings,
    leaving_causes,
    retention_paths,
    township_stays,
    yearly_moves,
)
from dashboards.readings import cost_differences, town_vacancy, vacancy_paths, yearly_costs
from dashboards.studies import Study
from dashboards.theme import BASELINE, TOKENS, Stroke, View, contrast, policy_strokes
from dashboards.words import Text, same
from sim.measures import MEASURES

VIEWS = [
    View(language, scheme, narrow) for language in ("en", "zh") for scheme in ("light", "dark") for narrow in (0, 1)
]


def charts(cards: dict[str, Card]) -> list:
    """Return one chart of each kind."""
    first = [card.answers[0].chart for card in cards.values()]
    return [chart for chart in first if chart]


def lines_in(figure: go.Figure) -> dict[tuple[str, str], np.ndarray]:
    """Return the named lines of a band figure by axis and name."""
    return {(each.yaxis or "y", each.name): np.asarray(each.y, float) for each in figure.data if each.name}


# What the readings say ---------------------------------------------------------------------------


def test_bands_hold_their_medians_and_nest(study: Study) -> None:
    tables = [vacancy_paths(study), yearly_costs(study), retention_paths(study, study.baseline.name)]
    tables.append(age_pyramids(study, study.baseline.name))
    for table in tables:
        known = table.dropna(subset=["low_95"])
        assert len(known)
        inner = known[["low_95", "low_50", "median", "high_50", "high_95"]].to_numpy(float)
        assert (np.diff(inner, axis=1) >= -1e-12).all()


def test_vacancies_are_those_of_the_months_table(study: Study) -> None:
    paths = vacancy_paths(study)
    months, runs = study.stored.table("months"), study.runs
    last = months[(months["month"] == study.window.horizon - 1) & (months["tier"] == "township")]
    by_run = last.groupby("run")[["vacant", "established"]].sum()
    shares = (by_run["vacant"] / by_run["established"]).rename("share")
    for policy, part in runs.join(shares, on="run").groupby("policy"):
        row = paths[(paths["policy"] == policy) & (paths["panel"] == "township")].iloc[-1]
        assert row["median"] == pytest.approx(part["share"].median())
        assert row["runs"] == len(part)


def test_towns_add_up_to_the_tier(study: Study) -> None:
    """In the last year the towns' empty post-months are those of all townships."""
    months = study.stored.table("months").merge(study.runs[["run", "policy"]], on="run")
    town = months[(months["tier"] == "township") & (months["month"] >= study.window.horizon - 12)]
    for note in study.policies:
        towns = town_vacancy(study, note.name)
        own = town[town["policy"] == note.name]
        wanted = own["vacant"].sum() / own["established"].sum()
        assert (towns["mean"] * towns["established"]).sum() / towns["established"].sum() == pytest.approx(wanted)


def test_causes_and_those_who_stay_add_up(study: Study) -> None:
    name = study.baseline.name
    causes = leaving_causes(study, name)
    wide = causes.pivot(index="x", columns="cause", values="mean")
    assert wide.drop(columns="total").sum(axis=1).to_numpy() == pytest.approx(wide["total"].to_numpy())
    spells = cohort(township_stays(study, name), "opening")
    gone = (spells["cause"] != "") & (spells["time"] <= 12)
    assert wide["total"].loc[1.0] == pytest.approx(gone.mean()), "nobody is lost from sight in the first year"


def test_moves_balance(study: Study) -> None:
    """Whoever is at a tier at the start of a year is somewhere, or out of service, at its end."""
    moves = yearly_moves(study, study.baseline.name)
    flows = crossings(moves)
    assert set(flows["source"]) | set(flows["target"]) == {"township", "county", "city", "outside"}
    assert (flows["source"] != flows["target"]).all()
    assert len(flows) == 12
    crossed = moves[moves["from_tier"] != moves["to_tier"]]
    assert flows["mean"].sum() == pytest.approx(crossed["mean"].sum())


def test_cost_differences_agree_with_the_headline(study: Study) -> None:
    totals = cost_differences(study).query("cause == 'total'").set_index("policy")["difference"]
    for finding in known_findings(study):
        if finding.measure.name == "cost_yuan_per_year":
            assert totals[finding.policy] == pytest.approx(finding.difference.mean)


# What the figures show ---------------------------------------------------------------------------


def test_the_difference_panels_draw_the_findings(study: Study, cards: dict[str, Card]) -> None:
    found = drawn(known_findings(study))
    frame = difference_frame(found)
    figure = cards["changes"].answers[0].chart.draw(View())
    assert len(figure.data) == len(frame)
    factors = [100.0 if MEASURES[name].unit == "share" else 1.0 for name in frame["measure"]]
    assert [each.x[0] for each in figure.data] == pytest.approx(list(frame["difference"] * factors))
    ends = [(each.x[0] - each.error_x.arrayminus[0], each.x[0] + each.error_x.array[0]) for each in figure.data]
    wanted = frame[["low", "high"]].mul(factors, axis=0)
    assert np.array(ends) == pytest.approx(wanted.to_numpy())
    assert all(figure.layout[axis].zeroline for axis in figure.layout if axis.startswith("xaxis"))
    assert [name for name in PANELS if name in set(frame["measure"])] == list(dict.fromkeys(frame["measure"]))


def test_policies_keep_their_colour_and_dash(study: Study, cards: dict[str, Card]) -> None:
    strokes = policy_strokes([note.name for note in study.policies], study.baseline.name)
    assert strokes["rules_2006"].colour == BASELINE
    assert strokes["limits_57_55"].colour == theme.POLICIES[0]
    assert strokes["allowance_up"].colour == theme.POLICIES[1]
    assert strokes["allowance_up"].dash != strokes["limits_57_55"].dash
    by_label = {note.label.en: strokes[note.name] for note in study.policies}
    for answer in cards["vacancies"].answers + cards["retention"].answers + cards["cost"].answers:
        for line in answer.chart.draw(View()).data:
            if line.name:
                assert (line.line.color, line.line.dash) == (by_label[line.name].colour, by_label[line.name].dash)


def test_flows_are_coloured_by_tier(study: Study) -> None:
    flows = crossings(yearly_moves(study, study.baseline.name))
    figure = flow_figure(flows, View())
    bars = {shape.fillcolor for shape in figure.layout.shapes}
    assert bars == {*theme.TIERS.values(), BASELINE}
    assert len(figure.data) == (flows["mean"] > 0).sum() <= 12
    # A flow is as thick as its share of all people.
    kept = largest(flows)
    thick = [each.y[0] - each.y[-1] for each in figure.data]
    assert np.array(thick) / sum(thick) == pytest.approx((kept["mean"] / kept["mean"].sum()).to_numpy())
    for span in places(kept, "source").values():
        assert -1e-12 <= span[0] < span[1] <= 1 + 1e-12


def test_the_smallest_flows_become_other() -> None:
    flows = pd.DataFrame(
        {"source": "township", "target": "city", "mean": np.arange(1.0, 21.0), "low": 0.0, "high": 30.0}
    )
    kept = largest(flows)
    assert len(kept) == 12
    assert kept["mean"].sum() == pytest.approx(flows["mean"].sum())
    assert list(kept["source"]).count("other") == 1
    assert np.isnan(kept.set_index("source").loc["other", "high"])


def test_tiles_carry_readable_numbers(study: Study) -> None:
    towns = town_vacancy(study, study.baseline.name)
    figure = tile_figure(towns, float(towns["mean"].max()), View())
    assert len(figure.layout.shapes) == len(towns)
    for shape, ink in zip(figure.layout.shapes, figure.data[0].textfont.color, strict=True):
        assert contrast(shape.fillcolor, ink) >= 4.5
    for share in towns["mean"]:
        assert any(f"<b>{100 * share:.0f}%</b>" in text for text in figure.data[0].text)


def test_too_few_runs_draw_no_band() -> None:
    frame = pd.DataFrame({"panel": "p", "series": "s", "x": np.arange(24120, 24132), "median": 0.2})
    frame[["low_95", "high_95", "low_50", "high_50"]] = np.nan
    lines = {"s": Line(same("S"), theme.Stroke(BASELINE))}
    figure = band_panels(frame, View(), {"p": Text("P", "甲")}, lines, Shape("months", "share"))
    assert len(figure.data) == 1
    assert figure.data[0].fill is None


def test_every_view_of_every_figure_is_what_python_draws(cards: dict[str, Card]) -> None:
    """The page makes a view by laying changes over the base: of the wording, then of the colours."""
    for chart in charts(cards):
        pool = Pool()
        held = embedded(chart.draw, pool)
        for view in VIEWS:
            name = view.language + ("-narrow" if view.narrow else "")
            made = applied(held["base"], held["views"].get(name, []))
            if view.scheme == "dark":
                made = applied(made, held["dark"])
            assert made == compact(chart.draw(view), pool)


def test_views_differ_in_words_and_colours_only(cards: dict[str, Card]) -> None:
    for chart in charts(cards):
        english, chinese = (chart.draw(View(language)) for language in ("en", "zh"))
        assert len(english.data) == len(chinese.data)
        for one, other in zip(english.data, chinese.data, strict=True):
            assert np.array_equal(one.y, other.y, equal_nan=True)
            assert one.x is None or np.array_equal(one.x, other.x)


def test_text_can_be_read_in_both_schemes() -> None:
    for tokens in TOKENS.values():
        for name in ("ink", "soft", "accent"):
            assert contrast(tokens[name], tokens["ground"]) >= 4.5
        for colour in theme.TIERS.values():
            assert contrast(colour, tokens["ground"]) >= 3, "a line needs three to one"


def test_no_figure_brings_the_template_along(cards: dict[str, Card]) -> None:
    for chart in charts(cards):
        assert len(str(chart.draw(View()).to_plotly_json()["layout"]["template"])) < 100


# Layout ------------------------------------------------------------------------------------------


def test_labels_are_moved_apart_and_stay_inside() -> None:
    wanted, heights = [10.0, 12.0, 11.0, 90.0], [20.0, 20.0, 20.0, 20.0]
    placed = spread(wanted, heights, 0.0, 100.0)
    order = np.argsort(wanted, kind="stable")
    centres = np.array(placed)[order]
    assert (np.diff(centres) >= 20 - 1e-9).all()
    assert centres[0] >= 10 and centres[-1] <= 90
    assert spread([50.0], [20.0], 0.0, 100.0) == [50.0]


def test_ticks_cover_the_values_in_round_steps() -> None:
    assert ticks(0, 0.61).tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert ticks(-3.2, 8.1)[0] <= -3.2 and ticks(-3.2, 8.1)[-1] >= 8.1
    assert ticks(0, 0).tolist() == [0, 1]


def test_labels_break_between_words_and_never_inside_numbers() -> None:
    assert wrapped(Text("Higher township allowance", ""), View(), 16) == ["Higher township", "allowance"]
    chinese = wrapped(Text("", "年龄界限 57 与 55 岁"), View("zh"), 12)
    assert "".join(chinese).replace(" ", "") == "年龄界限57与55岁"
    assert all("57" in part or "5" not in part.replace("55", "") for part in chinese)
    assert wrapped(same("a b c d e f"), View(), 1, lines=2)[-1].endswith("…")


def test_lines_know_their_policies(study: Study) -> None:
    assert list(lines_of(study)) == [note.name for note in study.policies]


@pytest.mark.parametrize("months", [7, 95, 113])
def test_the_last_label_lies_within_the_axis(months: int) -> None:
    """Plotly leaves out an annotation that lies outside by the last digit of a fraction of a year."""
    x = np.arange(months + 1) / 12
    frame = pd.DataFrame({"panel": "a", "series": "s", "x": x, "median": 0.5, "runs": 5})
    frame[["low_95", "high_95", "low_50", "high_50"]] = 0.5
    line = Line(same("s"), Stroke("#000000"))
    figure = band_panels(frame, View(), {"a": same("a")}, {"s": line}, Shape("years", "share"))
    label = next(each for each in figure.layout.annotations if each.showarrow)
    assert label.x <= figure.layout.xaxis.range[1]
