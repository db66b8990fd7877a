"""The same study on more machines: chunks of runs as tasks of a Dask cluster.

Workers write their parts into the study's folder, which all machines must share. A worker that is lost costs its chunk
at hand, which Dask hands to another; a chunk that workers die of again and again is done run by run.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

from experiments.asked import Job
from experiments.launch import take
from experiments.problems import Problems
from experiments.progress import Outcome, Show
from experiments.todo import Todo
from experiments.work import Done, Task, failure, prepare, run_chunk, write_failures

if TYPE_CHECKING:
    from distributed import Client, Future

LOST_AT_MOST: Final = 2
"""Times that a chunk may lose its worker before its runs are handed out singly."""


def on_cluster(task: Task, todo: Todo, workers: int, address: str, outcome: Outcome, show: Show) -> None:
    """Do every job on the cluster at `address`, or on a small one of `workers` processes here."""
    with _connected(workers, address) as client:
        threads = sum(client.nthreads().values()) or workers
        at_hand: dict[Future, list[Job]] = {}
        try:
            while todo or at_hand:
                while todo and len(at_hand) < 2 * threads:
                    _submit(client, task, take(todo, threads, outcome), at_hand)
                _gather(task, todo, at_hand, outcome)
                show()
        except KeyboardInterrupt:
            _finish_at_hand(client, at_hand, outcome)
            raise


def _submit(client: "Client", task: Task, chunk: list[Job], at_hand: "dict[Future, list[Job]]") -> None:
    """Hand a chunk out with all that it needs: what were kept with the workers would be lost with them."""
    at_hand[client.submit(do_chunk, *task.only(chunk), pure=False)] = chunk


def do_chunk(task: Task, chunk: list[Job]) -> Done:
    """Do a chunk in a worker of the cluster."""
    prepare(task.limits)
    return run_chunk(task, chunk)


def _gather(task: Task, todo: Todo, at_hand: "dict[Future, list[Job]]", outcome: Outcome) -> None:
    """Wait for some chunk; one that its workers died of goes back as single runs, a single run is a failure."""
    from distributed import wait
    from distributed.scheduler import KilledWorker

    for future in wait(list(at_hand), return_when="FIRST_COMPLETED").done:
        chunk = at_hand.pop(future)
        fault = future.exception()
        if fault is None:
            outcome.add(future.result())
        elif not isinstance(fault, KilledWorker):
            raise fault
        elif len(chunk) > 1:
            outcome.seconds_a_run = float("inf")  # the next chunks are single runs
            todo.put_back(chunk)
        else:
            row = failure(task.plan(chunk[0]), task.command(chunk[0]), fault)
            row["cause"] = f"{LOST_AT_MOST + 1} workers ended while they ran it: killed, out of memory or out of time"
            write_failures(task.folder, [row])
            outcome.causes.append(row["cause"])


def _finish_at_hand(client: "Client", at_hand: "dict[Future, list[Job]]", outcome: Outcome) -> None:
    """Let workers finish what they have begun, and count it."""
    from distributed import wait

    begun = {key for keys in client.processing().values() for key in keys}
    running = []
    for future in at_hand:
        if future.key in begun or future.done():
            running.append(future)
        else:
            future.cancel()
    if running:
        for future in wait(running).done:
            if future.status == "finished":
                outcome.add(future.result())


@contextmanager
def _connected(workers: int, address: str) -> "Iterator[Client]":
    """Connect to the scheduler at an address, or start a cluster on this machine, heard by nobody else."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as missing:
        raise Problems(['engine=dask needs the package distributed; pip install "cadreflow[cluster]"']) from missing

    settings: dict[str, Any] = {"distributed.scheduler.allowed-failures": LOST_AT_MOST, "logging.distributed": "error"}
    with dask.config.set(settings), ExitStack() as stack:
        if address:
            try:
                client = Client(address, timeout="20s")
            except (OSError, ValueError) as fault:
                raise Problems([f"no Dask scheduler answers at {address} ({fault}); start one with `dask scheduler`, "
                                "or leave address out"]) from fault  # fmt: skip
        else:
            own = {"host": "127.0.0.1", "dashboard_address": None, "memory_limit": 0, "silence_logs": logging.ERROR}
            cluster = stack.enter_context(LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, **own))
            client = Client(cluster)
        yield stack.enter_context(client)
