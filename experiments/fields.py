"""The settings of every command, with their types and defaults; levers and assumptions apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from omegaconf import MISSING


@dataclass
class PolicyNote:
    """What a policy file says about itself."""

    name: str = ""
    label_en: str = ""
    label_zh: str = ""
    source: str = ""
    why: str = ""
    start: str = ""


@dataclass
class Model:
    """What determines a run, levers and assumptions apart."""

    city: Any = MISSING
    policy: PolicyNote = field(default_factory=PolicyNote)
    changes: list[Any] = field(default_factory=list)
    counties: dict[str, Any] = field(default_factory=dict)
    months: int = MISSING
    fork: str = ""
    past: str = "rules_2006"
    past_seed: int | None = None
    off: list[str] = field(default_factory=list)
    keep: list[str] = MISSING


@dataclass
class Study:
    """Where tables go, and how a command speaks."""

    study: str = ""
    out: str = ""
    resume: bool = True
    replace: bool = False
    reuse: bool = True
    language: str = "both"


@dataclass
class Run(Study, Model):
    """Of a command that runs the model under a seed."""

    seed: int = MISSING


@dataclass
class Many(Run):
    """Many runs: which, on what, and how long one may take."""

    seeds: Any = MISSING
    workers: Any = "auto"
    engine: str = "local"
    address: str = ""
    run_seconds: Any = "auto"
    run_gigabytes: float = 0.0


@dataclass
class Compare(Many):
    """Of `compare`: which policies, and how precisely."""

    policies: list[str] = MISSING
    precision: dict[str, Any] = field(default_factory=dict)
    most_seeds: int = 1000
    most_minutes: float = 0.0
    table: bool = True
    report: bool = False
    assumption_sets: Any = "auto"
    ensemble: str = ""
    members: int = 0


@dataclass
class Explain(Many):
    """Of `explain`: which parts of a package."""

    parts: list[str] = MISSING


@dataclass
class Design:
    """Which points a sweep tries."""

    kind: str = "grid"
    over: dict[str, Any] = field(default_factory=dict)
    points: int = 0
    file: str = ""
    seed: int = 1
    limit: int = 100_000


@dataclass
class Sweep(Many):
    """Of `sweep`: which design, under which policies."""

    design: Design = field(default_factory=Design)
    policies: list[str] = MISSING
    precision: dict[str, Any] = field(default_factory=dict)
    most_seeds: int = 1000
    most_minutes: float = 0.0
    table: bool = True


@dataclass
class Levers:
    """Settings of the command `levers`."""

    format: str = "table"
    name: str = ""
    assumptions: bool = False


@dataclass
class Remedies:
    """Settings of the command `remedies`."""

    format: str = "table"
    name: str = ""


@dataclass
class Report:
    """Settings of the command `report`."""

    study: str = ""
    out: str = ""
    to: str = ""
    language: str = "both"


REPORT_AS: Final = "as"
"""What a report comes as: a setting that cannot be a field, since Python keeps the word for itself."""


@dataclass
class Dashboard:
    """Settings of the command `dashboard`."""

    studies: list[str] = field(default_factory=list)
    root: str = ""
    host: str = "127.0.0.1"
    port: int = 8050
    token: str = ""
    language: str = "both"
    open: bool = False


@dataclass
class Validate:
    """Settings of the command `validate`."""

    tier: str = "fast"
    seed: int = 1
    only: list[int] = field(default_factory=list)
    out: str = ""
    verify: str = ""
    language: str = "both"


@dataclass
class Replay:
    """Settings of the command `replay`."""

    study: str = ""
    out: str = ""
    manifest: str = ""
    runs: Any = "all"
    workers: Any = "auto"
    language: str = "both"


@dataclass
class Discover(Many):
    """What a failure is, and what futures differ in."""

    fails: str = MISSING
    over: dict[str, Any] = field(default_factory=dict)
    points: int = 300
    design_seed: int = 1
    density: float = 0.8
    limit: int = 100_000


@dataclass
class Optimise(Many):
    """What is searched, or the one lever of a goal."""

    over: dict[str, Any] = field(default_factory=dict)
    objectives: dict[str, Any] = field(default_factory=dict)
    constraints: Any = MISSING
    population: int = 40
    generations: int = 10
    search_seed: int = 1
    goal: str = ""
    cheapest: float = 1.0
    dearest: float = 3.0
    step: float = 0.1


@dataclass
class Sensitivity(Many):
    """What is varied, between which bounds, and which results are looked at."""

    method: str = "morris"
    over: dict[str, Any] = field(default_factory=dict)
    base_points: int = 64
    trajectories: int = 20
    design_seed: int = 1
    limit: int = 100_000
    measures: list[str] = MISSING


@dataclass
class Assumptions(Many):
    """What is tried, what is printed, and how."""

    swings: str = "shipped"
    names: list[str] = field(default_factory=list)
    levers: bool = False
    format: str = "table"


@dataclass
class Calibrate(Many):
    """What is fitted to which targets, and how the search goes."""

    target_table: str = "fourteen_towns"
    over: dict[str, Any] = field(default_factory=dict)
    usual: dict[str, Any] = field(default_factory=dict)
    points: int = 250
    waves: int = 3
    candidates: int = 65_536
    members: int = 200
    chance_seeds: int = 20
    search_seed: int = 1
    name: str = "calibrated"
    into: str = ""


@dataclass
class Backtest(Many):
    """Of `backtest`: which histories, where they are split, and what the model starts from."""

    split: Any = 10
    histories: int = 20
    start: str = "auto"
    truth: dict[str, Any] = field(default_factory=dict)
    history: str = ""


OF_MODEL: Final[Mapping[str, type]] = {
    "run": Run,
    "compare": Compare,
    "sweep": Sweep,
    "optimise": Optimise,
    "discover": Discover,
    "sensitivity": Sensitivity,
    "assumptions": Assumptions,
    "calibrate": Calibrate,
    "explain": Explain,
    "backtest": Backtest,
}
"""Commands that run the model: their settings stand beside levers and assumptions."""
PLAIN: Final[Mapping[str, type]] = {
    "levers": Levers,
    "remedies": Remedies,
    "report": Report,
    "dashboard": Dashboard,
    "validate": Validate,
    "replay": Replay,
}
"""Commands that do not take levers."""
