"""Designs: which values levers and assumptions take, as a list of points; each point is run under every seed.

A design is a pure function of its settings (and, for `csv`, of a file): the same settings give the same points in the
same order. Where a point names some elements of a list of numbers, the others are those of the base plan.

| kind | points |
|---|---|
| `grid` | every combination of the values; the last name changes fastest |
| `list` | the first values of all names, then the second, ... |
| `csv` | the rows of a file |
| `one_at_a_time` | the base plan, then every value alone, all else as in the base plan |
| `latin_hypercube` | drawn between bounds, each of equal steps of every range once (McKay and others 1979) |
| `sobol` | drawn between bounds, a Sobol sequence scrambled by the seed (Owen 1998) |
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any, Final

from experiments.addresses import (
    RANGE_KEYS,
    Address,
    Axis,
    Base,
    Point,
    as_value,
    axes,
    point,
    read_over,
    tidy,
)  # fmt: skip
from experiments.choices import nearest
from experiments.design_file import read_rows
from experiments.problems import Problems
from sim.parameters import Value

SAMPLERS: Final = ("latin_hypercube", "sobol")
LIMIT: Final = 100_000
"""Points of a design, unless another limit is set."""
_ROWS_GIVEN: Final = "allowed: a list of values [a, b, ...], or {from: a, to: b, steps: n}"


@dataclass(frozen=True)
class Design:
    """How points are made.

    `over`: what is varied, an address -> values (`grid`, `list`, `one_at_a_time`: a list, or {from, to, steps}) or
    bounds (samplers: [low, high], None or "all" for the declared ones); `points`: how many a sampler draws; `file`: of
    `csv`; `seed`: of the samplers; `limit`: more points are refused, before any is made.
    """

    kind: str
    over: Mapping[str, Any] = field(default_factory=dict)
    points: int = 0
    file: str = ""
    seed: int = 0
    limit: int = LIMIT


@dataclass(frozen=True)
class _Rows:
    """Points not yet made: how many, where the number comes from, and their values."""

    count: int
    size: str
    rows: Iterable[Mapping[Address, Value]]


_Maker = Callable[[Design, Base, list[str]], _Rows]


def points_of(design: Design, base: Base) -> list[Point]:
    """Return the points of a design: every point has the same names, with a value for each.

    `base`: returns the base plan's value of a lever or an assumption. Problems, all at once, if the design is wrong.
    """
    problems = _setting_problems(design)
    make = _MAKERS.get(design.kind)
    if make is None:
        problems += read_over(design.over)[1] if design.over else []
        raise Problems(problems)
    made = make(design, base, problems)
    if not problems and made.count > design.limit:
        problems.append(
            f"design {design.kind} has {made.size} points, more than limit={design.limit:,}; vary fewer names, take "
            "fewer values, or raise limit"
        )
    if problems:
        raise Problems(dict.fromkeys(problems))
    return [point(row, base) for row in made.rows]


def _setting_problems(design: Design) -> list[str]:
    """Say what is wrong with the settings of a design, apart from what it varies."""
    kind, found = design.kind, []
    if kind not in _MAKERS:
        found.append(f"design kind is {kind!r}.{nearest(str(kind), _MAKERS)} There are: {', '.join(_MAKERS)}")
    if not _is_whole(design.limit, 1):
        found.append(f"limit is {design.limit!r}; allowed: a whole number from 1, the most points of a design")
    if kind in SAMPLERS:
        found += _sampler_problems(design)
    elif kind in _MAKERS and design.points:
        found.append(f"points is {design.points!r}, but the points of a {kind} design are counted; leave points out")
    if kind == "csv":
        if not design.file:
            found.append("design csv names no file; give file=PATH, a CSV file with a row for each point")
        if design.over:
            found.append("design csv takes its names from the file's first line; leave over out")
    elif kind in _MAKERS and design.file:
        found.append(f"file is {design.file!r}, which a {kind} design does not read; leave it out or take kind csv")
    return found


def _sampler_problems(design: Design) -> Iterator[str]:
    """Yield what is wrong with the number of points to draw and the seed."""
    points = design.points
    if not _is_whole(design.seed, 0):
        yield f"seed of the design is {design.seed!r}; allowed: a whole number from 0"
    if not _is_whole(points, 1):
        given = f"points is {points!r}" if points else "points is missing"
        yield f"{given}; allowed for {design.kind}: a whole number from 1, how many points to draw"
    elif design.kind == "sobol" and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        yield (
            f"points is {points}; a Sobol sequence is balanced only over a power of two; take {below} or {2 * below}, "
            "or the kind latin_hypercube"
        )


def _is_whole(number: object, least: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= least


# -- values that are listed --------------------------------------------------------------------------------------------


def _grid(design: Design, base: Base, problems: list[str]) -> _Rows:
    listed = _listed(design, problems)
    sizes = [len(values) for values in listed.values()]
    rows = (dict(zip(listed, values, strict=True)) for values in product(*listed.values()))
    return _Rows(prod(sizes), " × ".join([f"{size:,}" for size in sizes]) + f" = {prod(sizes):,}", rows)


def _in_parallel(design: Design, base: Base, problems: list[str]) -> _Rows:
    listed = _listed(design, problems)
    sizes = {address.name: len(values) for address, values in listed.items()}
    if len(set(sizes.values())) > 1 and not problems:
        told = ", ".join(f"{name} has {size}" for name, size in sizes.items())
        problems.append(f"a list design reads its lists in parallel, so all need one length; {told}; or take kind grid")
    count = max(sizes.values(), default=0)
    rows = (dict(zip(listed, values, strict=True)) for values in zip(*listed.values(), strict=True))
    return _Rows(count, f"{count:,}", rows)


def _one_at_a_time(design: Design, base: Base, problems: list[str]) -> _Rows:
    listed = _listed(design, problems)
    middle = {} if problems else {address: address.value_in(base) for address in listed}
    alone = (middle | {address: value} for address, values in listed.items() for value in values)
    sizes = [1, *(len(values) for values in listed.values())]
    size = " + ".join([f"{size:,}" for size in sizes]) + f" = {sum(sizes):,}"
    return _Rows(sum(sizes), size, (row for part in ([middle], alone) for row in part))


def _listed(design: Design, problems: list[str]) -> dict[Address, Sequence[Value]]:
    """Return the values of every name that is varied; what is wrong with them is added to the problems."""
    named, wrong = read_over(design.over)
    found = {}
    for address, given in named.items():
        values, own = _values(address, given, design.limit)
        wrong += [f"over: {line}" for line in own]
        found[address] = values
    problems += wrong
    return found


def _values(address: Address, given: Any, limit: int) -> tuple[Sequence[Value], list[str]]:
    """Return the values given for a name, and what is wrong with them."""
    name = address.name
    if isinstance(given, Mapping):
        return _steps(address, given, limit)
    if not isinstance(given, list | tuple):
        return [], [f"{name} is {given!r}; {_ROWS_GIVEN}"]
    if not given:
        return [], [f"{name} has no values; {_ROWS_GIVEN}"]
    if address.is_list and not any(isinstance(each, list | tuple) for each in given):
        labels = address.declaration.labels
        return [], [
            f"{name} is {given!r}; each of its values is a list of {len(labels)} numbers; write [[...], [...]], or "
            f"vary its elements, {name}.{labels[0]} and so on"
        ]
    problems = [line for each in given for line in address.problems(each)]
    return ([] if problems else [as_value(each) for each in given]), problems


def _steps(address: Address, given: Mapping[str, Any], limit: int) -> tuple[Sequence[Value], list[str]]:
    """Return equally spaced values, both ends among them, and what is wrong with the range."""
    name = address.name
    if set(given) != set(RANGE_KEYS) or address.is_switch or address.is_list:
        allowed = "a list of values" if address.is_switch or address.is_list else _ROWS_GIVEN.removeprefix("allowed: ")
        return [], [f"{name} is {dict(given)!r}; allowed: {allowed}"]
    first, last, steps = (given[key] for key in RANGE_KEYS)
    problems = [line for end in (first, last) for line in address.problems(end)]
    if not _is_whole(steps, 2):
        problems.append(f"{name} has steps {steps!r}; allowed: a whole number from 2, both ends among them")
    elif steps > limit:
        problems.append(f"{name} has {steps:,} steps, more points than limit={limit:,}; take fewer, or raise limit")
    if not problems and first == last:
        problems.append(f"{name} goes from {first:g} to {last:g}; allowed: two different ends")
    if problems:
        return [], problems
    return [tidy(first + (last - first) * step / (steps - 1)) for step in range(steps)], []


# -- values that are read or drawn -------------------------------------------------------------------------------------


def _from_file(design: Design, base: Base, problems: list[str]) -> _Rows:
    if not design.file or problems:
        return _Rows(0, "0", ())
    rows, count, wrong = read_rows(design.file, design.limit)
    problems += wrong
    return _Rows(count, f"{count:,}", rows)


def _sampled(design: Design, base: Base, problems: list[str]) -> _Rows:
    varied, wrong = axes(design.over)
    problems += wrong
    if problems:
        return _Rows(0, "0", ())
    return _Rows(design.points, f"{design.points:,}", _draw(design, varied))


def _draw(design: Design, varied: Sequence[Axis]) -> Iterator[dict[Address, Value]]:
    """Yield the points that a sampler draws; nothing is drawn before the first is asked for."""
    import numpy as np
    from scipy.stats import qmc

    rng = np.random.default_rng(design.seed)
    if design.kind == "sobol":
        shares = qmc.Sobol(len(varied), scramble=True, rng=rng).random(design.points)
    else:
        shares = qmc.LatinHypercube(len(varied), rng=rng).random(design.points)
    for row in shares:
        yield {axis.address: axis.at(float(share)) for axis, share in zip(varied, row, strict=True)}


_MAKERS: Final[Mapping[str, _Maker]] = {
    "grid": _grid,
    "list": _in_parallel,
    "csv": _from_file,
    "one_at_a_time": _one_at_a_time,
    "latin_hypercube": _sampled,
    "sobol": _sampled,
}
KINDS: Final = tuple(_MAKERS)
