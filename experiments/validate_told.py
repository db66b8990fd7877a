"""What a certificate says, in both languages; in the terminal a table of oracles."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from experiments.telling import Form, Told, duration, listed, told
from experiments.wording import Language

if TYPE_CHECKING:
    from rich.table import Table

HEADS: Final[tuple[Form, ...]] = (
    ("No.", "编号"), ("What", "内容"), ("Formula; convention", "公式;约定"), ("Checks", "检验数"),
    ("Worst z", "最大偏离 z"), ("Smallest p", "最小 p"), ("Verdict", "结论"),
)  # fmt: skip
HOLDS: Final[Form] = ("holds", "成立")
REFUTED: Final[Form] = ("REFUTED", "被推翻")
EXACT: Final[Form] = ("exact", "精确")
_VERDICT_HOLDS: Final[Form] = (
    "Nothing refutes the model: {oracles} oracles, {checks} checks, of which {exact} must hold exactly, to the last "
    "unit. A correct model passes all of them with a chance of at least {chance}.",
    "没有任何检验推翻本模型:{oracles} 项基准、{checks} 次检验,其中 {exact} 次须分毫不差。"
    "正确的模型全部通过的概率不低于 {chance}。",
)
_VERDICT_REFUTED: Final[Form] = (
    "The model is REFUTED: {refuted} of {checks} checks fail, in oracle {numbers}. Do not rest decisions on this code. "
    "A correct model fails anywhere with a chance of at most {rate}.",
    "模型被推翻:{checks} 次检验中 {refuted} 次未通过(基准 {numbers})。"
    "请勿依据此版本的代码作决策。正确的模型出现未通过的概率不超过 {rate}。",
)
_ACCOUNTS: Final[Form] = (
    "{accounts} checks that every post, person and chain adds up, each month",
    "账目守恒检验 {accounts} 次(每月每一职位、人员与空缺链收支相符)",
)
_LUCK: Final[Form] = (
    "{luck} checks that what changes nothing changes no event, with the same luck",
    "同运气检验 {luck} 次(不改变任何规定者,不改变任何事件)",
)
_KINDS: Final[Form] = ("Among them: {kinds}.", "其中:{kinds}。")
_PARTIAL: Final[Form] = (
    "Only oracles {numbers} were tried, so reports do not name this certificate; leave out only= for a whole one.",
    "本次只检验了基准 {numbers},报告不会引用此证书;去掉 only= 可生成完整证书。",
)
_MEANING: Final[Form] = (
    "It says that this code reproduces closed forms and keeps its accounts. It says nothing about whether the "
    "assumptions fit a real place.",
    "证书只说明这份代码能重现解析公式并保持账目守恒,不说明各项假设符合某个真实地方。",
)
_WHERE: Final[Form] = (
    "Certificate {digest}, code {code}, {tier} tier, {time}: {file}",
    "证书 {digest},代码 {code},检验级别 {tier},用时 {time}:{file}",
)
_CERTIFIED: Final[Form] = (
    "certified: {oracles} oracles, {checks} checks, digest {digest}, made on {made}",
    "已验证:{oracles} 项基准,{checks} 次检验,摘要 {digest},生成于 {made}",
)
_NOT_CERTIFIED: Final[Form] = (
    "REFUTED: oracle {numbers} fails under this code; certificate {digest}, made on {made}",
    "被推翻:此代码未通过基准 {numbers};证书 {digest},生成于 {made}",
)
_NONE: Final[Form] = (
    "no certificate for this code with its locked versions; make one: cadreflow validate",
    "此代码(及其锁定的软件版本)尚无证书;可生成:cadreflow validate",
)
_CHANGED: Final[Form] = (
    "certificate {file} is not valid and does not count: {wrong}",
    "证书 {file} 无效,不予采用(内容与摘要不符):{wrong}",
)
DIGEST_SHOWN: Final = 12


def verdict_told(content: Mapping[str, Any]) -> list[Told]:
    """Say what a certificate found, what kinds of checks it holds, and what it does not say."""
    totals, alpha = content["totals"], content["family_wise_error"]
    form = _VERDICT_HOLDS if content["verdict"] == "holds" else _VERDICT_REFUTED
    numbers = ", ".join(map(str, content["refuted"]))
    lines = [
        told(form, **{name: f"{totals[name]:,}" for name in ("oracles", "checks", "exact", "refuted")},
             numbers=numbers, chance=f"{1.0 - alpha:.1%}", rate=f"{alpha:.1%}"),
    ]  # fmt: skip
    kinds = [told(_ACCOUNTS, accounts=totals["accounts"])] if totals["accounts"] else []
    kinds += [told(_LUCK, luck=totals["same_luck"])] if totals["same_luck"] else []
    lines += [told(_KINDS, kinds=listed(kinds, {"en": "; ", "zh": ";"}))] if kinds else []
    if content["complete"]:
        lines.append(told(_MEANING))
    else:
        tried = sorted({each["number"] for each in content["oracles"]})
        lines.append(told(_PARTIAL, numbers=", ".join(map(str, tried))))
    return lines


def where_told(content: Mapping[str, Any], file: object) -> Told:
    """Say where a certificate lies and what it is of."""
    code = content["code"]["source_hash"]
    return told(_WHERE, digest=content["digest"], code=code, tier=content["tier"],
                time=duration(content["seconds"]), file=file)  # fmt: skip


def standing_told(content: Mapping[str, Any] | None) -> Told:
    """Say in one line what the certificate that counts for some code says, if there is one."""
    if content is None:
        return told(_NONE)
    gaps = {"digest": content["digest"][:DIGEST_SHOWN], "made": content["made"]}
    if content["verdict"] != "holds":
        return told(_NOT_CERTIFIED, numbers=", ".join(map(str, content["refuted"])), **gaps)
    return told(_CERTIFIED, oracles=content["totals"]["oracles"], checks=f"{content['totals']['checks']:,}", **gaps)


def changed_told(file: object, wrong: str) -> Told:
    """Say that a certificate was changed after it was made."""
    return told(_CHANGED, file=file, wrong=wrong)


def worst(checks: Sequence[Mapping[str, Any]]) -> tuple[float | None, float]:
    """Return the largest deviation of an oracle's checks in standard errors, None if all are exact, and smallest p."""
    chance = [each["z"] for each in checks if each["error"] > 0.0]
    return max(chance, key=abs, default=None), min(each["p"] for each in checks)


def oracle_table(content: Mapping[str, Any], spoken: Sequence[Language]) -> "Table":
    """Return a row for each oracle of a certificate."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for place, head in enumerate(HEADS):
        justify = "left" if place in {1, 2, 6} else "right"
        table.add_column("\n".join(head[each == "zh"] for each in spoken), justify=justify, overflow="fold")
    for oracle in content["oracles"]:
        z, p = worst(oracle["checks"])
        verdict = HOLDS if oracle["verdict"] == "holds" else REFUTED
        cells = (
            str(oracle["number"]),
            "\n".join(oracle["name_zh" if each == "zh" else "name"] for each in spoken),
            f"{oracle['formula']}\n({oracle['convention']})",
            f"{len(oracle['checks']):,}",
            " ".join(EXACT[each == "zh"] for each in spoken) if z is None else f"{z:+.2f}",
            "–" if z is None else f"{p:.2g}",
            "\n".join(verdict[each == "zh"] for each in spoken),
        )
        table.add_row(*map(Text, cells), style="bold red" if verdict is REFUTED else "")
    return table
