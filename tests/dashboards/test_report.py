import base64
import gzip
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboards.cards import Card, cards_of
from dashboards.cards.comparison import known_findings, said, told
from dashboards.page import said as spoken
from dashboards.report import write_report
from dashboards.studies import Study, open_study
from dashboards.theme import View
from dashboards.words import Text
from experiments.problems import Problems
from tests.dashboards.synthetic import POLICIES, renamed, write_study


def unpacked(html: str, name: str) -> str:
    """Return what a page carries packed."""
    letters = re.search(rf'<script type="application/octet-stream" id="{name}">(.*?)</script>', html, re.S)
    return gzip.decompress(base64.b64decode(letters[1])).decode()


def texts(cards: dict[str, Card]) -> list[Text]:
    """Return every text of the cards."""
    found = []
    for card in cards.values():
        found += [card.link, card.question]
        for answer in card.answers:
            found += [answer.title, answer.subtitle, answer.source]
            found += [line for group in (*answer.points, *answer.folded) for line in (group[0], *group[1])]
            if answer.chart:
                found.append(answer.chart.alternative)
            if answer.table:
                found += [answer.table.caption, *answer.table.head]
                found += [cell for row in answer.table.rows for cell in row]
    return found


def test_every_question_is_answered_with_chart_table_and_source(cards: dict[str, Card], study: Study) -> None:
    expected = ["changes", "vacancies", "retention", "causes", "flows", "ages", "towns", "cost", "basis"]
    assert list(cards) == expected
    for key in expected[:-1]:
        for answer in cards[key].answers:
            assert answer.chart and answer.table and answer.source.en
            assert answer.chart.alternative.en.endswith(".") and answer.chart.alternative.zh.endswith("。")
    for key in expected[1:-1]:
        shown = [answer.policy for answer in cards[key].answers]
        assert shown == ["limits_57_55", "allowance_up", "rules_2006"]
    assert "8" in cards["changes"].answers[0].source.en


def test_both_languages_say_the_same_numbers(cards: dict[str, Card]) -> None:
    """Amounts that Chinese counts in 万, and months' names, are written differently; all else must agree."""
    compared = 0
    for text in texts(cards):
        assert bool(text.en) == bool(text.zh), text
        assert "{" not in text.en + text.zh
        if not re.search(r"\d,\d{3}|million|[a-z] \d{4}|\d{4} 年|definition", text.en + text.zh):
            english, chinese = (set(re.findall(r"\d+", each)) for each in (text.en, text.zh))
            assert chinese <= english | WRITTEN_OUT, text
            compared += bool(english)
    assert compared > 500


WRITTEN_OUT = {"60", "120", "36", "40", "30", "0", "1", "3", "4"}
"""Numbers in definitions of measures that English writes as words: "after five years"."""


def test_no_sentence_promises(cards: dict[str, Card]) -> None:
    for text in texts(cards):
        assert not re.search(r"\b(proves?|proven|will)\b", text.en)
        assert not re.search("证明|必将|一定会", text.zh)


def test_findings_are_those_of_the_command_line(cards: dict[str, Card], study: Study) -> None:
    found = told(known_findings(study))
    answer = cards["changes"].answers[0]
    shown = [line for _, lines in (*answer.points, *answer.folded) for line in lines]
    for finding in found:
        assert said(study, finding) in shown
    assert answer.title == said(study, next(each for each in found if each.difference.told_apart))


def test_what_cannot_be_told_apart_is_folded_and_says_so(cards: dict[str, Card]) -> None:
    for _, lines in cards["changes"].answers[0].folded:
        for line in lines:
            assert "no difference" in line.en or "exactly the same" in line.en or "too few" in line.en


def test_the_table_says_what_the_figure_draws(cards: dict[str, Card]) -> None:
    """Last values of the lines are in the table, rounded; so are all tiles."""
    for answer in cards["vacancies"].answers:
        cells = {cell.en for row in answer.table.rows for cell in row}
        for trace in answer.chart.draw(View()).data:
            if trace.name:
                last = 100 * trace.y[-1]
                assert cells & {f"{last:.0f}%", f"{last:.1f}%"}
    for answer in cards["towns"].answers:
        cells = {cell.en for row in answer.table.rows for cell in row}
        for share in re.findall(r"<b>(\d+)%</b>", " ".join(answer.chart.draw(View()).data[0].text)):
            assert any(cell == f"{share}%" or re.fullmatch(r"\d+\.\d%", cell) for cell in cells)


def test_the_basis_names_documents_assumptions_and_seeds(cards: dict[str, Card], study: Study) -> None:
    said_here = " ".join(text.en for text in texts({"basis": cards["basis"]}))
    for note in study.policies:
        assert note.source in said_here and note.why in said_here
    assert "In this model, under these assumptions" in said_here
    assert "Township allowance by remoteness" in said_here and "200 / 200 / 200 / 200 / 200 → 900" in said_here
    assert study.manifest["hash"] in said_here and "1 to 8" in said_here


def test_one_file_without_addresses_that_it_would_ask(report: Path) -> None:
    assert report.stat().st_size <= 3_000_000, "it must pass through the post; six million at most"
    html = report.read_text(encoding="utf-8")
    assert unpacked(html, "plotly").count("plotly.js v") == 1
    outside = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", outside)
    assert "default-src 'none'" in html


class Counted(HTMLParser):
    """Counts elements and remembers what is open."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_named(report: Path) -> None:
    page = Counted()
    html = re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", report.read_text(encoding="utf-8"), flags=re.S)
    page.feed(html)
    assert not page.open
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.seen:
        if attributes.get("role") == "img":
            assert attributes["aria-labelledby"] in ids
        if tag == "a" and attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in ids


def test_names_that_look_like_markup_are_only_names(tmp_path: Path) -> None:
    nasty = renamed(POLICIES[1], label_en="<b>&\"'</script>", label_zh="<i>政策</i>", source="<img src=x>")
    folder = write_study(tmp_path / "nasty", [POLICIES[0], nasty], 5, months=14)
    html = write_report(folder).read_text(encoding="utf-8")
    assert "<img src=x>" not in html and "<i>政策" not in html.split('id="figures"')[0]
    assert json.loads(unpacked(html, "figures"))["figures"]
    assert spoken(Text("<", "<")) == "&lt;"


def test_few_runs_show_values_without_bands_and_say_so(few_folder: Path) -> None:
    html = write_report(few_folder).read_text(encoding="utf-8")
    assert "too few" in html and "不足以给出区间" in html
    assert "1 of 7 runs are missing" in html and "7 次模拟中尚缺 1 次" in html
    opened = open_study(few_folder)
    try:
        cards = {card.key: card for card in cards_of(opened)}
    finally:
        opened.close()
    for trace in cards["vacancies"].answers[0].chart.draw(View()).data:
        assert trace.fill is None
    for trace in cards["changes"].answers[0].chart.draw(View()).data:
        assert trace.marker.symbol == "circle-open" and trace.error_x.array is None
    assert "too few to tell" in cards["changes"].answers[0].title.en


def test_a_single_policy_is_shown_without_a_comparison(single_folder: Path) -> None:
    opened = open_study(single_folder)
    try:
        cards = {card.key: card for card in cards_of(opened)}
    finally:
        opened.close()
    first = cards["changes"].answers[0]
    assert first.chart is None and "nothing is compared" in first.title.en and first.table.rows
    for key, table in [("retention", "careers"), ("flows", "careers"), ("ages", "careers"), ("towns", "openings")]:
        answer = cards[key].answers[0]
        assert answer.chart is None and answer.table is None
        assert table in answer.title.en and f"keep=[months,{table}]" in answer.subtitle.en
    assert "data-show" not in write_report(single_folder).read_text(encoding="utf-8").split("<script")[0]


def test_an_empty_table_says_so(study_folder: Path, tmp_path: Path) -> None:
    import pandas as pd

    folder = tmp_path / "emptied"
    shutil.copytree(study_folder, folder)
    for file in (folder / "careers").glob("*.parquet"):
        pd.read_parquet(file).iloc[:0].to_parquet(file)
    opened = open_study(folder)
    try:
        cards = {card.key: card for card in cards_of(opened)}
    finally:
        opened.close()
    assert "has no rows" in cards["retention"].answers[0].title.en
    assert cards["retention"].answers[0].chart is None
    assert cards["vacancies"].answers[0].chart is not None


def test_what_is_no_study_is_refused_and_nothing_is_written(tmp_path: Path, study_folder: Path) -> None:
    with pytest.raises(Problems, match="no study"):
        write_report(tmp_path, tmp_path / "page.html")
    with pytest.raises(Problems, match="no study"):
        write_report(tmp_path / "nowhere", tmp_path / "page.html")
    bare = tmp_path / "bare"
    shutil.copytree(study_folder, bare, ignore=shutil.ignore_patterns("runs"))
    with pytest.raises(Problems, match=r"unfinished.*any policy.*cadreflow compare"):
        write_report(bare, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_a_policy_without_runs_is_named(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "part", POLICIES[:2], 5, months=14)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["policies"].append({**manifest["policies"][0], "name": "third"})
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Problems, match="no run of third has ended"):
        open_study(folder)


def test_runs_too_short_for_a_year_draw_no_yearly_figures(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "short", POLICIES[:2], 5, months=8)
    opened = open_study(folder)
    try:
        cards = {card.key: card for card in cards_of(opened)}
    finally:
        opened.close()
    assert "shorter than a year" in cards["flows"].answers[0].title.en
    assert "no whole calendar year" in cards["cost"].answers[0].title.en
    write_report(folder)
