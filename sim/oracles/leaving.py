"""Oracles of leaving: constant chances, minimum service, a mandatory age, censoring, competing causes."""

import dataclasses
from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from sim.levers import Retirement
from sim.measures.columns import Window
from sim.measures.survival import incidence as incidence_curve
from sim.measures.survival import retention
from sim.months import month_text
from sim.oracles import formulas
from sim.oracles.evidence import Check, equal, near, share
from sim.oracles.trial import START, Oracle, Trial, chance, organs, people, rules, service, times, window
from sim.policy import Change
from sim.processes.retirement import EarlyRetirement
from sim.setting import Setting
from sim.state import State
from sim.terms import MONTHS

LEAVE: Final = 0.05
"""Monthly chance of resigning in these trials."""
LEAST: Final = 24
"""Minimum service, months."""
LAST: Final = 12
"""Months until the opening stock reaches the age."""
ENTRY_YEARS: Final = 40
AGE_YEARS: Final = 45
SERVICE_AT_MOST: Final = (AGE_YEARS - ENTRY_YEARS) * MONTHS
OLD_AGE: Final = 60
RAISES: Final = ((24, 61, 12), (60, 64, 36))
"""Months in which the age rises, to how many years, and by how many months that puts retirement off."""
EARLY: Final = 0.03
"""Monthly chance of retiring early."""
WATCHED: Final = 60
KNOWN: Final = (6, 12, 24, 36)
"""Months at which estimated shares are compared."""


def constant_hazard(trial: Trial) -> list[Check]:
    """Let everybody resign with one chance a month until nobody is left."""
    h = chance(LEAVE)
    model = trial.run(organs(trial.size, 20_000), 500, ["resignation"], rules(), people(LEAVE))
    time = service(model, "opening_stock")["time"].to_numpy()
    mean_error = np.sqrt(1.0 - h) / h / np.sqrt(len(time))
    return [
        times("months until resignation", time, formulas.lasting(h, np.arange(100.0))),
        near("mean months until resignation", time.mean(), 1.0 / h, mean_error),
    ]


def minimum_service(trial: Trial) -> list[Check]:
    """Fill each leaver's post at once with someone from outside who is bound for some time."""
    posts, months, settled, h = 1_500, 720, 240, chance(LEAVE)
    model = trial.run(
        organs(trial.size, leading=(0, 0, posts, 0, 0, 0)),
        months,
        ["resignation", "fill_posts"],
        rules(bound=LEAST),
        people(LEAVE),
    )
    shares = formulas.lasting_after(LEAST, h, np.arange(1_000.0))
    bound = service(model, "entry", watched=200)["time"].to_numpy()
    left = model.results.events.query("kind == 'leave'")["month"].to_numpy()
    late, stretch = int((left >= START + settled).sum()), months - settled
    return [
        times("months until resignation under minimum service", bound, shares[:200]),
        near(
            "leavers per post and month",
            late / (posts * trial.size) / stretch,
            formulas.leavers_per_post(LEAST, h),
            np.sqrt(formulas.renewal_variance(shares, stretch) / (posts * trial.size)) / stretch,
        ),
    ]


def _age(state: State, cadres: int) -> None:
    """Let everybody reach the age of men in the last of LAST months."""
    state.cadres["born"][:cadres] = START - 1 + LAST - 60 * MONTHS


def mandatory_age(trial: Trial) -> list[Check]:
    """Let a stock that is near the age resign or reach it."""
    on = ["retirement", "resignation"]
    model = trial.run(organs(trial.size, 20_000), LAST + 1, on, rules(), people(LEAVE), _age)
    stays = service(model, "opening_stock")
    by_age = int((stays["cause"] == "retire").sum())
    shares = formulas.lasting_until(LAST, chance(LEAVE), np.arange(LAST + 1.0))
    return [
        times("months until leaving below the age", stays["time"].to_numpy(), shares),
        share("share leaving by age", by_age, len(stays), float(shares[LAST - 1])),
    ]


def stock_below_age(trial: Trial) -> list[Check]:
    """Recruit a fixed number each year at one age, and count whom resignation and the age have left."""
    posts, places, years = 6_000, 10.0, 16
    policy = rules(
        recruits=places,
        recruited_at_most=float(ENTRY_YEARS),
        retirement=Retirement(
            retirement_women_years=float(AGE_YEARS), gradual_rise=False, early_retirement=False
        ),
    )  # fmt: skip
    setting = people(LEAVE, entry_women_share=1.0, entry_age_years=float(ENTRY_YEARS))
    city = organs(trial.size, posts, empty=posts - 1)
    model = trial.run(city, years * MONTHS, ["retirement", "resignation", "recruitment"], policy, setting)
    shares = formulas.lasting_until(SERVICE_AT_MOST, chance(LEAVE), np.arange(SERVICE_AT_MOST + 1.0))
    time = service(model, "entry", watched=SERVICE_AT_MOST)["time"].to_numpy()
    each, spread = formulas.moments_between(shares, 0, SERVICE_AT_MOST)
    table = model.results.months
    full = table[table["month"] >= START + SERVICE_AT_MOST + MONTHS]
    found = full.groupby("month")["holders"].sum().to_numpy()
    intake = trial.size * posts * places / 100.0
    return [
        times("months until recruits leave below the age", time, shares),
        near("month ends in service per recruit", time.mean(), each, np.sqrt(spread / len(time))),
        near("mean stock", found.mean(), intake / MONTHS * each, _stock_error(shares, intake, len(found))),
    ]


def _stock_error(shares: formulas.Floats, intake: float, months: int) -> float:
    """Return the standard error of the mean stock over a stretch of months that begins with a January."""
    september, variance = 8, 0.0
    for entered in range(september - SERVICE_AT_MOST - MONTHS, months, MONTHS):
        begin, end = max(0, -entered), min(SERVICE_AT_MOST, months - entered)
        if end > begin:
            variance += intake * formulas.moments_between(shares, begin, end)[1]
    return float(np.sqrt(variance) / months)


def raised_age(trial: Trial) -> list[Check]:
    """Raise the age at once, twice, while equally many reach the old one every month."""
    people_a_month, months = 100 * trial.size, RAISES[-1][0] + RAISES[-1][2] + 36
    policy = rules(
        retirement=Retirement(retirement_men_years=float(OLD_AGE), gradual_rise=False, early_retirement=False)
    )
    changes = tuple(
        Change(month_text(START + begin), "retirement.retirement_men_years", float(years)) for begin, years, _ in RAISES
    )

    def ages(state: State, cadres: int) -> None:
        state.cadres["born"][:cadres] = START + np.arange(cadres) // people_a_month - OLD_AGE * MONTHS

    place = organs(1, people_a_month * months)
    policy = dataclasses.replace(policy, changes=changes)
    model = trial.run(place, months, ["retirement"], policy, people(0.0), ages)
    left = model.results.events.query("kind == 'leave' and cause == 'retire'")["month"].to_numpy() - START
    found, due = np.bincount(left, minlength=months), np.full(months, people_a_month)
    checks = []
    for begin, years, put_off in RAISES:
        due[begin : begin + put_off] = 0
        still = found[begin : begin + put_off].sum()
        checks.append(equal(f"retirements in the {put_off} months after the age rises to {years}", still, 0))
    return [*checks, equal("retirements in each month", found, due)]


def recruits_curve(careers: pd.DataFrame, months: Window) -> pd.DataFrame:
    """Return the Kaplan-Meier curve of recruits in service: columns share, at_risk."""
    return retention(careers, months, tier="city", arrival="entry", place="service")


def censoring(trial: Trial, estimate: Callable[[pd.DataFrame, Window], pd.DataFrame] = recruits_curve) -> list[Check]:
    """Estimate retention of recruits of whom many are still there when the run ends."""
    h, posts = chance(LEAVE / 2), 2_000
    city = organs(10 * trial.size, posts, empty=posts - 1)
    model = trial.run(city, WATCHED, ["resignation", "recruitment"], rules(recruits=20.0), people(LEAVE / 2))
    curve = estimate(model.results.careers, window(model))
    found, risk = curve["share"].to_numpy(), curve["at_risk"].to_numpy()
    greenwood = np.sqrt(np.cumsum(h / (1.0 - h) / risk[1:]))
    checks = []
    for t in KNOWN:
        law = float(formulas.lasting(h, t))
        checks.append(near(f"share in service at {t} months", found[t], law, law * greenwood[t - 1]))
    return checks


def _entitled(state: State, cadres: int) -> None:
    """Let everybody be entitled to early retirement, and the age be far."""
    state.cadres["born"][:cadres] = START - 50 * MONTHS
    state.cadres["entered"][:cadres] = START - 31 * MONTHS


def competing_causes(trial: Trial) -> list[Check]:
    """Let everybody resign or retire early, each with one chance a month."""
    early = Retirement(retirement_men_years=70.0, gradual_rise=False, early_retirement=True)
    alone = people(LEAVE)
    setting = Setting(
        traits=alone.traits,
        wants=alone.wants,
        retirement_behaviour=EarlyRetirement(early_retirement_per_year=EARLY * MONTHS),
    )
    on = ["retirement", "resignation"]
    model = trial.run(organs(trial.size, 40_000), WATCHED, on, rules(retirement=early), setting, _entitled)
    spells = service(model, "opening_stock")
    curves = incidence_curve(spells, ("retire_early", "resign"))
    # early retirement is asked for first, resignation only of those who are left
    asked = {"retire_early": EARLY, "resign": (1.0 - EARLY) * chance(LEAVE)}
    both = sum(asked.values())
    checks = []
    for cause, h in asked.items():
        curve = curves[curves["cause"] == cause]["share"].to_numpy()
        for t in KNOWN:
            law = float(formulas.incidence(h, both, np.array(t)))
            error = np.sqrt(law * (1.0 - law) / len(spells))
            checks.append(near(f"share that {cause} has ended by {t} months", curve[t], law, error))
    return checks


ORACLES: Final = (
    Oracle(
        1, "constant hazard", "恒定离职率", "P(T > t) = (1 - h)^t; mean stay 1/h",
        "T counts month ends from the one before the run; the first chance to leave is in the first month",
        constant_hazard,
    ),
    Oracle(
        6, "minimum service", "最低服务年限",
        "P(T > t) = 1 below L, then (1 - h)^(t - L + 1); leavers per post 1 / (L - 1 + 1/h)",
        "someone who entered in month m may leave from month m + L on; exits come before filling, so the leaver's post "
        "has its next holder at the end of the same month",
        minimum_service,
    ),
    Oracle(
        7, "mandatory age", "到龄退休", "share leaving by age (1 - h)^(n - 1)",
        "in month n retirement comes before resignation, so there are n - 1 chances to resign",
        mandatory_age,
    ),
    Oracle(
        7, "stock below a mandatory age", "退休年龄之下的存量", "stock per monthly entrant (1 - (1 - h)^n) / h",
        "recruitment is yearly and the last process of September; the mean over whole years is that of a twelfth each "
        "month",
        stock_below_age,
    ),
    Oracle(
        8, "retirement age raised at once", "一次性提高退休年龄",
        "no age retirements for D months, then the old rate; exact",
        "whoever reaches the age in force in month m retires in m; a rise holds from the month of its date on, also "
        "for those who reach the old age in that month",
        raised_age,
    ),
    Oracle(
        15, "censoring", "删失", "Kaplan-Meier covers (1 - h)^t",
        "recruits of September are there at its end and may leave from October on; error by Greenwood's formula with "
        "the true h",
        censoring,
    ),
    Oracle(
        16, "competing causes", "竞争离职原因", "CIF_q(t) = h_q / h (1 - (1 - h)^t), h = h_q + h_r",
        "early retirement comes before resignation: h_r = r, h_q = (1 - r) q",
        competing_causes,
    ),
)  # fmt: skip
