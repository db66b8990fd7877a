"""No rule reads or writes a row that is not there: the model compiled so that every row looked up is checked.

Compiled code looks up rows without a check, so a wrong one would go unseen (`sim.handle`).
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MONTHS = 132
"""Two leadership rounds and what follows them."""
EVERY_POLICY = f"""
from pathlib import Path
from experiments.compose import plan_from
from sim.model import CadreModel
from tests.rules.test_handle import READ, Bundle

try:
    READ(Bundle(5), -1)
except IndexError:
    pass
else:
    raise SystemExit("this code is compiled without checks")
folder = Path("configs/policy")
names = sorted(str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.yaml"))
for seed, name in enumerate(names, 1):
    plan = plan_from(["city=fourteen_towns", f"policy={{name}}"])
    CadreModel(plan.city, plan.policy, plan.setting, rng=seed).run_for({MONTHS})
"""
RANDOM_POLICIES = "tests/properties/test_engine_policies.py"


@pytest.mark.deep
def test_every_row_looked_up_is_there(tmp_path: Path) -> None:
    """Under every policy at hand, and under random ones in small worlds; -1 and beyond the end are IndexErrors."""
    checking = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    for command in (
        ["-c", EVERY_POLICY],
        ["-m", "pytest", "-q", "-m", "not deep", "-p", "no:cacheprovider", RANDOM_POLICIES],
    ):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=checking, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
