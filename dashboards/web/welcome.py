"""Where there is no study yet: why, and the demo study, built with its progress."""

from typing import Final

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.address import Address
from dashboards.web.render import Component, notice, say, spoken
from dashboards.web.scenarios import Job
from dashboards.words import Text, fill, number, same

TITLE: Final = Text("There is no study here yet", "这里还没有研究")
WHY: Final = Text(
    "Pages answer from studies: folders that `cadreflow compare` and the other commands write. The demo: "
    "fourteen towns under the rules of 2006, two proposals for later age limits, and a higher allowance.",
    "页面以研究结果作答,研究由 cadreflow compare 等命令生成。演示研究:十四个乡镇在 2006 年规则、"
    "两种年龄界限方案与提高乡镇补贴之下的比较。",
)
BUILD: Final = Text("Build the demo study", "生成演示研究")
OPEN: Final = Text("Open it", "打开")
GOING: Final = Text("{n} of {m} runs", "已完成 {n}/{m} 次模拟")
BEGINS: Final = Text("It begins; the model is made ready.", "正在启动,准备模型。")
DONE: Final = Text("It is there.", "已完成。")


def welcome(address: Address) -> Component:
    """Return the page without a study."""
    return html.Section(
        [
            html.H1(say(TITLE, address)),
            html.P(say(WHY, address)),
            html.Button(say(BUILD, address), id="job-build", type="button", className="plain"),
            html.Div(id="job-state", **{"aria-live": "polite"}),
            dcc.Interval(id="job-tick", interval=1000, disabled=True),
        ],
        className="card",
    )


def state_of(job: Job, address: Address) -> Component:
    """Return how far a job is, a link to its study when it is done, its words when it failed."""
    done, asked = job.progress()
    if job.ended:
        if job.fault:
            return notice([same(line) for line in job.fault.splitlines()[-12:]], address, kind="error")
        link = dcc.Link(
            say(OPEN, address), href=Address(study=job.study, language=address.language, page="changes").url()
        )
        return html.P([spoken(say(DONE, address) + " ", address), link])
    words = fill(GOING, n=number(done), m=number(asked)) if asked else BEGINS
    value = 100.0 * done / asked if asked else 0.0
    bar = dmc.Progress(value=value, size="sm", **{"aria-label": say(words, address)})
    return html.Div([html.P(say(words, address), className="subtitle"), bar])
