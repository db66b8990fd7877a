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
    Column("events", "i4", "rows", "rows of the table of events in use"),
    Column("chains", "i4", "count", "vacancy chains begun so far"),
    Column("slot", "i4", "index", "months recorded so far"),
    Column("people", "i4", "cadres", "serving in the regions that have closed this month"),
    Column("full", "i1", "yes/no", "some list may be too short for the coming month"),
)
"""One record: where the world stands in time, and how full its tables are."""

REGION = layout(
    Column("first_unit", "i4", "row of units", "its units are first_unit <= u < last_unit"),
    Column("last_unit", "i4", "row of units", ""),
    Column("first_group", "i4", "index", "its groups, in the same way"),
    Column("last_group", "i4", "index", ""),
    Column("first_lead", "i4", "index", "its leading posts in the order of filling, in the same way"),
    Column("last_lead", "i4", "index", ""),
    Column("listed", "i4", "entries", "length of its list of the serving, leavers of this month included"),
    Column("gone", "i4", "entries", "leavers of this month still in the list"),
    Column("absent", "i4", "entries", "length of its list of the absent"),
    Column("vacant", "i4", "entries", "length of its list of vacant posts"),
    Column("closed", "i4", "posts", "leading posts given up at rounds (posts.closed)"),
    Column("resign_rate", "f4", "per month", "highest of its people's when others could last write to the tables"),
    Column("due", "i4", "entries", "length of its list of those whose review falls in a month"),
    Column("due_month", "i4", "month", "the month that this list is of, -1 before the first"),
    Column("due_listed", "i4", "entries", "`listed` when it was made: who has come since is not in it"),
    Column("due_gone", "i4", "entries", "`gone` when it was made: who has left since is still in it"),
)
"""One record: a city with its counties, whose people move among themselves alone (`sim.regions`)."""

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
    """The tables as one region works on them; compiled code sees the same tables through their addresses.

    The regions of a world share every table but `region` and the lists of people: `serving` and what stands beside it,
    `due`, `absent`, `candidates` and `vacant`.
    """

    cadres: Array
    posts: Array
    units: Array
    teams: Array
    villages: Array
    """Seats of village cadres (`sim.villages`), by township."""
    events: Array
    region: Array
    serving: Array
    """Rows of the region's serving cadres, ascending; a leaver of this month stands as ~row until the month closes."""
    keys: Array
    """Identities of the cadres in `serving`, entry by entry (`sim.serving`)."""
    phases: Array
    """Months of the year of their reviews, entry by entry."""
    dates: Array
    """Months in which they die or retire, the sooner, entry by entry; a past one for whoever is to be asked again."""
    due: Array
    """Rows of those whose review falls in this month, ascending (`sim.review`)."""
    absent: Array
    """Rows of the region's cadres who serve elsewhere, in no order."""
    vacant: Array
    """Rows of the region's posts without a holder, in no order."""
    clock: Array
    levers: Array
    """One record of lever values for each group."""
    setting: Array
    """One record of assumptions."""
    pools: Array
    candidates: Array
    """Rows of the region's cadres, by pool, best standing first."""
    fill_order: Array
    """Rows of leading posts, region by region, from the top down."""
    organs: Array
    """Row of the organ unit of each group."""
    above: Array
    """For each group the group of the city above it, or itself."""
    cells: Array
    """Cell of the monthly table by (group * 2 + layer) * 7 + rank group, -1 without posts; their number stands last."""
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
