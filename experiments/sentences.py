"""Findings as sentences: one object, filled in both languages, so that both say the same.

Never "proves" or "will": what is said holds in this model, under these assumptions.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from experiments.differences import Finding
from experiments.wording import Language, band_text, change_text, smallest_shown
from sim.intervals import ENOUGH, runs_needed

_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "caveat": (
        "In this model, under these assumptions ({n} shared seeds, {months} months):",
        "在本模型及其假设之下(共用 {n} 个随机种子,{months} 个月):",
    ),
    "against": ("{policy}, compared with {first}", "{policy},与{first}相比"),
    "lower": (
        "In {k} of {n} futures “{measure}” is lower under “{policy}” than under “{first}”: {change} (95% band {band}).",
        "在 {n} 种可能的未来中,有 {k} 种“{policy}”下的“{measure}”低于“{first}”:平均下降 {size}(95% 区间 {sizes})。",
    ),
    "higher": (
        "In {k} of {n} futures “{measure}” is higher under “{policy}” than under “{first}”: "
        "{change} (95% band {band}).",
        "在 {n} 种可能的未来中,有 {k} 种“{policy}”下的“{measure}”高于“{first}”:平均上升 {size}(95% 区间 {sizes})。",
    ),
    "unclear": (
        "With {n} runs no difference in “{measure}” between “{policy}” and “{first}” can be told "
        "apart from chance: {change} (95% band {band}); about {needed} runs would show a "
        "difference of {target}.",
        "以 {n} 次模拟,无法将“{policy}”与“{first}”在“{measure}”上的差异与偶然区分开:"
        "{change}(95% 区间 {band});约需 {needed} 次模拟才能看出 {target}的差异。",
    ),
    "close": (
        "With {n} runs no difference in “{measure}” between “{policy}” and “{first}” can be told "
        "apart from chance: {change} (95% band {band}).",
        "以 {n} 次模拟,无法将“{policy}”与“{first}”在“{measure}”上的差异与偶然区分开:{change}(95% 区间 {band})。",
    ),
    "unclear_in": (
        "With {n} runs no difference between “{policy}” and “{first}” can be told apart from chance in {items}.",
        "以 {n} 次模拟,“{policy}”与“{first}”在以下方面的差异无法与偶然区分开:{items}。",
    ),
    "unclear_item": (
        "“{measure}” ({change}, 95% band {band}; about {needed} runs would show {target})",
        "“{measure}”({change},95% 区间 {band};约需 {needed} 次模拟才能看出 {target})",
    ),
    "close_item": (
        "“{measure}” ({change}, 95% band {band})",
        "“{measure}”({change},95% 区间 {band})",
    ),
    "same": (
        "“{measure}” is exactly the same under “{policy}” and “{first}” in all {n} futures.",
        "在全部 {n} 种可能的未来中,“{policy}”与“{first}”下的“{measure}”完全相同。",
    ),
    "few": (
        "“{measure}” differs by {change} on average between “{policy}” and “{first}”; {n} runs are "
        f"too few for a band, {ENOUGH} are needed.",
        "“{policy}”与“{first}”下的“{measure}”平均相差 {change};仅 {n} 次模拟,不足以给出区间,"
        f"至少需要 {ENOUGH} 次。",
    ),
}


_HIDDEN: Final = ("unclear", "close")
"""Kinds of findings in which chance hides the difference."""


@dataclass(frozen=True)
class Sentence:
    """A kind of sentence, and what fills it in each language."""

    kind: str
    en: Mapping[str, object]
    zh: Mapping[str, object]

    def text(self, language: Language) -> str:
        """Return the sentence in a language."""
        form = _FORMS[self.kind][language == "zh"]
        return form.format(**(self.zh if language == "zh" else self.en))


@dataclass(frozen=True)
class Label:
    """A policy's name for readers."""

    en: str
    zh: str


def caveat(seeds: int, months: int) -> Sentence:
    """Return what holds for all findings of a study."""
    values = {"n": f"{seeds:,}", "months": months}
    return Sentence("caveat", values, values)


def against(policy: Label, first: Label) -> Sentence:
    """Return the heading of one policy's findings."""
    return Sentence(
        "against",
        {"policy": policy.en, "first": first.en},
        {"policy": f"“{policy.zh}”", "first": f"“{first.zh}”"},
    )


def sentence(finding: Finding, labels: Mapping[str, Label]) -> Sentence:
    """Return what a finding says, and that it says nothing where its band covers zero."""
    kind = _kind(finding)
    return Sentence(kind, _values(finding, kind, labels, "en"), _values(finding, kind, labels, "zh"))


def sentences(findings: Sequence[Finding], labels: Mapping[str, Label]) -> list[Sentence]:
    """Return what one policy's findings say: those told apart first, the others in one sentence."""
    kinds = [(_kind(each), each) for each in findings]
    clear = [sentence(each, labels) for kind, each in kinds if kind not in _HIDDEN]
    hidden = [(kind, each) for kind, each in kinds if kind in _HIDDEN]
    if len(hidden) < 2:
        return clear + [sentence(each, labels) for _, each in hidden]
    en = _values(hidden[0][1], "unclear_in", labels, "en")
    zh = _values(hidden[0][1], "unclear_in", labels, "zh")
    items = [
        Sentence(f"{kind}_item", _values(each, kind, labels, "en"), _values(each, kind, labels, "zh"))
        for kind, each in hidden
    ]
    en["items"] = "; ".join(item.text("en") for item in items)
    zh["items"] = ";".join(item.text("zh") for item in items)
    return [*clear, Sentence("unclear_in", en, zh)]


def _kind(finding: Finding) -> str:
    apart = finding.difference
    if apart.zero == 1:
        return "same"
    if math.isnan(apart.low):
        return "few"
    if not apart.told_apart:
        return "unclear" if runs_needed(apart.sd, _target(finding)) > apart.n else "close"
    return "lower" if apart.mean < 0 else "higher"


def _values(finding: Finding, kind: str, labels: Mapping[str, Label], language: Language) -> dict[str, object]:
    measure, apart = finding.measure, finding.difference
    values: dict[str, object] = {
        "n": f"{apart.n:,}",
        "policy": getattr(labels[finding.policy], language),
        "first": getattr(labels[finding.first], language),
        "measure": getattr(measure, f"label_{language}"),
        "change": change_text(measure, apart.mean, language),
    }
    if kind in {"lower", "higher"}:
        share = apart.negative if kind == "lower" else apart.positive
        near, far = sorted(map(abs, (apart.low, apart.high)))
        values["k"] = f"{round(share * apart.n):,}"
        values["size"] = change_text(measure, abs(apart.mean), language, signed=False)
        values["sizes"] = band_text(measure, (near, far), language, signed=False, scale=abs(apart.mean), sizes=True)
    if kind in {"lower", "higher", "unclear", "close"}:
        values["band"] = band_text(measure, (apart.low, apart.high), language, scale=abs(apart.mean))
    if kind == "unclear":
        target = _target(finding)
        values["needed"] = f"{_rough(runs_needed(apart.sd, target)):,}"
        values["target"] = change_text(measure, target, language, signed=False)
    return values


def _target(finding: Finding) -> float:
    """Return a round difference, half of what the band could hide, none too small to be shown."""
    apart = finding.difference
    return max(_round_down((apart.high - apart.low) / 4), smallest_shown(finding.measure))


def _round_down(value: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not larger than `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(step * power for step in (1, 2, 5) if step * power <= value * (1 + 1e-9))


def _rough(number: int) -> int:
    """Return a number rounded up to two figures: it is only an estimate."""
    power = max(0, len(str(number)) - 2)
    return -(-number // 10**power) * 10**power
