"""What replication until precise came to, in both languages: reached or not, how precisely, what more would cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from experiments.precision import Known
from experiments.sentences import Label
from experiments.telling import Form, Told, duration, in_both, listed, told
from experiments.wording import LANGUAGES, Language, change_text
from sim.intervals import ENOUGH, MOST
from sim.measures import Measure

_REACHED: Final[Form] = (
    "After {runs} runs of each policy every interval is as narrow as wished: {items}.",
    "各政策模拟 {runs} 次后,各项区间均达到所要求的精度:{items}。",
)
_ENDED: Final[Form] = (
    "The budget of {most} runs of each policy ended before every interval was as narrow as wished: {items}.",
    "每项政策 {most} 次模拟的预算已用完,尚有区间未达到所要求的精度:{items}。",
)
_OPEN: Final[Form] = (
    "After {runs} runs of each policy not every interval is as narrow as wished: {items}.",
    "各政策已模拟 {runs} 次,尚有区间未达到所要求的精度:{items}。",
)
_NARROW: Final[Form] = (
    "{measure} is known to ±{width} (wished: ±{wished})",
    "{measure}精确到 ±{width}(要求 ±{wished})",
)
_WIDE: Final[Form] = (
    "{measure} under “{policy}” is known only to ±{width} (wished: ±{wished}, which takes {needed} runs)",
    "“{policy}”下{measure}仅精确到 ±{width}(要求 ±{wished},{needed})",
)
_ABOUT: Final[Form] = ("about {runs}", "约需 {runs} 次")
_MILLIONS: Final[Form] = ("more than a million", "需一百万次以上")
_FEW: Final[Form] = (
    "{measure} under “{policy}” has too few values for an interval ({runs}; {enough} are needed)",
    "“{policy}”下{measure}仅有 {runs} 个取值,不足以给出区间(至少需要 {enough} 个)",
)
_NEVER: Final[Form] = (
    "“{measure}” has no value in any run, whatever their number; longer runs may have one.",
    "“{measure}”在任何一次模拟中均无取值,增加次数无济于事;延长模拟期或可得到。",
)
_HALVE: Final[Form] = (
    "To halve all these intervals takes about {more} more runs of each policy, {all} runs together{time}.",
    "若要将上述区间全部减半,每项政策约需再模拟 {more} 次,合计 {all} 次{time}。",
)
_TIME: Final[Form] = (", about {time}", ",约需 {time}")
_BEYOND: Final[Form] = (
    "To halve all these intervals would take more than a million runs of each policy.",
    "若要将上述区间全部减半,每项政策需模拟一百万次以上。",
)
_ALIKE: Final[Form] = (
    "{measure} was the same in all {runs} runs, so that no spread has been seen yet",
    "{measure}在全部 {runs} 次模拟中相同,尚未观察到波动",
)
_VALUE: Final[Form] = ("“{measure}”", "“{measure}”")
_DIFFERENCE: Final[Form] = ("the difference in “{measure}”", "“{measure}”的差异")
_END: Final[Mapping[Language, str]] = {"en": "; ", "zh": ";"}


def outcome(
    found: Sequence[Known],
    labels: Mapping[str, Label],
    *,
    most: int,
    runs_per_seed: int,
    seconds_per_run: float = math.nan,
    differences: bool = False,
) -> list[Told]:
    """Return what became of the wishes, and what the next halving costs.

    `most`: the budget, in runs of each policy; `runs_per_seed`: how many policies run on each further seed;
    `seconds_per_run`: of wall time on the processes there are, nan if not known; `differences`: whether the values
    are differences between two policies.
    """
    some = [each for each in found if each.has_values]
    never = dict.fromkeys(each.measure for each in found if not any(k.measure == each.measure for k in some))
    lines = [told(_NEVER, measure=_label(measure)) for measure in never]
    if not some:
        return lines
    runs = max(each.runs for each in some)
    form = _DIFFERENCE if differences else _VALUE
    late = [each for each in some if not each.is_reached]
    if not late:
        items = listed([_narrow(each, form) for each in _widest(some)], _END)
        return [told(_REACHED, runs=f"{runs:,}", items=items), *_halving(some, runs_per_seed, seconds_per_run), *lines]
    items = listed([_wide(each, form, labels) for each in _widest(late)], _END)
    first = told(_ENDED if runs >= most else _OPEN, most=f"{most:,}", runs=f"{runs:,}", items=items)
    return [first, *_halving(some, runs_per_seed, seconds_per_run), *lines]


def _widest(found: Sequence[Known]) -> list[Known]:
    """Return for each measure the policy under which it is known least precisely."""
    worst: dict[str, Known] = {}
    for each in found:
        before = worst.get(each.measure.name)
        if before is None or not each.half_width <= before.half_width:
            worst[each.measure.name] = each
    return list(worst.values())


def _narrow(each: Known, form: Form) -> Told:
    name = told(form, measure=_label(each.measure))
    if each.half_width == 0:
        return told(_ALIKE, measure=name, runs=f"{each.runs:,}")
    return told(_NARROW, measure=name, **_widths(each))


def _wide(each: Known, form: Form, labels: Mapping[str, Label]) -> Told:
    label = labels[each.policy]
    gaps = {
        "measure": told(form, measure=_label(each.measure)),
        "policy": Told(label.en, label.zh),
        "runs": f"{each.runs:,}",
    }
    if math.isnan(each.half_width):
        return told(_FEW, enough=ENOUGH, **gaps)
    needed = told(_MILLIONS if each.needed >= MOST else _ABOUT, runs=f"{_rough(each.needed):,}")
    return told(_WIDE, needed=needed, **_widths(each), **gaps)


def _halving(found: Sequence[Known], runs_per_seed: int, seconds_per_run: float) -> list[Told]:
    """Say what it costs to halve all intervals; nothing where none has a width."""
    wide = [each for each in found if each.half_width > 0]
    if not wide:
        return []
    if max(each.to_halve for each in wide) >= MOST:
        return [told(_BEYOND)]
    more = _rough(max(each.to_halve - each.runs for each in wide))
    together = more * runs_per_seed
    time = in_both("")
    if not math.isnan(seconds_per_run):
        time = told(_TIME, time=duration(together * seconds_per_run))
    return [told(_HALVE, more=f"{more:,}", all=f"{together:,}", time=time)]


def _widths(each: Known) -> dict[str, Told]:
    """Return the half width there is and the one wished, with one decimal more than values are shown with."""
    finer = replace(each.measure, digits=each.measure.digits + 1)
    sizes = {"width": each.half_width, "wished": each.wished}
    return {
        name: Told(*(change_text(finer, size, language, signed=False) for language in LANGUAGES))
        for name, size in sizes.items()
    }


def _label(measure: Measure) -> Told:
    return Told(measure.label_en, measure.label_zh)


def _rough(number: int) -> int:
    """Return a number rounded up to two figures: it is only an estimate."""
    power = max(0, len(str(number)) - 2)
    return -(-number // 10**power) * 10**power
