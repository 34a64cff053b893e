"""
Golden reports: the committed samples through the whole line with real Tesseract, held against what they gave before.

Only what has to stay is compared: verdicts, forms and editions, findings, ink. Where a change is meant,
`pytest tests/test_golden.py --regenerate-golden` writes the files, and the difference is reviewed.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from samples.small import SET, SMALL_FOLDER
from samples.truth import Truth, from_json
from scanpipe.model import Ink, Report, Severity, Upload, UploadFile, Verdict
from scanpipe.ocr.engine import engine
from scanpipe.pipeline import examine
from tests.scripted import CATALOG

pytestmark = pytest.mark.tesseract

GOLDEN = Path(__file__).with_name("golden")
NAMES = [wanted.name for wanted in SET]


def truth_of(name: str) -> Truth:
    return from_json((SMALL_FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))


def files_of(name: str) -> tuple[UploadFile, ...]:
    """The pictures of a sample in their order: name.pdf, or name-1.jpg, name-2.jpg."""
    alone = [p for p in SMALL_FOLDER.glob(f"{name}.*") if p.suffix != ".json"]
    several = sorted(p for p in SMALL_FOLDER.glob(f"{name}-[0-9].*") if p.suffix != ".json")
    return tuple(UploadFile(p.name, p.read_bytes()) for p in alone or several)


@lru_cache(maxsize=64)
def report_of(name: str) -> Report:
    upload = Upload(files_of(name))
    return examine(upload, as_of=truth_of(name).as_of, catalog=CATALOG, engine=engine("pytesseract", 60.0))


def reduced(report: Report) -> dict[str, Any]:
    """What of a report has to stay the same from change to change and from machine to machine."""
    return {
        "verdict": report.verdict.value,
        "documents": [
            {
                "form": d.form,
                "edition": d.edition,
                "edition_status": d.edition_status.value,
                "pages": list(d.pages),
                "verdict": d.verdict.value,
                "ink": {r.key: r.ink.value for r in d.readings},
            }
            for d in report.documents
        ],
        "findings": sorted(
            " ".join(str(part) for part in (r.severity.value, r.finding.code, r.finding.page, r.finding.key or "-"))
            for r in report.findings
        ),
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_its_golden_report(name: str, regenerate_golden: bool) -> None:
    """The same paper, the same answer."""
    file, now = GOLDEN / f"{name}.json", reduced(report_of(name))
    if regenerate_golden:
        file.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    assert file.is_file(), "no golden report: pytest tests/test_golden.py --regenerate-golden"
    assert now == json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_no_sample_is_accused_of_what_is_not_wrong_with_it(name: str) -> None:
    """Whatever the golden reports say: every `must` is one of the faults that were planted."""
    expected = {(e.code, e.key) for e in truth_of(name).expected}
    accused = {(r.finding.code, r.finding.key) for r in report_of(name).findings if r.severity is Severity.MUST}
    assert accused <= expected


@pytest.mark.parametrize("name", [n for n in NAMES if not truth_of(n).severe])
def test_every_readable_sample_is_known_for_what_it_is(name: str) -> None:
    """The right edition with the right standing, and nothing that was written is called blank."""
    truth, document = truth_of(name), report_of(name).documents[0]
    assert (document.form, document.edition) == (truth.form, truth.edition)
    assert document.edition_status == truth.edition_status
    ink = {r.key: r.ink for r in document.readings}
    assert [f.key for f in truth.fields if f.state is Ink.WRITTEN and ink[f.key] is Ink.BLANK] == []


@pytest.mark.parametrize("name", [n for n in NAMES if truth_of(n).severe])
def test_a_picture_that_nobody_can_read_is_taken_again(name: str) -> None:
    """With the reason that was planted."""
    report = report_of(name)
    assert report.verdict is Verdict.RESCAN
    assert {e.code for e in truth_of(name).expected} <= {r.finding.code for r in report.findings}


def test_no_golden_report_outlives_its_sample() -> None:
    """Every file belongs to a sample."""
    assert {p.stem for p in GOLDEN.glob("*.json")} <= set(NAMES)
