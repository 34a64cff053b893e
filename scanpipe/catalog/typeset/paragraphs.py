"""The running parts of a form: statements, headings, notes, and the footnotes at its end."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scanpipe.catalog.schema import Print
from scanpipe.catalog.typeset.fonts import Face
from scanpipe.catalog.typeset.inline import words
from scanpipe.catalog.typeset.setting import set_lines
from scanpipe.catalog.typeset.sheet import Sheets

_INDENT_MM = 10.0
_POINTS = re.compile(r"\n+| (?=[a-eđ]\) )| (?=Ghi chú:)")
"""Where a footnote goes on in a new paragraph: its points a), b), c) and its remark."""


def set_print(sheets: Sheets, line: Print) -> None:
    """A printed line that nobody fills in, in the manner of its style."""
    style = sheets.style
    face = {"heading": Face.BOLD, "note": Face.ITALIC, "statement": Face.REGULAR}[line.style]
    indent = _INDENT_MM if line.style == "statement" else 0.0
    if line.style == "heading":
        # A heading does not stay alone at the foot of a page.
        sheets.need(2 * style.pitch_mm + style.leading_mm)
    sheets.space(style.gap_mm / 2)
    for paragraph in line.text.splitlines():
        measure = sheets.measure(style.body_pt, "left" if line.style == "heading" else "justify", indent)
        set_lines(sheets, words(paragraph, face), measure, style.leading_mm)
    sheets.space(style.gap_mm / 2)


def set_footnotes(sheets: Sheets, notes: Mapping[str, str]) -> None:
    """The block "Chú thích" at the end."""
    size = sheets.style.note_pt
    leading = sheets.style.leading_mm * size / sheets.style.body_pt
    sheets.space(sheets.style.gap_mm * 2)
    sheets.need(4 * leading)
    set_lines(sheets, words("Chú thích:", Face.BOLD), sheets.measure(size), leading)
    for mark, note in notes.items():
        shown = mark if mark.startswith("(") else f"({mark})"
        for number, paragraph in enumerate(_POINTS.split(note)):
            text = f"{shown} {paragraph}" if number == 0 and not paragraph.startswith(shown) else paragraph
            set_lines(sheets, words(text), sheets.measure(size, "justify"), leading)
