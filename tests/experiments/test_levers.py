import csv
import io
import json

import pytest

from experiments import schema
from experiments.levers import as_csv, as_json, as_markdown, chosen_levers, show_levers
from experiments.problems import Problems


def test_all_levers_and_all_assumptions_are_listed():
    known = set(schema.declared())
    levers = {row["name"] for row in csv.DictReader(io.StringIO(as_csv(chosen_levers(""))))}
    assumed = {row["name"] for row in json.loads(as_json(chosen_levers("", assumptions=True)))}
    assert levers == {name for name in known if not name.startswith("setting.")}
    assert levers | assumed == known


def test_a_name_that_begins_with_setting_asks_for_assumptions():
    assert {each.name for each in chosen_levers("setting.")} == {each.name for each in schema.assumptions()}


def test_lists_of_numbers_keep_their_labels_and_rules_their_beginning():
    allowance, cap = chosen_levers("incentives.township"), chosen_levers("quotas.excellent")
    found = json.loads(as_json(allowance))[0]
    assert found["default"]["class_4"] == 400
    assert (found["start"], found["before"]["class_0"]) == ("2015-01", 0)
    assert "| quotas.excellent_cap_share | share | 0.2 | 0 | 1 | 2020-12 | 0.15 |" in as_markdown(cap)


def test_the_table_shows_both_languages(capsys):
    assert show_levers("table", "retirement.gradual", assumptions=False) == 0
    out = capsys.readouterr().out
    for part in ("Gradual rise", "渐进式延迟退休", "yes/no", "2025-01", "NPC Standing Committee"):
        assert part in out


@pytest.mark.parametrize(
    ("words", "said"),
    [(("table", "agelimits"), "The groups are: accountability, age_limits"), (("word", ""), "allowed: table, csv")],
)
def test_what_cannot_be_shown_is_told(words, said):
    with pytest.raises(Problems, match=said):
        show_levers(*words, assumptions=False)
