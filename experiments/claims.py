"""Who may write to a study's folder: locks, which fall away with the process that holds them, and what disks refuse."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from experiments.choices import shown
from experiments.problems import Problems

LOCK: Final = ".lock"
MANIFEST_LOCK: Final = ".manifest.lock"
_REFUSALS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EROFS: "it lies on a read-only file system",
    errno.EACCES: "no right to write there",
    errno.EPERM: "no right to write there",
}
"""What the file system may refuse for reasons that are the user's to mend."""


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into words: a full disk, a folder that may not be written to."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in _REFUSALS:
            raise
        raise Problems(
            [f"{shown(folder)} cannot be written: {_REFUSALS[fault.errno]}. Runs that had ended are kept; the same "
             "command goes on from there, or choose another folder with out=FOLDER"]
        ) from fault  # fmt: skip


@contextmanager
def manifest_held(folder: Path) -> Iterator[None]:
    """Wait for one's turn to write the manifest."""
    lock = os.open(folder / MANIFEST_LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


@contextmanager
def locked(folder: Path, *, shared: bool) -> Iterator[None]:
    """Hold the study's lock, which falls away with the process that holds it."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as taken:
            raise Problems(
                [
                    f"another process is writing to {shown(folder)}; wait for it, or choose "
                    "another folder with out=FOLDER"
                ]
            ) from taken
        yield
    finally:
        os.close(lock)
