"""
The sheet of a page that was born digital, from what its file says instead of from a picture.

Where a page holds nothing but glyphs, lines and areas, their places are known exactly: nothing has to be drawn,
binarised and taken apart again. Letters are laid down as bars of their size: whether there is ink, and where, is all
that is asked of them; what they say stands in the text layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import cv2
import numpy as np

from scanpipe.imaging.ladders import find_ladders
from scanpipe.imaging.leaders import Leader
from scanpipe.imaging.pdf_content import PageContent
from scanpipe.imaging.pdf_geometry import Sheet as PdfSheet
from scanpipe.imaging.pdf_paths import Shape
from scanpipe.imaging.pdf_words import PlacedGlyph
from scanpipe.imaging.sheet import PX_PER_MM, Sheet, Structure
from scanpipe.model import Image, Rect

DOTS = frozenset(".…·․‥_")
OPEN_BOXES = frozenset("□☐◻▢❏❑❒⬜")
TICKED_BOXES = frozenset("☑☒⊠⊡▣■✅")
_BOXES = OPEN_BOXES | TICKED_BOXES
_SMALL = frozenset(",'’‘`´\"“”^~¸")
_FEWEST_DOTS, _JOIN_MM, _LEVEL_MM = 3, 2.0, 0.4
_LONG_MM, _TALL_MM, _THIN_MM, _STRAIGHT_MM = 7.0, 5.2, 1.1, 0.3
"""As in imaging.rules: a shorter line is the bar of a letter, a thicker one is an area."""
_TOUCH_MM = 0.6
_BOX_MM, _RATIO = (1.9, 7.5), (0.75, 1.33)
_LARGEST_PX = 4000
_INSET, _HIGH, _LOW = 0.27, 0.62, 0.16
"""Shares of a letter: free on either side of its bar; height of the bar, that of a comma."""


def sheet_from(content: PageContent, page: PdfSheet) -> Sheet | None:
    """The sheet at reading size; None where the page shows more than glyphs, lines and areas, or is no sheet."""
    width_mm, height_mm = page.size_mm
    height, width = round(height_mm * PX_PER_MM), round(width_mm * PX_PER_MM)
    readable = all(glyph.readable for glyph in content.glyphs)
    if content.images or not content.plain or not readable or not 0 < max(height, width) <= _LARGEST_PX:
        return None
    text, printed = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    glyphs = [glyph for glyph in content.glyphs if glyph.text.strip()]
    dots, squares = [], []
    for glyph, place in zip(glyphs, _bars(glyphs, page), strict=True):
        if glyph.text in _BOXES:
            square = _square(glyph, page)
            squares.append(square)
            _outline(text, square)
            if glyph.text in TICKED_BOXES:
                _fill(text, square.grown(-0.25 * square.width))
        elif DOTS.issuperset(glyph.text):
            dots.append(Rect(*place))
            _fill(printed, dots[-1])
        else:
            left, top, right, bottom = (round(v * PX_PER_MM) for v in place)
            text[max(0, top) : max(0, bottom, top + 1), max(0, left) : max(0, right, left + 1)] = 1
    lines = [line for shape in content.shapes for line in _lines(shape, page)]
    level = _joined(line for line in lines if line.height <= _THIN_MM and line.width > line.height)
    down = _joined((line for line in lines if line.width <= _THIN_MM < line.height), upright=True)
    horizontal = tuple(r for r in level if r.width >= _LONG_MM)
    upright = tuple(r for r in down if r.height >= _TALL_MM)
    dotted = tuple(_extent(shape, page) for shape in content.shapes if shape.dashed)
    for shape in content.shapes:
        _draw(printed if is_rule(shape, page) else text, shape, page)
    squares += _squares(level, down)
    structure = Structure(
        width_mm=width_mm,
        height_mm=height_mm,
        leaders=(*_leaders(dots), *(Leader(d.left, d.right, d.bottom) for d in dotted if d.width >= _BOX_MM[0])),
        horizontal=horizontal,
        upright=upright,
        ladders=find_ladders(upright, horizontal),
        tick_boxes=tuple(sorted(squares, key=lambda r: (round(r.top), r.left))),
        seals=(),
    )
    ink = text | printed
    gray = (1 - ink) * np.uint8(255)
    return Sheet(gray, ink, text, gray, PX_PER_MM, structure)


def _bars(glyphs: Sequence[PlacedGlyph], page: PdfSheet) -> list[list[float]]:
    """
    A bar where each letter stands, in mm (left, top, right, bottom): on its baseline, as high as a small letter,
    and as wide as makes the ink of one.
    """
    if not glyphs:
        return []
    start, end, up = (np.array([getattr(g, name) for g in glyphs]) for name in ("start", "end", "up"))
    low = np.array([g.text in _SMALL or DOTS.issuperset(g.text) for g in glyphs])
    tall = np.where(low, _LOW, _HIGH)[:, None] * up
    inset = _INSET * (end - start)
    corners = np.stack([start + inset, end - inset, start + inset + tall, end - inset + tall])
    x, y = page.point_mm(corners[..., 0], corners[..., 1])
    bars: list[list[float]] = np.stack([x.min(0), y.min(0), x.max(0), y.max(0)], axis=1).tolist()
    return bars


def _square(glyph: PlacedGlyph, page: PdfSheet) -> Rect:
    """The square that a glyph like □ shows: as wide as high, standing on the baseline."""
    whole = page.rect_mm([glyph.start, glyph.end])
    side = 0.8 * max(whole.width, 1.0)
    middle = (whole.left + whole.right) / 2
    return Rect(middle - side / 2, whole.bottom - side, middle + side / 2, whole.bottom)


def _leaders(dots: Sequence[Rect]) -> tuple[Leader, ...]:
    """Runs of dots on one baseline. "…" and "_" count by their width: each is several dots long."""
    runs: list[list[Rect]] = []
    for dot in dots:
        last = runs[-1][-1] if runs else None
        if last and abs(dot.bottom - last.bottom) < _LEVEL_MM and -_JOIN_MM < dot.left - last.right < _JOIN_MM:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    wide = [r for r in runs if sum(max(1.0, dot.width) for dot in r) >= _FEWEST_DOTS]
    return tuple(Leader(r[0].left, max(d.right for d in r), float(np.median([d.bottom for d in r]))) for r in wide)


def _lines(shape: Shape, page: PdfSheet) -> Iterable[Rect]:
    """The straight level and upright lines of a shape, thin areas among them."""
    if shape.dashed or shape.curved:
        return
    half = shape.width * page.mm_per_unit / 2
    for piece in shape.pieces:
        whole = page.rect_mm(piece)
        if min(whole.width, whole.height) <= _THIN_MM and (shape.filled or len(piece) > 2):
            yield whole.grown(half)
        elif shape.width:
            for a, b in pairwise(piece):
                side = page.rect_mm((a, b))
                if min(side.width, side.height) <= _STRAIGHT_MM:
                    yield side.grown(half)


def _joined(lines: Iterable[Rect], *, upright: bool = False) -> tuple[Rect, ...]:
    """Lines that continue each other made one: tables are drawn cell by cell."""
    turned = [Rect(r.top, r.left, r.bottom, r.right) if upright else r for r in lines]
    out: list[Rect] = []
    for line in sorted(turned, key=lambda r: (round(r.center[1] / _LEVEL_MM), r.left)):
        before = next((k for k in range(len(out) - 1, max(-1, len(out) - 12), -1) if _continues(out[k], line)), None)
        if before is None:
            out.append(line)
        else:
            out[before] = out[before].union(line)
    return tuple(Rect(r.top, r.left, r.bottom, r.right) if upright else r for r in out)


def _continues(a: Rect, b: Rect) -> bool:
    return abs(a.center[1] - b.center[1]) < _LEVEL_MM and b.left < a.right + _TOUCH_MM and b.right > a.left - _TOUCH_MM


def is_rule(shape: Shape, page: PdfSheet) -> bool:
    """Whether a shape is a rule, a frame or a leader; anything else may be drawn by a hand, or be letters."""
    if shape.dashed:
        return True
    if shape.curved:
        return False
    return all(_is_level(piece, page) for piece in shape.pieces)


def _is_level(piece: Sequence[tuple[float, float]], page: PdfSheet) -> bool:
    """Whether a polyline has level and upright sides only."""
    whole = page.rect_mm(piece)
    if min(whole.width, whole.height) <= _THIN_MM and max(whole.width, whole.height) >= _LONG_MM:
        return True
    sides = [page.rect_mm(pair) for pair in pairwise(piece)]
    return len(sides) >= 4 and all(min(s.width, s.height) <= _STRAIGHT_MM for s in sides)


def _squares(level: Sequence[Rect], upright: Sequence[Rect]) -> list[Rect]:
    """The squares to tick: two level lines of one length, closed by upright ones. Those of digit boxes are longer."""
    sides = sorted((r for r in level if _BOX_MM[0] <= r.width <= _BOX_MM[1]), key=lambda r: r.top)
    found = []
    for n, top in enumerate(sides):
        for bottom in sides[n + 1 :]:
            tall = bottom.bottom - top.top
            if tall > _RATIO[1] * top.width + _LEVEL_MM:
                break
            same = abs(top.left - bottom.left) < _LEVEL_MM and abs(top.right - bottom.right) < _LEVEL_MM
            square = top.union(bottom)
            if (
                same
                and tall >= _RATIO[0] * top.width
                and all(_closes(upright, x, square) for x in (top.left, top.right))
            ):
                found.append(square)
                break
    return found


def _closes(upright: Sequence[Rect], x_mm: float, square: Rect) -> bool:
    return any(
        abs(r.center[0] - x_mm) < _TOUCH_MM and r.top < square.top + _TOUCH_MM and r.bottom > square.bottom - _TOUCH_MM
        for r in upright
    )


def _extent(shape: Shape, page: PdfSheet) -> Rect:
    return page.rect_mm([point for piece in shape.pieces for point in piece])


def _draw(mask: Image, shape: Shape, page: PdfSheet) -> None:
    pieces = [
        np.array([[round(v * PX_PER_MM) for v in page.point_mm(x, y)] for x, y in piece], np.int32)
        for piece in shape.pieces
    ]
    if shape.filled:
        cv2.fillPoly(mask, pieces, 1)
    if shape.width or shape.filled:
        thickness = max(1, round(shape.width * page.mm_per_unit * PX_PER_MM))
        cv2.polylines(mask, pieces, isClosed=False, color=1, thickness=thickness)


def _fill(mask: Image, place: Rect) -> None:
    left, top, right, bottom = (round(v * PX_PER_MM) for v in (place.left, place.top, place.right, place.bottom))
    mask[max(0, top) : max(0, bottom, top + 1), max(0, left) : max(0, right, left + 1)] = 1


def _outline(mask: Image, place: Rect) -> None:
    left, top, right, bottom = (round(v * PX_PER_MM) for v in (place.left, place.top, place.right, place.bottom))
    cv2.rectangle(mask, (left, top), (right, bottom), color=1, thickness=1)
