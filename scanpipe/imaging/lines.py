"""
Text lines without layout analysis: letter-sized blobs joined sideways.

Tesseract's own layout analysis loses half a page when a seal covers the header. These lines tell which ink it did
not read, so that it can be shown that ink again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.connected import connected
from scanpipe.imaging.sheet import PX_PER_MM, Sheet, fine_pixels, pixels
from scanpipe.model import Image, Rect

_JOIN_MM = 3.6  # wider gaps separate a label from its value, and columns from each other
_LETTER_MM = (1.1, 9.0)
_BESIDE_MM, _ABOVE_MM = 0.6, 1.0  # the margin of a line's picture
_MARK_REACH_MM = 2.2  # how far a tone mark or a comma may stand from its line


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of ink: its place in millimetres, and the blobs of the sheet's text that it is made of."""

    rect: Rect
    ids: tuple[int, ...] = field(repr=False)


def text_lines(sheet: Sheet) -> list[TextLine]:
    """All lines of a sheet, top to bottom."""
    _, stats, _ = connected(sheet.text)
    width, height = stats[:, 2] / PX_PER_MM, stats[:, 3] / PX_PER_MM
    letter = (height >= _LETTER_MM[0]) & (height <= _LETTER_MM[1]) & (width >= 0.25) & (width <= 60)
    letter[0] = False
    members = _joined(sheet.text.shape, np.nonzero(letter)[0], stats)
    marks = ~letter & (width <= 6) & (height <= 4) & (stats[:, 4] >= 0.03 * PX_PER_MM**2)
    marks[0] = False
    _add_marks(members, np.nonzero(marks)[0], stats)
    lines = [TextLine(_around(stats, ids), tuple(ids)) for ids in members]
    return sorted((x for x in lines if x.rect.width >= 1.5), key=lambda x: (x.rect.top + x.rect.bottom, x.rect.left))


def pictures_of(lines: Sequence[TextLine], sheet: Sheet) -> list[Image]:
    """Each line alone on white, its neighbours not shown."""
    labels, _, _ = connected(sheet.text)
    return [_alone(line, sheet, labels) for line in lines]


def _joined(shape: tuple[int, ...], ids: NDArray[Any], stats: NDArray[Any]) -> list[list[int]]:
    """Letters grouped into lines. Thin bands at mid height are joined, so that touching lines do not merge."""
    bands: Image = np.zeros(shape, np.uint8)
    for x, y, w, h in stats[ids, :4].tolist():
        middle, half = y + h // 2, max(1, min(int(0.55 * PX_PER_MM), h // 4))
        bands[max(0, middle - half) : middle + half + 1, x : x + w] = 1
    bands = cv2.morphologyEx(bands, cv2.MORPH_CLOSE, np.ones((1, int(_JOIN_MM * PX_PER_MM) | 1), np.uint8))
    _, rows = cv2.connectedComponents(bands, connectivity=4)
    members: dict[int, list[int]] = {}
    for i in ids.tolist():
        x, y, w, h = stats[i, :4].tolist()
        row = int(rows[min(y + h // 2, shape[0] - 1), min(x + w // 2, shape[1] - 1)])
        members.setdefault(row, []).append(i)
    return [m for row, m in members.items() if row]


def _add_marks(members: list[list[int]], marks: NDArray[Any], stats: NDArray[Any]) -> None:
    """Tone marks, dots and commas go to the nearest line."""
    if not members:
        return
    boxes = np.array([_body(stats[m]) for m in members])
    reach = _MARK_REACH_MM * PX_PER_MM
    x, y = stats[marks, 0] + stats[marks, 2] / 2, stats[marks, 1] + stats[marks, 3] / 2
    dx = np.maximum(0, np.maximum(boxes[:, 0] - x[:, None], x[:, None] - boxes[:, 2]))
    dy = np.maximum(0, np.maximum(boxes[:, 1] - y[:, None], y[:, None] - boxes[:, 3]))
    nearest = np.argmin(dx / 2 + dy * 1.5, axis=1)
    for n, (mark, line) in enumerate(zip(marks.tolist(), nearest.tolist(), strict=True)):
        if dx[n, line] <= reach and dy[n, line] <= reach:
            members[line].append(mark)


def _body(letters: NDArray[Any]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a line of letters in px, but for the fifth that reach highest or lowest."""
    tops, bottoms = np.sort(letters[:, 1]), np.sort(letters[:, 1] + letters[:, 3])
    fifth = (len(letters) - 1) // 5
    left, right = letters[:, 0].min(), (letters[:, 0] + letters[:, 2]).max()
    return int(left), int(tops[fifth]), int(right), int(bottoms[len(letters) - 1 - fifth])


def _around(stats: NDArray[Any], ids: list[int]) -> Rect:
    left, top = stats[ids, 0].min(), stats[ids, 1].min()
    right, bottom = (stats[ids, 0] + stats[ids, 2]).max(), (stats[ids, 1] + stats[ids, 3]).max()
    return Rect(*(float(v) / PX_PER_MM for v in (left, top, right, bottom)))


def _alone(line: TextLine, sheet: Sheet, labels: NDArray[Any]) -> Image:
    area = pixels(line.rect, labels.shape)
    own = cv2.dilate(np.isin(labels[area], line.ids).astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(own > 0, sheet.gray[area], 255).astype(np.uint8)


def writing_alone(sheet: Sheet, line: Rect) -> tuple[Image, Image]:
    """
    The writing of one line alone on white: from the page at reading size, and from the fine page.

    Rules, leaders and what reaches in from the lines above and below are not shown.
    """
    wide = line.grown(_BESIDE_MM, _ABOVE_MM)
    area = pixels(wide, sheet.text.shape)
    labels, _, centers = connected(np.ascontiguousarray(sheet.text[area]))
    middle = centers[:, 1] + area[0].start
    own = (middle >= (line.top - 0.2) * PX_PER_MM) & (middle <= (line.bottom + 0.2) * PX_PER_MM)
    own[0] = False
    shown = cv2.dilate(own[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    coarse = np.where(shown > 0, sheet.gray[area], 255).astype(np.uint8)
    fine = sheet.fine[fine_pixels(sheet, wide)]
    finely = cv2.resize(shown, (fine.shape[1], fine.shape[0]), interpolation=cv2.INTER_NEAREST)
    return coarse, np.where(finely > 0, fine, 255).astype(np.uint8)


def stacked(pictures: Sequence[Image], *, gap_px: int = 18, margin_px: int = 20) -> tuple[Image, list[int]]:
    """Pictures below each other on one white page, and the row at which each begins."""
    width = max(p.shape[1] for p in pictures) + 2 * margin_px
    tops, y = [], margin_px
    for picture in pictures:
        tops.append(y)
        y += picture.shape[0] + gap_px
    page = np.full((y + margin_px, width), 255, np.uint8)
    for picture, top in zip(pictures, tops, strict=True):
        page[top : top + picture.shape[0], margin_px : margin_px + picture.shape[1]] = picture
    return page, tops


def resized(picture: Image, scale: float) -> Image:
    """A gray picture at another scale."""
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)
