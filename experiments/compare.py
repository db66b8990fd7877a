"""`cadreflow compare`: several policies on shared seeds, and what differs between them."""

import importlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from experiments.attempts import Attempts
from experiments.carry_out import Call, CarriedOut, ask, check_study, seeds_of
from experiments.choices import no_option, options
from experiments.compose import plan_from
from experiments.differences import Finding, findings
from experiments.engine import Engine, engine_of, workers_of
from experiments.parts import write_table
from experiments.plan import AS_IT_IS, Point, RunPlan
from experiments.precision import Wish
from experiments.problems import Problems
from experiments.replicate import carry_out_precisely, wishes_of
from experiments.schema import declared
from experiments.scorecard import MANY, best_of, scorecard
from experiments.scores import orders_told, show_scorecard
from experiments.sentences import Label, against, caveat, sentences
from experiments.telling import Told
from experiments.under_ensemble import members
from experiments.wording import Language, band_text, bare_text, row_label, spoken_in
from sim.measures import Measure

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

HEADLINES: Final = (
    "township_vacancy",
    "township_leading_vacancy",
    "township_retention_10y",
    "net_upward_drain_per_100",
    "promotions_under_40_per_year",
    "wish_to_leave_leaders",
    "step_downs_per_round",
    "cost_yuan_per_year",
)
"""The results that are also told in sentences."""
_RESULT: Final[Mapping[str, str]] = {"en": "Result", "zh": "结果"}
_CAPTION: Final[Mapping[str, str]] = {
    "en": "First policy: mean. Others: paired difference (95% t band), of shares in points; "
    "*: the band leaves out zero.",
    "zh": "首列政策为均值,其余各列为与其配对的差异(95% t 区间;比例以百分点计);* 表示区间不含零。",
}
MOST_SETS: Final = 10_000
REPORT: Final = "dashboards.report:write_report"
"""Who writes reports. Named, not imported: dashboards import experiments, never the reverse."""


def compare(call: Call, console: "Console") -> int:
    """Run what the comparison lacks and print its findings; return the exit code."""
    done = conducted(call, console)
    if done.outcome.interrupted:
        return done.exit_code
    under_sets = bool(call.config["ensemble"])
    told = (show_under_ensemble if under_sets else show_findings)(done, call.config, console)
    if told and not under_sets:
        _try_assumptions(done, call.config, workers_of(call.config["workers"]), console)
    if told and call.config["report"]:
        report = write_report(done.folder, call.config["language"])
        console.print(f"Report / 报告: {report}", markup=False, highlight=False, soft_wrap=True)
    return done.exit_code


def conducted(call: Call, console: "Console") -> CarriedOut:
    """Run what the comparison lacks, and say what became of it."""
    plans, points, seeds, engine, chosen, wishes = _asked(call)
    return carry_out_precisely(call, ask(call, plans, seeds, points), engine, console, chosen, wishes)


def write_report(folder: Path, language: str) -> Path:
    """Write the report of a study with whatever `REPORT` names, and return its path."""
    module, name = REPORT.split(":")
    return Path(getattr(importlib.import_module(module), name)(folder, language=language))


def show_findings(done: CarriedOut, config: Mapping[str, Any], console: "Console") -> bool:
    """Print the answer in sentences, then a table; return whether there was anything to compare."""
    from experiments.study import Study

    asked = done.asked
    names = [plan.name for plan in asked.plans]
    runs = Study(done.folder).runs()
    runs = runs[runs["seed"].isin(asked.seeds)]
    lacking = sorted(set(names) - set(runs["policy"]))
    if lacking:
        console.print(f"Nothing to compare: no run of {', '.join(lacking)} has ended.", markup=False)
        return False
    found = [each for each in findings(runs, names) if each.is_known]
    labels = {plan.name: Label(plan.label_en, plan.label_zh) for plan in asked.plans}
    spoken = spoken_in(config["language"])
    heading = caveat(len(asked.seeds), asked.plans[0].months)
    for language in spoken:
        console.print(f"\n{heading.text(language)}", markup=False, highlight=False)
        if len(names) - 1 <= MANY:
            _tell(found, names, labels, language, console)
    if len(names) - 1 > MANY:
        show_scorecard(scorecard(runs, names), labels, spoken, console)
    elif config["table"]:
        console.print(_table(found, names, labels, spoken))
    return True


def show_under_ensemble(done: CarriedOut, config: Mapping[str, Any], console: "Console") -> bool:
    """Print what policies change under sets of assumptions, and how much of it is chance; keep it with the study.

    Returns whether there was anything to tell.
    """
    from experiments import under_ensemble, under_ensemble_told
    from experiments.study import Study

    asked = done.asked
    names = [plan.name for plan in asked.plans]
    runs = Study(done.folder).runs()
    runs = runs[runs["seed"].isin(asked.seeds) & runs["plan"].isin(list(asked.cases))]
    lacking = sorted(set(names) - set(runs["policy"]))
    if lacking:
        console.print(f"Nothing to compare: no run of {', '.join(lacking)} has ended.", markup=False)
        return False
    found = under_ensemble.ensemble_findings(runs, names)
    file = done.folder / under_ensemble.FILE
    write_table(file, under_ensemble.findings_frame(found))
    missing = under_ensemble_told.left_out(found, names, len(asked.points), len(asked.seeds))
    labels = {plan.name: Label(plan.label_en, plan.label_zh) for plan in asked.plans}
    spoken = spoken_in(config["language"])
    heading = under_ensemble_told.caveat(config["ensemble"], len(asked.points), len(asked.seeds), asked.plans[0].months)
    for each in spoken:
        for line in ([Told("", ""), heading] if found else []) + missing:
            console.print(line.text(each), markup=False, highlight=False)
        for one in found:
            if one.measure.name in HEADLINES and len(names) - 1 <= MANY:
                told = under_ensemble_told.finding_told(one, labels)
                console.print(f"- {told.text(each)}", markup=False, highlight=False)
    for policy in names[1:] if config["table"] and found else ():
        own = [one for one in found if one.policy == policy]
        console.print(under_ensemble_told.table(own, labels[policy], spoken, str(file)))
    return bool(found)


def _try_assumptions(done: CarriedOut, config: Mapping[str, Any], workers: int, console: "Console") -> None:
    """Try the order of the best remedies under other assumptions, and say what would overturn it."""
    from experiments.assumed import SETS, TOP, orders, try_assumptions
    from experiments.study import Study

    plans = {plan.name: plan for plan in done.asked.plans}
    names = list(plans)
    asked = config["assumption_sets"]
    sets = asked if isinstance(asked, int) else SETS if len(names) - 1 > MANY else 0
    if not sets:
        return
    scores = scorecard(Study(done.folder).runs(), names)
    best = best_of(scores, TOP)
    tried = [plans[name] for name in (names[0], *best)]
    rows = try_assumptions(done.folder, tried, sets, done.asked.seeds[0], workers, console)
    labels = {plan.name: Label(plan.label_en, plan.label_zh) for plan in done.asked.plans}
    for language in spoken_in(config["language"]):
        for line in orders_told(orders(rows, best, names[0], scores[0].measure), labels, language):
            console.print(line, markup=False, highlight=False)


def _tell(
    found: Sequence[Finding],
    names: Sequence[str],
    labels: Mapping[str, Label],
    language: Language,
    console: "Console",
) -> None:
    """Print the headline findings in sentences, policy by policy."""
    for policy in names[1:]:
        console.print(f"\n{against(labels[policy], labels[names[0]]).text(language)}", style="bold")
        headlines = [each for each in found if each.policy == policy and each.measure.name in HEADLINES]
        for line in sentences(headlines, labels):
            console.print(f"- {line.text(language)}", markup=False, highlight=False)


def _table(
    found: Sequence[Finding],
    names: Sequence[str],
    labels: Mapping[str, Label],
    spoken: Sequence[Language],
) -> "Table":
    """Return a row for each measure: the first policy's mean, each other's difference and band.

    Numbers are written in the first of the languages `spoken`, labels in all.
    """
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, caption="\n".join(_CAPTION[each] for each in spoken))
    table.add_column(" / ".join(_RESULT[each] for each in spoken))
    for policy in names:
        heading = "\n".join(getattr(labels[policy], each) for each in spoken)
        table.add_column(heading, justify="right", no_wrap=policy != names[0])
    cells = {(each.policy, each.measure.name): each for each in found}
    for measure in dict.fromkeys(each.measure for each in found):
        row = [each for policy in names[1:] if (each := cells.get((policy, measure.name)))]
        scale = max(abs(size) for each in row for size in (each.mean_of_first, each.mean))
        first = bare_text(measure, row[0].mean_of_first, spoken[0], signed=False, scale=scale)
        others = [_cell(cells.get((policy, measure.name)), scale, spoken[0]) for policy in names[1:]]
        table.add_row(_row_label(measure, scale, spoken), first, *others)
    return table


def _row_label(measure: Measure, scale: float, spoken: Sequence[Language]) -> str:
    """Return a measure's label with its unit in the first language, and its label in the other."""
    first = row_label(measure, scale, spoken[0])
    return "\n".join([first, *(getattr(measure, f"label_{each}") for each in spoken[1:])])


def _cell(finding: Finding | None, scale: float, language: Language) -> str:
    """Return a difference with its band, marked where the band leaves out zero."""
    if finding is None:
        return "–"
    apart, measure = finding.difference, finding.measure
    text = bare_text(measure, apart.mean, language, signed=True, scale=scale)
    if not math.isnan(apart.low):
        text += f" ({band_text(measure, (apart.low, apart.high), language, scale=scale)})"
    return f"{text} *" if apart.told_apart else f"{text}  "


def _asked(call: Call) -> tuple[list[RunPlan], list[Point], list[int], Engine, list[str], list[Wish]]:
    """Return plans, sets of assumptions, seeds, engine, words that choose policies, and how precise to be.

    Problems, all at once.
    """
    attempts = Attempts()
    attempts.read(lambda: check_study(call.config), None)
    seeds = attempts.read(lambda: seeds_of(call.config), [])
    engine = attempts.read(lambda: engine_of(call.config), Engine(1))
    wishes = attempts.read(lambda: wishes_of(call.config), [])
    attempts.read(lambda: check_sets(call.config["assumption_sets"]), None)
    names = attempts.read(lambda: _policies(call), [])
    plans = attempts.read(lambda: _plans(call, names), [])
    points = [AS_IT_IS]
    if call.config["ensemble"]:
        base = plans[0].value if plans else lambda name: declared()[name].default
        points = attempts.read(lambda: members(call.config, base, call.config_dirs), points)
    elif call.config["members"]:
        attempts.note("members is given without ensemble; name the ensemble, or leave members out")
    attempts.settle()
    return plans, points, seeds, engine, [call.choosing(name, names[0]) for name in names], wishes


def check_sets(asked: object) -> None:
    """Check the number of sets of assumptions; Problems if it is none."""
    if asked != "auto" and (isinstance(asked, bool) or not isinstance(asked, int) or not 0 <= asked <= MOST_SETS):
        raise Problems([f"assumption_sets is {asked!r}; allowed: auto, or a whole number from 0 to {MOST_SETS}"])


def _policies(call: Call) -> list[str]:
    """Return the names of the policies to compare."""
    there = options("policy", call.config_dirs)
    names = expanded(cast("list[str]", call.config["policies"]), there)
    found = [no_option("policy", name, call.config_dirs) for name in names if name not in there]
    found += [f"policies names {name} twice; leave one out" for name in sorted(set(names)) if names.count(name) > 1]
    if len(names) < 2:
        found.append(f"policies is {names}; allowed: two or more, the first is compared with")
    if any(word.lstrip("+").startswith("policy=") for word in call.words):
        found.append("policies=[...] and policy=NAME are both given; leave one out")
    if found:
        raise Problems(found)
    return names


def expanded(names: Sequence[str], there: Sequence[str]) -> list[str]:
    """Return the names with `FOLDER/all` replaced by every policy of that folder."""
    found: list[str] = []
    for name in names:
        folder = name.removesuffix("all")
        inside = [each for each in there if each.startswith(folder)] if name.endswith("/all") else []
        found += inside or [name]
    return found


def _plans(call: Call, names: Sequence[str]) -> list[RunPlan]:
    """Return each policy's plan; Problems of all of them at once."""
    plans, problems = [], {}
    for name in names:
        words = [*call.words, f"policy={name}"]
        if call.config["fork"]:
            words.append(f"past={names[0]}")
        try:
            plans.append(plan_from(words, call.config_name or call.command, call.config_dirs))
        except Problems as found:
            problems.update(dict.fromkeys(found.lines))  # what all policies share is said once
    if problems:
        raise Problems(problems)
    return plans
