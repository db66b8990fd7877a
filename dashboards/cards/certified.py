"""Whether the code that computed a study stands a comparison with closed forms: what its newest certificate says."""

from dashboards.cards.parts import Answer
from dashboards.studies import Study
from dashboards.words import Text, same
from experiments.carry_out import OUTPUTS
from experiments.certificate import standing_of
from experiments.choices import shown
from experiments.telling import Told
from experiments.validate_told import changed_told, standing_told

TITLE = Text("Is the code itself sound?", "模型代码本身是否可靠?")
SUBTITLE = Text(
    "What the newest whole certificate by `cadreflow validate` says of the code that computed this study",
    "cadreflow validate 对计算本研究的代码所作的最新完整验证",
)


def certified(study: Study) -> Answer:
    """Return what is certified about the study's code, and which certificates were changed after they were made."""
    standing = standing_of(study.folder, study.manifest["code"]["source_hash"], OUTPUTS)
    lines = [standing_told(standing.newest.content if standing.newest else None)]
    lines += [changed_told(shown(each.file), each.wrong) for each in standing.changed]
    return Answer(TITLE, SUBTITLE, same(""), points=[(same(""), [_text(line) for line in lines])])


def _text(line: Told) -> Text:
    return Text(line.en[:1].upper() + line.en[1:] + ".", line.zh + "。")
