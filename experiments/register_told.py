"""The register in words: a terminal table, Markdown, CSV and JSON, all from the same entries."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from experiments.register import (
    ASSUMED,
    MEASURED,
    ON_A_FINDING,
    ON_PUBLISHED,
    PUBLISHED,
    REPORTED,
    confidence,
    written,
)  # fmt: skip
from experiments.register_file import Swings
from experiments.schema import SETTING
from experiments.telling import Form, Told, told
from experiments.wording import Language, band_text, bare_text, row_label
from sim.measures import MEASURES, Measure
from sim.parameters import Declaration, Value

if TYPE_CHECKING:
    from rich.table import Table

CONFIDENCE: Final[Mapping[str, tuple[str, str]]] = {
    MEASURED: ("counted or laid down in the fourteen towns", "十四镇统计或规定"),
    PUBLISHED: ("published: a law, a rule or a figure from elsewhere", "已公布:法律、规定或他处数据"),
    REPORTED: ("told by the reports, without a count", "报告所述,无统计数据"),
    ON_A_FINDING: ("assumption; the reports tell the direction", "假设;报告说明了方向"),
    ON_PUBLISHED: ("assumption; rules or figures from elsewhere tell the direction", "假设;他处规定或数据说明了方向"),
    ASSUMED: ("assumption without a finding behind it", "假设;无资料依据"),
}
_NOT_TRIED: Final[Form] = ("not tried", "未试")
_NONE: Final[Form] = ("nothing told apart from chance", "与偶然无法区分")
_STALE: Final[Form] = ("tried when the value was {value}", "试验时取值为 {value}")
_MADE: Final[Form] = (
    "What it moves: each number alone at half (↓) and at twice (↑) its value, inside its bounds (a switch turned; 0 "
    "moved a tenth of the way to its upper bound), in {city} under “{policy}”: mean difference with its 95% band over "
    "{seeds} shared seeds after {months} months, {tried} moves, by the model's code {code} ({closed}). Only "
    "what is told apart from chance is shown; of that about one in twenty may be chance all the same (Benjamini and "
    "Hochberg 1995, for each result).",
    "影响:其余不变,每个数值单独减半(↓)与加倍(↑)(不超出允许范围;开关取反;0 则移向上限的十分之一),"
    "{city},政策“{policy}”,{months} 个月后 {seeds} 个共用种子的平均差异及 95% 区间,共 {tried} 种变动,"
    "模型代码 {code}({closed})。仅列出能与偶然区分者,其中约二十分之一仍可能出于偶然"
    "(逐项结果按 Benjamini–Hochberg 1995 判定)。",
)
_OLD: Final[Form] = (
    "The model's code has changed since: what numbers move may have, too. `cadreflow assumptions swings=run` tries "
    "them again.",
    "此后模型代码已变,影响或亦不同;可用 `cadreflow assumptions swings=run` 重新试验。",
)
_TITLE: Final[Form] = ("# What is assumed", "# 假设登记册")
_ABOUT: Final[Form] = (
    "Every number on which the model rests, with unit, bounds and source, and how much the results hang on it. "
    "Printed by `cadreflow assumptions format=markdown levers=true language=en`.",
    "模型所依据的每个数值:单位、允许范围、来源,以及结果对其依赖的大小。"
    "由 `cadreflow assumptions format=markdown levers=true language=zh` 生成。",
)
_SECTIONS: Final[Mapping[bool, Form]] = {
    True: ("## Assumptions ({n})", "## 假设({n} 项)"),
    False: ("## Levers ({n}), as the rules of 2006 have them", "## 政策杠杆({n} 项),取 2006 年规则之值"),
}


@dataclass(frozen=True)
class Effect:
    """What a move does to a result: mean difference and its band."""

    measure: Measure
    end: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Entry:
    """A line of the register. `tried`: ends that were tried, as text; `effects`: those told apart from chance, or None.

    `then`: the value when the swings were tried, "" where it is the same.
    """

    declared: Declaration
    value: Value
    tried: Mapping[str, str]
    effects: tuple[Effect, ...] | None
    then: str = ""

    @property
    def confidence(self) -> str:
        """What it rests on (`experiments.register.confidence`)."""
        return confidence(self.declared.source)


def entries(known: Sequence[tuple[Declaration, Value]], swings: Swings | None) -> list[Entry]:
    """Return a line for each declaration and its value, with what is known of its swings."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    moves: dict[str, dict[str, str]] = {}
    then: Mapping[str, str] = {}
    if swings is not None:
        for row in swings.frame.to_dict("records"):
            rows.setdefault(row["name"], []).append(row)
        moves, then = swings.record["moves"], swings.record["values"]
    found = []
    for each, value in known:
        effects: tuple[Effect, ...] | None = None
        if each.name in moves:
            own = [row for row in rows.get(each.name, ()) if row["told"] and row["measure"] in MEASURES]
            effects = tuple(
                Effect(MEASURES[row["measure"]], row["end"], row["mean"], row["low"], row["high"]) for row in own
            )
        stale = then.get(each.name, "") if then.get(each.name, written(value)) != written(value) else ""
        found.append(Entry(each, value, moves.get(each.name, {}), effects, stale))
    return found


def made_from(swings: Swings, source_hash: str) -> list[Told]:
    """Say from which study and code the swings come, and whether that is the present code."""
    record = swings.record
    code = record["code"]
    lines = [told(
        _MADE, city=record["city"]["name"], policy=record["policy"]["name"], seeds=len(record["seeds"]),
        months=record["months"], tried=f"{record['tried']:,}", code=code["source_hash"],
        closed=record["closed"][:10],
    )]  # fmt: skip
    if code["source_hash"] != source_hash:
        lines.append(told(_OLD))
    return lines


def effect_text(entry: Entry, language: Language, *, bands: bool = True, only: str = "") -> str:
    """Say what moving a number does to every result that it moves, or to `only` one: at half and at twice its value."""
    if entry.effects is None:
        return told(_NOT_TRIED).text(language)
    measures = [each for each in dict.fromkeys(each.measure for each in entry.effects) if only in {"", each.name}]
    if not measures:
        return told(_NONE).text(language)
    parts = []
    for measure in measures:
        own = [each for each in entry.effects if each.measure == measure]
        scale = max(abs(each.mean) for each in own)
        ends = [f"{_sign(each.end)} {_size(each, scale, language, bands)}" for each in sorted(own, key=_less_first)]
        parts.append(", ".join(ends) if only else f"{row_label(measure, scale, language)}: {', '.join(ends)}")
    text = "; ".join(parts)
    if entry.then:
        text += f" ({told(_STALE, value=entry.then).text(language)})"
    return text


def _less_first(each: Effect) -> bool:
    return each.end == "more"


def _sign(end: str) -> str:
    return "↑" if end == "more" else "↓"


def _size(each: Effect, scale: float, language: Language, bands: bool) -> str:
    text = bare_text(each.measure, each.mean, language, signed=True, scale=scale)
    if not bands or each.low != each.low:
        return text
    return f"{text} ({band_text(each.measure, (each.low, each.high), language, scale=scale)})"


_HEADS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("Name", "Meaning", "Value", "Unit", "Allowed", "Tried ↓ ↑", "Rests on", "Source", "What it moves"),
    "zh": ("名称", "含义", "取值", "单位", "允许范围", "试验 ↓ ↑", "依据", "来源", "影响"),
}


def cells(entry: Entry, language: Language) -> list[str]:
    """Return a line's cells, in the order of the heads."""
    each = entry.declared
    tried = " | ".join(entry.tried[end] for end in ("less", "more") if end in entry.tried)
    return [
        each.name, each.zh if language == "zh" else each.en, written(entry.value), each.unit,
        f"{each.low:g} – {each.high:g}", tried or "–", CONFIDENCE[entry.confidence][language == "zh"], each.source,
        effect_text(entry, language),
    ]  # fmt: skip


def as_markdown(lines: Sequence[Entry], language: Language, about: Sequence[Told] = ()) -> str:
    """Return the register as a Markdown page; `about`: how its swings were made."""
    heads = _HEADS[language]
    rows = [told(_TITLE).text(language), "", told(_ABOUT).text(language)]
    for line in about:
        rows += ["", line.text(language)]
    for assumed, form in _SECTIONS.items():
        own = [each for each in lines if each.declared.name.startswith(f"{SETTING}.") is assumed]
        if own:
            rows += ["", told(form, n=len(own)).text(language), ""]
            rows += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
            rows += [f"| {' | '.join(each.replace('|', '·') for each in cells(entry, language))} |" for entry in own]
    return "\n".join(rows)


def plain(entry: Entry) -> dict[str, Any]:
    """Return a line as plain values."""
    each = entry.declared
    effects = [
        {"measure": one.measure.name, "end": one.end, "mean": one.mean, "low": one.low, "high": one.high}
        for one in entry.effects or ()
    ]
    return {
        "name": each.name, "en": each.en, "zh": each.zh, "value": written(entry.value), "unit": each.unit,
        "low": each.low, "high": each.high, "confidence": entry.confidence, "source": each.source,
        "tried": dict(entry.tried), "effects": None if entry.effects is None else effects,
    }  # fmt: skip


def as_json(lines: Sequence[Entry], language: Language, about: Sequence[Told] = ()) -> str:
    """Return the register as JSON: `made`, how its swings were made, and the `entries`."""
    made = [line.text(language) for line in about]
    return json.dumps({"made": made, "entries": [plain(each) for each in lines]}, ensure_ascii=False, indent=2)


def as_csv(lines: Sequence[Entry], language: Language, about: Sequence[Told] = ()) -> str:
    """Return the register as CSV, which Excel reads; it has no place for `about`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADS[language])
    writer.writerows(cells(each, language) for each in lines)
    return text.getvalue().rstrip("\n")


WRITERS: Final[Mapping[str, Callable[[Sequence[Entry], Language, Sequence[Told]], str]]] = {
    "markdown": as_markdown, "json": as_json, "csv": as_csv,
}  # fmt: skip


def as_table(lines: Sequence[Entry], spoken: Sequence[Language]) -> "Table":
    """Return the register as a table for a terminal."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_lines=True)
    for name, share in (
        (("Assumption", "假设"), 5), (("Value, allowed", "取值与范围"), 3), (("Rests on", "依据"), 5),
        (("What it moves", "影响"), 6),
    ):  # fmt: skip
        table.add_column(" / ".join(name[each == "zh"] for each in spoken), ratio=share, overflow="fold")
    for entry in lines:
        each = entry.declared
        labels = "\n".join(each.zh if language == "zh" else each.en for language in spoken)
        rests = "\n".join(CONFIDENCE[entry.confidence][language == "zh"] for language in spoken)
        moves = "\n".join(effect_text(entry, language, bands=len(spoken) == 1) for language in spoken)
        value = f"{written(entry.value)}\n{each.unit}\n{each.low:g} – {each.high:g}"
        table.add_row(f"{each.name}\n{labels}", value, f"{rests}\n{each.source}", moves)
    return table
