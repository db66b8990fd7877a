"""One decision for the whole folder: a correct model fails anywhere with a chance of one in a thousand.

Every judgement is a named family of checks. The chance is shared out evenly among at most `JUDGEMENTS` of them, and
within one Holm's rule decides. So the decision does not depend on which tests run, in which order or where.
"""

from collections.abc import Sequence
from typing import Final

from sim.oracles import ALPHA, Check, refuted, told

JUDGEMENTS: Final = 100
_judged: dict[str, int] = {}


def holds(name: str, checks: Sequence[Check]) -> None:
    """Assert that nothing refutes a family of checks. A name may be judged once."""
    assert checks, f"{name} has no checks"
    assert name not in _judged, f"{name} is judged twice; each judgement needs a name and a share of its own"
    _judged[name] = len(checks)
    assert len(_judged) <= JUDGEMENTS, f"more than {JUDGEMENTS} judgements; raise JUDGEMENTS, which every test shares"
    failed = refuted(checks, ALPHA / JUDGEMENTS)
    assert not failed, f"{name}\n{told(failed)}"


def is_caught(checks: Sequence[Check]) -> None:
    """Assert that the same rule refutes a twin whose rule is broken on purpose."""
    assert refuted(checks, ALPHA / JUDGEMENTS), f"nothing caught the twin\n{told(checks)}"
