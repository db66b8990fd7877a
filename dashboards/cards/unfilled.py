"""Where is it empty in effect, and for how long: posts whose holders serve elsewhere, and openings that last."""

import pandas as pd

from dashboards.cards.parts import (
    FUTURES,
    Answer,
    Card,
    Chart,
    against,
    compared,
    lines_of,
    not_kept,
    path_table,
    runs_and_band,
    share_cells,
    shown_policies,
    subtitle,
)
from dashboards.figures import Shape, band_panels
from dashboards.labels import RANK_GROUPS
from dashboards.openings import paper_and_effect, still_open
from dashboards.readings import last_values
from dashboards.studies import Study
from dashboards.words import Text, fill, joined, month, percent, same
from sim.terms import MONTHS

QUESTION = Text("Empty on paper, or in effect?", "账面空缺还是实际空缺?")
LINK = Text("On paper and in effect", "账面与实际空缺")
LASTING = Text("How long does an opening last?", "一个空缺要多久才补上?")
LASTING_LINK = Text("Time to fill", "补缺时长")
PANELS = {"paper": Text("On paper: nobody holds the post", "账面空缺:岗位无人任职"),
          "effect": Text("In effect: nobody serves there", "实际空缺:岗位无人在岗")}  # fmt: skip
RATE = Text("Township posts, % of established posts", "乡镇岗位占编制的百分比")
OPEN = Text("Township openings still open, %, by years since they opened", "仍未补上的乡镇空缺比例(%),按空缺后的年数")


def effect_card(study: Study) -> Card:
    """Return township vacancy on paper beside that in effect."""
    if not study.has("months"):
        return Card("effect", LINK, QUESTION, (not_kept(study, "months", Text("vacancies", "空缺")),))
    paths = paper_and_effect(study)
    return Card("effect", LINK, QUESTION, [_effect(study, paths, policy) for policy in shown_policies(study)])


def _effect(study: Study, paths: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    lines = {name: lines_of(study)[name] for name in shown}
    definition = Text(
        "In effect: posts that are vacant, or whose holder is on secondment, on loan or in a task force.",
        "实际空缺:无人任职,或任职者在外挂职、借调、抽调的岗位。",
    )
    last = {panel: last_values(paths, policy, panel) for panel in PANELS}
    title = fill(
        Text(
            "In {m} {a} of township posts stand empty on paper under “{p}”, {b} in effect",
            "{m},“{p}”下乡镇岗位账面空缺 {a},实际空缺 {b}",
        ),
        m=month(study.window.horizon - 1), p=study.policy(policy).label,
        **{key: percent(row["median"], row["low_95"], row["high_95"]) if row is not None else same("–")
           for key, row in (("a", last["paper"]), ("b", last["effect"]))},
    )  # fmt: skip
    yearly = paths[(paths["x"] + 1) % MONTHS == 0]
    when = (Text("End of", "年末"), lambda x: same(str(int(x) // MONTHS)))
    return Answer(
        title, subtitle(study, RATE), joined([runs_and_band(study, shown, FUTURES), definition]), policy,
        Chart(
            lambda view: band_panels(frame, view, PANELS, lines, Shape("months", "share")),
            fill(Text("Lines of vacancy on paper and in effect: {s}.", "账面与实际空缺率曲线:{s}。"), s=title),
        ),
        path_table(study, yearly, shown, PANELS, when, RATE, share_cells),
    )  # fmt: skip


def lasting_card(study: Study) -> Card:
    """Return how many openings are still open after so long, by rank."""
    if not study.has("openings"):
        empty = not_kept(study, "openings", Text("how long openings last", "补缺时长"))
        return Card("lasting", LASTING_LINK, LASTING, (empty,))
    paths = still_open(study)
    if paths.empty:
        title = Text("No township post fell empty in these runs", "模拟期内没有乡镇岗位出现空缺")
        return Card("lasting", LASTING_LINK, LASTING, (Answer(title, subtitle(study, OPEN), same("")),))
    return Card("lasting", LASTING_LINK, LASTING, [_lasting(study, paths, policy) for policy in shown_policies(study)])


def _lasting(study: Study, paths: pd.DataFrame, policy: str) -> Answer:
    shown = against(study, policy)
    frame = paths[paths["policy"].isin(shown)].rename(columns={"policy": "series"})
    there = set(frame["panel"])
    panels = {key: label for key, label in RANK_GROUPS.items() if key in there}
    lines = {name: lines_of(study)[name] for name in shown}
    definition = Text(
        "Kaplan–Meier share of openings not yet filled; those still open at the end are censored, those older than the "
        "run left out.",
        "Kaplan–Meier 估计:尚未补上的空缺比例;期末仍空缺者按删失处理,模拟开始前已空缺者不计。",
    )
    yearly = paths[(paths["months"] % MONTHS == 0) & paths["median"].notna()]
    yearly = yearly.assign(x=yearly["months"] // MONTHS)
    when = (Text("Years", "年数"), lambda x: same(str(int(x))))
    title = _lasting_title(study, paths, policy, panels)
    return Answer(
        title, subtitle(study, OPEN), joined([runs_and_band(study, shown, FUTURES), definition]), policy,
        Chart(
            lambda view: band_panels(frame, view, panels, lines, Shape("years", "share", ceiling=1.0)),
            fill(Text("Falling curves of open posts, by rank: {s}.", "各职级未补空缺的下降曲线:{s}。"), s=title),
        ),
        path_table(study, yearly, shown, panels, when, OPEN, share_cells),
    )  # fmt: skip


def _lasting_title(study: Study, paths: pd.DataFrame, policy: str, panels: dict[str, Text]) -> Text:
    """Say which openings are most often still open a year on."""
    at = paths[(paths["months"] == MONTHS) & paths["panel"].isin(list(panels))].dropna(subset=["median"])
    own = at[at["policy"] == policy]
    if own.empty:
        return Text("How long township posts stay open", "乡镇空缺持续多久")
    top = own.loc[own["median"].idxmax()]
    rows = {
        name: at[(at["policy"] == name) & (at["panel"] == top["panel"])].iloc[0]
        for name in dict.fromkeys([policy, study.baseline.name])
        if len(at[(at["policy"] == name) & (at["panel"] == top["panel"])])
    }
    return fill(
        Text("A year on, still open of {g}: {values}", "一年后仍空缺的{g}:{values}"),
        g=Text(panels[top["panel"]].en.lower(), panels[top["panel"]].zh), values=compared(study, rows),
    )  # fmt: skip
