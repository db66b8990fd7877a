"""What pages give to take along: tables, charts, whole pages, the report; and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from dashboards.pages import PAGES
from dashboards.web.app import make_app
from dashboards.web.shelf import Shelf


@pytest.fixture(scope="module")
def client(real_folder: Path) -> FlaskClient:
    return make_app(Shelf([real_folder])).server.test_client()


def test_a_table_is_that_of_the_card(client: FlaskClient) -> None:
    answer = client.get("/export/changes?card=changes-0&form=csv")
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf"), "Excel reads Chinese only with a mark"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="towns-changes.csv"'
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Result,Policy") and len(lines) > 5
    chinese = client.get("/export/changes?card=changes-0&form=csv&lang=zh").data.decode("utf-8-sig")
    assert chinese.splitlines()[0].startswith("结果,政策")


@pytest.mark.parametrize("key", [page.key for page in PAGES if not page.live])
def test_every_page_comes_as_a_workbook_and_as_csvs(client: FlaskClient, key: str) -> None:
    book = client.get(f"/export/{key}?form=xlsx")
    assert book.status_code == 200, book.text
    assert load_workbook(io.BytesIO(book.data)).sheetnames
    tables = client.get(f"/export/{key}?form=csv")
    with zipfile.ZipFile(io.BytesIO(tables.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() or key in {"drives", "trade"}


def test_a_policy_that_is_shown_is_the_one_that_is_taken(client: FlaskClient) -> None:
    own = client.get("/export/cost?card=cost-0&form=csv&show=rules_2006")
    assert "rules_2006" in own.headers["Content-Disposition"]


WRONG = (
    "/export/changes?card=changes-7&form=csv", "/export/changes?card=nobody-0&form=csv", "/export/changes?form=zip",
    "/export/changes?form=exe", "/export/nowhere?form=csv", "/export/what_if?form=csv", "/export/changes",
    "/export/changes?card=../../x-0&form=csv", "/export/changes?card=changes--1&form=csv",
)  # fmt: skip


@pytest.mark.parametrize("address", WRONG)
def test_what_is_not_there_is_refused_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "go back" in answer.text and "返回" in answer.text and "Traceback" not in answer.text


def test_a_study_that_is_not_on_the_shelf_is_refused(client: FlaskClient) -> None:
    answer = client.get("/export/changes?study=..%2F..%2Fetc&form=csv")
    assert answer.status_code == 422 and "no study" in answer.text


def test_the_report_is_the_whole_page(client: FlaskClient) -> None:
    answer = client.get("/export/changes?form=html&lang=zh")
    assert answer.status_code == 200 and answer.data.startswith(b"<!doctype html>")
    assert len(answer.data) < 6_000_000
