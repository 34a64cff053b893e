"""Blanks for tests of drafting: an edition typeset and read back as a printer driver leaves it, without any OCR."""

import datetime as dt
from functools import cache
from pathlib import Path

from scanpipe.catalog import Catalog, Edition
from scanpipe.catalog.blank import OFFICIAL
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.typeset.compose import compose
from scanpipe.catalog.typeset.render import render
from scanpipe.drafting.edition import Drafted, drafted
from scanpipe.drafting.read import read_blank
from scanpipe.drafting.sheet import Sheet
from scanpipe.imaging.load import Limits
from scanpipe.ocr.engine import OcrEngine

FORMS = Path(__file__).resolve().parents[2] / "forms"
READ_ON = dt.date(2026, 11, 26)
LIMITS = Limits(max_bytes=20_000_000, max_pages=20, max_pixels=80_000_000, poppler_timeout_s=60)


class NoEngine:
    """Stands in where every word is in the text layer; to be asked is a failure of the test."""

    name = "none"

    def words(self, *_: object, **__: object) -> object:
        raise AssertionError("a blank with a text layer is not OCR'd")


@cache
def catalog() -> Catalog:
    """The catalogue of the repository."""
    return load_catalog(FORMS)


def pdf_of(edition: Edition) -> bytes:
    """The blank of an edition as it comes from a printer driver: no form fields that would tell where things are."""
    return render(compose(edition, OFFICIAL).pages, title=edition.title, subject="")


@cache
def sheet_of(form: str, edition: str) -> Sheet:
    """The blank of an edition, read."""
    engine: OcrEngine = NoEngine()  # type: ignore[assignment]
    return read_blank(pdf_of(catalog().edition(form, edition)), f"{form}.pdf", engine, LIMITS)


@cache
def draft_of(form: str, edition: str, previous: str | None = None) -> Drafted:
    """The draft of an edition from its own blank, carried over from another or not."""
    before = catalog().edition(form, previous) if previous else None
    day = catalog().edition(form, edition).effective_from
    return drafted(
        sheet_of(form, edition), form=form, edition=edition, effective_from=day, previous=before, read_on=READ_ON
    )
