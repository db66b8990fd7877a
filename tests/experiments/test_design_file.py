"""Designs read from a file: every fault is named by file, row, column and value."""

from pathlib import Path

import pytest

from experiments.designs import Design, points_of
from experiments.problems import Problems
from experiments.schema import declared

AGE = "age_limits.renewal_men_years"  # 35 to 70, 50 by default
CAP = "quotas.excellent_cap_share"  # 0 to 1
SWITCH = "loans.loan_only_to_short_units"
PAY = "incentives.tier_pay_ratio"  # township, county, city: 1, 1.15, 1.35; 0.5 to 3
DRIFT = "setting.caution.veto_strain"  # an assumption, 0 to 1


def base(name: str) -> object:
    """Return the defaults, as the base plan of most tests."""
    return declared()[name].default


def made(kind: str, over: object = None, **settings: object) -> list[dict[str, object]]:
    return points_of(Design(kind, over or {}, **settings), base)  # type: ignore[arg-type]


def refused(kind: str, over: object = None, **settings: object) -> tuple[str, ...]:
    with pytest.raises(Problems) as problems:
        made(kind, over, **settings)
    return problems.value.lines


def in_file(folder: Path, text: str, encoding: str = "utf-8") -> str:
    file = folder / "points.csv"
    file.write_bytes(text.encode(encoding))
    return str(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_gives_a_point_for_each_row(tmp_path: Path, encoding: str, end: str):
    lines = [f"{AGE}, {SWITCH} ,{PAY}.city,", "50,true,1.5,", "", "5.5e1,否,2,", ",,,"]
    file = in_file(tmp_path, end.join(lines), encoding)
    assert made("csv", file=file) == [
        {AGE: 50.0, SWITCH: True, PAY: (1.0, 1.15, 1.5)},
        {AGE: 55.0, SWITCH: False, PAY: (1.0, 1.15, 2.0)},
    ]


def test_all_that_is_wrong_with_a_file_is_said_at_once_with_file_row_column_value_and_what_is_allowed(tmp_path: Path):
    file = in_file(tmp_path, f"{AGE},{SWITCH}\n50,true\n99,maybe\n,true\n55,false,7\n1_0,yes\n")
    lines = refused("csv", file=file)
    place = f"{file}, row"
    assert lines == (
        f"{place} 3, column {AGE}: '99'; allowed: a number from 35 to 70; correct the cell",
        f"{place} 3, column {SWITCH}: 'maybe'; allowed: true or false, yes or no",
        f"{place} 4, column {AGE}: ''; allowed: a number from 35 to 70; correct the cell",
        f"{place} 5 has 3 cells; allowed: 2, one for each name in row 1",
        f"{place} 6, column {AGE}: '1_0'; allowed: a number from 35 to 70; correct the cell",
    )


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (f"{AGE},{AGE}", f"names {AGE} 2 times; keep one"),
        ("age_limits.renewal_man_years,x", f"Did you mean {AGE}?"),
        (f"{PAY},{AGE}", f"{PAY} is a list of numbers; give its elements a column each: {PAY}.township, {PAY}.county"),
        (f"{PAY}.village,{AGE}", f"{PAY}.village is no element of {PAY}; allowed: township, county, city"),
        (f"{AGE},", "column 2 has no name"),
        (",", "names nothing"),
    ],
)
def test_a_header_that_cannot_be_read_is_refused(tmp_path: Path, header: str, said: str):
    lines = refused("csv", file=in_file(tmp_path, f"{header}\n50,51\n"))
    assert any(said in line and "row 1" in line for line in lines)


@pytest.mark.parametrize("text", ["", f"{AGE}\n", f"{AGE}\n\n,\n"])
def test_a_file_without_rows_is_refused(tmp_path: Path, text: str):
    assert any("has no rows" in line for line in refused("csv", file=in_file(tmp_path, text)))


def test_a_file_that_is_no_text_or_is_not_there_is_refused(tmp_path: Path):
    (tmp_path / "points.csv").write_bytes(b"\xff\xff\x00\x81")
    (line,) = refused("csv", file=str(tmp_path / "points.csv"))
    assert "neither UTF-8 nor GBK" in line
    (line,) = refused("csv", file=str(tmp_path / "nothing.csv"))
    assert "nothing.csv cannot be read" in line and "give a CSV file" in line


def test_a_file_with_many_faults_names_the_first_and_counts_the_rest(tmp_path: Path):
    lines = refused("csv", file=in_file(tmp_path, f"{AGE}\n" + "x\n" * 60_000))
    assert len(lines) == 51 and "59,950 more faulty cells" in lines[-1]


def test_a_file_longer_than_the_limit_is_refused(tmp_path: Path):
    file = in_file(tmp_path, f"{AGE}\n" + "50\n" * 11)
    assert len(made("csv", file=file, limit=11)) == 11
    assert "has 11 points, more than limit=10" in refused("csv", file=file, limit=10)[0]
