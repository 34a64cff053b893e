"""Digit boxes cut apart: the ink of each box without its frame, and the digits set side by side again for reading."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.connected import connected
from scanpipe.imaging.ladders import Ladder
from scanpipe.imaging.sheet import PX_PER_MM, Sheet, binarise, fine_pixels, fine_scales
from scanpipe.model import Image, Rect

_INSET = 0.06  # share of a box that its frame may cover on every side
_SPECK_MM2 = 0.1
_SPACING_MM = 0.5
_STRAY, _APART_MM = 0.12, 0.6  # share of the largest part of a digit, and the distance, that make a blob dust


def cell_pictures(sheet: Sheet, ladder: Ladder) -> list[tuple[Image, Image]]:
    """Gray picture and ink mask (0/1) of every box of a row, at the sheet's fine resolution, frames left out."""
    scales = fine_scales(sheet)
    row = fine_pixels(sheet, ladder.rect.grown(1.0))
    dark = binarise(sheet.fine) if sheet.fine.size < 4_000_000 else None
    ink = dark[row] if dark is not None else binarise(sheet.fine[row])
    origin = (row[0].start, row[1].start)
    return [_cell(sheet.fine[row], ink, cell, origin, scales) for cell in ladder.cells]


def _cell(
    gray: Image, ink: Image, cell: Rect, origin: tuple[int, int], scales: tuple[float, float]
) -> tuple[Image, Image]:
    px_per_mm = scales[0]
    inner = cell.grown(-_INSET * cell.width, -_INSET * cell.height)
    left, right = (round(v * scales[0]) - origin[1] for v in (inner.left, inner.right))
    top, bottom = (round(v * scales[1]) - origin[0] for v in (inner.top, inner.bottom))
    area = np.s_[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    mask = np.ascontiguousarray(ink[area])
    labels, stats, _ = connected(mask)
    height, width = mask.shape
    keep = np.zeros(len(stats), bool)
    for i in range(1, len(stats)):
        x, y, w, h, size = stats[i].tolist()
        at_side = (x <= 1 or x + w >= width - 1) and w < 0.16 * width
        at_edge = (y <= 1 or y + h >= height - 1) and h < 0.16 * height
        keep[i] = size >= _SPECK_MM2 * px_per_mm**2 and not at_side and not at_edge
    keep &= ~_strays(stats, keep, _APART_MM * px_per_mm)
    kept = keep.astype(np.uint8)[labels]
    near = cv2.dilate(kept, np.ones((3, 3), np.uint8)) > 0
    return np.where(near, gray[area], 255).astype(np.uint8), kept


def _strays(stats: NDArray[Any], keep: NDArray[Any], apart_px: float) -> NDArray[Any]:
    """Which blobs are dust beside a digit: small against its largest part, and apart from all that is not."""
    size = np.where(keep, stats[:, cv2.CC_STAT_AREA], 0)
    small = keep & (size < _STRAY * size.max())
    parts = stats[keep & ~small]
    if not len(parts):
        return np.asarray(small)
    left, top = parts[:, 0].min(), parts[:, 1].min()
    right, bottom = (parts[:, 0] + parts[:, 2]).max(), (parts[:, 1] + parts[:, 3]).max()
    aside = np.maximum(left - stats[:, 0] - stats[:, 2], stats[:, 0] - right)
    over = np.maximum(top - stats[:, 1] - stats[:, 3], stats[:, 1] - bottom)
    return np.asarray(small & (np.maximum(aside, over) > apart_px))


def rejoined(sheet: Sheet, ladder: Ladder) -> Image | None:
    """The digits of a row side by side on white at the reading resolution; None when every box is empty."""
    scale = PX_PER_MM / sheet.fine_px_per_mm
    space = max(1, int(_SPACING_MM * sheet.fine_px_per_mm))
    parts = []
    for gray, mask in cell_pictures(sheet, ladder):
        columns = np.nonzero(mask.any(axis=0))[0]
        if len(columns):
            parts.append(gray[:, max(0, columns[0] - space) : columns[-1] + space + 1])
    if not parts:
        return None
    height = max(p.shape[0] for p in parts)
    row = np.hstack(
        [cv2.copyMakeBorder(p, 0, height - p.shape[0], 0, 0, cv2.BORDER_CONSTANT, value=255) for p in parts]
    )
    return np.asarray(cv2.resize(row, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
