"""How the twin finds somebody for a leading post: five ways, the one drawn for the opening first."""

from collections.abc import Callable

from sim.filling import ACROSS, PLACE, RISE
from sim.terms import Cause, Tier
from tests.benchmarks.twin_cadre import Cadre
from tests.benchmarks.twin_places import Area, Pool, Post


def successor(post: Post, channel: int) -> Cadre | None:
    """Return who takes a post: the drawn channel is asked first, then promotion, same rank, the other layer."""
    return next((found for search in SEARCHES[channel] if (found := search(post))), None)


def same_rank(post: Post) -> Cadre | None:
    """Look among people of the post's rank who hold no leading post."""
    return first_willing(post.unit.pools[post.rank], post)


def promotion(post: Post) -> Cadre | None:
    """Look among people one rank below: for some township posts in the own township first, then in the area."""
    unit = post.unit
    if unit.is_township and post.scope_lot < unit.area.levers.own_unit_share:
        colleagues = [
            other.holder for other in unit.posts
            if other.holder is not None and other.holder.rank == post.rank - 1 and other.holder.may_take(post, False)
        ]  # fmt: skip
        if colleagues:
            return max(colleagues, key=lambda cadre: cadre.standing)
    return first_willing(unit.pools[post.rank - 1], post)


def other_layer(post: Post) -> Cadre | None:
    """Look in the organs for a township post, in the townships for a county post, in the counties for a city post."""
    area, rank = post.unit.area, post.rank
    if post.unit.is_township:
        return first_willing(area.organ_pools[rank - 1], post, across=True)
    if post.unit.tier == Tier.COUNTY:
        pools = [area.township_pools[rank], area.township_pools[rank - 1]]
    else:
        pools = [county.organ_pools[below] for county in counties_in_turn(area, post) for below in (rank, rank - 1)]
    return next((found for pool in pools if (found := first_willing(pool, post, across=True))), None)


def counties_in_turn(city: Area, post: Post) -> list[Area]:
    """Return the counties of a city, beginning with one drawn for the opening."""
    counties = city.counties
    begin = int(post.county_lot * len(counties))
    return counties[begin:] + counties[:begin]


def first_willing(pool: Pool, post: Post, across: bool = False) -> Cadre | None:
    """Return the candidate of best standing who still belongs to the pool, may take the post, and accepts."""
    for cadre in pool.candidates:
        still = cadre.unit.pools[cadre.rank] is pool
        if still and cadre.may_take(post, across) and cadre.accepts(post):
            return cadre
    return None


def kind_of_move(cadre: Cadre, post: Post) -> Cause:
    """Name the move: a rise in rank, an exchange between leading posts, or a return to one."""
    if cadre.rank < post.rank:
        return Cause.PROMOTE
    return Cause.EXCHANGE if cadre.post.leading else Cause.PLACE


SEARCHES: dict[int, tuple[Callable[[Post], Cadre | None], ...]] = {
    PLACE: (same_rank, promotion, other_layer),
    RISE: (promotion, same_rank, other_layer),
    ACROSS: (other_layer, promotion, same_rank),
}
