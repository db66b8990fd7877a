import re
from pathlib import Path

from experiments import columns

STUDY = Path(__file__).resolve().parents[2] / "docs" / "study.md"


def test_the_description_of_a_study_lists_the_columns_as_they_are():
    text = STUDY.read_text(encoding="utf-8")
    written = re.search(r"<!-- columns -->\n(.*)<!-- end of columns -->", text, re.S)[1]
    assert written.strip() == columns.as_markdown().strip(), (
        "docs/study.md is out of date: put in what `python -m experiments.columns` prints"
    )


def test_every_column_says_what_it_means_and_no_name_is_given_twice():
    for table in columns.TABLES.values():
        assert all(each.meaning for each in table)
        assert len({each.name for each in table}) == len(table)
    headlines = columns.measure_columns()
    assert len(headlines) > 20
    assert not {each.name for each in headlines} & {each.name for each in columns.RUNS}
