"""What this rests on: policies with their documents, assumptions with their sources, how to make it again."""

from collections.abc import Iterator, Mapping
from typing import Any

from dashboards.cards.certified import certified
from dashboards.cards.parts import Answer, Card, Table, place
from dashboards.studies import SEARCH, PolicyNote, Study
from dashboards.units import unit_text, with_unit
from dashboards.words import Text, fill, month, number, plain, same
from experiments import provenance
from experiments.compare import HEADLINES
from experiments.manifest import command_of
from experiments.register_file import swings_of
from experiments.register_told import Entry, effect_text, entries, made_from
from experiments.schema import assumptions
from experiments.wording import LANGUAGES
from sim.parameters import Declaration

BASIS = Text("What does this rest on?", "依据是什么?")
BOTH = Text(
    "Bands hold chance and the assumptions that the sets leave open. They do not hold what no set varies: a number "
    "below whose source is “assumption” may still change the result.",
    "区间包含偶然因素以及各组假设之间的差异,但不含各组均未改变的假设;下表来源注明“assumption”的数值如改变,结果仍可能随之改变。",
)
CHANCE = Text(
    "Bands show how futures differ by chance alone. How sure the assumptions themselves are is not in them: where a "
    "number's source says “assumption”, another choice may change the result.",
    "区间只反映偶然因素造成的差异,不含假设本身的不确定性;来源注明“assumption”的数值如改变,结果可能随之改变。",
)
SAVED = Text("saved with the study", "保存于研究的 manifest.json")


def basis_card(study: Study) -> Card:
    """Return what the study assumes, which documents ask for its policies, and what reproduces it."""
    link = Text("What this rests on", "依据与局限")
    return Card(
        "basis",
        link,
        BASIS,
        [_limits(study), certified(study), policies_answer(study), _assumptions(study), _manifest(study)],
    )


def _limits(study: Study) -> Answer:
    limits = [
        Text(
            "Everything here is said of a model, in this model and under these assumptions. It shows what follows "
            "from the rules and from what is assumed about people; it is no forecast of a real place.",
            "以上结论均为模型结果,只在本模型及其假设之下成立:它说明既定规则与行为假设会带来什么,不是对任何真实地方的预测。",
        ),
        BOTH if study.is_under_ensemble else CHANCE,
        Text(
            "Policies share their seeds: the same people have the same luck under each, so differences come from the "
            "policies.",
            "各项政策使用相同的随机种子:同一批人在各政策下运气相同,差异来自政策本身。",
        ),
    ]
    title = Text("In this model, under these assumptions", "在本模型及其假设之下")
    return Answer(title, place(study), same(""), points=[(same(""), limits)])


def policies_answer(study: Study) -> Answer:
    """Return what each policy sets and why: in sentences, and as a table of levers."""
    head = [Text("Policy", "政策"), Text("Lever", "杠杆"), study.baseline.label, Text("Under the policy", "该政策下")]
    rows, points = [], []
    for note in study.policies:
        settings = list(_settings(note))
        rows += [[note.label, *cells] for cells in settings]
        sets = [
            fill(Text("{lever}: {a} → {b}", "{lever}:{a} → {b}"), lever=each[0], a=each[1], b=each[2])
            for each in settings
        ]
        own = [
            fill(Text("Source: {s}", "来源:{s}"), s=note.source or "–"),
            fill(Text("Why: {w}", "理由:{w}"), w=note.why or "–"),
        ]
        points.append((note.label, [*(sets or [_nothing(study, note)]), *own]))
    title = Text("What each policy sets, and who asks for it", "各项政策的设定及其来源")
    only = Text("Only levers that differ from the baseline are listed", "仅列出与基准不同的杠杆")
    table = Table(title, head, rows, words=2) if rows else None
    return Answer(title, only, same(""), points=points, table=table)


def _settings(note: PolicyNote) -> Iterator[list[Text]]:
    for lever, before, after in note.sets:
        unit = with_unit(Text(lever.en, lever.zh), unit_text(lever.unit))
        yield [unit, same(written(lever, before)), same(written(lever, after))]


def _nothing(study: Study, note: PolicyNote) -> Text:
    if note.name == study.baseline.name:
        return Text("The baseline: others are compared with it.", "基准:其他政策与之比较。")
    return Text("No lever differs from the baseline.", "与基准没有差异。")


def written(declared: Declaration, value: Any) -> str:
    """Write a lever's value: a switch as yes or no, a list by its elements."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, tuple | list):
        return " / ".join(written(declared, each) for each in value)
    return _short(float(value))


def _short(value: float) -> str:
    text = plain(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _assumptions(study: Study) -> Answer:
    config = study.manifest["policies"][0]["config"]
    swings = swings_of(study.folder, study.manifest["city"])
    known = [(each, value) for each in assumptions() for value in [_inside(config, each.name)] if value is not None]
    rows = [
        [Text(each.en, each.zh), _with_unit(each, value), _moves(entry), same(each.source)]
        for (each, value), entry in zip(known, entries(known, swings), strict=True)
    ]
    rows += [
        [same(name), same("–"), same("–"), same(source)]
        for name, source in sources_of(study.manifest["city"]["config"], "city")
    ]
    head = [
        Text("Assumption", "假设"),
        Text("Value", "取值"),
        Text("Township vacancy, points: ↓ halved, ↑ doubled (95% band)", "乡镇空缺率(百分点):↓ 减半,↑ 加倍(95% 区间)"),
        Text("Source", "来源"),
    ]
    made = made_from(swings, provenance.SOURCE_HASH) if swings else []
    title = fill(Text("{n} assumptions, each with its source", "{n} 项假设及其来源"), n=number(len(rows)))
    return Answer(
        title,
        Text("What is believed about people and about this city", "关于人员行为与本地的设定"),
        same(""),
        points=[(same(""), [Text(line.en, line.zh) for line in made])] if made else [],
        table=Table(title, head, rows, words=4),
    )


def _with_unit(declared: Declaration, value: Any) -> Text:
    """Return an assumption's value with its unit."""
    text = written(declared, value)
    unit = unit_text(declared.unit)
    return same(text) if isinstance(value, bool) else Text(f"{text} ({unit.en})", f"{text}({unit.zh})")


def _moves(entry: Entry) -> Text:
    """Return what moving an assumption does to the first headline result, a dash where that was not tried."""
    if entry.effects is None:
        return same("–")
    return Text(*(effect_text(entry, each, only=HEADLINES[0]) for each in LANGUAGES))


def _inside(config: Mapping[str, Any], name: str) -> Any:
    at: Any = config
    for part in name.split("."):
        if not isinstance(at, Mapping) or part not in at:
            return None
        at = at[part]
    return at


def sources_of(config: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield every part of the city's description that names its source."""
    if isinstance(config, Mapping):
        if isinstance(config.get("source"), str):
            value = config.get("value")
            yield (name if value is None else f"{name} = {value}"), config["source"]
        for key, each in config.items():
            yield from sources_of(each, f"{name}.{key}")


def facts_of(study: Study) -> list[tuple[Text, Text]]:
    """Return what was run, on what and by which code, as pairs of a name and what it is."""
    manifest, window = study.manifest, study.window
    seeds = manifest["seeds"]
    # A search asks for its runs as it goes: there is no number that it falls short of.
    runs = number(len(study.runs)) if study.command == SEARCH else fill(
        Text("{a} of {b}", "{a}/{b}"), a=number(len(study.runs)), b=number(manifest["runs_asked"])
    )  # fmt: skip
    return [
        (Text("Command", "命令"), same(command_of(manifest))),
        (Text("City", "城市"), place(study)),
        (Text("Months", "月份"), fill(Text("{a} to {b} ({n} months)", "{a}至{b}({n} 个月)"),
                                     a=month(window.start), b=month(window.horizon - 1), n=number(window.length))),
        (Text("Seeds", "随机种子"), fill(Text("{n}: {a} to {b}", "{n} 个:{a} 至 {b}"), n=number(len(seeds)),
                                        a=str(seeds[0]), b=str(seeds[-1]))),
        (Text("Runs", "模拟次数"), runs),
        (Text("Hash of the study's contents", "研究内容哈希"), same(manifest["hash"])),
        (Text("Hash of the city's data", "城市数据哈希"), same(manifest["city"]["hash"])),
        (Text("Hash of the model's code", "模型代码哈希"), same(manifest["code"]["source_hash"])),
        (Text("Revision", "代码版本"), same(manifest["code"]["revision"])),
        (Text("Versions", "软件版本"), same(", ".join(f"{k} {v}" for k, v in manifest["versions"].items()))),
        (Text("Made", "生成时间"), same(str(manifest["closed"] or manifest["opened"]))),
    ]  # fmt: skip


def _manifest(study: Study) -> Answer:
    title = Text("How to make it again", "如何复现")
    table = Table(
        title,
        [Text("What", "项目"), Text("Value", "内容")],
        [list(pair) for pair in facts_of(study)],
        words=2,
    )
    return Answer(title, SAVED, same(""), table=table)
