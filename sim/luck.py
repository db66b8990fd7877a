"""Other luck from a month on: the people and their past stay, what chance decides from now on is drawn anew."""

from sim.draws import Decision, uniform
from sim.terms import MONTHS, Sex
from sim.traits import months_to_live
from sim.world import World


def change_luck(world: World, seed: int) -> None:
    """Let another seed decide all that chance decides from the present month on.

    Who somebody is (tastes, ability, home) stays. The month of death, drawn at entry, is drawn anew from the present
    age on: else all futures of one past would share who dies when.
    """
    state, believe = world.state, world.state.setting[0]
    now = world.month
    state.clock["seed"] = seed
    rows = world.serving_rows()
    people = state.cadres[rows]
    lots = uniform(seed, Decision.DEATH, now, people["key"])
    for row, lot, person in zip(rows, lots, people, strict=True):
        ratio = believe["mortality_women_ratio"] if person["sex"] == Sex.FEMALE else 1.0
        age = (now - int(person["born"])) / MONTHS
        left = months_to_live(
            lot, age, believe["mortality_at_40_per_year"], believe["mortality_doubles_years"], ratio
        )  # fmt: skip
        state.cadres["dies"][row] = now + int(left)
