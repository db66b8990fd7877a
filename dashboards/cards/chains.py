"""What does one opening set off? The moves in vacancy chains."""

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
from dashboards.openings import MOVES, chain_moves
from dashboards.studies import Study
from dashboards.words import Text, fill, listed, number, percent, percent_band, same
from sim.measures.openings import FOLLOW_UP

QUESTION = Text("What does one opening set off?", "一个空缺会带动多少变动?")
LINK = Text("Vacancy chains", "空缺链")
SHARE = Text(
    "Openings by the moves that they set off, % of all openings that begin a chain",
    "空缺按其带动的变动次数分布(占全部引发空缺链的空缺的百分比)",
)
UNIT = Text("%", "%")
UNDER = Text("{v} under “{p}”", "“{p}”下 {v}")


def chain_card(study: Study) -> Card:
    """Return how many posts an opening moves, under each policy."""
    if not study.has("openings"):
        return Card("chains", LINK, QUESTION, (not_kept(study, "openings", Text("vacancy chains", "空缺链")),))
    every = chain_moves(study)
    shares = every[every["policy"].isin([note.name for note in study.policies])]
    if shares.empty:
        title = Text("The runs are too short to follow a chain to its end", "模拟时间过短,无法追踪完整的空缺链")
        step = fill(Text("Run longer than {n} months.", "请模拟超过 {n} 个月。"), n=number(FOLLOW_UP))
        return Card("chains", LINK, QUESTION, (Answer(title, step, same("")),))
    return Card("chains", LINK, QUESTION, (_answer(study, shares),))


def _answer(study: Study, shares: pd.DataFrame) -> Answer:
    lines = lines_of(study)
    shown = [note.name for note in (*study.others, study.baseline) if note.name in set(shares["policy"])]
    frame = shares.rename(columns={"moves": "measure", "mean": "difference"})
    quantities = {each: Quantity(_label(each), UNIT, 100.0, False, "neither", signed=False) for each in MOVES}
    definition = fill(
        Text(
            "A chain: an opening, the post of whoever fills it, and so on, within {n} months; chains of all tiers that "
            "began in the run and could be followed so long.",
            "空缺链:一个空缺由某人补上,其原岗位随之空缺,依次类推,追踪 {n} 个月;含各层级在模拟期内开始且可追踪满期者。",
        ),
        n=number(FOLLOW_UP),
    )  # fmt: skip
    title = _title(study, shares)
    return Answer(
        title, subtitle(study, SHARE), joined([runs_and_band(study, shown, MIDDLE), definition]),
        chart=Chart(
            lambda view: difference_panels(frame, view, quantities, {name: lines[name] for name in shown}),
            fill(Text("Dots with intervals by length of chain. {t}", "各长度空缺链占比的点与区间。{t}"), t=title),
        ),
        table=_table(study, shares, shown),
    )  # fmt: skip


def _label(moves: str) -> Text:
    if moves == "0":
        return fill(Text("Nobody comes within {n} months", "{n} 个月内无人补上"), n=number(FOLLOW_UP))
    if moves == "1":
        return Text("One move, which opens no further post", "1 次变动,不再引出空缺")
    if moves.endswith("+"):
        return Text(f"{moves[:-1]} moves or more", f"{moves[:-1]} 次变动及以上")
    return Text(f"{moves} moves", f"{moves} 次变动")


def _title(study: Study, shares: pd.DataFrame) -> Text:
    """Say to how many openings nobody comes under each policy, with the middle 95 % of runs."""
    said = []
    for name in shares["policy"].unique():
        own = shares[(shares["policy"] == name) & (shares["moves"] == MOVES[0])].iloc[0]
        value = percent(own["mean"], own["low"], own["high"])
        band = percent_band(own["low"], own["high"])
        pattern = Text("{v} ({b}) under “{p}”", "“{p}”下 {v}({b})") if own["low"] == own["low"] else UNDER
        said.append(fill(pattern, v=value, b=band, p=study.policy(name).label))
    return fill(
        Text("Openings to which nobody comes within {n} months: {s}", "{n} 个月内无人补上的空缺:{s}"),
        n=number(FOLLOW_UP), s=listed(said),
    )  # fmt: skip


def _table(study: Study, shares: pd.DataFrame, shown: list[str]) -> Table:
    head = [Text("Moves", "变动次数")]
    for name in shown:
        head += [study.policy(name).label, Text("middle 95% of runs", "居中 95%")]
    rows = []
    for moves in MOVES:
        cells = [same(moves)]
        for name in shown:
            row = shares[(shares["policy"] == name) & (shares["moves"] == moves)].iloc[0]
            cells += [percent(row["mean"], row["low"], row["high"]), percent_band(row["low"], row["high"])]
        rows.append(cells)
    return Table(SHARE, head, rows)
