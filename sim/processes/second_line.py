"""Second line: leaders of county and city organs give up their leading posts at the organs' age line."""

from sim.compiled import compiled
from sim.processes.leadership_round import second_line_post
from sim.regions import leads_of
from sim.rules import age_limit, over_age
from sim.state import State
from sim.terms import NO_POST, NOBODY, Tier
from sim.verbs import step_down


@compiled
def second_line(s: State) -> None:
    """Move leaders of organs past the age line into non-leading posts (facts 2.4: 51 to 58 by place)."""
    now = s.clock[0]["now"]
    for k in leads_of(s):
        seat = s.posts[s.fill_order[k]]
        if seat["holder"] == NOBODY or s.units[seat["unit"]]["tier"] == Tier.TOWNSHIP:
            continue
        person, lever = s.cadres[seat["holder"]], s.levers[s.units[seat["unit"]]["group"]]
        line = age_limit(person["sex"], lever["organ_leading_men_years"], lever["organ_leading_women_years"])
        if over_age(person["born"], now, line):
            place = second_line_post(s, seat["unit"])
            if place != NO_POST:
                step_down(s, seat["holder"], place)
