"""Ruled lines of a form: frames, table grids, underlines. Found as long thin runs of ink, taken out of the text."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from scanpipe.imaging.connected import connected
from scanpipe.model import Image, Rect

_HORIZONTAL_MM = 7.0  # shorter than this a horizontal run may be the bar of a letter or a dash
_UPRIGHT_MM = 5.2  # a digit box is 6 to 8 mm high; letters on forms stay below 5 mm
_THICK_MM = 1.1
_GAP_MM = 0.35  # breaks that faint printing leaves in a rule


@dataclass(frozen=True, slots=True)
class Rules:
    """`mask` marks pixels of rules (0/1); the runs are in millimetres on the sheet."""

    mask: Image
    horizontal: tuple[Rect, ...]
    upright: tuple[Rect, ...]


def split_rules(ink: Image, px_per_mm: float) -> tuple[Image, Rules]:
    """Ink (0/1) without its rules, and the rules. Strokes that cross a rule keep their pixels."""
    across, runs_across = _long_thin(ink, px_per_mm, horizontal=True)
    down, runs_down = _long_thin(ink, px_per_mm, horizontal=False)
    fat = 2 * max(1, int(0.15 * px_per_mm)) + 1
    across = cv2.dilate(across, np.ones((fat, 1), np.uint8)) & ink
    down = cv2.dilate(down, np.ones((1, fat), np.uint8)) & ink
    text = ink & (1 - (across | down))
    text = _give_back(text, across & (1 - down), px_per_mm, horizontal=True)
    text = _give_back(text, down & (1 - across), px_per_mm, horizontal=False)
    return text, Rules(across | down, runs_across, runs_down)


def _long_thin(ink: Image, px_per_mm: float, *, horizontal: bool) -> tuple[Image, tuple[Rect, ...]]:
    length = max(8, int((_HORIZONTAL_MM if horizontal else _UPRIGHT_MM) * px_per_mm))
    gap = max(1, int(_GAP_MM * px_per_mm))
    bridge = (1, gap) if horizontal else (gap, 1)
    run = (1, length) if horizontal else (length, 1)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(bridge, np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(run, np.uint8))
    labels, stats, _ = connected(opened)
    along, crosswise = (2, 3) if horizontal else (3, 2)
    mean_thickness = stats[:, cv2.CC_STAT_AREA] / np.maximum(stats[:, along], 1)
    thin = (mean_thickness <= _THICK_MM * px_per_mm) & (stats[:, crosswise] <= 3.5 * px_per_mm)
    thin[0] = False
    runs = tuple(
        Rect(x / px_per_mm, y / px_per_mm, (x + w) / px_per_mm, (y + h) / px_per_mm)
        for x, y, w, h in stats[thin, :4].tolist()
    )
    return np.take(thin.astype(np.uint8), labels), runs


def _give_back(text: Image, removed: Image, px_per_mm: float, *, horizontal: bool) -> Image:
    """Pixels of a removed rule that connect ink on both of its sides belong to a stroke."""
    reach = int(1.0 * px_per_mm) | 1
    kernel = np.ones((reach, 1) if horizontal else (1, reach), np.uint8)
    return np.asarray(text | (cv2.morphologyEx(text, cv2.MORPH_CLOSE, kernel) & removed), np.uint8)
