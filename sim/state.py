"""What compiled code works on: the tables of one world, handed over as one tuple."""

from collections.abc import Callable

from sim.handle import addresses, bundle_type
from sim.table import Array, Column, layout

CLOCK = layout(
    Column("seed", "u8", "", "seed of all chance"),
    Column("now", "i4", "month", "present month"),
    Column("first", "i4", "month", "first month of the run"),
    Column("next_round", "i4", "month", "next leadership round"),
    Column("last_round", "i4", "month", "last leadership round, or five years before the first"),
    Column("cadres", "i4", "rows", "rows of the table of cadres in use"),
    Column(
        "listed",
        "i4",
        "entries",
        "length of the list of serving cadres, leavers of this month included",
    ),
    Column("gone", "i4", "entries", "leavers of this month still in the list"),
    Column("events", "i4", "rows", "rows of the table of events in use"),
    Column("chains", "i4", "count", "vacancy chains begun so far"),
    Column("slot", "i4", "index", "months recorded so far"),
)
"""One record: where the world stands in time, and how full its tables are."""

EVENTS = layout(
    Column("month", "i4", "month", ""),
    Column("cadre", "i4", "row of cadres", ""),
    Column("from_post", "i4", "row of posts", "NO_POST for entries"),
    Column("to_post", "i4", "row of posts", "NO_POST for leavers"),
    Column("chain", "i4", "chain id", "the vacancy chain that this move belongs to, NO_CHAIN if none"),
    Column("depth", "i2", "moves", "place in the chain"),
    Column("kind", "i1", "Kind", ""),
    Column("cause", "i1", "Cause", ""),
    Column("rank_before", "i1", "Rank", ""),
    Column("rank_after", "i1", "Rank", ""),
)
"""Every change of a seat."""

POOLS = layout(
    Column(
        "first",
        "i4",
        "index",
        "candidates of the pool are first <= i < last in the list of candidates",
    ),
    Column("last", "i4", "index", ""),
    Column("rivals", "i4", "cadres", "people of this pool's rank whom no age line stops"),
    Column(
        "openings",
        "f4",
        "posts",
        "leading posts of the next rank expected to open within the horizon",
    ),
    Column("prospect", "f4", "0-1", "openings over rivals, at most 1"),
)
"""Candidates by group, layer (townships or organs) and rank: pool = (group * 2 + layer) * 6 + rank."""


class State:
    """The tables of one world, as plain attributes; compiled code sees the same tables through their addresses."""

    cadres: Array
    posts: Array
    units: Array
    teams: Array
    events: Array
    serving: Array
    """Rows of serving cadres, ascending; a leaver of this month stands as ~row until the month closes."""
    clock: Array
    levers: Array
    """One record of lever values for each group."""
    setting: Array
    """One record of assumptions."""
    pools: Array
    candidates: Array
    """Rows of cadres, by pool, best standing first."""
    fill_order: Array
    """Rows of leading posts from the top down."""
    organs: Array
    """Row of the organ unit of each group."""
    above: Array
    """For each group the group of the city above it, or itself."""
    cells: Array
    """Cell of the monthly table by (group * 2 + layer) * 5 + rank group, -1 without posts; their number stands last."""
    ledger: Array
    """The monthly table: slot * number of cells + cell."""

    def __init__(self, **tables: Array) -> None:
        names = tuple(State.__annotations__)
        for name in names:
            table = tables[name]
            if not table.flags.c_contiguous or table.ndim != 1:
                raise TypeError(f"{name} has {table.ndim} dimensions; allowed: a contiguous table of one dimension")
            setattr(self, name, table)
        self._handle = addresses([tables[name] for name in names])
        self.address = int(self._handle.ctypes.data)
        self._numba_type_ = bundle_type(tuple((name, tables[name].dtype) for name in names))

    def __reduce__(self) -> tuple[Callable[..., "State"], tuple[dict[str, Array]]]:
        """Copy and pickle the tables; addresses are taken anew, so that a copy never steps the original."""
        return _rebuilt, ({name: getattr(self, name) for name in State.__annotations__},)

    def replace(self, **tables: Array) -> "State":
        """Return a state with some tables replaced by others."""
        return State(**{name: tables.get(name, getattr(self, name)) for name in State.__annotations__})


def _rebuilt(tables: dict[str, Array]) -> State:
    return State(**tables)
