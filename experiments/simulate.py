"""A plan's run of the model; a past that several futures share is simulated once."""

from typing import TYPE_CHECKING, Final

from experiments.plan import RunPlan

if TYPE_CHECKING:
    from sim.model import CadreModel

_PASTS: Final = 32
"""Pasts that are kept where many have futures under the same seeds, which come in turn."""
_POSTS_KEPT: Final = 100_000
"""Posts of all pasts that are kept: each takes a kilobyte or two."""
_pasts: "list[tuple[tuple[object, ...], CadreModel]]" = []
"""The last pasts that were simulated, and what determined them; one, where futures of one past follow one another."""


def simulated(plan: RunPlan) -> "CadreModel":
    """Return the model after a plan's months; a past that several futures share is simulated once."""
    from sim.model import CadreModel
    from sim.months import month_number

    if plan.past is None:
        own = CadreModel(plan.city, plan.policy, plan.setting, off=plan.off, rng=plan.seed)
        own.run_for(plan.months)
        return own
    before = month_number(plan.fork) - plan.city.start
    seed = plan.seed if plan.past_seed is None else plan.past_seed
    made_of = (plan.city_hash, plan.past, plan.setting, plan.off, plan.fork, seed)
    model = next((each for other, each in _pasts if other == made_of), None)
    if model is None:
        # Those of another study go; of the others the latest, since those kept come round first.
        _pasts[:] = [each for each in _pasts if each[0][:-1] == made_of[:-1]][: _pasts_kept(plan) - 1]
        model = CadreModel(plan.city, plan.past, plan.setting, off=plan.off, rng=seed)
        model.run_for(before)
        _pasts.append((made_of, model))
    future = model.forked(plan.policy, plan.luck)
    future.run_for(plan.months - before)
    return future


def _pasts_kept(plan: RunPlan) -> int:
    """Return how many pasts are kept: one where its futures follow one another, else as many as memory has room for."""
    posts = max(1, sum(unit.posts for unit in plan.city.units))
    return 1 if plan.past_seed is None else max(1, min(_PASTS, _POSTS_KEPT // posts))
