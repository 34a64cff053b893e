"""
Dotted leaders: "....", "…", and dots that ran together into dashes.

They are told from other small ink by keeping to one straight baseline; so the dot below of "ệ" and a full stop stay.
A value typed over a leader has its dots between its letters: they are found where the leader's pitch says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.connected import connected
from scanpipe.imaging.leader_pitch import Pitch, dots_between_letters, pitch_of
from scanpipe.model import Image

_DOT_MM = (1.0, 0.8)  # the largest single dot, width and height, on a good and on a bad copy
_DASH_HEIGHT_MM = 0.65
_JOIN_MM = 2.0  # dots further apart than this do not belong to one leader
_MIN_RUN_MM = 2.2
_LONG_RUN = 9
_STEM_MM = 1.1  # the gap between an i and its dot is smaller
_COLON_MM = (0.35, 0.8, 2.6)  # sideways slack, least and greatest distance of the two dots of a colon
_BASELINE_MM = 0.38  # how far a dot may lie off the fitted baseline


@dataclass(frozen=True, slots=True)
class Leader:
    """One run of leader dots on the sheet, in millimetres."""

    left: float
    right: float
    baseline: float


def split_leaders(text: Image, px_per_mm: float) -> tuple[Image, tuple[Leader, ...]]:
    """Text ink (0/1) without leaders, and the leaders."""
    labels, stats, centers = connected(text)
    width, height = stats[:, 2] / px_per_mm, stats[:, 3] / px_per_mm
    dash = (height <= _DASH_HEIGHT_MM) & (width > _DOT_MM[0])
    small = ((width <= _DOT_MM[0]) & (height <= _DOT_MM[1])) | dash
    small[0] = False
    ids = np.nonzero(small)[0]
    if not len(ids):
        return text, ()
    gone = np.zeros(len(stats), bool)
    leaders = []
    pitches: list[Pitch] = []
    for group in _neighbours(text.shape, ids, centers, stats, px_per_mm):
        dots = _on_one_baseline(group, stats, centers, width, dash, px_per_mm)
        if not len(dots) or _stand_on_letters(dots, text, stats, px_per_mm):
            continue
        dots = _without_colon(dots, ids, stats, centers, px_per_mm)
        gone[dots] = True
        pitch = pitch_of(stats[dots])
        pitches += [pitch] if pitch else []
        right = (stats[dots, 0] + stats[dots, 2]).max()
        base = float(np.median(stats[dots, 1] + stats[dots, 3]))
        leaders.append(Leader(float(stats[dots, 0].min() / px_per_mm), float(right / px_per_mm), base / px_per_mm))
    kept = np.asarray(text & np.take(1 - gone.astype(np.uint8), labels), np.uint8)
    for pitch in pitches:
        kept[dots_between_letters(text, pitch, px_per_mm)] = 0
    return kept, tuple(leaders)


def _neighbours(
    shape: tuple[int, ...],
    ids: NDArray[Any],
    centers: NDArray[Any],
    stats: NDArray[Any],
    px_per_mm: float,
) -> list[NDArray[Any]]:
    """Small blobs grouped into rows: those that touch when every blob is stretched sideways."""
    field = np.zeros(shape, np.uint8)
    reach = max(1, int(_JOIN_MM * px_per_mm / 2))
    for x, y, w, h in stats[ids, :4].tolist():
        middle = y + h // 2
        field[max(0, middle - 1) : middle + 2, max(0, x - reach) : x + w + reach] = 1
    _, rows = cv2.connectedComponents(field, connectivity=4)
    x = np.clip(np.round(centers[ids, 0]).astype(int), 0, shape[1] - 1)
    y = np.clip(stats[ids, 1] + stats[ids, 3] // 2, 0, shape[0] - 1)
    row_of = rows[y, x]
    order = np.argsort(row_of, kind="stable")
    cuts = np.nonzero(np.diff(row_of[order]))[0] + 1
    return [ids[part] for part in np.split(order, cuts)]


def _on_one_baseline(
    group: NDArray[Any],
    stats: NDArray[Any],
    centers: NDArray[Any],
    width: NDArray[Any],
    dash: NDArray[Any],
    px_per_mm: float,
) -> NDArray[Any]:
    """The blobs of a row that make a leader, or none when the row is no leader."""
    none = group[:0]
    left, right = stats[group, 0].min(), (stats[group, 0] + stats[group, 2]).max()
    run_mm = (right - left) / px_per_mm
    dots = np.maximum(1, width[group]).sum()  # dots that ran together count by their width
    if len(group) < 2 or dots < 3 or run_mm < _MIN_RUN_MM or dots / run_mm < 0.3:
        return none
    if len(group) < 5 and run_mm > 5 and not dash[group].any():
        return none
    for _ in range(2):
        base = (stats[group, 1] + stats[group, 3]).astype(float)
        x = centers[group, 0]
        fit = np.polyval(np.polyfit(x, base, 1), x) if len(group) > 8 else np.full(len(group), np.median(base))
        near = np.abs(base - fit) <= _BASELINE_MM * px_per_mm
        if near.sum() < 2:
            return none
        group = group[near]
    return group if np.maximum(1, width[group]).sum() >= 3 else none


def _stand_on_letters(dots: NDArray[Any], text: Image, stats: NDArray[Any], px_per_mm: float) -> bool:
    """Whether a short row of dots is the dots and accents of letters: most have a stem right below them."""
    if len(dots) > _LONG_RUN:
        return False
    reach = int(_STEM_MM * px_per_mm)
    stems = 0
    for x, y, w, h in stats[dots, :4].tolist():
        below = text[y + h + 1 : y + h + 1 + reach, x : x + w]
        stems += bool(below.size and below.any())
    return stems >= 0.6 * len(dots)


def _without_colon(
    dots: NDArray[Any], small: NDArray[Any], stats: NDArray[Any], centers: NDArray[Any], px_per_mm: float
) -> NDArray[Any]:
    """A leader right behind a colon begins with the colon's lower dot: it stays with the label."""
    first = dots[np.argmin(stats[dots, 0])]
    dx = np.abs(centers[small, 0] - centers[first, 0])
    dy = centers[first, 1] - centers[small, 1]
    above = (dx < _COLON_MM[0] * px_per_mm) & (dy > _COLON_MM[1] * px_per_mm) & (dy < _COLON_MM[2] * px_per_mm)
    return dots[dots != first] if bool(above.any()) and len(dots) > 3 else dots
