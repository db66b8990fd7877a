"""Learning by training and secondment: ability gained with diminishing returns, and forgotten slowly."""

from dataclasses import dataclass

from sim.compiled import compiled
from sim.parameters import parameter
from sim.state import State


@dataclass(frozen=True)
class Learning:
    """Assumptions about what people learn; no effect size is in the sources (facts 2.11, 7)."""

    learned_most_sd: float = parameter(
        0.6, "sd", 0.01, 5, "assumption: training and secondment can make a cadre better by about half a sd",
        "Most that can be learned", "培训挂职能力提升上限",
    )  # fmt: skip
    forgotten_per_year: float = parameter(
        0.1, "share a year", 0, 1, "assumption: what is not used is lost slowly",
        "Forgetting", "知识能力年遗忘率",
    )  # fmt: skip
    secondment_learning_sd_per_year: float = parameter(
        0.4, "sd a year of real tasks", 0, 5, "assumption: learning grows with length and task quality (facts 1.6.3)",
        "Learning on secondment", "挂职锻炼能力提升",
    )  # fmt: skip
    training_learning_sd: float = parameter(
        0.1, "sd for twelve days of the best training", 0, 5, "assumption: a year's training time (facts 2.7) of use",
        "Learning in training", "培训能力提升",
    )  # fmt: skip


@compiled
def learned(gain: float, trained: float, most: float) -> float:
    """Return what of a possible gain (sd) is really gained: less, the more of `most` has been gained before."""
    return gain * max(0.0, 1.0 - trained / most)


@compiled
def learn(s: State, row: int, gain: float) -> float:
    """Add to a cadre's ability what is learned of a possible gain (sd), and return it."""
    person = s.cadres[row]
    more = learned(gain, person["trained"], s.setting[0]["learned_most_sd"])
    person["ability"] += more
    person["trained"] += more
    return float(more)
