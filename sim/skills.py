"""Skills: fields of work, which posts ask for one, and who has one (facts 1.1.12)."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.draws import Decision, uniform
from sim.parameters import parameter
from sim.table import Array
from sim.terms import Education, Field

_LEVELS = tuple(each.name.lower() for each in Education)
FIELDS = len(Field) - 1


@dataclass(frozen=True)
class Skills:
    """Assumptions about fields of work."""

    specialist_post_share: float = parameter(
        0.3, "share of civil-service posts", 0, 1,
        "assumption: facts 1.1.12 names economics, law, planning and farm technology, no number",
        "Posts that ask for a specialist", "专业岗位比例",
    )  # fmt: skip
    specialist_shares: tuple[float, ...] = parameter(
        (0.02, 0.06, 0.20, 0.35), "share", 0, 1,
        "assumption: few cadres know these fields, degrees of the serving are mostly part-time (facts 1.1.12)",
        "Specialists by education", "各学历专业人才比例", labels=_LEVELS,
    )  # fmt: skip
    performance_match: float = parameter(
        0.3, "sd", 0, 5, "assumption: facts 1.1.12 says that skills are missing, not how much they count",
        "Effect of a post in the own field on performance", "人岗相适对绩效的影响",
    )  # fmt: skip


@compiled
def field_of(u: float, share: float) -> int:
    """Return the field for a uniform draw: a share has one of the fields, evenly; 0 (general) for the rest."""
    if u >= share:
        return 0
    return 1 + min(FIELDS - 1, int(u / share * FIELDS))


def fields_of_posts(posts: Array, share: float, seed: int) -> Array:
    """Return the field that each post asks for, drawn by its identity; only civil-service posts do; (n,) int64."""
    lot = uniform(seed, Decision.POST_FIELD, 0, posts["key"])
    return np.where(posts["establishment"] == 0, _fields_of(lot, float(share)), 0)


@compiled
def _fields_of(lots: Array, share: float) -> Array:
    out = np.empty(len(lots), np.int64)
    for i in range(len(lots)):
        out[i] = field_of(lots[i], share)
    return out
