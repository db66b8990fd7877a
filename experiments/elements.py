"""The words for the elements of list-valued levers and assumptions, in both languages."""

from collections.abc import Mapping
from typing import Final

from sim.parameters import Declaration

_ROLES: Final = ("heads", "other_leaders", "staff")
_FAMILY: Final = ("own_unit", "seat", "other_township", "other_county", "city")
_OF_LIST: Final[Mapping[tuple[str, ...], Mapping[str, tuple[str, str]]]] = {
    _ROLES: {"staff": ("other staff", "一般干部")},
    _FAMILY: {"city": ("the city", "市区")},
}
"""Words that differ from those below in one list."""
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "clerk": ("clerk", "办事员"),
    "staff": ("staff member", "科员"),
    "deputy_section": ("deputy section head level", "乡科级副职"),
    "section": ("section head level", "乡科级正职"),
    "deputy_division": ("deputy division head level", "县处级副职"),
    "division": ("division head level", "县处级正职"),
    "township": ("township", "乡镇"),
    "county": ("county", "县"),
    "city": ("city", "市"),
    **{f"class_{n}": (f"remoteness class {n}", f"偏远程度 {n} 类") for n in range(5)},
    "public_institution": ("public-institution staff", "事业编制人员"),
    "programme": ("programme staff", "服务基层项目人员"),
    "heads": ("heads", "主要领导"),
    "other_leaders": ("other leaders", "其他班子成员"),
    "superiors": ("superiors", "上级领导"),
    "departments": ("departments", "主管部门"),
    "party_committee": ("Party committee", "党委"),
    "public": ("public", "群众"),
    "society": ("society", "社会"),
    **{f"grade_{n}": (f"grade {n}", f"职级第 {n} 级") for n in range(1, 13)},
    "section_officers": ("principal staff", "主任科员"),
    "first_and_second_section_officers": ("first and second class principal staff", "一级、二级主任科员"),
    "researchers": ("consultants", "调研员"),
    "upper_researchers": ("upper consultants", "较高等级调研员"),
    "highest_researcher": ("highest consultants", "最高等级调研员"),
    "secondary_or_less": ("secondary school or less", "高中及以下"),
    "college": ("college", "大专"),
    "bachelor": ("bachelor", "本科"),
    "graduate": ("graduate", "研究生"),
    "least": ("least", "最短"),
    "most": ("most", "最长"),
    "own_unit": ("own unit", "本单位所在地"),
    "seat": ("county seat", "县城"),
    "other_township": ("other township", "其他乡镇"),
    "other_county": ("other county", "其他县"),
    "warning": ("warning", "警告"),
    "demerit": ("demerit", "记过"),
    "major_demerit": ("major demerit", "记大过"),
    "demotion": ("demotion", "降级"),
    "out": ("out", "外派"),
    "down": ("down", "下派"),
    "up": ("up", "上派"),
}


def element_words(declaration: Declaration, label: str) -> tuple[str, str]:
    """Return the English and the Chinese word for an element of a list."""
    return _OF_LIST.get(declaration.labels, {}).get(label) or _WORDS[label]
