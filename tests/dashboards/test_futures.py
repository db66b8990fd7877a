"""Futures on demand, and scenarios that are kept."""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from dashboards.address import MOST_POLICIES
from dashboards.futures import Futures, results_of
from dashboards.web.scenarios import FOLDER, Jobs, comparison, demo, saved
from dashboards.web.shelf import Shelf
from experiments.carry_out import check_study
from experiments.compose import compose, plan_from
from experiments.plan import RunPlan
from experiments.problems import Problems

SHORT = ["months=12", "seed=1"]


@pytest.fixture(scope="module")
def plans() -> dict[str, RunPlan]:
    base = plan_from([*SHORT, "policy=rules_2006"], "run")
    return {"base": base, "changed": base.with_values({"age_limits.renewal_men_years": 57.0}, name="changed")}


def waited(futures: Futures, plans: dict[str, RunPlan], seeds: list[int], seconds: float = 120.0) -> int:
    end = time.monotonic() + seconds
    while len(futures.there(plans, seeds)) < 2 * len(seeds) and time.monotonic() < end:
        time.sleep(0.1)
    return len(futures.there(plans, seeds))


def test_what_is_known_is_not_run_again(plans: dict[str, RunPlan], monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []
    monkeypatch.setattr("dashboards.futures.results_of", lambda plan: ran.append(plan.seed) or {"x": 1.0})
    futures = Futures()
    assert futures.now(plans["base"], 3) is futures.now(plans["base"], 3)
    assert ran == [3]


def test_futures_arrive_from_a_process_beside_as_they_are_here(plans: dict[str, RunPlan]) -> None:
    futures = Futures()
    futures.wish(list(plans.values()), [1, 2])
    assert waited(futures, plans, [1, 2]) == 4
    rows = futures.there(plans, [1, 2]).set_index(["policy", "seed"])
    here = results_of(plans["changed"].with_seed(2))
    for name, value in here.items():
        assert rows.loc[("changed", 2), name] == value or value != value, name
    futures.close()


def test_a_plan_that_cannot_run_is_told_and_the_others_go_on(plans: dict[str, RunPlan]) -> None:
    import dataclasses

    broken = dataclasses.replace(plans["base"], months=-5, name="broken")
    futures = Futures()
    futures.wish([broken], [1])
    futures.wish(list(plans.values()), [1])
    assert waited(futures, plans, [1]) == 2
    end = time.monotonic() + 60
    while not futures.fault(broken) and time.monotonic() < end:
        time.sleep(0.1)
    assert futures.fault(broken)
    futures.close()


def test_a_scenario_kept_is_the_plan_that_was_seen(plans: dict[str, RunPlan], tmp_path: Path) -> None:
    """A file of what differs from the rules, also where it starts from another policy and changes a list."""
    base = plan_from([*SHORT, "policy=allowance_up"], "run")
    changed = base.with_values({
        "age_limits.renewal_men_years": 57.0, "incentives.tier_pay_ratio": (1.0, 1.1, 1.2),
        "setting.wants.pay_utils": base.value("setting.wants.pay_utils") * 1.1,
    }, name="mine")  # fmt: skip
    folder = saved(tmp_path, "mine", changed, plans["base"], ["later lines"])
    again = plan_from([*SHORT, "policy=mine"], "run", (str(folder),))
    assert again.policy == changed.policy and again.setting == changed.setting
    text = (folder / "policy" / "mine.yaml").read_text(encoding="utf-8")
    assert "renewal_men_years" in text and "new_men_years" not in text, "only what differs"
    with pytest.raises(Problems, match="already"):
        saved(tmp_path, "mine", changed, plans["base"], [])


def test_a_scenario_takes_no_name_of_a_study(plans: dict[str, RunPlan], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for name in ("mine", FOLDER):
        with pytest.raises(Problems, match=r"a study \w+ already"):
            saved(tmp_path, name, plans["changed"], plans["base"], [])
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize("name", ["", "../x", "Mine", "a b", "x" * 41, "rules_2006", "a.b", "a/b"])
def test_a_name_that_will_not_do_is_refused(plans: dict[str, RunPlan], tmp_path: Path, name: str) -> None:
    with pytest.raises(Problems):
        saved(tmp_path, name, plans["changed"], plans["base"], [])
    assert not (tmp_path / FOLDER).exists()


def test_a_job_that_fails_says_why(tmp_path: Path) -> None:
    jobs = Jobs(Shelf([], tmp_path))
    job = jobs.start("x", ["compare", "policies=[nobody]", f"out={tmp_path / 'x'}"])
    job.process.wait(timeout=120)
    assert job.ended and "nobody" in job.fault
    with pytest.raises(Problems, match="no folder"):
        _ = Jobs(Shelf([tmp_path])).root


def test_a_comparison_holds_the_rules_the_start_and_earlier_scenarios(tmp_path: Path) -> None:
    words = comparison("mine", "rules_2006", "fourteen_towns", 60, tmp_path, tmp_path / "mine")
    assert "policies=[rules_2006,mine]" in words
    (tmp_path / "policy").mkdir()
    for number in range(8):
        (tmp_path / "policy" / f"old_{number}.yaml").touch()
    words = comparison("mine", "allowance_up", "fourteen_towns", 60, tmp_path, tmp_path / "mine")
    policies = (
        next(word for word in words if word.startswith("policies=")).removeprefix("policies=[").strip("]").split(",")
    )
    assert policies[:3] == ["rules_2006", "allowance_up", "mine"]
    assert len(policies) == 1 + MOST_POLICIES and len(set(policies)) == len(policies)


def test_the_words_of_jobs_are_understood(tmp_path: Path) -> None:
    """What the pages start is what the command line takes: `--cfg job` composes it."""
    configs = tmp_path / "scenarios"
    (configs / "policy").mkdir(parents=True)
    for words in (
        demo(tmp_path / "demo"),
        comparison("mine", "allowance_up", "fourteen_towns", 60, configs, tmp_path / "m"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "experiments.cli", *words, "--cfg", "job"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    composed = compose(demo(tmp_path / "demo")[1:], "demo")
    check_study(OmegaConf.to_container(composed))


@pytest.mark.parametrize("name", ["研究", "a, b", "[x]", "it's", "a=b", "back\\slash", "$x ${y}"])
def test_folders_of_any_name_reach_the_command(tmp_path: Path, name: str) -> None:
    composed = compose(demo(tmp_path / name)[1:], "demo")
    assert composed["out"] == str(tmp_path / name)


def test_what_is_closed_leaves_no_process(plans: dict[str, RunPlan]) -> None:
    futures = Futures()
    futures.wish(list(plans.values()), list(range(1, 31)))
    assert waited(futures, plans, [1]) == 2
    begun = {each.pid for each in multiprocessing.active_children()}
    assert begun
    futures.close()
    assert not begun & {each.pid for each in multiprocessing.active_children()}
    assert len(futures.there(plans, list(range(1, 31)))) < 60, "what was left is not done"


SERVER = """
import time
from dashboards.futures import Futures
from experiments.compose import plan_from

if __name__ == "__main__":
    plan = plan_from(["months=12", "seed=1"], "run")
    futures = Futures()
    futures.wish([plan], [1])
    while not len(futures.there({"a": plan}, [1])):
        time.sleep(0.1)
    print(*[each.pid for each in __import__("multiprocessing").active_children()], flush=True)
    time.sleep(600)
"""


def test_nothing_goes_on_when_the_server_is_killed(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "server.py")], stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stdout is not None
        beside = [int(each) for each in server.stdout.readline().split()]
        assert beside
        server.kill()
    end = time.monotonic() + 60
    while any(map(lives, beside)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(lives, beside))


def lives(number: int) -> bool:
    """Return whether a process goes on. One that has ended may wait for long until its parent asks for it."""
    try:
        stand = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stand.rpartition(")")[2].split()[0] not in {"Z", "X"}
