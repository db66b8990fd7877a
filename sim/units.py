"""Units: organs with posts."""

import numpy as np

from sim.table import Array, Column, layout

COLUMNS = (
    Column("key", "u8", "", "identity for chance, from the unit's name"),
    Column("tier", "i1", "Tier", "level"),
    Column("parent", "i4", "row of units", "the unit above, NO_UNIT for the top"),
    Column(
        "group",
        "i4",
        "index",
        "the county, or the city's own organs, whose cadres compete for the same posts",
    ),
    Column("remoteness", "i1", "class 0-4", "hardship and distance"),
    Column("fiscal_strength", "f4", "share", "means of its budget, 1 = median"),
    Column(
        "authority",
        "f4",
        "share",
        "part of its responsibilities that it also has power and money for",
    ),
    Column("duty_load", "f4", "post-equivalents", "work that must be done"),
    Column("first_post", "i4", "row of posts", "its posts are first_post <= post < last_post"),
    Column("last_post", "i4", "row of posts", "one past its last post"),
    Column("established", "i4", "posts", "posts on its establishment"),
    Column("holders", "i4", "cadres", "posts that have a holder"),
    Column("away", "i4", "cadres", "holders who serve elsewhere"),
    Column("guests", "i4", "cadres", "holders of other units' posts who serve here"),
    Column("workload", "f4", "ratio", "duty load over effective strength, 1 = fully staffed"),
    Column(
        "extra_duty",
        "f4",
        "post-equivalents",
        "work that comes on top of the duties: of village posts without a holder",
    ),
    Column(
        "training_duty",
        "f4",
        "post-equivalents",
        "work left undone by people in training, over that as found; set anew each year, so kept apart",
    ),
    Column(
        "appeal",
        "f4",
        "utils",
        "what this month's mechanisms add to the worth of working here; nought again when the month closes",
    ),
    Column(
        "spirit",
        "f4",
        "0-1",
        "what this month's mechanisms add to the motivation that working here leads to (a column, so that it costs "
        "nothing a person); nought again when the month closes",
    ),
    Column("toil", "f4", "0-1", "what they add to the strain, in the same way"),
    Column("prize", "i1", "yes/no", "won the team prize of the last year"),
    # posts stand by establishment, so that each kind is found without a search
    Column("last_civil", "i4", "row of posts", "its civil-service posts are first_post <= post < last_civil"),
    Column(
        "last_institution",
        "i4",
        "row of posts",
        "its institution posts are last_civil <= post < last_institution; programme places follow",
    ),
    Column("first_village", "i4", "row of villages", "its villages' seats are first_village <= seat < last_village"),
    Column("last_village", "i4", "row of villages", "one past the last seat of its villages"),
    Column("side_duty", "f4", "post-equivalents", "part of the extra duty that villages and concurrent jobs make"),
    Column("targeted", "i4", "places", "places of the coming intake that programme staff have taken already"),
    Column("conversion", "f4", "0-1", "chance that its institution staff see of a civil-service post within a term"),
)
DTYPE = layout(*COLUMNS)


def new_units(n: int) -> Array:
    """Return `n` blank units, fully staffed by their workload."""
    units = np.zeros(n, DTYPE)
    units["workload"] = 1.0
    return units
