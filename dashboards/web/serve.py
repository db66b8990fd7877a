"""Serve the pages: on this machine, until Ctrl-C."""

import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

from werkzeug.serving import WSGIRequestHandler, make_server

from dashboards.futures import Futures
from dashboards.web.ahead import Ahead
from dashboards.web.app import make_app
from dashboards.web.guard import is_loopback
from dashboards.web.scenarios import Jobs
from dashboards.web.shelf import Shelf
from experiments.problems import Problems

__all__ = ["is_loopback", "serve"]


class Quiet(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def serve(
    folders: Sequence[Path], root: Path | None, host: str, port: int, token: str, tell: Callable[[str], None], *,
    language: str = "both", show: bool = False,
) -> int:  # fmt: skip
    """Serve the pages over studies until Ctrl-C; return the exit code.

    `folders`: the studies, or `root`, the folder whose studies are shown; `tell`: is given the address when the server
    listens; `language`: of the first page; `show`: open it in a browser. Problems if nobody may listen there.
    """
    shelf, futures = Shelf(folders, root), Futures()
    jobs = Jobs(shelf)
    ahead = Ahead(shelf, futures)
    app = make_app(shelf, host, token, futures, jobs, ahead)
    try:
        server = make_server(host, port, app.server, threaded=True, request_handler=Quiet)
    except (OSError, SystemExit) as problem:
        said = getattr(problem, "strerror", None) or "in use"
        raise Problems([f"nobody can listen at {host}:{port} ({said}); choose another with port=0"]) from problem
    said = {"lang": "zh"} if language == "zh" else {}
    if token:
        said["token"] = token
    query = urlencode(said)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{server.port}/" + (f"?{query}" if query else "")
    tell(address)
    ahead.start()
    if show:
        webbrowser.open(address)
    try:
        server.serve_forever()
    finally:
        server.server_close()
        ahead.close()
        futures.close()
        jobs.close()
        shelf.close()
    return 0
