"""Compile a function with numba; the cache is keyed by the source of `sim`, so that it can never be stale.

numba's own cache misses edits in functions that are imported from another module, so its folder is named by a
hash of every source file of this package.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import platformdirs


def _source_hash() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


SOURCE_HASH = _source_hash()
"""Names the version of the model's code."""

os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(platformdirs.user_cache_dir("cadreflow")) / SOURCE_HASH))

import numba  # noqa: E402 - the cache folder must be set before numba is imported


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function; `.py_func` is the ordinary Python function, for tests and for reading."""
    return cast(F, numba.njit(cache=True, error_model="numpy")(function))


