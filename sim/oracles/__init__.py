"""Oracles: closed forms that the engine must reproduce when the other processes are switched off.

Each is a configuration of the real engine (a small city, a policy, a setting, the processes that run), the formula,
and the convention about the month that the formula must share with the plan: exits, then filling, open selection,
transfer, and recruitment last; stocks are counted at month end. `ORACLES` lists them; `Trial` says on which plan and
seed; `refuted` decides over all checks together. Only exact numbers are compared exactly: everything else against
standard errors that come from formulas.

An oracle must also be able to fail: the tests break a rule on purpose and demand that the same checks refute it.
"""

from typing import Final

from sim.oracles import accounts, careers, choices, coverage, leaving, luck, stocks, vacancies
from sim.oracles.evidence import ALPHA, Check, refuted, told
from sim.oracles.trial import Oracle, Trial

__all__ = ["ALPHA", "ORACLES", "Check", "Oracle", "Trial", "refuted", "told"]

ORACLES: Final = tuple(
    sorted(
        (
            *leaving.ORACLES, *careers.ORACLES, *stocks.ORACLES, *vacancies.ORACLES, *accounts.ORACLES,
            *choices.ORACLES, *luck.ORACLES, *coverage.ORACLES,
        ),
        key=lambda each: each.number,
    )
)  # fmt: skip
"""Those of the model itself, in the order of their numbers; what is computed from studies is tried on studies."""
