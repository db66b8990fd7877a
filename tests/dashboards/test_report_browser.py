"""The page as a reader meets it, in Chromium: at a desk and on a phone, in both languages, light and dark."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from dashboards.cards import Card
from dashboards.embed import Pool, compact
from dashboards.page import chart_name
from dashboards.theme import View

pytestmark = pytest.mark.browser

Opened = Callable[..., object]


@pytest.fixture
def opened(browser, report: Path) -> Iterator[Opened]:
    """Open the report; at the end no error may have been said and nothing asked for."""
    pages, complaints, asked = [], [], []

    def go(width: int = 1440, scheme: str = "light", **context):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, **context)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(report.as_uri())
        page.wait_for_function("() => window.cadreflow")
        pages.append(page)
        return page

    yield go
    for page in pages:
        page.close()
    assert not complaints
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [report.as_uri()] * len(pages)


def read_through(page) -> None:
    """Wait until every chart that is shown is drawn."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.chart')].every(c => !c.offsetParent || c.dataset.drawn)"
    )


@pytest.mark.parametrize("width", [1440, pytest.param(768, marks=pytest.mark.deep), 390])
def test_everything_is_drawn_and_fits(opened: Opened, width: int) -> None:
    page = opened(width)
    read_through(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    drawn = [chart for chart in page.query_selector_all(".chart") if chart.is_visible()]
    assert len(drawn) == 8
    for chart in drawn:
        assert chart.query_selector(".main-svg")
        assert chart.bounding_box()["height"] >= 150
        assert chart.query_selector(".wait") is None


def test_what_is_jumped_to_lies_below_the_bar(opened: Opened) -> None:
    page = opened(1280)  # the bar takes two lines
    read_through(page)
    page.click(".rail a[href='#vacancies']")
    page.wait_for_function(  # the page glides there, the slower the busier the machine is
        "() => { const last = window.last; window.last = scrollY; return scrollY > 0 && scrollY === last; }",
        polling=250,
    )
    bar, card = (page.query_selector(each).bounding_box() for each in (".bar", "#vacancies"))
    assert bar["height"] > 72
    assert bar["height"] - 1 <= card["y"] <= bar["height"] + 40


@pytest.mark.parametrize("width", [1440, pytest.param(390, marks=pytest.mark.deep)])
def test_no_text_of_a_chart_is_cut_off(opened: Opened, width: int) -> None:
    page = opened(width)
    for language in ("en", "zh"):
        page.click(f"button[data-language={language}]")
        read_through(page)
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.chart')].filter(c => c.offsetParent).flatMap(chart => {
                const frame = chart.getBoundingClientRect();
                return [...chart.querySelectorAll('text')].filter(text => text.textContent.trim()).filter(text => {
                    const box = text.getBoundingClientRect();
                    return box.width && (box.left < frame.left - 2 || box.right > frame.right + 2);
                }).map(text => chart.dataset.figure + ': ' + text.textContent);
            })"""
        )
        assert cut == []


def test_the_language_switch_changes_every_word(opened: Opened) -> None:
    page = opened()
    read_through(page)
    page.click("button[data-language=zh]")
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert re.search("政策比较", page.title())
    shown = page.inner_text("main h2 >> nth=0")
    assert re.search("[\u4e00-\u9fff]", shown)
    words = page.evaluate("[...document.querySelectorAll('#vacancies .chart text')].map(t => t.textContent).join(' ')")
    assert "乡镇" in words and "Townships" not in words
    page.click("button[data-language=en]")
    words = page.evaluate("[...document.querySelectorAll('#vacancies .chart text')].map(t => t.textContent).join(' ')")
    assert "Townships" in words and "乡镇" not in words
    assert page.get_attribute("button[data-language=en]", "aria-pressed") == "true"


@pytest.mark.deep
def test_the_theme_follows_the_reader_and_the_switch(opened: Opened) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page = opened(scheme="dark")
    assert page.evaluate(ground) == "rgb(20, 23, 27)"
    page.click("button[data-theme-choice=light]")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.click("button[data-theme-choice=dark]")
    read_through(page)
    ink = page.evaluate("document.querySelector('#vacancies .chart .annotation-text').style.fill")
    assert ink == "rgb(233, 235, 238)"


@pytest.mark.deep
def test_the_choice_of_policy_shows_its_charts(opened: Opened) -> None:
    page = opened()
    for policy in ("allowance_up", "rules_2006", "limits_57_55"):
        page.click(f"button[data-show={policy}]")
        shown = page.evaluate(
            "[...document.querySelectorAll('.variant[data-policy]')].filter(v => v.offsetParent)"
            ".map(v => v.dataset.policy)"
        )
        assert set(shown) == {policy} and len(shown) == 7
        read_through(page)


@pytest.mark.deep
def test_the_page_draws_what_python_draws(opened: Opened, cards: dict[str, Card]) -> None:
    page, pool = opened(), Pool()
    for card in cards.values():
        chart = card.answers[0].chart
        for language, scheme, narrow in product(("en", "zh"), ("light", "dark"), (False, True)):
            if chart:
                made = page.evaluate(
                    "([name, l, s, n]) => window.cadreflow.figureFor(name, l, s, n)",
                    [chart_name(card, 0), language, scheme, narrow],
                )
                drawn = compact(chart.draw(View(language, scheme, narrow)), pool)
                assert made == _filled(json.loads(json.dumps(drawn)), pool)


def _filled(value, pool: Pool):
    """Return a figure with its long arrays in place."""
    if isinstance(value, list):
        return [_filled(each, pool) for each in value]
    if not isinstance(value, dict):
        return value
    if "$" not in value:
        return {key: _filled(each, pool) for key, each in value.items()}
    at = value["$"]
    if isinstance(at, int):
        return pool.arrays[at]
    return [list(pair) for pair in zip(pool.arrays[at[0]], pool.arrays[at[1]], strict=True)]


def test_every_chart_has_a_name_for_readers_of_the_screen(opened: Opened) -> None:
    page = opened()
    for chart in page.query_selector_all(".chart"):
        if chart.is_visible():
            named = page.evaluate("c => document.getElementById(c.getAttribute('aria-labelledby')).textContent", chart)
            assert len(named) > 30


def test_controls_can_be_reached_by_keyboard_and_show_it(opened: Opened) -> None:
    page = opened()
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        state = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return [e.dataset.show || e.dataset.language || e.dataset.themeChoice || e.tagName, s.outlineStyle]; }"
        )
        seen.add(state[0])
        assert state[1] != "none"
    assert {"limits_57_55", "zh", "dark", "SUMMARY"} <= seen


def test_tables_scroll_inside_on_a_phone(opened: Opened) -> None:
    page = opened(390)
    page.click("#changes details:has(table) summary")
    box = page.query_selector("#changes .scroll")
    assert page.evaluate("b => b.scrollWidth > b.clientWidth", box)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_table_and_the_chart_can_be_saved(opened: Opened) -> None:
    page = opened()
    read_through(page)
    with page.expect_download() as table:
        page.click("#towns .variant:not([hidden]) [data-as=table]")
    rows = Path(table.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith('"Town"') and len(rows) == 7
    assert "镇" not in rows[1]
    with page.expect_download() as chart:
        page.click("#towns .variant:not([hidden]) [data-as=image]")
    assert "<svg" in Path(chart.value.path()).read_text(encoding="utf-8")[:500]


def test_paper_is_light_and_carries_the_charts(opened: Opened, tmp_path: Path) -> None:
    page = opened(scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.is_visible("header.bar")
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart')].filter(c => c.offsetParent).map(c => c.dataset.drawn)"
    )
    assert len(drawn) == 8 and set(drawn) == {"1000"}
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    pdf = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and len(pdf) > 50_000


def test_motion_is_off_when_asked(opened: Opened) -> None:
    page = opened(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_an_old_browser_says_that_it_cannot_draw(browser, report: Path) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(report.as_uri())
    assert "too old" in page.inner_text("#changes .chart")
    page.click("button[data-language=zh]")
    assert "过旧" in page.inner_text("#changes .chart")
    page.click("#changes details:has(table) summary")
    assert page.is_visible("#changes table")
    page.close()
