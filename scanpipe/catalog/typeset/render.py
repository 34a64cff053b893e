"""Draws set sheets as a PDF, the same bytes for the same sheets."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from scanpipe.catalog.typeset.fonts import MM_PER_PT, Face, font
from scanpipe.catalog.typeset.sheet import HEIGHT_MM, Leader, Mark, Rule, Text

_DOT_PT, _DOT_STEP_PT = 1.15, 2.9
"""Dots of a leader, as a full stop of 12 pt type is wide and as close as word processors set them."""


def render(pages: Sequence[Sequence[Mark]], *, title: str, subject: str) -> bytes:
    """The marks of each page as a PDF with Title, Subject and language vi."""
    target = BytesIO()
    # Without a first font of our own reportlab adds one that is not embedded. Its type stubs say a size.
    options: dict[str, Any] = {"initialFontName": font(Face.REGULAR).fontName}
    canvas = Canvas(target, pagesize=A4, invariant=True, pageCompression=1, lang="vi-VN", **options)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setAuthor("scanpipe")
    canvas.setCreator("scanpipe")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for marks in pages:
        number = 0
        for mark in marks:
            # Runs of text are numbered for the structure tree; the rest is decoration.
            if isinstance(mark, Text):
                canvas.addLiteral(f"/{'H1' if mark.title else 'P'} <</MCID {number}>> BDC")
                number += 1
            else:
                canvas.addLiteral("/Artifact BMC")
            _draw(canvas, mark)
            canvas.addLiteral("EMC")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def x_pt(x_mm: float) -> float:
    """A distance from the left edge in PDF units."""
    return round(x_mm / MM_PER_PT, 2)


def y_pt(y_mm: float) -> float:
    """A distance from the top edge as a PDF coordinate, which counts from the bottom."""
    return round((HEIGHT_MM - y_mm) / MM_PER_PT, 2)


def _draw(canvas: Canvas, mark: Mark) -> None:
    match mark:
        case Text():
            font(mark.face)
            canvas.setFont(str(mark.face), mark.size_pt)
            canvas.drawString(x_pt(mark.x), y_pt(mark.y), mark.text, wordSpace=mark.word_space_pt or None)
        case Leader():
            _draw_leader(canvas, mark)
        case Rule():
            canvas.setLineWidth(mark.width_pt)
            canvas.setLineCap(2)
            canvas.line(x_pt(mark.x0), y_pt(mark.y0), x_pt(mark.x1), y_pt(mark.y1))


def _draw_leader(canvas: Canvas, leader: Leader) -> None:
    """Round dots from end to end; drawn and not typed, so that they stay out of the text of the page."""
    start, end = x_pt(leader.x0) + _DOT_PT / 2, x_pt(leader.x1) - _DOT_PT / 2
    steps = max(1, round((end - start) / _DOT_STEP_PT))
    canvas.saveState()
    canvas.setLineWidth(_DOT_PT)
    canvas.setLineCap(1)
    canvas.setDash([0, (end - start) / steps])
    y = y_pt(leader.y) + _DOT_PT / 2
    canvas.line(start, y, end + 0.01, y)
    canvas.restoreState()
