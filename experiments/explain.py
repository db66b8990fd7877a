"""`cadreflow explain`: what each part of a package contributes, and through which channel."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from experiments import packages
from experiments.carry_out import Call, CarriedOut, ask, carry_out_aloud, check_study, seeds_of
from experiments.choices import no_option, options
from experiments.compose import plan_from
from experiments.engine import Engine, engine_of
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.remedies import remedies
from experiments.shapley import CHANNELS, FROM_ORGANS, MOST_PARTS, channels, coalitions, contributions
from experiments.wording import Language, band_text, bare_text, row_label, spoken_in
from sim.intervals import mean_interval
from sim.measures import MEASURES, Measure
from sim.measures.declared import NEITHER

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

EXPLAINED: Final = (
    "township_retention_5y", "township_vacancy", "township_effective_vacancy", "wish_to_leave_township",
    "cost_yuan_per_year",
)  # fmt: skip
"""Results that are taken apart."""
PEOPLE: Final = Measure(
    "township_people", "Township people in post", "乡镇在职人数", "people", NEITHER,
    "People in post in townships at the end, beyond those under the baseline.", "期末乡镇在职人数与基准之差。", 1,
)  # fmt: skip
"""What channels are counted in."""
CHANNEL_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "recruits": ("recruits", "招录"),
    "from_outside": ("from outside", "系统外引进"),
    "moves_up": ("fewer go up", "上调减少"),
    "retirements": ("fewer retire", "到龄退休减少"),
    "early_retirements": ("fewer retire early", "提前退休减少"),
    "resignations": ("fewer resign", "辞职减少"),
    "dismissals": ("fewer dismissed", "辞退减少"),
    "other_exits": ("other exits", "其他减员"),
    FROM_ORGANS: ("from organs", "机关下派"),
}
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "part": ("Part", "组成部分"),
    "whole": ("The whole", "合计"),
    "effects": (
        "What each part contributes: mean over {n} shared seeds of what it adds in every order of the parts "
        "(95% band); parts sum exactly to the whole.",
        "各组成部分的贡献:按所有实施顺序平均的增量,{n} 个共用种子的均值(95% 区间);各部分之和恰等于整体。",
    ),
    "channels": (
        "Through which channel: township people in post at the end, more (+) or fewer (−) than under “{first}”; "
        "rows and columns sum exactly.",
        "作用途径:期末乡镇在职人数与“{first}”相比的增(+)减(−);行列之和均精确相等。",
    ),
}


def explain(call: Call, console: "Console") -> int:
    """Run every combination of a package's parts on shared seeds and print what each contributes; the exit code."""
    parts, plans, chosen, seeds, engine = _asked(call)
    done = carry_out_aloud(call, ask(call, plans, seeds), engine, console, chosen)
    if done.exit_code:
        return done.exit_code
    labels = {each.policy: (each.label_en, each.label_zh) for each in remedies("", call.config_dirs)}
    spoken = spoken_in(call.config["language"])
    names = dict(zip(coalitions(len(parts)), [plan.name for plan in plans], strict=True))
    for table in _tables(done, names, [labels[part] for part in parts], spoken):
        console.print(table)
    return 0


def _asked(call: Call) -> tuple[list[str], list[RunPlan], list[str], list[int], Engine]:
    """Return the parts, a plan for each combination, how it is chosen, seeds and engine; Problems, all at once."""
    check_study(call.config)
    parts = _parts(call)
    words = [word for word in call.words if not word.lstrip("+").startswith("policy=")]
    baseline = plan_from(words, call.config_name or call.command, call.config_dirs)
    plans, chosen = [], []
    for combination in coalitions(len(parts)):
        values: dict[str, Any] = {}
        for number in combination:
            values |= packages.levers_set(parts[number], call.config_dirs)
        names = [part.removeprefix("remedies/") for part in (parts[number] for number in combination)]
        if not combination:
            plans.append(baseline)
            chosen.append(f"policy={baseline.name}")
            continue
        plans.append(baseline.with_values(values, name="+".join(names)))
        chosen.append(f"policy={baseline.name} +policy/remedies=[{','.join(names)}] policy.name={'+'.join(names)}")
    return parts, plans, chosen, seeds_of(call.config), engine_of(call.config)


def _parts(call: Call) -> list[str]:
    """Return the parts to explain: those listed, or those of the package chosen; Problems if they cannot be."""
    listed = list(call.config["parts"])
    package = next((word.split("=", 1)[1] for word in call.words if word.lstrip("+").startswith("policy=")), "")
    parts = listed or packages.parts(package, call.config_dirs)
    there = options("policy", call.config_dirs)
    found = [no_option("policy", part, call.config_dirs) for part in parts if part not in there]
    if not found and not all(part.startswith("remedies/") for part in parts):
        found.append(
            f"parts are {', '.join(parts)}; allowed: remedies, as remedies/NAME; `cadreflow remedies` lists them"
        )
    if "months" not in call.config["keep"]:
        kept = ",".join(["months", *call.config["keep"]])
        found.append(f"keep leaves out the table months, which channels are read from; write keep=[{kept}]")
    if not 2 <= len(parts) <= MOST_PARTS:
        found.append(
            f"{package or 'explain'} has {len(parts)} parts; allowed: 2 to {MOST_PARTS}, named by "
            "parts=[remedies/A,remedies/B] or by a package with policy=packages/NAME"
        )
    dated = [part for part in parts if packages.dated_changes(part, call.config_dirs)]
    if dated:
        found.append(f"{', '.join(dated)} set dated changes, which this command does not combine; leave them out")
    if package and not listed and packages.own_levers(package, call.config_dirs):
        found.append(f"{package} also sets levers of its own, which belong to no part; put them into a remedy")
    if not found:
        found = packages.contradictions(parts, (), call.config_dirs)
    if found:
        raise Problems(found)
    return parts


def _tables(
    done: CarriedOut,
    names: Mapping[tuple[int, ...], str],
    labels: Sequence[tuple[str, str]],
    spoken: Sequence[Language],
) -> list["Table"]:
    from experiments.study import Study

    study = Study(done.folder)
    measures, effects, ways = taken_apart(study.runs(), study.table("months"), names, len(labels))
    first = next(iter(names.values()))
    return [
        _effect_table(measures, effects, labels, spoken),
        _channel_table(ways, labels, spoken, first),
    ]


def taken_apart(
    runs: "pd.DataFrame", months: "pd.DataFrame", names: Mapping[tuple[int, ...], str], parts: int
) -> tuple[list[Measure], dict[str, "np.ndarray[Any, Any]"], dict[str, "np.ndarray[Any, Any]"]]:
    """Return the results that the runs have, what each part contributes to them, and through which channel.

    `names`: the policy of each combination of parts. Contributions are (parts, seeds) by result, those of channels by
    channel, `holders` being their sum.
    """
    measures = [MEASURES[name] for name in EXPLAINED if runs[name].notna().all()]
    effects = contributions(runs, names, [each.name for each in measures], parts)
    flows = runs[["run", "policy", "seed"]].merge(channels(months), left_on="run", right_index=True)
    return measures, effects, contributions(flows, names, [*CHANNELS, FROM_ORGANS, "holders"], parts)


def _effect_table(
    measures: Sequence[Measure],
    effects: Mapping[str, "np.ndarray[Any, Any]"],
    labels: Sequence[tuple[str, str]],
    spoken: Sequence[Language],
) -> "Table":
    count = next(iter(effects.values())).shape[1]
    table = _blank("effects", labels, spoken, n=count)
    scales = {each.name: float(np.abs(effects[each.name].sum(axis=0).mean())) for each in measures}
    for measure in measures:
        heads = [row_label(measure, scales[measure.name], each) for each in spoken]
        table.add_column("\n".join(heads), justify="right")
    rows = [(label, [effects[each.name][place] for each in measures]) for place, label in enumerate(labels)]
    rows.append((_WORDS["whole"], [effects[each.name].sum(axis=0) for each in measures]))
    for label, values in rows:
        cells = [_cell(each, value, scales[each.name], spoken[0]) for each, value in zip(measures, values, strict=True)]
        table.add_row(_said(label, spoken), *cells)
    return table


def _channel_table(
    ways: Mapping[str, "np.ndarray[Any, Any]"],
    labels: Sequence[tuple[str, str]],
    spoken: Sequence[Language],
    first: str,
) -> "Table":
    shown = [name for name in (*CHANNELS, FROM_ORGANS) if np.abs(ways[name]).max() > 0]
    table = _blank("channels", labels, spoken, first=first)
    for name in (*shown, "holders"):
        table.add_column(_said(CHANNEL_LABELS.get(name, _WORDS["whole"]), spoken), justify="right")
    for place, label in [*enumerate(labels), (slice(None), _WORDS["whole"])]:
        values = [np.atleast_2d(ways[name][place]).sum(axis=0) for name in (*shown, "holders")]
        table.add_row(_said(label, spoken), *(_cell(PEOPLE, value, 0.0, spoken[0]) for value in values))
    return table


def _blank(caption: str, labels: Sequence[tuple[str, str]], spoken: Sequence[Language], **values: object) -> "Table":
    from rich import box
    from rich.table import Table

    lines = [_WORDS[caption][each == "zh"].format(**values) for each in spoken]
    table = Table(box=box.SIMPLE_HEAD, caption="\n".join(lines))
    table.add_column(_said(_WORDS["part"], spoken), overflow="fold")
    return table


def _said(words: tuple[str, str], spoken: Sequence[Language]) -> str:
    return "\n".join(words[each == "zh"] for each in spoken)


def _cell(measure: Measure, values: "np.ndarray[Any, Any]", scale: float, language: Language) -> str:
    """Return a mean contribution with its band, marked where the band leaves out zero."""
    mean, low, high = mean_interval(values)
    text = bare_text(measure, mean, language, signed=True, scale=scale)
    if np.isnan(low):
        return text
    band = band_text(measure, (low, high), language, scale=scale)
    return f"{text}{' *' if low > 0 or high < 0 else ''}\n({band})"
