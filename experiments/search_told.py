"""What a search or a goal seek came to, in both languages."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from experiments.conditions import Constraint
from experiments.goals import ALREADY, NEVER, REACHED, Answer, Goal
from experiments.search import Found
from experiments.telling import Form, Told, listed, told
from experiments.wording import LANGUAGES, Language, change_text, value_text
from sim.measures import MEASURES

if TYPE_CHECKING:
    import pandas as pd

_TRIED: Final[Form] = (
    "Of {tried} points tried {feasible} keep every constraint; {front} of these make the front.",
    "所试 {tried} 个方案中,有 {feasible} 个满足全部约束,其中 {front} 个构成前沿。",
)
_NONE: Final[Form] = (
    "None of {tried} points tried keeps every constraint. The nearest, point {point}: {details}.",
    "所试 {tried} 个方案均未满足全部约束。最接近的是第 {point} 个:{details}。",
)
_CONFIRMED: Final[Form] = (
    "On other seeds {kept} of the {front} points of the front keep every constraint again.",
    "换用其他随机种子,前沿上的 {front} 个方案中有 {kept} 个仍满足全部约束。",
)
_ON_ITS_SEEDS: Final[Form] = (
    "The front was chosen by the seeds it was run on, which flatters it; other seeds have not been tried.",
    "前沿是按其所用的随机种子选出的,结果可能偏乐观;尚未用其他种子验证。",
)
_REACHED: Final[Form] = (
    "The cheapest value of “{lever}” from which on {constraints} is {value}; at {below} it is not shown.",
    "使{constraints}的“{lever}”最低取值为{value};取{below}时不能确认。",
)
_ALREADY: Final[Form] = (
    "At the cheapest value of “{lever}” asked about, {value}, {constraints} already.",
    "“{lever}”取所问范围内最省的{value}时,已满足:{constraints}。",
)
_NEVER: Final[Form] = (
    "No value of “{lever}” that was tried, from {cheapest} to {dearest}, shows that {constraints}.",
    "“{lever}”在{cheapest}至{dearest}之间所试的取值,均不能确认{constraints}。",
)
_UNSTEADY: Final[Form] = (
    "At some values of “{lever}” ({held}) {constraints}, but not at the dearest, {dearest}: no value can be named from "
    "which on it holds.",
    "“{lever}”取某些值({held})时{constraints},但取最高值{dearest}时不然,因此无法给出一个起始取值。",
)
_EXCEPTIONS: Final[Form] = (
    "The effect is not steady: at {held} it holds as well, but not at values between.",
    "效果并不单调:取{held}时也满足,但其间的取值不满足。",
)
_DETAILS: Final[Form] = ("At {value}: {details}.", "取{value}时:{details}。")
_COST: Final[Form] = (
    "The cost is then {cost}, {more} more than at {cheapest}.",
    "此时年支出为 {cost},比取{cheapest}时多 {more}。",
)
_LESS: Final[Form] = (
    "The cost is then {cost}, {more} less than at {cheapest}: what was taken for the cheapest end is not.",
    "此时年支出为 {cost},比取{cheapest}时少 {more}:所设的最省一端其实并不最省。",
)
_CHANCE: Final[Form] = (
    "{kept} of {seeds} runs keep “{measure}” within the limit, which shows a chance of at least {bound}",
    "{seeds} 次模拟中有 {kept} 次“{measure}”未越限,由此可确认概率不低于 {bound}",
)
_MEAN: Final[Form] = ("the mean of “{measure}” is {mean}", "“{measure}”的均值为 {mean}")
_UNKNOWN: Final[Form] = (
    "the mean of “{measure}” is not known, since a run of it is missing",
    "因缺少部分模拟,“{measure}”的均值不明",
)
_TIMES: Final[Form] = ("{factor} times the base plan's", "基础方案的 {factor} 倍")
_AND: Final[Mapping[Language, str]] = {"en": " and ", "zh": "且"}
_ALSO: Final[Mapping[Language, str]] = {"en": "; ", "zh": ";"}


def search_told(found: Found) -> list[Told]:
    """Return how many points keep the constraints and make the front, or which comes nearest."""
    table = found.tried
    if not table["feasible"].any():
        nearest = table.iloc[int(table["violation"].argmin())]
        details = _details(found.task.constraints, nearest, found.task.seeds)
        return [told(_NONE, tried=f"{len(table):,}", point=int(nearest["point"]), details=details)]
    front = int(table["front"].sum())
    counts = {"tried": f"{len(table):,}", "feasible": f"{int(table['feasible'].sum()):,}", "front": f"{front:,}"}
    lines = [told(_TRIED, **counts)]
    if found.confirmed is None:
        return [*lines, told(_ON_ITS_SEEDS)]
    return [*lines, told(_CONFIRMED, kept=f"{int(found.confirmed['feasible'].sum()):,}", front=f"{front:,}")]


def goal_told(answer: Answer) -> list[Told]:
    """Return the cheapest value that keeps the constraints with what it rests on, or why there is none."""
    goal, table = answer.goal, answer.tried
    gaps: dict[str, object] = {
        "lever": Told(*(goal.lever.words(language) for language in LANGUAGES)),
        "constraints": listed([each.words for each in goal.constraints], _AND),
        "cheapest": _value(goal, goal.values[0]),
        "dearest": _value(goal, goal.values[-1]),
        "value": _value(goal, answer.value),
        "below": _value(goal, answer.below),
        "held": listed([_value(goal, each) for each in answer.exceptions]),
    }
    form = {ALREADY: _ALREADY, REACHED: _REACHED, NEVER: _NEVER}.get(answer.kind, _UNSTEADY)
    lines = [told(form, **gaps)]
    is_found = answer.kind in {ALREADY, REACHED}
    shown = answer.value if is_found else goal.values[-1]
    row = table[table["value"] == shown].iloc[0]
    details = _details(goal.constraints, row, goal.seeds)
    lines.append(told(_DETAILS, value=_value(goal, shown), details=details))
    if is_found and answer.exceptions:
        lines.append(told(_EXCEPTIONS, **gaps))
    if answer.kind == REACHED and not math.isnan(row["cost"]):
        lines.append(_cost(row, table.iloc[0], gaps))
    return lines


def _cost(row: Any, first: Any, gaps: Mapping[str, object]) -> Told:
    """Say what the value costs, and how much more than the cheapest."""
    measure = MEASURES["cost_yuan_per_year"]
    more = row["cost"] - first["cost"]
    texts = [Told(*(value_text(measure, row["cost"], language) for language in LANGUAGES))]
    texts.append(Told(*(change_text(measure, abs(more), language, signed=False) for language in LANGUAGES)))
    return told(_COST if more >= 0 else _LESS, cost=texts[0], more=texts[1], cheapest=gaps["cheapest"])


def _details(constraints: tuple[Constraint, ...], row: "pd.Series", seeds: int) -> Told:
    """Return what was seen of every constraint at a point."""
    return listed([_detail(each, row, number, seeds) for number, each in enumerate(constraints, 1)], _ALSO)


def _detail(constraint: Constraint, row: "pd.Series", number: int, seeds: int) -> Told:
    measure = constraint.condition.measure
    label = Told(measure.label_en, measure.label_zh)
    seen, shown = row[f"constraint_{number}"], row[f"constraint_{number}_shown"]
    if constraint.is_chance:
        return told(_CHANCE, measure=label, seeds=f"{seeds:,}", kept=f"{round(seen * seeds):,}", bound=f"{shown:.0%}")
    if math.isnan(seen):
        return told(_UNKNOWN, measure=label)
    return told(_MEAN, measure=label, mean=Told(*(value_text(measure, seen, language) for language in LANGUAGES)))


def _value(goal: Goal, value: float) -> Told:
    if goal.is_factor:
        return told(_TIMES, factor=f"{value:g}")
    return Told(f"{value:,.10g}", f" {value:,.10g} ")
