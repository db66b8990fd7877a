"""Where results come from: versions of what computed them, and the revision of the code."""

import os
import platform
import subprocess
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Final

from sim.compiled import SOURCE_HASH

_PACKAGES: Final = (
    "numpy",
    "numba",
    "llvmlite",
    "pandas",
    "mesa",
    "pyarrow",
    "hydra-core",
    "scipy",
    "salib",
    "optuna",
    "cadreflow",
)

_COMMANDS: Final = ("launch.py", "work.py", "store.py", "parts.py", "shapley.py")
"""What carries runs out and takes effects apart: the part of the commands that oracles try."""


def versions() -> dict[str, str]:
    """Return the versions of Python, the platform and the packages that results depend on."""
    found = {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libc": " ".join(platform.libc_ver()).strip() or "unknown",
    }
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def code() -> dict[str, str]:
    """Return the hash of the model's sources, the revision of their repository, and the hash of its locked versions."""
    return {"source_hash": SOURCE_HASH, "revision": revision(), "lock": lock_hash()}


def lock_hash() -> str:
    """Return the hash of requirements.lock, "unknown" where this is installed without it."""
    file = Path(__file__).resolve().parents[1] / "requirements.lock"
    return blake2b(file.read_bytes(), digest_size=8).hexdigest() if file.is_file() else "unknown"


def commands_hash() -> str:
    """Return the hash of the sources of commands that oracles 20 (worker processes) and 21 try."""
    folder = Path(__file__).resolve().parent
    return blake2b(b"\0".join((folder / name).read_bytes() for name in _COMMANDS), digest_size=8).hexdigest()


def revision() -> str:
    """Return this project's git revision, "+changed" if files differ, "unknown" without one."""
    top = Path(__file__).resolve().parents[1]
    # Where this is installed as a package, a repository around it is another project's.
    head = _git(top, "rev-parse", "HEAD") if (top / ".git").exists() else ""
    if not head:
        return "unknown"
    return f"{head}+changed" if _git(top, "status", "--porcelain") else head


def _git(top: Path, *words: str) -> str:
    """Return what git says, "" if there is no git or it refuses."""
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(["git", "-C", str(top), *words], capture_output=True, text=True, timeout=20, env=quiet)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
