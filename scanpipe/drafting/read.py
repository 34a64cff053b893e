"""A blank read: its pages, its printed lines, and every place where somebody writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.boxes import box_rows
from scanpipe.drafting.flow import places_in
from scanpipe.drafting.form_fields import unprinted
from scanpipe.drafting.grids import ruled
from scanpipe.drafting.office_file import kind_of_office, to_pdf
from scanpipe.drafting.opened import BlankPage, opened
from scanpipe.drafting.paragraphs import Paragraph, label_text, paragraphs
from scanpipe.drafting.sheet import Place, PrintedLine, Sheet, SheetPage
from scanpipe.drafting.signing import signatures
from scanpipe.drafting.tokens import Stretch, stretches, tokens_of
from scanpipe.imaging.load import Limits
from scanpipe.imaging.pdf_fields import FormField, form_fields
from scanpipe.model import UploadFile
from scanpipe.ocr.engine import OcrEngine

_ABOVE_TABLE_MM, _INTO_MM = 16.0, 2.0
"""The words that name a table stand so close above it; tails of their letters may reach into it."""


def read_blank(data: bytes, name: str, engine: OcrEngine, limits: Limits) -> Sheet:
    """
    What stands on a blank, given as PDF, picture or Word file.

    Raises UploadError for a file that cannot be opened or shows a broken page, and EngineError where a program that it
    takes (Tesseract, Poppler, LibreOffice) is missing or hangs.
    """
    if kind_of_office(data) is not None:
        data = to_pdf(data, name)
    pages = list(opened(UploadFile(name, data), engine, limits))
    lines: list[PrintedLine] = []
    places: list[Place] = []
    fields = form_fields(data)
    for page in pages:
        printed, found = _page(page, [f for f in fields if f.page == page.number])
        lines += printed
        places += found
    born = all(p.born_digital for p in pages)
    shown = tuple(SheetPage(p.number, p.width_mm, p.height_mm, p.image) for p in pages)
    return Sheet(shown, tuple(lines), tuple(places), "text" if born else "ocr")


def _page(page: BlankPage, fields: Sequence[FormField]) -> tuple[list[PrintedLine], list[Place]]:
    grid = ruled(page)
    rows = stretches(page, tokens_of(page, grid.taken))
    signed = signatures(rows, page.height_mm)
    used = {id(s) for s in signed.used}
    printed = paragraphs([s for s in rows if id(s) not in used])
    found = [_labelled(place, printed) for place in grid.places]
    found += signed.places
    found += box_rows(page.number, page.structure.ladders, rows)
    found += places_in(printed)
    found += unprinted(fields, found, rows, signed.used)
    return [_line(s) for s in stretches(page, tokens_of(page))], _in_order(found)


def _line(stretch: Stretch) -> PrintedLine:
    words = stretch.words
    sure = sum(t.confidence for t in words) / len(words) if words else 1.0
    return PrintedLine(stretch.text, stretch.page, stretch.rect, round(sure, 3))


def _labelled(place: Place, printed: list[Paragraph]) -> Place:
    """A table with the words above it."""
    if place.kind is not Kind.TABLE or place.label_rect is None:
        return place
    top = place.label_rect.top
    above = [p for p in printed if -_INTO_MM < top - p.rect.bottom < _ABOVE_TABLE_MM and not p.has_place]
    if not above:
        return replace(place, label=" ".join(c.header for c in place.columns)[:80], confidence=0.4)
    nearest = max(above, key=lambda p: p.rect.bottom)
    return replace(place, label=label_text(nearest.tokens), label_rect=nearest.stretches[-1].rect)


def _in_order(places: list[Place]) -> list[Place]:
    """Places in order of reading, with those that continue the printed line of the one before marked."""
    out: list[Place] = []
    for place in sorted(places, key=_reading):
        last = out[-1] if out else None
        flowing = (Kind.LINE, Kind.MULTILINE, Kind.BOXES, Kind.CHOICE, Kind.CHECKBOX)
        level = (
            last is not None
            and last.kind in flowing
            and place.kind in flowing
            and place.label_rect is not None
            and abs(place.label_rect.bottom - last.rect.bottom) < 3
            and place.label_rect.left > last.rect.left
        )
        out.append(replace(place, same_line=place.same_line or level))
    return out


def _reading(place: Place) -> tuple[int, float]:
    """Where a place comes: by its own row, or by that of the caption it stands under."""
    under = place.kind in (Kind.SIGNATURE, Kind.OFFICE_USE, Kind.TABLE) and place.label_rect is not None
    rect = place.label_rect if under and place.label_rect else place.rect
    return round(rect.top / 4), rect.left
