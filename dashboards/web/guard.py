"""Who may ask, and what an answer may do: loopback names or a token, strict headers, well-formed callbacks only."""

import hmac
import ipaddress
import json
import logging
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from dash import Dash
from flask import Flask, Response, make_response, redirect, request
from werkzeug.exceptions import HTTPException

COOKIE: Final = "cadreflow"
LARGEST: Final = 1_000_000
"""Bytes of one request."""
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
CALLBACKS: Final = "/_dash-update-component"
_LOG: Final = logging.getLogger("cadreflow")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_REFUSED: Final = """<!doctype html><meta charset=utf-8><title>cadreflow</title>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em">
<p>{en}</p><p lang="zh-Hans">{zh}</p>"""


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(app: Dash, host: str, token: str) -> None:
    """Check every request to an app, its assets and callbacks among them. `token`: "" asks for none (loopback only)."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST
    server.before_request(lambda: _refusal(host, token) or _malformed(app))
    policy = _content_policy(app)
    server.after_request(lambda answer: _sealed(answer, policy))
    server.register_error_handler(Exception, _told)


def _refusal(host: str, token: str) -> Any:
    """Refuse a stranger: another host's name (a page that rebinds its own to us), or no token."""
    name = request.host.rsplit(":", 1)[0].strip("[]") if not request.host.endswith("]") else request.host.strip("[]")
    if not token and name not in (*LOOPBACK, host):
        return refusal(403, "This page answers only on this machine.", "本页面只在本机提供。")
    if not token or hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), token.encode()):
        return None
    if hmac.compare_digest(request.args.get("token", "").encode(), token.encode()):
        rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "token"])
        path = "/" + request.path.lstrip("/")  # never another host's, as //HOST would be
        answer = make_response(redirect(f"{path}?{rest}" if rest else path))
        answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
        return answer
    return refusal(
        401,
        "A token is needed: open the link that `cadreflow dashboard` printed.",
        "需要令牌:请打开 cadreflow dashboard 打印出的链接。",
    )


def refusal(code: int, en: str, zh: str) -> Response:
    """Return a page that says why something is not answered, in both languages."""
    return Response(_REFUSED.format(en=escape(en), zh=escape(zh)), code, mimetype="text/html")


def _malformed(app: Dash) -> Response | None:
    """Refuse a callback that no page of ours sends, before anything is made of it."""
    if request.path != CALLBACKS:
        return None
    try:
        asked = json.loads(request.get_data(cache=True))
    except (ValueError, RecursionError):
        return _bad("the request is no JSON")
    fault = fault_of(asked, app.callback_map)
    return _bad(fault) if fault else None


def fault_of(asked: object, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what keeps a callback's request from being one of ours; "" for nothing.

    `known`: the app's callbacks by output.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("output"), str):
        return "no callback is named"
    entry = known.get(asked["output"])
    if entry is None:
        return "there is no such callback"
    if not isinstance(asked.get("changedPropIds", []), list):
        return "changedPropIds is no list"
    for part, wanted in (("inputs", entry["inputs"]), ("state", entry["state"])):
        sent = asked.get(part, [])
        if not isinstance(sent, list) or len(sent) != len(wanted):
            return f"{part} are not those of the callback"
        if not all(_fits(each, place) for each, place in zip(sent, wanted, strict=True)):
            return f"{part} are not those of the callback"
    outputs = asked.get("outputs")
    places = outputs if isinstance(outputs, list) else [outputs]
    joined = "...".join(f"{each.get('id')}.{each.get('property')}" for each in places if isinstance(each, dict))
    if joined not in (asked["output"], asked["output"].strip(".")):
        return "outputs are not those of the callback"
    return ""


def _fits(sent: object, wanted: Mapping[str, Any]) -> bool:
    """Tell whether what a request sends is the input that a callback wants; a pattern wants a list of its kind."""
    if not str(wanted["id"]).startswith("{"):
        return isinstance(sent, Mapping) and (sent.get("id"), sent.get("property")) == (
            wanted["id"],
            wanted["property"],
        )
    if not isinstance(sent, list):
        return False
    names = set(json.loads(wanted["id"]))
    return all(
        isinstance(each, Mapping) and isinstance(each.get("id"), Mapping) and set(each["id"]) == names
        and each.get("property") == wanted["property"] for each in sent
    )  # fmt: skip


def _bad(fault: str) -> Response:
    return Response(json.dumps({"error": fault}), 400, mimetype="application/json")


def _told(fault: Exception) -> Response | HTTPException:
    """Answer with words instead of a trace; what we did not foresee goes to the log."""
    if isinstance(fault, HTTPException):
        return fault
    _LOG.error("a page could not be made", exc_info=fault)
    return refusal(500, "This page has a fault; the terminal says more.", "页面出错,详见终端输出。")


def _content_policy(app: Dash) -> str:
    scripts: Sequence[str] = app.csp_hashes()
    listed = " ".join(f"'{each.strip(chr(39))}'" for each in scripts)
    return (
        f"default-src 'self'; script-src 'self' {listed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _sealed(answer: Response, policy: str) -> Response:
    for name, value in _HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Content-Security-Policy", policy)
    return answer
