"""The world: units, posts, cadres and teams, and the verbs by which a seat changes hands."""

import numpy as np

from sim import verbs
from sim.founding import first_states
from sim.policy import Policy
from sim.population import Opening
from sim.recorder import LEDGER
from sim.sequence import most_events, open_lists
from sim.setting import Setting
from sim.state import State
from sim.table import Array, grown
from sim.terms import MONTHS, NEVER, NO_POST, NOBODY, Away, Cause
from sim.traits import endow

LEDGER_BYTES = 1 << 20
"""Room that the monthly table gets at a time, where a year takes less: a small city's run needs no more."""


class World:
    """The tables of one world and what may be done to them.

    Args:
        opening: units, posts and cadres of the first month.
        setting: assumptions.
        policy: levers in force in the first month.
        seed: of all chance.
        first: first month (number).
        first_round: month of the first leadership round.
    """

    def __init__(
        self,
        opening: Opening,
        setting: Setting,
        policy: Policy,
        seed: int,
        first: int,
        first_round: int,
    ) -> None:
        self.unit_names = opening.unit_names
        self.group_names = opening.group_names
        self.opening_posts = opening.posts.copy()
        self.opening_cadres = opening.cadres.copy()
        self.states = first_states(opening, setting, seed, first, first_round)
        self.make_room()
        self.set_levers(policy)
        self._open_chains()
        endow(self.state, 0, len(opening.cadres))
        for state in self.states:
            open_lists(state)
        self.cadres["prospect"] = 0.5
        self.state.teams["cohesion"] = setting.cohesion.cohesion_level

    # -- reading ---------------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """The tables as the first region, in most cities the only one, works on them."""
        return self.states[0]

    def addresses(self) -> Array:
        """Return where the tables of each region stand, for compiled code; they move when they are given room."""
        return np.array([state.address for state in self.states], np.int64)

    @property
    def month(self) -> int:
        """Present month (number)."""
        return int(self.state.clock["now"][0])

    @property
    def cadres(self) -> Array:
        """Rows of all cadres who ever were in service."""
        return self.state.cadres[: int(self.state.clock["cadres"][0])]

    @property
    def posts(self) -> Array:
        """All posts."""
        return self.state.posts

    @property
    def units(self) -> Array:
        """All units."""
        return self.state.units

    @property
    def teams(self) -> Array:
        """Leadership teams, one for each unit."""
        return self.state.teams

    @property
    def events(self) -> Array:
        """Every change of a seat so far."""
        return self.state.events[: int(self.state.clock["events"][0])]

    def serving_rows(self) -> Array:
        """Return the rows of cadres in service, ascending."""
        listed = np.concatenate([state.serving[: int(state.region["listed"][0])] for state in self.states])
        return np.sort(listed[listed >= 0].astype(np.int64))

    # -- verbs -----------------------------------------------------------------------------------------------------

    def appoint(self, row: int, post: int, cause: Cause) -> None:
        """Move a serving cadre to a vacant post of the same city.

        ValueError if the cadre has left, the post has a holder, was given up, or lies in another city.
        """
        self._must_serve(row)
        self._must_be_vacant(post)
        self._must_lie_in_the_city(f"post {post}", int(self.state.units[self.state.posts[post]["unit"]]["group"]), row)
        self.make_room()
        verbs.appoint(self._of_cadre(row), row, post, int(cause))

    def vacate(self, row: int, cause: Cause) -> None:
        """Take a serving cadre from the post held. ValueError if the cadre has left or holds none."""
        self._must_hold(row)
        self.make_room()
        verbs.vacate(self._of_cadre(row), row, int(cause))

    def lend(self, row: int, unit: int, cause: Cause = Cause.LOAN, until: int = NEVER) -> None:
        """Let a cadre serve in another unit, until a month. ValueError if away already, or to the own unit."""
        self._must_be_at_home(row)
        if unit == self.state.cadres[row]["unit"]:
            raise ValueError(f"cadre {row} serves in unit {unit}; only to another unit can anybody be lent")
        if not 0 <= unit < len(self.state.units):
            raise ValueError(f"unit {unit} does not exist; there are units 0 to {len(self.state.units) - 1}")
        self._must_lie_in_the_city(f"unit {unit}", int(self.state.units[unit]["group"]), row)
        self.make_room()
        verbs.lend(self._of_cadre(row), row, unit, int(cause), until)

    def send_out(self, row: int, cause: Cause = Cause.SECONDMENT, until: int = NEVER) -> None:
        """Let a cadre serve outside the city, until a month. ValueError if away already."""
        self._must_be_at_home(row)
        self.make_room()
        verbs.send_out(self._of_cadre(row), row, int(cause), until)

    def give_back(self, row: int, cause: Cause = Cause.LOAN) -> None:
        """End an absence. ValueError if the cadre is not away."""
        self._must_hold(row)
        if self.state.cadres[row]["away"] == Away.NO:
            raise ValueError(f"cadre {row} serves at home; only a lent cadre can be given back")
        self.make_room()
        verbs.give_back(self._of_cadre(row), row, int(cause))

    def leave(self, row: int, cause: Cause) -> None:
        """Take a cadre out of service. ValueError if the cadre has left already."""
        self._must_serve(row)
        self.make_room()
        verbs.leave(self._of_cadre(row), row, int(cause))

    def enter(self, person: Array, post: int, cause: Cause) -> int:
        """Bring a new cadre, given as one record of the table of cadres, into service; return the row."""
        self._must_be_vacant(post)
        self.make_room()
        row = int(self.state.clock["cadres"][0])
        self.state.cadres[row] = person
        self.state.cadres[row]["post"] = NO_POST
        self.state.clock["cadres"] += 1
        group = self.state.units[self.state.posts[post]["unit"]]["group"]
        verbs.enter(self._of_group(int(group)), row, post, int(cause))
        return row

    def _must_serve(self, row: int) -> None:
        if not 0 <= row < int(self.state.clock["cadres"][0]):
            raise ValueError(f"cadre {row} does not exist; there are cadres 0 to {len(self.cadres) - 1}")
        if not self.state.cadres[row]["serving"]:
            raise ValueError(f"cadre {row} has left service; only serving cadres can move or leave")

    def _must_hold(self, row: int) -> None:
        self._must_serve(row)
        if self.state.cadres[row]["post"] == NO_POST:
            raise ValueError(f"cadre {row} holds no post; appoint the cadre first")

    def _must_be_vacant(self, post: int) -> None:
        if not 0 <= post < len(self.state.posts):
            raise ValueError(f"post {post} does not exist; there are posts 0 to {len(self.state.posts) - 1}")
        holder = int(self.state.posts[post]["holder"])
        if holder != NOBODY:
            raise ValueError(f"post {post} is held by cadre {holder}; a post has one holder, vacate it first")
        if self.state.posts[post]["closed"]:
            raise ValueError(f"post {post} was given up at a round; until it is taken back nobody can hold it")

    def _must_lie_in_the_city(self, what: str, group: int, row: int) -> None:
        above = self.state.above
        if above[group] != above[self.state.cadres[row]["group"]]:
            raise ValueError(f"{what} lies in another city than cadre {row}; nobody moves between cities")

    # -- time ------------------------------------------------------------------------------------------------------

    def set_levers(self, policy: Policy) -> None:
        """Write the lever values that hold in the present month, counties' own values included.

        Retirement dates are computed anew, since a lever may have moved them.
        """
        _bytes(self.state.levers)[:] = _bytes(policy.record_at(self.month))
        for county, own in policy.counties.items() if policy.has_begun(self.month) else ():
            for name, value in own.items():
                self.state.levers[name.rsplit(".", 1)[1]][self.group_names.index(county)] = value
        self.cadres["retires"] = -1

    def make_room(self) -> None:
        """Give the tables room for the most events of a month and a newcomer on every post, and as much again."""
        clock, state, posts = self.state.clock[0], self.state, len(self.posts)
        cadres, events = int(clock["cadres"]), int(clock["events"])
        people = sum(int(each.region["listed"][0]) for each in self.states)
        cells = int(state.cells[-1])
        slots = int(clock["slot"]) + max(MONTHS, LEDGER_BYTES // (cells * LEDGER.itemsize))
        shared = {
            "cadres": grown(state.cadres, cadres, cadres + 2 * posts + 64),
            "events": grown(state.events, events, events + 2 * most_events(people, posts)),
            "ledger": grown(state.ledger, len(state.ledger), slots * cells),
        }
        self.states = tuple(each.replace(**shared, **self._lists(each)) for each in self.states)

    def _lists(self, state: State) -> dict[str, Array]:
        """Return a region's lists of people with room for a newcomer on every post."""
        here = state.region[0]
        listed = int(here["listed"])
        units = self.units[here["first_unit"] : here["last_unit"]]
        room = listed + 2 * int(units["established"].sum()) + 64
        return {
            "serving": grown(state.serving, listed, room),
            "keys": grown(state.keys, listed, room),
            "phases": grown(state.phases, listed, room),
            "dates": grown(state.dates, listed, room),
            "due": grown(state.due, len(state.due), room),
            "absent": grown(state.absent, int(here["absent"]), room),
            "candidates": grown(state.candidates, len(state.candidates), room),
        }

    def _must_be_at_home(self, row: int) -> None:
        self._must_hold(row)
        person = self.state.cadres[row]
        if person["away"] != Away.NO:
            raise ValueError(f"cadre {row} serves in unit {person['unit']}; only someone at home can be lent elsewhere")

    def _of_cadre(self, row: int) -> State:
        """Return the tables as the region of a cadre works on them."""
        return self._of_group(int(self.state.cadres[row]["group"]))

    def _of_group(self, group: int) -> State:
        """Return the tables as the region of a group works on them."""
        return next(
            each for each in self.states if each.region["first_group"][0] <= group < each.region["last_group"][0]
        )

    def _open_chains(self) -> None:
        """Give every post that is vacant from the start a chain of its own."""
        vacant = np.flatnonzero(self.state.posts["holder"] == NOBODY)
        self.state.posts["chain"][vacant] = np.arange(len(vacant))
        self.state.clock["chains"] = len(vacant)


def _bytes(records: Array) -> Array:
    """Return the bytes of records, (n, size): numpy copies the records of a few hundred fields field by field."""
    return records.view(np.uint8).reshape(len(records), -1)
