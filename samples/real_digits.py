"""
Digits that people really wrote: scikit-learn's `load_digits`, 8 × 8 pixels of 0–16 each, made large enough for a box.

So few pixels are gray where a pen was thin and run together where it was thick. A threshold on them alone breaks the
one and fills the loops of the other. So each place is held against its own surroundings first (an unsharp mask, one
pixel of the original wide): strokes stay whole and loops open as far as they were recorded. Nothing is drawn anew.
On a page the strokes are 0.65 to 1.1 mm wide, as by a felt-tip pen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

FIRST_JUDGED: Final = 1200
"""Digits from this index of scikit-learn's set on were written by people that nothing was chosen on."""
ILLEGIBLE: Final = frozenset((
    1210, 1229, 1233, 1253, 1259, 1266, 1279, 1285, 1305, 1383, 1398, 1408, 1423, 1468, 1484, 1491, 1499, 1529,
    1542, 1543, 1553, 1554, 1569, 1571, 1574, 1575, 1576, 1581, 1589, 1592, 1603, 1608, 1632, 1646, 1647, 1650,
    1658, 1660, 1662, 1664, 1668, 1673, 1678, 1706, 1709, 1716, 1717, 1720, 1723, 1729, 1732, 1734, 1745, 1747,
    1749, 1752, 1753, 1763, 1766, 1768, 1771, 1786, 1789, 1790, 1794,
))  # fmt: skip
"""
Judged digits (of 597) that a person who sees them as they are pasted would not read as what they are, or not surely:
loops run together, gaps, shapes of another digit. All were looked through by eye on one sheet before any was read by
program. They are pasted all the same, and marked in the truth.
"""
_SCALE, _MARGIN = 12, 1
_SOFT_PX, _AROUND_PX = 3.2, 13.0
_CONTRAST, _LEVEL, _SLOPE = 2.5, 0.72, 0.12


def one_of(figure: int, rng: np.random.Generator, *, judge: bool) -> int:
    """The index of a digit that somebody wrote as that figure; `judge`: of the writers kept for judging."""
    _, targets = _digits()
    indices = np.nonzero(targets == figure)[0]
    return int(rng.choice(indices[indices >= FIRST_JUDGED] if judge else indices[indices < FIRST_JUDGED]))


def enlarged(index: int, side_px: int, heavier: float = 0.0) -> NDArray[np.float32]:
    """A digit in a square of that side with a little margin, ink 1; `heavier` (about ±0.05) makes its strokes wider."""
    images, _ = _digits()
    framed = np.pad(images[index], _MARGIN).astype(np.float32) / 16
    soft = cv2.resize(framed, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_CUBIC)
    soft = np.asarray(cv2.GaussianBlur(soft, (0, 0), _SOFT_PX), np.float32)
    around = np.asarray(cv2.GaussianBlur(soft, (0, 0), _AROUND_PX), np.float32)
    ink = np.clip((soft + _CONTRAST * (soft - around) - _LEVEL + heavier) / _SLOPE, 0, 1)
    way = cv2.INTER_AREA if side_px < len(ink) else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, (side_px, side_px), interpolation=way), np.float32)


@lru_cache(maxsize=1)
def _digits() -> tuple[NDArray[Any], NDArray[np.int64]]:
    from sklearn.datasets import load_digits

    data = load_digits()
    return np.asarray(data.images), np.asarray(data.target)
