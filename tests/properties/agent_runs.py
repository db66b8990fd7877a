"""Runs whose agents are asked and changed; and what Mesa warns of while they are."""

import pytest

import experiments

QUIET = [
    # Of its weak sets Mesa says that they will lose indexing, and warns when an operator empties one.
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:No Agents specified:UserWarning"),
]


def run_of(seed, months):
    """Return a run of the engine after some months."""
    started = experiments.build_model([], seed=seed)
    started.run_for(months)
    return started
