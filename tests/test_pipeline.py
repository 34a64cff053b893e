"""One upload from files to a report, with an engine that reads what is there."""

import datetime as dt
import json
import random
from dataclasses import replace

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from scanpipe.catalog.blank import fill
from scanpipe.errors import EngineError
from scanpipe.findings import missing_parameters
from scanpipe.imaging.encode import png
from scanpipe.model import EditionStatus, Ink, Readability, Report, Severity, Source, Upload, UploadFile, Verdict
from scanpipe.pipeline import examine
from scanpipe.report.json import dumps, schema, to_json
from tests.scripted import CATALOG, Scan, ScriptedEngine, blank_of, blank_scan, filled

pytestmark = pytest.mark.poppler

NOW = dt.date(2026, 11, 20)
GOOD = [
    ("ct01", "tt116_2026"),
    ("birth_registration", "tt04_2024"),
    ("death_registration", "tt04_2024"),
    ("marital_status_certificate", "tt04_2024"),
    ("land_registration", "nd151_2025"),
]
GARBAGE = UploadFile("ảnh.jpg", b"\xff\xd8 this is no picture")
"""A file that calls itself a photo."""


def told(upload: Upload, engine: ScriptedEngine, day: dt.date = NOW, **more: object) -> Report:
    report = examine(upload, as_of=day, catalog=CATALOG, engine=engine, **more)
    Draft202012Validator(schema()).validate(to_json(report))
    for ruling in report.findings:
        assert missing_parameters(ruling.finding) == frozenset(), ruling.finding
    return report


def checked(scan: Scan, day: dt.date = NOW, **more: object) -> Report:
    return told(scan.upload, scan.engine, day, **more)


def codes(report: Report) -> list[str]:
    return [r.finding.code for r in report.findings]


def musts(report: Report) -> list[tuple[str, str | None]]:
    return [(r.finding.code, r.finding.key) for r in report.findings if r.severity is Severity.MUST]


# Good paper


@pytest.mark.parametrize(("form", "edition"), GOOD)
def test_a_good_current_paper_is_never_accused(form: str, edition: str) -> None:
    """Complete, signed, in force: no `must`, the right edition, and what was written is never blank."""
    scan = filled(form, edition)
    report = checked(scan)
    assert musts(report) == []
    (document,) = report.documents
    assert (document.form, document.edition, document.edition_status) == (form, edition, EditionStatus.CURRENT)
    assert document.verdict is report.verdict
    readings = {r.key: r for r in document.readings}
    wrongly = [f.key for f in scan.fields if f.state is Ink.WRITTEN and readings[f.key].ink is Ink.BLANK]
    assert wrongly == []


def test_what_was_typed_is_read() -> None:
    """Name and number of the declarant, letter by letter."""
    scan = filled("marital_status_certificate", "tt04_2024")
    readings = {r.key: r for r in checked(scan).documents[0].readings}
    name = next(f for f in scan.fields if f.key == "requester_full_name")
    assert readings["requester_full_name"].text == name.text
    assert readings["requester_full_name"].source is Source.OCR


# What is wrong


def test_an_unsigned_paper_is_to_be_corrected() -> None:
    """One `must`, with its place, on the paper it is about."""
    report = checked(filled("marital_status_certificate", "tt04_2024", unsigned=True))
    (must,) = [r for r in report.findings if r.severity is Severity.MUST]
    assert must.finding.code == "sign.signature_missing"
    assert (must.finding.document, must.finding.page) == (0, 1)
    assert must.finding.box is not None
    assert report.verdict is report.documents[0].verdict is Verdict.CORRECT


@pytest.mark.parametrize("seed", [1, 2])
def test_a_line_left_out_is_found_and_nothing_else(seed: int) -> None:
    """Exactly the fields that were left out."""
    scan = filled("death_registration", "tt04_2024", seed=seed, leave_out=2)
    out = {f.key for f in scan.fields if "left_out" in f.faults or "no_tick" in f.faults}
    assert len(out) == 2
    assert {key for _, key in musts(checked(scan))} == out


def test_an_empty_form_lacks_everything_and_is_not_called_outdated() -> None:
    """Nothing is written: every finding is about that."""
    report = checked(blank_scan("marital_status_certificate", "tt04_2024"))
    assert report.verdict is Verdict.CORRECT
    assert {code for code, _ in musts(report)} <= {
        "field.required_empty",
        "field.choice_none",
        "sign.signature_missing",
    }
    assert len(musts(report)) > 5


# The day of filing


STANDING = [
    ("tt53_2025", dt.date(2025, 6, 30), EditionStatus.NOT_YET),
    ("tt53_2025", dt.date(2025, 7, 1), EditionStatus.CURRENT),
    ("tt53_2025", dt.date(2026, 6, 30), EditionStatus.CURRENT),
    ("tt53_2025", dt.date(2026, 7, 1), EditionStatus.OUTDATED),
    ("tt66_2023", dt.date(2025, 7, 1), EditionStatus.OUTDATED),
    ("tt116_2026", dt.date(2026, 6, 30), EditionStatus.NOT_YET),
    ("tt116_2026", dt.date(2026, 7, 1), EditionStatus.CURRENT),
]


@pytest.mark.parametrize(("edition", "day", "standing"), STANDING)
def test_the_same_paper_is_judged_by_the_law_of_its_day(edition: str, day: dt.date, standing: EditionStatus) -> None:
    """CT01 changed on 1 July 2025 and on 1 July 2026: the same upload is not yet, is, and is no longer accepted."""
    report = checked(filled("ct01", edition, filed=dt.date(2025, 6, 1)), day)
    (document,) = report.documents
    assert (document.edition, document.edition_status) == (edition, standing)
    wanted = {EditionStatus.OUTDATED: ["edition.outdated"], EditionStatus.NOT_YET: ["edition.not_yet"]}
    assert [code for code, _ in musts(report)] == wanted.get(standing, [])
    assert report.verdict is (Verdict.CORRECT if standing in wanted else Verdict.SUBMIT)
    assert report.as_of == day


def test_an_outdated_paper_is_told_since_when_and_what_replaces_it() -> None:
    """The answer that no other program gives, pointing at the printed line that says so."""
    report = checked(filled("ct01", "tt53_2025", filed=dt.date(2025, 6, 1)), NOW)
    ruling = next(r for r in report.findings if r.finding.code == "edition.outdated")
    assert ruling.finding.params["since"] == dt.date(2026, 7, 1)
    assert ruling.finding.params["edition"] == "tt116_2026"
    assert ruling.finding.basis == CATALOG.edition("ct01", "tt116_2026").citation.instrument
    assert ruling.finding.box is not None
    assert ruling.finding.box.y < 0.2
    assert report.documents[0].superseded_by == "tt116_2026"


# Several files and papers


def joined(*scans: Scan) -> Scan:
    return Scan(tuple(f for s in scans for f in s.files), tuple(w for s in scans for w in s.words))


def test_two_papers_are_two_documents_each_with_its_verdict() -> None:
    """A good one and an outdated one: the dossier is as good as the worse."""
    old = filled("ct01", "tt53_2025", filed=dt.date(2026, 6, 1))
    report = checked(joined(filled("marital_status_certificate", "tt04_2024"), old))
    assert [d.form for d in report.documents] == ["marital_status_certificate", "ct01"]
    assert report.documents[0].verdict is not Verdict.CORRECT
    assert report.documents[1].verdict is report.verdict is Verdict.CORRECT
    assert {r.finding.document for r in report.findings if r.severity is Severity.MUST} == {1}


def test_pages_of_one_paper_come_together() -> None:
    """Two pictures, one declaration, pages numbered through the dossier."""
    report = checked(filled("land_registration", "nd151_2025"))
    assert [d.pages for d in report.documents] == [(1, 2)]
    assert [(p.number, p.file, p.file_page) for p in report.pages] == [(1, 0, 1), (2, 1, 1)]


def test_the_same_picture_twice_is_one_paper() -> None:
    """Said once, kindly, and not judged twice."""
    scan = filled("marital_status_certificate", "tt04_2024")
    report = checked(joined(scan, scan))
    assert codes(report).count("page.duplicate") == 1
    assert [d.pages for d in report.documents] == [(1,)]
    assert musts(report) == []


def blank_page() -> UploadFile:
    noise = np.random.default_rng(0).integers(246, 256, (2339, 1654)).astype(np.uint8)
    return UploadFile("back.png", png(noise))


def test_a_blank_back_page_harms_nobody() -> None:
    """It is named, belongs to no paper, and the paper before it is judged as without it."""
    scan = filled("marital_status_certificate", "tt04_2024")
    report = told(Upload((*scan.files, blank_page())), scan.engine)
    assert "page.blank" in codes(report)
    assert musts(report) == []
    assert len(report.documents) == 1
    assert report.pages[1].number == 2


def test_one_bad_file_among_good_ones_loses_nothing() -> None:
    """The bad one is named; the others are read as if it were not there."""
    scan = filled("marital_status_certificate", "tt04_2024")
    alone = checked(scan)
    for files in ((GARBAGE, *scan.files), (*scan.files, GARBAGE), (GARBAGE, *scan.files, UploadFile("b.pdf", b""))):
        report = told(Upload(files), scan.engine)
        assert [d.form for d in report.documents] == [d.form for d in alone.documents]
        assert report.documents[0].readings == alone.documents[0].readings
        bad = [r.finding for r in report.findings if r.finding.code.startswith("file.")]
        assert {f.params["name"] for f in bad} == {f.name for f in files if f not in scan.files}
        assert [f.pages for f in report.files] == [int(f in scan.files) for f in files]
        assert report.verdict is Verdict.RESCAN


def test_an_upload_without_a_readable_file_is_a_report() -> None:
    """Nothing to examine is an answer."""
    for files in ((), (GARBAGE,), (UploadFile("leer.pdf", b""),)):
        report = told(Upload(files), ScriptedEngine([]))
        assert (report.verdict, report.pages, report.documents) == (Verdict.RESCAN, (), ())
        assert len(report.files) == len(files)


def test_another_form_than_was_asked_for_is_said() -> None:
    """A CT01 in the place of a birth registration."""
    scan = filled("marital_status_certificate", "tt04_2024")
    assert "form.wrong_procedure" in codes(checked(scan, form="birth_registration"))
    assert "form.wrong_procedure" not in codes(checked(scan, form="marital_status_certificate"))


def test_a_page_that_is_no_form_is_reviewed() -> None:
    """Somebody added a letter: an officer looks, nobody is accused."""
    scan = blank_scan("marital_status_certificate", "tt04_2024")
    shuffle = random.Random(3)
    letter = [replace(w, text="".join(shuffle.sample(w.text, len(w.text)))) for w in scan.words[0]]
    report = told(scan.upload, ScriptedEngine([letter]))
    assert codes(report).count("page.unknown") == 1
    assert report.verdict is Verdict.REVIEW
    assert (report.documents[0].form, report.documents[0].edition_status) == (None, EditionStatus.UNKNOWN)


# A PDF that was filled in on a computer


def test_a_pdf_filled_in_on_a_computer_is_read_without_an_engine() -> None:
    """Its values are taken from the form fields, and it still has to be signed."""
    edition = CATALOG.edition("marital_status_certificate", "tt04_2024")
    blank = blank_of(edition.form, edition.edition)
    pdf = fill(blank.pdf, {"requester_full_name": "NGUYỄN THỊ HOA"})
    engine = ScriptedEngine([])
    report = told(Upload((UploadFile("to-khai.pdf", pdf),)), engine)
    assert engine.calls == 0
    readings = {r.key: r for r in report.documents[0].readings}
    assert readings["requester_full_name"].text == "NGUYỄN THỊ HOA"
    assert readings["requester_full_name"].source is Source.ACROFORM
    assert ("sign.signature_missing", "requester_signature") in musts(report)
    assert report.pages[0].readability is Readability.OK


# The report itself


def test_two_runs_give_the_same_report() -> None:
    """Byte for byte, times aside, whatever random state the process is in."""
    scan = joined(filled("marital_status_certificate", "tt04_2024", unsigned=True), blank_scan("ct01", "tt53_2025"))
    texts = []
    for seed in (1, 2):
        random.seed(seed)
        np.random.seed(seed)
        raw = json.loads(dumps(checked(scan)))
        raw["made_with"] |= {"seconds": 0, "stages": {}}
        texts.append(json.dumps(raw, ensure_ascii=False))
    assert texts[0] == texts[1]


def test_a_report_names_what_made_it() -> None:
    """Program, engine, law and files, so that it can be made again."""
    scan = filled("marital_status_certificate", "tt04_2024")
    report = checked(scan)
    assert report.made_with.engine == "scripted 1 vie"
    assert report.made_with.forms == CATALOG.digest
    assert [len(f.sha256) for f in report.files] == [64]
    assert report.made_with.seconds > 0


def test_whoever_waits_is_told_of_every_page() -> None:
    """Page by page, in order."""
    seen: list[tuple[str, int]] = []
    checked(filled("land_registration", "nd151_2025"), progress=lambda stage, page: seen.append((stage, page)))
    assert [page for stage, page in seen if stage == "page"] == [1, 2]


def test_without_any_engine_there_is_no_report() -> None:
    """The administrator is told, not the citizen."""

    class Missing(ScriptedEngine):
        @property
        def name(self) -> str:
            raise EngineError("Tesseract is not installed: apt-get install tesseract-ocr")

        @name.setter
        def name(self, value: str) -> None:
            pass

    with pytest.raises(EngineError, match="apt-get"):
        examine(Upload((GARBAGE,)), as_of=NOW, catalog=CATALOG, engine=Missing([]))
