"""Cadres as Mesa agents: a view of one row, and agent sets over rows of the table.

The model itself never makes an agent. Views are made when somebody asks and hold nothing of their
own. A set reads, groups, sorts and aggregates whole columns; only functions of an agent are called
one by one.
"""

import math
from collections.abc import Callable, Iterable, Iterator, MutableSet
from itertools import islice
from operator import attrgetter, index
from typing import Any, Self

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet, GroupBy

from sim.months import month_text
from sim.readable import ATTRIBUTES, order, readable, readable_one
from sim.settable import SETTABLE, refusal, storable
from sim.table import Array
from sim.terms import Cause

type Function = Callable[..., Any]


class CadreAgent(mesa.Agent):
    """One cadre seen as a Mesa agent: attributes are read from the tables when they are asked for.

    Every name in `sim.readable.ATTRIBUTES` is an attribute, those in `sim.settable.SETTABLE` can be
    set. Two views of one cadre are equal. A cadre who has left can still be read; age and time in
    post, rank and tier stop at leaving.
    """

    __slots__ = ("model", "row")

    model: Any
    row: int
    pos = None  # cadres have no place on a grid

    # Properties of all attributes are made below; an editor and a type checker see these.
    unique_id: int
    sex: str
    age_years: float
    serving: bool
    rank: str
    leading: bool
    tier: str
    county: str
    unit: str
    years_in_post: float
    years_in_rank: float
    ability: float
    motivation: float
    strain: float
    wish: str

    def __init__(self, model: Any, row: int) -> None:
        # Mesa's own constructor would register the view with the model as a new agent.
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "row", row)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CadreAgent):
            return False
        return self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"<CadreAgent {self.unique_id}: {self.sex}, {self.rank}, {self.unit or 'no unit'}>"

    def __reduce__(self) -> tuple[type[Self], tuple[Any, int]]:
        return type(self), (self.model, self.row)

    def __setattr__(self, name: str, value: object) -> None:
        if name not in SETTABLE:
            raise AttributeError(refusal(name, self.row))
        self.model.world.cadres[name][self.row] = storable(name, value)

    def remove(self) -> None:
        """Resign from service; the post opens. Nothing happens if the cadre has left already."""
        if self.serving:
            self.model.world.leave(self.row, Cause.RESIGN)


def _property(name: str, meaning: str) -> property:
    return property(lambda agent: readable_one(agent.model.world, name, agent.row), doc=meaning)


for _name, _attribute in ATTRIBUTES.items():
    setattr(CadreAgent, _name, _property(_name, _attribute.meaning))


class CadreGroups(GroupBy):
    """Groups of cadres; as Mesa's, but aggregates whole columns."""

    def agg(self, attr_name: str, func: Function) -> dict[Any, Any]:
        """Return the function's value for the attribute of each group, by group."""
        if all(isinstance(group, CadreSet) for group in self.groups.values()):
            return {key: group.agg(attr_name, func) for key, group in self.groups.items()}
        plain: dict[Any, Any] = super().agg(attr_name, func)
        return plain


class CadreSet(AbstractAgentSet):
    """An ordered set of serving cadres, with the verbs of Mesa's agent sets.

    Without `rows` it is the whole service, always as it stands now: that is `model.agents`. With
    rows, or once it was changed in place, it holds these cadres in this order. Whoever leaves
    service drops out of every set.
    """

    def __init__(self, model: Any, rows: Array | None = None) -> None:
        self.model = model
        self._rows = None if rows is None else np.asarray(rows, np.int64)

    @property
    def rows(self) -> Array:
        """Rows of the table of cadres: (n,) int64, in the order of the set."""
        if self._rows is None:
            return np.asarray(self.model.world.serving_rows(), np.int64)
        staying: Array = self.model.world.cadres["serving"][self._rows] != 0
        return self._rows[staying]

    @property
    def random(self) -> Any:
        """The model's own generator, which only Mesa's verbs use: the engine has none."""
        return self.model.random

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[CadreAgent]:
        for row in self.rows.tolist():
            if self.model.world.cadres["serving"][row]:  # nobody whom the loop itself has removed
                yield CadreAgent(self.model, row)

    def __contains__(self, agent: object) -> bool:
        if not (isinstance(agent, CadreAgent) and agent.model is self.model and agent.serving):
            return False
        return self._rows is None or bool(np.any(self._rows == agent.row))

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):
            return [CadreAgent(self.model, row) for row in self.rows[item].tolist()]
        return CadreAgent(self.model, int(self.rows[index(item)]))

    def to_list(self) -> list[CadreAgent]:
        """Return the agents as a list."""
        return list(self)

    def copy(self) -> Self:
        """Return a set of its own that holds the same cadres."""
        return self._with(self.rows.copy(), inplace=False)

    __copy__ = copy

    def select(
        self,
        filter_func: Function | None = None,
        at_most: int | float = math.inf,
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> Self:
        """Return the cadres that pass the filter, at most a number or a fraction of the set."""
        rows = self.rows
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(rows) * at_most)
        most = max(0, math.ceil(min(at_most, len(rows))))
        if agent_type is not None and not issubclass(CadreAgent, agent_type):
            rows = rows[:0]
        elif filter_func is None:
            rows = rows[:most]
        else:
            passed = (agent.row for agent in self if filter_func(agent))
            rows = np.fromiter(islice(passed, most), np.int64)
        return self._with(rows, inplace)

    def get(
        self,
        attr_names: str | Iterable[str],
        handle_missing: str = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """Return a list of values, or of lists of values for several names."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"Unknown handle_missing option: {handle_missing}, should be one of 'error' or 'default'")
        if not isinstance(attr_names, str):
            columns = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [[column[i] for column in columns] for i in range(len(self))]
        if attr_names in ATTRIBUTES:
            return list(self._values(attr_names).tolist())
        default = (default_value,) if handle_missing == "default" else ()
        return [getattr(agent, attr_names, *default) for agent in self]

    def _values(self, name: str) -> Array:
        return readable(self.model.world, name, self.rows)

    def set(self, attr_name: str, value: Any) -> Self:
        """Set an attribute of all cadres to one value."""
        if attr_name in SETTABLE:
            self.model.world.cadres[attr_name][self.rows] = storable(attr_name, value)
        else:
            for agent in self:
                setattr(agent, attr_name, value)
        return self

    def agg(self, attribute: str, func: Function | Iterable[Function]) -> Any:
        """Return a function's value for the attribute's values, or a list with each function's.

        Functions of numpy get the column as an array, all others a list as from Mesa.
        """
        if not callable(func):
            return [self.agg(attribute, each) for each in func]
        of_numpy = isinstance(func, np.ufunc) or getattr(func, "__module__", "") == "numpy"
        return func(self._values(attribute) if of_numpy else self.get(attribute))

    def groupby(self, by: Function | str, result_type: str = "agentset") -> CadreGroups:
        """Group by an attribute or by what a function returns, in order of first appearance."""
        keys = self.get(by) if isinstance(by, str) else self.map(by)
        rows: dict[Any, list[int]] = {}
        for key, row in zip(keys, self.rows.tolist(), strict=True):
            rows.setdefault(key, []).append(row)
        groups = {key: self._with(np.array(each), inplace=False) for key, each in rows.items()}
        if result_type == "agentset":
            return CadreGroups(groups)
        return CadreGroups({key: each.to_list() for key, each in groups.items()})

    def sort(self, key: Function | str, ascending: bool = False, inplace: bool = False) -> Self:
        """Sort by an attribute or a function, the highest first unless `ascending`."""
        if isinstance(key, str) and key in ATTRIBUTES:
            return self._with(self.rows[order(self._values(key), ascending)], inplace)
        of = attrgetter(key) if isinstance(key, str) else key
        agents = sorted(self, key=of, reverse=not ascending)
        return self._with(self._rows_of(agents), inplace)

    def shuffle(self, inplace: bool = False) -> Self:
        """Put the cadres in random order, drawn as Mesa does."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        return self._with(np.array(rows, np.int64), inplace)

    def do(self, method: str | Function, *args: Any, **kwargs: Any) -> Self:
        """Call a method of each agent, or a function with each agent; return the set."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Function, *args: Any, **kwargs: Any) -> Self:
        """Do the same in random order; the order of the set stays."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Function, *args: Any, **kwargs: Any) -> list[Any]:
        """Call a method of each agent, or a function with each agent; return the results."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def add(self, agent: CadreAgent) -> None:
        """Add a serving cadre to this set; the service stays as it is."""
        if agent not in self:
            self._rows = np.concatenate((self.rows, self._rows_of([agent])))

    def discard(self, agent: CadreAgent) -> None:
        """Take a cadre out of this set, if it is there; the service stays as it is."""
        if agent in self:
            self._rows = self.rows[self.rows != agent.row]

    remove = MutableSet.remove  # the same, but KeyError if the cadre is not there

    def _update(self, agents: Iterable[CadreAgent]) -> Self:
        return self._with(self._rows_of(agents), inplace=True)

    def _from_iterable(self, agents: Iterable[CadreAgent]) -> Self:
        return self._with(self._rows_of(agents), inplace=False)  # for &, |, - and ^

    def _with(self, rows: Array, inplace: bool) -> Self:
        if not inplace:
            return type(self)(self.model, rows)
        self._rows = rows
        return self

    def _rows_of(self, agents: Iterable[Any]) -> Array:
        """Return the agents' rows, each once; refuse who is no serving cadre of this model."""
        rows: dict[int, None] = {}
        for agent in agents:
            if not isinstance(agent, CadreAgent) or agent.model is not self.model:
                raise ValueError(f"{agent!r} is no cadre of this model; a set holds those of one")
            if not agent.serving:
                left = month_text(int(self.model.world.cadres["left"][agent.row]))
                raise ValueError(f"{agent!r} left service in {left}; a set holds serving cadres")
            rows[agent.row] = None
        return np.fromiter(rows, np.int64)
