"""
Whether two straightened pages carry the same ink in the same places: two pictures of one sheet, or two sheets.

Two scans of a sheet differ by a fraction of a millimetre, a photo by a little more and not everywhere alike. So one
page is laid over the other, and every patch of it may move a little; what then lies beside the ink of the other page is
counted. Two people do not write the same strokes in the same places, nor does one who writes the same twice.
"""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.imaging.sheet import PX_PER_MM
from scanpipe.model import Image

Affine = np.ndarray
"""(3, 2): row vectors (x, y, 1) in millimetres of one page times this are places on the other."""

_PATCH_MM = (9.0, 6.0)
_BESIDE_PX = 2
"""A third of a millimetre: the width of a stroke."""
_SHIFT_PX, _SHIFT_STEP_PX = 6, 2
_SOLID_PX = 13
"""Two millimetres of black: the open lid of a copier, not writing."""
_AROUND_SOLID_PX = 31
_MOST_PATCHES = 60
_MM2 = 1.0 / PX_PER_MM**2
_NOTHING = 0.25


def differs_by_mm2(one: Image, other: Image, onto: Affine, *, enough: float) -> float:
    """
    The most ink (mm²) in any patch of 9 by 6 mm that only one of two pages has; it stops looking at `enough`.

    `one`, `other`: 0/1 masks at 150 dpi; `onto` takes places on the second to the first.
    """
    height, width = one.shape
    matrix = np.array(
        [[onto[0, 0], onto[1, 0], onto[2, 0] * PX_PER_MM], [onto[0, 1], onto[1, 1], onto[2, 1] * PX_PER_MM]]
    )
    laid = np.asarray(cv2.warpAffine(other * 255, matrix, (width, height)) > 127, np.uint8)
    written = 1 - (_solid(one) | _solid(laid))
    # A rim without ink, so that patches along the edges can move too.
    pair = np.pad(one & written, _SHIFT_PX), np.pad(laid & written, _SHIFT_PX)
    height, width = pair[0].shape
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _BESIDE_PX + 1,) * 2)
    grown = tuple(np.asarray(cv2.dilate(p, around), np.uint8) for p in pair)
    beside = (pair[0] & (1 - grown[1])) | (pair[1] & (1 - grown[0]))
    across, down = (round(v * PX_PER_MM) for v in _PATCH_MM)
    if height < down or width < across:
        return float(beside.sum()) * _MM2
    sums = cv2.boxFilter(beside.astype(np.float32), -1, (across, down), normalize=False, borderType=cv2.BORDER_CONSTANT)
    sums = np.asarray(sums)[down // 2 : height : down // 2, across // 2 : width : across // 2] * _MM2
    worst = 0.0
    for place in sums.ravel().argsort()[::-1][:_MOST_PATCHES]:
        row, column = divmod(int(place), sums.shape[1])
        if sums[row, column] <= max(_NOTHING, worst) or worst >= enough:
            break
        top = min(max(row * (down // 2), _SHIFT_PX), height - down - _SHIFT_PX)
        left = min(max(column * (across // 2), _SHIFT_PX), width - across - _SHIFT_PX)
        worst = max(worst, _least((pair[0], pair[1]), (grown[0], grown[1]), top, left, (down, across)) * _MM2)
    return worst


def _solid(mask: Image) -> Image:
    black = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((_SOLID_PX, _SOLID_PX), np.uint8))
    return np.asarray(cv2.dilate(black, np.ones((_AROUND_SOLID_PX, _AROUND_SOLID_PX), np.uint8)), np.uint8)


def _least(pair: tuple[Image, Image], grown: tuple[Image, Image], top: int, left: int, size: tuple[int, int]) -> float:
    """Pixels that one page alone has in a patch, where the other is moved so that these are fewest."""
    down, across = size
    here = slice(top, top + down), slice(left, left + across)
    mine, mine_grown = pair[0][here], grown[0][here]
    least = float(down * across)
    for y in range(top - _SHIFT_PX, top + _SHIFT_PX + 1, _SHIFT_STEP_PX):
        for x in range(left - _SHIFT_PX, left + _SHIFT_PX + 1, _SHIFT_STEP_PX):
            there = slice(y, y + down), slice(x, x + across)
            alone = (mine & (1 - grown[1][there])).sum() + (pair[1][there] & (1 - mine_grown)).sum()
            least = min(least, float(alone))
    return least
