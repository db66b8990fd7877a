"""The page “What if?”: sliders from the levers, one future at once, bands as futures arrive, and a scenario to keep."""

from collections.abc import Mapping
from typing import Any, Final

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.address import Address
from dashboards.cards.basis import written
from dashboards.cards.difference_now import (
    AS_SET,
    BASE,
    CHANGED,
    YOURS,
    banded_chart,
    finding_text,
    first_rows,
    found_in,
)
from dashboards.controls import differences, knob, values_of
from dashboards.futures import Futures
from dashboards.theme import View
from dashboards.web.remake import folded, what_if_command, what_if_python
from dashboards.web.render import Component, caveat, chart, notice, say
from dashboards.web.sliders import Ground, adder, choosers, ground_of, knob_names, slider, wanted_of
from dashboards.words import Text, fill, number, same
from experiments.plan import RunPlan
from experiments.problems import Problems

SEEDS: Final = tuple(range(1, 31))
"""Futures that are run for a place of the sliders."""
ONE: Final = Text("One future, at once", "单次模拟,即时结果")
ONE_NOTE: Final = Text(
    "This is the model itself in one future (seed 1), not a mean: it shows what moves, not how sure it is.",
    "此为模型在一种未来情形(随机种子 1)下的结果,不是平均值:可看出变化方向,不能说明把握大小。",
)
CHANGED_LIST: Final = Text("What you changed", "已调整的内容")
NOTHING: Final = Text("Nothing yet: move a slider.", "尚未调整,请拖动滑块。")
TITLE: Final = Text("What if a lever moved?", "如果调整某个杠杆?")
SUBTITLE: Final = Text(
    "Move a slider: the model answers at once with one future, then with bands as futures arrive.",
    "拖动滑块:模型先以一种未来情形即时作答,随后以更多未来情形给出区间。",
)


def live(address: Address, view: View, futures: Futures) -> Component:
    """Return the page."""
    ground = ground_of(address)
    try:
        plan = ground.plan()
        values = values_of(wanted_of(address), plan)
    except Problems as found:
        return html.Div(
            [choosers(ground, address), notice([same(line) for line in found.lines], address, kind="error")]
        )
    knobs = [each for each in (knob(name, plan) for name in knob_names(address)) if each is not None]
    wanted = wanted_of(address)
    asked = {"city": ground.city, "policy": ground.policy, "years": ground.years, "values": wanted}
    return html.Section(
        [
            html.P(say(TITLE, address), className="question"),
            html.H1(say(finding(asked, futures), address), id="wi-title"),
            html.P(say(SUBTITLE, address), className="subtitle"),
            choosers(ground, address),
            html.Div([slider(each, wanted.get(each.name), address) for each in knobs], className="knobs"),
            adder(knobs, address),
            html.Div(now(asked, address, futures), id="wi-now", **{"aria-live": "polite"}),
            html.Div(arrived(asked, address, view, futures)[0], id="wi-chart"),
            html.Div(saver(address), id="wi-save"),
            html.Footer(caveat(address), className="foot"),
            dcc.Store(id="wi-asked", data=asked),
            dcc.Interval(id="wi-tick", interval=700, disabled=not values),
        ],
        className="card live",
    )


def plans_of(asked: Mapping[str, Any]) -> tuple[RunPlan, RunPlan]:
    """Return the plan as it is set and the plan with the sliders' values; Problems in words."""
    base = Ground(str(asked["city"]), str(asked["policy"]), int(asked["years"])).plan()
    values = values_of(asked["values"], base)
    return base, base.with_values(values, name="what_if", en=YOURS.en, zh=YOURS.zh)


def now(asked: Mapping[str, Any], address: Address, futures: Futures) -> Component:
    """Return what is changed, and what one future says of it; the run is made if it is not known."""
    base, changed = plans_of(asked)
    values = values_of(asked["values"], base)
    if not values:
        return html.P()
    items = [
        html.Li(f"{each.en if address.language == 'en' else each.zh}: {written(each, before)} → {written(each, after)}")
        for each, before, after in differences(values, base)
    ]
    rows = first_rows(futures.now(base, SEEDS[0]), futures.now(changed, SEEDS[0]))
    head = html.Tr(
        [html.Th("", scope="col"), *(html.Th(say(text, address), scope="col") for text in (AS_SET, YOURS, CHANGE))]
    )
    body = [
        html.Tr([html.Th(say(row[0], address), scope="row"), *(html.Td(say(text, address)) for text in row[1:])])
        for row in rows
    ]
    return html.Div([
        html.H2(say(CHANGED_LIST, address)), html.Ul(items),
        html.H2(say(ONE, address)), html.P(say(ONE_NOTE, address), className="soft"),
        html.Div(
            html.Table([html.Thead(head), html.Tbody(body)]), className="scroll", tabIndex="0", role="region",
            **{"aria-label": say(ONE, address)},
        ),
        *folded(address, what_if_command(asked, values), what_if_python(asked, values, len(SEEDS))),
    ])  # fmt: skip


CHANGE: Final = Text("Change", "变化")
ARRIVED: Final = Text("{n} of {m} futures", "已完成 {n}/{m} 种未来情形")
WHOLE: Final = Text(
    "Dot: mean of the paired differences on shared seeds; bar: 95% interval of that mean, drawn from five futures on; "
    "provisional until all are there.",
    "点为相同随机种子下配对差异的平均值,横线为其 95% 区间,满五种未来情形起绘出,全部完成前为暂定。",
)


def _runs(asked: Mapping[str, Any], futures: Futures) -> Any:
    base, changed = plans_of(asked)
    return futures.there({BASE: base, CHANGED: changed}, SEEDS)


def finding(asked: Mapping[str, Any], futures: Futures) -> Text:
    """Return what the futures that are there say, in one sentence."""
    found = found_in(_runs(asked, futures)) if asked["values"] else []
    base = Ground(str(asked["city"]), str(asked["policy"]), int(asked["years"])).plan()
    names = {BASE: Text(base.label_en, base.label_zh), CHANGED: YOURS}
    return finding_text(found, names, len(SEEDS)) if found else TITLE if asked["values"] else NOTHING


def arrived(asked: Mapping[str, Any], address: Address, view: View, futures: Futures) -> tuple[list[Component], bool]:
    """Return the chart of the futures that are there, and whether there are more to come."""
    base, changed = plans_of(asked)
    if not values_of(asked["values"], base):
        return [], False
    fault = futures.fault(base) or futures.fault(changed)
    if fault:
        return [notice([same(fault)], address, kind="error")], False
    futures.wish((base, changed), SEEDS)
    runs = futures.there({BASE: base, CHANGED: changed}, SEEDS)
    there = len(runs) // 2
    drawn = banded_chart(found_in(runs))
    parts: list[Component] = [
        html.P(say(fill(ARRIVED, n=number(there), m=number(len(SEEDS))), address), className="subtitle"),
        dmc.Progress(
            value=100.0 * there / len(SEEDS), size="sm", color="gray",
            **{"aria-label": say(fill(ARRIVED, n=number(there), m=number(len(SEEDS))), address)},
        ),
    ]  # fmt: skip
    if drawn is not None and there > 1:
        parts += [chart("wi", drawn, address, view), html.P(say(WHOLE, address), className="source")]
    return parts, there < len(SEEDS)


def saver(address: Address) -> Component:
    """Return what keeps the place of the sliders as a scenario, and runs it in full."""
    row = [
        dmc.TextInput(id="wi-name", label=say(NAME, address), placeholder="my_scenario", w=260),
        html.Button(say(SAVE, address), id="wi-keep", type="button", className="plain"),
    ]
    return html.Div([
        html.Div(row, className="grounds"),
        html.Div(id="wi-kept", **{"aria-live": "polite"}),
        html.Div(id="job-state", **{"aria-live": "polite"}),
        dcc.Interval(id="job-tick", interval=1000, disabled=True),
    ])  # fmt: skip


NAME: Final = Text("Name of the scenario", "方案名称")
SAVE: Final = Text("Save, and compare in full", "保存并完整比较")
