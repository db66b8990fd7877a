"""Rewards: how well appraisal sees, what is paid of a promised bonus, and how tightly results and consequences hang."""

import math
from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.state import State
from sim.table import Array


@dataclass(frozen=True)
class Recognition:
    """Assumptions about raters and about what recognition does; no effect is quantified in the sources (facts 2.11)."""

    raters_shared_noise: float = parameter(
        0.5, "share of the noise", 0, 1, "assumption: half of what one rater gets wrong the others get wrong too",
        "Error that raters share", "考核主体共同误差比例",
    )  # fmt: skip
    fair_link_found: float = parameter(
        0.1, "0-1", 0, 1, "assumption: link of rewards (0.2) times signal of appraisal (0.5), so that "
        "fairness as found adds nought", "Felt link of results and rewards as found", "现状奖惩公平感",
    )  # fmt: skip
    fair_motivation: float = parameter(
        0.15, "0-1 per unit of link", 0, 1, "assumption: good workers gain, idlers lose (facts 1.3.15, 1.8.3)",
        "Effect of fairness on motivation", "奖惩公平对积极性的影响",
    )  # fmt: skip
    bonus_link_per_thousand: float = parameter(
        0.3, "0-1 per 1,000 yuan a month by result", 0, 1, "assumption (facts 1.9.4)",
        "Link that a bonus by result adds", "按实绩发放奖金的挂钩作用",
    )  # fmt: skip
    unpaid_motivation: float = parameter(
        0.10, "0-1 per 1,000 yuan a month not paid", 0, 1, "assumption: enthusiasm fell when promises were not kept "
        "(facts 1.9.5)", "Loss of motivation by a bonus not paid", "奖金不兑现的积极性损失",
    )  # fmt: skip
    prize_motivation: float = parameter(
        0.04, "0-1", 0, 1, "assumption: claimed to have raised enthusiasm (facts 1.9.4)",
        "Effect of the team prize on winners", "集体奖励对积极性的影响",
    )  # fmt: skip
    prize_found_share: float = parameter(
        0.2, "share", 0, 1, "assumption: winners as found, so that prizes as found add nought on average",
        "Winners of the team prize as found", "现状集体奖励面",
    )  # fmt: skip
    prize_found_yuan: float = parameter(
        4000.0, "yuan a person a year", 1, 100_000, "fourteen towns (003_ pt5), T16", "Team prize as found",
        "现状集体奖金标准",
    )  # fmt: skip
    prize_handicap_sd: float = parameter(
        0.1, "sd per class", 0, 2, "assumption: hard townships have less to show for the same work (facts 1.8.6)",
        "Handicap of remote townships in comparison", "偏远乡镇考核劣势",
    )  # fmt: skip
    promise_motivation: float = parameter(
        0.02, "0-1", 0, 1, "assumption (facts 1.8.7)",
        "Effect of public promises on motivation", "公开承诺对积极性的影响",
    )  # fmt: skip
    promise_strain: float = parameter(
        0.03, "0-1", 0, 1, "assumption: a promise is also a pressure (facts 1.8.7)",
        "Effect of public promises on strain", "公开承诺对压力的影响",
    )  # fmt: skip
    head_power_motivation: float = parameter(
        0.05, "0-1", 0, 1, "assumption: work rests on self-discipline and coaxing (facts 1.17.6)",
        "Effect of the head's power to reward", "主要领导奖惩权对积极性的影响",
    )  # fmt: skip
    mentoring_motivation: float = parameter(
        0.03, "0-1", 0, 1, "assumption (facts 1.22.1)", "Effect of mentoring on motivation", "谈心谈话对积极性的影响",
    )  # fmt: skip
    mentoring_strain: float = parameter(
        0.02, "0-1", 0, 1, "assumption (facts 1.22.1)", "Strain that mentoring takes away", "谈心谈话对压力的缓解",
    )  # fmt: skip
    example_motivation: float = parameter(
        0.03, "0-1 per unit of cohesion", 0, 1, "assumption: examples work through the team (facts 1.22.2)",
        "Effect of model examples on motivation", "典型示范对积极性的影响",
    )  # fmt: skip


@compiled
def concentration(weights: Array) -> float:
    """Return the sum of squared shares of the raters, 1 when a single one counts or none; weights: (n,)."""
    total = weights.sum()
    if total <= 0.0:
        return 1.0
    return float((weights * weights).sum() / (total * total))


@compiled
def effective_signal(signal: float, raters: float, times: float, shared: float) -> float:
    """Return the share of performance that several raters see together, in several appraisals a year.

    Each sees `signal` r of performance and noise of variance 1 - r^2, of which a part c is common to all. The weighted
    mean keeps the noise variance (1 - r^2) (c + (1 - c) h / t): h the raters' concentration, t the appraisals a year.
    One rater, once a year, gives exactly `signal`.
    """
    kept = shared + (1.0 - shared) * raters / times
    if raters >= 1.0 and times <= 1.0:
        return signal
    spread = signal * signal + (1.0 - signal * signal) * kept
    return signal / math.sqrt(spread) if spread > 0.0 else signal


@compiled
def signal_at(s: State, group: int) -> float:
    """Return the share of performance that appraisal sees in a group."""
    lever = s.levers[group]
    return effective_signal(
        lever["appraisal_signal_share"], concentration(lever["rater_weights"]), lever["appraisals_per_year"],
        s.setting[0]["raters_shared_noise"],
    )  # fmt: skip


@compiled
def paid_share(fiscal_strength: float, guaranteed: float) -> float:
    """Return the share of a promised bonus that is paid: what the budget bears, the rest as far as guaranteed."""
    borne = max(0.0, min(1.0, fiscal_strength))
    return borne + guaranteed * (1.0 - borne)


@compiled
def felt_link(link: float, bonus: float, by_result: float, per_thousand: float, signal: float) -> float:
    """Return how much of good work people see rewarded: the link of rewards to results times what appraisal sees."""
    return min(1.0, link + per_thousand * by_result * bonus / 1000.0) * signal
