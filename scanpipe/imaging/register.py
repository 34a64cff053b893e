"""
Registration of a paper to the measured blank of its edition, from labels found on both.

The guard: enough labels must agree on one transform, it must be close to a plain scaling, and it must place them to
within a millimetre or so. On papers of another edition or another form it finds no such agreement and says None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

_LEAST_LABELS = 6
_LEAST_AGREEING = 0.8
_RESIDUAL_MM = 1.5
_SCALE = (0.9, 1.1)
_SHEAR = 0.03

Point = tuple[float, float]


def affine(blank_mm: Sequence[Point], page_mm: Sequence[Point]) -> Callable[[float, float], Point] | None:
    """The map from millimetres on the blank to millimetres on the page, or None when the guard refuses it."""
    if len(blank_mm) < _LEAST_LABELS:
        return None
    source, target = np.array(blank_mm, np.float64), np.array(page_mm, np.float64)
    matrix, inliers = cv2.estimateAffine2D(
        source, target, method=cv2.RANSAC, ransacReprojThreshold=_RESIDUAL_MM, maxIters=500, confidence=0.995
    )
    if matrix is None or inliers is None or float(np.mean(inliers)) < _LEAST_AGREEING:
        return None
    plain = _SCALE[0] < matrix[0, 0] < _SCALE[1] and _SCALE[0] < matrix[1, 1] < _SCALE[1]
    if not plain or max(abs(matrix[0, 1]), abs(matrix[1, 0])) > _SHEAR:
        return None

    def onto_page(x: float, y: float) -> Point:
        mapped = matrix @ np.array([x, y, 1.0])
        return float(mapped[0]), float(mapped[1])

    return onto_page
