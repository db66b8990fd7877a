"""The pages in a browser: every page, both languages, both colours, two widths; what it asks for and what it says."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from dashboards.futures import Futures
from dashboards.pages import PAGES
from dashboards.web.app import make_app
from dashboards.web.serve import Quiet
from dashboards.web.shelf import Shelf

pytestmark = pytest.mark.browser
KEEP = os.environ.get("CADREFLOW_SCREENSHOTS", "")
"""A folder in which screenshots are kept."""
HARMLESS = ("region",)
"""Rules of axe that do not apply: skip links stand outside landmarks by design."""


@dataclass
class Site:
    """Pages that are served. `asked`: every address that the browser asked for; `said`: errors on its console."""

    address: str
    browser: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    contexts: dict[str, Any] = field(default_factory=dict)

    def open(self, path: str, width: int = 1440, scheme: str = "light", wait: str = "main .card, main .notice") -> Any:
        """Open a page and wait for its content."""
        if scheme not in self.contexts:  # one for all pages, as for a reader: what it has read it keeps
            self.contexts[scheme] = self.browser.new_context(color_scheme=scheme)
        page = self.contexts[scheme].new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.set_default_timeout(120_000)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda line: self.said.append(line.text) if line.type in {"error", "warning"} else None)
        page.on("pageerror", lambda fault: self.said.append(str(fault)))
        page.goto(self.address + path)
        page.wait_for_selector(wait)
        drawn = "() => [...document.querySelectorAll('.chart')].every(each => each.querySelector('.main-svg'))"
        page.wait_for_function(drawn)
        return page

    def quiet(self) -> None:
        """Hold that nothing was asked of another machine, and nothing went wrong."""
        away = [each for each in self.asked if not each.startswith((self.address, "data:", "blob:"))]
        assert not away and not self.said


@pytest.fixture(scope="module")
def site(
    browser: Any, study_folder: Path, real_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    futures = Futures()
    app = make_app(Shelf([real_folder, study_folder]), futures=futures)
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    pages = Site(f"http://127.0.0.1:{server.port}", browser)
    yield pages
    for context in pages.contexts.values():
        context.close()
    server.shutdown()
    server.server_close()
    futures.close()


def kept(page: Any, name: str) -> None:
    """Keep a screenshot where a folder is named for them."""
    if KEEP:
        Path(KEEP).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(KEEP) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("own", PAGES, ids=lambda own: own.key)
def test_every_page_is_drawn(site: Site, own: Any) -> None:
    """It says its finding first, in the language asked for; axe finds nothing serious; the phone shows all of it."""
    page = site.open(f"/{own.key}")
    assert page.get_attribute("html", "lang") == "en"
    assert len(page.locator("h1").all()) == 1
    assert page.locator("nav.rail a[class=chosen]").count() == 1
    kept(page, f"{own.key}-en")
    accessible(page)
    page.close()
    narrow = site.open(f"/{own.key}?lang=zh&theme=dark", width=390)
    assert narrow.get_attribute("html", "lang") == "zh-Hans"
    assert narrow.get_attribute("html", "data-theme") == "dark"
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390, "nothing sticks out"
    kept(narrow, f"{own.key}-zh-phone-dark")
    narrow.close()
    site.quiet()


def accessible(page: Any) -> None:
    """Hold that axe finds nothing serious."""
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in {"serious", "critical"} and each["id"] not in HARMLESS]
    assert not serious, [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in serious]


@pytest.mark.deep
@pytest.mark.parametrize("own", PAGES, ids=lambda own: own.key)
def test_every_page_is_drawn_in_the_other_language(site: Site, own: Any) -> None:
    page = site.open(f"/{own.key}?lang=zh&theme=dark")
    kept(page, f"{own.key}-zh-dark")
    accessible(page)
    page.close()
    narrow = site.open(f"/{own.key}", width=390)
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
    kept(narrow, f"{own.key}-en-phone")
    narrow.close()
    site.quiet()


def test_choices_are_links_that_keep_the_view(site: Site) -> None:
    page = site.open("/changes")
    page.click("nav.rail >> text=Who stays?")
    page.wait_for_selector("text=Split by")
    page.click("text=education")
    page.wait_for_url("**/stays?*by=education*")
    page.click("text=中文")
    page.wait_for_selector("html[lang=zh-Hans]")
    page.wait_for_selector("text=按类别")
    address = page.url
    heading = page.inner_text("h1")
    page.close()
    again = site.open(address.removeprefix(site.address))
    assert again.inner_text("h1") == heading
    again.close()
    site.quiet()


def test_the_keyboard_reaches_every_control(site: Site) -> None:
    page = site.open("/stays")
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('a[href], button, summary, input, [tabindex=\"0\"]')]"
        ".filter(e => e.offsetParent && !e.closest('details:not([open]) > :not(summary)')).length"
    )
    reached = set()
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for _ in range(wanted + 30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(
            "() => { const e = document.activeElement; const all = [...document.querySelectorAll('*')];"
            " return e === document.body ? -1 : all.indexOf(e); }"
        ))  # fmt: skip
    assert len(reached - {-1}) >= wanted
    shown = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert shown != "none", "what has the focus is seen"
    page.close()


def test_a_slider_is_answered_by_the_model(site: Site) -> None:
    page = site.open("/what_if", wait="[role=slider]")
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector("#wi-now table")
    page.wait_for_selector("text=50 → 55")
    page.wait_for_url("**x.age_limits.renewal_men_years=55*")
    arrived = "parseInt(document.querySelector('#wi-chart').innerText) >= 5"
    page.wait_for_function(f"() => {arrived} && document.querySelector('#wi-chart .main-svg')")
    kept(page, "what_if-moved")
    address = page.url
    page.close()
    again = site.open(address.removeprefix(site.address), wait="#wi-now table")
    assert "50 → 55" in again.inner_text("#wi-now"), "the link restores where the sliders stand"
    again.close()
    site.quiet()


def test_a_moved_slider_stays_through_the_language_and_the_way_back(site: Site) -> None:
    """The address that the sliders wrote is not taken for theirs again: coming back to it is a visit like any other."""
    page = site.open("/what_if", wait="[role=slider]")
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**x.age_limits.renewal_men_years=51*")
    page.click("a[href*='renewal_men_years=51'] >> text=中文")
    page.wait_for_selector("html[lang=zh-Hans]")
    page.wait_for_function("() => document.querySelector('main').innerText.includes('如果')")
    assert "50 → 51" in page.inner_text("#wi-now")
    page.go_back()
    page.wait_for_selector("html[lang=en]")
    page.wait_for_function("() => document.querySelector('main').innerText.includes('What if')")
    assert "50 → 51" in page.inner_text("#wi-now")
    page.click("nav.rail >> text=What does it cost?")
    page.wait_for_selector("#card-cost")
    page.go_back()
    page.wait_for_selector("#wi-now")
    assert "50 → 51" in page.inner_text("#wi-now")
    page.close()
    site.quiet()


def test_a_chain_and_a_life_are_drawn(site: Site) -> None:
    page = site.open("/moves")
    assert page.locator("#card-chain .main-svg").count() >= 1
    page.close()
    page = site.open("/life?life=stepped_down&show=limits_57_55")
    assert page.locator("#card-life .main-svg").count() >= 1
    page.close()
    site.quiet()


def test_an_error_looks_like_one_and_leaves_no_chart(site: Site) -> None:
    page = site.open("/changes")
    page.goto(f"{site.address}/changes?study=nobody")
    page.wait_for_selector("[role=alert]")
    assert page.locator(".chart").count() == 0
    assert "no study" in page.inner_text("[role=alert]")
    kept(page, "error")
    page.close()


def test_nothing_is_shown_where_there_is_nothing(browser: Any, tmp_path: Path) -> None:
    app = make_app(Shelf([], tmp_path))
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    empty = Site(f"http://127.0.0.1:{server.port}", browser)
    page = empty.open("/")
    assert "Build the demo study" in page.inner_text("main")
    kept(page, "welcome")
    page.close()
    empty.quiet()
    server.shutdown()
    server.server_close()
