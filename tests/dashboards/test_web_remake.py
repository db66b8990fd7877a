"""“Show me the command” and “show me the Python”: what they say does what the page shows."""

import shlex

import pytest

from dashboards.address import Address
from dashboards.futures import results_of
from dashboards.pages import PAGES
from dashboards.studies import Study
from dashboards.web.answer import chosen
from dashboards.web.remake import command_of, python_of, what_if_command, what_if_python
from experiments.compose import plan_from
from tests.experiments.studies import call_of, plans_of

SHOWN = [page for page in PAGES if not page.live]


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.key)
def test_the_python_of_a_page_says_what_the_page_says(real: Study, page, capsys: pytest.CaptureFixture[str]) -> None:
    limited, address = chosen(real, Address(page=page.key, study=real.name))
    exec(compile(python_of(real, page, address), "shown", "exec"), {})
    said = capsys.readouterr().out
    own = limited.drawing(address.show) if page.by_policy else limited
    for card in page.cards(own, address):
        for answer in card.answers:
            assert answer.title.en in said


def test_the_command_makes_the_study_and_opens_the_view(real: Study) -> None:
    _, address = chosen(real, Address(page="stays", study=real.name, more={"by": "age"}))
    made, replayed, opened = command_of(real, SHOWN[1], address).splitlines()
    words = shlex.split(made)
    assert words[:2] == ["cadreflow", real.manifest["command"]]
    again = {plan.contents for plan in plans_of(call_of(*words[2:]))}
    assert again == {policy["plan"] for policy in real.manifest["policies"]}
    assert shlex.split(replayed) == ["cadreflow", "replay", real.folder.name]
    assert "dashboard" in opened and "by=age" in opened


ASKED = {"city": "fourteen_towns", "policy": "rules_2006", "years": 1}
VALUES = {"age_limits.renewal_men_years": 57.0, "incentives.tier_pay_ratio": (1.0, 1.1, 1.2)}


def test_the_command_of_what_if_runs_what_the_page_ran() -> None:
    base = plan_from(["city=fourteen_towns", "policy=rules_2006", "months=12", "seed=1"], "run")
    one, other = (shlex.split(line) for line in what_if_command(ASKED, VALUES).splitlines())
    assert one[:2] == other[:2] == ["cadreflow", "run"]
    assert plan_from(one[2:], "run").contents == base.contents
    assert plan_from(other[2:], "run").policy == base.with_values(VALUES, name="x").policy


def test_the_python_of_what_if_gives_the_differences_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(what_if_python(ASKED, VALUES, 1), "shown", "exec"), {})
    said = dict(line.split() for line in capsys.readouterr().out.splitlines() if line and "dtype" not in line)
    base = plan_from(["city=fourteen_towns", "policy=rules_2006", "months=12", "seed=1"], "run")
    one, other = results_of(base), results_of(base.with_values(VALUES, name="what_if"))
    assert float(said["cost_yuan_per_year"]) == pytest.approx(
        other["cost_yuan_per_year"] - one["cost_yuan_per_year"], rel=1e-5
    )
