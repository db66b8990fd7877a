"""Training (轮训), once a year: who is sent, what it teaches, what it costs, and the work left undone meanwhile."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.draws import Decision, draw, stream
from sim.elementary import exp
from sim.learning import learn
from sim.parameters import parameter
from sim.recorder import ledger_line
from sim.regions import units_of
from sim.serving import entries_of
from sim.state import State
from sim.terms import Rank, Tier

HEADS, OTHER_LEADERS, STAFF = 0, 1, 2
ROLES = ("heads", "other_leaders", "staff")
YEAR_DAYS = 12.0
"""Days of training a year that the Regulations of 2023 ask for (facts 2.7)."""


@dataclass(frozen=True)
class Schooling:
    """Assumptions about training."""

    training_days_found: tuple[float, ...] = parameter(
        (3.6, 0.9, 0.6), "days a head and year", 0, 250,
        "assumption: as the levers' defaults, since duties were counted with training as found (facts 1.11.4)",
        "Training days as found, by role", "现有人均培训天数", labels=ROLES,
    )  # fmt: skip
    working_days_per_year: float = parameter(
        250.0, "days", 200, 366, "assumption: weekends and holidays off", "Working days a year", "年工作日",
    )  # fmt: skip


@compiled
def role_of(tier: int, leading: bool, rank: int) -> int:
    """Return the role group of a post: heads are leaders of section rank in townships, of deputy division in organs."""
    if not leading:
        return STAFF
    head = Rank.SECTION if tier == Tier.TOWNSHIP else Rank.DEPUTY_DIVISION
    return HEADS if rank >= head else OTHER_LEADERS


@compiled
def lack(ability: float) -> float:
    """Return how much a cadre lacks of what training teaches: 1 for the average, 2 at the lower end (logistic)."""
    return 2.0 / (1.0 + exp(1.7 * ability))


@compiled
def place_probability(per_100: float, need_share: float, habit: float, lacks: float) -> float:
    """Return the probability of a place: by need for a share of places, else to those who always go.

    habit: 0-1, evenly spread over people and kept for life; lacks: as `lack`. Both have a mean of one place.
    """
    return min(1.0, per_100 / 100.0 * ((1.0 - need_share) * 2.0 * habit + need_share * lacks))


@compiled
def _work_left(s: State) -> None:
    """Note the post-equivalents that are in training beyond what was found, by the posts of each unit."""
    b = s.setting[0]
    for u in units_of(s):
        unit, lever, days = s.units[u], s.levers[s.units[u]["group"]], 0.0
        for post in range(unit["first_post"], unit["last_post"]):
            role = role_of(unit["tier"], s.posts[post]["leading"] == 1, s.posts[post]["rank"])
            days += lever["training_per_100_per_year"][role] * lever["training_days"] / 100.0
            days -= b["training_days_found"][role]
        unit["training_duty"] = max(-unit["duty_load"], days / b["working_days_per_year"])


@compiled
def training(s: State) -> None:
    """Send people to training; let those trained in other years forget a little."""
    clock, b = s.clock[0], s.setting[0]
    key = stream(clock["seed"], Decision.TRAINING, clock["now"])
    key_habit = stream(clock["seed"], Decision.TRAINING_HABIT, 0)
    _work_left(s)
    for i in entries_of(s):
        row = s.serving[i]
        if row < 0:
            continue
        person, lever = s.cadres[row], s.levers[s.cadres[row]["group"]]
        lost = b["forgotten_per_year"] * person["trained"]
        person["ability"] -= lost
        person["trained"] -= lost
        per_100 = lever["training_per_100_per_year"][role_of(person["tier"], person["leading"] == 1, person["rank"])]
        u = draw(key, person["key"])
        if u >= 2.0 * per_100 / 100.0 or person["away"]:  # the draw first: nobody's chance is higher
            continue
        lacks = lack(person["ability"])
        if u >= place_probability(per_100, lever["training_need_share"], draw(key_habit, person["key"]), lacks):
            continue
        days = lever["training_days"]
        used = days / YEAR_DAYS * lever["training_quality_share"]
        learn(s, row, b["training_learning_sd"] * used * lacks)
        room = max(0.0, 1.0 - person["credit"])  # a full record counts no further
        person["credit"] += lever["training_credit_points"] * days / YEAR_DAYS * room
        s.ledger[ledger_line(s, row)]["training_yuan"] += int(days * lever["training_yuan_per_day"])
