"""
Forms that were born digital: filled in on a screen (form fields), or printed to PDF with their words (a text layer).

Both stand on our own typesetting. What was written is known letter by letter.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples import fonts
from samples.people import cast
from samples.plan import Entry, Plan, plan
from samples.stage import scene
from scanpipe.catalog import Catalog, Edition, Kind
from scanpipe.catalog.blank import Blank, field_names, fill, typeset
from scanpipe.model import EditionStatus, UploadFile
from scanpipe.text import nfc

FILED = dt.date(2026, 11, 20)
_FACE, _SIZE_PT = "samples-typed", 11.0
_PT_PER_MM = 72 / 25.4
_BASELINE_MM = 1.2
_ROOM = 0.92
"""A value longer than this share of its line is not typed: what runs over a label is no value that anybody can read."""
_WRITTEN = (Kind.LINE, Kind.MULTILINE)


@dataclass(frozen=True, slots=True)
class TypedPaper:
    """One PDF: what was typed by key of field, and how many pages it has."""

    edition: Edition
    file: UploadFile = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    pages: int


def typed_papers(seed: int, count: int, catalog: Catalog, *, form_fields: bool) -> Iterator[TypedPaper]:
    """`count` papers of the editions in force, in turn; with form fields, or with a text layer alone."""
    editions = in_force(catalog)
    for number in range(count):
        rng = Random(f"typed-{seed}-{number}")
        edition = editions[number % len(editions)]
        content = plan(edition, scene(edition, cast(rng, filed=FILED), rng), rng)
        make = _on_screen if form_fields else _printed
        data, values, pages = make(typeset(edition), content)
        yield TypedPaper(edition, UploadFile(f"typed-{seed}-{number}.pdf", data), values, pages)


def in_force(catalog: Catalog) -> list[Edition]:
    """The editions in force whose print is known well enough to accuse."""
    current = (e for e in catalog.editions() if catalog.status(e, on=FILED) is EditionStatus.CURRENT)
    return [e for e in current if e.fields and e.accuses]


def typed_values(content: Plan) -> dict[str, str]:
    """What is typed in fields of one piece, by key."""
    return {e.spec.key: _text(e) for e in content.entries if e.spec.kind in _WRITTEN and _text(e)}


def _on_screen(blank: Blank, content: Plan) -> tuple[bytes, dict[str, str], int]:
    names = field_names(blank.pdf)
    known = {n.split(".")[0] for n in names}
    values = {key: text for key, text in typed_values(content).items() if key in known}
    return fill(blank.pdf, values), values, len(PdfReader(io.BytesIO(blank.pdf)).pages)


def _printed(blank: Blank, content: Plan) -> tuple[bytes, dict[str, str], int]:
    """The blank without its form fields, and the values printed on the first line of their places."""
    if _FACE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_FACE, str(fonts.typed_face("serif"))))
    writer = PdfWriter(clone_from=io.BytesIO(blank.pdf))
    writer.root_object.pop(NameObject("/AcroForm"), None)
    values: dict[str, str] = {}
    for number, page in enumerate(writer.pages, start=1):
        page.pop(NameObject("/Annots"), None)
        width_pt, height_pt = float(page.mediabox.width), float(page.mediabox.height)
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(width_pt, height_pt))
        canvas.setFont(_FACE, _SIZE_PT)
        for entry in content.entries:
            zone = next((z for z in blank.of(entry.spec.key) if z.kind in ("value", "cell")), None)
            text = _text(entry)
            if entry.spec.kind not in _WRITTEN or zone is None or zone.page != number or not text:
                continue
            if pdfmetrics.stringWidth(text, _FACE, _SIZE_PT) > _ROOM * zone.rect.width * _PT_PER_MM:
                continue
            x, y = (zone.rect.left + 1) * _PT_PER_MM, height_pt - (zone.rect.bottom - _BASELINE_MM) * _PT_PER_MM
            canvas.drawString(x, y, text)
            values[entry.spec.key] = text
        canvas.showPage()
        canvas.save()
        page.merge_page(PdfReader(io.BytesIO(out.getvalue())).pages[0])
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue(), values, len(writer.pages)


def _text(entry: Entry) -> str:
    """What is typed in a field of one piece; nothing where it has several."""
    return nfc(entry.answer.text) if entry.answer else ""
