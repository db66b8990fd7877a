"""A run's results are those that were kept, number for number."""

import pytest

from tests.regression.baseline import here, kept, measured
from tests.regression.update_baseline import differences

WHAT_TO_DO = (
    "If you did not mean to change results, this is a bug: mend the code. If you did, run "
    "`python -m tests.regression.update_baseline` and say in CHANGELOG.md what changes and why."
)


@pytest.fixture(scope="module")
def found():
    return measured()


def test_the_same_runs_and_measures_are_kept(found):
    assert {run: list(numbers) for run, numbers in found["runs"].items()} == {
        run: list(numbers) for run, numbers in kept()["runs"].items()
    }, WHAT_TO_DO


@pytest.mark.parametrize("run", kept()["runs"])
def test_headline_results_are_those_kept(found, run):
    """Tight, not exact: the last bits of a sum may differ between machines."""
    now, then = found["runs"][run], kept()["runs"][run]
    for name in then.keys() - {"events_hash"}:
        expected = None if then[name] is None else pytest.approx(then[name], rel=1e-9, abs=1e-12)
        assert now[name] == expected, f"{name}. {WHAT_TO_DO}"


@pytest.mark.skipif(here() != kept()["platform"], reason="exp and log differ in the last bit between platforms")
@pytest.mark.parametrize("run", kept()["runs"])
def test_every_event_is_as_kept(found, run):
    assert found["runs"][run]["events_hash"] == kept()["runs"][run]["events_hash"], WHAT_TO_DO


def test_the_script_tells_what_differs():
    old = {"runs": {"a": {"x": 1.0, "y": 2}, "b": {}}}
    new = {"runs": {"a": {"x": 1.5, "z": 3}}}
    assert set(differences(old, new)) == {"a: x 1.0 -> 1.5", "a: z None -> 3", "a: y is gone", "b is gone"}
    assert differences(new, new) == []
