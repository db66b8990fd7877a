"""What is to do and what is done, however many runs: handed out once, put back, found by name."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from experiments.asked import Job
from experiments.carry_out import ask
from experiments.names import RunNames
from experiments.plan import run_name
from experiments.todo import Todo
from tests.experiments.studies import call_of, plans_of

NAMES = st.lists(st.integers(0, 2**64 - 1).map(lambda code: f"{code:016x}"), max_size=30)


@given(NAMES, NAMES)
def test_names_are_a_set(one, other):
    ours, theirs = RunNames(one), RunNames(other)
    assert len(ours) == len(set(one))
    assert all(name in ours for name in one)
    assert all((name in ours) == (name in set(one)) for name in other)
    both = ours | theirs
    assert len(both) == len({*one, *other})
    assert all(name in both for name in [*one, *other])


@given(st.integers(0, 40), st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=40))
def test_every_job_is_handed_out_and_what_is_put_back_again(count, steps):
    jobs = [Job(0, 0, seed) for seed in range(count)]
    todo, done = Todo((job for job in jobs), count), []
    for number, returns in steps:
        before = len(todo)
        taken = todo.take(number)
        assert len(taken) == min(number, before)
        if returns:
            todo.put_back(taken)
            assert len(todo) == before
            assert todo.take(len(taken)) == taken
        done += taken
    done += todo.take(count)
    assert done == jobs
    assert len(todo) == 0 and not todo


def test_a_hundred_thousand_runs_take_little_memory():
    names = [run_name("a plan", seed) for seed in range(100_000)]
    tracemalloc.start()
    there = RunNames(names)
    todo = Todo((Job(0, 0, seed) for seed in range(100_000)), 100_000)
    while todo:
        todo.take(64)
    assert tracemalloc.get_traced_memory()[0] < 2_000_000
    tracemalloc.stop()
    assert names[77] in there and run_name("another", 77) not in there


def test_jobs_of_many_seeds_take_no_room_of_their_own():
    call = call_of()
    asked = ask(call, plans_of(call), list(range(1, 300_001)))
    assert len(asked.cases) == 3  # worked out before it is measured
    tracemalloc.start()
    jobs = asked.jobs()
    first = [next(jobs)[1] for _ in range(6)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [job.seed for job in first] == [1, 1, 1, 2, 2, 2]
    assert peak < 1_000_000
