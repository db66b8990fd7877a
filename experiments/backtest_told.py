"""What a backtest found, in both languages."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from experiments.backtest_scores import ALIKE, BETTER, MODEL, WORSE, by_quantity
from experiments.telling import Form, Told, listed, told
from experiments.wording import Language

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

METHOD_WORDS: Final[Mapping[str, Form]] = {
    MODEL: ("the model", "模型"),
    "nothing_changes": ("“nothing changes”", "“维持不变”"),
    "last_rates": ("“last rates”", "“沿用近年比率”"),
    "cohort_markov": ("“cohort Markov”", "“队列马尔可夫”"),
}
QUANTITY_WORDS: Final[Mapping[str, Form]] = {
    "headcount": ("headcount", "人数"),
    "entries": ("entries", "进入"),
    "exits": ("exits", "退出"),
    "moves_up": ("moves up", "上调"),
    "moves_down": ("moves down", "下派"),
    "age_shares": ("shares by age band", "年龄结构"),
    "rank_shares": ("shares by rank", "职级结构"),
}
TIER_WORDS: Final[Mapping[str, Form]] = {
    "township": ("township", "乡镇"), "county": ("county", "县级"), "city": ("city", "市级"),
}  # fmt: skip
_PLACE: Final[Form] = ("{tier} {quantity}", "{tier}{quantity}")
_PLACES: Final[Form] = ("{quantity} ({tiers})", "{quantity}({tiers})")
_ALL: Final[Form] = ("all tiers", "各层级")
_BASIS: Final[Form] = (
    "{histories} simulated histories under the same assumptions: each is predicted from {split} on by {members} other "
    "futures of its own past.",
    "{histories} 段在相同假设下模拟的历史:自 {split} 起,各由其自身过去的另外 {members} 个未来来预测。",
)
_STATE: Final[Form] = (
    "The model starts from everybody's true state at the split, also from what no personnel file holds (tastes, "
    "ability). That is the most its knowledge of the state can be worth, and no test of its assumptions.",
    "模型自分界时每个人的真实状态出发,其中包括人事档案中没有的内容(偏好、能力)。"
    "因此这是状态信息价值的上限,并不检验模型假设。",
)
_MARGINS_BASIS: Final[Form] = (
    "{histories} {kind}, predicted from {split} on by {members} runs of the model from the start of the run.",
    "{histories} 段{kind},自 {split} 起由模型从起始月开始的 {members} 次模拟来预测。",
)
_KINDS: Final[Mapping[str, Form]] = {
    "same": ("simulated histories under the same assumptions", "在相同假设下模拟的历史"),
    "other": ("simulated histories under other assumptions", "在其他假设下模拟的历史"),
    "file": ("history of your own", "自有历史数据"),
}
_MARGINS: Final[Form] = (
    "The model starts from the city's published margins and does not use the years before the split; the naive methods "
    "do. It does not know the individual state at the split.",
    "模型从城市公布的结构数据出发,不使用分界之前的年度数据(朴素方法则使用),也不知道分界时每个人的状态。",
)
_NAIVE: Final[Form] = (
    "Nothing changes: the last year, spread by resampled yearly changes. Last rates: rates of the last five years, "
    "resampled. Cohort Markov: constant chances by tier and age band, Poisson intake. They "
    "see the {years} yearly tables before the split.",
    "维持不变:取最后一年,离散程度由历年变化重抽样得出。沿用近年比率:近五年的比率重抽样。"
    "队列马尔可夫:按层级和年龄段的恒定概率,进入人数服从泊松分布。三者均使用分界前 {years} 年的年度表。",
)
_AGAINST: Final[Form] = ("Against {rival}: {parts}.", "与{rival}相比:{parts}。")
_PARTS: Final[Mapping[str, Form]] = {
    BETTER: ("the model is better at {places}", "模型在以下方面更好:{places}"),
    WORSE: ("{rival} is better at {places}", "{rival}在以下方面更好:{places}"),
    ALIKE: ("they cannot be told apart at {places}", "以下方面无法区分:{places}"),
}
_NOWHERE: Final[Form] = ("{rival} is better nowhere that can be told", "未见{rival}更好之处")
_ONE: Final[Form] = (
    "With fewer than 5 histories nothing can be told apart from chance; the scores only describe {n}.",
    "历史少于 5 段,任何差别都无法与偶然区分;分数仅描述这 {n} 段历史。",
)
_LOWER: Final[Form] = (
    "Lower score than {rival} (no more than a description): {better}. Higher: {worse}.",
    "得分低于{rival}(仅为描述):{better}。得分高于它:{worse}。",
)
_NONE: Final[Form] = ("none", "无")
_COVERAGE: Final[Form] = (
    "On average over results the model's 95% bands held {in_95} of the held-out values, the 50% bands {in_50} (a band "
    "of {members} runs can hold {reach}). Whole numbers lie on the ends of bands, so that more than these shares may "
    "be held. Naive methods: {others}.",
    "各项结果平均,模型的 95% 区间包含了 {in_95} 的留出值,50% 区间包含 {in_50}"
    "({members} 次模拟的区间至多可包含 {reach})。"
    "整数值会落在区间端点上,包含比例可能高于名义值。朴素方法:{others}。",
)
_OTHER: Final[Form] = ("{method} {in_95} and {in_50}", "{method} {in_95} 与 {in_50}")
_SEPARATE: Final[Mapping[Language, str]] = {"en": "; ", "zh": ";"}
_HEADS: Final[Form] = ("Result", "结果")
_CAPTION: Final[Form] = (
    "Mean CRPS of held-out years, lower is better; counts in people, shares in points. In brackets: held by the 95% "
    "band. +: the model is better, −: the naive method is better, ?: cannot be told apart (bands for all comparisons "
    "at once).",
    "留出年份的平均 CRPS,越低越好;人数单位为人,结构单位为百分点。括号内为 95% 区间包含比例。"
    "+ 模型更好,− 朴素方法更好,? 无法区分(区间对全部比较同时成立)。",
)
_SIGNS: Final = {BETTER: "+", WORSE: "−", ALIKE: "?"}


def basis_told(kind: str, split: str, histories: int, members: int, years: int) -> list[Told]:
    """Say what was predicted from what. `kind`: state, or of margins same, other, file; `years`: seen ones."""
    gaps = {"histories": histories, "split": split, "members": members}
    if kind == "state":
        lines = [told(_BASIS, **gaps), told(_STATE)]
    else:
        lines = [told(_MARGINS_BASIS, kind=told(_KINDS[kind]), **gaps), told(_MARGINS)]
    return [*lines, told(_NAIVE, years=years)]


def verdicts_told(found: "pd.DataFrame") -> list[Told]:
    """Say against each naive method where the model is better, where worse, and where nobody can tell."""
    lines = []
    few = found["low"].isna().all()
    if few:
        lines.append(told(_ONE, n=int(found["n"].max())))
    for rival, part in found.groupby("rival", sort=False):
        name, every = told(METHOD_WORDS[str(rival)]), part["quantity"].value_counts().to_dict()
        if few:
            better, worse = (_places(part[sign], every) for sign in (part["difference"] < 0, part["difference"] > 0))
            lines.append(told(_LOWER, rival=name, better=better, worse=worse))
            continue
        parts = []
        for kind, form in _PARTS.items():
            there = part[part["verdict"] == kind]
            if len(there):
                parts.append(told(form, rival=name, places=_places(there, every)))
            elif kind == WORSE:
                parts.append(told(_NOWHERE, rival=name))
        lines.append(told(_AGAINST, rival=name, parts=listed(parts, _SEPARATE)))
    return lines


def _places(part: "pd.DataFrame", every: Mapping[str, int]) -> Told:
    """Return quantities with their tiers; `every`: how many tiers a quantity has."""
    found = []
    for name, own in part.groupby("quantity", sort=False):
        tiers = listed([told(TIER_WORDS[tier]) for tier in own["tier"]])
        shown = told(_ALL) if len(own) == every[str(name)] > 1 else tiers
        found.append(told(_PLACES, quantity=told(QUANTITY_WORDS[str(name)]), tiers=shown))
    return listed(found) if found else told(_NONE)


def coverage_told(shown: "pd.DataFrame", members: int, reach: float) -> Told:
    """Say how much of what was held out the bands held, on average over results: each counts alike."""
    means = shown.groupby("method", sort=False)[["in_95", "in_50"]].mean()
    texts = {method: {key: f"{share:.0%}" for key, share in row.items()} for method, row in means.iterrows()}
    own = texts.pop(MODEL)
    others = listed([told(_OTHER, method=told(METHOD_WORDS[str(each)]), **row) for each, row in texts.items()])
    return told(_COVERAGE, members=members, reach=f"{reach:.0%}", others=others, **own)


def table_of(rows: "pd.DataFrame", found: "pd.DataFrame", spoken: Sequence[Language]) -> "Table":
    """Return a row for each result: the score of every method, and signs of the comparison."""
    from rich import box
    from rich.table import Table

    shown = by_quantity(rows)
    methods = list(dict.fromkeys(shown["method"]))
    caption = told(_CAPTION)
    table = Table(box=box.SIMPLE_HEAD, caption="\n".join(caption.text(each) for each in spoken))
    table.add_column(" / ".join(told(_HEADS).text(each) for each in spoken))
    for method in methods:
        words = told(METHOD_WORDS[method])
        heads = [words.text(each).strip("“”").removeprefix("the ") for each in spoken]
        table.add_column("\n".join(heads), justify="right", no_wrap=True)
    cells = shown.set_index(["quantity", "tier", "method"])
    signs = found.set_index(["quantity", "tier", "rival"])["verdict"].map(_SIGNS)
    for name, tier in dict.fromkeys(zip(shown["quantity"], shown["tier"], strict=True)):
        place = told(_PLACE, tier=told(TIER_WORDS[tier]), quantity=told(QUANTITY_WORDS[name]))
        scale = 100.0 if name.endswith("_shares") else 1.0
        row = []
        for method in methods:
            score, held = cells.loc[(name, tier, method), ["crps", "in_95"]]
            sign = "" if method == MODEL else f" {signs[name, tier, method]}"
            row.append(f"{score * scale:.2f} ({held:.0%}){sign}")
        table.add_row(" ".join(place.text(each) for each in spoken), *row)
    return table
