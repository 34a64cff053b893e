"""Papers of a dossier as they would have been read, and what the comparison of papers says about them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from scanpipe.catalog import Catalog, load_catalog
from scanpipe.cross.cross import cross_findings
from scanpipe.cross.slips import Again
from scanpipe.model import Box, Document, EditionStatus, Finding, Ink, Reading, Source, Verdict

NAMES = {"identity_card": {"vi": "Thẻ căn cước", "en": "Identity card"}}
NUMBER, OTHER_NUMBER = "079190000123", "001085004567"
BOX = Box(0.2, 0.3, 0.5, 0.02)
_MADE = (EditionStatus.CURRENT, None, None, (1,), 0.98, None, (), Verdict.SUBMIT)


@cache
def catalog() -> Catalog:
    """The shipped forms."""
    return load_catalog(Path(__file__).resolve().parents[2] / "forms")


def written(key: str, text: str | None, sure: float = 0.97, source: Source = Source.OCR) -> Reading:
    """Ink, read as that text."""
    return Reading(key, 1, BOX, Ink.WRITTEN, text, sure, source)


def paper(form: str, edition: str, *readings: Reading) -> Document:
    """A form."""
    return Document(form, edition, *_MADE, readings)


def ct01(
    name: str | None = "TRẦN THỊ HÒA",
    number: str | None = NUMBER,
    *more: Reading,
    sure: float = 0.97,
    source: Source = Source.OCR,
) -> Document:
    """A declaration of residence; its number stands in boxes."""
    said = [("declarant_full_name", name), ("declarant_personal_id", number)]
    readings = [written(key, text, sure, source) for key, text in said if text is not None]
    return paper("ct01", "tt116_2026", *readings, *more)


def card(
    name: str = "TRẦN THỊ HÒA",
    number: str = NUMBER,
    *,
    born: str = "15/03/1990",
    sex: str = "Nữ",
    residence: str = "",
    source: Source = Source.QR,
    sure: float = 0.99,
) -> Document:
    """An identity card."""
    said = {"full_name": name, "personal_id": number, "date_of_birth": born, "sex": sex, "residence": residence}
    readings = tuple(written(key, text, sure, source) for key, text in said.items() if text)
    return Document(None, None, *_MADE, readings, kind="identity_card")


def looks(*texts: str, sure: float = 0.96) -> Again:
    """Somebody who looks closer and reads these texts."""
    return lambda document, reading: [tuple((word, sure) for word in text.split()) for text in texts]


def found(*documents: Document, again: Again | None = None) -> list[Finding]:
    """What differs between papers."""
    return cross_findings(documents, catalog(), kind_names=NAMES, again=again)


def codes(*documents: Document, again: Again | None = None) -> list[str]:
    """The codes of what differs."""
    return [finding.code for finding in found(*documents, again=again)]
