"""Gives a printed PDF without places to type in its structure, so that a screen reader can follow it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfWriter

from scanpipe.catalog.typeset.sheet import Mark
from scanpipe.catalog.typeset.tags import add_structure, elements_of


def tagged(pdf: bytes, pages: Sequence[Sequence[Mark]]) -> bytes:
    """The PDF that `render` made of these pages, with title and lines as elements in reading order."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    add_structure(writer, [elements_of(marks) for marks in pages], {})
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
