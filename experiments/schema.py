"""The configuration's names and types, generated from the declarations of levers and assumptions.

Hydra lays YAML files and `key=value` words over these. It refuses unknown names and wrong types by
itself; bounds are checked when a plan is made (`experiments.compose`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, make_dataclass
from functools import cache
from typing import Any, Final

from hydra.core.config_store import ConfigNode, ConfigStore
from omegaconf import MISSING, DictConfig, OmegaConf

from sim import levers, setting
from sim.parameters import Declaration, declarations

LEVER_GROUPS: Final[Mapping[str, type]] = levers.GROUPS
SETTING: Final = "setting"
"""The config group, and the prefix of the names, of all assumptions."""
TABLES: Final = ("months", "events", "openings", "careers")
"""The tables of one run that `keep` may name."""
LANGUAGES: Final = ("both", "en", "zh")
_OPEN: Final = {"counties", "precision", "over", "usual", "objectives"}
"""Parts of the configuration whose names the schema leaves open."""


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
class _Model:
    """What determines a run, levers and assumptions apart."""

    city: Any = MISSING
    policy: PolicyNote = field(default_factory=PolicyNote)
    changes: list[Any] = field(default_factory=list)
    counties: dict[str, Any] = field(default_factory=dict)
    months: int = MISSING
    fork: str = ""
    past: str = "rules_2006"
    off: list[str] = field(default_factory=list)
    keep: list[str] = MISSING


@dataclass
class _Study:
    """Where tables go, and how a command speaks."""

    study: str = ""
    out: str = ""
    resume: bool = True
    replace: bool = False
    reuse: bool = True
    language: str = "both"


@dataclass
class _Run(_Study, _Model):
    seed: int = MISSING


@dataclass
class _Many(_Run):
    """Many runs: which, on what, and how long one may take."""

    seeds: Any = MISSING
    workers: Any = "auto"
    engine: str = "local"
    address: str = ""
    run_seconds: Any = "auto"
    run_gigabytes: float = 0.0


@dataclass
class _Compare(_Many):
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
class _Explain(_Many):
    parts: list[str] = MISSING


@dataclass
class _Design:
    """Which points a sweep tries."""

    kind: str = "grid"
    over: dict[str, Any] = field(default_factory=dict)
    points: int = 0
    file: str = ""
    seed: int = 1
    limit: int = 100_000


@dataclass
class _Sweep(_Many):
    design: _Design = field(default_factory=_Design)
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
class _Discover(_Many):
    """What a failure is, and what futures differ in."""

    fails: str = MISSING
    over: dict[str, Any] = field(default_factory=dict)
    points: int = 300
    design_seed: int = 1
    density: float = 0.8
    limit: int = 100_000


@dataclass
class _Optimise(_Many):
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
class _Sensitivity(_Many):
    """What is varied, between which bounds, and which results are looked at."""

    method: str = "morris"
    over: dict[str, Any] = field(default_factory=dict)
    base_points: int = 64
    trajectories: int = 20
    design_seed: int = 1
    limit: int = 100_000
    measures: list[str] = MISSING


@dataclass
class _Assumptions(_Many):
    """What is tried, what is printed, and how."""

    swings: str = "shipped"
    names: list[str] = field(default_factory=list)
    levers: bool = False
    format: str = "table"


@dataclass
class _Calibrate(_Many):
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


def _editable(node: DictConfig) -> DictConfig:
    """Clear the read-only flag that frozen dataclasses set, at every level: YAML is laid over."""
    OmegaConf.set_readonly(node, None)
    for key in node:
        child = node._get_node(key)
        if isinstance(child, DictConfig):
            _editable(child)
    return node


def _schema(command: type) -> DictConfig:
    """Add fields for the groups of levers and for the assumptions to a command's own."""
    groups: list[Any] = [(name, group, field(default_factory=group)) for name, group in LEVER_GROUPS.items()]
    groups.append((SETTING, setting.Setting, field(default_factory=setting.Setting)))
    node = _editable(OmegaConf.structured(make_dataclass(command.__name__, groups, bases=(command,))))
    for name in _OPEN & set(node):
        OmegaConf.set_struct(node[name], False)  # their names come from the city, or are those of results
    if "design" in node:
        OmegaConf.set_struct(node.design.over, False)  # of levers and assumptions
    return node


def _report() -> DictConfig:
    """Return the settings of the command `report` with the one that is no field."""
    node = OmegaConf.structured(Report)
    OmegaConf.set_struct(node, False)
    node[REPORT_AS] = ["html"]
    return node


@cache
def register() -> None:
    """Make the schema known to Hydra: one node a command, one option `default` for each group."""
    store = ConfigStore.instance()
    for name, group in LEVER_GROUPS.items():
        store.store(group=name, name="default", node=_editable(OmegaConf.structured(group)))
    store.store(group=SETTING, name="default", node=_editable(OmegaConf.structured(setting.Setting)))
    store.store(name="run_schema", node=_schema(_Run))
    store.store(name="compare_schema", node=_schema(_Compare))
    store.store(name="sweep_schema", node=_schema(_Sweep))
    store.store(name="optimise_schema", node=_schema(_Optimise))
    store.store(name="discover_schema", node=_schema(_Discover))
    store.store(name="sensitivity_schema", node=_schema(_Sensitivity))
    store.store(name="assumptions_schema", node=_schema(_Assumptions))
    store.store(name="calibrate_schema", node=_schema(_Calibrate))
    store.store(name="explain_schema", node=_schema(_Explain))
    store.store(name="levers_schema", node=Levers)
    store.store(name="remedies_schema", node=Remedies)
    store.store(name="report_schema", node=_report())
    store.store(name="dashboard_schema", node=Dashboard)
    store.store(name="validate_schema", node=Validate)
    store.store(name="replay_schema", node=Replay)
    _share(store.repo)


class _Shared(ConfigNode):
    """A registered node that copies of Hydra's store share.

    Hydra copies its whole store each time it lists a group: with some 200 declarations help would
    take seconds. What it loads from the store it copies once more, so nobody changes a shared node.
    """

    def __deepcopy__(self, memo: object) -> "_Shared":
        return self


def _share(nodes: dict[str, Any]) -> None:
    """Let copies of the store share all nodes, at every level."""
    for name, node in nodes.items():
        if isinstance(node, dict):
            _share(node)
        elif type(node) is ConfigNode:
            nodes[name] = _Shared(**vars(node))


def assumptions() -> Iterator[Declaration]:
    """Yield every assumption's declaration, named `setting.group.field`."""
    for name, group in setting.GROUPS.items():
        yield from declarations(group, f"{SETTING}.{name}")


@cache
def declared() -> dict[str, Declaration]:
    """Return the declarations of all levers and assumptions by their full name."""
    return levers.levers() | {each.name: each for each in assumptions()}


@cache
def plain_keys(command: str = "compare") -> frozenset[str]:
    """Return the names of a command's settings that are neither levers nor assumptions."""
    commands = {
        "run": _Run,
        "explain": _Explain,
        "sweep": _Sweep,
        "sensitivity": _Sensitivity,
        "discover": _Discover,
        "optimise": _Optimise,
        "assumptions": _Assumptions,
        "calibrate": _Calibrate,
    }
    commands |= {"levers": Levers, "remedies": Remedies, "report": Report, "dashboard": Dashboard}
    commands |= {"validate": Validate, "replay": Replay}
    names = {each.name for each in fields(commands.get(command, _Compare))}
    if command == "report":
        names.add(REPORT_AS)
    if "policy" in names:
        names |= {f"policy.{each.name}" for each in fields(PolicyNote)}
    if "design" in names:
        names |= {f"design.{each.name}" for each in fields(_Design)}
    return frozenset(names)


def model_keys() -> frozenset[str]:
    """Return the names of what determines a run besides levers, assumptions and the seed."""
    return frozenset(each.name for each in fields(_Model)) | {f"policy.{each.name}" for each in fields(PolicyNote)}
