"""`cadreflow run`: one city, one policy, one seed."""

import math
from typing import TYPE_CHECKING

from experiments.carry_out import Call, CarriedOut, ask, carry_out_aloud
from experiments.engine import Engine
from experiments.plan import RunPlan
from sim.months import month_text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def run(call: Call, plan: RunPlan, console: "Console") -> int:
    """Run one plan, write its tables, and say in short what happened; return the exit code."""
    done = carry_out_aloud(call, ask(call, [plan], [plan.seed]), Engine(1), console, [call.choosing()])
    language = call.config["language"]
    if not done.exit_code:
        _summarise(done, plan, language, console)
    return done.exit_code


def _summarise(done: CarriedOut, plan: RunPlan, language: str, console: "Console") -> None:
    first, last = month_text(plan.city.start), month_text(plan.city.start + plan.months - 1)
    if language != "zh":
        console.print(
            f"{plan.city.label_en} under “{plan.label_en}”, {first} to {last}, seed {plan.seed}. "
            "One future among many: compare policies over many seeds with `cadreflow compare`.",
            markup=False,
        )
    if language != "en":
        console.print(
            f"{plan.city.label_zh},“{plan.label_zh}”,{first} 至 {last},随机种子 {plan.seed}。"
            "这只是众多可能的未来之一;请用 `cadreflow compare` 在多个种子下比较政策。",
            markup=False,
        )
    console.print(_results(done, plan, language))
    console.print(f"{done.folder}", markup=False, highlight=False, soft_wrap=True)


def _results(done: CarriedOut, plan: RunPlan, language: str) -> "Table":
    """Return the headline results as a table."""
    from rich import box
    from rich.table import Table

    from experiments.study import Study
    from experiments.wording import spoken_in, value_text
    from sim.measures import MEASURES

    runs = Study(done.folder).runs()
    row = runs[runs["run"] == plan.run].iloc[0]
    spoken = spoken_in(language)
    table = Table(box=box.SIMPLE_HEAD)
    for each in spoken:
        table.add_column({"en": "Result", "zh": "结果"}[each])
    table.add_column("" if len(spoken) > 1 else {"en": "Value", "zh": "数值"}[spoken[0]], justify="right")
    for name, measure in MEASURES.items():
        if not math.isnan(row[name]):
            labels = [getattr(measure, f"label_{each}") for each in spoken]
            table.add_row(*labels, value_text(measure, row[name], spoken[0]))
    return table
