"""What a replay found, in both languages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from experiments.account import Account, order
from experiments.matching import ROWS, Difference
from experiments.rebuild import Found, Listed
from experiments.telling import Form, Told, listed, told
from experiments.wording import LANGUAGES, Language

if TYPE_CHECKING:
    from rich.console import Console

MOST: Final = 12
"""Things that do not match that are named; of more their number is told."""
_STUDY: Final[Form] = (
    "{folder}: {there} runs of `cadreflow {command}`, {made}by revision {revision}.",
    "{folder}:`cadreflow {command}` 的 {there} 次模拟,{made}代码版本 {revision}。",
)
_MADE: Final[Form] = ("last written {when} ", "最后写入于 {when},")
_AS_THEN: Final[Form] = (
    "Python, packages, code and data are those that the manifest names.",
    "Python、软件包、代码与数据均与清单所记相同。",
)
_NAMES: Final[Mapping[str, Form]] = {
    "code source_hash": ("the model's code", "模型代码"),
    "code revision": ("the revision", "代码版本"),
    "code lock": ("requirements.lock", "requirements.lock"),
    "city": ("the city's data", "城市数据"),
}
"""What is not called by its own name."""
_BETWEEN: Final[Mapping[Language, str]] = {"en": "; ", "zh": ";"}
_OTHER: Final[Form] = ("{name}: {then} then, {now} here", "{name}:当时为 {then},此处为 {now}")
_OTHERS: Final[Form] = (
    "Not as when the study was made: {items}. The numbers are compared all the same.",
    "与研究生成时不同:{items}。仍照常核对各项数值。",
)
_FILES: Final[Form] = (
    "{n} files were checked against the checksums recorded when they were written.",
    "已按写入时记录的校验和核对 {n} 个文件。",
)
_UNRECORDED: Final[Form] = (
    "{n} files have no checksum (written by an earlier version, or the study was killed): only their numbers are "
    "compared.",
    "{n} 个文件没有校验和(由早期版本写入,或研究曾被中断):仅核对其数值。",
)
_MATCH: Final[Form] = (
    "match: {runs} made again, {rows} rows, every one the same bit for bit{but}.",
    "一致(match):已重做{runs},共 {rows} 行,逐位相同{but}。",
)
_ALL: Final[Form] = ("all {n} runs were", "全部 {n} 次模拟")
_SOME: Final[Form] = ("{k} of {n} runs, spread evenly over the study, were", "{n} 次模拟中均匀抽取的 {k} 次")
_BUT: Final[Form] = ("; of the other {n} only the files were checked", ";其余 {n} 次仅核对了文件")
_BUT_NOT: Final[Form] = ("; the other {n} were not looked at", ";其余 {n} 次未核对")
_NOTHING: Final[Form] = ("Nothing could be made again: the study holds no run.", "研究中没有任何模拟,无可重做。")
_DIFFERS: Final[Form] = (
    "differs: {k} of {n} runs made again are not as the study holds them. The first: {where}.",
    "不一致(differs):重做的 {n} 次模拟中有 {k} 次与研究所存不同。首个:{where}。",
)
_DIFFERS_ELSE: Final[Form] = (
    "differs: {n} things are not as the manifest says, though all {k} runs made again have the same numbers.",
    "不一致(differs):有 {n} 处与清单不符,但重做的 {k} 次模拟数值均相同。",
)
_DIFFERS_PARTLY: Final[Form] = (
    "differs: {n} things are not as the manifest says; the {k} runs that could be compared in every table have the "
    "same numbers.",
    "不一致(differs):有 {n} 处与清单不符;能够逐表核对的 {k} 次模拟数值均相同。",
)
_UNCOMPARED: Final[Form] = (
    "{n} runs could not be made again, or not be compared in every table, the first: {run}.",
    "{n} 次模拟无法重做或无法逐表核对,首个:{run}。",
)
_UNTRIED: Final[Form] = (
    "differs: {n} things are not as the manifest says.",
    "不一致(differs):有 {n} 处与清单不符。",
)
_RUN: Final[Form] = (
    "run {run} (policy {policy}{point}, seed {seed})", "模拟 {run}(政策 {policy}{point},随机种子 {seed})"
)  # fmt: skip
_POINT: Final[Form] = (", point {n}", ",设计点 {n}")
_VALUE: Final[Form] = (
    "table {table}, column {column}{place}: {stored} in the study, {remade} made again ({file})",
    "{table} 表 {column} 列{place}:研究中为 {stored},重做为 {remade}({file})",
)
_ROWS: Final[Form] = (
    "table {table}{place}: {stored} rows in the study, {remade} made again ({file})",
    "{table} 表{place}:研究中为 {stored} 行,重做为 {remade} 行({file})",
)
_FILE: Final[Form] = (
    "{file} is not what was written: {column} {stored} then, {remade} now",
    "{file} 已不是当初写入的内容:{column} 当时为 {stored},现为 {remade}",
)
_WORDS: Final[Form] = ("{file}: {words}", "{file}:{words}")
_MONTH: Final[Form] = ("month {month}", "{month}")
_TORN: Final[Form] = (
    "differs: {file} is not what was written, it cannot be read: {why}",
    "不一致(differs):{file} 已不是当初写入的内容,无法读取:{why}",
)
_MORE: Final[Form] = ("... and {n} more.", "……另有 {n} 处。")
_LACKING: Final[Form] = (
    "{n} runs that were asked for are not in the study (failed, or never begun); nothing is said about them.",
    "研究中缺少 {n} 次所要求的模拟(失败或未开始),此处不作判断。",
)
_FROM_TABLE: Final[Form] = (
    "{n} points cannot be made again from the manifest (a search's, a file's or an ensemble's); their values were "
    "taken from the table points.",
    "{n} 个设计点无法由清单重做(来自搜索、文件或假设集),其取值采自 points 表。",
)
_LEFT: Final[Form] = ("Not made again: {names}.", "未重做:{names}。")


def tell(lines: Sequence[Told] | Told, language: str, console: "Console") -> None:
    """Print what is told, in one language or both."""
    lines = [lines] if isinstance(lines, Told) else lines
    for each in LANGUAGES:
        if language in {each, "both"}:
            for line in lines:
                console.print(line.text(each), markup=False, highlight=False, soft_wrap=True)


def torn(file: str, why: str) -> Told:
    """Say that a manifest cannot be read."""
    return told(_TORN, file=file, why=why)


def before(account: Account, folder: Path) -> list[Told]:
    """Say what is made again, and what differs from when it was made."""
    manifest = account.manifest
    when = manifest.get("closed") or manifest.get("opened")
    lines = [told(
        _STUDY, folder=folder, there=f"{manifest['runs_done']:,}", command=manifest["command"],
        made=told(_MADE, when=when) if when else "", revision=manifest["code"].get("revision", "unknown"),
    )]  # fmt: skip
    items = [
        told(_OTHER, name=told(_NAMES.get(name, (name, name))), then=then, now=now)
        for name, then, now in account.before
    ]
    lines.append(told(_OTHERS, items=listed(items, _BETWEEN)) if items else told(_AS_THEN))
    if account.files:
        lines.append(told(_FILES, n=f"{account.files:,}"))
    if account.unrecorded:
        lines.append(told(_UNRECORDED, n=f"{account.unrecorded:,}"))
    return lines


def after(account: Account) -> list[Told]:
    """Say whether all is the same, what differs first, and what was not made again."""
    lines = [_verdict(account)]
    if account.uncompared:
        lines.append(told(_UNCOMPARED, n=f"{len(account.uncompared):,}", run=_run(min(account.uncompared, key=order))))
    lines += [_listed(each) for each in account.others[:MOST]]
    if len(account.others) > MOST:
        lines.append(told(_MORE, n=f"{len(account.others) - MOST:,}"))
    if account.from_table:
        lines.append(told(_FROM_TABLE, n=f"{account.from_table:,}"))
    if account.failed:
        lines.append(told(_LACKING, n=f"{account.failed:,}"))
    if account.left:
        lines.append(told(_LEFT, names=", ".join(account.left)))
    return lines


def _verdict(account: Account) -> Told:
    runs, there = account.runs, account.there
    if account.first is not None:
        return told(_DIFFERS, k=f"{account.differing:,}", n=f"{runs:,}", where=_found(account.first))
    if account.others:
        form = _UNTRIED if not account.compared else _DIFFERS_PARTLY if account.uncompared else _DIFFERS_ELSE
        return told(form, n=f"{len(account.others):,}", k=f"{account.compared:,}")
    if not runs:
        return told(_NOTHING)
    counted = told(_ALL, n=f"{there:,}") if runs == there else told(_SOME, k=f"{runs:,}", n=f"{there:,}")
    other = _BUT if account.files and not account.unrecorded else _BUT_NOT
    but = told(other, n=f"{there - runs:,}") if runs < there else ""
    return told(_MATCH, runs=counted, rows=f"{account.rows:,}", but=but)


def _listed(found: Found) -> Told:
    text = _found(found)
    return Told(f"- {text.en}", f"- {text.zh}")


def _found(found: Found) -> Told:
    """Say where something does not match."""
    what = found.what
    if what is None:
        parts = [_run(found.run)] if found.run else []
        return listed([*parts, told(_WORDS, file=found.file, words=found.words)])
    if not what.table:
        names = f" ({what.place})" if what.place else ""
        return told(_FILE, file=found.file, column=f"{what.column}{names}", stored=what.stored, remade=what.remade)
    parts = [_run(found.run)] if found.run else []
    if what.month:
        parts.append(told(_MONTH, month=what.month))
    return listed([*parts, _value(what, found.file)])


def _value(what: Difference, file: str) -> Told:
    place = f" ({what.place})" if what.place else ""
    form = _ROWS if what.column == ROWS else _VALUE
    return told(
        form, table=what.table, column=what.column, place=place, stored=what.stored, remade=what.remade, file=file
    )


def _run(run: Listed) -> Told:
    point = told(_POINT, n=run.point) if run.point else ""
    return told(_RUN, run=run.run, policy=run.policy, point=point, seed=run.seed)
