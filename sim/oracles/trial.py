"""How an oracle is tried on the engine: on which plan, seed and size; and the small cities that it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from sim.city import City, Corps, UnitPlan
from sim.levers import AgeLimits, Promotion, Quotas, Retirement, Service
from sim.measures.columns import Ints, Window
from sim.measures.stays import service_stays
from sim.model import CadreModel
from sim.months import month_number
from sim.newcomers import Newcomers
from sim.oracles.evidence import Check, fits
from sim.oracles.formulas import Floats, ends
from sim.plan import MONTH, NAMES, Process
from sim.policy import Policy
from sim.processes.intention import Wants
from sim.processes.recruitment import Attraction
from sim.setting import Setting
from sim.state import State
from sim.terms import MONTHS, Rank
from sim.traits import Traits

Kind = Literal["closed form", "account", "same luck", "analysis"]
"""Closed forms of the model, accounts that it keeps, same luck where nothing differs, what is computed from runs."""
START: Final = month_number("2010-01")
NONE: Final = (0, 0, 0, 0, 0, 0)
"""No leading posts of any rank."""
ALIKE: Final[Mapping[str, Mapping[str, float]]] = {
    "sex": {"male": 1.0, "female": 0.0},
    "party": {"not_member": 0.0, "member": 1.0},
    "age": {"41_50": 1.0, "30_or_less": 0.0, "31_40": 0.0, "51_or_more": 0.0},
    "education": {"bachelor": 1.0, "secondary_or_less": 0.0, "college": 0.0, "graduate": 0.0},
}
"""Shares of people by attribute and category where all are alike."""
MIXED: Final[Mapping[str, Mapping[str, float]]] = {
    "sex": {"male": 0.7, "female": 0.3},
    "party": {"not_member": 0.2, "member": 0.8},
    "age": {"41_50": 0.4, "30_or_less": 0.1, "31_40": 0.3, "51_or_more": 0.2},
    "education": {"bachelor": 0.5, "secondary_or_less": 0.1, "college": 0.3, "graduate": 0.1},
}
"""The same where they are not."""


@dataclass(frozen=True)
class Trial:
    """One way to try an oracle.

    `plan`: the processes of the month; an oracle must refute a broken one. `seed`: of all chance. `size`: multiplies
    posts, for checks with more power.
    """

    plan: Sequence[Process] = MONTH
    seed: int = 1
    size: int = 1

    def run(
        self,
        city: City,
        months: int,
        on: Sequence[str],
        policy: Policy,
        setting: Setting,
        prepare: Callable[[State, int], None] | None = None,
    ) -> CadreModel:
        """Run only the processes `on`, from an opening state that `prepare(state, cadres)` may have changed."""
        model = self.opened(city, on, policy, setting)
        if prepare is not None:
            prepare(model.world.state, len(model.world.cadres))
        model.run_for(months)
        return model

    def opened(self, city: City, on: Sequence[str], policy: Policy, setting: Setting) -> CadreModel:
        """Return a model that has not begun, in which only the processes `on` run."""
        off = [name for name in NAMES if name not in (*on, "calendar")]
        return CadreModel(city, policy, setting, off=off, rng=self.seed, plan=self.plan)


@dataclass(frozen=True)
class Oracle:
    """A closed form that a configuration of the engine must reproduce.

    `number`: in the list of oracles (docs/oracles.md); `name` and `zh`: what it is, in English and Chinese; `formula`
    and `convention`: in words, for certificates; `checks`: runs a trial and returns what was found; `kind`: which part
    of a certificate it belongs to.
    """

    number: int
    name: str
    zh: str
    formula: str
    convention: str
    checks: Callable[[Trial], list[Check]]
    kind: Kind = "closed form"


def unit(
    name: str, tier: str, parent: str = "", others: int = 0, leading: Sequence[int] = NONE, remoteness: int = 0
) -> UnitPlan:
    """Return a unit like any other, with `leading` posts by rank and `others` without a leading role."""
    return UnitPlan(name, name, name, tier, parent, remoteness, 1.0, 1.0, 1.0, tuple(leading), others)


def city(*units: UnitPlan, empty: Mapping[str, int] | None = None, alike: bool = True) -> City:
    """Return a city whose posts are held by people of the posts' ranks, but for `empty` posts by tier.

    `alike`: everybody is a man between 41 and 50, so that minimum service is done and no age line is near; otherwise
    there are men and women of all ages.
    """
    corps = []
    for tier in dict.fromkeys(each.tier for each in units):
        own = [each for each in units if each.tier == tier]
        ranks = np.sum([each.leading for each in own], axis=0)
        ranks[Rank.STAFF] += sum(each.non_leading for each in own) - (empty or {}).get(tier, 0)
        shares = ALIKE if alike else MIXED
        margins = {name: _counts(each, int(ranks.sum())) for name, each in shares.items()}
        margins["rank"] = {rank.name.lower(): int(ranks[rank]) for rank in Rank}
        corps.append(Corps(f"corps of {tier}", tier, tuple(each.name for each in own), margins, 0.0, 0.0))
    return City("trial", "Trial", "试验", START, START + MONTHS, units, tuple(corps))


def _counts(shares: Mapping[str, float], people: int) -> dict[str, int]:
    """Return whole numbers of people by category; the first takes what rounding leaves."""
    counts = {name: int(share * people) for name, share in shares.items()}
    for name in list(counts)[:1]:
        counts[name] += people - sum(counts.values())
    return counts


def prefecture() -> City:
    """Return a small city with counties and townships, some posts empty, and people of all kinds."""
    counties = ("east", "west", "south")
    towns = [
        unit(f"{county} town {i}", "township", county, 24, (0, 0, 7, 3, 0, 0), remoteness=i)
        for county in counties
        for i in range(5)
    ]
    organs = [unit(county, "county", "prefecture", 120, (0, 0, 30, 15, 8, 2)) for county in counties]
    top = unit("prefecture", "city", "", 80, (0, 0, 10, 20, 10, 8))
    return city(*towns, *organs, top, empty={"township": 80, "county": 12, "city": 4}, alike=False)


def organs(number: int, others: int = 0, leading: Sequence[int] = NONE, empty: int = 0) -> City:
    """Return a number of equal organs and nothing else; `empty`: posts without a holder, in each on average."""
    each = [unit(f"organs {i}", "city", others=others, leading=leading) for i in range(number)]
    return city(*each, empty={"city": number * empty})


def chance(per_month: float) -> float:
    """Return the monthly chance of resigning as the table of cadres keeps it (single precision)."""
    return float(np.float32(per_month * MONTHS / MONTHS))


def people(resigning: float, **newcomers: float) -> Setting:
    """Return a setting in which nobody dies, all resign with one chance a month, and every place finds a recruit."""
    return Setting(
        traits=Traits(mortality_at_40_per_year=0.0),
        wants=Wants(resignation_per_year=resigning * MONTHS),
        attraction=Attraction(place_base_utils=10.0, place_pay_utils=10.0, place_reference_pay_yuan=0.0),
        newcomers=Newcomers(**newcomers),
    )


def rules(
    *,
    fill: float = 1.0,
    approval: int = 0,
    outside: float = 1.0,
    across: float = 0.0,
    recruits: float = 100.0,
    bound: int = 0,
    recruited_at_most: float = 35.0,
    retirement: Retirement | None = None,
) -> Policy:
    """Return a policy without hurdles: no age line under 65, no years in rank, no early retirement.

    fill: share of ripe openings taken up a month; outside: share of leading posts filled from outside; across: from
    the other layer; recruits: places per 100 posts a year; bound: minimum service, months; recruited_at_most: years.
    """
    return Policy(
        quotas=Quotas(
            township_recruits_per_100_posts_per_year=recruits,
            county_recruits_per_100_posts_per_year=recruits,
            city_recruits_per_100_posts_per_year=recruits,
            county_selection_per_100_posts_per_year=0.0,
            city_selection_per_100_posts_per_year=0.0,
        ),
        age_limits=AgeLimits(
            new_men_years=70.0, new_women_years=70.0, organ_leading_men_years=70.0, organ_leading_women_years=70.0,
            recruitment_years=recruited_at_most, transfer_years=65.0,
        ),
        retirement=retirement or Retirement(gradual_rise=False, early_retirement=False),
        service=Service(township_min_service_months=float(bound), organ_min_service_months=float(bound)),
        promotion=Promotion(
            min_months_in_rank=(0.0,) * 6, approval_months=float(approval), taken_up_share_per_month=fill,
            outside_share=outside, own_unit_share=0.0, placement_share=0.0, down_share=across, up_share=across,
        ),
    )  # fmt: skip


def window(model: CadreModel) -> Window:
    """Return the months of a run."""
    return Window(model.results.first, model.results.horizon)


def service(model: CadreModel, arrival: str, watched: int = 0) -> pd.DataFrame:
    """Return times in service (columns of `sim.measures.stays`) of those of one arrival.

    `watched`: only those who came so many months before the end of the run that their first `watched` months are known.
    """
    stays = service_stays(model.results.careers, window(model))
    known = (stays["arrival"] == arrival) & (stays["begin"] + watched < model.results.horizon)
    return stays[known]


def times(name: str, time: Ints, shares: Floats) -> Check:
    """Compare times with their law, P(T > t) for t = 0 .. k; longer ones are one cell."""
    longest = len(shares)
    counts = np.bincount(np.minimum(time, longest), minlength=longest + 1)
    return fits(name, counts, len(time) * np.concatenate([[1.0 - shares[0]], ends(shares), shares[-1:]]))
