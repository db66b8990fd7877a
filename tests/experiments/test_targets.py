"""Targets are read with their times and units, and what no model could meet is refused with words, all at once."""

import pytest

from experiments import build_model
from experiments.plan import LONGEST
from experiments.problems import Problems
from experiments.targets import LEAST_MONTHS, least_months, read_targets
from sim.measures import MEASURES, headline

START = 2010 * 12
HEAD = "name,measure,tier,value,tolerance,unit,year,month,luck,source"


def table(tmp_path, *rows: str, head: str = HEAD):
    file = tmp_path / "figures.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return str(file)


def refused(file: str, months: int = 120) -> list[str]:
    with pytest.raises(Problems) as found:
        read_targets(file, START, months)
    return list(found.value.lines)


def test_a_row_is_read_with_its_time_its_tier_and_its_luck(tmp_path):
    file = table(
        tmp_path,
        "empty,vacancy,township,0.3,0.05,share,2012,,within,a report",
        "wish_to_leave_leaders,,,0.44,0.05,,,2011-06,,a survey",
        "moves,upward_exits_per_100,,3,1,per 100 cadre-years,,,,a count",
    )
    empty, wish, moves = read_targets(file, START, 120).targets
    assert (empty.measure.name, empty.months, empty.luck_within) == ("township_vacancy", 36, True)
    assert (wish.measure.name, wish.months, wish.luck_within) == ("wish_to_leave_leaders", 18, False)
    assert moves.months == 120
    assert wish.ends == pytest.approx((0.39, 0.49))


def test_the_shipped_targets_can_be_read_and_each_names_its_source():
    found = read_targets("fourteen_towns", START, 120)
    assert len(found.targets) >= 12
    assert all(len(each.source) > 20 for each in found.targets)
    assert {each.months for each in found.targets} == {36, 120}


def test_everything_wrong_is_said_at_once(tmp_path):
    lines = refused(table(
        tmp_path,
        "a,happiness,,0.3,0.05,,,,,x",
        "b,township_vacancy,,1.3,0.05,,,,,x",
        "c,county_vacancy,,0.3,0,,,,,x",
        "d,city_vacancy,,half,0.1,,,,,x",
        "e,remote_gap,,0.1,0.1,points,,,,x",
        "f,wish_to_leave_township,,0.3,0.05,,2009,,,x",
        "g,township_retention_10y,,0.5,0.1,,2012,,,x",
        "h,institution_vacancy,,0.5,0.1,,,,unsure,x",
        "i,chain_length,,2,0.1,,,,,",
        "j,vacancy,village,0.2,0.1,,,,,x",
        "k,resignations_per_100,,-1,0.1,,,,,x",
        "l,resignations_per_100,city,1,0.1,,,,,x",
        "m,township_vacancy,county,0.1,0.1,,,,,x",
    ))  # fmt: skip
    wanted = (
        "(a): measure is happiness, which is no result", "(b): value is 1.3", "(c): tolerance is 0",
        "(d): value is 'half'",
        "(e): unit is 'points'", "(f): year is '2009'", "(g): township_retention_10y is read after 36 months",
        "(h): luck is 'unsure'", "(i): source is empty", "(j): tier is 'village'", "(k): value is -1",
        "(l): measure is resignations_per_100 of tier city, which is no result",
        "(m): measure is township_vacancy of tier county, which is no result",
    )  # fmt: skip
    for each in wanted:
        assert any(each in line for line in lines), (each, lines)
    assert len(lines) == len(wanted)


def test_cells_without_a_column_are_refused_row_by_row(tmp_path):
    head = "name,value,tolerance,source,,"
    rows = ("recruits_per_year_township,12,1,2,4,a decimal comma", "township_vacancy,0.2,0.1,a source, and a comma",
            'county_vacancy,0.1,0.1,"in quotes, as it should be",,')  # fmt: skip
    lines = refused(table(tmp_path, *rows, head=head))
    assert len(lines) == 2, lines
    for number, cells, line in ((2, 6, lines[0]), (3, 5, lines[1])):
        assert f"row {number} has {cells} cells, row 1 names 4 columns" in line and "in quotes, write 12.1" in line


def test_a_percentage_is_told_how_it_is_written(tmp_path):
    (line,) = refused(table(tmp_path, "b,township_vacancy,,44,5,,,,,x"))
    assert "0.44" in line


@pytest.mark.parametrize(("rows", "wanted"), [
    (("a,township_vacancy,,0.2,0.02,,,,,x", "a,township_vacancy,,0.4,0.05,,,,,y"), "cannot be both 0.2"),
    (("a,township_vacancy,,0.2,0.02,,,,,x", "b,vacancy,township,0.4,0.05,,2019,,,y"), "cannot be both 0.2"),
    (("a,township_vacancy,,0.4,0.05,,,,,x", "b,township_effective_vacancy,,0.2,0.05,,,,,y"), "it is part of"),
    (("a,township_vacancy,,0.4,0.05,,,,,x", "a,county_vacancy,,0.2,0.05,,,,,y"), "two targets have one name"),
])  # fmt: skip
def test_contradictions_are_refused(tmp_path, rows, wanted):
    (line,) = refused(table(tmp_path, *rows))
    assert wanted in line and "rows 2 and 3" in line


def test_what_tolerances_allow_is_no_contradiction(tmp_path):
    file = table(
        tmp_path,
        "a,township_vacancy,,0.20,0.03,,,,,x",
        "b,township_vacancy,,0.25,0.03,,,,,two sources that overlap",
        "c,township_vacancy,,0.40,0.03,,2011,,,another time",
        "d,township_effective_vacancy,,0.20,0.03,,,,,x",
    )
    assert len(read_targets(file, START, 120).targets) == 4


@pytest.mark.parametrize(("head", "wanted"), [
    ("name,value,source", "the column tolerance is missing"),
    ("name,value,tolerance,source,weight", "weight is no column"),
    ("name,value,tolerance,source,name", "names name twice"),
])  # fmt: skip
def test_a_table_of_another_form_is_refused(tmp_path, head, wanted):
    assert any(wanted in line for line in refused(table(tmp_path, "a,1,1,x,1", head=head)))


def test_files_that_are_not_there_or_empty_are_told(tmp_path):
    assert "there is no such table" in refused("fourteen_town")[0]
    assert "fourteen_towns" in refused("fourteen_town")[0]
    assert "cannot be read" in refused(str(tmp_path / "no.csv"))[0]
    assert "has no rows" in refused(table(tmp_path))[0]


@pytest.mark.deep
def test_every_result_has_a_value_from_its_first_month_on():
    """After the least months a run has the result."""
    model, shown = build_model([], seed=1), {}
    for month in range(1, 121):
        model.run_for(1)
        if month in {1, 12, *LEAST_MONTHS.values()}:
            shown[month] = headline(model.results)
    for measure in MEASURES.values():
        least = least_months(measure)
        assert shown[least][measure.name] == shown[least][measure.name], (measure.name, least)
    assert max(LEAST_MONTHS.values()) < LONGEST
