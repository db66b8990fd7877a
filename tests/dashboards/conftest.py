"""Made-up studies, one of each kind that a page must be able to show, and a browser where there is one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards.cards import Card, cards_of
from dashboards.report import write_report
from dashboards.studies import Study, open_study
from tests.dashboards.synthetic import BASELINE, POLICIES, write_study
from tests.experiments.studies import conduct

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three policies, eight seeds each, eight years."""
    return write_study(tmp_path_factory.mktemp("studies") / "whole", POLICIES, 8)


@pytest.fixture(scope="session")
def few_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two policies with three seeds: too few for a band, and one run undone."""
    return write_study(tmp_path_factory.mktemp("studies") / "few", POLICIES[:2], 3, months=36, missing=1)


@pytest.fixture(scope="session")
def single_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One policy alone, which kept only the months."""
    return write_study(tmp_path_factory.mktemp("studies") / "single", [BASELINE], 6, months=24, keep=["months"])


@pytest.fixture(scope="session")
def study(study_folder: Path) -> Iterator[Study]:
    opened = open_study(study_folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def real_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let the model make a study: the fourteen towns for eight years under two policies, six seeds, every table."""
    folder = tmp_path_factory.mktemp("studies") / "towns"
    done = conduct(folder, "months=96", "seeds=6", "policies=[rules_2006,limits_57_55]")
    assert not done.outcome.causes
    return folder


@pytest.fixture(scope="session")
def real(real_folder: Path) -> Iterator[Study]:
    opened = open_study(real_folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def cards(study: Study) -> dict[str, Card]:
    return {card.key: card for card in cards_of(study)}


@pytest.fixture(scope="session")
def report(study_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(study_folder, tmp_path_factory.mktemp("reports") / "report.html")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Start a headless Chromium; without one the tests are skipped, but fail where CI promises one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        message = "no Chromium here; .ci/browser installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()
