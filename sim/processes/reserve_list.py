"""Reserve list (后备干部): the best of each pool under an age line, developed by tasks; and who is ready to rise."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.parameters import parameter
from sim.processes.prospects import age_blocked
from sim.processes.ranking import RANKS, pool_of, pools_of
from sim.recorder import ledger_line
from sim.regions import leads_of
from sim.rules import may_be_promoted, over_age
from sim.serving import entries_of
from sim.state import State
from sim.table import Array


@dataclass(frozen=True)
class Development:
    """Assumptions about what planned tasks teach."""

    reserve_growth_sd_per_year: float = parameter(
        0.10, "sd a year", 0, 2, "assumption: tasks and loads teach a tenth of the spread between people a year",
        "Ability gained a year by planned development", "压担培养年能力增长",
    )  # fmt: skip
    reserve_ability_limit_sd: float = parameter(
        2.5, "sd", 0.1, 10, "assumption: the abler somebody is, the less tasks teach",
        "Ability at which development ends", "培养能力上限",
    )  # fmt: skip


@compiled
def ability_gain(ability: float, effort: float, a_year: float, limit: float) -> float:
    """Return the ability (sd) that a year of planned development adds; less the nearer to the limit."""
    return effort * a_year * max(0.0, 1.0 - max(0.0, ability) / limit)


@compiled
def list_size(per_100: float, posts: int) -> int:
    """Return how many stand on the list for `posts` leading posts of the next rank."""
    return int(per_100 * posts / 100.0 + 1e-9)


@compiled
def posts_ahead(s: State) -> Array:
    """Return the leading posts of the next rank in the layer, for each pool; (n_pools,) int64."""
    ahead = np.zeros(len(s.pools), np.int64)
    for k in leads_of(s):
        seat = s.posts[s.fill_order[k]]
        unit = s.units[seat["unit"]]
        if not seat["closed"]:
            ahead[pool_of(unit["group"], unit["tier"], seat["rank"] - 1)] += 1
    return ahead


@compiled
def is_ready(s: State, row: int) -> bool:
    """Tell whether rules allow a cadre a leading post of the next rank in the own layer now."""
    person, now = s.cadres[row], s.clock[0]["now"]
    if person["second_line"] or person["rank"] + 1 >= RANKS or now < person["trial_until"]:
        return False
    if age_blocked(s, row, person["tier"], person["group"]):
        return False
    least = s.levers[person["group"]]["min_months_in_rank"][person["rank"] + 1]
    return may_be_promoted(now - person["rank_since"], least, person["grade"], person["sanction_until"], now)


@compiled
def reserve_list(s: State) -> None:
    """Draw up every pool's list from the top of the ranking, count the ready, and let reserves grow."""
    now, b = s.clock[0]["now"], s.setting[0]
    ahead = posts_ahead(s)
    for i in entries_of(s):
        row = s.serving[i]
        if row >= 0:
            s.cadres[row]["reserve"] = 0
    for p in pools_of(s):
        if ahead[p] == 0:
            continue
        lever = s.levers[p // (2 * RANKS)]
        left = list_size(lever["reserve_per_100_leading_posts"], ahead[p])
        for i in range(s.pools[p]["first"], s.pools[p]["last"]):
            row = s.candidates[i]
            person = s.cadres[row]
            if not person["serving"] or pool_of(person["group"], person["tier"], person["rank"]) != p:
                continue
            if not is_ready(s, row):
                continue
            s.ledger[ledger_line(s, row)]["ready"] += 1
            if left > 0 and not over_age(person["born"], now, lever["reserve_years"]):
                left -= 1
                person["reserve"] = 1
                person["ability"] += ability_gain(
                    person["ability"], lever["reserve_development_share"], b["reserve_growth_sd_per_year"],
                    b["reserve_ability_limit_sd"],
                )  # fmt: skip
