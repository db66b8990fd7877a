"""What a comparison under an ensemble says, in both languages: how much is chance, how much assumptions."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from experiments.sentences import Label
from experiments.telling import Form, Told, listed, told
from experiments.under_ensemble import Finding
from experiments.wording import LANGUAGES, Language, band_text, bare_text, change_text, row_label
from sim.measures import MEASURES, Measure

if TYPE_CHECKING:
    from rich.table import Table

_CAVEAT: Final[Form] = (
    "In this model, under {sets} sets of assumptions of the ensemble “{name}” ({seeds} shared seeds, {months} months):",
    "在本模型中,采用假设集合“{name}”中的 {sets} 组假设(共用 {seeds} 个随机种子,{months} 个月):",
)
_LOWER: Final[Form] = (
    "In {k} of {sets} sets of assumptions “{measure}” is lower under “{policy}” than under “{first}” (beyond chance in "
    "{told} of them, each taken alone): {change} on average (95% band {band}). {parts}",
    "在 {sets} 组假设中,有 {k} 组“{policy}”下的“{measure}”低于“{first}”(其中 {told} 组单独看超出偶然):平均 {change}"
    "(95% 区间 {band})。{parts}",
)
_HIGHER: Final[Form] = (
    _LOWER[0].replace("is lower under", "is higher under"),
    _LOWER[1].replace("低于", "高于"),
)
_UNCLEAR: Final[Form] = (
    "No difference in “{measure}” between “{policy}” and “{first}” can be told with chance and assumptions as open as "
    "they are: {change} on average (95% band {band}); it has that sign in {k} of {sets} sets. {parts}",
    "在现有偶然与假设的不确定性之下,无法判断“{policy}”与“{first}”在“{measure}”上的差异:平均 {change}"
    "(95% 区间 {band});{sets} 组假设中有 {k} 组符号与均值相同。{parts}",
)
_PARTS: Final[Form] = (
    "Of the variance an estimated {share} comes from assumptions; chance alone would leave {chance}.",
    "方差中估计有 {share} 来自假设;若仅有偶然,区间为 {chance}。",
)
_SAME: Final[Form] = (
    "“{measure}” is exactly the same under “{policy}” and “{first}” in all {sets} sets of assumptions.",
    "在全部 {sets} 组假设中,“{policy}”与“{first}”下的“{measure}”完全相同。",
)
_FEW: Final[Form] = (
    "“{measure}” differs by {change} on average between “{policy}” and “{first}”; a band needs 5 sets and 5 seeds.",
    "“{policy}”与“{first}”下的“{measure}”平均相差 {change};给出区间至少需要 5 组假设和 5 个种子。",
)
_NO_RESULT: Final[Form] = (
    "Nothing to compare: no result is known under every set of assumptions for any seed.",
    "没有可比较的内容:没有任何结果在全部假设组与任一种子下均为已知。",
)
_FEWER: Final[Form] = (
    "{sets} sets and {seeds} seeds were asked for; since some runs failed or lack a result, fewer (at least "
    "{least_sets} sets, {least_seeds} seeds) are behind {items}.",
    "要求 {sets} 组假设、{seeds} 个种子;因部分模拟失败或缺少该结果,以下结果的依据较少(最少 {least_sets} 组、"
    "{least_seeds} 个种子):{items}。",
)
_WITHOUT: Final[Form] = (
    "Left out, since no seed has them under every set (runs failed, or are too short): {items}.",
    "以下结果未列出(没有种子在全部假设组下均有该结果;模拟失败或期限过短):{items}。",
)
_HEADS: Final = (
    ("Result", "结果"),
    ("Difference (95% band)", "差异(95% 区间)"),
    ("Chance alone", "仅偶然"),
    ("From assumptions", "来自假设"),
    ("Sign holds in", "同号组数"),
)
_CAPTION: Final = (
    "Mean paired difference from the first policy over all sets and seeds, shares in points; *: the band leaves out "
    "zero. From assumptions: share of the variance, as estimated; the band keeps room for them even where that is "
    "small. Kept in {file}",
    "与首项政策的配对差异在各组假设与种子上的均值(比例以百分点计);* 表示区间不含零。“来自假设”为方差中的估计比例;"
    "即使该比例很小,区间仍为假设留有余地。结果存于 {file}",
)


def caveat(name: str, sets: int, seeds: int, months: int) -> Told:
    """Return what holds for all findings."""
    return told(_CAVEAT, name=name, sets=f"{sets:,}", seeds=f"{seeds:,}", months=months)


def finding_told(found: Finding, labels: Mapping[str, Label]) -> Told:
    """Return what a finding says; that nothing can be told where the whole band covers zero."""
    parts, measure = found.parts, found.measure
    gaps: dict[str, object] = {
        "sets": f"{parts.sets:,}",
        "k": f"{parts.holds:,}",
        "told": f"{parts.told:,}",
        "measure": Told(measure.label_en, measure.label_zh),
        "policy": Told(labels[found.policy].en, labels[found.policy].zh),
        "first": Told(labels[found.first].en, labels[found.first].zh),
        "change": Told(*(change_text(measure, parts.mean, each) for each in LANGUAGES)),
    }
    if parts.zero == parts.sets and not parts.of_rest and not parts.of_seeds:
        return told(_SAME, **gaps)
    if math.isnan(parts.half_total):
        return told(_FEW, **gaps)
    gaps["band"] = _band(found, parts.band)
    gaps["parts"] = told(_PARTS, share=f"{parts.share_of_sets:.0%}", chance=_band(found, parts.chance_band))
    return told(_UNCLEAR if not found.told_apart else _LOWER if parts.mean < 0 else _HIGHER, **gaps)


def left_out(found: Sequence[Finding], policies: Sequence[str], sets: int, seeds: int) -> list[Told]:
    """Say what was asked and is not there; `sets`, `seeds`: how many were asked."""
    if not found:
        return [told(_NO_RESULT)]
    fewer = [each for each in found if each.parts.sets < sets or each.parts.seeds < seeds]
    lines = []
    if fewer:
        least = {"least_sets": min(e.parts.sets for e in fewer), "least_seeds": min(e.parts.seeds for e in fewer)}
        lines.append(told(_FEWER, sets=sets, seeds=seeds, items=_labels([each.measure for each in fewer]), **least))
    there = {(each.policy, each.measure.name) for each in found}
    gone = [each for each in MEASURES.values() for policy in policies[1:] if (policy, each.name) not in there]
    return lines + ([told(_WITHOUT, items=_labels(gone))] if gone else [])


def _labels(measures: Sequence[Measure]) -> Told:
    return listed([Told(f"“{each.label_en}”", f"“{each.label_zh}”") for each in dict.fromkeys(measures)])


def _band(found: Finding, ends: tuple[float, float]) -> Told:
    return Told(*(band_text(found.measure, ends, each, scale=abs(found.parts.mean)) for each in LANGUAGES))


def table(found: Sequence[Finding], policy: Label, spoken: Sequence[Language], file: str) -> "Table":
    """Return a row for each result of one policy."""
    from rich import box
    from rich.table import Table

    captions = [_CAPTION[each == "zh"].format(file=file) for each in spoken]
    made = Table(
        box=box.SIMPLE_HEAD,
        title=" / ".join(getattr(policy, each) for each in spoken),
        caption="\n".join(captions),
        title_justify="left",
    )
    for place, head in enumerate(_HEADS):
        made.add_column("\n".join(head[each == "zh"] for each in spoken), justify="right" if place else "left")
    for each in found:
        made.add_row(*_cells(each, spoken))
    return made


def _cells(found: Finding, spoken: Sequence[Language]) -> list[str]:
    parts, measure, language = found.parts, found.measure, spoken[0]
    scale = abs(parts.mean)
    label = "\n".join(
        [row_label(measure, scale, language), *(getattr(measure, f"label_{each}") for each in spoken[1:])]
    )
    text = bare_text(measure, parts.mean, language, signed=True, scale=scale)
    if math.isnan(parts.half_total):
        return [label, text, "–", "–", f"{parts.holds:,}/{parts.sets:,}"]
    band = band_text(measure, parts.band, language, scale=scale)
    chance = band_text(measure, parts.chance_band, language, scale=scale)
    mark = " *" if found.told_apart else "  "
    return [label, f"{text} ({band}){mark}", chance, f"{parts.share_of_sets:.0%}", f"{parts.holds:,}/{parts.sets:,}"]
