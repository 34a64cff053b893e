"""Every bad file and every odd format ends in a whole report, soon."""

import datetime as dt
import os
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scanpipe.model import Report, Severity, Upload, UploadFile, Verdict
from scanpipe.ocr.engine import engine
from scanpipe.pipeline import examine
from scanpipe.report.json import schema, to_json
from tests.conftest import ROOT
from tests.scripted import CATALOG, ScriptedEngine

SOON_S = 10.0
DATA = Path(os.environ.get("SCANPIPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
NAMES = sorted(f"{p.parent.name}/{p.name}" for part in ("bad-inputs", "formats") for p in (DATA / part).glob("*"))
NOW = dt.date(2026, 11, 20)


def cpu_s() -> float:
    """Seconds that this process and the programs it waited for have computed."""
    return sum(os.times()[:4])


def told(*files: UploadFile, real: bool = True) -> Report:
    reader = engine("pytesseract", 60.0) if real else ScriptedEngine([[]] * 50)
    report = examine(Upload(files), as_of=NOW, catalog=CATALOG, engine=reader)
    Draft202012Validator(schema()).validate(to_json(report))
    return report


@pytest.mark.shared
@pytest.mark.poppler
@pytest.mark.tesseract
@pytest.mark.parametrize("name", NAMES or ["absent"])
def test_every_bad_file_ends_in_a_report(shared_data: Path, name: str) -> None:
    """Within ten seconds, without an exception, never ready and never accused of what a form lacks."""
    file = UploadFile(name, (shared_data / name).read_bytes())
    begin, used = time.perf_counter(), cpu_s()
    report = told(file)
    # A busy machine takes longer; what it works stays the same.
    assert cpu_s() - used < SOON_S
    assert time.perf_counter() - begin < 6 * SOON_S
    assert report.verdict in (Verdict.RESCAN, Verdict.REVIEW)
    assert [d.form for d in report.documents] == [None] * len(report.documents)
    about_paper = ("field.", "sign.", "edition.", "page.missing", "doc.")
    accused = [r.finding.code for r in report.findings if r.severity is Severity.MUST]
    assert not any(code.startswith(about_paper) for code in accused)
    if not report.pages:
        assert any(r.finding.code.startswith("file.") for r in report.findings)


MADE = {
    "empty.pdf": b"",
    "only-a-head.pdf": b"%PDF-1.7\n",
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Ty",
    "page.pdf": b"<!DOCTYPE html><html><body>404</body></html>",
    "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40),
    "photo.png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "scan.tif": b"II*\x00\x08\x00\x00\x00" + bytes(8),
    "archive.zip": b"PK\x03\x04" + bytes(60),
    "letter.docx": b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml",
    "program.exe": b"MZ" + bytes(200),
    "zeros.pdf": bytes(5000),
    "text.txt": "Tôi tên là Nguyễn Văn A".encode(),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_no_picture_is_told_in_a_sentence(name: str) -> None:
    """One finding about the file, in both languages, with its name."""
    report = told(UploadFile(name, MADE[name]), real=False)
    (ruling,) = report.findings
    assert ruling.finding.code.startswith("file.")
    assert name in ruling.title["vi"]
    assert name in ruling.title["en"]
    assert ruling.fix["vi"]
    assert (report.verdict, report.pages, report.documents) == (Verdict.RESCAN, (), ())


def test_many_bad_files_are_each_named() -> None:
    """Not only the first."""
    report = told(*(UploadFile(name, data) for name, data in MADE.items()), real=False)
    assert [r.finding.params["name"] for r in report.findings] == list(MADE)
    assert [r.finding.params["file"] for r in report.findings] == list(range(len(MADE)))


@pytest.mark.parametrize("name", ["../../etc/passwd", "<script>.pdf", "tên có dấu.pdf", "", "a" * 300, "{page}.pdf"])
def test_a_file_may_have_any_name(name: str) -> None:
    """It is only ever shown."""
    report = told(UploadFile(name, b""), real=False)
    assert report.files[0].name == name
    assert [r.finding.code for r in report.findings] == ["file.empty"]
