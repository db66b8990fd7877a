"""Every seeded fault is found by the test that is named for it."""

import pytest

from tests.mutants.listed import MUTANTS
from tests.mutants.seeded import Mutant, failure_of, seeded
from tests.mutants.table import FILE, as_markdown, twins

KINDS = {"rules", "draws", "measures", "intervals"}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_a_seeded_fault_is_found(mutant: Mutant) -> None:
    assert failure_of(mutant.killer) == "", f"{mutant.killer} fails without the fault"
    with seeded(mutant):
        found = failure_of(mutant.killer)
    assert found, f"{mutant.killer} does not find: {mutant.name}"
    assert failure_of(mutant.killer) == "", "the right function is back"


def test_faults_are_many_and_of_all_kinds() -> None:
    assert len(MUTANTS) >= 30 and {each.kind for each in MUTANTS} == KINDS
    assert len({(each.where, each.new) for each in MUTANTS}) == len(MUTANTS)
    assert len(list(twins())) >= 30


def test_a_fault_that_changes_nothing_is_not_found() -> None:
    same = Mutant("rules", "sim.rules:over_age", "now - born", "-born + now", "nothing", MUTANTS[0].killer)
    with seeded(same):
        assert failure_of(same.killer) == ""


def test_a_fault_whose_text_is_gone_is_refused() -> None:
    gone = Mutant("rules", "sim.rules:over_age", "no such text", "x", "nothing", MUTANTS[0].killer)
    with pytest.raises(ValueError, match="stands 0 times"), seeded(gone):
        pass


def test_the_table_is_what_is_seeded() -> None:
    assert FILE.read_text(encoding="utf-8") == as_markdown(), "write it anew: python -m tests.mutants.table"


def broken_otherwise() -> None:
    raise ExceptionGroup("several", [AssertionError("asserted"), OSError("the disk is full")])


def asserted_twice() -> None:
    raise ExceptionGroup("several", [AssertionError("one"), AssertionError("two")])


def test_a_group_counts_as_found_only_where_all_of_it_was_asserted() -> None:
    assert "several" in failure_of("tests/mutants/test_mutants.py::asserted_twice")
    with pytest.raises(ExceptionGroup):
        failure_of("tests/mutants/test_mutants.py::broken_otherwise")
