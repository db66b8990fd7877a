"""What does one opening set off? The lengths of vacancy chains."""

import pandas as pd

from dashboards.cards.parts import (
    MIDDLE,
    Answer,
    Card,
    Chart,
    Table,
    joined,
    lines_of,
    not_kept,
    runs_and_band,
    subtitle,
)
from dashboards.figures import Quantity, difference_panels
from dashboards.openings import LENGTHS, chain_lengths
from dashboards.studies import Study
from dashboards.words import Text, fill, listed, number, percent, percent_band, same
from sim.measures.openings import FOLLOW_UP

QUESTION = Text("What does one opening set off?", "一个空缺会带动多少变动?")
LINK = Text("Vacancy chains", "空缺链")
SHARE = Text(
    "Chains by the number of posts that they move, % of all chains", "空缺链按带动岗位数的分布(占全部空缺链的百分比)"
)
UNIT = Text("%", "%")


def chain_card(study: Study) -> Card:
    """Return how many posts an opening moves, under each policy."""
    if not study.has("openings"):
        return Card("chains", LINK, QUESTION, (not_kept(study, "openings", Text("vacancy chains", "空缺链")),))
    every = chain_lengths(study)
    lengths = every[every["policy"].isin([note.name for note in study.policies])]
    if lengths.empty:
        title = Text("The runs are too short to follow a chain to its end", "模拟时间过短,无法追踪完整的空缺链")
        step = fill(Text("Run longer than {n} months.", "请模拟超过 {n} 个月。"), n=number(FOLLOW_UP))
        return Card("chains", LINK, QUESTION, (Answer(title, step, same("")),))
    return Card("chains", LINK, QUESTION, (_answer(study, lengths),))


def _answer(study: Study, lengths: pd.DataFrame) -> Answer:
    lines = lines_of(study)
    shown = [note.name for note in (*study.others, study.baseline) if note.name in set(lengths["policy"])]
    frame = lengths.rename(columns={"length": "measure", "mean": "difference"})
    quantities = {each: Quantity(_label(each), UNIT, 100.0, False, "neither", signed=False) for each in LENGTHS}
    definition = fill(
        Text(
            "A chain: an opening, the post of whoever fills it, and so on, within {n} months; chains of all tiers that "
            "began in the run and could be followed so long.",
            "空缺链:一个空缺由某人补上,其原岗位随之空缺,依次类推,追踪 {n} 个月;含各层级在模拟期内开始且可追踪满期者。",
        ),
        n=number(FOLLOW_UP),
    )  # fmt: skip
    title = _title(study, lengths)
    return Answer(
        title, subtitle(study, SHARE), joined([runs_and_band(study, shown, MIDDLE), definition]),
        chart=Chart(
            lambda view: difference_panels(frame, view, quantities, {name: lines[name] for name in shown}),
            fill(Text("Dots with intervals by length of chain. {t}", "各长度空缺链占比的点与区间。{t}"), t=title),
        ),
        table=_table(study, lengths, shown),
    )  # fmt: skip


def _label(length: str) -> Text:
    if length == "1":
        return Text("One post: the chain ends at once", "1 个岗位:空缺链随即结束")
    if length.endswith("+"):
        return Text(f"{length[:-1]} posts or more", f"{length[:-1]} 个岗位及以上")
    return Text(f"{length} posts", f"{length} 个岗位")


def _title(study: Study, lengths: pd.DataFrame) -> Text:
    """Say how many chains end at once under each policy."""
    once = lengths[lengths["length"] == LENGTHS[0]].set_index("policy")
    said = [
        fill(
            Text("{v} under “{p}”", "“{p}”下 {v}"),
            v=percent(*once.loc[name, ["mean", "low", "high"]]), p=study.policy(name).label,
        )
        for name in once.index
    ]  # fmt: skip
    return fill(
        Text(
            "Openings that move one post only: {s}; the others open further posts",
            "只带动一个岗位的空缺:{s};其余会引出后续空缺",
        ),
        s=listed(said),
    )


def _table(study: Study, lengths: pd.DataFrame, shown: list[str]) -> Table:
    head = [Text("Posts moved", "带动岗位数")]
    for name in shown:
        head += [study.policy(name).label, Text("middle 95% of runs", "居中 95%")]
    rows = []
    for length in LENGTHS:
        cells = [same(length)]
        for name in shown:
            row = lengths[(lengths["policy"] == name) & (lengths["length"] == length)].iloc[0]
            cells += [percent(row["mean"], row["low"], row["high"]), percent_band(row["low"], row["high"])]
        rows.append(cells)
    return Table(SHARE, head, rows)
