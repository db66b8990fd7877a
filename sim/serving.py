"""The list of the serving, and what the month asks of everybody, side by side where it is read fastest.

Most of a month's questions touch hardly anybody: who retires, whose draw is low enough to go, whose review is due. The
answers hang on a number or two of each cadre, so these stand entry by entry beside the list, and only those whom they
let through are looked up in the table of cadres.
"""

import numpy as np

from sim.compiled import compiled
from sim.draws import Word, word, word_below
from sim.state import State
from sim.table import Array

ASK: int = 0
"""Date of an entry of whom nothing is known: a date that has always come."""


@compiled
def entries_of(s: State) -> range:
    """Return the places in the list of the serving that are in use, leavers of this month included."""
    return range(int(s.region[0]["listed"]))


@compiled
def append(s: State, row: int) -> None:
    """Put a cadre who enters at the end of the list; rows ascend."""
    here, person = s.region[0], s.cadres[row]
    place = int(here["listed"])
    s.serving[place] = row
    s.keys[place] = person["key"]
    s.phases[place] = person["phase"]
    s.dates[place] = ASK
    here["listed"] = place + 1


@compiled
def place_of(s: State, row: int) -> int:
    """Return the place of a cadre of the region in the ascending list (binary search)."""
    low, high = 0, int(s.region[0]["listed"]) - 1
    while low < high:
        middle = (low + high) // 2
        entry = s.serving[middle]
        if (entry if entry >= 0 else ~entry) < row:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def strike(s: State, row: int) -> None:
    """Mark a leaver in the list (~row keeps the order readable)."""
    s.serving[place_of(s, row)] = ~row
    s.region[0]["gone"] += 1


@compiled
def ask_again(s: State, row: int) -> None:
    """Let the dates of a cadre's retirement be worked out anew."""
    s.cadres[row]["retires"] = -1
    s.dates[place_of(s, row)] = ASK


@compiled
def open_list(s: State) -> None:
    """Write anew what stands beside the list, and trust no date: others may have written to the table of cadres."""
    here = s.region[0]
    here["resign_rate"] = 0.0
    for i in entries_of(s):
        row = s.serving[i]
        person = s.cadres[row if row >= 0 else ~row]
        s.keys[i], s.phases[i], s.dates[i] = person["key"], person["phase"], ASK
        if row >= 0:
            here["resign_rate"] = max(here["resign_rate"], person["resign_rate"])


@compiled
def close_list(s: State) -> None:
    """Drop this month's leavers from the list; the order stays."""
    here = s.region[0]
    if here["gone"] == 0:
        return
    serving, keys, phases, dates = s.serving, s.keys, s.phases, s.dates
    kept = 0
    for i in entries_of(s):
        if serving[i] >= 0:
            serving[kept], keys[kept], phases[kept], dates[kept] = serving[i], keys[i], phases[i], dates[i]
            kept += 1
    here["listed"] = kept
    here["gone"] = 0


@compiled
def drawn_below(s: State, key: Word, bound: float) -> Array:
    """Return the places in the list of those serving whose draw from a stream may lie below a bound, ascending.

    Whoever is left out has a draw of at least `bound`; of the others the caller makes sure. All draws are made first:
    a loop that does nothing else is one that compilers turn into many draws at a time.
    """
    listed, keys, serving = int(s.region[0]["listed"]), s.keys, s.serving
    most = word_below(bound)
    words, places, n = np.empty(listed, np.uint64), np.empty(listed, np.int64), 0
    for i in range(listed):
        words[i] = word(key, keys[i])
    for i in range(listed):
        if words[i] <= most and serving[i] >= 0:
            places[n] = i
            n += 1
    return places[:n]
