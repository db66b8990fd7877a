"""What is chosen on a page and what is said of it: one life, futures as they arrive, prices that cannot be named."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboards.address import Address
from dashboards.cards.difference_now import BASE, CHANGED, finding_text, found_in
from dashboards.cards.worth import CHANCE, FEW, LOST, worth_card
from dashboards.futures import Futures
from dashboards.pages import life
from dashboards.studies import Study
from dashboards.theme import View
from dashboards.web import answer
from dashboards.web.shelf import Shelf
from dashboards.words import Text
from sim.measures import MEASURES


def test_another_kind_of_life_is_another_person(real: Study) -> None:
    address = Address(page="life", study=real.name, more={"who": "7", "seed": "2", "life": "rose"})
    choices = {choice.name: choice for choice in life.PAGE.choices(real, address)}
    for name in ("seed", "life"):
        for value, _ in choices[name].options:
            assert "who=" not in choices[name].link(address, value)
    assert "seed=2" in choices["life"].link(address, "resigned")


@pytest.mark.parametrize("who", ["²", "-1", "1 or 1=1", "9" * 30, "٣"])
def test_what_is_no_key_is_nobody(real: Study, who: str) -> None:
    """The first person offered is shown; nothing is read as a number that is not one."""
    plain = life.PAGE.cards(real, Address(page="life", study=real.name))
    found = life.PAGE.cards(real, Address(page="life", study=real.name, more={"who": who}))
    assert found[0].answers[0].title == plain[0].answers[0].title


def test_a_person_of_the_link_is_among_the_choices(real: Study) -> None:
    """Somebody who is not among those offered has a name on the page all the same."""
    offered = {choice.name: choice for choice in life.PAGE.choices(real, Address(page="life", study=real.name))}
    other = next(
        value
        for kind in ("stayed", "resigned", "stepped_down")
        for choice in life.PAGE.choices(real, Address(page="life", study=real.name, more={"life": kind}))
        if choice.name == "who"
        for value, _ in choice.options
        if value not in dict(offered["who"].options)
    )
    choices = life.PAGE.choices(real, Address(page="life", study=real.name, more={"who": other}))
    who = next(choice for choice in choices if choice.name == "who")
    value, label = who.options[0]
    assert value == other and label.en.split()[0] in {"Man", "Woman"}


def futures_of(seeds: int, shift: float) -> pd.DataFrame:
    """Return made-up runs: one result that differs by `shift` and a little on every seed."""
    rows = [
        {"policy": policy, "seed": seed} | dict.fromkeys(MEASURES, float("nan"))
        | {"township_vacancy": 0.10 + 0.001 * seed + (shift * (1 + 0.01 * seed) if policy == CHANGED else 0.0)}
        for policy in (BASE, CHANGED)
        for seed in range(seeds)
    ]  # fmt: skip
    return pd.DataFrame(rows)


NAMES = {BASE: Text("Rules", "规则"), CHANGED: Text("Yours", "您的")}


def test_nothing_is_told_apart_before_all_futures_are_there() -> None:
    """Who looks after every future, and stops at the first clear one, finds something in pure chance."""
    early = finding_text(found_in(futures_of(10, -0.03)), NAMES, 30)
    assert early.en.startswith("10 of 30 futures") and "lower" not in early.en and "10/30" in early.zh
    late = finding_text(found_in(futures_of(30, -0.03)), NAMES, 30)
    assert "Yours" in late.en or "lower" in late.en or "fewer" in late.en
    assert late != early


def test_no_difference_is_said_when_all_are_there() -> None:
    runs = futures_of(30, 0.0)
    flipped = runs["policy"].eq(CHANGED) & runs["seed"].mod(2).eq(0)
    runs.loc[flipped, "township_vacancy"] += 0.01
    runs.loc[runs["policy"].eq(CHANGED) & ~flipped, "township_vacancy"] -= 0.01
    assert "can be told apart from chance" in finding_text(found_in(runs), NAMES, 30).en


def prices(study: Study, seeds: int, *gains: list[float]) -> str:
    """Return what the card says when townships hold so many cadres more under each other policy, seed by seed."""
    others = [note.name for note in study.others[: len(gains)]]
    own = study.limited_to(others)
    runs = own.runs[own.runs["seed"].isin(sorted(own.runs["seed"].unique())[:seeds])].sort_values("seed").copy()
    runs["township_strength"], runs["cost_yuan_per_year"] = 300.0, 1e6
    for name, gain in zip(others, gains, strict=True):
        of_policy = runs["policy"] == name
        runs.loc[of_policy, "township_strength"] += gain[:seeds]
        runs.loc[of_policy, "cost_yuan_per_year"] += 1e4
    answer = worth_card(replace(own, runs=runs)).answers[0]
    return " ".join(text.en for _, texts in answer.points for text in texts)


def test_why_a_price_cannot_be_named(study: Study) -> None:
    losing = [-10.0 - each % 2 for each in range(8)]
    unclear = [5.0 * (-1) ** each for each in range(8)]
    said = prices(study, 8, losing, unclear)
    assert LOST.en.split("{p}")[1] in said and CHANCE.en.split("{p}")[1] in said
    few = prices(study, 3, losing)
    assert FEW.en.split("{p}")[1].format(n=5) in few and LOST.en.split("{p}")[1] not in few
    assert prices(study, 8, [-each for each in losing]) == "", "a price that can be named needs no excuse"


def test_a_fault_of_ours_is_told_and_not_the_page_before(
    study_folder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*anything: object) -> None:
        raise KeyError("nobody foresaw this")

    shelf = Shelf([study_folder])
    monkeypatch.setattr(answer, "shown", broken)
    page = answer.shown_or_told(shelf, Address(page="stays"), View("en"), Futures())
    assert "fault of its own" in str(page.frame.content) and "nobody foresaw" not in str(page.frame.content)
    assert "nobody foresaw this" in caplog.text
