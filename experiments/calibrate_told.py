"""What a calibration found, in both languages: how targets fare, and what they say about assumptions."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from experiments.addresses import Axis
from experiments.calibration import Calibration, Fit
from experiments.choices import shown
from experiments.implausibility import MET
from experiments.pinned import ENOUGH, Pinned
from experiments.telling import Form, Told, in_both, listed, told
from experiments.wording import LANGUAGES, Language, band_text, bare_text, change_text, row_label, value_text

if TYPE_CHECKING:
    from rich.table import Table

_CAVEAT: Final[Form] = (
    "In this model, under rules as set: {tried} sets of assumptions tried in {runs} new runs, {targets} targets.",
    "在本模型及所设规则之下:共试验 {tried} 组假设(新增 {runs} 次模拟),目标值 {targets} 项。",
)
_ACCEPTED: Final[Form] = (
    "{k} sets come within tolerance and chance of every target, on the seeds of the search and on others ({again} were "
    "judged again). Of {n} sets spread evenly over all that was thought possible, {agreed} agreed.",
    "有 {k} 组假设在检索所用种子及另一批种子上均与全部目标相符(复核 {again} 组)。在均匀分布于先验范围的 {n} 组中,"
    "有 {agreed} 组相符。",
)
_NONE: Final[Form] = (
    "No set of assumptions that was tried comes within tolerance and chance of every target. The nearest misses "
    "{missed}. No setting is written.",
    "所试假设中没有一组与全部目标相符;最接近的一组未达到:{missed}。未生成参数设定。",
)
_NOT_AGAIN: Final[Form] = (
    "{plausible} sets agreed with every target on the seeds of the search, but none on others. No setting is written; "
    "take more seeds.",
    "有 {plausible} 组假设在检索所用种子上与全部目标相符,但在另一批种子上均不相符。未生成参数设定;请增加种子数。",
)
_NEVER: Final[Form] = (
    "No set that was tried meets “{target}”: {figure} is wanted, the nearest mean was {nearest}.",
    "所试假设无一达到“{target}”:目标为 {figure},最接近的均值为 {nearest}。",
)
_ALWAYS: Final[Form] = (
    "Every set that was tried meets {items}: these say nothing about the assumptions.",
    "所试各组假设均满足以下目标,故其对假设没有约束:{items}。",
)
_PINNED: Final[Form] = ("The targets pin down {items}.", "目标数据确定了:{items}。")
_NARROWED: Final[Form] = ("They narrow {items}.", "缩小了以下假设的范围:{items}。")
_FREE: Final[Form] = (
    "They leave free (no different from before, as far as these sets show): {items}.",
    "未能约束(与先验无法区分):{items}。",
)
_ITEM: Final[Form] = (
    "“{name}” ({low} to {high} of {least} to {most})",
    "“{name}”({low} 至 {high},原为 {least} 至 {most})",
)
_TIED: Final[Form] = (
    "They fix combinations rather than single numbers: {items} go together (rank correlation).",
    "目标数据约束的是若干假设的组合:{items}(秩相关)。",
)
_TIE: Final[Form] = ("“{one}” and “{other}” ({r:+.2f})", "“{one}”与“{other}”({r:+.2f})")
_FEW: Final[Form] = (
    "With {k} accepted sets nothing can be said about what the targets pin down; {enough} are needed.",
    "仅有 {k} 组假设被接受,不足以判断数据能确定哪些假设;至少需要 {enough} 组。",
)
_NEAREST: Final[Form] = (
    "In {k} of {n} waves no candidate passed and the nearest were tried; sets accepted from these are drawn towards "
    "the targets, not spread evenly over what these leave.",
    "{n} 轮检索中有 {k} 轮没有候选通过筛选,改试最接近者;由此接受的各组偏向目标,并非均匀分布于目标所容许的范围。",
)
_STALE: Final[Form] = (
    "{files} are of an earlier calibration and stay as they were.",
    "{files} 属于先前的校准,未作改动。",
)
_CENTRAL: Final[Form] = (
    "The central set, one of those accepted, misses its worst target by {worst:.0%} of what tolerance and chance "
    "allow.",
    "居中的一组(为实际接受的组合之一)在最差目标上的偏差为容差与偶然所允许范围的 {worst:.0%}。",
)
_QUOTED: Final[Form] = ("“{name}”", "“{name}”")
_MOST_TIES: Final = 3
VERDICTS: Final = {
    "pinned": Told("pinned down", "已确定"),
    "narrowed": Told("narrowed", "范围缩小"),
    "free": Told("left free", "未约束"),
    "unknown": Told("too few sets", "组数不足"),
}


def told_of(found: Calibration, computed: int) -> list[Told]:
    """Return what a calibration says, sentence by sentence; `computed`: runs that it took now."""
    tried = len(found.tried.shares)
    lines = [told(_CAVEAT, tried=f"{tried:,}", runs=f"{computed:,}", targets=len(found.task.targets))]
    first = dict(zip(("n", "agreed"), (f"{each:,}" for each in found.first_wave), strict=True))
    if len(found.points):
        lines.append(told(_ACCEPTED, k=f"{len(found.points):,}", again=f"{found.judged_again:,}", **first))
        nearest = sum(not passed for _, passed in found.tried.looked)
        lines += [told(_NEAREST, k=nearest, n=len(found.tried.looked))] if nearest else []
    elif found.plausible:
        lines.append(told(_NOT_AGAIN, plausible=f"{found.plausible:,}"))
    else:
        lines.append(told(_NONE, missed=listed([_quoted(each) for each in _missed(found)])))
    fits = found.fits
    for fit in fits:
        if not fit.met:
            figure = _figure(fit)
            nearest = Told(*(value_text(fit.target.measure, fit.nearest, each) for each in LANGUAGES))
            lines.append(told(_NEVER, target=target_label(fit), figure=figure, nearest=nearest))
    always = [_quoted(target_label(fit)) for fit in fits if fit.met == tried]
    lines += [told(_ALWAYS, items=listed(always))] if always else []
    return lines + (_about_assumptions(found) if len(found.points) else [])


def stale_told(files: Sequence[Path]) -> list[Told]:
    """Say that files were left by an earlier calibration, if there are any."""
    return [told(_STALE, files=listed([in_both(shown(file)) for file in files]))] if files else []


def _about_assumptions(found: Calibration) -> list[Told]:
    lines = [told(_CENTRAL, worst=float(found.implausible[0].max()))]
    if len(found.points) < ENOUGH:
        return [*lines, told(_FEW, k=len(found.points), enough=ENOUGH)]
    known = list(zip(found.task.axes, found.pinned, strict=True))
    for verdict, form in (("pinned", _PINNED), ("narrowed", _NARROWED)):
        items = [_ranged(axis, each) for axis, each in known if each.verdict == verdict]
        lines += [told(form, items=listed(items))] if items else []
    free = [_quoted(_label(axis)) for axis, each in known if each.verdict == "free"]
    lines += [told(_FREE, items=listed(free))] if free else []
    names = [_label(axis) for axis in found.task.axes]
    pairs = [
        told(_TIE, one=names[each.one], other=names[each.other], r=each.correlation) for each in found.ties[:_MOST_TIES]
    ]
    return lines + ([told(_TIED, items=listed(pairs))] if pairs else [])


def _missed(found: Calibration) -> list[Told]:
    """Return the targets that the nearest of all sets misses."""
    nearest = found.tried.implausible[found.tried.worst.argmin()]
    return [target_label(fit) for fit, own in zip(found.fits, nearest, strict=True) if own > MET]


def target_label(fit: Fit) -> Told:
    """Return a target's label: its measure's, and when it is read."""
    measure, months = fit.target.measure, fit.target.months
    years, rest = divmod(months, 12)
    after = Told(f"after {months} months", f"第 {months} 个月末") if rest else Told(
        f"after {years} year{'s' if years > 1 else ''}", f"{years} 年后"
    )  # fmt: skip
    return Told(f"{measure.label_en}, {after.en}", f"{measure.label_zh}({after.zh})")


def _figure(fit: Fit) -> Told:
    measure, target = fit.target.measure, fit.target
    return Told(
        *(
            f"{value_text(measure, target.value, each)} ± {change_text(measure, target.tolerance, each, signed=False)}"
            for each in LANGUAGES
        )
    )


def _label(axis: Axis) -> Told:
    return Told(*(axis.address.words(language) for language in LANGUAGES))


def _quoted(name: Told) -> Told:
    return told(_QUOTED, name=name)


def _ranged(axis: Axis, own: Pinned) -> Told:
    ends = {"least": f"{axis.low:g}", "most": f"{axis.high:g}", "low": _at(axis, own.low), "high": _at(axis, own.high)}
    return told(_ITEM, name=_label(axis), **{name: in_both(each) for name, each in ends.items()})


def _at(axis: Axis, share: float) -> str:
    return f"{axis.low + share * (axis.high - axis.low):.3g}"


# -- tables that are printed -------------------------------------------------------------------------------------------


def fit_table(found: Calibration, spoken: Sequence[Language]) -> "Table":
    """Return a row for each target: its figure, what the model shows before and after, and how many sets meet it."""
    tried = len(found.tried.shares)
    heads = (
        ("Target", "目标"),
        ("Figure", "数据"),
        ("Before (9 of 10)", "先验(中间九成)"),
        ("Accepted (9 of 10)", "接受(中间九成)"),
        (f"Met by, of {tried:,}", f"达到者(共 {tried:,} 组)"),
    )
    caption = {
        "en": "Figures with tolerance; middle nine tenths of the sets' means before and after. Shares in percent.",
        "zh": "数据附容差;先验与接受各组均值的中间九成。比例以百分数计。",
    }
    table = _empty(heads, [caption[each] for each in spoken], spoken)
    for fit in found.fits:
        measure, target, language = fit.target.measure, fit.target, spoken[0]
        size = abs(target.value) + target.tolerance
        bare = [
            bare_text(measure, each, language, signed=False, scale=size) for each in (target.value, target.tolerance)
        ]
        ranges = [_range_text(fit, ends, language, size) for ends in (fit.before, fit.after)]
        name = target_label(fit)
        unit = row_label(measure, size, language).removeprefix(getattr(measure, f"label_{language}")).strip()
        label = "\n".join([f"{name.text(language)} {unit}".strip(), *(name.text(each) for each in spoken[1:])])
        table.add_row(label, " ± ".join(bare), *ranges, f"{fit.met:,}")
    return table


def _range_text(fit: Fit, ends: tuple[float, float], language: Language, size: float) -> str:
    if ends[0] != ends[0]:
        return "–"
    return band_text(fit.target.measure, ends, language, signed=False, scale=size)


def pinned_table(found: Calibration, spoken: Sequence[Language]) -> "Table":
    """Return a row for each assumption: what was possible, what is left, the central set, and what that means."""
    heads = (
        ("Assumption", "假设"),
        ("Possible", "先验范围"),
        ("Accepted", "接受范围"),
        ("Central", "居中组"),
        ("Width left", "剩余宽度"),
        ("", ""),
    )
    caption = {
        "en": "Middle nine tenths of the accepted sets, and how wide it is against nine tenths of what was possible; "
        "left free: like an even spread (Kolmogorov-Smirnov, Holm, 5%); pinned down: at most half as wide.",
        "zh": "接受各组的中间九成及其相对先验的宽度;“未约束”指与均匀分布无法区分(KS 检验,Holm 校正,5%);"
        "“已确定”指宽度不超过先验的一半。",
    }
    table = _empty(heads, [caption[each] for each in spoken], spoken)
    for axis, own, middle in zip(found.task.axes, found.pinned, found.shares[0], strict=True):
        label = "\n".join([axis.name, *(_label(axis).text(each) for each in spoken)])
        words = "\n".join(VERDICTS[own.verdict].text(each) for each in spoken)
        left = f"{_at(axis, own.low)} – {_at(axis, own.high)}"
        table.add_row(label, f"{axis.low:g} – {axis.high:g}", left, _at(axis, middle), f"{own.width:.0%}", words)
    return table


def _empty(heads: Sequence[tuple[str, str]], captions: Sequence[str], spoken: Sequence[Language]) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, caption="\n".join(captions))
    for place, head in enumerate(heads):
        text = "\n".join(dict.fromkeys(head[each == "zh"] for each in spoken))
        table.add_column(text, justify="right" if 0 < place < len(heads) - 1 or (len(heads) == 5 and place) else "left")
    return table
