"""“Show me the command” and “show me the Python” for every view."""

from typing import Any, Final

from dash import html

from dashboards.address import Address
from dashboards.pages import Page
from dashboards.studies import Study
from dashboards.web.render import say
from dashboards.words import Text
from experiments.choices import shown

COMMAND: Final = Text("Show me the command", "查看对应命令")
PYTHON: Final = Text("Show me the Python", "查看对应 Python 代码")


def command_of(study: Study, page: Page, address: Address) -> str:
    """Return the commands that make the study and open this view of it."""
    words = " ".join(str(each) for each in study.manifest["words"])
    make = f"cadreflow {study.manifest['command']} {words}".strip()
    return f"{make}\ncadreflow dashboard studies=[{study.name}]    # {address.url(page=page.key)}"


def python_of(study: Study, page: Page, address: Address) -> str:
    """Return the Python that gives the tables of this page, and its sentences."""
    policies = [study.baseline.name, *address.policies]
    show = address.show
    return "\n".join([
        "from contextlib import closing",
        "from pathlib import Path",
        "",
        "from dashboards.pages import page_named",
        "from dashboards.studies import open_study",
        "from dashboards.address import Address",
        "",
        f'address = Address(study={study.name!r}, policies={tuple(address.policies)!r}, show={show!r}, '
        f"more={dict(address.more)!r})",
        f"with closing(open_study(Path({shown(study.folder)!r}))) as study:",
        f"    for card in page_named({page.key!r}).cards(study.limited_to({policies[1:]!r}), address):",
        "        for answer in card.answers:",
        "            print(answer.title.en)",
        "            if answer.table:",
        "                for row in answer.table.rows:",
        '                    print(*(cell.en for cell in row), sep="\\t")',
        '    print(study.query("select policy, seed, township_vacancy from runs"))',
    ])  # fmt: skip


def remake(study: Study, page: Page, address: Address) -> list[Any]:
    """Return both, folded away."""
    return [
        html.Details([html.Summary(say(name, address)), html.Pre(text, tabIndex="0")], className="twin")
        for name, text in ((COMMAND, command_of(study, page, address)), (PYTHON, python_of(study, page, address)))
    ]
