"""Cards as one HTML page, with both languages in it."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from string import Template

from plotly.offline import get_plotlyjs

from dashboards.cards import Answer, Card, Chart, Table
from dashboards.cards.parts import lines_of, place, shown_policies
from dashboards.embed import Pool, as_json, embedded, packed
from dashboards.studies import Study
from dashboards.theme import LANGUAGES, Language
from dashboards.words import Text, fill, number
from experiments.manifest import command_of

ASSETS = files("dashboards") / "assets"
BASIS = "basis"
"""The card whose tables belong on paper too."""
TITLE = Text("{place}: policies compared", "{place}:政策比较")
TITLES = {
    "explain": Text("{place}: a package taken apart", "{place}:对策分解"),
    "sensitivity": Text("{place}: what drives the results", "{place}:结果的影响因素"),
    "optimise": Text("{place}: what can be had for what", "{place}:方案取舍"),
    "discover": Text("{place}: where a policy fails", "{place}:政策在何处失效"),
    "sweep": Text("{place}: levers and what follows", "{place}:杠杆及其结果"),
}
SHOW = Text("Show", "查看")
QUESTIONS = Text("Questions", "问题")
SKIP = Text("To the answers", "跳到正文")
TABLE = Text("Table and definitions", "数据表与定义")
WAIT = Text("Drawing the chart …", "正在绘图…")
OLD = Text(
    "This browser is too old to draw the charts. The tables below hold all their numbers.",
    "浏览器版本过旧,无法绘图。下方数据表含全部数值。",
)
SAVE = (("table", Text("Table (CSV)", "表格(CSV)")), ("image", Text("Chart (SVG)", "图表(SVG)")))
THEMES = {
    "auto": Text("Auto", "自动"),
    "light": Text("Light", "浅色"),
    "dark": Text("Dark", "深色"),
}
LEAD = Text(
    "In this model, under these assumptions: ", "在本模型及其假设之下:"
)  # fmt: skip
LEAD_SETS = Text("In this model, under {n} sets of assumptions: ", "在本模型及 {n} 组假设之下:")
LEAD_LINK = Text("What this rests on", "依据与局限")


def title_of(study: Study) -> Text:
    """Return what a report is about, by the command that made the study."""
    return fill(TITLES.get(study.command, TITLE), place=place(study))


def said(text: Text) -> str:
    """Return a text in both languages as HTML, of which the page shows one; once if both are the same."""
    if text.en == text.zh:
        return escape(text.en, quote=False)
    english, chinese = (escape(text.of(language), quote=False) for language in LANGUAGES)
    return f"<span lang=en>{english}</span><span lang=zh>{chinese}</span>"


def page(study: Study, shown: Study, cards: Sequence[Card], language: Language = "en") -> str:
    """Return the whole page.

    `shown`: the study with the policies that the charts show one by one; `language`: the one the page opens in, unless
    the reader has chosen before.
    """
    title = title_of(study)
    pool = Pool()
    figures = {
        chart_name(card, at): embedded(answer.chart.draw, pool)
        for card in cards
        for at, answer in enumerate(card.answers)
        if answer.chart
    }
    return Template((ASSETS / "report.html").read_text(encoding="utf-8")).substitute(
        language="en" if language == "en" else "zh-Hans",
        title_en=escape(title.en, quote=True),
        title_zh=escape(title.zh, quote=True),
        style=(ASSETS / "report.css").read_text(encoding="utf-8"),
        script=(ASSETS / "report.js").read_text(encoding="utf-8"),
        plotly=packed(get_plotlyjs()),
        figures=packed(as_json({"arrays": pool.arrays, "figures": figures})),
        skip=said(SKIP),
        name=said(title),
        questions=said(QUESTIONS),
        chooser=_chooser(shown) if any(answer.policy for card in cards for answer in card.answers) else "",
        links=_links(cards),
        content="\n".join([_opening(study), *(_card(study, card) for card in cards)]),
        **{f"theme_{name}": said(text) for name, text in THEMES.items()},
    )


def chart_name(card: Card, at: int) -> str:
    """Return the name of a chart: of its card, and the place of its answer."""
    return f"{card.key}-{at}"


def _chooser(study: Study) -> str:
    """Return the choice of the policy that the charts show, if there is a choice."""
    if not study.others:
        return ""
    lines, buttons = lines_of(study), []
    for at, name in enumerate(shown_policies(study)):
        stroke = lines[name].stroke
        style = "solid" if stroke.dash == "solid" else "dotted" if stroke.dash == "dot" else "dashed"
        swatch = f'<span class="swatch" style="border-color:{stroke.colour};border-top-style:{style}"></span>'
        buttons.append(
            f'<button type="button" data-show="{escape(name)}" aria-pressed="{str(at == 0).lower()}">'
            f"{swatch}{said(lines[name].label)}</button>"
        )
    return (
        f'<div class="choice" role="group" aria-label="Policy · 政策"><span>{said(SHOW)}</span>{"".join(buttons)}</div>'
    )


def _links(cards: Sequence[Card]) -> str:
    items = "".join(f'<li><a href="#{card.key}">{said(card.link)}</a></li>' for card in cards)
    return f"<ol>{items}</ol>"


def _opening(study: Study) -> str:
    """Return the page's heading, what it rests on, and a notice when runs are missing."""
    policies = fill(
        Text("{n} policies, {r} runs, {m} months. ", "{n} 项政策,{r} 次模拟,{m} 个月。"),
        n=number(len(study.manifest["policies"])), r=number(len(study.runs)), m=number(study.window.length),
    )  # fmt: skip
    html = f"<h1>{said(title_of(study))}</h1>"
    lead = fill(LEAD_SETS, n=number(study.runs["point"].nunique())) if study.is_under_ensemble else LEAD
    html += f'<p class="soft">{said(lead)}{said(policies)}<a href="#basis">{said(LEAD_LINK)}</a></p>'
    if study.missing or len(study.failures):
        html += f'<p role="note"><strong>{said(unfinished(study))}</strong></p>'
    return html


def unfinished(study: Study) -> Text:
    """Say how many runs are missing, and how to go on; or, where none is, how many failed."""
    if not study.missing:
        form = Text("{f} runs failed; answers rest on the others.", "{f} 次模拟失败,结论依据其余模拟得出。")
        return fill(form, f=number(len(study.failures)))
    return fill(
        Text(
            "{m} of {n} runs are missing ({f} failed): it is unfinished, answers may change. Go on with: {c}",
            "{n} 次模拟中尚缺 {m} 次(失败 {f} 次):研究尚未完成,结论可能改变。继续运行:{c}",
        ),
        m=number(study.missing), n=number(study.manifest["runs_asked"]), f=number(len(study.failures)),
        c=command_of(study.manifest, "FOLDER"),
    )  # fmt: skip


def _card(study: Study, card: Card) -> str:
    answers = "\n".join(_answer(study, card, at, answer) for at, answer in enumerate(card.answers))
    return (
        f'<section class="card" id="{card.key}" aria-label="{escape(card.link.en)} · {escape(card.link.zh)}">'
        f'<p class="question">{said(card.question)}</p>{answers}</section>'
    )


def _answer(study: Study, card: Card, at: int, answer: Answer) -> str:
    level = "h2" if answer.policy or at == 0 else "h3"
    chosen = ""
    if answer.policy:
        hidden = " hidden" if at else ""
        chosen = f' data-policy="{escape(answer.policy)}"{hidden}'
    # An answer that is only a sentence and a chart stays on one sheet of paper.
    whole = "" if answer.points else " whole"
    name = chart_name(card, at)
    html = [f'<article class="variant"{chosen}><div class="answer{whole}">', f"<{level}>{said(answer.title)}</{level}>"]
    html.append(f'<p class="subtitle">{said(answer.subtitle)}</p>')
    html += _points(answer)
    if answer.chart:
        html.append(_chart(name, answer.chart))
    html.append("</div>")
    if answer.table:
        html.append(_twin(answer.table, opened=not answer.chart and card.key != BASIS, printed=card.key == BASIS))
        file = "-".join(part for part in (study.name, card.key, answer.policy) if part)
        html.append(_tools(file, bool(answer.chart)))
    if answer.source.en:
        html.append(f'<p class="source">{said(answer.source)}</p>')
    return "\n".join([*html, "</article>"])


def _chart(name: str, chart: Chart) -> str:
    return (
        f'<p class="hidden" id="alt-{name}">{said(chart.alternative)}</p>'
        f'<div class="chart" data-figure="{name}" role="img" aria-labelledby="alt-{name}">'
        f'<p class="wait">{said(WAIT)}</p><p class="wait" hidden>{said(OLD)}</p></div>'
    )


def _points(answer: Answer) -> Iterator[str]:
    """Yield groups of sentences, side by side where there is room, then those that are folded away."""
    groups = []
    for heading, sentences in answer.points:
        title = f"<h3>{said(heading)}</h3>" if heading.en else ""
        groups.append(f"<div>{title}{_list(sentences)}</div>")
    if groups:
        yield f'<div class="points">{"".join(groups)}</div>'
    for heading, sentences in answer.folded:
        summary = f"<summary>{said(heading)}</summary>"
        yield f'<details class="twin paper">{summary}{_list(sentences)}</details>'


def _list(sentences: Sequence[Text]) -> str:
    return "<ul>" + "".join(f"<li>{said(each)}</li>" for each in sentences) + "</ul>"


def _twin(table: Table, *, opened: bool, printed: bool) -> str:
    """Return the table twin of a chart, folded away unless it is the answer itself.

    `printed`: on paper too, where other tables appear only if the reader has unfolded them.
    """
    head = "".join(f'<th scope="col"{_kind(at, table)}>{said(text)}</th>' for at, text in enumerate(table.head))
    rows = "".join(_row(row, table) for row in table.rows)
    label = escape(f"{table.caption.en[:60]} · {table.caption.of('zh')[:30]}")
    return (
        f'<details class="twin{" paper" if printed else ""}"{" open" if opened else ""}>'
        f"<summary>{said(TABLE)}</summary>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<caption>{said(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div></details>"
    )


def _row(row: Sequence[Text], table: Table) -> str:
    cells = [f'<th scope="row">{said(row[0])}</th>']
    cells += [f"<td{_kind(at, table)}>{said(text)}</td>" for at, text in enumerate(row) if at]
    return f"<tr>{''.join(cells)}</tr>"


def _kind(at: int, table: Table) -> str:
    if at >= table.words or at == 0:
        return ""
    longest = max((len(row[at].en) for row in table.rows), default=0)
    return ' class="words long"' if longest > 40 else ' class="words"'


def _tools(name: str, has_chart: bool) -> str:
    buttons = [
        f'<button type="button" data-save="{escape(name)}" data-as="{kind}">↓ {said(text)}</button>'
        for kind, text in SAVE
        if kind == "table" or has_chart
    ]
    return f'<p class="tools">{"".join(buttons)}</p>'
