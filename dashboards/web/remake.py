"""“Show me the command” and “show me the Python” for every view."""

import shlex
from collections.abc import Mapping
from typing import Any, Final

from dash import html

from dashboards.address import Address
from dashboards.pages import Page
from dashboards.studies import Study
from dashboards.web.render import say
from dashboards.words import Text
from experiments import manifest
from experiments.choices import shown
from experiments.word import hydra_text
from sim.parameters import Value
from sim.terms import MONTHS

COMMAND: Final = Text("Show me the command", "查看对应命令")
PYTHON: Final = Text("Show me the Python", "查看对应 Python 代码")


def command_of(study: Study, page: Page, address: Address) -> str:
    """Return the commands that make the study, compare it with its manifest, and open this view of it."""
    make, name = manifest.command_of(study.manifest), study.folder.name
    return f"{make}\ncadreflow replay {name}\ncadreflow dashboard studies=[{name}]    # {address.url(page=page.key)}"


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


def what_if_command(asked: Mapping[str, Any], values: Mapping[str, Value]) -> str:
    """Return the commands that run one future of the page “What if?”: as it is set, and with the changes."""
    ground = [f"city={asked['city']}", f"policy={asked['policy']}", f"months={MONTHS * int(asked['years'])}", "seed=1"]
    changes = [f"{name}={hydra_text(value)}" for name, value in values.items()]
    return "\n".join(shlex.join(["cadreflow", "run", *ground, *own]) for own in ([], changes))


def what_if_python(asked: Mapping[str, Any], values: Mapping[str, Value], seeds: int) -> str:
    """Return the Python that gives the futures of the page “What if?”, as it is set and with the changes."""
    plan = [f"city={asked['city']}", f"policy={asked['policy']}", f"months={MONTHS * int(asked['years'])}", "seed=1"]
    return "\n".join([
        "import pandas as pd",
        "",
        "from dashboards.futures import results_of",
        "from experiments.compose import plan_from",
        "",
        f'base = plan_from({plan!r}, "run")',
        f"changed = base.with_values({dict(values)!r}, name='what_if')",
        f"seeds = range(1, {seeds + 1})",
        "one, other = (pd.DataFrame(results_of(plan.with_seed(seed)) for seed in seeds) for plan in (base, changed))",
        "print((other - one).mean())",
    ])  # fmt: skip


def remake(study: Study, page: Page, address: Address) -> list[Any]:
    """Return both for a view of a study, folded away."""
    return folded(address, command_of(study, page, address), python_of(study, page, address))


def folded(address: Address, command: str, python: str) -> list[Any]:
    """Return a command and Python code, folded away."""
    return [
        html.Details([html.Summary(say(name, address)), html.Pre(text, tabIndex="0")], className="twin")
        for name, text in ((COMMAND, command), (PYTHON, python))
    ]
