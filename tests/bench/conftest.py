"""A paper that exists only as its truth, and the report that a scanpipe without fault would give on it."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from samples.generate import FORMS_FOLDER
from samples.truth import Expected, FieldTruth, PageTruth, Truth
from scanpipe.catalog import Catalog, load_catalog
from scanpipe.model import (
    IDENTITY,
    Document,
    EditionStatus,
    Finding,
    Ink,
    MadeWith,
    Page,
    Readability,
    Reading,
    Rect,
    Report,
    Ruling,
    Severity,
    Verdict,
)

PX_PER_MM = 8.0
WIDTH_MM, HEIGHT_MM = 210.0, 297.0
DAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(FORMS_FOLDER)


@dataclass(frozen=True)
class Case:
    """A truth with the report on it; every method gives a changed copy."""

    truth: Truth
    report: Report

    def with_reading(self, key: str, **changes: object) -> "Case":
        (document,) = self.report.documents
        readings = tuple(replace(r, **changes) if r.key == key else r for r in document.readings)  # type: ignore[arg-type]
        return self._documents(replace(document, readings=readings))

    def without_reading(self, key: str) -> "Case":
        (document,) = self.report.documents
        return self._documents(replace(document, readings=tuple(r for r in document.readings if r.key != key)))

    def with_document(self, **changes: object) -> "Case":
        return self._documents(replace(self.report.documents[0], **changes))  # type: ignore[arg-type]

    def accused(self, code: str, key: str | None = None, severity: Severity = Severity.MUST) -> "Case":
        ruling = Ruling(Finding(code, 0.9, 0, 1, key), severity, "fix", {}, {})
        return replace(self, report=replace(self.report, findings=(*self.report.findings, ruling)))

    def refused(self) -> "Case":
        return replace(self, report=replace(self.report, verdict=Verdict.RESCAN))

    def with_page(self, **changes: object) -> "Case":
        pages = tuple(replace(p, **changes) for p in self.report.pages)  # type: ignore[arg-type]
        return replace(self, report=replace(self.report, pages=pages))

    def with_truth(self, **changes: object) -> "Case":
        return replace(self, truth=replace(self.truth, **changes))  # type: ignore[arg-type]

    def with_picture(self, name: str, severe: str | None = None) -> "Case":
        return self.with_truth(pages=tuple(replace(p, picture=name, severe=severe) for p in self.truth.pages))

    def _documents(self, document: Document) -> "Case":
        return replace(self, report=replace(self.report, documents=(document,)))


def field(key: str, number: int, text: str, type_: str, **changes: object) -> FieldTruth:
    """One line of the paper, 8 mm below the one before; blank where there is no text."""
    rect = Rect(60.0, 60.0 + 8 * number, 160.0, 65.0 + 8 * number)
    state = Ink.WRITTEN if text else Ink.BLANK
    style = "typed" if text else ""
    one = FieldTruth(key, 1, "line", type_, (rect,), state, True, text, style)
    return replace(one, **changes)  # type: ignore[arg-type]


FIELDS = (
    field("applicant_full_name", 0, "NGUYỄN THỊ HỒNG", "person_name"),
    field("applicant_dob", 1, "05/09/1985", "date"),
    field("applicant_personal_id", 2, "079190000123", "citizen_id"),
    field("applicant_phone", 3, "079190000124", "citizen_id", kind="digit_boxes", style="digits"),
    field("household_head", 4, "", "person_name"),
)
EMPTY = Expected("field.required_empty", "household_head", 1)
"""The fault of the faulty case."""


@pytest.fixture
def good() -> Case:
    """A correct scan of the form in force, read without a mistake."""
    return _case(FIELDS[:-1], ())


@pytest.fixture
def faulty() -> Case:
    """The same with a required field left blank, which the report says."""
    return _case(FIELDS, (EMPTY,)).accused(EMPTY.code, EMPTY.key)


def _case(fields: tuple[FieldTruth, ...], expected: tuple[Expected, ...]) -> Case:
    to_picture = ((PX_PER_MM, 0.0, 0.0), (0.0, PX_PER_MM, 0.0), (0.0, 0.0, 1.0))
    size = (round(WIDTH_MM * PX_PER_MM), round(HEIGHT_MM * PX_PER_MM))
    seen = PageTruth(1, 0, 1, "flatbed200gray", None, *size, WIDTH_MM, HEIGHT_MM, to_picture)
    truth = Truth("case", 0, "judge", "typeset", "ct01", "tt116_2026", "current", True, DAY, (seen,), fields, expected)
    readings = tuple(
        Reading(f.key, 1, f.rect.share_of(WIDTH_MM, HEIGHT_MM), f.state, f.text or None, 0.95) for f in fields
    )
    page = Page(1, 0, 1, Readability.OK, 0, 0.0, {}, IDENTITY, WIDTH_MM, HEIGHT_MM)
    document = Document(
        "ct01", "tt116_2026", EditionStatus.CURRENT, None, None, (1,), 0.98, None, (), Verdict.SUBMIT, readings
    )
    made = MadeWith("0", "scripted", "", 0.5, {"words": 0.4})
    return Case(truth, Report(Verdict.SUBMIT, DAY, made, (), (page,), (document,), ()))
