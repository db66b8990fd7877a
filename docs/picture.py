"""Take the picture in the README from the demo's report: `make demo`, then `.venv/bin/python docs/picture.py`.

Needs Chromium (`make browser`).
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "outputs" / "demo" / "report.html"
PICTURE = ROOT / "docs" / "images" / "report.png"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def main() -> None:
    """Open the report's chapter on vacancies in English and save what the screen shows."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None or not REPORT.exists():
        sys.exit("The picture needs Chromium (`make browser`) and the demo's report (`make demo`).")
    PICTURE.parent.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=browser, args=list(QUIET))
        page = window.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=1.5)
        page.goto(f"{REPORT.as_uri()}#vacancies")
        page.wait_for_timeout(2000)
        page.screenshot(path=PICTURE)
        window.close()


if __name__ == "__main__":
    main()
