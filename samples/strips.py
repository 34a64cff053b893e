"""
Lines that people really wrote, made fit to be pasted: without the rules of their own paper and its specks, cut between
two words where the place is too short, and refused where too little writing is left.

A strip counts as writing when its ink covers at least LEAST_INK_MM2 square millimetres, which is LEAST_STROKE_MM of the
strokes of a ball pen (PEN_MM wide), and reaches over LEAST_WIDTH_MM of the line: one short word. What has less is
refused: then the truth "written" would hang on a speck.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from samples.sheet import PX_PER_MM
from scanpipe.model import Image

PEN_MM: Final = 0.3
"""A fine ball pen; on the real lines at hand the median stroke is 0.2 to 0.3 mm wide when pasted."""
LEAST_STROKE_MM: Final = 20.0
LEAST_INK_MM2: Final = PEN_MM * LEAST_STROKE_MM
LEAST_WIDTH_MM: Final = 8.0

_INK = 100  # a line is white on black
_RULE_PX, _RULE_HEIGHT_PX = 61, 8  # no stroke of the writing runs level for so long and stays so thin
_SPECK_PX = 14  # smaller than the dot of an "ạ"


def without_paper(line: Image) -> Image:
    """
    A line (white on black) without printed rules and specks.

    The columns of a rule are looked at one by one: where a stroke crosses it, the stroke stays whole.
    """
    ink = (line > _INK).astype(np.uint8)
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _RULE_PX), np.uint8))
    # A rule that is not quite level falls into steps: what lies beside a long run belongs to it.
    near = np.asarray(cv2.dilate(level, np.ones((3, _RULE_PX), np.uint8))) > 0
    tall = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_RULE_HEIGHT_PX, 1), np.uint8))) > 0
    written = ((ink > 0) & (tall | ~near)).astype(np.uint8)
    # The dot below a letter may be all that is left of it on a rule: small pieces go last, and only by their size.
    count, labels, stats, _ = cv2.connectedComponentsWithStats(written, connectivity=8)
    large = np.zeros(count, bool)
    large[1:] = stats[1:, cv2.CC_STAT_AREA] >= _SPECK_PX
    return np.asarray(np.where(large[labels], line, 0), np.uint8)


def strip(line: Image, width_mm: float, height_mm: float) -> Image | None:
    """
    A clean line at that height, PX_PER_MM pixels to a millimetre: as many of its words as fit the width.

    None where that leaves less writing than the rule at the head of this file asks for.
    """
    rows, columns = np.nonzero(line > _INK)
    if not len(rows):
        return None
    cut = line[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    fitting = round(width_mm / height_mm * cut.shape[0])
    if fitting < cut.shape[1]:
        # Words that do not fit are left out: the line is cut between two of them.
        free = np.nonzero(cut[:, :fitting].max(axis=0) < _INK)[0]
        cut = cut[:, : int(free.max()) if len(free) else 0]
    if not cut.size:
        return None
    size = (max(8, round(height_mm * cut.shape[1] / cut.shape[0] * PX_PER_MM)), max(8, round(height_mm * PX_PER_MM)))
    scaled = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)
    return scaled if _is_writing(scaled) else None


def _is_writing(scaled: Image) -> bool:
    """Whether a strip at PX_PER_MM has enough ink, over enough of the line."""
    inked = scaled > _INK
    columns = np.nonzero(inked.any(axis=0))[0]
    if not len(columns):
        return False
    width_mm = float(columns.max() - columns.min() + 1) / PX_PER_MM
    return float(inked.sum()) / PX_PER_MM**2 >= LEAST_INK_MM2 and width_mm >= LEAST_WIDTH_MM
