"""What a worker does with a chunk of runs: nothing after its command has ended, nothing kept of a run that is over."""

import dataclasses
import weakref

from sweeps import LINE, swept

from experiments.asked import with_seeds
from experiments.store import claimed, finished_runs
from experiments.work import Task, run_chunk
from sim.world import World


def test_a_worker_that_outlives_its_command_writes_no_more(tmp_path):
    """Else runs that the next command does again would be there twice."""
    done = swept(tmp_path / "it", f"design.over={{{LINE}: [50]}}", "seeds=1")
    asked = with_seeds(done.asked, [7])
    jobs = [job for _, job in asked.jobs()]
    with claimed(tmp_path / "it", asked, resume=True, replace=False) as claim:
        late = Task(tmp_path / "it", asked.plans, asked.points, asked.keep, asked.varied, (("cadreflow",),),
                    session=claim.session)  # fmt: skip
    with claimed(tmp_path / "it", asked, resume=True, replace=False) as claim:
        assert run_chunk(late, jobs).written == 0
        assert len(finished_runs(tmp_path / "it")) == 1
        assert run_chunk(dataclasses.replace(late, session=claim.session), jobs).written == 1
    assert len(finished_runs(tmp_path / "it")) == 2


def test_tables_of_a_run_are_given_up_before_the_next(tmp_path, monkeypatch):
    """A model hangs in a ring of objects, which Python may find only after many more runs."""
    begun, alive, make = [], [], World.__init__

    def made(world, *given):
        alive.append(sum(each() is not None for each in begun))
        begun.append(weakref.ref(world))
        make(world, *given)

    monkeypatch.setattr(World, "__init__", made)
    done = swept(tmp_path / "it", f"design.over={{{LINE}: [50]}}", "seeds=1")
    asked = with_seeds(done.asked, [7, 8, 9])
    task = Task(tmp_path / "other", asked.plans, asked.points, asked.keep, asked.varied, (("cadreflow",),))
    with claimed(tmp_path / "other", asked, resume=True, replace=False) as claim:
        run_chunk(dataclasses.replace(task, session=claim.session), [job for _, job in asked.jobs()])
    assert alive[-3:] == [0, 0, 0]
