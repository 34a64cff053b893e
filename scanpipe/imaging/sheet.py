"""
A straight page taken apart: what is printed structure (rules, leaders, seals), and what is left to be read.

The page for *words* has the structure removed: dotted leaders are what makes an OCR engine slow and wrong. The page
for *ink* keeps a record of what was removed, because rules and leaders tell where writing places are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from scanpipe.imaging.ladders import Ladder, find_ladders
from scanpipe.imaging.leaders import Leader, split_leaders
from scanpipe.imaging.paper import Paper, even
from scanpipe.imaging.rules import split_rules
from scanpipe.imaging.seals import without_rims
from scanpipe.imaging.tick_boxes import find_tick_boxes
from scanpipe.imaging.warp import shrunk
from scanpipe.model import Image, Rect

DPI = 150
"""Words are read at this resolution: more was slower and not better (docs/benchmark.md)."""
PX_PER_MM = DPI / 25.4
_PAPER_NOISE = 30.0  # levels below white that noise and shadows reach on even paper
_INK_SHARE = 0.44


@dataclass(frozen=True, slots=True)
class Structure:
    """What is printed on a sheet besides words, in millimetres: it tells where writing places are."""

    width_mm: float
    height_mm: float
    leaders: tuple[Leader, ...]
    horizontal: tuple[Rect, ...]
    upright: tuple[Rect, ...]
    ladders: tuple[Ladder, ...]
    tick_boxes: tuple[Rect, ...]
    seals: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A straightened page at 150 dpi, taken apart.

    `gray`: (height, width), paper 255, red seals gone. `ink`, `text`: 0/1 masks of all ink and of ink without rules,
    leaders and seal rims. `fine`: the even gray page at the resolution it came in, `fine_px_per_mm` its scale: digit
    boxes are cut from it.
    """

    gray: Image
    ink: Image
    text: Image
    fine: Image
    fine_px_per_mm: float
    structure: Structure


def take_apart(image: Image, width_mm: float, height_mm: float) -> Sheet:
    """The sheet in a straightened picture, (height, width) gray or (height, width, 3) BGR."""
    paper = even(image, width_mm)
    gray = _at_reading_size(paper, width_mm, height_mm)
    ink = binarise(gray)
    text, rules = split_rules(ink, PX_PER_MM)
    text, rims = without_rims(text, PX_PER_MM)
    text, leaders = split_leaders(text, PX_PER_MM)
    ladders = find_ladders(rules.upright, rules.horizontal)
    structure = Structure(
        width_mm=width_mm,
        height_mm=height_mm,
        leaders=leaders,
        horizontal=rules.horizontal,
        upright=rules.upright,
        ladders=ladders,
        tick_boxes=find_tick_boxes(ink, PX_PER_MM),
        seals=paper.seals + tuple(Rect(x - r, y - r, x + r, y + r) for x, y, r in rims),
    )
    text = _cells_given_back(text, ink, ladders)
    return Sheet(gray, ink, text, paper.gray, paper.px_per_mm, structure)


def binarise(gray: Image) -> Image:
    """
    Ink (0/1) of an even page. The threshold follows the usual darkness of the ink within bounds, so that faint,
    normal and bitonal pages take one path, and black specks on a faint copy do not count for more than their size.
    """
    dark = 255 - gray
    sample = dark[::3, ::3]
    inked = sample[sample > _PAPER_NOISE]
    usual = float(np.percentile(inked, 75)) if inked.size else 255.0
    return np.asarray(dark > max(_PAPER_NOISE, min(128.0, _INK_SHARE * usual)), np.uint8)


def without_structure(sheet: Sheet) -> Image:
    """The gray page for words: rules, leaders and rims painted over."""
    gone = cv2.dilate(sheet.ink & (1 - sheet.text), np.ones((3, 3), np.uint8)) & (1 - sheet.text)
    out = sheet.gray.copy()
    out[gone > 0] = 255
    return out


def pixels(
    rect: Rect, shape: tuple[int, ...], px_per_mm: tuple[float, float] = (PX_PER_MM, PX_PER_MM)
) -> tuple[slice, slice]:
    """The rows and columns of a place in millimetres, cut at the picture's edges; scales are across and down."""
    height, width = shape[:2]
    across, down = px_per_mm
    top, bottom = (min(max(round(v * down), 0), height) for v in (rect.top, rect.bottom))
    left, right = (min(max(round(v * across), 0), width) for v in (rect.left, rect.right))
    return slice(top, max(top, bottom)), slice(left, max(left, right))


def fine_scales(sheet: Sheet) -> tuple[float, float]:
    """
    Pixels a millimetre of the fine picture, across and down.

    A scan cut a little short is still taken for A4, so the two differ by a hundredth: a millimetre halfway down.
    """
    height, width = sheet.fine.shape[:2]
    return width / sheet.structure.width_mm, height / sheet.structure.height_mm


def fine_pixels(sheet: Sheet, rect: Rect) -> tuple[slice, slice]:
    """The rows and columns of a place in millimetres on the fine picture."""
    return pixels(rect, sheet.fine.shape, fine_scales(sheet))


def thumbnail(sheet: Sheet) -> Image:
    """The ink of a page in 4 mm squares, to tell whether two pages are the same picture of the same writing."""
    size = (max(1, round(sheet.structure.width_mm / 4)), max(1, round(sheet.structure.height_mm / 4)))
    return shrunk(sheet.text * 255, size)


def alike(a: Image, b: Image) -> float:
    """Correlation (−1 to 1) of two thumbnails of one size."""
    x, y = (t.astype(np.float64).ravel() - t.mean() for t in (a, b))
    norm = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / norm if norm else 0.0


def _at_reading_size(paper: Paper, width_mm: float, height_mm: float) -> Image:
    size = (round(width_mm * PX_PER_MM), round(height_mm * PX_PER_MM))
    if paper.gray.shape[::-1] == size:
        return paper.gray
    if paper.px_per_mm > PX_PER_MM:
        return shrunk(paper.gray, size)
    return np.asarray(cv2.resize(paper.gray, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _cells_given_back(text: Image, ink: Image, ladders: tuple[Ladder, ...]) -> Image:
    """Upright strokes of a written 1, 4 or 7 were taken for rules: inside a digit box nothing is a rule."""
    out = text.copy()
    for ladder in ladders:
        for cell in ladder.cells:
            inside = pixels(cell.grown(-0.12 * cell.width, -0.12 * cell.height), ink.shape)
            out[inside] = ink[inside]
    return out
