"""Compile a function with numba; the cache is keyed by the source of `sim`, so that it can never be stale.

numba's own cache misses edits in functions that are imported from another module, so its folder is named by a
hash of every source file that machine code depends on.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import numba
import platformdirs


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for file in files:
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_compiled(file: Path) -> bool:
    """Tell whether machine code depends on a file's text: compiled functions, and the constants they use."""
    return file.name in ("terms.py", "compiled.py", "handle.py", "state.py") or b"@compiled" in file.read_bytes()


_FILES = sorted(Path(__file__).parent.rglob("*.py"))
SOURCE_HASH = _hash(_FILES)
"""Names the version of the model's code."""

_COMPILED_HASH = _hash(file for file in _FILES if _is_compiled(file))
_CHECKED = "-checked" if numba.config.BOUNDSCHECK else ""  # NUMBA_BOUNDSCHECK=1 is other machine code
_CACHE = Path(platformdirs.user_cache_dir("cadreflow")) / f"{_COMPILED_HASH}{_CHECKED}"
if not numba.config.CACHE_DIR:  # NUMBA_CACHE_DIR, if somebody has set it
    numba.config.CACHE_DIR = str(_CACHE)
READY = Path(numba.config.CACHE_DIR) / f"ready-{_COMPILED_HASH}"
"""Stands there once the whole month is compiled (`sim.warm`)."""


_SMALL = 640
"""Bytes of byte code below which a function is taken into its callers whole. A call hands over several numbers for each
table, which took a tenth of a month; larger functions gained nothing, and took longer to compile."""


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function; `.py_func` is the ordinary Python function, for tests and for reading."""
    small = len(function.__code__.co_code) < _SMALL
    return cast(F, numba.njit(cache=True, error_model="numpy", forceinline=small)(function))
