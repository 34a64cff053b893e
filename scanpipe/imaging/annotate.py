"""
Findings drawn on the citizen's own picture.

A place is known as shares of the straightened page; `to_upload` carries it back to the picture that was handed in. A
mark is told by its line (solid, dashed, dotted) and its number as much as by its colour, and has a white halo, so that
it shows on a dark photo and on a black and white print. Sizes are for a picture 1000 px across and grow with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from scanpipe.model import Box, Image, Rect, Transform
from scanpipe.text import without_marks

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont
Points: TypeAlias = NDArray[np.float64]
"""(n, 2) places in pixels, x and y."""

REFERENCE_PX = 1000
BADGE_RADIUS_PX = 15
TEXT_PX = 20
HALO_PX = 2

_FONTS = (
    "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/liberation-sans/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


class Style(StrEnum):
    """How a mark is drawn: by what it asks for."""

    MUST = "must"
    CHECK = "check"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class _Pen:
    colour: tuple[int, int, int]
    """Blue, green, red."""
    width_px: float
    on_px: float
    off_px: float


_PENS = {
    Style.MUST: _Pen((0x1A, 0x00, 0xC4), 4, 1, 0),
    Style.CHECK: _Pen((0x00, 0x59, 0xB3), 3, 14, 9),
    Style.UNREADABLE: _Pen((0xA6, 0x2F, 0x5B), 3, 0.1, 8),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One numbered place. `caption` is what the strip below the picture says of it."""

    number: int
    box: Box
    style: Style
    caption: str = ""


def annotate(
    picture: Image, to_upload: Transform, marks: Sequence[Mark], *, legend: Mapping[Style, str] | None = None
) -> Image:
    """
    The picture (gray or BGR) with its marks, as BGR, and a strip below that says what the lines mean.

    `legend` names the styles; without it, or without marks, there is no strip.
    """
    canvas = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture.copy()
    scale = _scale(canvas)
    quads = [quad_px(canvas, to_upload, mark.box) for mark in marks]
    outline(canvas, [(quad, mark.style) for mark, quad in zip(marks, quads, strict=True)], scale)
    places = _badge_places(quads, canvas.shape[1], canvas.shape[0], BADGE_RADIUS_PX * scale)
    drawn = _with_badges(canvas, marks, places, scale)
    if not marks or not legend:
        return drawn
    return np.vstack([drawn, _strip(drawn.shape[1], marks, legend, scale)])


def quad_px(picture: Image, to_upload: Transform, box: Box) -> Points:
    """The four corners of the place in the picture, clockwise from the top left of the page, in pixels."""
    return mapped(upload_to_px(picture, to_upload), corners(box))


def corners(box: Box) -> Points:
    """The four corners of a place, clockwise from its top left."""
    right, bottom = box.x + box.width, box.y + box.height
    return np.array([[box.x, box.y], [right, box.y], [right, bottom], [box.x, bottom]])


def upload_to_px(picture: Image, to_upload: Transform) -> NDArray[np.float64]:
    """The homography from shares of the straightened page to pixels of the uploaded picture."""
    height, width = picture.shape[:2]
    matrix: NDArray[np.float64] = np.diag([float(width), float(height), 1.0]) @ np.array(to_upload)
    return matrix


def mapped(matrix: NDArray[np.float64], points: Points) -> Points:
    """The points after a homography."""
    lifted = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    flat: Points = lifted[:, :2] / lifted[:, 2:]
    return flat


def _scale(picture: Image) -> float:
    return max(0.6, float(min(picture.shape[:2])) / REFERENCE_PX)


def outline(canvas: Image, quads: Sequence[tuple[Points, Style]], scale: float) -> None:
    """Draws closed lines into a BGR picture, in place: all halos first, so that none of them cuts a line."""
    around = [(_grown(quad, (_PENS[style].width_px / 2 + 2) * scale), _PENS[style]) for quad, style in quads]
    for quad, pen in around:
        halo = _width(pen, scale) + 2 * max(2, round(HALO_PX * scale))
        cv2.polylines(canvas, [np.rint(quad).astype(np.int32)], True, (255, 255, 255), halo, cv2.LINE_AA)
    for quad, pen in around:
        for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
            _line(canvas, start, end, pen, _width(pen, scale), scale)


def _width(pen: _Pen, scale: float) -> int:
    return max(1, round(pen.width_px * scale))


def _grown(quad: Points, by_px: float) -> Points:
    """The quad with its corners moved outwards, along both of their sides: a line around the writing, not over it."""
    sides = np.roll(quad, -1, axis=0) - quad
    along = sides / np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-9)
    moved: Points = quad + by_px * (np.roll(along, 1, axis=0) - along)
    return moved


def _line(canvas: Image, start: Points, end: Points, pen: _Pen, width: int, scale: float) -> None:
    """One straight line; its dashes are stretched so that both ends are drawn."""
    length = float(np.linalg.norm(end - start))
    period = (pen.on_px + pen.off_px) * scale
    dashes = 1 if pen.off_px == 0 else max(1, round((length - pen.on_px * scale) / period) + 1)
    on = length if dashes == 1 else pen.on_px * scale
    for index in range(dashes):
        begin = 0.0 if dashes == 1 else index * (length - on) / (dashes - 1)
        a, b = (start + (end - start) * (at / max(length, 1e-9)) for at in (begin, begin + on))
        if pen.on_px < 1:  # a dot
            cv2.circle(canvas, _point(a), max(2, round(width * 0.6)), pen.colour, -1, cv2.LINE_AA)
        else:
            cv2.line(canvas, _point(a), _point(b), pen.colour, width, cv2.LINE_AA)


def _point(at: Points) -> tuple[int, int]:
    return round(float(at[0])), round(float(at[1]))


def _badge_places(quads: Sequence[Points], width: int, height: int, radius: float) -> list[tuple[float, float]]:
    """A centre for each badge: beside its place, inside the picture, off the other badges and, where it can, places."""
    places: list[tuple[float, float]] = []
    boxes = [Rect(*quad.min(axis=0).tolist(), *quad.max(axis=0).tolist()) for quad in quads]
    for box in boxes:
        options = [_inside(x, y, radius, width, height) for x, y in _around(box, radius * 1.35)]
        costs = [_hidden(at, radius, box, boxes, places) + 0.1 * rank for rank, at in enumerate(options)]
        places.append(options[costs.index(min(costs))])
    return places


def _around(box: Rect, gap: float) -> Sequence[tuple[float, float]]:
    """Centres around a place, the most natural first: left of it, right, above, below; last, further away."""
    middle = box.center[1]
    near = [(box.left - gap, middle), (box.right + gap, middle), (box.left + gap, box.top - gap)]
    near += [(box.right - gap, box.top - gap), (box.left + gap, box.bottom + gap), (box.right - gap, box.bottom + gap)]
    return [*near, (box.left - gap * 2.7, middle), (box.right + gap * 2.7, middle)]


def _inside(x: float, y: float, radius: float, width: int, height: int) -> tuple[float, float]:
    return min(max(x, radius), width - radius), min(max(y, radius), height - radius)


def _hidden(
    at: tuple[float, float], radius: float, own: Rect, boxes: Sequence[Rect], places: Sequence[tuple[float, float]]
) -> float:
    """How much a badge there would hide: another badge weighs most, then its own place, then the share of others."""
    badge = Rect(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
    on_badges = sum(math.dist(at, other) < 2.1 * radius for other in places)
    return 10.0 * on_badges + sum((3.0 if box is own else 0.5) * badge.overlap(box) for box in boxes) / (4 * radius**2)


def _with_badges(canvas: Image, marks: Sequence[Mark], places: Sequence[tuple[float, float]], scale: float) -> Image:
    radius = round(BADGE_RADIUS_PX * scale)
    for mark, at in zip(marks, places, strict=True):
        centre = _point(np.array(at))
        cv2.circle(canvas, centre, radius + max(1, round(2 * scale)), (255, 255, 255), -1, cv2.LINE_AA)
        cv2.circle(canvas, centre, radius, _PENS[mark.style].colour, -1, cv2.LINE_AA)
    image = Pillow.fromarray(canvas)  # blue and red change places, which white and black do not mind
    draw = ImageDraw.Draw(image)
    for mark, at in zip(marks, places, strict=True):
        _write(draw, at, str(mark.number), radius * 1.3, (255, 255, 255), anchor="mm")
    return np.asarray(image).copy()


def _strip(width: int, marks: Sequence[Mark], legend: Mapping[Style, str], scale: float) -> Image:
    """The white strip below: what each kind of line means, then what each number says."""
    size, pad = TEXT_PX * scale, round(14 * scale)
    styles = [style for style in Style if any(mark.style is style for mark in marks) and style in legend]
    rows = [
        (mark, line if first else "", line)
        for mark in marks
        for first, line in _lines(mark.caption, size, width - 5 * pad)
    ]
    pitch = round(size * 1.5)
    strip = np.full((2 * pad + pitch * (1 + len(rows)), width, 3), 255, np.uint8)
    x, key_y = float(pad), pad + pitch / 2
    key: list[tuple[float, str]] = []
    for style in styles:
        ends = np.array([[x, key_y], [x + 3 * size, key_y]])
        _line(strip, ends[0], ends[1], _PENS[style], _width(_PENS[style], scale), scale)
        key.append((x + 3.5 * size, legend[style]))
        x += 4.5 * size + _text_px(legend[style], size)
    radius = size * 0.62
    centres = [(pad + radius, pad + pitch * (i + 1.5)) for i in range(len(rows))]
    for (mark, first, _), at in zip(rows, centres, strict=True):
        if first:
            cv2.circle(strip, _point(np.array(at)), round(radius), _PENS[mark.style].colour, -1, cv2.LINE_AA)
    image = Pillow.fromarray(strip)
    draw = ImageDraw.Draw(image)
    for at_x, words in key:
        _write(draw, (at_x, key_y), words, size, (0, 0, 0), anchor="lm")
    for (mark, first, line), (at_x, at_y) in zip(rows, centres, strict=True):
        if first:
            _write(draw, (at_x, at_y), str(mark.number), radius * 1.3, (255, 255, 255), anchor="mm")
        _write(draw, (pad + 2 * radius + pad / 2, at_y), line, size, (0, 0, 0), anchor="lm")
    return np.asarray(image).copy()


def _lines(text: str, size_px: float, width_px: float) -> list[tuple[bool, str]]:
    """The text broken to a width; True marks the first line."""
    lines: list[str] = []
    for word in text.split():
        if lines and _text_px(f"{lines[-1]} {word}", size_px) <= width_px:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [(i == 0, line) for i, line in enumerate(lines)]


def _text_px(text: str, size_px: float) -> float:
    font, readable = _font(round(size_px))
    return float(font.getlength(text if readable else without_marks(text)))


def _write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size_px: float,
    colour: tuple[int, int, int],
    *,
    anchor: str,
) -> None:
    font, readable = _font(round(size_px))
    draw.text(at, text if readable else without_marks(text), font=font, fill=colour, anchor=anchor)


@cache
def _font(size_px: int) -> tuple[Font, bool]:
    """A font of that size, and whether it has Vietnamese letters; without one the text loses its marks."""
    path = next((p for p in _FONTS if Path(p).is_file()), None)
    if path is not None:
        return ImageFont.truetype(path, max(6, size_px)), True
    return ImageFont.load_default(max(6, size_px)), False
