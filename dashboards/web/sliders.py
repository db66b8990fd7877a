"""The sliders of the page “What if?”, and what they start from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards.address import Address
from dashboards.cards.basis import written
from dashboards.controls import FIRST, Knob, every_address, label_of
from dashboards.units import unit_text
from dashboards.web.render import Component, say
from dashboards.words import Text, fill
from experiments import addresses
from experiments.choices import file_of, options
from experiments.compose import plan_from
from experiments.plan import RunPlan
from experiments.problems import Problems
from experiments.settings import settings_in
from experiments.wording import LANGUAGES

YEARS: Final = ("5", "10", "20")
PREFIX: Final = "x."
"""What a slider's value is called in an address."""
MOST_KNOBS: Final = 16
CITY: Final = Text("City", "城市")
START: Final = Text("Start from", "起点政策")
LENGTH: Final = Text("Years", "年数")
ADD: Final = Text("Add a lever or an assumption", "添加杠杆或假设")
SLIDER: Final = Text("{u}; allowed {a} to {b}; as set {v}", "{u};允许 {a} 至 {b};原值 {v}")
SOURCE: Final = Text("Source", "来源")
RESET: Final = Text("Put all back", "全部还原")


@dataclass(frozen=True)
class Ground:
    """What the sliders start from: a city, a policy, a horizon."""

    city: str
    policy: str
    years: int

    @classmethod
    def usual(cls) -> "Ground":
        """Return what they start from if nobody chooses."""
        return ground_of(Address())

    def plan(self) -> RunPlan:
        """Return the plan as it is set; Problems if there is none."""
        wrong = [
            f"{what} is {value!r}; allowed: {', '.join(there[:12])} ..."
            for what, value, there in (
                ("city", self.city, options("city")),
                ("policy", self.policy, options("policy")),
                ("years", str(self.years), list(YEARS)),
            )
            if value not in there
        ]
        if wrong:
            raise Problems(wrong)
        return _plan(self.city, self.policy, 12 * self.years)


@lru_cache(maxsize=16)
def _plan(city: str, policy: str, months: int) -> RunPlan:
    return plan_from([f"city={city}", f"policy={policy}", f"months={months}", "seed=1"], "run")


def ground_of(address: Address) -> Ground:
    """Return what the sliders of an address start from; what is not there is the usual."""
    cities, policies = options("city"), options("policy")
    usual = "fourteen_towns" if "fourteen_towns" in cities else cities[0]
    city, policy = address.more.get("city", usual), address.more.get("base", "rules_2006")
    return Ground(
        city if city in cities else usual,
        policy if policy in policies else "rules_2006",
        int(address.get("years", YEARS)),
    )


def wanted_of(address: Address) -> dict[str, str]:
    """Return the values that an address sets, by slider."""
    return {name.removeprefix(PREFIX): value for name, value in address.more.items() if name.startswith(PREFIX)}


def knob_names(address: Address) -> list[str]:
    """Return the sliders of an address: the first ones, those added, and those that it sets."""
    added = [name for name in address.more.get("add", "").split(",") if name]
    known = [name for name in (*FIRST, *added, *wanted_of(address)) if _is_knob(name)]
    return list(dict.fromkeys(known))[:MOST_KNOBS]


def _is_knob(name: str) -> bool:
    found = addresses.find(name)
    return found is not None and not found.is_list


_GROUPS: Final = {"city": "city", "base": "policy"}
"""Groups of configs that are chosen from, by the name that a choice has in the address."""


@lru_cache(maxsize=512)
def _named(group: str, name: str) -> Text:
    """Return the label of a city or a policy as its file gives it; its name where it gives none."""
    file = file_of(group, name)
    note = settings_in(file, group) if file else {}
    return Text(*(str(note.get(f"{group}.label_{each}") or name) for each in LANGUAGES))


def choosers(ground: Ground, address: Address) -> Component:
    """Return the choice of city, policy and horizon."""

    def select(name: str, label: Text, value: str, choices: Sequence[str]) -> Component:
        return dmc.Select(
            id={"set": name, "at": value}, label=say(label, address), value=value, searchable=True, allowDeselect=False,
            data=[{"value": each, "label": say(_named(_GROUPS[name], each), address)} for each in choices],
            w=260, checkIconPosition="right",
        )  # fmt: skip

    cities, policies = options("city"), [each for each in options("policy") if not each.startswith("remedies/")]
    return html.Div(
        [
            select("city", CITY, ground.city, cities),
            select("base", START, ground.policy, list(dict.fromkeys([*policies, ground.policy]))),
            html.Div(
                [
                    html.Span(say(LENGTH, address), id="wi-years-label", className="label"),
                    dmc.SegmentedControl(
                        id={"set": "years", "at": str(ground.years)},
                        value=str(ground.years),
                        data=list(YEARS),
                        **{"aria-label": say(LENGTH, address)},
                    ),
                ],
                className="years",
            ),
        ],
        className="grounds",
    )


def slider(each: Knob, wanted: str | None, address: Address) -> Component:
    """Return a slider with its label, unit, bounds and source."""
    value = each.base if wanted is None else float(wanted)
    label = say(each.label, address)
    said = fill(
        SLIDER, u=unit_text(each.declared.unit), a=f"{each.declared.low:g}", b=f"{each.declared.high:g}",
        v=written(each.declared, bool(each.base) if each.is_switch else each.base),
    )  # fmt: skip
    identity = {"knob": each.name, "base": each.base}
    if each.is_switch:
        control = dmc.Switch(id={"switch": each.name, "base": each.base}, checked=bool(value), label=label)
    else:
        marks = [{"value": each.base}] if each.low <= each.base <= each.high else []
        control = dmc.Slider(
            id=identity, value=value, min=min(each.low, value), max=max(each.high, value), step=each.step, marks=marks,
            updatemode="drag", thumbLabel=label, precision=4,
        )  # fmt: skip
    head = [] if each.is_switch else [html.Span(label, className="label")]
    about = html.Details(
        [html.Summary(say(said, address)), html.P(f"{say(SOURCE, address)}: {each.declared.source}")], className="unit"
    )
    return html.Div([*head, control, about], className="knob changed" if value != each.base else "knob")


def adder(knobs: Sequence[Knob], address: Address) -> Component:
    """Return the choice of further sliders, and the way back."""
    there = {each.name for each in knobs}
    data = [
        {"value": each.name, "label": say(label_of(each), address)}
        for each in every_address()
        if each.name not in there
    ]
    adder = dmc.Select(
        id={"set": "add", "at": ""}, label=say(ADD, address), data=data, searchable=True, value=None, w=420, limit=40,
        placeholder="…", clearable=True,
    )  # fmt: skip
    reset = dcc.Link(say(RESET, address), href=replace(address, more=_without_knobs(address)).url(), className="plain")
    return html.Div([adder, reset], className="grounds")


def _without_knobs(address: Address) -> dict[str, str]:
    return {name: value for name, value in address.more.items() if not name.startswith(PREFIX)}
