"""Take the pictures in the README from the demo: `make demo`, then `.venv/bin/python docs/picture.py`.

Needs Chromium (`make browser`). The report is opened from its file, the pages from a server that this starts on the
loopback and stops again.
"""

import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from dashboards.futures import Futures
from dashboards.web.app import make_app
from dashboards.web.serve import Quiet
from dashboards.web.shelf import Shelf

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "outputs" / "demo"
REPORT = DEMO / "report.html"
IMAGES = ROOT / "docs" / "images"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
PATIENCE = 180_000
"""Milliseconds for a page to be drawn."""
DRAWN = "() => [...document.querySelectorAll('.chart')].every(each => each.querySelector('.main-svg'))"


def moved(page: Any) -> None:
    """Move the first slider and wait for the bands."""
    page.wait_for_selector("#wi-now")
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => parseInt(document.querySelector('#wi-chart').innerText) >= 30", timeout=PATIENCE)
    page.evaluate("scrollTo(0, 0)")


PAGES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "pages": ("/stays?study=demo&by=place", lambda page: None),
    "what_if": ("/what_if", moved),
}
"""Pictures of the pages: address, and what to do before the picture is taken."""


def main() -> None:
    """Open the report's chapter on vacancies and the pages, and save what the screen shows."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None or not REPORT.exists():
        sys.exit("The pictures need Chromium (`make browser`) and the demo's report (`make demo`).")
    IMAGES.mkdir(exist_ok=True)
    futures = Futures()
    server = make_server(
        "127.0.0.1", 0, make_app(Shelf([DEMO]), futures=futures).server, threaded=True, request_handler=Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=browser, args=list(QUIET))
        page = window.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=1.5)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{REPORT.as_uri()}#vacancies")
        page.wait_for_timeout(2000)
        page.screenshot(path=IMAGES / "report.png")
        for name, (address, prepare) in PAGES.items():
            page.goto(f"http://127.0.0.1:{server.port}{address}")
            page.wait_for_selector("main .card")
            prepare(page)
            page.wait_for_function(DRAWN)
            page.wait_for_timeout(500)
            page.screenshot(path=IMAGES / f"{name}.png")
        window.close()
    server.shutdown()
    futures.close()


if __name__ == "__main__":
    main()
