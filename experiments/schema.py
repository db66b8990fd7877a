"""The configuration's names and types, generated from the declarations of levers and assumptions.

Hydra lays YAML files and `key=value` words over these. It refuses unknown names and wrong types by
itself; bounds are checked when a plan is made (`experiments.compose`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import field, fields, make_dataclass
from functools import cache
from typing import Any, Final

from hydra.core.config_store import ConfigNode, ConfigStore
from omegaconf import DictConfig, OmegaConf

from experiments.fields import OF_MODEL, PLAIN, REPORT_AS, Design, Model, PolicyNote, Report
from sim import levers, setting
from sim.parameters import Declaration, declarations

LEVER_GROUPS: Final[Mapping[str, type]] = levers.GROUPS
SETTING: Final = "setting"
"""The config group, and the prefix of the names, of all assumptions."""
TABLES: Final = ("months", "events", "openings", "careers")
"""The tables of one run that `keep` may name."""
LANGUAGES: Final = ("both", "en", "zh")
_LAID_OVER: Final = {"demo": "compare"}
"""Commands whose configuration is laid over that of another."""
_OPEN: Final = {"counties", "precision", "over", "usual", "objectives", "truth"}
"""Parts of the configuration whose names the schema leaves open."""


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
def register(command: str) -> None:
    """Make a command's schema known to Hydra: its own node, and one option `default` for each group.

    A process composes one command or two; the nodes of all of them would take two seconds.
    """
    _register_groups()
    store = ConfigStore.instance()
    name = _LAID_OVER.get(command, command)
    if name in OF_MODEL:
        store.store(name=f"{name}_schema", node=_schema(OF_MODEL[name]))
    else:
        own = PLAIN[name]
        store.store(name=f"{name}_schema", node=_report() if own is Report else own)
    _share(store.repo)


@cache
def _register_groups() -> None:
    store = ConfigStore.instance()
    for name, group in LEVER_GROUPS.items():
        store.store(group=name, name="default", node=_editable(OmegaConf.structured(group)))
    store.store(group=SETTING, name="default", node=_editable(OmegaConf.structured(setting.Setting)))


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
    names = {each.name for each in fields((OF_MODEL | PLAIN)[_LAID_OVER.get(command, command)])}
    if command == "report":
        names.add(REPORT_AS)
    if "policy" in names:
        names |= {f"policy.{each.name}" for each in fields(PolicyNote)}
    if "design" in names:
        names |= {f"design.{each.name}" for each in fields(Design)}
    return frozenset(names)


def model_keys() -> frozenset[str]:
    """Return the names of what determines a run besides levers, assumptions and the seed."""
    return frozenset(each.name for each in fields(Model)) | {f"policy.{each.name}" for each in fields(PolicyNote)}
