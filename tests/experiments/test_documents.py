import pytest

from experiments import columns
from experiments.documents import DOCUMENTS, ROOT, rewritten


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_documents_repeat_of_the_code_is_as_it_is_in_the_code(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert rewritten(text) == text, f"{name} is out of date: run `python -m experiments.documents`"


def test_every_column_says_what_it_means_and_no_name_is_given_twice():
    for table in columns.TABLES.values():
        assert all(each.meaning for each in table)
        assert len({each.name for each in table}) == len(table)
    headlines = columns.measure_columns()
    assert len(headlines) > 20
    assert not {each.name for each in headlines} & {each.name for each in columns.RUNS}
