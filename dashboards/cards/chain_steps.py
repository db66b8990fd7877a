"""One chain, step by step: which post fell empty, for how long, and who came from where to fill it."""

import pandas as pd

from dashboards.cards.parts import Answer, Card, Chart, Table, joined, not_kept, subtitle
from dashboards.figures.spans import span_panels
from dashboards.labels import RANK_GROUPS, RANKS, reason
from dashboards.openings import chain_steps, longest_chains, run_of
from dashboards.studies import Study
from dashboards.words import Text, fill, month, number, same

QUESTION = Text("One opening and what followed", "一个空缺及其后续")
LINK = Text("One chain", "单个空缺链")
PLAIN = Text("no leading role", "非领导岗位")
MOST = 8
"""Chains offered for a run."""


def unit_labels(study: Study) -> dict[str, Text]:
    """Return the labels of all units by name."""
    rows = study.query("select distinct unit, label_en, label_zh from units")
    return {row.unit: Text(str(row.label_en), str(row.label_zh)) for row in rows.itertuples()}


def post_name(rank_group: str, unit: str, units: dict[str, Text]) -> Text:
    """Name a post by its unit and its group: "Town 8, section head level"."""
    group = PLAIN if rank_group == "non_leading" else RANK_GROUPS.get(rank_group, same(rank_group))
    return fill(Text("{u}, {g}", "{u},{g}"), u=units.get(unit, same(unit)), g=Text(_lowered(group.en), group.zh))


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def offered(study: Study, policy: str, seed: int) -> list[tuple[str, Text]]:
    """Return the chains of a run that reach farthest: number as text, and a label."""
    if not study.has("openings"):
        return []
    rows = longest_chains(study, run_of(study, policy, seed), MOST)
    units = unit_labels(study)
    return [
        (
            str(row.chain),
            fill(
                Text("{m}, {p} ({n} posts)", "{m},{p}({n} 个岗位)"),
                m=month(int(row.opened)), p=post_name(row.rank_group, row.unit, units), n=number(row.moves),
            ),
        )
        for row in rows.itertuples()
    ]  # fmt: skip


def steps_card(study: Study, policy: str, seed: int, chain: int) -> Card:
    """Return the chain of a number in the run of a policy on a seed."""
    if not study.has("openings") or not study.has("events"):
        table = "events" if study.has("openings") else "openings"
        return Card("chain", LINK, QUESTION, (not_kept(study, table, Text("single chains", "单个空缺链")),))
    steps = chain_steps(study, run_of(study, policy, seed), chain)
    if steps.empty:
        title = Text("This run has no such chain", "此次模拟中没有该空缺链")
        return Card("chain", LINK, QUESTION, (Answer(title, subtitle(study, study.policy(policy).label), same("")),))
    return Card("chain", LINK, QUESTION, (_answer(study, policy, seed, steps),))


def _answer(study: Study, policy: str, seed: int, steps: pd.DataFrame) -> Answer:
    units = unit_labels(study)
    horizon = study.window.horizon
    rows = []
    for step in steps.itertuples():
        open_still = step.filled < 0
        rows.append({
            "panel": "chain", "name": post_name(step.rank_group, step.unit, units), "note": _note(step, units),
            "tier": step.tier, "start": step.opened, "end": horizon if open_still else step.filled, "open": open_still,
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    first, last = int(frame["start"].min()), int(frame["end"].max())
    room = max(2, (last - first) // 12)
    window = (first - 1, min(last, horizon) + room)
    about = fill(Text("seed {s}", "随机种子 {s}"), s=str(seed))
    title = _title(steps, units)
    panels = {"chain": Text("Posts in the order in which they fell empty; the bar lasts until the post is filled",
                            "岗位按空缺先后排列,横条至补上为止")}  # fmt: skip
    source = joined([
        Text("One single future, not a mean.", "这是单次模拟,不是平均。"),
        Text("Colour: tier of the post. Hollow end: still open when the run ended.",
             "颜色为岗位层级,空心端点表示期末仍空缺。"),
    ])  # fmt: skip
    return Answer(
        title, subtitle(study, study.policy(policy).label, about), source,
        chart=Chart(lambda view: span_panels(frame, view, panels, window), title), table=_table(steps, units),
    )  # fmt: skip


def _title(steps: pd.DataFrame, units: dict[str, Text]) -> Text:
    first, moved = steps.iloc[0], int((steps["filled"] >= 0).sum())
    opened = int((steps["filled"] < 0).sum())
    end = (
        Text("the last post stands empty when the run ends", "期末最后一个岗位仍空缺")
        if opened
        else Text("then it ends", "至此结束")
    )
    return fill(
        Text("One {why} in {u} moved {n} people; {end}", "{u}的一次{why}带动 {n} 人变动;{end}"),
        why=reason(first["opened_by"]), u=units.get(first["unit"], same(first["unit"])), n=number(moved), end=end,
    )  # fmt: skip


def _note(step: object, units: dict[str, Text]) -> Text:
    """Say why a post fell empty, and who filled it."""
    opened = fill(Text("opened by {w}", "因{w}空缺"), w=reason(step.opened_by))  # type: ignore[attr-defined]
    if step.filled < 0:  # type: ignore[attr-defined]
        return fill(Text("{o}; still open", "{o};尚未补上"), o=opened)
    came = step.from_unit if isinstance(step.from_unit, str) and step.from_unit else ""  # type: ignore[attr-defined]
    by = reason(step.filled_by)  # type: ignore[attr-defined]
    if not came:
        return fill(Text("{o}; filled by {b}", "{o};以{b}补上"), o=opened, b=by)
    rank = RANKS.get(str(step.rank_before), same(str(step.rank_before)))  # type: ignore[attr-defined]
    return fill(
        Text("{o}; filled by {b}: a {r} from {u}", "{o};以{b}补上:来自{u}的{r}"),
        o=opened, b=by, r=rank, u=units.get(came, same(came)),
    )  # fmt: skip


def _table(steps: pd.DataFrame, units: dict[str, Text]) -> Table:
    head = [
        Text("Post", "岗位"), Text("What happened", "经过"), Text("Opened", "空缺"), Text("Filled", "补上"),
        Text("Months open", "空缺月数"), Text("Cadre", "人员"),
    ]  # fmt: skip
    rows = []
    for step in steps.itertuples():
        filled = step.filled >= 0
        rows.append([
            post_name(step.rank_group, step.unit, units), _note(step, units), month(int(step.opened)),
            month(int(step.filled)) if filled else same("–"), number(step.months_open),
            same("–") if pd.isna(step.cadre) else same(f"#{int(step.cadre)}"),
        ])  # fmt: skip
    return Table(Text("The chain, opening by opening", "空缺链逐步明细"), head, rows, words=2)
