"""
Scans and Word files of official blanks, filled in by program. They stay outside the project: their folder is given.

A scan needs places measured in forms/ (`box_mm`); rules of tables and digit boxes are looked up on the scan itself.
A page that lies askew in its scan is laid level first (`samples.sources.level`): the truth knows no tilt of a blank.
A Word file is printed through LibreOffice, and its places are read from the text of the PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np

from samples.sheet import PX_PER_MM, WORKING_DPI, Paper, Sheet, Spot, pack
from samples.sources.level import levelled
from samples.sources.printed_text import spots_from_text
from samples.sources.raster import gray_pages
from samples.sources.retyped import printed
from samples.strips import without_paper
from scanpipe.catalog.schema import Edition, FieldSpec, Kind
from scanpipe.model import Image, Rect

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
            return _scan(edition, (self._folder / SCANS[key]).read_bytes())
        if key in WORD_FILES and (self._folder / WORD_FILES[key]).is_file():
            return _word(edition, (self._folder / WORD_FILES[key]).read_bytes())
        return None


def _scan(edition: Edition, pdf: bytes) -> Paper | None:
    sheets = []
    for number, scanned in enumerate(gray_pages(pdf), start=1):
        gray, moved = levelled(scanned)
        spots: list[Spot] = []
        for spec in edition.fields:
            if spec.page == number and spec.box_mm is not None:
                spots += _measured(edition, spec, moved(Rect(*spec.box_mm)), gray)
        height, width = gray.shape
        sheets.append(Sheet(number, pack(gray, dpi=WORKING_DPI), width / PX_PER_MM, height / PX_PER_MM, tuple(spots)))
    return Paper("scan", edition, tuple(sheets)) if any(sheet.spots for sheet in sheets) else None


def _word(edition: Edition, word: bytes) -> Paper:
    pdf = printed(word)
    found = spots_from_text(edition, pdf)
    sheets = []
    for number, gray in enumerate(gray_pages(pdf), start=1):
        spots = tuple(spot for spot in found if spot.page == number)
        height, width = gray.shape
        sheets.append(Sheet(number, pack(gray, dpi=WORKING_DPI), width / PX_PER_MM, height / PX_PER_MM, spots))
    return Paper("scan", edition, tuple(sheets))


def _measured(edition: Edition, spec: FieldSpec, box: Rect, gray: Image) -> Iterator[Spot]:
    """The places inside the measured box of a field."""
    match spec.kind:
        case Kind.SIGNATURE:
            yield Spot(spec.key, spec.page, box, "signature")
        case Kind.BOXES:
            for index, (left, right) in enumerate(_between(_upright_rules(gray, box), box.left, box.right)):
                yield Spot(spec.key, spec.page, Rect(left, box.top, right, box.bottom), "cell", index)
        case Kind.TABLE:
            yield from _cells(spec, box, gray)
        case Kind.MULTILINE:
            height = box.height / spec.dotted_lines
            for index in range(spec.dotted_lines):
                bottom = box.top + (index + 1) * height
                yield Spot(spec.key, spec.page, Rect(box.left, bottom - height, box.right, bottom), "value", index)
        case Kind.CHOICE | Kind.CHECKBOX:
            yield Spot(spec.key, spec.page, box, "option")
        case _:
            edges = (box.left, *SLASHES_MM.get((edition.form, edition.edition, spec.key), ()), box.right)
            for index, (left, right) in enumerate(pairwise(edges)):
                inner = Rect(left + 0.8 * (index > 0), box.top, right - 0.8 * (right < box.right), box.bottom)
                yield Spot(spec.key, spec.page, inner, "value", index)


def _cells(spec: FieldSpec, box: Rect, gray: Image) -> Iterator[Spot]:
    """The cells of a table below its header, by the rules found in it."""
    columns = list(_between(_upright_rules(gray, box), box.left, box.right))
    rows = list(_between(_level_rules(gray, box), box.top, box.bottom))
    for number, (top, bottom) in enumerate(rows, start=1):
        for column, (left, right) in zip(spec.columns, columns, strict=False):
            rect = Rect(left + 0.4, top + 0.4, right - 0.4, bottom - 0.4)
            yield Spot(spec.key, spec.page, rect, "table_cell", 0, number, column.key)


def _between(rules_mm: list[float], begin_mm: float, end_mm: float) -> Iterator[tuple[float, float]]:
    """The spans between rules; the ends of the box stand in for rules at its edge that were not found."""
    edges = [begin_mm, *(r for r in rules_mm if begin_mm + 2 < r < end_mm - 2), end_mm]
    yield from pairwise(edges)


def _upright_rules(gray: Image, box: Rect) -> list[float]:
    return _rules(_part(gray, box).T, box.left)


def _level_rules(gray: Image, box: Rect) -> list[float]:
    return _rules(_part(gray, box), box.top)


def _part(gray: Image, box: Rect) -> Image:
    left, top, right, bottom = (max(0, round(v * PX_PER_MM)) for v in (box.left, box.top, box.right, box.bottom))
    return gray[top:bottom, left:right]


def _rules(part: Image, begin_mm: float) -> list[float]:
    """Where rows of the part are dark over most of their length, in millimetres; a slightly bent rule still counts."""
    dark = cv2.dilate((part < 128).astype(np.uint8), np.ones((9, 1), np.uint8))
    share = dark.mean(axis=1)
    rows = np.nonzero(share > 0.6)[0]
    groups = np.split(rows, np.nonzero(np.diff(rows) > 4)[0] + 1) if len(rows) else []
    return [begin_mm + float(group.mean()) / PX_PER_MM for group in groups]
