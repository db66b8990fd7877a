"""Labels of what tables name by a code: ranks, groups of posts, reasons; words come from the glossary."""

from typing import Final

from dashboards.words import Text, same

RANK_GROUPS: Final = {
    "non_leading": Text("Posts without a leading role", "非领导岗位"),
    "deputy_section": Text("Deputy section head level", "乡科级副职"),
    "section": Text("Section head level", "乡科级正职"),
    "deputy_division": Text("Deputy division head level", "县处级副职"),
    "division": Text("Division head level", "县处级正职"),
    "institution": Text("Institution posts", "事业编制岗位"),
    "programme": Text("Programme places", "服务基层项目岗位"),
}
RANKS: Final = {
    "clerk": Text("clerk", "办事员"),
    "staff": Text("staff member", "科员"),
    "deputy_section": Text("deputy section head level", "乡科级副职"),
    "section": Text("section head level", "乡科级正职"),
    "deputy_division": Text("deputy division head level", "县处级副职"),
    "division": Text("division head level", "县处级正职"),
}
REASONS: Final = {
    "promote": Text("promotion", "提拔"),
    "step_down": Text("age line", "到龄退出领导岗位"),
    "retire": Text("retirement", "退休"),
    "retire_early": Text("early retirement", "提前退休"),
    "die": Text("death", "去世"),
    "resign": Text("resignation", "辞职"),
    "dismiss": Text("dismissal", "免职或辞退"),
    "recruit": Text("recruitment by examination", "考录"),
    "programme": Text("programme intake", "服务基层项目招募"),
    "programme_end": Text("end of programme term", "服务期满"),
    "transfer": Text("transfer", "调动"),
    "open_selection": Text("open selection", "遴选"),
    "place": Text("placement", "安排任职"),
    "place_up": Text("placement in the county", "安排到县任职"),
    "exchange": Text("exchange", "交流"),
    "rotate": Text("rotation", "轮岗"),
    "reunion": Text("family reunion", "照顾家庭调动"),
    "convert": Text("conversion", "转任公务员"),
    "outside": Text("from outside", "系统外调入"),
    "opening_stock": Text("there at the start", "期初在岗"),
    "loan": Text("loan", "借调"),
    "secondment": Text("secondment", "挂职"),
    "task_force": Text("task force", "专班抽调"),
    "cross_appoint": Text("cross appointment", "交叉任职"),
    "village": Text("from the villages", "村干部考录"),
    "voted_out": Text("election", "落选"),
    "term_limit": Text("term limit", "任期届满"),
    "trial_failed": Text("failed trial", "试用不合格"),
    "last_place": Text("last place", "末位淘汰"),
    "loaned_stays": Text("loan that became a move", "借调留任"),
    "seconded_stays": Text("secondment that became a move", "挂职留任"),
    "": Text("not yet", "尚未"),
}
"""Why a seat changes, as the model names it."""


def reason(code: object) -> Text:
    """Return the label of a reason; the code itself for one that has none."""
    return REASONS.get(str(code), same(str(code)))
