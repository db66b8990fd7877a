"""What a study says about one person: who there is to look at, and a career post by post."""

from typing import Final

import pandas as pd

from dashboards.studies import Study

MOST: Final = 8
"""People offered for each kind of life."""
KINDS: Final = {
    "rose": "from_tier = 'township' and rises >= 2",
    "moved_up": "from_tier = 'township' and left_up > 0",
    "stayed": "from_tier = 'township' and left_up = 0 and last_end = ''",
    "resigned": "from_tier = 'township' and last_end = 'resign'",
    "stepped_down": "steps > 0",
    "came": "not at_start",
}
"""Kinds of lives, and the condition on a summary of a career that picks them."""
_RANKS: Final = "['clerk', 'staff', 'deputy_section', 'section', 'deputy_division', 'division']"


def people_offered(study: Study, run: str, kind: str, most: int = MOST) -> pd.DataFrame:
    """Return people of one kind (of KINDS), most posts first.

    Columns key (text), cadre, sex, born, entered, first_unit, posts.
    """
    return study.query(
        f"""
        with lives as (
            select any_value(key) as key, cadre, any_value(sex) as sex, any_value(born) as born,
                any_value(entered) as entered,
                arg_min(tier, spell) as from_tier, arg_min(unit, spell) as first_unit,
                arg_max("end", spell) as last_end,
                bool_or(at_start) as at_start, count(*) as posts, sum(to_month - from_month) as months,
                list_position({_RANKS}, arg_max(rank, spell)) - list_position({_RANKS}, arg_min(rank, spell)) as rises,
                sum(("end" = 'step_down')::int) as steps, sum((tier <> 'township')::int) as left_up
            from careers where run = $1 and rank_group not in ('institution', 'programme') group by cadre
        )
        select key::varchar as key, cadre, sex, born, entered, first_unit, posts from lives
        where {KINDS[kind]} order by posts desc, months desc, cadre limit $2
        """,
        [run, most],
    )


def career(study: Study, run: str, key: int) -> pd.DataFrame:
    """Return the spells of a person of a run in order; empty for one who never was. `key`: the same in all runs."""
    return study.query("select * from careers where run = $1 and key = $2 order by spell", [run, key])
