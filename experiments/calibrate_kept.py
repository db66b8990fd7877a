"""What a calibration keeps with its study: tables of targets, assumptions and sets, and how the central set fares."""

from typing import TYPE_CHECKING, Any

from experiments.calibration import Calibration, value_at

if TYPE_CHECKING:
    import pandas as pd


def fit_frame(found: Calibration) -> "pd.DataFrame":
    """Return a row for each target."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for fit in found.fits:
        target = fit.target
        row = {"name": target.name, "measure": target.measure.name, "months": target.months, "value": target.value}
        row |= {"tolerance": target.tolerance, "luck_within": target.luck_within}
        row |= {"before_low": fit.before[0], "before_high": fit.before[1], "after_low": fit.after[0]}
        row |= {"after_high": fit.after[1], "nearest": fit.nearest, "met": fit.met, "chance": fit.chance}
        rows.append(row | {"tried": len(found.tried.shares), "source": target.source})
    return pd.DataFrame(rows)


def fit_record(found: Calibration) -> dict[str, str]:
    """Return how the central set fares, in words for a record."""
    rows = zip(found.task.targets, found.means[0], found.implausible[0], strict=True)
    return {
        target.name: f"{mean:.4g} (figure {target.value:g} ± {target.tolerance:g}, {own:.0%} of the allowed)"
        for target, mean, own in rows
    }


def pinned_frame(found: Calibration) -> "pd.DataFrame":
    """Return a row for each assumption."""
    import pandas as pd

    rows = []
    for axis, own in zip(found.task.axes, found.pinned, strict=True):
        span = axis.high - axis.low
        row: dict[str, Any] = {"name": axis.name, "prior_low": axis.low, "prior_high": axis.high}
        row |= {"low": axis.low + own.low * span, "high": axis.low + own.high * span, "width": own.width}
        rows.append(row | {"distance": own.distance, "p": own.p, "verdict": own.verdict})
    return pd.DataFrame(rows)


def sets_frame(found: Calibration) -> "pd.DataFrame":
    """Return a row for each accepted set, the central one first: member, assumptions by address, means, implausible."""
    return _frame(found, found.shares, found.means, found.implausible, {"member": range(1, len(found.shares) + 1)})


def tried_frame(found: Calibration) -> "pd.DataFrame":
    """Return a row for each set tried: wave, assumptions, and for each target its mean and implausibility."""
    tried = found.tried
    return _frame(found, tried.shares, tried.means, tried.implausible, {"wave": tried.wave})


def _frame(found: Calibration, shares: Any, means: Any, implausible: Any, own: dict[str, Any]) -> "pd.DataFrame":
    """Return a row for each set, with the values that were run."""
    import pandas as pd

    columns = dict(own)
    columns |= {axis.name: [value_at(axis, share) for share in shares[:, k]] for k, axis in enumerate(found.task.axes)}
    for j, target in enumerate(found.task.targets):
        columns |= {f"mean {target.name}": means[:, j], f"implausibility {target.name}": implausible[:, j]}
    return pd.DataFrame(columns)
