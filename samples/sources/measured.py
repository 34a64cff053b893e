"""
Blanks whose places somebody has measured (`box_mm` of their edition, millimetres on the page of the PDF).

Rules of tables, digit boxes, squares to tick and the words between the pieces of a date are looked up on the print
itself. A page that lies askew in its scan is laid level first (`samples.sources.level`): the truth knows no tilt of a
blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from samples.sheet import PX_PER_MM, WORKING_DPI, Paper, Sheet, Spot, pack
from samples.sources.level import levelled
from samples.sources.raster import gray_pages
from scanpipe.catalog.schema import Edition, FieldSpec, Kind
from scanpipe.imaging.tick_boxes import find_tick_boxes
from scanpipe.model import Image, Rect

_DARK: Final = 128
_LETTER_MM: Final = 1.2
"""Print lower than this is a dot, a dash or a rule."""
_PIECE_MM: Final = 4.0
"""Free room on a line that is at least so long is there to be written in."""
_RULE_MM: Final = 12.0
"""Print wider than this in one piece is a rule or a frame."""
_BESIDE_MM: Final = 2.0
_PIECES: Final = {Kind.LINE: 3, Kind.PLACE_DATE: 4}
"""Day, month and year; before them a place."""


def measured_paper(
    edition: Edition, pdf: bytes, *, source: str, slashes_mm: Mapping[str, tuple[float, ...]] | None = None
) -> Paper | None:
    """
    The blank of that PDF with the places that its edition names; None when it names none. `slashes_mm`: where, by key,
    a line is cut that looks like one. Raises OSError or SubprocessError when the PDF cannot be drawn.
    """
    sheets = []
    for number, scanned in enumerate(gray_pages(pdf), start=1):
        gray, moved = levelled(scanned)
        spots: list[Spot] = []
        for spec in edition.fields:
            if spec.page == number and spec.box_mm is not None:
                spots += _measured(spec, moved(Rect(*spec.box_mm)), gray, (slashes_mm or {}).get(spec.key, ()))
        height, width = gray.shape
        sheets.append(Sheet(number, pack(gray, dpi=WORKING_DPI), width / PX_PER_MM, height / PX_PER_MM, tuple(spots)))
    return Paper(source, edition, tuple(sheets)) if any(sheet.spots for sheet in sheets) else None


def _measured(spec: FieldSpec, box: Rect, gray: Image, slashes_mm: Sequence[float]) -> Iterator[Spot]:
    """The places inside the measured box of a field."""
    match spec.kind:
        case Kind.SIGNATURE:
            yield Spot(spec.key, spec.page, _free_below(box, gray), "signature")
        case Kind.BOXES:
            for index, (left, right) in enumerate(_between(_upright_rules(gray, box), box.left, box.right)):
                yield Spot(spec.key, spec.page, Rect(left, box.top, right, box.bottom), "cell", index)
        case Kind.TABLE:
            yield from _cells(spec, box, gray)
        case Kind.MULTILINE:
            height = box.height / spec.dotted_lines
            for index in range(spec.dotted_lines):
                bottom = box.top + (index + 1) * height
                line = Rect(box.left, bottom - height, box.right, bottom)
                yield Spot(spec.key, spec.page, _widest(_free(line, gray), line), "value", index)
        case Kind.CHOICE | Kind.CHECKBOX:
            for index, square in enumerate(_squares(spec, box, gray)):
                yield Spot(spec.key, spec.page, square, "option", index)
        case _ if slashes_mm:
            for index, (left, right) in enumerate(pairwise((box.left, *slashes_mm, box.right))):
                inner = Rect(left + 0.8 * (index > 0), box.top, right - 0.8 * (right < box.right), box.bottom)
                yield Spot(spec.key, spec.page, inner, "value", index)
        case _:
            for index, piece in enumerate(_pieces(spec, box, gray)):
                yield Spot(spec.key, spec.page, piece, "value", index)


def _squares(spec: FieldSpec, box: Rect, gray: Image) -> Sequence[Rect]:
    """The squares of its options, in reading order; the box itself where no or too few squares are printed."""
    around = box.grown(_BESIDE_MM)
    left, top = max(0.0, around.left), max(0.0, around.top)
    dark = np.asarray(_part(gray, around) < _DARK, np.uint8)
    found = [Rect(s.left + left, s.top + top, s.right + left, s.bottom + top) for s in find_tick_boxes(dark, PX_PER_MM)]
    rows = sorted(found, key=lambda s: (round(s.center[1] / _PIECE_MM), s.left))
    return rows if len(rows) >= max(1, len(spec.options)) else [box]


def _pieces(spec: FieldSpec, box: Rect, gray: Image) -> Sequence[Rect]:
    """The free pieces of a line that is printed in pieces ("ngày … tháng … năm …"); else the one free place on it."""
    free = _free(box, gray)
    dated = spec.kind is Kind.PLACE_DATE or spec.type == "date"
    return free if dated and len(free) > 1 and len(free) == _PIECES.get(spec.kind) else [_widest(free, box)]


def _free(line: Rect, gray: Image) -> Sequence[Rect]:
    """The places of a line on which nothing but dots and rules is printed, from left to right."""
    part = np.asarray(_part(gray, line) < _DARK, np.uint8)
    taken = [(left, left + width) for left, _, width, _ in _letters(part)]
    return [
        Rect(line.left + begin + 0.5 * (begin > 0), line.top, line.left + end, line.bottom)
        for begin, end in _gaps(taken, line.width)
    ]


def _free_below(box: Rect, gray: Image) -> Rect:
    """The highest part of a place to sign in that has nothing printed in it."""
    part = np.asarray(_part(gray, box) < _DARK, np.uint8)
    taken = [(top, top + height) for _, top, _, height in _letters(part)]
    begin, end = max(_gaps(taken, box.height), key=lambda gap: gap[1] - gap[0], default=(0.0, box.height))
    return Rect(box.left, box.top + begin, box.right, box.top + end)


def _widest(free: Sequence[Rect], whole: Rect) -> Rect:
    return max(free, key=lambda piece: piece.width, default=whole)


def _letters(dark: Image) -> Iterator[tuple[float, float, float, float]]:
    """Left, top, width and height (mm) of all that is printed higher than a dot and is no rule of the page."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    for left, top, width, height, _ in stats[1:].tolist():
        if height >= _LETTER_MM * PX_PER_MM and width < _RULE_MM * PX_PER_MM:
            yield left / PX_PER_MM, top / PX_PER_MM, width / PX_PER_MM, height / PX_PER_MM


def _gaps(taken: list[tuple[float, float]], length: float) -> Iterator[tuple[float, float]]:
    """The spans between what is taken that are long enough to write in."""
    at = 0.0
    for begin, end in [*sorted(taken), (length, length)]:
        if begin - at >= _PIECE_MM:
            yield at, begin
        at = max(at, end)


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
