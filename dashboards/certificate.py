"""A certificate as one HTML page that works offline, in English and Chinese."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

from dashboards.page import ASSETS, SKIP, THEMES, said
from dashboards.words import Text, number, same
from experiments.parts import write_text
from experiments.problems import Problems
from experiments.telling import Told
from experiments.validate_told import EXACT, HEADS, HOLDS, REFUTED, verdict_told, worst

NAME: Final = "certificate.html"
TITLE: Final = Text("Certificate of the model", "模型验证证书")
HOLDING: Final = Text("Nothing refutes this code", "没有检验推翻这份代码")
HOLDING_SO_FAR: Final = Text("Nothing that was tried refutes this code", "所作检验均未推翻这份代码")
BROKEN: Final = Text("This code is refuted", "这份代码被推翻")
QUESTION: Final = {
    "closed form": Text(
        "Does the engine do what theory says where theory knows the answer?", "在理论已知答案之处,模型是否与理论一致?"
    ),
    "account": Text("Does every post and person add up?", "每一职位与人员是否收支相符?"),
    "same luck": Text("Does anything change where nothing should?", "不该变的地方是否有变化?"),
    "analysis": Text("Can what is computed from runs be relied on?", "由模拟结果计算的结论是否可靠?"),
}
SPREAD: Final = Text(
    "Each dot is a check: how far from its closed form, in standard errors. Grey: where 95 of 100 fall if the model is "
    "correct. Squares: numbers that must be exact. A ring marks a check that refutes.",
    "每点为一次检验:与解析公式的偏离(以标准误计)。灰带:模型正确时 95% 的点落入其中。"
    "方块:必须精确相等的检验。圆环:推翻模型的检验。",
)
DETAILS: Final = Text("Every check", "全部检验")
INNER: Final = (
    Text("Check", "检验"), Text("Found", "模拟值"), Text("By the formula", "公式值"), Text("Standard error", "标准误"),
    Text("z", "z"), Text("p", "p"), Text("Seed", "种子"),
)  # fmt: skip
WIDEST: Final = 5.0
"""Standard errors at the edge of the figure; what lies beyond is drawn there."""
WORDS: Final = 3
"""Columns of words at the left of the table."""
LEFT, WIDTH, ROW = 240, 820, 22
"""Of the figure: room for labels, whole width, height of a row."""


def write_page(content: Mapping[str, Any], out: Path, *, language: str = "both") -> Path:
    """Write the page of a certificate into a folder and return its path; Problems if it cannot be written."""
    file = Path(out) / NAME
    try:
        write_text(file, page(content, "zh" if language == "zh" else "en"))
    except OSError as problem:
        raise Problems(
            [f"the page cannot be written to {file}: {problem.strerror}; choose another folder with out="]
        ) from problem
    return file


def page(content: Mapping[str, Any], language: str = "en") -> str:
    """Return a certificate as a page that opens in a language."""
    return Template((ASSETS / "certificate.html").read_text(encoding="utf-8")).substitute(
        language="en" if language == "en" else "zh-Hans",
        title_en=escape(TITLE.en, quote=True),
        title_zh=escape(TITLE.zh, quote=True),
        style=(ASSETS / "report.css").read_text(encoding="utf-8"),
        skip=said(SKIP),
        name=said(TITLE),
        content="\n".join([_opening(content), *_sections(content), _facts(content)]),
        **{f"theme_{name}": said(text) for name, text in THEMES.items()},
    )


def _text(line: Told) -> Text:
    return Text(line.en, line.zh)


def _opening(content: Mapping[str, Any]) -> str:
    holds = content["verdict"] == "holds"
    heading = BROKEN if not holds else HOLDING if content["complete"] else HOLDING_SO_FAR
    first, *others = (_text(line) for line in verdict_told(content))
    mark = "" if holds else ' class="refuted"'
    html = [f"<h1{mark}>{said(heading)}</h1>", f"<p>{said(first)}</p>"]
    html += [f'<p class="soft">{said(line)}</p>' for line in others]
    html.append(f"<p class=soft><code>{escape(content['digest'])}</code></p>")
    html.append(f'<div class="across">{_figure(content["oracles"])}</div>')
    html.append(f'<p class="source">{said(SPREAD)}</p>')
    return "\n".join(html)


def _figure(oracles: Sequence[Mapping[str, Any]]) -> str:
    """Draw every check's deviation, a row for each oracle."""
    height = ROW * len(oracles) + 34

    def x(z: float) -> float:
        half = (WIDTH - LEFT - 12) / 2
        return LEFT + half + max(-WIDEST, min(WIDEST, z)) / WIDEST * half

    parts = [f'<rect class="band" x="{x(-1.96):.1f}" y="4" width="{x(1.96) - x(-1.96):.1f}" height="{height - 30}"/>']
    parts += [
        f'<text x="{x(z):.1f}" y="{height - 8}" text-anchor="middle">{f"{z:+d}".replace("-", "−") if z else 0}</text>'
        for z in (-4, -2, 0, 2, 4)
    ]
    parts.append(f'<line class="zero" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="4" y2="{height - 26}"/>')
    for place, oracle in enumerate(oracles):
        y = 4 + ROW * place + ROW / 2
        parts.append(f'<line class="line" x1="{LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}"/>')
        for key, language in (("name", "en"), ("name_zh", "zh")):
            label = escape(f"{oracle['number']} {oracle[key]}")
            parts.append(f'<text class="say-{language}" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{label}</text>')
        parts += [_mark(check, x, y) for check in oracle["checks"]]
    style = "<style>html[lang=en] .say-zh, html[lang^=zh] .say-en { display: none; }</style>"
    return (
        f'<svg class="spread" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(SPREAD.en)} '
        f'{escape(SPREAD.zh)}">{style}{"".join(parts)}</svg>'
    )


def _mark(check: Mapping[str, Any], x: Any, y: float) -> str:
    z = check["z"] if check["z"] is not None else WIDEST
    at = x(z)
    bad = f'<circle class="bad" cx="{at:.1f}" cy="{y}" r="7"/>' if check["verdict"] == "refuted" else ""
    if check["error"] == 0.0:
        return f'<rect class="exact" x="{at - 3:.1f}" y="{y - 3}" width="6" height="6"/>{bad}'
    return f'<circle class="dot" cx="{at:.1f}" cy="{y}" r="4"/>{bad}'


def _sections(content: Mapping[str, Any]) -> Iterator[str]:
    for kind, question in QUESTION.items():
        own = [each for each in content["oracles"] if each["kind"] == kind]
        if own:
            yield (
                f'<section class="card"><h2>{said(question)}</h2>{_table(own)}'
                f'<details class="twin paper"><summary>{said(DETAILS)}</summary>{_checks(own)}</details></section>'
            )


def _table(oracles: Sequence[Mapping[str, Any]]) -> str:
    words = (0, 1, 2)
    heads = "".join(
        f'<th scope="col"{" class=words" if at in words else ""}>{said(Text(*head))}</th>'
        for at, head in enumerate(HEADS)
    )
    rows = []
    for oracle in oracles:
        z, p = worst(oracle["checks"])
        holds = oracle["verdict"] == "holds"
        cells = [
            f'<td class="words">{oracle["number"]}</td>',
            f'<td class="fine">{said(Text(oracle["name"], oracle["name_zh"]))}</td>',
            f'<td class="fine">{escape(oracle["formula"])}<br>'
            f'<span class="soft">{escape(oracle["convention"])}</span></td>',
            f"<td>{said(number(len(oracle['checks'])))}</td>",
            f"<td>{said(Text(*EXACT)) if z is None else said(same(_signed(z)))}</td>",
            f"<td>{'–' if z is None else f'{p:.2g}'}</td>",
            f'<td class="{"" if holds else "refuted"}">{said(Text(*(HOLDS if holds else REFUTED)))}</td>',
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return _scrolled(f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>")


def _checks(oracles: Sequence[Mapping[str, Any]]) -> str:
    heads = "".join(f'<th scope="col">{said(text)}</th>' for text in INNER)
    rows = []
    for oracle in oracles:
        for check in oracle["checks"]:
            exact = check["error"] == 0.0
            name = f"{oracle['number']}: {check['name']}"
            z = "–" if exact else _signed(check["z"])
            cells = [
                f"{check['observed']:.6g}",
                f"{check['expected']:.6g}",
                "–" if exact else f"{check['error']:.2g}",
                z,
            ]
            cells += ["–" if exact else f"{check['p']:.2g}", str(check["seed"])]
            mark = "" if check["verdict"] == "holds" else ' class="refuted"'
            rows.append(
                f'<tr{mark}><th scope="row">{escape(name)}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
            )
    return _scrolled(f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>")


def _scrolled(table: str) -> str:
    return f'<div class="scroll" tabindex="0"><table>{table}</table></div>'


def _signed(z: float) -> str:
    return f"{z:+.2f}".replace("-", "−")


def _facts(content: Mapping[str, Any]) -> str:
    facts = [
        (Text("Digest of the contents", "内容摘要"), content["digest"]),
        (Text("Hash of the model's code", "模型代码哈希"), content["code"]["source_hash"]),
        (Text("Hash of the commands that oracles 20 and 21 try", "基准 20、21 所检验命令的哈希"), content["commands"]),
        (Text("Revision", "代码版本"), content["code"]["revision"]),
        (Text("Versions", "软件版本"), ", ".join(f"{name} {each}" for name, each in content["versions"].items())),
        (Text("Tier", "检验级别"), content["tier"]),
        (Text("Seeds", "随机种子"), ", ".join(map(str, content["seeds"]))),
        (Text("Family-wise error", "族错误率"), f"{content['family_wise_error']:g} ({content['rule']})"),
        (Text("Made", "生成时间"), content["made"]),
        (Text("Seconds", "用时(秒)"), str(content["seconds"])),
    ]  # fmt: skip
    rows = "".join(
        f'<tr><th scope="row">{said(name)}</th><td class="words long">{escape(str(value))}</td></tr>'
        for name, value in facts
    )
    title = Text("What was tried, and by what", "检验了什么,由何种代码检验")
    return f'<section class="card"><h2>{said(title)}</h2>{_scrolled(f"<tbody>{rows}</tbody>")}</section>'
