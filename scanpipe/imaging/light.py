"""
What a picture of a page is like, as maps over the sheet: how light the paper is, how dark the ink, how sharp the edges.

Everything is measured in millimetres of the sheet, so that scans and photos of any size are held against one limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.warp import fitted, gray_of
from scanpipe.model import Image

FINE_PX_PER_MM = 5.9
"""Detail at which edges are measured: 150 dpi, where words are read."""

COARSE_PX_PER_MM = 2.0
"""Detail at which light is measured."""

CLOSING_MM = 3.5
"""Print is closed away by this much: strokes and rules are thinner, pictures and fingers are not."""

CELL_MM = 25.0
"""Sharpness is judged in cells of this size, because only a part of a photo may be out of focus."""

INK_DROP = 16
"""Gray levels below the paper from which a pixel (averaged to the coarse size) is ink."""

EDGE_REACH_MM = 0.8
"""Half the window in which an edge's lightest and darkest pixels are looked for."""

MIN_EDGES = 30
"""A cell with fewer edge pixels has no text to be judged by."""

SMEARED = 0.2
"""Edges along one axis in shares of those along the other: print has 0.57 to 1.33, smeared along one 0.02 to 0.13."""

SOFT = 0.06
SOFT_DEPTH = 0.15
"""
So much contrast without edges, in shares of the edges along the other axis, is smeared print (measured: 0.11 and more);
a page with level rules and nothing else has none. Contrast is counted from this share of the depth of ink.
"""

CLEAR_DROP = 24
"""Gray levels of a drop that is ink and neither grain nor a light watermark."""

STRONG_SHARE = 0.07
"""The strongest part of the ink tells its depth; on a full page it is 0.7 % of all pixels."""

MIN_CLEAR = 40
"""So many pixels are a word; fewer are dust."""

MIN_SIDE_PX = 16

ROW_STEP = 3
"""Every third row and column is enough: a stroke crosses several."""

BINS = 64


@dataclass(frozen=True, slots=True)
class Light:
    """
    Maps of a straightened page at about 2 px/mm.

    `paper` is the gray level of the paper (print closed away), `ink` how far pixels lie below it, `chroma` how far the
    paper's colour is from gray, `grain` the mean detail around a place (gray levels). `px_per_mm` is their scale.
    """

    paper: Image
    ink: Image
    chroma: NDArray[np.float32]
    grain: NDArray[np.float32]
    px_per_mm: float


@dataclass(frozen=True, slots=True)
class Edges:
    """
    How sharp print is.

    `width_mm` is the width of a typical edge from ink to paper, per cell (rows, columns; NaN without text). `depth` is
    how far strong ink lies below the paper in gray levels.
    """

    width_mm: NDArray[np.float64]
    depth: float


def map_light(image: Image, width_mm: float, height_mm: float) -> Light:
    """The maps of a straightened page of that size in millimetres."""
    small = fitted(image, round(COARSE_PX_PER_MM * max(width_mm, height_mm)))
    gray = gray_of(small)
    px_per_mm = max(small.shape[:2]) / max(width_mm, height_mm)
    side = max(3, round(CLOSING_MM * px_per_mm))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8), borderType=cv2.BORDER_REPLICATE)
    paper = gray_of(np.asarray(closed, dtype=np.uint8))
    if closed.ndim == 3:
        blue, green, red = cv2.split(closed)
        widest = cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red))
        chroma = np.asarray(widest, dtype=np.float32)
    else:
        chroma = np.zeros(gray.shape, np.float32)
    detail = cv2.absdiff(gray, cv2.blur(gray, (5, 5)))
    return Light(
        paper=paper,
        ink=np.asarray(cv2.subtract(paper, gray), dtype=np.uint8),
        chroma=chroma,
        grain=np.asarray(cv2.blur(detail, (side, side)), dtype=np.float32),
        px_per_mm=px_per_mm,
    )


def measure_edges(gray: Image, width_mm: float, height_mm: float) -> Edges:
    """
    The edges of the print of a straightened gray page of that size in millimetres.

    The steepest change of an edge, in shares of its contrast, is the inverse of its width. Both axes are measured and
    the worse counts: a moving hand blurs one of them only. When it blurs that one so far that no edges are left, what
    is left is soft contrast, and edges along the other axis.
    """
    fine = _fine(gray, FINE_PX_PER_MM * max(width_mm, height_mm))
    px_per_mm = max(fine.shape) / max(width_mm, height_mm)
    # A noisy pixel is not a sharp edge: average a little first.
    calm = np.asarray(cv2.blur(fine, (2, 2)), dtype=np.uint8)
    reach = 2 * max(1, round(EDGE_REACH_MM * px_per_mm)) + 1
    depth = _ink_depth(calm)
    down, across = max(1, round(height_mm / CELL_MM)), max(1, round(width_mm / CELL_MM))
    level = _look_along(calm[::ROW_STEP], reach, depth, (down, across))
    turned = _look_along(np.ascontiguousarray(calm.T[::ROW_STEP]), reach, depth, (across, down))
    upright = replace(turned, width=turned.width.T)
    width = np.fmax(level.width, upright.width)
    for lost, kept in ((level, upright), (upright, level)):
        if lost.sharp < SMEARED * kept.sharp and lost.soft >= SOFT * kept.sharp:
            width = np.where(np.isfinite(kept.width), reach, width)
    return Edges(width / px_per_mm, depth)


def _contrast(picture: Image, reach: int) -> Image:
    window = np.ones((1, reach), np.uint8)
    return np.asarray(cv2.subtract(cv2.dilate(picture, window), cv2.erode(picture, window)), dtype=np.uint8)


def _ink_depth(calm: Image) -> float:
    """
    How far strong ink lies below the paper: nearly the largest drop on the page, 0 without ink.

    On a page with one sentence and a signature, 0.7 % of the pixels are more than its ink: there the ink alone counts.
    """
    side = max(3, max(calm.shape) // 60)
    small = fitted(calm, max(calm.shape) // 2) if max(calm.shape) > 800 else calm
    drop = cv2.subtract(cv2.dilate(small, np.ones((side, side), np.uint8)), small)
    full = float(np.percentile(drop, 100 * (1 - 0.1 * STRONG_SHARE)))
    clear = drop[drop >= CLEAR_DROP]
    return max(full, float(np.percentile(clear, 100 * (1 - STRONG_SHARE)))) if len(clear) >= MIN_CLEAR else full


def _fine(gray: Image, long_side_px: float) -> Image:
    """The page at measuring detail; straightened pages are at most a third finer, so no pixel is skipped."""
    scale = long_side_px / max(gray.shape)
    if min(gray.shape) < MIN_SIDE_PX:
        # No letter fits in, and a strip of one pixel has no edges to be measured.
        more = [(0, max(0, MIN_SIDE_PX - side)) for side in gray.shape]
        return np.asarray(np.pad(gray, more, mode="edge"), dtype=np.uint8)
    if scale >= 1:
        return gray
    if scale < 0.6:
        return fitted(gray, round(long_side_px))
    return np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class _Axis:
    """
    What edges are met along one axis: `width` (pixels) of the sharper ones per cell (rows, columns; NaN without text),
    and on how many pixels there are edges, and contrast without any.
    """

    width: NDArray[np.float64]
    sharp: int
    soft: int


def _look_along(picture: Image, reach: int, depth: float, cells: tuple[int, int]) -> _Axis:
    """The edges met along the rows; their width is contrast over steepness."""
    contrast = _contrast(picture, reach)[:, 1:-1]
    steep = cv2.absdiff(picture[:, 2:], picture[:, :-2])
    is_steep = steep >= contrast // 8
    rows, columns = np.nonzero((contrast >= max(12.0, 0.45 * depth)) & is_steep)
    soft = int(np.count_nonzero((contrast >= max(12.0, SOFT_DEPTH * depth)) & ~is_steep))
    height, width = contrast.shape
    down, across = cells
    cell = (rows * down // height) * across + columns * across // width
    # Two pixels apart, so half the difference is the slope.
    slope = steep[rows, columns].astype(np.float32) / (2.0 * contrast[rows, columns])
    level = np.minimum((slope * 2 * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(cell * BINS + level, minlength=down * across * BINS).reshape(down * across, BINS)
    total = counts.sum(axis=1)
    sharper = np.argmax(np.cumsum(counts, axis=1) >= 0.8 * total[:, None], axis=1)
    widths = np.where(total >= MIN_EDGES, 2 * BINS / (sharper + 0.5), np.nan).reshape(down, across)
    return _Axis(widths, len(rows), soft)
