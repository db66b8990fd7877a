"""“Show me the command” and “show me the Python”: what they say does what the page shows."""

import pytest

from dashboards.address import Address
from dashboards.pages import PAGES
from dashboards.studies import Study
from dashboards.web.answer import chosen
from dashboards.web.remake import command_of, python_of

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
    made, opened = command_of(real, SHOWN[1], address).splitlines()
    assert made.startswith("cadreflow compare months=") or "months=96" in made
    assert "dashboard" in opened and "by=age" in opened
