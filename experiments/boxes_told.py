"""In which futures a policy fails, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Final

from experiments.addresses import find
from experiments.boxes import FEW, Box, Discovery, Limit
from experiments.conditions import Condition
from experiments.sentences import Label
from experiments.telling import Form, Told, listed, told
from experiments.wording import LANGUAGES, Language

_FAILS: Final[Form] = (
    "A failure of “{policy}” is a future in which {condition}: {failures} of {points}.",
    "“{policy}”的失败是指{condition}的未来:{points} 种未来中有 {failures} 种。",
)
_NONE: Final[Form] = ("It fails in none of them.", "在所有这些未来中均未失败。")
_ALL: Final[Form] = (
    "It fails in all of them: what was varied makes no difference to that.",
    "在所有这些未来中均失败:所变动的各项对此没有影响。",
)
_FEW: Final[Form] = (
    "That is too few {which} to look for a box; {least} are needed. Try more points.",
    "{which}过少,无法寻找失败区域(至少需要 {least} 种);可增加样本点。",
)
_FEW_FAILURES: Final = Told("failures", "失败的未来")
_FEW_OTHERS: Final = Told("futures without failure", "未失败的未来")
_NO_BOX: Final[Form] = (
    "No box was found in which failures are denser than chance alone would make them, on points held back.",
    "在留出的样本点上,未发现失败明显多于偶然的区域。",
)
_BOX: Final[Form] = (
    "It fails in {density} of the futures in which {limits} ({failures} of {points}); {coverage} of all failures lie "
    "there, and {mass} of all futures.",
    "在{limits}的未来中,有 {density} 失败({points} 种中 {failures} 种);其中包含全部失败的 {coverage},"
    "占全部未来的 {mass}。",
)
_THIN: Final[Form] = (
    "No box as dense as asked for ({asked}) was found; this is the densest.",
    "未找到达到要求密度({asked})的区域;以上为密度最高者。",
)
_HELD: Final[Form] = (
    "Boxes drawn without a fifth of the futures hold {points} of those held back, {failures} of them failures "
    "({density}).",
    "若在划定区域时留出五分之一的未来,留出部分落入区域的 {points} 种中有 {failures} 种失败({density})。",
)
_ABOVE: Final[Form] = ("“{name}” is at least {low}", "“{name}”不低于 {low}")
_BELOW: Final[Form] = ("“{name}” is at most {high}", "“{name}”不高于 {high}")
_BETWEEN: Final[Form] = ("“{name}” is between {low} and {high}", "“{name}”介于 {low} 与 {high} 之间")
_ON: Final[Form] = ("“{name}” is on", "“{name}”开启")
_OFF: Final[Form] = ("“{name}” is off", "“{name}”关闭")
_AND: Final[Mapping[Language, str]] = {"en": " and ", "zh": "且"}


def discovery_told(discovery: Discovery, conditions: Sequence[Condition], policy: Label) -> list[Told]:
    """Return what a failure is, how often the policy fails, and in which futures mostly."""
    condition = listed([each.words for each in conditions], _AND)
    counts = {"failures": f"{discovery.failures:,}", "points": f"{discovery.points:,}"}
    lines = [told(_FAILS, policy=Told(policy.en, policy.zh), condition=condition, **counts)]
    if not discovery.tried:
        return [*lines, _too_few(discovery)]
    if discovery.box is None:
        return [*lines, told(_NO_BOX)]
    box = discovery.box
    lines.append(
        told(
            _BOX, limits=limits_told(box), density=f"{box.density:.0%}", coverage=f"{box.coverage:.0%}",
            mass=f"{box.mass:.0%}", failures=f"{box.failures:,}", points=f"{box.points:,}",
        )
    )  # fmt: skip
    if not discovery.is_dense:
        lines.append(told(_THIN, asked=f"{discovery.asked:.0%}"))
    share = f"{box.held_failures / box.held_points:.0%}"
    lines.append(told(_HELD, failures=f"{box.held_failures:,}", points=f"{box.held_points:,}", density=share))
    return lines


def limits_told(box: Box) -> Told:
    """Return the limits of a box as part of a sentence."""
    by_name: dict[str, list[Limit]] = {}
    for limit in box.limits:
        by_name.setdefault(limit.name, []).append(limit)
    return listed([_limit_told(name, limits) for name, limits in by_name.items()], _AND)


def _limit_told(name: str, limits: Sequence[Limit]) -> Told:
    address = find(name)
    if address is None:
        raise ValueError(f"{name} is no lever and no assumption")
    words = Told(*(address.words(language) for language in LANGUAGES))
    low = next((each.value for each in limits if each.is_low), None)
    high = next((each.value for each in limits if not each.is_low), None)
    if address.is_switch:
        return told(_OFF if low is None else _ON, name=words)
    form = _BELOW if low is None else _ABOVE if high is None else _BETWEEN
    return told(form, name=words, low=_number(low), high=_number(high))


def _number(value: float | None) -> str:
    """Return a limit with three figures."""
    return "" if value is None else f"{float(f'{value:.3g}'):,g}"


def _too_few(discovery: Discovery) -> Told:
    if not discovery.failures:
        return told(_NONE)
    if discovery.failures == discovery.points:
        return told(_ALL)
    which = _FEW_FAILURES if discovery.failures < FEW else _FEW_OTHERS
    return told(_FEW, which=which, least=FEW)
