"""`cadreflow validate`: the certificate, what changes it, and what reports say of it."""

import json
import re
from pathlib import Path

import pytest

from dashboards.cards.certified import certified
from dashboards.certificate import page
from experiments import provenance
from experiments.certificate import (
    Tried,
    as_text,
    certificate_of,
    digest_of,
    read_certificate,
    standing_of,
    write_certificate,
)
from experiments.validate_told import standing_told, verdict_told
from sim.oracles import Oracle
from sim.oracles.evidence import equal, near
from tests.dashboards.synthetic import POLICIES, write_study
from tests.experiments.commands import command

NOTHING = Oracle(1, "made up", "虚构", "x = y", "none", lambda trial: [])


def made(*checks, complete=True, code="", at="", lock="locked"):
    """Return a certificate of checks as they are, without any run."""
    checks = checks or (near("a mean", 1.0, 1.1, 0.1), equal("accounts", [1, 2], [1, 2]))
    tried = [Tried(NOTHING, tuple((1, 1, check) for check in checks), 0.5)]
    content = certificate_of(tried, "fast", [1], complete, 0.5)
    if code:
        content["code"] |= {"source_hash": code, "lock": lock}
    if at:
        content["made"] = at
    return content | {"digest": digest_of(content)}


def test_a_certificate_says_what_was_tried_and_is_read_again(tmp_path: Path):
    content = made()
    assert (content["verdict"], content["refuted"], content["totals"]["exact"]) == ("holds", [], 1)
    assert content["code"]["source_hash"] == provenance.SOURCE_HASH and content["versions"]["numba"]
    check = content["oracles"][0]["checks"][0]
    assert check["z"] == pytest.approx(-1.0) and check["p"] == pytest.approx(0.3173, abs=1e-4)
    found = read_certificate(write_certificate(tmp_path, content))
    assert found.content == content and not found.wrong


def test_failing_checks_refute_by_holm(tmp_path: Path):
    content = made(near("far", 2.0, 1.0, 0.1), near("near", 1.0, 1.1, 0.1), equal("exact", [1], [2]))
    assert (content["verdict"], content["refuted"], content["totals"]["refuted"]) == ("refuted", [1], 2)
    assert [each["verdict"] for each in content["oracles"][0]["checks"]] == ["refuted", "holds", "refuted"]
    assert content["oracles"][0]["checks"][2]["z"] is None  # JSON has no infinity
    assert "REFUTED" in standing_told(content).en and "被推翻" in standing_told(content).zh
    html = page(content)
    assert "This code is refuted" in html and html.count('class="bad"') == 2


def test_every_changed_byte_is_found(tmp_path: Path):
    content = made()
    file = write_certificate(tmp_path, content)
    text = file.read_bytes()
    assert text.decode() == as_text(content)
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1
        file.write_bytes(changed)
        found = read_certificate(file)
        # a changed name of a field that every certificate has makes it somebody else's file
        assert found is None or found.wrong, (place, text[max(0, place - 20) : place + 20])
    file.write_bytes(text.replace(b'"expected": 1.1', b'"expected": 1.2'))
    assert "digest mismatch" in read_certificate(file).wrong


def test_files_of_others_are_no_certificates(tmp_path: Path):
    (tmp_path / "certificate.json").write_text('{"name": "somebody else"}')
    assert read_certificate(tmp_path / "certificate.json") is None


def of(code: str, lock: str = "locked") -> dict[str, str]:
    return {"source_hash": code, "lock": lock}


def test_the_newest_whole_certificate_of_the_same_code_stands(tmp_path: Path):
    study = tmp_path / "study"
    assert standing_of(study, of("aaaa"), tmp_path / "elsewhere").counts is None
    for name, at, code, complete in [
        ("old", "2026-01-01", "aaaa", True), ("new", "2026-02-01", "aaaa", True),
        ("partial", "2026-03-01", "aaaa", False), ("other", "2026-04-01", "bbbb", True),
    ]:  # fmt: skip
        write_certificate(tmp_path / name, made(complete=complete, code=code, at=at))
    found = standing_of(study, of("aaaa"), tmp_path / "elsewhere")
    assert found.counts.content["made"] == "2026-02-01" and not found.changed
    newest = tmp_path / "new" / "certificate.json"
    newest.write_text(newest.read_text().replace('"checks": 2', '"checks": 9'))
    found = standing_of(study, of("aaaa"), tmp_path / "elsewhere")
    assert found.counts.content["made"] == "2026-01-01"
    assert [each.file.parent.name for each in found.changed] == ["new"]


def test_a_certificate_of_other_code_is_kept_beside_the_new_one(tmp_path: Path):
    write_certificate(tmp_path / "validate", made(code="aaaa"))
    write_certificate(tmp_path / "validate", made(code="bbbb"))
    assert sorted(file.name for file in (tmp_path / "validate").iterdir()) == [
        "certificate-aaaa.json", "certificate.json"
    ]  # fmt: skip
    for code in ("aaaa", "bbbb"):
        assert standing_of(tmp_path / "study", of(code), tmp_path).counts.content["code"]["source_hash"] == code


def test_a_refutation_is_not_erased_by_another_try(tmp_path: Path):
    bad = near("far", 2.0, 1.0, 0.1)
    refuted = made(bad, code="aaaa", at="2026-01-01")
    folder, code = tmp_path / "validate", of("aaaa")
    write_certificate(folder, refuted)
    for at in ("2026-01-02", "2026-01-03"):
        write_certificate(folder, made(code="aaaa", at=at))
    kept = folder / f"certificate-aaaa-{refuted['digest'][:12]}.json"
    assert read_certificate(kept).content == refuted
    assert standing_of(tmp_path / "study", code, tmp_path).counts.file == kept.resolve()
    write_certificate(folder, made(bad, code="aaaa", at="2026-01-04"))
    assert standing_of(tmp_path / "study", code, tmp_path).counts.content["made"] == "2026-01-04"
    for at, code in (("2026-01-05", "bbbb"), ("2026-01-06", "aaaa"), ("2026-01-07", "cccc"), ("2026-01-08", "aaaa")):
        write_certificate(folder, made(code=code, at=at))
    verdicts = [read_certificate(file).content["verdict"] for file in folder.iterdir()]
    assert (verdicts.count("refuted"), verdicts.count("holds")) == (2, 4)


def test_a_certificate_is_of_the_locked_versions_too(tmp_path: Path):
    write_certificate(tmp_path / "validate", made(code="aaaa", lock="old"))
    assert standing_of(tmp_path / "study", of("aaaa", "new"), tmp_path).counts is None
    write_certificate(tmp_path / "validate", made(code="aaaa", lock="new"))
    for lock in ("old", "new"):
        assert standing_of(tmp_path / "study", of("aaaa", lock), tmp_path).counts.content["code"]["lock"] == lock


def test_a_certificate_names_the_commands_that_it_tried(monkeypatch: pytest.MonkeyPatch):
    content = made()
    assert content["commands"] == provenance.commands_hash() and content["commands"] in page(content)
    monkeypatch.setattr(provenance, "_COMMANDS", ("launch.py",))
    assert made()["commands"] != content["commands"]


def test_what_was_not_tried_is_not_spoken_of(tmp_path: Path):
    partial = made(near("a mean", 1.0, 1.1, 0.1), complete=False)
    html = page(partial)
    assert "Nothing that was tried refutes this code" in html and "所作检验均未推翻这份代码" in html
    assert "Nothing that was tried" not in page(made())
    told = " ".join(line.en + line.zh for line in verdict_told(partial))
    assert not any(word in told for word in ("adds up", "账目守恒", "same luck", "同运气", "It says that this code"))
    account = Oracle(2, "made up", "虚构", "x = y", "none", lambda trial: [], "account")
    tried = [Tried(account, ((1, 1, equal("posts", [1], [1])),), 0.5)]
    told = " ".join(line.en + line.zh for line in verdict_told(certificate_of(tried, "fast", [1], True, 0.5)))
    assert "Among them: 1 checks that every post" in told and "same luck" not in told
    assert "It says that this code reproduces closed forms" in told


def test_reports_name_the_certificate_or_its_absence_or_its_change(tmp_path: Path):
    from dashboards.studies import open_study

    study = open_study(write_study(tmp_path / "it", POLICIES[:2], 6, months=24))
    code, lock = (study.manifest["code"][name] for name in ("source_hash", "lock"))

    def said() -> list[str]:
        return [text.en for _, lines in certified(study).points for text in lines]

    assert said() == ["No certificate for this code with its locked versions; make one: cadreflow validate."]
    content = made(code=code, lock=lock)
    file = write_certificate(tmp_path / "validate", content)
    (line,) = said()
    assert line.startswith(f"Certified: 1 oracles, 2 checks, digest {content['digest'][:12]}, made on ")
    file.write_text(file.read_text().replace('"expected": 1.1', '"expected": 1.2'))
    none, changed = said()
    assert none.startswith("No certificate") and "digest mismatch" in changed
    assert changed.startswith("Certificate validate/certificate.json is not valid") and str(tmp_path) not in changed
    study.close()


def test_validate_prints_a_table_and_writes_a_certificate(tmp_path: Path):
    code, out, err = command("validate", "only=[8,9]", cwd=tmp_path)
    assert (code, err) == (0, "")
    assert "retirement age raised at once" in out and "一次性提高退休年龄" in out and "exact" in out
    assert "Only oracles 8, 9 were tried" in out and "没有任何检验推翻本模型" in out
    folder = tmp_path / "outputs" / "validate-partial"
    content = json.loads((folder / "certificate.json").read_text())
    assert content["digest"] in out and not content["complete"]
    assert {each["number"] for each in content["oracles"]} == {8, 9}
    assert content["digest"] == digest_of(content)
    html = (folder / "certificate.html").read_text()
    assert content["digest"] in html and not re.search(r'(src|href)="(?!#|data:)', html)
    file = folder / "certificate.json"
    code, out, err = command("validate", f"verify={file}", "language=en", cwd=tmp_path)
    assert (code, err) == (0, "") and "unchanged since it was made" in out
    file.write_text(file.read_text().replace('"seed": 1', '"seed": 2', 1))
    code, out, err = command("validate", f"verify={file}", cwd=tmp_path)
    assert (code, err) == (1, "") and "digest mismatch" in out and "无效" in out


def test_a_refuted_model_ends_with_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import io

    from rich.console import Console

    from experiments import oracles, validate
    from experiments.carry_out import Call

    broken = Oracle(1, "made up", "虚构", "x = y", "none", lambda trial: [near("far", 2.0, 1.0, 0.1)])
    monkeypatch.setattr(oracles, "ALL", (broken,))
    config = {"tier": "fast", "seed": 1, "only": [], "out": str(tmp_path), "verify": "", "language": "both"}
    console = Console(file=io.StringIO(), width=140)
    assert validate.validate(Call("validate", (), config), console) == 1
    said = console.file.getvalue()
    assert "The model is REFUTED: 1 of 1 checks fail, in oracle 1" in said and "模型被推翻" in said


def test_mistakes_are_told_at_once_and_nothing_is_written(tmp_path: Path):
    code, out, err = command("validate", "tier=quick", "only=[3,40]", "seed=-1", "language=fr", cwd=tmp_path)
    assert code == 2 and not out and "Traceback" not in err
    for said in ("tier is 'quick'; allowed: fast, deep", "only names 40", "seed is -1", "language is 'fr'"):
        assert said in err
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("")
    code, out, err = command("validate", "only=[22]", "out=file/below/it", cwd=tmp_path)
    assert code == 2 and not out and "out is file/below/it, but file is no folder that can be written to" in err
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
    code, _, err = command("validate", "verify=nothing.json", cwd=tmp_path)
    assert code == 2 and "which is no file" in err
