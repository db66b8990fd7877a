"""Whether the code that computed a study stands a comparison with closed forms: what its certificate says."""

from dashboards.cards.parts import Answer
from dashboards.studies import Study
from dashboards.words import Text, same
from experiments.carry_out import OUTPUTS
from experiments.certificate import standing_of
from experiments.telling import Told
from experiments.validate_told import changed_told, standing_told

TITLE = Text("Is the code itself sound?", "模型代码本身是否可靠?")
SUBTITLE = Text(
    "What a whole certificate by `cadreflow validate` says of the model's code that computed this study; oracles 20 "
    "(worker processes) and 21 try the commands, as they were when it was made",
    "cadreflow validate 对计算本研究的模型代码所作的完整验证;其中基准 20(工作进程数)与 21 检验的是生成证书时的命令",
)


def certified(study: Study) -> Answer:
    """Return what is certified about the study's code, and which certificates were changed after they were made."""
    standing = standing_of(study.folder, study.manifest["code"], OUTPUTS)
    lines = [standing_told(standing.counts.content if standing.counts else None)]
    lines += [changed_told(f"{each.file.parent.name}/{each.file.name}", each.wrong) for each in standing.changed]
    return Answer(TITLE, SUBTITLE, same(""), points=[(same(""), [_text(line) for line in lines])])


def _text(line: Told) -> Text:
    return Text(line.en[:1].upper() + line.en[1:] + ".", line.zh + "。")
