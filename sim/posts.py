"""Posts: established places in units. How long each stands empty, and what its filling sets off, are results."""

import numpy as np

from sim.table import Array, Column, layout
from sim.terms import NO_CHAIN, NOBODY

COLUMNS = (
    Column("key", "u8", "", "identity for chance, from unit and ordinal"),
    Column("unit", "i4", "row of units", "whose establishment it is on"),
    Column("rank", "i1", "Rank", "rank it carries; a non-leading post is open to every rank (CLERK)"),
    Column("leading", "i1", "yes/no", "a leading post of its unit"),
    Column("establishment", "i1", "Establishment", "under which rules it is held"),
    Column("field", "i1", "Field", "field of work that it asks for, GENERAL for none"),
    Column("holder", "i4", "row of cadres", "NOBODY while vacant"),
    Column("opened", "i4", "month", "since when it stands empty"),
    Column("ready", "i4", "month", "when it may be filled (approval)"),
    Column("chain", "i4", "chain id", "the vacancy chain that its present opening belongs to"),
    Column("cell", "i4", "index", "cell of the monthly table that its holder counts in"),
    Column("depth", "i2", "moves", "place of the present opening in its chain, 0 = first"),
    Column("closed", "i1", "yes/no", "given up at a round or merged with another post: not filled, not counted"),
    Column("reserved", "i1", "Reserved", "for whom it is held back after a round"),
)
DTYPE = layout(*COLUMNS)


def new_posts(n: int) -> Array:
    """Return `n` vacant posts."""
    posts = np.zeros(n, DTYPE)
    posts["holder"] = NOBODY
    posts["chain"] = NO_CHAIN
    return posts
