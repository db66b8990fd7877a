"""Who sits on leading posts at the opening, and where posts stay empty: small tables that can be checked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.seating import seat_leaders, spread
from sim.terms import NO_POST

NONE_FROM_ABOVE = np.zeros(6)


def seated(rank, score, post_rank, from_above=NONE_FROM_ABOVE, lot=None, post_lot=None):
    """Return the posts of people, lots ascending unless given."""
    lot = np.arange(len(rank)) / 100 if lot is None else np.asarray(lot)
    post_lot = np.arange(len(post_rank)) / 100 if post_lot is None else np.asarray(post_lot)
    return seat_leaders(
        np.asarray(rank), np.asarray(score, float), lot, np.asarray(post_rank), post_lot, from_above
    ).tolist()


@pytest.mark.parametrize(
    ("rank", "score", "post_rank", "share", "seats"),
    [
        ((2, 2, 2), (0.1, 0.9, 0.5), (2,), 0.0, (NO_POST, 0, NO_POST)),  # the highest score leads
        ((2, 2, 2), (0.1, 0.9, 0.5), (2, 2), 0.0, (NO_POST, 0, 1)),  # lots say who sits where
        ((3, 2, 1), (0.0, 0.0, 9.0), (3, 2), 0.0, (0, 1, NO_POST)),  # nobody leads above the own rank
        ((3, 3, 2), (0.2, 0.1, 0.3), (2,), 0.0, (NO_POST, NO_POST, 0)),  # the higher-ranked stay without
        ((3, 3, 2), (0.2, 0.1, 0.3), (2,), 0.5, (0, NO_POST, NO_POST)),  # half of them sit a rank lower
        ((3, 3), (0.2, 0.1), (2, 2), 0.0, (0, 1)),  # and all who are wanted, where nobody of the rank is left
        ((2,), (0.0,), (2, 2), 0.0, (0,)),  # fewer people than posts
        ((1, 1), (0.0, 1.0), (), 0.0, (NO_POST, NO_POST)),
    ],
)  # fmt: skip
def test_leading_posts_go_to_people_of_their_rank_by_score(rank, score, post_rank, share, seats):
    from_above = NONE_FROM_ABOVE.copy()
    from_above[2] = share
    assert seated(rank, score, np.array(post_rank, np.int64), from_above) == list(seats)


def test_lots_of_people_and_posts_are_matched_in_order():
    assert seated((2, 2), (1.0, 1.0), (2, 2), lot=(0.8, 0.3), post_lot=(0.1, 0.6)) == [1, 0]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.floats(0.2, 3.0), st.floats(0, 1)), min_size=1, max_size=12), st.data()
)
def test_empty_posts_are_spread_by_room_and_weight(places, data):
    room, weight, lot = (np.array(each) for each in zip(*places, strict=True))
    total = data.draw(st.integers(0, int(room.sum())))
    offset = data.draw(st.floats(0.0, 0.999))
    given_away = spread(total, room, weight, lot, offset)
    assert given_away.sum() == total
    assert (given_away >= 0).all()
    assert (given_away <= room).all()


@pytest.mark.parametrize(
    ("total", "room", "weight", "expected"),
    [
        (6, (10, 10), (1.0, 1.0), (3, 3)),
        (6, (10, 10), (2.0, 1.0), (4, 2)),
        (9, (2, 20), (9.0, 1.0), (2, 7)),  # what finds no room goes to the others
        (0, (3, 4), (1.0, 1.0), (0, 0)),
        (7, (3, 4), (1.0, 5.0), (3, 4)),
    ],
)
def test_whole_expectations_are_met_whatever_the_lot(total, room, weight, expected):
    for offset in (0.0, 0.3, 0.9):
        found = spread(total, np.array(room), np.array(weight), np.array([0.4, 0.2]), offset)
        assert found.tolist() == list(expected)
