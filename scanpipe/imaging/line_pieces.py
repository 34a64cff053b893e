"""Letters as boxes, and the pieces of text lines that they form side by side."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

REACH = 0.012
"""Letters nearer than this (3.6 mm of A4) belong to one piece of a line."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes of blobs in upright axes, skew taken out."""

    left: NDArray[np.float32]
    top: NDArray[np.float32]
    width: NDArray[np.float32]
    height: NDArray[np.float32]

    @property
    def bottom(self) -> NDArray[np.float32]:
        """Lower edges."""
        return self.top + self.height

    def only(self, keep: NDArray[np.bool_]) -> Boxes:
        """The chosen boxes."""
        return Boxes(self.left[keep], self.top[keep], self.width[keep], self.height[keep])


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of text lines: a label picture (0 is none), and per label letters, top, bottom and letter height."""

    labels: NDArray[np.int32]
    of_letter: NDArray[np.int32]
    count: NDArray[np.int64]
    top: NDArray[np.float32]
    bottom: NDArray[np.float32]
    height: NDArray[np.float32]


def line_pieces(boxes: Boxes, letters: Boxes, longer: int) -> Pieces:
    """Join letters sideways through a band at half height, so that neighbouring lines never touch."""
    shape = (int(boxes.bottom.max()) + 2, int((boxes.left + boxes.width).max()) + 2)
    canvas = np.zeros(shape, np.uint8)
    reach = round(longer * REACH)
    x0, x1 = letters.left.astype(int), (letters.left + letters.width).astype(int)
    y0 = (letters.top + letters.height * 0.35).astype(int)
    y1 = np.maximum(y0 + 1, (letters.top + letters.height * 0.65).astype(int))
    for a, b, c, d in zip(x0.tolist(), x1.tolist(), y0.tolist(), y1.tolist(), strict=True):
        canvas[c:d, a : b + reach] = 1
    count, labels = cv2.connectedComponentsWithAlgorithm(canvas, 8, cv2.CV_32S, cv2.CCL_GRANA)
    of_letter = labels[((y0 + y1) // 2).clip(0, shape[0] - 1), x0]
    sizes = np.bincount(of_letter, minlength=count)
    return Pieces(
        labels=np.asarray(labels, dtype=np.int32),
        of_letter=np.asarray(of_letter, dtype=np.int32),
        count=sizes,
        top=_median_by(of_letter, letters.top, count),
        bottom=_median_by(of_letter, letters.bottom, count),
        height=_median_by(of_letter, letters.height, count),
    )


def _median_by(group: NDArray[np.int32], values: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """The median of each group; 0 for groups without values."""
    order = np.lexsort((values, group))
    sizes = np.bincount(group, minlength=count)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    middle = np.minimum(starts + sizes // 2, len(values) - 1)
    return np.where(sizes > 0, values[order][middle], 0).astype(np.float32)
