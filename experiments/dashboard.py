"""`cadreflow dashboard`: the interactive pages over one or more studies."""

import importlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.carry_out import OUTPUTS, Call
from experiments.libraries import library
from experiments.manifest import read_manifest
from experiments.problems import Problems

if TYPE_CHECKING:
    from rich.console import Console

MOST_PORT = 65_535


def dashboard(call: Call, console: "Console") -> int:
    """Serve the pages until Ctrl-C; return the exit code."""
    for module in ("dash", "dash_mantine_components"):
        library(module, extra="web")
    config = call.config
    folders = study_folders(config["studies"], Path(config["root"]) if config["root"] else OUTPUTS)
    port = config["port"]
    if not 0 <= port <= MOST_PORT:
        raise Problems([f"port is {port}; allowed: 0 (any that is free) to {MOST_PORT}"])
    # Reached by name: dashboards know experiments, and not the other way round.
    serve = importlib.import_module("dashboards.web.serve")
    host, token = str(config["host"]), str(config["token"])
    if not serve.is_loopback(host) and not token:
        token = secrets.token_urlsafe(24)
        console.print("Others can reach this address, so it asks for a token. / 他人可访问该地址,故需令牌。")
    root = None if folders else Path(config["root"]) if config["root"] else OUTPUTS

    def tell(address: str) -> None:
        console.print(f"The pages are at {address}\n页面地址:{address}", markup=False, highlight=False, soft_wrap=True)
        console.print("Ctrl-C ends it. / 按 Ctrl-C 结束。", highlight=False)

    return int(serve.serve(folders, root, host, port, token, tell, language=config["language"], show=config["open"]))


def study_folders(named: list[str], root: Path) -> list[Path]:
    """Return the folders of the studies named: below the root, or anywhere by their path; Problems, all at once."""
    found, wrong = [], []
    for name in named:
        folder = root / name if (root / name).is_dir() else Path(name)
        try:
            read_manifest(folder)
            found.append(folder)
        except Problems as problem:
            wrong += problem.lines
    doubled = {folder.resolve().name for folder in found if sum(each.name == folder.name for each in found) > 1}
    wrong += [
        f"two studies are named {name}; rename a folder, so that the pages can tell them apart" for name in doubled
    ]
    if wrong:
        raise Problems(wrong)
    return found
