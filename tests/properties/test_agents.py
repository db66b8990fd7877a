"""`model.agents` behaves as a Mesa agent set of plain agents would, and is always true."""

import copy

import mesa
import numpy as np
import pytest

import experiments
from sim.agents import CadreAgent
from sim.cadres import COLUMNS
from sim.readable import ATTRIBUTES, PEOPLE, readable
from sim.settable import SETTABLE
from sim.terms import Cause
from tests.properties.agent_runs import QUIET, run_of

pytestmark = QUIET


@pytest.fixture(scope="module")
def model():
    """Return a run of the engine that nobody changes."""
    return run_of(3, 9)


@pytest.fixture
def fresh():
    """Return a run of the engine to be changed."""
    return run_of(4, 2)


def test_the_whole_service(model):
    agents, rows = model.agents, model.world.serving_rows()
    assert len(agents) == len(rows) > 100
    assert [agent.row for agent in agents] == agents.rows.tolist() == rows.tolist()
    assert agents.rows.dtype == np.int64
    assert all(agent in agents for agent in agents)
    assert model.agents == agents
    assert list(model.agents_by_type) == model.agent_types == [CadreAgent]
    assert model.agents_by_type[CadreAgent] == agents


def test_columns_are_read_without_making_agents(model, monkeypatch):
    def refuse(self, model, row):
        raise AssertionError("an agent was made")

    monkeypatch.setattr(CadreAgent, "__init__", refuse)
    agents = model.agents
    assert len(agents.get("age_years")) == len(agents)
    assert agents.agg("motivation", [np.mean, min])
    assert agents.groupby("tier").agg("ability", np.mean)
    assert agents.sort("ability").shuffle().select(at_most=0.1).copy().groupby("unit").count()
    agents.select(at_most=3).set("strain", 0.25)


def test_reading_makes_no_agent_in_the_model(model):
    before = model.agent_id_counter, len(model._all_agents)
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert (model.agent_id_counter, len(model._all_agents)) == before


def test_two_views_of_one_cadre_are_one_agent(model, fresh):
    one, other = model.agents[5], model.agents[5]
    assert one is not other
    assert one == other == copy.copy(one)
    assert len({one, other}) == 1
    assert one.unique_id == other.unique_id == one.row + 1
    assert one != model.agents[6]
    assert one != CadreAgent(fresh, one.row)
    assert one in model.agents
    assert CadreAgent(fresh, one.row) in fresh.agents
    assert CadreAgent(fresh, one.row) not in model.agents
    assert CadreAgent(fresh, one.row) not in model.agents.select(at_most=10)
    assert one != one.row


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_agent_reads_what_its_set_reads(model, name):
    values = readable(model.world, name, model.agents.rows)
    assert values.shape == (len(model.agents),)
    alone = [getattr(agent, name) for agent in model.agents]
    assert alone == values.tolist() == model.agents.get(name)
    assert {type(each) for each in alone} == {ATTRIBUTES[name].kind}


def test_attributes_mean_what_they_say(model):
    world, agents = model.world, model.agents
    row = agents.rows
    cadres = world.cadres[row]
    assert {column.name for column in COLUMNS} <= set(ATTRIBUTES)
    assert set(PEOPLE) <= set(ATTRIBUTES)
    assert set(agents.get("sex")) == {"male", "female"}
    assert set(agents.get("tier")) <= {"township", "county", "city"}
    assert set(agents.get("party_member")) <= {True, False}
    assert agents.get("cadre") == row.tolist()
    assert agents.get("age_years") == ((world.month - cadres["born"]) / 12).tolist()
    assert agents.get("unit") == [world.unit_names[unit] for unit in cadres["unit"]]
    assert agents.get("county") == [world.group_names[group] for group in cadres["group"]]
    assert agents.get("remoteness") == world.units["remoteness"][cadres["unit"]].tolist()
    lent = agents.select(lambda agent: agent.lent)
    assert [agent.unit == world.unit_names[world.posts["unit"][agent.post]] for agent in lent] == ([False] * len(lent))
    for agent in agents.select(lambda agent: agent.tier == "township", at_most=50):
        assert agent.years_in_township >= agent.years_at_tier


def test_a_type_checker_sees_what_there_is():
    promised = CadreAgent.__annotations__.items() - {("model", "Any"), ("row", "int")}
    known = {name: kind for name, kind in promised if name not in ("model", "row")}
    assert {"age_years", "tier", "rank", "sex", "unit", "motivation", "wish"} <= set(known)
    assert known == {name: ATTRIBUTES[name].kind for name in known}
    assert "years" in CadreAgent.age_years.__doc__


def test_people_hold_a_row_for_each_serving_cadre(model):
    people = model.people()
    assert list(people.columns) == list(PEOPLE)
    assert len(people) == len(model.agents)
    for name in PEOPLE:
        assert people[name].tolist() == model.agents.get(name)


@pytest.mark.parametrize("name", SETTABLE)
def test_state_of_a_person_can_be_set(fresh, name):
    kind = ATTRIBUTES[name].kind
    value = {bool: True, int: 2, float: 0.5}.get(kind) or ("home" if name == "wish" else "excellent")
    agent, other = fresh.agents[:2]
    setattr(agent, name, value)
    assert getattr(CadreAgent(fresh, agent.row), name) == value
    few = fresh.agents.select(at_most=5)
    untouched = fresh.agents.get(name)[5:]
    assert few.set(name, value) is few
    assert few.get(name) == [value] * 5
    assert getattr(other, name) == value
    assert fresh.agents.get(name)[5:] == untouched


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("motivation", 1.4, "from 0 to 1"),
        ("motivation", float("nan"), "from 0 to 1"),
        ("strain", "high", "from 0 to 1"),
        ("strain", True, "from 0 to 1"),
        ("ability", float("inf"), "a number from"),
        ("merits", 1.5, "without a fraction"),
        ("merits", 200, "from 0 to 127"),
        ("wish", "leave", "stay, up, home"),
        ("wish", 1, "stay, up, home"),
        ("reserve", 1, "True or False"),
    ],
)
def test_values_that_cannot_be_are_refused(fresh, name, value, allowed):
    before = fresh.agents.get(name)
    for attempt in (
        lambda: setattr(fresh.agents[0], name, value),
        lambda: fresh.agents.set(name, value),
    ):
        with pytest.raises(ValueError, match=f"{name} is .*{allowed}"):
            attempt()
    assert fresh.agents.get(name) == before


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("post", "appoint"),
        ("unit", "lend"),
        ("tier", "appoint"),
        ("rank", "appoint"),
        ("serving", "leave"),
        ("leading", "appoint"),
        ("sex", "fixed at entry"),
        ("age_years", "worked out"),
        ("unique_id", "worked out"),
        ("model", "keeps nothing"),
        ("row", "keeps nothing"),
        ("mood", "keeps nothing of its own"),
    ],
)
def test_seats_and_facts_cannot_be_set(fresh, name, advice):
    before = fresh.world.cadres.copy()
    for attempt in (lambda: setattr(fresh.agents[0], name, 1), lambda: fresh.agents.set(name, 1)):
        with pytest.raises(AttributeError, match=f"{name}.* cannot be set.*{advice}"):
            attempt()
    assert (fresh.world.cadres == before).all()


def test_removing_an_agent_ends_service(fresh):
    agents = fresh.agents
    agent, size = agents[7], len(agents)
    held, some = agent.post, agents.select(at_most=10)
    agent.remove()
    assert len(agents) == len(fresh.agents) == size - 1
    assert agent not in agents and agent not in fresh.agents and agent not in some
    assert len(some) == 9 and agent.row not in some.rows
    assert fresh.world.posts["holder"][held] == -1
    assert not agent.serving and agent.post == -1 and not agent.lent
    assert agent.left == fresh.world.month
    age = agent.age_years
    agent.remove()
    assert len(agents) == size - 1
    fresh.run_for(12)
    assert agent.age_years == age
    assert [getattr(agent, name) for name in ATTRIBUTES]
    assert "left" not in repr(agent)


def test_who_has_left_joins_no_set(fresh, model):
    agent, some = fresh.agents[0], fresh.agents.select(at_most=3)
    agent.remove()
    with pytest.raises(ValueError, match="left service in"):
        some.add(agent)
    with pytest.raises(ValueError, match="no cadre of this model"):
        some.add(model.agents[3])
    with pytest.raises(ValueError, match="no cadre of this model"):
        some._update([1])
    assert len(some) == 2


def test_whoever_is_removed_by_another_is_not_called(fresh):
    agents = fresh.agents.select(at_most=20)
    called = []

    def push_out_the_next(agent):
        called.append(agent.row)
        rows = agents.rows
        later = rows[rows > agent.row]
        if len(later):
            CadreAgent(fresh, int(later[0])).remove()

    first = agents.rows[::2].tolist()
    agents.do(push_out_the_next)
    assert called == first == agents.rows.tolist()


def test_the_whole_service_is_always_as_it_stands(fresh):
    agents, fixed = fresh.agents, fresh.agents.copy()
    fresh.run_for(24)
    assert agents.rows.tolist() == fresh.world.serving_rows().tolist()
    assert set(fixed.rows) <= set(agents.rows)
    assert set(agents.rows) - set(fixed.rows) == {a.row for a in agents if a.entered > 0} - set(fixed.rows)
    agents.shuffle(inplace=True)
    assert fresh.agents.rows.tolist() == fresh.world.serving_rows().tolist()


def test_mesas_shuffling_leaves_the_history_alone():
    quiet, busy = (experiments.build_model([], seed=8) for _ in range(2))
    quiet.run_for(14)
    for _ in range(14):
        busy.agents.shuffle_do("step")
        busy.agents.shuffle().select(at_most=0.5).sort("age_years")
        busy.rng.random(10)
        busy.step()
    assert (quiet.world.cadres == busy.world.cadres).all()


def test_removal_is_a_resignation(fresh):
    agent = fresh.agents[11]
    agent.remove()
    fresh.run_for(1)
    event = fresh.results.events.query("cadre == @agent.row and kind == 'leave'")
    assert event["cause"].tolist() == [Cause.RESIGN.name.lower()]
