"""The studies that the pages may show: opened when asked for, again when they have grown, and nothing beside them."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyarrow import parquet

from dashboards.studies import Study, open_study
from experiments.manifest import MANIFEST, found_manifest
from experiments.parts import parts_of
from experiments.problems import Problems

MOST_KEPT: Final = 256
"""Answers kept, over all studies."""


@dataclass(frozen=True)
class Opened:
    """A study as it was when it was read. `stamp`: changes when the study grows or is made anew."""

    study: Study
    stamp: Hashable
    lock: threading.RLock


class Shelf:
    """Study folders by name.

    `folders`: the studies named; `root`: every study in this folder, too, those that come later among them. Nothing
    outside is ever opened: names are looked up here, never made into paths.
    """

    def __init__(self, folders: Sequence[Path] = (), root: Path | None = None) -> None:
        self.root = root
        self._named = {folder.resolve().name: folder.resolve() for folder in folders}
        self._opened: dict[str, Opened] = {}
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Return the names of all studies: those named first, then those of the root, the newest first."""
        found = list(self._named)
        if self.root is not None and self.root.is_dir():
            there = [each for each in self.root.iterdir() if (each / MANIFEST).is_file()]
            there.sort(key=lambda each: (each / MANIFEST).stat().st_mtime, reverse=True)
            found += [each.name for each in there if each.name not in self._named]
        return found

    def folder(self, name: str) -> Path | None:
        """Return the folder of a study on the shelf, None if there is none of this name."""
        if name not in self.names():
            return None
        if name in self._named:
            return self._named[name]
        return self.root / name if self.root else None

    def open(self, name: str) -> Opened:
        """Return a study; Problems in words if it is not here, or cannot be shown."""
        folder = self.folder(name)
        if folder is None:
            there = ", ".join(self.names()) or "none"
            raise Problems([f"there is no study {name!r} here; there are: {there}"])
        stamp = stamp_of(folder)
        with self._lock:
            known = self._opened.get(name)
            if known is not None and known.stamp == stamp:
                return known
        opened = Opened(open_study(folder), stamp, threading.RLock())
        with self._lock:
            self._opened[name] = opened
        return opened

    def close(self) -> None:
        """Let go of all studies and of what was made of them."""
        with self._lock:
            for each in self._opened.values():
                each.study.close()
            self._opened.clear()
            self._kept.clear()

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what was made for a key before, or make it now; what was asked for longest ago is let go."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def apart(self, name: str) -> "closing[Study]":
        """Open a study a second time, for work in the background."""
        folder = self.folder(name)
        if folder is None:
            raise Problems([f"there is no study {name!r} here"])
        return closing(open_study(folder))


def stamp_of(folder: Path) -> Hashable:
    """Return what changes whenever a study does: the manifest's time, and how many runs are written."""
    try:
        written = (folder / MANIFEST).stat().st_mtime_ns
    except OSError:
        written = 0
    return written, len(list((folder / "runs").glob("part-*.parquet")))


def progress_of(folder: Path) -> tuple[int, int]:
    """Return how many runs of a study are done, and how many were asked for; (0, 0) before it has begun."""
    manifest = found_manifest(folder)
    if manifest is None:
        return 0, 0
    asked = int(manifest["runs_asked"])
    if manifest["complete"]:
        return asked, asked
    return sum(parquet.read_metadata(file).num_rows for file in parts_of(folder, "runs").values()), asked
