"""What the pages ask while they stand: sliders that move, futures that arrive, jobs in the background."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from dashboards.address import Address, seen
from dashboards.cards.basis import written
from dashboards.controls import differences, values_of
from dashboards.futures import Futures
from dashboards.web.live import arrived, finding, now, plans_of
from dashboards.web.render import fault as fault_of_ours
from dashboards.web.render import notice, say
from dashboards.web.scenarios import Jobs, comparison, demo, saved
from dashboards.web.sliders import Ground
from dashboards.web.welcome import state_of
from dashboards.words import same
from experiments.plan import RunPlan
from experiments.problems import Problems

DEMO: Final = "demo"
_LOG: Final = logging.getLogger("cadreflow")
_KNOBS: Final = {"knob": ALL, "base": ALL}
_SWITCHES: Final = {"switch": ALL, "base": ALL}
_STAND: Final = (Input(_KNOBS, "value"), Input(_SWITCHES, "checked"), State(_KNOBS, "id"), State(_SWITCHES, "id"))
_WHERE: Final = (State("url", "pathname"), State("url", "search"), State("device", "data"))


def asked_of(asked: object) -> dict[str, Any]:
    """Return what a page says that it asks; Problems for what no page of ours says."""
    if isinstance(asked, Mapping) and isinstance(asked.get("values"), Mapping) and isinstance(asked.get("years"), int):
        values = {str(name): value for name, value in asked["values"].items()}
        return {
            "city": str(asked.get("city")),
            "policy": str(asked.get("policy")),
            "years": int(asked["years"]),
            "values": values,
        }
    raise Problems(["the page asks nothing that can be run; load it again"])


def told(fault: Exception, address: Address) -> Any:
    """Return the words for what went wrong; what nobody foresaw goes to the log, too."""
    if isinstance(fault, Problems):
        return notice([same(line) for line in fault.lines], address, kind="error")
    _LOG.error("the model could not answer", exc_info=fault)
    return fault_of_ours(address)


def what_if(app: Dash, futures: Futures, jobs: Jobs) -> None:
    """Let sliders ask, at once and for bands; let choices go into the address; let a scenario be kept."""
    app.clientside_callback(
        ClientsideFunction("cadreflow", "synced"), Output("page-shown", "data", allow_duplicate=True),
        *_STAND, prevent_initial_call=True,
    )  # fmt: skip
    app.clientside_callback(
        ClientsideFunction("cadreflow", "chosen"), Output("url", "search", allow_duplicate=True),
        Input({"set": ALL, "at": ALL}, "value"), State({"set": ALL, "at": ALL}, "id"), prevent_initial_call=True,
    )  # fmt: skip

    @app.callback(
        Output("wi-now", "children"), Output("wi-asked", "data"), Output("wi-tick", "disabled", allow_duplicate=True),
        *_STAND, State("wi-asked", "data"), *_WHERE, prevent_initial_call=True,
    )  # fmt: skip
    def answer(
        values: list[Any], switches: list[Any], knobs: list[Any], switch_ids: list[Any], before: Any, *where: Any
    ) -> tuple[Any, Any, bool]:
        address, _ = seen(*where)
        try:
            asked = asked_of(before)
            base = Ground(asked["city"], asked["policy"], asked["years"]).plan()
            names = [str(each["knob"]) for each in knobs] + [str(each["switch"]) for each in switch_ids]
            stand = [*values, *switches]
            if len(names) != len(stand):
                raise Problems(["sliders and their values do not match; load the page again"])
            wanted = dict(zip(names, stand, strict=True))
            moved = {name: value for name, value in wanted.items() if values_of({name: value}, base)}
            asked |= {"values": moved}
            return now(asked, address, futures), asked, not moved
        except Exception as fault:
            return told(fault, address), no_update, True

    @app.callback(
        Output("wi-chart", "children"), Output("wi-tick", "disabled", allow_duplicate=True),
        Output("wi-title", "children"),
        Input("wi-tick", "n_intervals"), Input("wi-asked", "data"), *_WHERE, prevent_initial_call=True,
    )  # fmt: skip
    def arrive(_: Any, before: Any, *where: Any) -> tuple[Any, bool, Any]:
        address, view = seen(*where)
        try:
            asked = asked_of(before)
            parts, more = arrived(asked, address, view, futures)
            return parts, not more, say(finding(asked, futures), address)
        except Exception as fault:
            return told(fault, address), True, no_update

    @app.callback(
        Output("wi-kept", "children"), Output("job-name", "data", allow_duplicate=True),
        Output("job-tick", "disabled", allow_duplicate=True),
        Input("wi-keep", "n_clicks"), State("wi-name", "value"), State("wi-asked", "data"), *_WHERE,
        prevent_initial_call=True,
    )  # fmt: skip
    def keep(clicks: Any, name: Any, before: Any, *where: Any) -> tuple[Any, Any, Any]:
        address, _ = seen(*where)
        if not clicks:
            return no_update, no_update, True
        try:
            study = kept(str(name or "").strip(), asked_of(before), jobs)
        except Problems as found:  # what runs already goes on being told
            return told(found, address), no_update, no_update
        return "", study, False


def kept(name: str, asked: Mapping[str, Any], jobs: Jobs) -> str:
    """Write a scenario and start its comparison; return the name of the study."""
    base, changed = plans_of(asked)
    values = values_of(asked["values"], base)
    if not values:
        raise Problems(["nothing is changed; move a slider first"])
    rules: RunPlan = Ground(asked["city"], "rules_2006", asked["years"]).plan()
    words = [
        f"{each.en}: {written(each, one)} → {written(each, other)}" for each, one, other in differences(values, base)
    ]
    configs = saved(jobs.root, name, changed, rules, words)
    out = jobs.root / name
    jobs.start(name, comparison(name, asked["policy"], asked["city"], changed.months, configs, out))
    return name


def background(app: Dash, jobs: Jobs) -> None:
    """Let the demo be built, and tell how far a job is."""

    @app.callback(
        Output("job-name", "data", allow_duplicate=True), Output("job-tick", "disabled", allow_duplicate=True),
        Input("job-build", "n_clicks"), prevent_initial_call=True,
    )  # fmt: skip
    def build(clicks: Any) -> tuple[Any, bool]:
        if not clicks:
            return no_update, True
        jobs.start(DEMO, demo(jobs.root / DEMO))
        return DEMO, False

    @app.callback(
        Output("job-state", "children"), Output("job-tick", "disabled", allow_duplicate=True),
        Input("job-tick", "n_intervals"), Input("job-name", "data"), *_WHERE, prevent_initial_call=True,
    )  # fmt: skip
    def tell(_: Any, name: Any, *where: Any) -> tuple[Any, bool]:
        address, _view = seen(*where)
        job = jobs.jobs.get(str(name))
        if job is None:
            return "", True
        return state_of(job, address), job.ended
