"""
Leader dots that stand between the letters of a value typed over them.

They touch the letters, so they are no blobs of their own. But a printed leader keeps its pitch: the dots beside the
value tell where the others are, and a dot between two letters has nothing above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scanpipe.model import Image

_LEAST_DOTS = 8
_SPREAD = 0.16
"""Dots further off their places than this share of the pitch: no leader of one pitch."""
_REACH_MM = 120.0
_SLACK_MM = 0.15
_ABOVE_MM = 2.2
"""A letter over a dot shows within this height; the upper dot of a colon too."""
_WIDER_MM = 0.3
"""Ink on the baseline that is wider than a dot by more than this is the foot of a letter."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """
    Where the dots of a leader are, in px: `first + n * step` for whole n, their bottoms on `slope * x + bottom`.

    `left` and `right` are the ends of the part that was seen; `width` and `height` the size of a dot.
    """

    first: float
    step: float
    slope: float
    bottom: float
    left: float
    right: float
    width: float
    height: float


def pitch_of(stats: NDArray[Any]) -> Pitch | None:
    """The pitch of dots given as OpenCV's component statistics; None when they are few or keep no pitch."""
    if len(stats) < _LEAST_DOTS:
        return None
    stats = stats[np.argsort(stats[:, 0])]
    x = stats[:, 0] + stats[:, 2] / 2
    step = float(np.median(np.diff(x)))
    if step < 2:
        return None
    # A dot that is missing, or two that ran together, must not shift the count of those behind it.
    steps = np.round(np.diff(x) / step)
    n = np.concatenate([[0.0], np.cumsum(steps)])
    step, first = (float(v) for v in np.polyfit(n, x, 1))
    if step <= 0 or np.percentile(np.abs(x - first - n * step), 80) > _SPREAD * step:
        return None
    slope, bottom = (float(v) for v in np.polyfit(x, stats[:, 1] + stats[:, 3], 1))
    width, height = (float(np.median(stats[:, i])) for i in (2, 3))
    return Pitch(first, step, slope, bottom, float(x[0]), float(x[-1]), width, height)


def dots_between_letters(text: Image, pitch: Pitch, px_per_mm: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Rows and columns of the ink (0/1 mask) that is dots of that leader beyond the part that was seen."""
    rows: list[NDArray[Any]] = []
    columns: list[NDArray[Any]] = []
    for direction in (-1, 1):
        end = pitch.left if direction < 0 else pitch.right
        for n in range(1, round(_REACH_MM * px_per_mm / pitch.step)):
            spot = _spot(text, pitch, end + direction * n * pitch.step, px_per_mm)
            if spot is None:
                break
            row, column = spot
            rows.append(row)
            columns.append(column)
    none: NDArray[Any] = np.zeros(0, np.intp)
    return np.concatenate([none, *rows]), np.concatenate([none, *columns])


def _spot(text: Image, pitch: Pitch, x: float, px_per_mm: float) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """
    Which ink at the place of a dot is the dot: rows and columns, none when it stands inside a letter.

    None where there is no ink at all: between the words of a label, at the end of the leader, beyond the picture.
    """
    slack = max(1, round(_SLACK_MM * px_per_mm))
    base = pitch.slope * x + pitch.bottom
    bottom, top = round(base) + slack, round(base - pitch.height) - slack
    reach = round(pitch.width / 2 + _WIDER_MM * px_per_mm) + 1
    left, right = round(x) - reach, round(x) + reach + 1
    if left < 0 or right > text.shape[1] or top < 1 or bottom > text.shape[0]:
        return None
    low: NDArray[Any] = text[top:bottom, left:right] > 0
    above = np.asarray(text[max(0, top - round(_ABOVE_MM * px_per_mm)) : top, left:right].any(axis=0))
    free: NDArray[Any] = np.logical_and(low.any(axis=0), ~above)
    if not low[:, reach - 1 : reach + 2].any():
        return None
    own = _run_through(free, reach)
    if own is None or own[1] - own[0] > pitch.width + _WIDER_MM * px_per_mm:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    row, column = np.nonzero(low[:, own[0] : own[1]])
    return row + top, column + left + own[0]


def _run_through(free: NDArray[Any], middle: int) -> tuple[int, int] | None:
    """The run of true values at the middle or beside it: begin and end."""
    at = next((i for i in (middle, middle - 1, middle + 1) if free[i]), None)
    if at is None:
        return None
    begin = end = at
    while begin > 0 and free[begin - 1]:
        begin -= 1
    while end < len(free) and free[end]:
        end += 1
    return begin, end
