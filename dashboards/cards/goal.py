"""What would keep a promise? The cheapest value of one lever that meets a goal, and what it costs."""

from typing import Final

from dashboards.cards.comparison import level_of
from dashboards.cards.influence import unfinished_study
from dashboards.cards.measured import value_cell
from dashboards.cards.parts import Answer, Card, Chart, Table, subtitle
from dashboards.cards.varied import base_of, both_told, label_of, setting_cell, unit_of
from dashboards.figures.chances import CHANCE, goal_panels
from dashboards.studies import Study
from dashboards.units import with_unit
from dashboards.words import Text, fill, joined, listed, number, percent, same
from experiments.conditions import Constraint
from experiments.goals import Answer as Sought
from experiments.goals import Goal, answer_of, goal_of
from experiments.optimise import GOAL
from experiments.parts import read_table, readable
from experiments.search_told import goal_told
from sim.measures import MEASURES

QUESTION: Final = Text("What would keep the promise?", "怎样才能兑现目标?")
LINK: Final = Text("Goal", "目标求解")
_CHANCES: Final = Text(
    "Dot: share of runs that keep it, full where that is shown; stroke down to the chance that so many runs show at "
    "95% (Clopper–Pearson); dashed: the chance asked for.",
    "圆点为满足条件的模拟比例,实心表示可以确认;竖线下端为以 95% 把握可确认的概率下限(Clopper–Pearson);"
    "虚线为所要求的概率。",
)  # fmt: skip
_MEANS: Final = Text("Dot: mean of the runs, full where the limit is kept; dashed: the limit.",
                     "圆点为各次模拟均值,实心表示满足要求;虚线为限值。")  # fmt: skip


def goal_card(study: Study) -> Card:
    """Return what became of a goal of `cadreflow optimise goal=...`; Problems if it has not ended."""
    return Card("goal", LINK, QUESTION, (_answer(study, read_goal(study)),))


def read_goal(study: Study) -> Sought:
    """Return what a study keeps of its goal; Problems if it is unfinished."""
    if not (study.folder / GOAL).is_file():
        raise unfinished_study(study, GOAL)
    design = study.design
    constraints = design["constraints"]
    goal = goal_of(
        design["goal"], design["cheapest"], design["dearest"], design["step"],
        [constraints] if isinstance(constraints, str) else list(constraints),
        seeds=int(study.runs["seed"].nunique()), base=base_of(study),
    )  # fmt: skip
    with readable(study.folder / GOAL):
        return answer_of(goal, read_table(study.folder / GOAL)[_columns(goal)])


def _columns(goal: Goal) -> list[str]:
    """Return the columns of what was tried."""
    ends = ("", "_shown", "_kept")
    numbers = range(1, len(goal.constraints) + 1)
    return ["value", "kept", "cost", *(f"constraint_{number}{end}" for number in numbers for end in ends)]


def _answer(study: Study, sought: Sought) -> Answer:
    goal, first = sought.goal, sought.goal.constraints[0]
    told = [both_told(each) for each in goal_told(sought)]
    lever = label_of(goal.lever.name)
    sought_for = [both_told(each.words) for each in goal.constraints]
    words = sought_for[0]
    more = [fill(Text("Drawn: {c}.", "图中所示:{c}。"), c=words)] if len(sought_for) > 1 else []
    source = fill(
        Text("{n} runs, {s} shared seeds at each value.", "{n} 次模拟,每个取值使用 {s} 个共用随机种子。"),
        n=number(len(study.runs)), s=number(goal.seeds),
    )  # fmt: skip
    unit = Text("times the base plan's", "基础方案的倍数") if goal.is_factor else unit_of(goal.lever.name)
    named = with_unit(lever, unit)
    return Answer(
        told[0], subtitle(study, fill(Text("Sought: {c}", "目标:{c}"), c=listed(sought_for)), named),
        joined([source, _CHANCES if first.is_chance else _MEANS, *more]),
        chart=_chart(sought, first, words, named),
        table=_table(sought, lever, goal.constraints), points=[(same(""), told[1:])],
    )  # fmt: skip


def _chart(sought: Sought, first: Constraint, words: Text, lever: Text) -> Chart:
    frame = sought.tried.assign(
        seen=sought.tried["constraint_1"],
        shown=sought.tried["constraint_1_shown"],
        kept=sought.tried["constraint_1_kept"],
    )
    condition = first.condition
    asked = first.least if first.is_chance else condition.limit
    seen = CHANCE if first.is_chance else level_of(condition.measure)
    alternative = fill(
        Text(
            "Dots along {l}: {c} is kept at {k} of {n} values tried.",
            "沿“{l}”的散点图:所试 {n} 个取值中有 {k} 个满足{c}。",
        ),
        l=lever, c=words, k=number(int(frame["kept"].sum())), n=number(len(frame)),
    )  # fmt: skip
    return Chart(lambda view: goal_panels(frame, view, seen, asked, lever), alternative)


def _table(sought: Sought, lever: Text, constraints: tuple[Constraint, ...]) -> Table:
    head = [lever]
    for each in constraints:
        words = both_told(each.words)
        head += [words]
        if each.is_chance:
            head.append(Text("chance shown", "可确认的概率"))
    head += [Text("Kept", "是否满足"), Text("Cost", "年支出")]
    rows = []
    for _, row in sought.tried.iterrows():
        cells = [setting_cell(row["value"])]
        for at, each in enumerate(constraints, 1):
            seen = row[f"constraint_{at}"]
            if each.is_chance:
                cells += [percent(seen), percent(row[f"constraint_{at}_shown"])]
            else:
                cells.append(value_cell(each.condition.measure, seen))
        cells += [Text("yes", "是") if row["kept"] else Text("no", "否")]
        cells.append(value_cell(MEASURES["cost_yuan_per_year"], row["cost"]))
        rows.append(cells)
    return Table(Text("Values tried", "所试取值"), head, rows)
