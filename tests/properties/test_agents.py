"""`model.agents` behaves as a Mesa agent set of plain agents would, and is always true."""

import copy
import random

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agentset import AgentSet, GroupBy

import experiments
from sim.agents import CadreAgent, CadreSet
from sim.cadres import COLUMNS
from sim.readable import ATTRIBUTES, PEOPLE, readable
from sim.settable import SETTABLE
from sim.terms import Cause

# Of its weak sets Mesa says that they will lose indexing, and warns when an operator empties one.
pytestmark = [
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:No Agents specified:UserWarning"),
]

NUMBERS = ["age_years", "motivation", "ability", "remoteness", "years_in_post", "merits", "leading"]
WORDS = ["tier", "sex", "rank", "county", "unit", "wish", "education"]
NAMES = ["cadre", *NUMBERS, *WORDS]


@pytest.fixture(scope="module")
def model():
    """Return a run of the engine that nobody changes."""
    started = experiments.build_model([], seed=3)
    started.run_for(9)
    return started


@pytest.fixture
def fresh():
    """Return a run of the engine to be changed."""
    started = experiments.build_model([], seed=4)
    started.run_for(2)
    return started


class Plain(mesa.Agent):
    """An ordinary Mesa agent with a cadre's values."""

    def __init__(self, model, values):
        super().__init__(model)
        self.__dict__.update(values)


class Pair:
    """The same cadres as a CadreSet and as one of Mesa's agent sets, with the same luck ahead."""

    def __init__(self, model, rows, seed):
        model.random.seed(seed)
        host = mesa.Model(rng=seed)
        values = CadreSet(model, rows).get(NAMES)
        self.kept = [Plain(host, dict(zip(NAMES, each, strict=True))) for each in values]
        self.theirs = AgentSet(self.kept, random=random.Random(seed))
        self.ours = CadreSet(model, rows)


def plain(answer, whole):
    """Reduce an answer to cadres' numbers, words and numbers, so that two can be compared."""
    if answer is whole:
        return "the set itself", [agent.cadre for agent in answer]
    if isinstance(answer, CadreSet | AgentSet):
        return "a set", [agent.cadre for agent in answer]
    if isinstance(answer, CadreAgent | Plain):
        return "an agent", answer.cadre
    if isinstance(answer, GroupBy):
        return "groups", [(key, plain(group, whole)) for key, group in answer.groups.items()]
    if isinstance(answer, dict):
        return "a dict", [(key, plain(value, whole)) for key, value in answer.items()]
    if isinstance(answer, list | tuple):
        return type(answer), [plain(each, whole) for each in answer]
    return type(answer), answer


def seen(agents, verb, *args):
    """Return the order in which a verb visits the agents, and what it returns."""
    visited = []
    answer = getattr(agents, verb)(lambda agent, *more: visited.append((agent.cadre, more)), *args)
    return visited, answer


def changed(agents, change):
    """Return a copy after a change, and what the change returned."""
    other = agents.select()
    answer = change(other)
    return other, answer is other or answer


def older(agent):
    return agent.age_years > 40


def decade(agent):
    return agent.age_years // 10


def spread(values):
    return max(values) - min(values) if values else None


VERBS = {
    "len": lambda s, x: len(s),
    "bool": lambda s, x: bool(s),
    "iterate": lambda s, x: list(s),
    "to_list": lambda s, x: s.to_list(),
    "reversed": lambda s, x: list(reversed(s.to_list())),
    "index": lambda s, x: [s[i] for i in range(-len(s), len(s))],
    "slice": lambda s, x: [s[x.few :], s[: x.few], s[::-2], s[-x.few :]],
    "contains": lambda s, x: [agent in s.select(older) for agent in s] + ["nobody" in s],
    "copy": lambda s, x: copy.copy(s),
    "select nothing": lambda s, x: s.select(),
    "select nothing, in place": lambda s, x: s.select(inplace=True),
    "select filter": lambda s, x: s.select(older),
    "select words": lambda s, x: s.select(lambda a: a.tier == "township" and not a.leading),
    "select number": lambda s, x: s.select(at_most=x.few),
    "select fraction": lambda s, x: s.select(at_most=x.share),
    "select beyond one": lambda s, x: s.select(at_most=x.few + 0.5),
    "select none": lambda s, x: [s.select(at_most=0), s.select(at_most=-1)],
    "select filter and number": lambda s, x: s.select(older, at_most=x.few),
    "select filter and fraction": lambda s, x: s.select(older, at_most=x.share),
    "select type": lambda s, x: [s.select(agent_type=mesa.Agent), s.select(agent_type=Other)],
    "select all": lambda s, x: s.select(older, x.few, agent_type=mesa.Agent),
    "select in place": lambda s, x: changed(s, lambda c: c.select(older, x.share, inplace=True)),
    "get": lambda s, x: s.get(x.name),
    "get several": lambda s, x: s.get([x.number, x.word, "leading"]),
    "get tuple": lambda s, x: s.get((x.number,)),
    "get nothing": lambda s, x: s.get([]),
    "get default": lambda s, x: s.get("shoe_size", "default", 42),
    "get several default": lambda s, x: s.get([x.word, "hat"], handle_missing="default"),
    "agg numpy": lambda s, x: len(s) and s.agg(x.number, np.mean),
    "agg builtin": lambda s, x: s.agg(x.number, sum),
    "agg words": lambda s, x: s.agg(x.word, sorted),
    "agg own": lambda s, x: s.agg(x.number, spread),
    "agg list": lambda s, x: len(s) and s.agg(x.number, [min, max, np.median, len]),
    "agg no function": lambda s, x: s.agg(x.number, []),
    "groupby": lambda s, x: s.groupby(x.name),
    "groupby function": lambda s, x: s.groupby(decade),
    "groupby lists": lambda s, x: s.groupby(x.word, result_type="list"),
    "groupby count": lambda s, x: [s.groupby(x.word).count(), len(s.groupby(x.word))],
    "groupby agg": lambda s, x: s.groupby(x.word).agg(x.number, np.mean),
    "groupby agg builtin": lambda s, x: s.groupby(decade).agg(x.word, sorted),
    "groupby lists agg": lambda s, x: s.groupby(x.word, result_type="list").agg(x.number, max),
    "groupby map": lambda s, x: s.groupby(x.word).map("get", x.number),
    "groupby map function": lambda s, x: s.groupby(x.word).map(len),
    "groupby do": lambda s, x: s.groupby(x.word).do(lambda group: group.shuffle(inplace=True)),
    "groupby chain": lambda s, x: list(s.groupby(x.word).do("select", at_most=1)),
    "sort": lambda s, x: s.sort(x.name),
    "sort ascending": lambda s, x: s.sort(x.name, ascending=True),
    "sort function": lambda s, x: s.sort(lambda a: (a.tier, -a.age_years)),
    "sort function ascending": lambda s, x: s.sort(decade, ascending=True),
    "sort in place": lambda s, x: changed(s, lambda c: c.sort(x.number, inplace=True)),
    "sort twice": lambda s, x: s.sort(x.number).sort(x.word, ascending=True),
    "shuffle": lambda s, x: [s.shuffle(), s.shuffle()],
    "shuffle in place": lambda s, x: changed(s, lambda c: c.shuffle(inplace=True)),
    "sample": lambda s, x: s.shuffle().select(at_most=x.share),
    "do": lambda s, x: seen(s, "do", x.few),
    "do method": lambda s, x: s.do("step"),
    "shuffle_do": lambda s, x: [seen(s, "shuffle_do", x.few), s],
    "shuffle_do method": lambda s, x: s.shuffle_do("step"),
    "map": lambda s, x: s.map(lambda a, by, plus=0: a.age_years * by + plus, x.few, plus=1),
    "map method": lambda s, x: s.map("__getattribute__", x.name),
    "and": lambda s, x: s.select(older) & s.sort(x.number),
    "or": lambda s, x: s.select(older) | s.sort(x.number),
    "minus": lambda s, x: s - s.select(older),
    "xor": lambda s, x: s.select(older) ^ s.select(at_most=x.few),
    "equal": lambda s, x: [s == s.shuffle(), s == s.select(older), s != s.select(at_most=x.few)],
    "subset": lambda s, x: [s.select(older) <= s, s < s.select(older), s >= s.select(older)],
    "disjoint": lambda s, x: s.select(older).isdisjoint(s - s.select(older)),
    "discard": lambda s, x: changed(s, lambda c: [c.discard(a) for a in s[: x.few] * 2]),
    "remove": lambda s, x: changed(s, lambda c: [c.remove(a) for a in s[x.few :]]),
    "add": lambda s, x: changed(s.select(at_most=x.few), lambda c: [c.add(a) for a in s.sort(x.number)]),
    "update": lambda s, x: changed(s, lambda c: c._update(s.to_list()[x.few :] * 2)),
    "pop": lambda s, x: changed(s, lambda c: [c.pop() for _ in range(min(x.few, len(c)))]),
    "clear": lambda s, x: changed(s.select(at_most=x.few), lambda c: c.clear()),
    "update by operator": lambda s, x: changed(s, lambda c: c.__isub__(s.select(older))),
}


class Other(mesa.Agent):
    """A type of agent that is nowhere."""


class Arguments:
    """What a verb is called with."""

    def __init__(self, few, share, number, word):
        self.few, self.share, self.number, self.word = few, share, number, word
        self.name = word if few % 2 else number


arguments = st.builds(
    Arguments,
    few=st.integers(0, 12),
    share=st.floats(0, 1),
    number=st.sampled_from(NUMBERS),
    word=st.sampled_from(WORDS),
)


@pytest.mark.parametrize("verb", VERBS)
@settings(max_examples=12, deadline=None)
@given(data=st.data(), x=arguments, size=st.integers(0, 25), seed=st.integers(0, 2**31))
def test_every_verb_answers_as_mesa_does(model, verb, data, x, size, seed):
    rows = model.world.serving_rows()
    place = st.integers(0, len(rows) - 1)
    places = data.draw(st.lists(place, min_size=size, max_size=size, unique=True))
    pair = Pair(model, rows[places], seed)
    answer = plain(VERBS[verb](pair.ours, x), pair.ours)
    assert answer == plain(VERBS[verb](pair.theirs, x), pair.theirs)


REFUSED = {
    "unknown attribute": lambda s: s.get("shoe_size"),
    "unknown among several": lambda s: s.get(["tier", "shoe_size"]),
    "unknown handling": lambda s: s.get("tier", "ignore"),
    "unknown to group by": lambda s: s.groupby("shoe_size"),
    "unknown to sort by": lambda s: s.sort("shoe_size"),
    "unknown to aggregate": lambda s: s.agg("shoe_size", sum),
    "unknown method": lambda s: s.do("dance"),
    "unknown method to map": lambda s: s.map("dance"),
    "beyond the end": lambda s: s[len(s)],
    "index by name": lambda s: s["tier"],
    "remove twice": lambda s: [s.remove(agent) for agent in [s[0]] * 2],
    "unhashable": lambda s: hash(s),
    "pop from none": lambda s: s.select(at_most=0).pop(),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_mistakes_are_refused_as_by_mesa(model, mistake):
    pair = Pair(model, model.world.serving_rows()[:5], 0)
    with pytest.raises(Exception) as theirs:
        REFUSED[mistake](pair.theirs)
    with pytest.raises(theirs.type):
        REFUSED[mistake](pair.ours)


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
