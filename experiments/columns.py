"""The columns of a study's tables: types, units and meaning, declared once.

Parquet files carry them, `docs/study.md` shows them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.parameters import Declaration

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION: Final = 1
"""Goes up when a column changes its name, type, unit or meaning; new columns do not change it."""


@dataclass(frozen=True)
class Column:
    """One column. `kind`: "category" is text from a short list, the others are what they say."""

    name: str
    kind: str
    unit: str
    meaning: str


def _columns(*rows: tuple[str, str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_RUN = ("run", "category", "", "the run: hash of all that determines it")
_MONTH = "year * 12 + month - 1"
_TIER = ("tier", "category", "township, county, city", "level of the unit")
_COUNTY = ("county", "category", "", "county, or the city for its own organs")
_GROUP = ("rank_group", "category", "", "non_leading, the rank of a leading post, institution, or programme")

RUNS: Final = _columns(
    _RUN,
    ("policy", "category", "", "name of the policy"),
    ("point", "int32", "", "point of a design; 0 where nothing is varied"),
    ("seed", "int64", "", "seed of all draws"),
    ("plan", "category", "", "hash of all that determines the run, the seed apart"),
    ("city", "category", "", "name of the city"),
    ("start", "int32", _MONTH, "first month"),
    ("months", "int32", "months", "length of the run"),
)
POINTS: Final = _columns(
    ("point", "int32", "", "point of the design, as in `runs`"),
    ("policy", "category", "", "name of the policy"),
    ("plan", "category", "", "hash of all that determines its runs, the seed apart, as in `runs`"),
)
MONTHS: Final = _columns(
    _RUN,
    ("month", "int32", _MONTH, "month; stocks are taken at its end, flows fall into it"),
    ("year", "int32", "years", "calendar year"),
    _TIER,
    _COUNTY,
    _GROUP,
    ("established", "int32", "posts", "posts on the establishment"),
    ("vacant", "int32", "posts", "posts without a holder"),
    ("away", "int32", "cadres", "holders who serve elsewhere"),
    ("holders", "int32", "cadres", "cadres who hold a post of this group"),
    ("women", "int32", "cadres", "women among the holders"),
    ("aged_30_or_less", "int32", "cadres", "holders aged 30 or less"),
    ("aged_31_40", "int32", "cadres", "holders aged 31 to 40"),
    ("aged_41_50", "int32", "cadres", "holders aged 41 to 50"),
    ("aged_51_or_more", "int32", "cadres", "holders aged 51 or more"),
    ("wish_to_leave", "int32", "cadres", "holders whose best option is elsewhere"),
    ("second_line", "int32", "cadres", "holders moved to a non-leading post by an age limit"),
    ("age_months_sum", "float64", "months", "sum of ages over holders"),
    ("motivation_sum", "float64", "0-1", "sum of motivation over holders"),
    ("strain_sum", "float64", "0-1", "sum of strain over holders"),
    ("ability_sum", "float64", "sd", "sum of governing ability over holders"),
    (
        "workload_sum",
        "float64",
        "ratio",
        "sum over holders of their unit's duty load over strength",
    ),
    ("pay_yuan", "float64", "yuan", "base pay of the month"),
    ("allowance_yuan", "float64", "yuan", "township allowances of the month"),
    ("award_yuan", "float64", "yuan", "awards of the month"),
    ("grade_yuan", "float64", "yuan", "pay for personal grades, a year's booked each July"),
    ("bonus_yuan", "float64", "yuan", "performance bonus and team prizes of the month"),
    ("care_yuan", "float64", "yuan", "care programmes, housing and meals of the month"),
    ("support_yuan", "float64", "yuan", "support of secondments in the month"),
    ("training_yuan", "float64", "yuan", "training places of the month"),
    ("other_yuan", "float64", "yuan", "programme allowances and village cadres' pay of the month"),
    ("sanctioned", "int32", "cadres", "under a sanction that blocks promotion"),
    ("seconded", "int32", "cadres", "on secondment"),
    ("on_loan", "int32", "cadres", "on loan or in a task force"),
    ("lying_flat", "int32", "cadres", "aged 30 or less with a motivation below 0.5"),
    ("ready", "int32", "cadres", "may be promoted to a leading post of their layer; counted each January"),
    ("closed", "int32", "posts", "leading posts given up at rounds, not in `established`"),
    ("entries_recruit", "int32", "cadres", "entered by examination"),
    ("entries_outside", "int32", "cadres", "entered from outside the service"),
    ("entries_programme", "int32", "cadres", "entered as programme staff"),
    ("entries_village", "int32", "cadres", "entered from among village cadres"),
    ("exits_retire", "int32", "cadres", "retired at the statutory age"),
    ("exits_retire_early", "int32", "cadres", "retired early on request"),
    ("exits_die", "int32", "cadres", "died in service"),
    ("exits_resign", "int32", "cadres", "resigned"),
    ("exits_dismiss", "int32", "cadres", "dismissed, by appraisal or as the last in place"),
    ("exits_programme_end", "int32", "cadres", "left at the end of a programme term"),
    ("moves_up", "int32", "cadres", "holders of this group who moved to a higher tier"),
    ("moves_down", "int32", "cadres", "holders of this group who moved to a lower tier"),
    ("moves_same_tier_in", "int32", "cadres", "came from another unit or group of this tier"),
    ("moves_same_tier_out", "int32", "cadres", "went to another unit or group of this tier"),
    ("promotions", "int32", "cadres", "came into this group with a rise in rank"),
    ("step_downs", "int32", "cadres", "gave up a leading post of this group at an age limit"),
    ("conversions", "int32", "cadres", "changed to another establishment type, counted where they go to"),
    ("exchanges", "int32", "cadres", "rotated, reunited with their family or moved at a term's end, where they go to"),
    ("secondments", "int32", "cadres", "secondments begun, where they come from"),
    ("loans", "int32", "cadres", "loans and task forces begun, where they come from"),
)
EVENTS: Final = _columns(
    _RUN,
    ("month", "int32", _MONTH, "month of the event"),
    ("cadre", "int32", "row", "the cadre, numbered within the run"),
    ("kind", "category", "", "enter, appoint, vacate, lend, give_back, leave"),
    ("cause", "category", "", "why: recruit, promote, retire, ..."),
    ("from_post", "int32", "row", "post left, -1 for none"),
    ("to_post", "int32", "row", "post taken, -1 for none"),
    ("from_unit", "category", "", 'unit left, "" for none'),
    ("to_unit", "category", "", 'unit joined, "" for none'),
    ("from_tier", "category", "", 'tier left, "" for none'),
    ("to_tier", "category", "", 'tier joined, "" for none'),
    ("rank_before", "category", "", "personal rank before"),
    ("rank_after", "category", "", "personal rank after"),
    ("chain", "int32", "", "the vacancy chain, -1 for none"),
    ("depth", "int32", "moves", "place in the chain, 0 is its first opening"),
)
OPENINGS: Final = _columns(
    _RUN,
    ("post", "int32", "row", "the post, numbered within the run"),
    ("unit", "category", "", "whose post it is"),
    _TIER,
    _COUNTY,
    _GROUP,
    ("remoteness", "int32", "class 0-4", "hardship and distance of the unit"),
    ("leading", "bool", "", "a leading post"),
    ("opened", "int32", _MONTH, "month in which it fell empty"),
    ("filled", "int32", _MONTH, "month in which it was filled, -1 while open"),
    ("months_open", "int32", "months", "to filling, or to the horizon"),
    ("censored", "bool", "", "still open at the horizon"),
    ("at_start", "bool", "", "open in the first month, so that its true beginning is unknown"),
    ("opened_by", "category", "", "cause of the opening"),
    ("filled_by", "category", "", 'cause of the filling, "" while open'),
    ("chain", "int32", "", "the vacancy chain, -1 for none"),
    ("depth", "int32", "moves", "place in the chain, 0 is its first opening"),
)
CAREERS: Final = _columns(
    _RUN,
    ("cadre", "int32", "row", "the cadre, numbered within the run"),
    ("key", "uint64", "", "identity for chance, the same person in every policy"),
    ("sex", "category", "", "male, female"),
    ("born", "int32", _MONTH, "month of birth"),
    ("education", "category", "", "highest education"),
    ("party_member", "bool", "", "member of the Party"),
    ("route", "category", "", "how the cadre came into service"),
    ("entered", "int32", _MONTH, "month of entry, before the first month for the opening stock"),
    ("spell", "int32", "", "number of the spell within the career, from 0"),
    _TIER,
    _COUNTY,
    ("unit", "category", "", "the unit"),
    ("remoteness", "int32", "class 0-4", "hardship and distance of the unit"),
    ("rank", "category", "", "personal rank"),
    _GROUP,
    ("leading", "bool", "", "holds a leading post"),
    ("from_month", "int32", _MONTH, "first month of the spell"),
    ("to_month", "int32", _MONTH, "first month after the spell, the horizon if it goes on"),
    ("end", "category", "", 'cause of the event that ended it, "" if it goes on'),
    ("censored", "bool", "", "still there at the horizon"),
    ("at_start", "bool", "", "began before the run"),
)
FAILURES: Final = _columns(
    _RUN,
    ("policy", "category", "", "name of the policy"),
    ("point", "int32", "", "point of a design; 0 where nothing is varied"),
    ("seed", "int64", "", "seed of all draws"),
    ("when", "text", "UTC", "when it failed"),
    ("cause", "text", "", "what went wrong"),
    ("trace", "text", "", "where in the code"),
    ("command", "text", "", "the command that repeats this run alone"),
)
UNITS: Final = _columns(
    ("unit", "text", "", "name of the unit"),
    _TIER,
    _COUNTY,
    ("remoteness", "int32", "class 0-4", "hardship and distance"),
    ("established", "int32", "posts", "posts on its establishment"),
    ("label_en", "text", "", "English name"),
    ("label_zh", "text", "", "Chinese name"),
)
POSTS: Final = _columns(
    ("post", "int32", "row", "the post"),
    ("unit", "category", "", "whose post it is"),
    _TIER,
    _COUNTY,
    _GROUP,
    ("remoteness", "int32", "class 0-4", "hardship and distance of the unit"),
    ("leading", "bool", "", "a leading post"),
)

BY_RUN: Final[Mapping[str, tuple[Column, ...]]] = {
    "months": MONTHS,
    "events": EVENTS,
    "openings": OPENINGS,
    "careers": CAREERS,
}
"""Tables with rows of every run, which the model hands over."""
OF_CITY: Final[Mapping[str, tuple[Column, ...]]] = {"units": UNITS, "posts": POSTS}
"""Tables that are the same in every run of a city."""
TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "runs": RUNS,
    "points": POINTS,
    **BY_RUN,
    **OF_CITY,
    "failures": FAILURES,
}


def lever_columns(declared: Iterable[Declaration]) -> tuple[Column, ...]:
    """Return a column for each lever or assumption; one for each element of a list of numbers."""
    found = []
    for each in declared:
        kind = "bool" if isinstance(each.default, bool) else "float64"
        names = [f"{each.name}.{label}" for label in each.labels] or [each.name]
        found += [Column(name, kind, each.unit, each.en) for name in names]
    return tuple(found)


def measure_columns() -> tuple[Column, ...]:
    """Return a column for each headline result."""
    from sim.measures import MEASURES

    return tuple(
        Column(each.name, "float64", each.unit, f"{each.label_en}. {each.definition_en}") for each in MEASURES.values()
    )


def arrow_schema(table: str, columns: Iterable[Column]) -> "pa.Schema":
    """Return a table's Arrow schema, with units and meanings as metadata of its fields."""
    import pyarrow as pa

    types = {
        "category": pa.dictionary(pa.int32(), pa.string()),
        "text": pa.string(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "uint64": pa.uint64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
    }
    fields = [
        pa.field(each.name, types[each.kind], metadata={"unit": each.unit, "meaning": each.meaning}) for each in columns
    ]
    return pa.schema(fields, {"cadreflow.table": table, "cadreflow.schema_version": str(SCHEMA_VERSION)})


def as_markdown() -> str:
    """Return a table of columns for each table of a study."""
    lines = []
    for name, listed in TABLES.items():
        lines += [f"### {name}", "", "| column | type | unit | meaning |", "|---|---|---|---|"]
        lines += [f"| {each.name} | {each.kind} | {each.unit} | {each.meaning} |" for each in listed]
        lines.append("")
    return "\n".join(lines)
