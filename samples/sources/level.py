"""
How crooked a scanned blank lies in its own scan, from the lines of its print, and the blank laid level.

Every long line of print gives a slope of its own: the median slope between any two of its letters by where they stand
on the line (Theil 1950), so that letters that hang below do not count. The page's tilt is the median of its lines, each
counted by its length.
This shares nothing with the straightening that is measured on these pages, which looks at the page as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.sheet import PX_PER_MM
from scanpipe.model import Image, Rect

LEVEL_DEG: Final = 0.05
"""A page is left as it is below this: turning it would blur the print, and a line of 150 mm rises by 0.13 mm."""
LONG_LINE_MM: Final = 50.0
FEWEST_LINES: Final = 4
FEWEST_LETTERS: Final = 15
"""Fewer lines or letters say nothing sure: such a page counts as level."""
_LETTER_HIGH_MM, _LETTER_WIDE_MM = (1.2, 6.0), 12.0
_WORD_SPACE_MM = 4.0
_APART_MM = 20.0

Move = Callable[[Rect], Rect]
"""Where a place of the scan, in millimetres, lies on the levelled page."""


def tilt_deg(gray: Image) -> float | None:
    """How far the print rises or falls against the picture, in degrees clockwise; None where too little is printed."""
    lines = list(_lines(gray))
    if len(lines) < FEWEST_LINES:
        return None
    slopes = np.array([_slope_deg(feet) for feet in lines])
    lengths = np.array([np.ptp(feet[:, 0]) for feet in lines])
    order = np.argsort(slopes)
    middle = np.searchsorted(np.cumsum(lengths[order]), lengths.sum() / 2)
    return float(slopes[order][middle])


def levelled(gray: Image) -> tuple[Image, Move]:
    """The page turned about its middle until its print is level, its corners filled with white, and how places move."""
    tilt = tilt_deg(gray)
    if tilt is None or abs(tilt) < LEVEL_DEG:
        return gray, lambda rect: rect
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    level = cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)

    def moved(rect: Rect) -> Rect:
        x, y = turn @ (rect.center[0] * PX_PER_MM, rect.center[1] * PX_PER_MM, 1.0) / PX_PER_MM
        half_w, half_h = rect.width / 2, rect.height / 2
        return Rect(float(x - half_w), float(y - half_h), float(x + half_w), float(y + half_h))

    return np.asarray(level, np.uint8), moved


def _lines(gray: Image) -> Iterator[NDArray[np.float64]]:
    """The long lines of print: for each the middle of the foot of every letter (n, 2), in pixels."""
    ink = (gray < 128).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    high, wide = stats[:, cv2.CC_STAT_HEIGHT] / PX_PER_MM, stats[:, cv2.CC_STAT_WIDTH] / PX_PER_MM
    letter = (high > _LETTER_HIGH_MM[0]) & (high < _LETTER_HIGH_MM[1]) & (wide < _LETTER_WIDE_MM)
    letter[0] = False  # the paper itself
    joined = cv2.dilate(letter[labels].astype(np.uint8), np.ones((1, round(_WORD_SPACE_MM * PX_PER_MM)), np.uint8))
    _, line_of, lines, _ = cv2.connectedComponentsWithStats(joined)
    rows, columns = np.nonzero(letter[labels])
    home = np.zeros(len(stats), int)
    home[labels[rows, columns]] = line_of[rows, columns]
    feet = np.stack(
        [
            stats[:, cv2.CC_STAT_LEFT] + stats[:, cv2.CC_STAT_WIDTH] / 2,
            stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT],
        ],
        axis=1,
    )
    for number in np.nonzero(lines[:, cv2.CC_STAT_WIDTH] >= LONG_LINE_MM * PX_PER_MM)[0]:
        own = letter & (home == number)
        if number and own.sum() >= FEWEST_LETTERS:
            yield feet[own]


def _slope_deg(feet: NDArray[np.float64]) -> float:
    first, second = np.triu_indices(len(feet), 1)
    across, down = (feet[second] - feet[first]).T
    apart = abs(across) > _APART_MM * PX_PER_MM
    return math.degrees(math.atan(float(np.median(down[apart] / across[apart]))))
