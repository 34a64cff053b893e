"""Two prints laid over each other: where the lines of one lie on the other, and what only one of them has."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from scanpipe.imaging.warp import Matrix, gray_of, resample, scaling
from scanpipe.model import Image

_LEAST_POINTS = 4
_REACH_MM = 1.5
_SCALE = (0.9, 1.1)
_SHEAR = 0.05
_ONLY_OLD = (9, 83, 180)
"""BGR of what only the old print has: burnt orange, told from blue by every kind of colour sight."""
_ONLY_NEW = (216, 78, 29)

Point = tuple[float, float]


def laid_on(old_mm: Sequence[Point], new_mm: Sequence[Point]) -> Matrix:
    """
    The map from millimetres on the old sheet to millimetres on the new one that most of the pairs of places agree on;
    the one that changes nothing where they agree on none that a sheet of paper could have.
    """
    if len(old_mm) < _LEAST_POINTS:
        return np.eye(3)
    source, target = np.array(old_mm, np.float64), np.array(new_mm, np.float64)
    found, _ = cv2.estimateAffine2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=_REACH_MM, maxIters=500)
    if found is None or not np.isfinite(found).all():
        return np.eye(3)
    plain = _SCALE[0] < found[0, 0] < _SCALE[1] and _SCALE[0] < found[1, 1] < _SCALE[1]
    if not plain or max(abs(found[0, 1]), abs(found[1, 0])) > _SHEAR:
        return np.eye(3)
    return np.vstack([found, [0.0, 0.0, 1.0]])


def sheet_picture(
    image: Image,
    size_mm: tuple[float, float],
    px_per_mm: float,
    *,
    onto: tuple[Matrix, tuple[float, float]] | None = None,
) -> Image:
    """
    The gray picture of a sheet of that size (width, height in mm) at that many pixels per millimetre; carried onto
    another sheet by a map in millimetres and the size of that sheet, where `onto` names them.
    """
    to_mm = scaling(size_mm[0] / image.shape[1], size_mm[1] / image.shape[0])
    matrix, (width_mm, height_mm) = onto or (np.eye(3), size_mm)
    canvas = max(1, round(width_mm * px_per_mm)), max(1, round(height_mm * px_per_mm))
    return resample(gray_of(image), scaling(px_per_mm, px_per_mm) @ matrix @ to_mm, canvas)


def overlay(old: Image, new: Image) -> Image:
    """Both gray pictures of one size in one (BGR): black what both have, orange only the old, blue only the new."""
    ink_old, ink_new = 255 - old, 255 - new
    only_old = cv2.subtract(ink_old, _spread(ink_new))
    only_new = cv2.subtract(ink_new, _spread(ink_old))
    both = cv2.max(cv2.subtract(ink_old, only_old), cv2.subtract(ink_new, only_new))
    light = [255 - both] * 3
    for ink, color in ((only_old, _ONLY_OLD), (only_new, _ONLY_NEW)):
        taken = (cv2.multiply(ink, np.full_like(ink, 255 - part), scale=1 / 255) for part in color)
        light = [cv2.subtract(channel, part) for channel, part in zip(light, taken, strict=True)]
    return np.asarray(cv2.merge(light), dtype=np.uint8)


def _spread(ink: Image) -> Image:
    """Strokes a pixel wider all around: half a pixel of shift is no difference."""
    return np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), dtype=np.uint8)
