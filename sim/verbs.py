"""The World's verbs for compiled code: the only ways in which anybody's seat changes.

Each keeps cadre, post, unit and team in agreement and writes the event. They trust their caller; `World` offers
the same verbs to Python with every mistake refused in words.
"""

from sim.compiled import compiled
from sim.serving import append, ask_again, strike
from sim.state import State
from sim.terms import NO_CHAIN, NO_POST, NOBODY, RANK_GROUPS, Away, Cause, Kind, Tier
from sim.vacant import open_post, take_post


@compiled
def log(
    s: State,
    kind: int,
    cause: int,
    row: int,
    from_post: int,
    to_post: int,
    rank_before: int,
    chain: int,
    depth: int,
) -> None:
    """Write one event."""
    clock = s.clock[0]
    event = s.events[clock["events"]]
    clock["events"] += 1
    event["month"] = clock["now"]
    event["cadre"] = row
    event["from_post"] = from_post
    event["to_post"] = to_post
    event["chain"] = chain
    event["depth"] = depth
    event["kind"] = kind
    event["cause"] = cause
    event["rank_before"] = rank_before
    event["rank_after"] = s.cadres[row]["rank"]


@compiled
def new_chain(s: State) -> int:
    """Begin a vacancy chain and return its id."""
    clock = s.clock[0]
    clock["chains"] += 1
    return int(clock["chains"]) - 1


@compiled
def _sit(s: State, row: int, post: int) -> None:
    """Seat a cadre without a post on a vacant post; rank rises to the post's if it was lower."""
    now = s.clock[0]["now"]
    seat, person = s.posts[post], s.cadres[row]
    unit = s.units[seat["unit"]]
    take_post(s, post)
    seat["holder"] = row
    seat["chain"] = NO_CHAIN
    seat["depth"] = 0
    unit["holders"] += 1
    if seat["leading"]:
        team = s.teams[seat["unit"]]
        team["members"] += 1
        team["changed"] += 1
    if person["rank"] < seat["rank"]:
        person["rank"] = seat["rank"]
        person["rank_since"] = now
        ask_again(s, row)
    if person["tier"] != unit["tier"]:
        if person["tier"] == Tier.TOWNSHIP:
            person["township_before"] += now - person["tier_since"]
        person["tier"] = unit["tier"]
        person["tier_since"] = now
    if person["unit"] != seat["unit"]:
        person["unit_since"] = now
    person["post"] = post
    person["establishment"] = seat["establishment"]
    person["post_since"] = now
    person["unit"] = seat["unit"]
    person["group"] = unit["group"]
    person["leading"] = seat["leading"]
    person["cell"] = seat["cell"]
    person["moved"] = now


@compiled
def _rise(s: State, row: int, chain: int, depth: int, wait: float) -> None:
    """Take a cadre from the post; the post stands open from now and may be filled after `wait` months."""
    now = s.clock[0]["now"]
    person = s.cadres[row]
    seat = s.posts[person["post"]]
    unit = s.units[seat["unit"]]
    if person["away"]:
        _come_home(s, row)
    unit["holders"] -= 1
    if seat["leading"]:
        team = s.teams[seat["unit"]]
        team["members"] -= 1
        team["changed"] += 1
    open_post(s, int(person["post"]))
    seat["holder"] = NOBODY
    seat["opened"] = now
    seat["ready"] = now + int(wait)
    seat["chain"] = chain
    seat["depth"] = depth
    person["post"] = NO_POST


@compiled
def enter(s: State, row: int, post: int, cause: int) -> None:
    """Bring a new cadre, whose row is written, into service on a vacant post."""
    seat, person = s.posts[post], s.cadres[row]
    chain, depth = int(seat["chain"]), int(seat["depth"])
    unit = s.units[seat["unit"]]
    person["serving"] = 1
    person["route"] = cause
    person["tier"] = unit["tier"]
    person["tier_since"] = person["unit_since"] = s.clock[0]["now"]
    append(s, row)
    _sit(s, row, post)
    log(s, Kind.ENTER, cause, row, NO_POST, post, person["rank"], chain, depth)


@compiled
def appoint(s: State, row: int, post: int, cause: int) -> None:
    """Move a serving cadre to a vacant post; the post left behind opens as the next link of the same chain."""
    seat, person = s.posts[post], s.cadres[row]
    old, before = int(person["post"]), int(person["rank"])
    chain, depth = int(seat["chain"]), int(seat["depth"])
    if old != NO_POST:
        lever = s.levers[s.units[s.posts[old]["unit"]]["group"]]
        _rise(s, row, chain, depth + 1, lever["chain_approval_months"])
    _sit(s, row, post)
    log(s, Kind.APPOINT, cause, row, old, post, before, chain, depth)


@compiled
def step_down(s: State, row: int, post: int) -> None:
    """Move a cadre to the second line: to a vacant non-leading post; the leading post opens at once."""
    give_up(s, row, post, Cause.STEP_DOWN, 0, 0.0)
    s.cadres[row]["second_line"] = 1


@compiled
def give_up(s: State, row: int, post: int, cause: int, lowered: int, wait: float) -> None:
    """Move a cadre from a leading to a vacant non-leading post, `lowered` ranks down.

    The leading post opens with its own chain and may be filled after `wait` months.
    """
    seat, person = s.posts[post], s.cadres[row]
    old, before = int(person["post"]), int(person["rank"])
    chain, depth = int(seat["chain"]), int(seat["depth"])
    _rise(s, row, new_chain(s), 0, wait)
    if lowered > 0:
        person["rank"] -= lowered
        person["rank_since"] = s.clock[0]["now"]
        ask_again(s, row)
    _sit(s, row, post)
    log(s, Kind.APPOINT, cause, row, old, post, before, chain, depth)


@compiled
def vacate(s: State, row: int, cause: int) -> None:
    """Take a cadre from the post while staying in service without one."""
    person = s.cadres[row]
    old = int(person["post"])
    lever = s.levers[s.units[s.posts[old]["unit"]]["group"]]
    unit = s.units[s.posts[old]["unit"]]
    _rise(s, row, new_chain(s), 0, lever["approval_months"])
    person["leading"] = 0
    person["cell"] = s.cells[(unit["group"] * 2 + (0 if unit["tier"] == Tier.TOWNSHIP else 1)) * RANK_GROUPS]
    log(s, Kind.VACATE, cause, row, old, NO_POST, person["rank"], NO_CHAIN, 0)


@compiled
def away_as(cause: int, home_tier: int, host_tier: int) -> int:
    """Return what kind of absence a cause makes: secondments go by whether the host stands above or below."""
    if cause == Cause.SECONDMENT:
        return Away.UP if host_tier > home_tier else Away.DOWN
    return Away.TASK_FORCE if cause == Cause.TASK_FORCE else Away.LOAN


@compiled
def lend(s: State, row: int, unit: int, cause: int, until: int) -> None:
    """Let a cadre serve in another unit until a month; the post stays filled on paper."""
    person = s.cadres[row]
    s.units[unit]["guests"] += 1
    _go_away(s, row, away_as(cause, person["tier"], s.units[unit]["tier"]), cause, until)
    person["unit"] = unit


@compiled
def send_out(s: State, row: int, cause: int, until: int) -> None:
    """Let a cadre serve outside the city's units until a month; the cadre still counts as of the own unit."""
    _go_away(s, row, Away.OUT if cause == Cause.SECONDMENT else away_as(cause, 0, 0), cause, until)


@compiled
def _go_away(s: State, row: int, away: int, cause: int, until: int) -> None:
    """Note an absence with the person, the home unit and the region's list of the absent."""
    here, person = s.region[0], s.cadres[row]
    s.units[person["unit"]]["away"] += 1
    person["away"] = away
    person["away_until"] = until
    s.absent[here["absent"]] = row
    here["absent"] += 1
    log(s, Kind.LEND, cause, row, person["post"], person["post"], person["rank"], NO_CHAIN, 0)


@compiled
def _come_home(s: State, row: int) -> None:
    """End an absence: the cadre counts at home again, and `away_until` says since when."""
    here, person = s.region[0], s.cadres[row]
    home = s.posts[person["post"]]["unit"]
    s.units[home]["away"] -= 1
    if person["unit"] != home:
        s.units[person["unit"]]["guests"] -= 1
    person["unit"] = home
    person["away"] = Away.NO
    person["away_until"] = s.clock[0]["now"]
    last = int(here["absent"]) - 1
    for i in range(last + 1):
        if s.absent[i] == row:
            s.absent[i] = s.absent[last]
            break
    here["absent"] = last


@compiled
def give_back(s: State, row: int, cause: int) -> None:
    """End an absence: the cadre serves in the own unit again."""
    person = s.cadres[row]
    _come_home(s, row)
    log(s, Kind.GIVE_BACK, cause, row, person["post"], person["post"], person["rank"], NO_CHAIN, 0)


@compiled
def leave(s: State, row: int, cause: int) -> None:
    """Take a cadre out of service; the post opens as the first link of a new chain."""
    clock = s.clock[0]
    person = s.cadres[row]
    old = int(person["post"])
    if old != NO_POST:
        lever = s.levers[s.units[s.posts[old]["unit"]]["group"]]
        _rise(s, row, new_chain(s), 0, lever["approval_months"])
    person["serving"] = 0
    person["leading"] = 0
    person["left"] = clock["now"]
    strike(s, row)
    log(s, Kind.LEAVE, cause, row, old, NO_POST, person["rank"], NO_CHAIN, 0)
