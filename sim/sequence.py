"""Months on end as one compiled function, each in the order of `sim.plan.MONTH`.

Handing the tables to compiled code costs some microseconds a call, which is much of a month in a single county; so
many months are one call. The order is the plan's alone: slot k is process k.
"""

from collections.abc import Callable

from sim.compiled import compiled
from sim.handle import bundle_at
from sim.plan import MONTH
from sim.recorder import record
from sim.regions import posts_of, units_of
from sim.serving import close_list, open_list
from sim.state import State
from sim.table import Array
from sim.terms import MONTHS
from sim.vacant import list_vacant

SLOTS = 60
KINDS = 4 * MONTHS
"""Kinds of month (`open_month`)."""
MOST_EVENTS_PER_CADRE = 4
"""Events of one cadre in a month. The plan's order allows no more: home from an absence (1), then a change of places
(2: out of the post and onto another) or two moves (a transfer, the end of a programme term), and notice given (1).
Whoever has moved in a month is neither lent nor moved again but by the ends of terms, trials and age lines."""
MOST_ENTRIES_PER_POST = 1
"""Entries on one post in a month: whoever enters neither moves nor leaves before the next."""


@compiled
def most_events(people: int, posts: int) -> int:
    """Return how many events a month can write at most; compiled code would write on past a table's end."""
    return MOST_EVENTS_PER_CADRE * people + MOST_ENTRIES_PER_POST * posts


@compiled
def _nothing(s: State) -> None:
    """Fill a slot that the plan does not use."""


if len(MONTH) > SLOTS:
    raise ImportError(f"the plan has {len(MONTH)} processes, sim/sequence.py has {SLOTS} slots; add slots there")
_SLOTS: list[Callable[[State], None]] = [process.run for process in MONTH]
_SLOTS += [_nothing] * (SLOTS - len(MONTH))
(
    _00, _01, _02, _03, _04, _05, _06, _07, _08, _09, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19,
    _20, _21, _22, _23, _24, _25, _26, _27, _28, _29, _30, _31, _32, _33, _34, _35, _36, _37, _38, _39,
    _40, _41, _42, _43, _44, _45, _46, _47, _48, _49, _50, _51, _52, _53, _54, _55, _56, _57, _58, _59,
) = _SLOTS  # fmt: skip


@compiled
def open_lists(s: State) -> None:
    """Make sure of what is noted beside the tables: others may have written to them since."""
    open_list(s)
    list_vacant(s)


@compiled
def open_month(s: State, calendar: bool) -> int:
    """Begin a round if one is due and the calendar is kept; return the kind of the month.

    Its kind settles which processes run: 4 * month of the year from 0, and 2 in the first month, and 1 at a round.
    """
    clock = s.clock[0]
    now = int(clock["now"])
    if calendar and now == clock["next_round"]:
        clock["last_round"] = now
        clock["next_round"] = now + int(s.levers[0]["round_every_months"])
    return 4 * (now % MONTHS) + 2 * int(now == clock["first"]) + int(now == clock["last_round"])


@compiled
def close_month(s: State) -> None:
    """Record the month of a region, and note how many people serve on and whether its list may be too short for them.

    Room is needed for every vacant post to find a newcomer.
    """
    record(s)
    close_list(s)
    for u in units_of(s):
        s.units[u]["appeal"] = s.units[u]["spirit"] = s.units[u]["toil"] = 0.0
    clock, listed = s.clock[0], s.region[0]["listed"]
    clock["people"] += listed
    clock["full"] |= listed + len(posts_of(s)) + 64 > len(s.serving)


@compiled
def next_month(s: State) -> bool:
    """Go on to the next month once every region has closed; return whether the tables may be too small for it.

    Room is needed for the most events that a month can write, and for every vacant post to find a newcomer.
    """
    clock, posts = s.clock[0], len(s.posts)
    clock["slot"] += 1
    clock["now"] += 1
    full = (
        clock["full"]
        or clock["cadres"] + posts + 64 > len(s.cadres)
        or clock["events"] + most_events(clock["people"], posts) > len(s.events)
        or (clock["slot"] + 1) * s.cells[len(s.cells) - 1] > len(s.ledger)
    )
    clock["people"] = clock["full"] = 0
    return bool(full)


@compiled
def months(s: State, regions: Array, on: Array, calendar: bool, until: int, written: bool) -> bool:
    """Simulate months until `until`, or until the tables may be too small for the next; return whether they may.

    Args:
        s: the tables, of any region.
        regions: (n,) int64 address of the tables of each region.
        on: (KINDS, SLOTS) bool, the processes that run in a month of a kind (`open_month`).
        calendar: whether leadership rounds come round.
        until: the month before which to stop.
        written: whether others may have written to the tables since they were last in use here.
    """
    if written:
        for k in range(len(regions)):
            open_lists(bundle_at(s, regions[k]))
    while s.clock[0]["now"] < until:
        kind = open_month(s, calendar)
        for k in range(len(regions)):
            _month(bundle_at(s, regions[k]), on[kind])
        if next_month(s):
            return True
    return False


@compiled
def _month(s: State, on: Array) -> None:
    """Run the processes that are `on` ((SLOTS,) bool) in a region, and close its month."""
    if on[0]:
        _00(s)
    if on[1]:
        _01(s)
    if on[2]:
        _02(s)
    if on[3]:
        _03(s)
    if on[4]:
        _04(s)
    if on[5]:
        _05(s)
    if on[6]:
        _06(s)
    if on[7]:
        _07(s)
    if on[8]:
        _08(s)
    if on[9]:
        _09(s)
    if on[10]:
        _10(s)
    if on[11]:
        _11(s)
    if on[12]:
        _12(s)
    if on[13]:
        _13(s)
    if on[14]:
        _14(s)
    if on[15]:
        _15(s)
    if on[16]:
        _16(s)
    if on[17]:
        _17(s)
    if on[18]:
        _18(s)
    if on[19]:
        _19(s)
    if on[20]:
        _20(s)
    if on[21]:
        _21(s)
    if on[22]:
        _22(s)
    if on[23]:
        _23(s)
    if on[24]:
        _24(s)
    if on[25]:
        _25(s)
    if on[26]:
        _26(s)
    if on[27]:
        _27(s)
    if on[28]:
        _28(s)
    if on[29]:
        _29(s)
    if on[30]:
        _30(s)
    if on[31]:
        _31(s)
    if on[32]:
        _32(s)
    if on[33]:
        _33(s)
    if on[34]:
        _34(s)
    if on[35]:
        _35(s)
    if on[36]:
        _36(s)
    if on[37]:
        _37(s)
    if on[38]:
        _38(s)
    if on[39]:
        _39(s)
    if on[40]:
        _40(s)
    if on[41]:
        _41(s)
    if on[42]:
        _42(s)
    if on[43]:
        _43(s)
    if on[44]:
        _44(s)
    if on[45]:
        _45(s)
    if on[46]:
        _46(s)
    if on[47]:
        _47(s)
    if on[48]:
        _48(s)
    if on[49]:
        _49(s)
    if on[50]:
        _50(s)
    if on[51]:
        _51(s)
    if on[52]:
        _52(s)
    if on[53]:
        _53(s)
    if on[54]:
        _54(s)
    if on[55]:
        _55(s)
    if on[56]:
        _56(s)
    if on[57]:
        _57(s)
    if on[58]:
        _58(s)
    if on[59]:
        _59(s)
    close_month(s)
