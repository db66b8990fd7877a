"""Tables of what happened as frames: months, events, openings and careers."""

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sim.city import City
from sim.plain import as_frame
from sim.plain_results import PlainResults

if TYPE_CHECKING:
    from sim.world import World


class Results:
    """Tables of one run so far; each is built when first asked for.

    `months`, `events`, `openings`, `careers`, and the static `units` and `posts` (docs/study.md has the columns).
    """

    def __init__(self, world: "World", city: City) -> None:
        self.plain = PlainResults(world, city)
        """The same tables as plain arrays, from which headline results are read."""
        self.first = self.plain.first
        self.horizon = self.plain.horizon
        """One past the last month recorded."""

    @cached_property
    def units(self) -> pd.DataFrame:
        """One row for each unit."""
        return as_frame(self.plain.units)

    @cached_property
    def posts(self) -> pd.DataFrame:
        """One row for each post."""
        return as_frame(self.plain.posts)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row for each change of a seat, in the order in which they happened."""
        return as_frame(self.plain.events)

    @cached_property
    def months(self) -> pd.DataFrame:
        """One row for each month, tier, county and rank group: stocks at month end, costs and flows of the month."""
        return as_frame(self.plain.months)

    @cached_property
    def openings(self) -> pd.DataFrame:
        """One row for each spell in which a post stood open."""
        return as_frame(self.plain.openings)

    @cached_property
    def careers(self) -> pd.DataFrame:
        """One row for each spell of a cadre on one post."""
        return as_frame(self.plain.careers)
