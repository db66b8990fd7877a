"""Mesa's own tools work on the model: DataCollector and batch_run, and what its page needs."""

import copy
import multiprocessing
import pickle
from functools import partial

import mesa
import numpy as np
import pandas as pd
import pytest
from mesa.batchrunner import batch_run

import experiments
from experiments.batch import BatchModel
from experiments.problems import Problems
from sim.agents import CadreAgent
from sim.measures import headline

MONTHS = 5
RENEWAL = "age_limits.renewal_men_years"


@pytest.fixture(scope="module")
def collected():
    """Return a model, a DataCollector with every kind of reporter, and the people it saw."""
    model = experiments.build_model([], seed=5)
    collector = mesa.DataCollector(
        model_reporters={
            "time": "time",
            "serving": lambda model: len(model.agents),
            "oldest": partial(best_of, name="age_years"),
            "motivation": [lambda agents: agents.agg("motivation", np.mean), [model.agents]],
            "month": lambda model: model.world.month,
        },
        agent_reporters={
            "tier": "tier",
            "age_years": "age_years",
            "leading": lambda agent: agent.leading,
            "past": [lambda agent, years: agent.age_years > years, [50]],
            "text": CadreAgent.__repr__,
        },
        agenttype_reporters={CadreAgent: {"unit": "unit", "strain": lambda agent: agent.strain}},
    )
    collector.collect(model)
    people = [model.people()]
    for _ in range(MONTHS):
        model.step()
        collector.collect(model)
        people.append(model.people())
    return model, collector, people


def best_of(model, name):
    return model.agents.agg(name, max)


def test_model_reporters(collected):
    model, collector, people = collected
    frame = collector.get_model_vars_dataframe()
    assert frame["time"].tolist() == list(range(MONTHS + 1))
    assert frame["month"].tolist() == [model.city.start + i for i in range(MONTHS + 1)]
    assert frame["serving"].tolist() == [len(each) for each in people]
    assert frame["oldest"].tolist() == [each["age_years"].max() for each in people]
    assert frame["motivation"].tolist() == [each["motivation"].mean() for each in people]
    assert frame["motivation"].nunique() > 1


def test_agent_reporters(collected):
    _, collector, people = collected
    frame = collector.get_agent_vars_dataframe()
    for time, then in enumerate(people):
        now = frame.loc[time]
        assert now.index.tolist() == (then["cadre"] + 1).tolist()
        for name in ("tier", "age_years", "leading"):
            assert now[name].tolist() == then[name].tolist()
        assert now["past"].tolist() == (then["age_years"] > 50).tolist()
    assert frame["text"].str.startswith("<CadreAgent ").all()


def test_agenttype_reporters(collected):
    model, collector, people = collected
    frame = collector.get_agenttype_vars_dataframe(CadreAgent)
    assert frame["unit"].tolist() == pd.concat(people)["unit"].tolist()
    assert frame["strain"].tolist() == pd.concat(people)["strain"].tolist()
    every = mesa.DataCollector(agenttype_reporters={mesa.Agent: {"unit": "unit"}})
    every.collect(model)
    assert len(every.get_agenttype_vars_dataframe(mesa.Agent)) == len(model.agents)


def test_a_reporter_of_nothing_is_refused_by_name(collected):
    collector = mesa.DataCollector(agent_reporters={"size": "shoe_size"})
    with pytest.raises(AttributeError, match="type CadreAgent has no attribute 'shoe_size'"):
        collector.collect(collected[0])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_of_a_model_goes_its_own_way(copied):
    model = experiments.build_model([], seed=6)
    model.run_for(2)
    before = model.world.cadres.copy()
    other = copied(model)
    other.run_for(3)
    assert model.world.month == model.city.start + 2
    assert (model.world.cadres == before).all()
    model.run_for(3)
    assert (model.world.cadres == other.world.cadres).all()
    assert [agent.model for agent in other.agents[:1]] == [other]


@pytest.fixture
def in_batches():
    """Return batch_run for our model, and put back the start method of processes it sets."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield partial(batch_run, BatchModel, display_progress=False)
    multiprocessing.set_start_method(before, force=True)


def test_batch_run_at_the_end(in_batches):
    rows = in_batches({"months": 4, RENEWAL: [45, 55]}, rng=[1, 2])
    assert [(row[RENEWAL], row["rng"], row["iteration"]) for row in rows] == [
        (45, 1, 0),
        (55, 1, 0),
        (45, 2, 1),
        (55, 2, 1),
    ]
    assert {row["Step"] for row in rows} == {4}
    assert [row["seed"] for row in rows] == [1, 1, 2, 2]
    alone = BatchModel(rng=2, months=4, **{RENEWAL: 55})
    alone.run_model()
    reported = alone.datacollector.get_model_vars_dataframe().iloc[-1].to_dict()
    assert {name: rows[3][name] for name in reported} == reported


def test_batch_run_every_month(in_batches):
    rows = in_batches({"policy": "rules_2006"}, rng=7, max_steps=3, data_collection_period=1)
    assert [row["Step"] for row in rows] == [0, 1, 2, 3]
    assert {row["RunId"] for row in rows} == {0}
    model = experiments.build_model(["policy=rules_2006"], seed=7)
    for row in rows:
        assert row["cadres"] == len(model.agents)
        model.step()


class WithPeople(BatchModel):
    """Reports on people too."""

    model_reporters = {"cadres": lambda model: len(model.agents)}  # noqa: RUF012
    agent_reporters = {"tier": "tier", "age_years": "age_years"}  # noqa: RUF012


def test_batch_run_with_people(in_batches):
    rows = batch_run(WithPeople, {"months": 2}, rng=7, display_progress=False)
    model = WithPeople(rng=7, months=2)
    model.run_model()
    assert [row["AgentID"] for row in rows] == model.agents.get("unique_id")
    assert [row["tier"] for row in rows] == model.agents.get("tier")
    assert {row["cadres"] for row in rows} == {len(rows)}


@pytest.mark.deep  # two new processes import everything
def test_batch_run_on_two_processes(in_batches):
    parameters = {"months": 3, RENEWAL: [45, 55]}
    alone = in_batches(parameters, rng=1)
    together = in_batches(parameters, rng=1, number_processes=2)
    assert sorted(together, key=lambda row: row["RunId"]) == alone


def test_reporters_are_the_measures_of_the_same_name():
    model = BatchModel(rng=3, months=14)
    model.run_model()
    assert model.steps == 14
    last = model.datacollector.get_model_vars_dataframe().iloc[-1]
    measured = headline(model.results)
    shared = set(last.index) & set(measured)
    assert len(shared) >= 5
    for name in shared:
        assert last[name] == pytest.approx(measured[name], abs=1e-6), name


def test_a_batch_model_without_a_seed_draws_one():
    one, other = BatchModel(months=1), BatchModel(months=1)
    assert one.seed != other.seed
    again = BatchModel(rng=one.seed, months=1)
    assert (again.world.cadres == one.world.cadres).all()
    assert BatchModel(rng=np.int64(4), months=1).seed == 4


def test_a_batch_model_takes_what_a_run_takes():
    shares = [4000.0, 4500.0, 5000.0, 5500.0, 6000.0, 6500.0]
    model = BatchModel(
        rng=1,
        months=np.int64(2),
        off=("resignation", "transfer"),
        changes=[{"start": "2008-01", "lever": "quotas.excellent_cap_share", "value": 0.1}],
        **{
            "incentives.base_pay_yuan_per_month": np.array(shares),
            "retirement.early_retirement": False,
            "setting.traits.mortality_at_40_per_year": 0.002,
        },
    )
    assert model.months == 2
    assert model.off == {"resignation", "transfer"}
    assert model.policy.incentives.base_pay_yuan_per_month == tuple(shares)
    assert model.policy.retirement.early_retirement is False
    assert model.policy.changes[0].value == 0.1
    assert model.setting.traits.mortality_at_40_per_year == 0.002


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({RENEWAL: 99}, f"{RENEWAL} is 99 years; allowed 35 to 70"),
        ({"age_limit": 50}, "age_limit is not known"),
        ({"policy": "nonsense"}, "nonsense"),
        ({"seed": 3}, "write rng=3"),
        ({"study": "mine", "keep": ["months"]}, "keep says what is kept"),
    ],
)
def test_wrong_names_and_values_are_refused_in_words(overrides, words):
    with pytest.raises(Problems, match=words):
        BatchModel(rng=1, **overrides)


def test_a_seed_that_is_none_is_refused():
    with pytest.raises(ValueError, match="rng is 'one'; allowed: a whole number"):
        BatchModel(rng="one", months=1)
