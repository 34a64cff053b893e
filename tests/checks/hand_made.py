"""Papers made by hand for checks: a small edition, and readings that say what a field holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from scanpipe.catalog import Catalog, Edition, FieldSpec
from scanpipe.catalog.catalog import Form, in_order
from scanpipe.catalog.schema import Citation, FormFile, Grade, Provenance
from scanpipe.checks import CHECKS
from scanpipe.checks.paper import Paper
from scanpipe.findings import missing_parameters, rule
from scanpipe.model import Box, EditionStatus, Finding, Ink, Reading, Ruling, Source

AS_OF = dt.date(2026, 11, 20)
BOX = Box(0.2, 0.3, 0.5, 0.02)


def line(key: str, label: str = "", **more: object) -> FieldSpec:
    """A field, a dotted line unless said otherwise."""
    return FieldSpec.model_validate({"key": key, "label": label or f"{key}:", **more})


def edition(*fields: FieldSpec, grade: Grade = Grade.A, **more: object) -> Edition:
    """An edition of a form that never was."""
    given = {
        "form": "trial",
        "edition": "tt01_2026",
        "title": "Tờ khai thử",
        "citation": Citation(instrument="Thông tư 01/2026/TT-BCA"),
        "effective_from": dt.date(2026, 1, 1),
        "pages": 1,
        "provenance": Provenance(grade=grade, verified_on=dt.date(2026, 1, 1), text="made for a test"),
        "lines": fields,
        **more,
    }
    return Edition.model_validate(given)


def catalog(*editions: Edition) -> Catalog:
    """A catalogue of one form."""
    about = FormFile(form="trial", name={"vi": "Tờ khai thử", "en": "A trial form"}, domain="trial")
    return Catalog({"trial": Form(about, in_order(list(editions)))}, "sha256:trial")


def written(key: str, text: str | None = None, confidence: float = 0.97, rows: int | None = None) -> Reading:
    """Ink, read as that text."""
    return Reading(key, 1, BOX, Ink.WRITTEN, text, confidence, Source.OCR, rows)


def blank(key: str, confidence: float = 0.97) -> Reading:
    """No ink."""
    return Reading(key, 1, BOX, Ink.BLANK, None, confidence)


def unclear(key: str) -> Reading:
    """Nobody can tell."""
    return Reading(key, 1, BOX, Ink.UNCLEAR)


def unlocated(key: str) -> Reading:
    """The place was not found."""
    return Reading(key, 1, None, Ink.UNCLEAR, located=False)


def paper(
    form: Edition,
    *readings: Reading,
    status: EditionStatus = EditionStatus.CURRENT,
    as_of: dt.date = AS_OF,
    editions: Iterable[Edition] = (),
    confidence: float = 0.98,
    province: str | None = None,
    known: bool = True,
) -> Paper:
    """The paper that a check is given."""
    return Paper(
        document=0,
        edition=form,
        status=status,
        confidence=confidence,
        first_page=1,
        readings={r.key: r for r in readings},
        catalog=catalog(form, *editions),
        as_of=as_of,
        province=province,
        known=known,
    )


def findings(given: Paper) -> list[Finding]:
    """What all checks together find; each with all of its parameters and its evidence."""
    found = [f for check in CHECKS for f in check(given)]
    for finding in found:
        assert missing_parameters(finding) == frozenset(), finding
        assert finding.basis
        assert finding.page
        assert 0 <= finding.confidence <= 1
    return found


def codes(given: Paper) -> list[tuple[str, str | None]]:
    """Code and field of every finding."""
    return [(f.code, f.key) for f in findings(given)]


def rulings(given: Paper) -> list[Ruling]:
    """The findings with their weight, as the line rules on them."""
    return [rule(f, accuses=given.edition.accuses) for f in findings(given)]


def weights(given: Paper) -> dict[str, str]:
    """Severity by code."""
    return {r.finding.code: r.severity.value for r in rulings(given)}
