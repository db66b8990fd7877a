"""A comparison under an ensemble: each policy against the first under every set of assumptions, on shared seeds.

from experiments import conduct
from experiments.under_ensemble import ensemble_findings

study = conduct("compare", ensemble="calibrated", policies=["rules_2006", "limits_57_55"], seeds=10)
ensemble_findings(study.runs(), ["rules_2006", "limits_57_55"])
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from experiments.addresses import Base
from experiments.components import Components, components
from experiments.ensemble import read_ensemble
from experiments.plan import Point
from experiments.problems import Problems
from sim.measures import MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd

FILE: Final = "uncertainty.parquet"
"""Where a study keeps what assumptions and chance do to each difference."""


@dataclass(frozen=True)
class Finding:
    """One measure under one policy against the first, over sets of assumptions and seeds.

    `mean_of_first`: over sets and seeds that both have.
    """

    policy: str
    first: str
    measure: Measure
    mean_of_first: float
    parts: Components

    @property
    def told_apart(self) -> bool:
        """Whether the whole band leaves out zero."""
        low, high = self.parts.band
        return low > 0 or high < 0

    @property
    def row(self) -> dict[str, Any]:
        """Return it as a row of a table."""
        own = {"policy": self.policy, "first": self.first, "measure": self.measure.name}
        low, high = self.parts.band
        return own | {"mean_of_first": self.mean_of_first, "low": low, "high": high} | asdict(self.parts)


def members(config: Mapping[str, Any], base: Base, config_dirs: Sequence[str] = ()) -> list[Point]:
    """Return the points that a comparison's `ensemble` and `members` ask for; Problems, all at once."""
    number, found = config["members"], []
    if isinstance(number, bool) or not isinstance(number, int) or number < 0 or number == 1:
        found.append(f"members is {number!r}; allowed: 0 for all, or a whole number from 2")
    if config["precision"]:
        found.append(
            "precision and ensemble are both given; a comparison under an ensemble has no precision, leave it out"
        )
    if config["assumption_sets"] != "auto":
        found.append("assumption_sets and ensemble are both given; the ensemble has its own sets, leave one out")
    sets = []
    try:
        sets = read_ensemble(config["ensemble"], base, config_dirs)
    except Problems as problems:
        found += problems.lines
    if sets and len(sets) < max(2, number if isinstance(number, int) else 0):
        found.append(f"ensemble {config['ensemble']} has {len(sets)} sets; needed are {max(2, number)}")
    if found:
        raise Problems(found)
    return [Point(place, values) for place, values in enumerate(sets[: number or None], 1)]


def ensemble_findings(runs: "pd.DataFrame", policies: Sequence[str]) -> list[Finding]:
    """Return what each policy changes against the first, measure by measure.

    `runs`: rows with policy, point, seed and the measures, one for each. Sets without any pair of runs are left out,
    then seeds that some other set lacks, and measures for which nothing remains: `parts` says how many sets and seeds
    there are, `left_out` in `experiments.under_ensemble_told` what is missing.
    """
    by_policy = {name: part.set_index(["point", "seed"]) for name, part in runs.groupby("policy", observed=True)}
    first = by_policy[policies[0]]
    found = []
    for policy in policies[1:]:
        own = by_policy[policy]
        for name, measure in MEASURES.items():
            apart = (own[name] - first[name]).unstack("seed").dropna(how="all").dropna(axis=1)
            if apart.empty:
                continue
            theirs = first[name].unstack("seed").loc[apart.index, apart.columns]
            parts = components(apart.to_numpy(float))
            found.append(Finding(policy, policies[0], measure, float(theirs.to_numpy(float).mean()), parts))
    return found


def findings_frame(found: Sequence[Finding]) -> "pd.DataFrame":
    """Return a row for each finding."""
    import pandas as pd

    return pd.DataFrame([each.row for each in found])
