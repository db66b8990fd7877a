"""What the shipped calibration found, for docs/calibration.md: from its setting, its ensemble and its ranges."""

from pathlib import Path
from typing import Final

import numpy as np
import yaml

from experiments.addresses import axes
from experiments.choices import folders
from experiments.ensemble import FOLDER, record_of
from experiments.pinned import Pinned, pinned, ties
from experiments.schema import SETTING

NAME: Final = "calibrated"


def as_markdown() -> str:
    """Return how many sets were tried and accepted, what is left of each assumption, and what goes together."""
    import pandas as pd

    (top,) = folders()
    record = record_of(top / SETTING / f"{NAME}.yaml")
    frame = pd.read_csv(top / FOLDER / f"{NAME}.csv")
    fitted, _ = axes(yaml.safe_load((Path(top) / "calibrate.yaml").read_text(encoding="utf-8"))["usual"])
    low, high = (np.array([getattr(axis, end) for axis in fitted]) for end in ("low", "high"))
    shares = (frame[[axis.name for axis in fitted]].to_numpy(float) - low) / (high - low)
    tried = f"{record['sets_tried']:,} sets of {len(fitted)} assumptions were tried on {len(record['fit'])} targets"
    first = f"; of the first wave {record['first_wave']} agreed with all" if "first_wave" in record else ""
    lines = [f"{tried} ({record['runs']:,} runs){first}; {record['sets_accepted']:,} were accepted.", ""]
    lines += ["| assumption | possible | accepted, middle nine tenths | width left | |", "|---|---|---|---|---|"]
    known = sorted(zip(fitted, pinned(shares), strict=True), key=lambda each: each[1].width)
    for axis, own in known:
        left = " to ".join(f"{axis.low + end * (axis.high - axis.low):.3g}" for end in (own.low, own.high))
        lines.append(f"| {axis.name} | {axis.low:g} to {axis.high:g} | {left} | {own.width:.0%} | {_verdict(own)} |")
    together = [
        f"{fitted[each.one].address.words('en')} and {fitted[each.other].address.words('en')} ({each.correlation:+.2f})"
        for each in ties(shares)
    ]
    return "\n".join([*lines, "", f"What goes together (rank correlation): {'; '.join(together) or 'nothing'}."])


def _verdict(own: Pinned) -> str:
    return {"pinned": "pinned down", "free": "left free", "unknown": "too few sets"}.get(own.verdict, own.verdict)
