"""Checksums of a study's parts, in the form that `sha256sum --check checksums.sha256` reads, too.

A part gets its line when the study is closed after it appeared, and keeps it: a part that is changed later no longer
fits. A part that has gone loses its line when the study is taken up again, since its runs are then done anew.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from experiments.columns import TABLES
from experiments.parts import parts_of, write_text

CHECKSUMS: Final = "checksums.sha256"
_BETWEEN: Final = "  "


def record(folder: Path, *, new: bool) -> str:
    """Bring a study's checksums up to its parts, and return the digest of their list; "" where there is none.

    `new`: parts without a line get one; otherwise only the lines of parts that are gone are dropped.
    """
    known, there = recorded(folder), _parts(folder)
    lines = {name: digest for name, digest in known.items() if name in there}
    if new:
        lines |= {name: digest_of(file) for name, file in there.items() if name not in lines}
    if lines != known:
        write_text(folder / CHECKSUMS, _text(lines))
    return list_digest(folder)


def recorded(folder: Path) -> dict[str, str]:
    """Return the digest of every part that has a line, by its path within the study; lines of another form are left."""
    try:
        text = (folder / CHECKSUMS).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (line.split(_BETWEEN, 1) for line in text.splitlines() if _BETWEEN in line)
    return {name: digest for digest, name in pairs}


def list_digest(folder: Path) -> str:
    """Return the digest of the list of checksums itself, "" where there is none."""
    file = folder / CHECKSUMS
    return digest_of(file) if file.is_file() else ""


def changed(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield every part that is not what was written: its path, the digest recorded, and the present one ("": gone)."""
    for name, digest in sorted(recorded(folder).items()):
        file = folder / name
        now = digest_of(file) if file.is_file() else ""
        if now != digest:
            yield name, digest, now


def unrecorded(folder: Path) -> list[str]:
    """Return the parts that have no checksum: of a study that was killed, or made before there were any."""
    return sorted(set(_parts(folder)) - set(recorded(folder)))


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _parts(folder: Path) -> dict[str, Path]:
    files = [file for table in TABLES for file in parts_of(folder, table).values()]
    return {file.relative_to(folder).as_posix(): file for file in files}


def _text(lines: dict[str, str]) -> str:
    return "".join(f"{digest}{_BETWEEN}{name}\n" for name, digest in sorted(lines.items()))
