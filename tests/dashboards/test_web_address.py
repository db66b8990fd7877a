"""The address of a view: a link restores it, and nothing that stands in a link can break a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.address import LONGEST, MOST_POLICIES, THEMES, Address, Device

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
MORE = st.dictionaries(
    st.from_regex(r"(x\.)?[a-z][a-z0-9_.]{0,20}", fullmatch=True).filter(
        lambda name: name not in {"study", "policies", "show", "lang", "theme"}
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    max_size=4,
)


@given(
    page=NAMES, study=st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    policies=st.lists(NAMES, max_size=MOST_POLICIES, unique=True), show=NAMES, language=st.sampled_from(["en", "zh"]),
    theme=st.sampled_from(THEMES), more=MORE,
)  # fmt: skip
def test_a_link_restores_the_view(page, study, policies, show, language, theme, more) -> None:
    view = Address(page, study, tuple(policies), show, language, theme, more)
    path, _, query = view.url().partition("?")
    assert Address.of(path, f"?{query}") == view


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_whatever_stands_there_is_read(anything: object) -> None:
    found = Address.of(anything, anything)
    assert found.language in {"en", "zh"} and found.theme in THEMES
    assert isinstance(Device.of(anything), Device)


def test_a_page_keeps_the_view_and_drops_what_only_another_knows() -> None:
    view = Address("stays", "demo", ("a", "b"), "b", "zh", "dark", {"by": "sex"})
    assert view.on("cost") == Address("cost", "demo", ("a", "b"), "b", "zh", "dark")
    assert view.with_more(by="age", seed=3).more == {"by": "age", "seed": "3"}
    assert view.with_more(by=None).more == {}


def test_too_many_policies_and_too_long_a_query_are_cut() -> None:
    many = ",".join(f"p{n}" for n in range(20))
    assert len(Address.of("/", f"?policies={many}").policies) == MOST_POLICIES
    assert len(Address.of("/", f"?show={'a' * 2 * LONGEST}").show) < LONGEST


@pytest.mark.parametrize(("said", "number"), [("7", 7), ("999", 30), ("-3", 1), ("x", 5), ("", 5)])
def test_a_number_stays_within_its_bounds(said: str, number: int) -> None:
    assert Address(more={"seed": said}).number("seed", 5, 1, 30) == number
