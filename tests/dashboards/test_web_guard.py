"""Who may ask: loopback names or a token, on every route; well-formed callbacks only; never a trace."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.web.app import make_app
from dashboards.web.guard import CALLBACKS, LARGEST, is_loopback
from dashboards.web.shelf import Shelf

TOKEN = "a-token-of-its-own"
ROUTES = ("/", "/stays", "/_dash-layout", "/_dash-dependencies", "/assets/web.css", "/assets/web.js", "/export/changes")


@pytest.fixture(scope="module")
def app(study_folder: Path):
    return make_app(Shelf([study_folder]))


@pytest.fixture(scope="module")
def client(app) -> FlaskClient:
    return app.server.test_client()


def draw_request(app, **changes: object) -> dict[str, object]:
    """Return the request that a page sends when its address changes."""
    output = next(name for name in app.callback_map if name.startswith("..bar.children"))
    outputs = [dict(zip(("id", "property"), each.split("."), strict=True)) for each in output.strip(".").split("...")]
    asked = {
        "output": output, "outputs": outputs, "changedPropIds": ["url.pathname"],
        "inputs": [
            {"id": "url", "property": "pathname", "value": "/changes"},
            {"id": "url", "property": "search", "value": ""},
            {"id": "device", "property": "data", "value": {"dark": False, "narrow": False}},
        ],
        "state": [{"id": "synced", "property": "data", "value": None}],
    }  # fmt: skip
    return asked | changes


def test_a_page_of_ours_is_answered(app, client: FlaskClient) -> None:
    answer = client.post(CALLBACKS, json=draw_request(app))
    assert answer.status_code == 200
    assert "Age limits" in json.dumps(answer.json)


def test_another_hosts_name_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "planner.example"}).status_code == 403
    assert client.get("/", headers={"Host": "127.0.0.1:8050"}).status_code == 200
    assert client.get("/", headers={"Host": "[::1]:8050"}).status_code == 200


@pytest.mark.parametrize("route", [*ROUTES, CALLBACKS])
def test_every_route_asks_for_the_token(study_folder: Path, route: str) -> None:
    client = make_app(Shelf([study_folder]), "0.0.0.0", TOKEN).server.test_client()
    ask = client.post if route == CALLBACKS else client.get
    assert ask(route).status_code == 401
    assert ask(route, headers={"Cookie": "cadreflow=another"}).status_code == 401
    assert ask(f"{route}?token=another").status_code == 401
    assert ask(f"{route}?token={TOKEN}").status_code == 302, "the token goes from the address into a cookie"
    with client.get("/assets/web.css") as style:
        assert style.status_code == 200
    cookie = client.get_cookie("cadreflow")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Strict"


@pytest.mark.parametrize(("asked", "goes_to"), [
    ("/stays?lang=zh&token={t}&by=age", "/stays?lang=zh&by=age"),
    ("/?token={t}", "/"),
    ("//planner.example/x?token={t}", "/planner.example/x"),
    ("/stays?policies=a%2Cb&show=%C2%B2&token={t}", "/stays?policies=a%2Cb&show=%C2%B2"),
])  # fmt: skip
def test_the_rest_of_the_address_outlives_the_token(study_folder: Path, asked: str, goes_to: str) -> None:
    client = make_app(Shelf([study_folder]), "0.0.0.0", TOKEN).server.test_client()
    path, _, query = asked.format(t=TOKEN).partition("?")
    answer = client.get("/", query_string=query, environ_overrides={"PATH_INFO": path})
    assert answer.status_code == 302 and answer.headers["Location"] == goes_to


def test_answers_are_sealed(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    script = headers["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert "unsafe" not in script
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
SOME = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@SOME
@given(body=VALUES)
def test_any_json_is_refused_with_a_word(client: FlaskClient, body: object) -> None:
    answer = client.post(CALLBACKS, json=body)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


@SOME
@given(part=st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds"]), value=VALUES)
def test_a_request_with_one_part_of_another_kind_is_refused(app, client: FlaskClient, part: str, value: object) -> None:
    own = draw_request(app)
    if own[part] == value or (part == "changedPropIds" and isinstance(value, list)):
        return
    answer = client.post(CALLBACKS, json=own | {part: value})
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


@SOME
@given(pathname=VALUES, search=VALUES, device=VALUES)
def test_any_values_are_answered_with_a_page(app, client: FlaskClient, pathname, search, device) -> None:
    own = draw_request(app)
    for each, value in zip(own["inputs"], (pathname, search, device), strict=True):  # type: ignore[arg-type]
        each["value"] = value
    answer = client.post(CALLBACKS, json=own)
    assert answer.status_code in {200, 204}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_json_is_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post(CALLBACKS, data=body, content_type="application/json")
    assert 400 <= answer.status_code < 500


def test_a_request_of_a_megabyte_is_refused(client: FlaskClient) -> None:
    assert client.post(CALLBACKS, data=b"x" * (LARGEST + 1), content_type="application/json").status_code == 413


@pytest.mark.parametrize("name", ["../secret", "/etc", "..", ".", "a/b", "C:\\x", "%2e%2e", ""])
def test_a_study_is_a_name_and_never_a_path(study_folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").mkdir()
    shelf = Shelf([study_folder], tmp_path)
    assert shelf.folder(name) is None


@pytest.mark.parametrize(
    "path", ["/assets/../report.js", "/assets/%2e%2e/report.js", "/assets/..%2f..%2fpyproject.toml", "/outputs/demo"]
)
def test_files_beside_the_assets_are_not_served(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "cadreflow" not in answer.text.lower() or answer.text.lstrip().lower().startswith("<!doctype html>")


HOSTS = {"127.0.0.1": True, "127.8.9.1": True, "::1": True, "localhost": True, "0.0.0.0": False, "10.0.0.1": False,
         "planner.example": False}  # fmt: skip


@pytest.mark.parametrize(("host", "ours"), HOSTS.items())
def test_loopback(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours
