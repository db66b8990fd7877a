"""Streams and identities: none is shared, and the mixer is the published one."""

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.draws import Decision, draw, identity, mix, name_key, stream
from tests.statistics.keyed import GOLDEN, JANUARY, UNITS, keys, shared


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        (0, (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC, 0x1B39896A51A8749B)),
        (
            1234567,
            (
                6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
                16408922859458223821,
            ),
        ),
    ],
)  # fmt: skip
def test_the_mixer_is_that_of_splitmix64(seed: int, words: tuple[int, ...]) -> None:
    """Published first words of Vigna's splitmix64.c, whose state grows by the golden gamma."""
    found = [int(mix(np.uint64((seed + (k + 1) * int(GOLDEN)) % 2**64))) for k in range(len(words))]
    assert found == list(words)
    weaker = [int(np.uint64(word) ^ (np.uint64(word) >> np.uint64(31))) for word in words]
    assert weaker != list(words)


def test_the_largest_draw_is_below_one() -> None:
    """The identity whose word is the largest, under a key of 0; the mixer taken backwards."""
    word = 2**64 - 1
    for factor, shift in ((1, 31), (0x94D049BB133111EB, 27), (0xBF58476D1CE4E5B9, 30)):
        word = word * pow(factor, -1, 2**64) % 2**64
        word ^= (word >> shift) ^ (word >> 2 * shift)
    who = word * pow(int(GOLDEN), -1, 2**64) % 2**64
    assert int(mix(np.uint64(word))) == 2**64 - 1
    assert draw(np.uint64(0), np.uint64(who)) < 1.0


def test_every_decision_in_every_month_has_a_stream_of_its_own() -> None:
    seeds = np.array([0, 1, 2, 3, 2**32, 2**63 - 1], np.uint64)
    decisions, months = np.array(sorted(Decision)), np.append(0, np.arange(JANUARY, JANUARY + 1_200))
    streams = keys(stream, seeds, decisions, months)
    assert len(streams) == len(seeds) * len(decisions) * len(months)
    assert not shared(streams)
    sums = seeds[:, None, None] + decisions[:, None].astype(np.uint64) + months.astype(np.uint64)
    assert shared(sums), "the twin that adds keys up"


def test_no_decision_goes_by_two_names() -> None:
    assert len(set(Decision)) == len(Decision.__members__)


def places_of_decisions() -> dict[str, dict[str, list[str]]]:
    """Return where each decision is drawn: by its name and the file's, the text that follows, in which month."""
    folder, places = Path(sim.__file__).parent, {}
    for file in sorted(folder.rglob("*.py")):
        for name, month in re.findall(r"\bDecision\.([A-Z][A-Z_0-9]*)(?:, (\w+)\b)?", file.read_text()):
            places.setdefault(name, {}).setdefault(file.name, []).append(month)
    return places


def test_a_decision_is_drawn_in_one_place() -> None:
    """What the opening stock draws once in `biographies`, a newcomer draws once in `newcomers`.

    Only the month of death is drawn again: where a fork brings other luck, the months that are left to the living.
    """
    several = {name: set(files) for name, files in places_of_decisions().items() if len(files) > 1}
    assert several.pop("DEATH") == {"traits.py", "luck.py"}
    assert all(files == {"biographies.py", "newcomers.py"} for files in several.values()), several


def test_death_after_a_fork_has_a_stream_of_its_own() -> None:
    """At entry it is drawn in the stream of month 0, at a fork once in that of the present month, under any seed."""
    assert places_of_decisions()["DEATH"] == {"traits.py": ["0"], "luck.py": ["now"]}


def test_nobody_shares_an_identity() -> None:
    """Cadres of the opening stock, posts, recruits and entrants from outside of a run of a hundred years."""
    zero, months = np.array([0]), np.arange(JANUARY, JANUARY + 1_200)
    corps = np.array([name_key(name) for name in ("townships", "county_organs", "city_organs")], np.uint64)
    posts = keys(identity, zero, UNITS, np.arange(1_000))
    recruits = keys(identity, months[8::12], UNITS, np.arange(60))
    outsiders = keys(identity, months, posts[::100], zero)
    everybody = np.concatenate([keys(identity, zero, corps, np.arange(300_000)), posts, recruits, outsiders])
    assert len(everybody) > 2_000_000
    assert not shared(everybody)
    added = (months[8::12, None, None].astype(np.uint64) + UNITS[:, None] + np.arange(60, dtype=np.uint64)).ravel()
    assert shared(added), "the twin that adds cohort, place and ordinal up"
