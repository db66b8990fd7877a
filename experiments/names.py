"""Names of many runs, eight bytes each, so that memory stays small however large a study is."""

from collections.abc import Iterable

import numpy as np

_HEX = 16


class RunNames:
    """A set of names of runs, which are 16 hexadecimal digits (`experiments.plan.run_name`)."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._codes = np.unique(np.fromiter((int(name, _HEX) for name in names), np.uint64))

    def __or__(self, other: "RunNames") -> "RunNames":
        both = RunNames()
        both._codes = np.union1d(self._codes, other._codes)
        return both

    def __len__(self) -> int:
        return len(self._codes)

    def __contains__(self, name: str) -> bool:
        code = np.uint64(int(name, _HEX))
        place = int(self._codes.searchsorted(code))
        return place < len(self._codes) and bool(self._codes[place] == code)
