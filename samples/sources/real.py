"""
Scans and Word files of official blanks, filled in by program. They stay outside the project: their folder is given.

A scan needs places measured in forms/ (`box_mm`, see `samples.sources.measured`). A Word file is printed through
LibreOffice, and its places are read from the text of the PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np

from samples.sheet import PX_PER_MM, WORKING_DPI, Paper, Sheet, pack
from samples.sources.measured import measured_paper
from samples.sources.printed_text import spots_from_text
from samples.sources.raster import gray_pages
from samples.sources.retyped import printed
from samples.strips import without_paper
from scanpipe.catalog.schema import Edition
from scanpipe.model import Image

SCANS: Final[Mapping[tuple[str, str], str]] = {
    ("ct01", "tt66_2023"): "vietnamese-forms/ct01_tt66-2023_2pages.pdf",
}
WORD_FILES: Final[Mapping[tuple[str, str], str]] = {
    ("birth_registration", "tt04_2020"): "vietnamese-forms/docx_form_birth_registration_tt04-2020.docx",
}
SLASHES_MM: Final[Mapping[tuple[str, str, str], tuple[float, float]]] = {
    ("ct01", "tt66_2023", "declarant_dob"): (93.8, 113.8),
}
"""Where the two slashes of a date are printed: day, month and year are written between them."""


def handwriting_lines(folder: Path) -> tuple[Image, ...]:
    """Lines that people really wrote, white on black, without the rules of their paper; none when there are none."""
    found = sorted((folder / "vietnamese-handwriting").glob("line_*.jpg"))
    lines = (np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8) for path in found)
    return tuple(without_paper(line) for line in lines)


class RealBlanks:
    """The real blanks in a folder. Raises FileNotFoundError when the folder holds none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if not any((folder / name).is_file() for name in (*SCANS.values(), *WORD_FILES.values())):
            raise FileNotFoundError(f"{folder} holds none of the real blanks")

    def paper(self, edition: Edition, _: Random) -> Paper | None:
        """The real blank of an edition, or None when there is none."""
        key = edition.form, edition.edition
        if key in SCANS and (self._folder / SCANS[key]).is_file():
            slashes = {field: at for (*whose, field), at in SLASHES_MM.items() if tuple(whose) == key}
            return measured_paper(edition, (self._folder / SCANS[key]).read_bytes(), source="scan", slashes_mm=slashes)
        if key in WORD_FILES and (self._folder / WORD_FILES[key]).is_file():
            return _word(edition, (self._folder / WORD_FILES[key]).read_bytes())
        return None


def _word(edition: Edition, word: bytes) -> Paper:
    pdf = printed(word)
    found = spots_from_text(edition, pdf)
    sheets = []
    for number, gray in enumerate(gray_pages(pdf), start=1):
        spots = tuple(spot for spot in found if spot.page == number)
        height, width = gray.shape
        sheets.append(Sheet(number, pack(gray, dpi=WORKING_DPI), width / PX_PER_MM, height / PX_PER_MM, spots))
    return Paper("scan", edition, tuple(sheets))
