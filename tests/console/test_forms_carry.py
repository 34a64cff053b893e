"""`forms carry` at the terminal: the PDF, its provenance beside it, and what the citizen is asked."""

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from pypdf import PdfReader
from typer.testing import CliRunner

from scanpipe.console.forms_carry import forms_carry
from scanpipe.findings import rule
from scanpipe.model import (
    Box,
    Document,
    EditionStatus,
    FileRecord,
    Finding,
    Ink,
    MadeWith,
    Reading,
    Report,
    Source,
    Verdict,
)
from scanpipe.report.json import dumps

run = CliRunner()
app = typer.Typer()
app.command("carry")(forms_carry)

NAME = Reading("declarant_full_name", 1, Box(0.25, 0.24, 0.5, 0.02), Ink.WRITTEN, "Lê Thị Hòa", 0.97, Source.OCR)
NUMBER = replace(NAME, key="declarant_personal_id", text="079190000123")
SEX = replace(NAME, key="declarant_gender", text="Nữ")
PHONE = replace(NAME, key="declarant_phone", text="0912345678", confidence=0.5)
PARAMS = {"label": "4. Số định danh cá nhân", "n": 11, "other": "3. Giới tính"}
OLD = Document(
    "ct01", "tt66_2023", EditionStatus.OUTDATED, dt.date(2024, 1, 1), "tt53_2025", (1,), 0.98, None,
    ("66/2023/TT-BCA",), Verdict.CORRECT, (NAME, NUMBER, SEX, PHONE),
)  # fmt: skip


@app.callback()
def _group() -> None:
    """So that the command keeps its name."""


def saved(folder: Path, *documents: Document, findings: tuple[Finding, ...] = ()) -> Path:
    """A report.json of these papers."""
    report = Report(
        Verdict.CORRECT, dt.date(2026, 11, 20), MadeWith("0.1.0", "scripted", "sha256:0", 0.5),
        (FileRecord("a.pdf", "0" * 64, 1),), (), documents, tuple(rule(f, accuses=True) for f in findings),
    )  # fmt: skip
    path = folder / "report.json"
    path.write_text(dumps(report), encoding="utf-8")
    return path


def carried(report: Path, *options: str) -> tuple[Any, dict[str, Any], dict[str, str]]:
    """The answer, the provenance and the form fields that hold something."""
    pdf = report.with_name("new.pdf")
    answer = run.invoke(app, ["carry", str(report), "-o", str(pdf), *options])
    assert answer.exit_code == 0, answer.stderr
    fields = PdfReader(io.BytesIO(pdf.read_bytes())).get_fields() or {}
    typed = {name: str(f["/V"]) for name, f in fields.items() if str(f.get("/V", "")) not in ("", "/Off")}
    return answer, json.loads(pdf.with_name("new.pdf.json").read_text(encoding="utf-8")), typed


def test_the_blank_in_force_is_filled_and_every_value_says_where_it_comes_from(tmp_path: Path) -> None:
    """Page, box, source, confidence; everything to be confirmed; what was read badly is asked."""
    answer, told, typed = carried(saved(tmp_path, OLD))
    assert typed == {NAME.key: "Lê Thị Hòa", NUMBER.key: "079190000123", SEX.key: "Nữ"}
    assert (told["schema"], told["from_edition"], told["edition"]) == ("scanpipe.carry/v1", "tt66_2023", "tt116_2026")
    first = told["values"][0]
    assert first["to_confirm"] is True
    assert first["from"] == {
        "key": NAME.key, "label": "1. Họ, chữ đệm và tên:", "page": 1, "box": [0.25, 0.24, 0.5, 0.02], "source": "ocr",
        "confidence": 0.97, "text": "Lê Thị Hòa",
    }  # fmt: skip
    assert [(left["key"], left["why"]) for left in told["left"]] == [("declarant_phone", "unsure")]
    assert "cần Ông/Bà xác nhận (3)" in answer.stdout
    assert "5. Số điện thoại liên hệ: máy đọc chưa chắc chắn" in answer.stdout


def test_the_words_are_there_in_english(tmp_path: Path) -> None:
    """The table at the terminal, as everywhere."""
    answer, _, _ = carried(saved(tmp_path, OLD), "--lang", "en")
    assert "Carried over, for you to confirm (3):" in answer.stdout
    assert "page 1, read from the picture, confidence 97%" in answer.stdout


@pytest.mark.parametrize(
    ("finding", "gone"),
    [
        (Finding("field.id_format", document=0, key=NUMBER.key, params=PARAMS), {NUMBER.key}),
        (Finding("field.sex_mismatch", document=0, key=NUMBER.key, params=PARAMS), {NUMBER.key, SEX.key}),
        (Finding("cross.id_differs", document=0, page=1), {NUMBER.key}),
        (Finding("cross.id_differs", page=1), {NUMBER.key}),
    ],
)  # fmt: skip
def test_values_that_a_finding_is_about_are_asked(tmp_path: Path, finding: Finding, gone: set[str]) -> None:
    """A number that disagrees with the card, with the sex or with itself is not copied on."""
    _, told, typed = carried(saved(tmp_path, OLD, findings=(finding,)))
    assert {NAME.key, NUMBER.key, SEX.key} - set(typed) == gone
    assert {left["key"] for left in told["left"] if left["why"] == "doubted"} == gone


def test_a_paper_of_the_edition_in_force_has_nothing_to_carry(tmp_path: Path) -> None:
    """Exit code 2 and a sentence; so for a paper that nobody knows, and for a file that is no report."""
    current = replace(OLD, edition="tt116_2026", edition_status=EditionStatus.CURRENT)
    unknown = replace(OLD, edition=None, edition_status=EditionStatus.UNKNOWN)
    no_report = tmp_path / "truth.json"
    no_report.write_text("{}", encoding="utf-8")
    for path, said in (
        (lambda: saved(tmp_path, current), "the edition in force on 2026-11-20"),
        (lambda: saved(tmp_path, unknown), "edition is not known"),
        (lambda: saved(tmp_path, replace(OLD, edition="tt9_1999")), "has no ct01@tt9_1999"),
        (lambda: saved(tmp_path, OLD, OLD), "Papers 1, 2"),
        (lambda: no_report, "no report of scanpipe.report/v1"),
        (lambda: tmp_path / "absent.json", "absent.json"),
    ):
        answer = run.invoke(app, ["carry", str(path()), "-o", str(tmp_path / "new.pdf")])
        assert answer.exit_code == 2, answer.output
        assert said in answer.stderr
    assert not (tmp_path / "new.pdf").exists()


def test_the_day_decides_which_blank_is_filled(tmp_path: Path) -> None:
    """That of the report, unless another is named."""
    _, told, _ = carried(saved(tmp_path, OLD), "--as-of", "2025-12-01")
    assert told["edition"] == "tt53_2025"


def test_one_of_several_papers_is_named_by_its_number(tmp_path: Path) -> None:
    """The only outdated one needs no naming."""
    current = replace(OLD, edition="tt116_2026", edition_status=EditionStatus.CURRENT, readings=())
    _, told, _ = carried(saved(tmp_path, current, OLD))
    assert told["document"] == 1
    _, told, _ = carried(saved(tmp_path, OLD, OLD), "--document", "2", "--provenance", str(tmp_path / "new.pdf.json"))
    assert told["document"] == 1
