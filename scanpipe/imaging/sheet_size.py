"""
How large the paper is, in millimetres, judged from the shape of its picture.

A picture has no ruler. Vietnamese forms are printed on A4 (Nghị định 30/2020/NĐ-CP, Phụ lục I), so a picture of about
that shape is an A4 sheet; everything else keeps its shape and is as wide as an A4 sheet, unless it is clearly narrower.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0
A4_ASPECT = A4_HEIGHT_MM / A4_WIDTH_MM

CARD_WIDTH_MM, CARD_HEIGHT_MM = 85.6, 53.98
"""ISO/IEC 7810 ID-1: citizen identity cards."""

SCAN_TOLERANCE = 0.03
"""A scan's shape is exact but for the glass being a little wider or shorter than the sheet."""

PHOTO_TOLERANCE = 0.12
"""A photo's shape is known to about a tenth: the lens and the bend of the sheet are not."""

CARD_TOLERANCE = 0.04

TALL_ASPECT = 1.6
"""Taller than this is a strip (a receipt), not a page: it keeps the height of A4 and is narrower."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Width and height of the upright paper in millimetres."""

    width_mm: float
    height_mm: float


def sheet_of_picture(width: float, height: float) -> Sheet:
    """The sheet of which an upright scan (pixels) shows all, or a part over the full width."""
    return _named(height / width, SCAN_TOLERANCE) or _unnamed(height / width)


def sheet_of_quad(quad: NDArray[np.float64], size: tuple[int, int], quarter: bool) -> Sheet:
    """
    The sheet whose corners (clockwise, pixels) were seen in a photo of that size (width, height).

    `quarter` says that it lies on its side in the photo.
    """
    sides = np.hypot(*(np.roll(quad, -1, axis=0) - quad).T)
    plain = float(sides[[1, 3]].mean() / sides[[0, 2]].mean())
    true = true_aspect(quad, size) or plain
    plain, true = (1 / plain, 1 / true) if quarter else (plain, true)
    card = CARD_HEIGHT_MM / CARD_WIDTH_MM
    if max(abs(np.log(plain / card)), abs(np.log(true / card))) <= CARD_TOLERANCE:
        return Sheet(CARD_WIDTH_MM, CARD_HEIGHT_MM)
    return _named(true, PHOTO_TOLERANCE) or _named(plain, PHOTO_TOLERANCE) or _unnamed(true)


def true_aspect(quad: NDArray[np.float64], size: tuple[int, int]) -> float | None:
    """
    Height over width of the rectangle whose picture is `quad`; None when the view is too flat to tell.

    Zhang and He, "Whiteboard scanning and image enhancement" (2004), section 3.2: the lens axis is taken to be the
    middle of the picture, the focal length follows from the two vanishing points.
    """
    centre = np.array(size, dtype=float) / 2
    top_left, top_right, bottom_right, bottom_left = (np.append(corner - centre, 1.0) for corner in quad)
    k2 = np.dot(np.cross(top_left, bottom_right), bottom_left) / np.dot(np.cross(top_right, bottom_right), bottom_left)
    k3 = np.dot(np.cross(top_left, bottom_right), top_right) / np.dot(np.cross(bottom_left, bottom_right), top_right)
    across, down = k2 * top_right - top_left, k3 * bottom_left - top_left
    if abs(across[2]) < 0.02 or abs(down[2]) < 0.02:
        return None
    focal_square = -(across[0] * down[0] + across[1] * down[1]) / (across[2] * down[2])
    longer = max(size)
    # Phones see 55° to 85° along the longer side; another answer means that the corners do not carry the formula.
    if not (0.5 * longer) ** 2 <= focal_square <= (1.6 * longer) ** 2:
        return None
    weight = np.array([1 / focal_square, 1 / focal_square, 1.0])
    return float(np.sqrt((weight * down * down).sum() / (weight * across * across).sum()))


def _named(aspect: float, tolerance: float) -> Sheet | None:
    if abs(np.log(aspect / A4_ASPECT)) <= tolerance:
        return Sheet(A4_WIDTH_MM, A4_HEIGHT_MM)
    if abs(np.log(aspect * A4_ASPECT)) <= tolerance:
        return Sheet(A4_HEIGHT_MM, A4_WIDTH_MM)
    return None


def _unnamed(aspect: float) -> Sheet:
    if aspect > TALL_ASPECT:
        return Sheet(A4_HEIGHT_MM / aspect, A4_HEIGHT_MM)
    return Sheet(A4_WIDTH_MM, A4_WIDTH_MM * aspect)
