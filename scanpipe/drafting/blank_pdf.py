"""The blank of a draft as a PDF: what citizens download and what an editor shows, on which all places are measured."""

from __future__ import annotations

import io

from PIL import Image as Pillow

from scanpipe.drafting.sheet import Sheet
from scanpipe.imaging.encode import jpeg
from scanpipe.imaging.source import MM_PER_INCH

_QUALITY = 85


def blank_pdf(sheet: Sheet, pdf: bytes | None) -> bytes:
    """
    The blank as a PDF: the file it was read from, where that has a text layer; else its pages set straight.

    Places were measured on the straight pages. A crooked scan would show each of them beside itself.
    """
    if pdf is not None and sheet.source == "text":
        return pdf
    made = io.BytesIO()
    first, *rest = [Pillow.open(io.BytesIO(jpeg(page.image, _QUALITY)), formats=["JPEG"]) for page in sheet.pages]
    page = sheet.pages[0]
    dpi = page.image.shape[1] / (page.width_mm / MM_PER_INCH)
    first.save(made, "PDF", save_all=True, append_images=rest, resolution=dpi, quality=_QUALITY)
    return made.getvalue()
