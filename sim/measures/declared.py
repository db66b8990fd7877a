"""The headline results of a run, each declared once: labels, unit, direction, definition.

Tables, pages and reports are made from these declarations; `headline` computes the numbers. "At the
end" is the end of the last month; rates are taken over the whole years of the run, counted from its
first month. A run too short for a measure has nan.

This file is one table and nothing else: it stays whole, however long, so that a reader finds every result in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Direction = Literal[-1, 0, 1]
MORE_IS_BETTER: Final = 1
MORE_IS_WORSE: Final = -1
NEITHER: Final = 0


@dataclass(frozen=True)
class Measure:
    """One headline result.

    `direction`: +1 more is better, -1 worse, 0 neither. `digits`: decimals to show, of the
    percentage if the unit is "share" (0 to 1).
    """

    name: str
    label_en: str
    label_zh: str
    unit: str
    direction: Direction
    definition_en: str
    definition_zh: str
    digits: int


_VACANCY: Final = (
    Measure(
        "township_vacancy", "Township vacancy rate", "乡镇空缺率", "share", MORE_IS_WORSE,
        "Vacant over established posts of townships at the end (civil-service posts, here and below).",
        "期末乡镇空缺岗位数与编制数之比(本表均按行政编制计)。", 1,
    ),
    Measure(
        "township_leading_vacancy", "Township leading posts vacant", "乡镇领导岗位空缺率", "share",
        MORE_IS_WORSE,
        "Vacant over established leading posts of townships at the end.",
        "期末乡镇空缺领导岗位数与领导职数之比。", 1,
    ),
    Measure(
        "township_effective_vacancy", "Township effective vacancy rate", "乡镇实际空缺率", "share",
        MORE_IS_WORSE,
        "Township posts that are vacant or whose holder serves elsewhere, over established posts, "
        "at the end.",
        "期末乡镇空缺岗位及任职者在外借调、挂职的岗位合计与编制数之比。", 1,
    ),
    Measure(
        "township_away_share", "Township cadres away from their posts", "乡镇干部在编不在岗比例", "share",
        MORE_IS_WORSE,
        "Township cadres on secondment, on loan or in a task force, over all township cadres, at the end.",
        "期末乡镇干部中挂职、借调、抽调在外者的比例。", 1,
    ),
    Measure(
        "county_vacancy", "County organs' vacancy rate", "县直机关空缺率", "share", MORE_IS_WORSE,
        "Vacant over established posts of county organs at the end.",
        "期末县直机关空缺岗位数与编制数之比。", 1,
    ),
    Measure(
        "city_vacancy", "City organs' vacancy rate", "市直机关空缺率", "share", MORE_IS_WORSE,
        "Vacant over established posts of city organs at the end.",
        "期末市直机关空缺岗位数与编制数之比。", 1,
    ),
    Measure(
        "township_vacancy_5y", "Township vacancy rate after five years", "五年后乡镇空缺率",
        "share", MORE_IS_WORSE,
        "Vacant over established posts of townships at the end of month 60.",
        "第 60 个月末乡镇空缺岗位数与编制数之比。", 1,
    ),
    Measure(
        "township_leading_vacancy_5y", "Township leading posts vacant after five years",
        "五年后乡镇领导岗位空缺率", "share", MORE_IS_WORSE,
        "Vacant over established leading posts of townships at the end of month 60.",
        "第 60 个月末乡镇空缺领导岗位数与领导职数之比。", 1,
    ),
    Measure(
        "remote_gap", "Remote townships' extra vacancy", "偏远乡镇空缺差距", "share", MORE_IS_WORSE,
        "Vacancy rate of townships of remoteness class 3 and 4 minus that of class 0 and 1, at "
        "the end.",
        "期末偏远程度 3、4 类乡镇空缺率减去 0、1 类乡镇空缺率。", 1,
    ),
    Measure(
        "time_to_fill_months", "Time to fill", "补缺时长", "months", MORE_IS_WORSE,
        "Mean months that a post stands empty within the first 36 months of its opening "
        "(Kaplan-Meier; open spells censored; posts open when the run began left out).",
        "岗位自空缺起 36 个月内平均空缺的月数(Kaplan-Meier 估计,未补的按删失处理,期初已空缺的不"
        "计)。", 1,
    ),
    Measure(
        "township_leading_time_to_fill_months", "Time to fill township leading posts",
        "乡镇领导岗位补缺时长", "months", MORE_IS_WORSE,
        "Time to fill, leading posts of townships only.",
        "补缺时长,仅计乡镇领导岗位。", 1,
    ),
    Measure(
        "chain_length", "Vacancy chain length", "空缺链长度", "moves", NEITHER,
        "Mean moves within 36 months set off by an opening that begins a chain; only chains that "
        "began in the run, 36 months or more before its end.",
        "引发空缺链的岗位空缺在 36 个月内平均带动的人员变动次数;仅计模拟期内开始且距期末不少于 "
        "36 个月的空缺链。", 2,
    ),
)  # fmt: skip

_RETENTION: Final = (
    Measure(
        "township_retention_5y", "Still in the townships after five years", "五年乡镇留任率",
        "share", MORE_IS_BETTER,
        "Kaplan-Meier share of the cadres in townships when the run began who are still there, "
        "without a break, 60 months later.",
        "期初在乡镇的干部 60 个月后仍连续在乡镇任职的比例(Kaplan-Meier 估计)。", 1,
    ),
    Measure(
        "township_retention_10y", "Still in the townships after ten years", "十年乡镇留任率",
        "share", MORE_IS_BETTER,
        "Kaplan-Meier share of the cadres in townships when the run began who are still there, "
        "without a break, 120 months later.",
        "期初在乡镇的干部 120 个月后仍连续在乡镇任职的比例(Kaplan-Meier 估计)。", 1,
    ),
    Measure(
        "township_recruit_retention_5y", "Recruits still in the townships after five years",
        "新录用人员五年乡镇留任率", "share", MORE_IS_BETTER,
        "Kaplan-Meier share of those recruited into townships by examination during the run who "
        "are still there 60 months after entry.",
        "模拟期内考录到乡镇的人员入职 60 个月后仍在乡镇任职的比例(Kaplan-Meier 估计)。", 1,
    ),
    Measure(
        "upward_exits_per_100", "Township cadres moving up", "乡镇干部上调率",
        "per 100 cadre-years", MORE_IS_WORSE,
        "Moves from townships to county or city organs per 100 township cadre-years.",
        "每百名乡镇干部每年调往县直、市直机关的人次。", 2,
    ),
    Measure(
        "upward_exits_per_township_5y", "People a township loses upward in five years", "每个乡镇五年上调人数",
        "people per five years", MORE_IS_WORSE,
        "Moves from townships to county or city organs, per township and five years.",
        "平均每个乡镇每五年调往县直、市直机关的人次。", 1,
    ),
    Measure(
        "exchanges_per_100", "Lateral exchange", "干部平级交流率", "per 100 cadre-years", NEITHER,
        "Cadres who were rotated, reunited with their family or moved at a term's end, per 100 "
        "cadre-years of all tiers.",
        "每百名各级干部每年轮岗交流、照顾交流和任期届满交流的人次。", 2,
    ),
    Measure(
        "net_upward_drain_per_100", "Net upward drain of townships", "乡镇干部净流出率",
        "per 100 cadre-years", MORE_IS_WORSE,
        "Moves out of townships to higher tiers minus moves into townships from them, per 100 "
        "township cadre-years.",
        "每百名乡镇干部每年流向上级机关与由上级机关流入人次之差。", 2,
    ),
    Measure(
        "resignations_per_100", "Township resignations", "乡镇干部辞职率", "per 100 cadre-years",
        MORE_IS_WORSE,
        "Resignations of township cadres per 100 township cadre-years.",
        "每百名乡镇干部每年辞职人数。", 2,
    ),
    Measure(
        "retirements_per_100", "Township retirements", "乡镇干部退休率", "per 100 cadre-years",
        NEITHER,
        "Retirements of township cadres, early ones included, per 100 township cadre-years.",
        "每百名乡镇干部每年退休人数(含提前退休)。", 2,
    ),
    Measure(
        "township_strength", "Township cadres in post", "乡镇在编人数", "people", MORE_IS_BETTER,
        "Holders of township posts, mean over the whole years of the run: each is a cadre-year a year.",
        "乡镇在编在职人数,按模拟期内完整年份平均;每人每年计一个人年。", 0,
    ),
    Measure(
        "recruits_per_year_township", "Township recruits", "乡镇年招录人数", "people a year",
        NEITHER,
        "Cadres recruited into townships by examination, a year.",
        "平均每年考录到乡镇的人数。", 1,
    ),
    Measure(
        "institution_vacancy", "Institution posts vacant", "事业编制空缺率", "share", MORE_IS_WORSE,
        "Vacant over established public-institution posts at the end.",
        "期末空缺事业编制岗位数与事业编制数之比。", 1,
    ),
    Measure(
        "conversions_per_year", "Other staff taken into township civil service", "转为乡镇公务员年人数",
        "people a year", MORE_IS_BETTER,
        "Institution and programme staff who came into civil-service posts of townships, a year.",
        "平均每年由事业人员、服务项目人员转任乡镇公务员的人数。", 1,
    ),
    Measure(
        "conversion_service_years", "Service of institution staff at conversion", "事业人员调任时工作年限",
        "years", MORE_IS_WORSE,
        "Mean years of service of the institution staff who came into the civil service: the wait in the queue.",
        "事业人员调任公务员时的平均工作年限,反映排队时间。", 1,
    ),
)  # fmt: skip

_PEOPLE: Final = (
    Measure(
        "promotions_per_year", "Township promotions", "乡镇年提拔人次", "people a year",
        MORE_IS_BETTER,
        "Rises in rank on appointment to a township post, a year.",
        "平均每年任职到乡镇岗位时职务层次提升的人次。", 1,
    ),
    Measure(
        "promotions_under_40_per_year", "Township promotions under 40", "乡镇四十岁以下年提拔人次",
        "people a year", MORE_IS_BETTER,
        "Rises in rank on appointment to a township post of cadres under 40, a year.",
        "平均每年任职到乡镇岗位时职务层次提升且未满 40 岁的人次。", 1,
    ),
    Measure(
        "deputy_section_stuck_share", "Ten years without passing deputy section",
        "十年未越过副科比例", "share", MORE_IS_WORSE,
        "Of the township cadres at deputy section rank when the run began, the share who did not "
        "reach section rank within 120 months, in service or not.",
        "期初乡镇副科级干部中 120 个月内未升至正科级的比例(含已离开公务员队伍的)。", 1,
    ),
    Measure(
        "step_downs_per_round", "Township leaders stepping down", "乡镇领导每届退居二线人数",
        "people per five years", NEITHER,
        "Township leaders moved to the second line by an age limit, per five years, the usual "
        "term between leadership rounds; whole terms of the run.",
        "每五年(通常为一届)因年龄界限退居二线的乡镇领导人数,按模拟期内完整的五年计。", 1,
    ),
    Measure(
        "wish_to_leave_leaders", "Township leaders who wish to leave", "乡镇领导离职意愿", "share",
        MORE_IS_WORSE,
        "Holders of leading township posts whose best option is elsewhere, over all of them, at "
        "the end.",
        "期末在任乡镇领导中希望离开者的比例。", 1,
    ),
    Measure(
        "wish_to_leave_township", "Township cadres who wish to leave", "乡镇干部离职意愿", "share",
        MORE_IS_WORSE,
        "Township cadres whose best option is elsewhere, over all of them, at the end.",
        "期末乡镇干部中希望离开者的比例。", 1,
    ),
    Measure(
        "mean_motivation_township", "Township motivation", "乡镇干部工作积极性", "0-1",
        MORE_IS_BETTER,
        "Mean motivation of township cadres at the end.",
        "期末乡镇干部工作积极性均值。", 2,
    ),
    Measure(
        "mean_strain_township", "Township strain", "乡镇干部身心负荷", "0-1", MORE_IS_WORSE,
        "Mean strain of township cadres at the end.",
        "期末乡镇干部身心负荷均值。", 2,
    ),
    Measure(
        "mean_workload_township", "Township workload", "乡镇干部工作量", "ratio", MORE_IS_WORSE,
        "Mean workload of township cadres at the end; 1 is a fully staffed unit.",
        "期末乡镇干部工作量均值,1 为满编时的水平。", 2,
    ),
    Measure(
        "sanctioned_township", "Township cadres under sanction", "乡镇干部受处分比例", "share", MORE_IS_WORSE,
        "Township cadres under a sanction that blocks promotion, over all of them, at the end.",
        "期末处于处分影响期的乡镇干部比例。", 1,
    ),
    Measure(
        "share_30_or_less_township", "Township cadres aged 30 or less", "乡镇 30 岁及以下干部比例",
        "share", MORE_IS_BETTER,
        "Township cadres aged 30 or less over all township cadres, at the end.",
        "期末乡镇干部中 30 岁及以下者的比例。", 1,
    ),
    Measure(
        "mean_age_township", "Mean age of township cadres", "乡镇干部平均年龄", "years", NEITHER,
        "Mean age of township cadres at the end.",
        "期末乡镇干部平均年龄。", 1,
    ),
    Measure(
        "wasted_years_per_100", "Years in the second line", "退居二线闲置年数", "per 100 cadre-years",
        MORE_IS_WORSE,
        "Cadre-years that former leaders spend in townships in the second line, per 100 township "
        "cadre-years.",
        "每百名乡镇干部每年中退居二线人员所占人年数。", 1,
    ),
    Measure(
        "succession_depth", "Ready candidates per township leading post", "乡镇领导岗位可用人选数",
        "people", MORE_IS_BETTER,
        "Township cadres who may by the rules be promoted to a leading post of the townships now, "
        "over leading posts; mean of the Januaries.",
        "按规定现可提拔到乡镇领导岗位的乡镇干部人数与乡镇领导职数之比,各年一月平均。", 2,
    ),
    Measure(
        "township_leaders_ability", "Ability of township leaders", "乡镇领导能力", "sd",
        MORE_IS_BETTER,
        "Mean ability of holders of leading township posts at the end; 0 is the mean of all at entry.",
        "期末在任乡镇领导的能力均值,0 为全体入职时的平均水平。", 2,
    ),
    Measure(
        "lying_flat_township", "Young township cadres who lie flat", "乡镇年轻干部“躺平”比例", "share",
        MORE_IS_WORSE,
        "Township cadres aged 30 or less with a motivation below 0.5 over all of that age, at the end.",
        "期末乡镇 30 岁及以下干部中工作积极性低于 0.5 者的比例。", 1,
    ),
    Measure(
        "township_teams_without_women", "Township teams without women", "无女干部的乡镇班子比例",
        "share", MORE_IS_WORSE,
        "Townships whose leading posts are held by men alone, over all townships, at the end.",
        "期末领导班子中没有女干部的乡镇所占比例。", 1,
    ),
    Measure(
        "women_leading_share", "Women in leading posts", "女性领导比例", "share", NEITHER,
        "Women over all holders of leading posts of all tiers, at the end.",
        "期末各级领导岗位在任者中女性的比例。", 1,
    ),
)  # fmt: skip

_COST: Final = (
    Measure(
        "cost_yuan_per_year", "Cost", "年支出", "yuan a year", MORE_IS_WORSE,
        "Pay, allowances, awards, grades, bonuses, care, support, training, and programme and village staff, a year.",
        "全部工资、补贴、奖励、职级工资、奖金、关爱、挂职保障、培训及项目人员与村干部支出,年均。", 0,
    ),
    Measure(
        "bonus_and_care_yuan_per_year", "Bonuses, prizes and care", "奖金与关爱年支出", "yuan a year", NEITHER,
        "Performance bonuses, team prizes and care programmes, a year.",
        "绩效奖金、集体奖励和关爱措施支出,年均。", 0,
    ),
    Measure(
        "allowance_yuan_per_year", "Township allowances", "乡镇工作补贴年支出", "yuan a year",
        NEITHER,
        "Township allowances paid, a year.",
        "发放的乡镇工作补贴,年均。", 0,
    ),
)  # fmt: skip

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {each.name: each for each in (*_VACANCY, *_RETENTION, *_PEOPLE, *_COST)}
)
"""Headline results by name, in the order in which tables list them."""
