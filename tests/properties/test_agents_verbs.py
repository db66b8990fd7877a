"""Every verb of `model.agents` answers as that of a Mesa agent set of plain agents, and refuses as it does."""

import copy
import random

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agentset import AgentSet, GroupBy

from sim.agents import CadreAgent, CadreSet
from tests.properties.agent_runs import QUIET, run_of

pytestmark = QUIET


@pytest.fixture(scope="module")
def model():
    """Return a run of the engine that nobody changes."""
    return run_of(3, 9)


NUMBERS = ["age_years", "motivation", "ability", "remoteness", "years_in_post", "merits", "leading"]
WORDS = ["tier", "sex", "rank", "county", "unit", "wish", "education"]
NAMES = ["cadre", *NUMBERS, *WORDS]


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
