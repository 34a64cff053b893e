"""
A picture becomes a straightened page: sheet cut out, perspective taken out, upright, level. And the way back.

Each step has to prove itself on the page's own lines of text, and is left out when they are no clearer for it. All
steps are one homography in the end, and the picture is resampled once, or not at all: a page that is straight
already comes out bit for bit as it went in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.deskew import ANALYSIS_PX, Blobs, find_blobs, find_lines
from scanpipe.imaging.edge_fit import REFINE_PX
from scanpipe.imaging.orientation import Orientation, find_orientation, letter_height
from scanpipe.imaging.page_edges import SIDES, PageEdges, find_page
from scanpipe.imaging.sheet_size import A4_ASPECT, SCAN_TOLERANCE, Sheet, sheet_of_picture, sheet_of_quad
from scanpipe.imaging.warp import (
    Matrix,
    as_shares,
    gray_of,
    halved,
    inverse,
    map_points,
    quad_to_rectangle,
    quarter_turn,
    resample,
    rotation,
    scaling,
    shift,
    turned,
)
from scanpipe.model import Image, Transform

MIN_SKEW_DEG = 0.08
"""
Below this a page is straight: over the width of A4 it is 0.3 mm, and resampling costs more than it mends. The skew of
straight pages with little print was measured as up to 0.053°, and they must not be tilted.
"""

MIN_SHARPNESS = 1.35
"""Lines that stand out less than this over the usual score are no lines of text; noise alone reaches 1.2."""

QUAD_WORTH = 0.8
"""Lines on the flattened sheet must be at least this clear, in shares of their clearness on the picture as it came."""

PARALLEL_DEG = 0.5
"""Print this parallel to the sides proves the sheet: by chance one wrong quadrilateral in thirty has it."""

MAX_QUAD_SKEW_DEG = 8.0
"""Print is never so far from parallel to its sheet: such a quadrilateral was no sheet."""

MAX_PX_PER_MM = 1654 / 210
"""200 dpi; more only costs time: words are read at 150 dpi, ink is measured at 200."""

NEAR_ENOUGH = 1.08
"""A picture up to this much finer than `MAX_PX_PER_MM` is left as it is: scanners' 200 dpi are 197 to 212."""

COMPARED_POINTS = 30_000
"""Pixels of ink by which the picture as it came is compared with the flattened sheet."""

CANVAS_SLACK = 0.005
"""Ink beyond the canvas by less than this share of its side is dust or the scanner's edge."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """
    A page as it should have been scanned.

    `image` is gray or BGR as the input was, white outside the paper. `to_upload` maps shares of it to shares of the
    input. `rotation_deg` (0, 90, 180, 270) clockwise set it upright; `upright_margin` and `axis_margin` (0–1) say how
    sure that is, up against down and along against across (see `turns.doubtful_turns`). `skew_deg` is the small angle
    by which the page had been turned clockwise. `page_quad` are the sheet's corners in pixels of the input, clockwise,
    when they were found and used, outside of it where the sheet runs out of the picture: `cut_edges` names those sides
    (top, right, bottom, left of the upright page) of a photographed sheet. `lines` (1: none) says how clearly lines of
    text stand out; `letter_px` is the height of usual letters in the input, 0 when there are none.
    """

    image: Image
    to_upload: Transform
    rotation_deg: int
    skew_deg: float
    perspective: bool
    page_quad: tuple[tuple[float, float], ...] | None
    cut_edges: tuple[str, ...]
    width_mm: float
    height_mm: float
    upright_margin: float
    lines: float
    letter_px: float
    axis_margin: float = 1.0


@dataclass(frozen=True, slots=True)
class _View:
    """The picture, or the sheet cut out of it, lying flat: how to get there, its size, and what its ink says."""

    matrix: Matrix
    width: float
    height: float
    edges: PageEdges | None
    blobs: Blobs
    orientation: Orientation | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """
    The way from the picture to the straightened page, in pixels of the picture's scale.

    `page` is the size (width, height) of the paper, `canvas` that of what is drawn: larger where ink reaches beyond.
    """

    matrix: Matrix
    page: tuple[float, float]
    canvas: tuple[float, float]


def straighten(image: Image) -> Straightened:
    """Straighten one picture of one page; any gray or BGR picture of at least 1×1 pixels has an answer."""
    base = image
    while max(base.shape[:2]) >= 2 * REFINE_PX and min(base.shape[:2]) >= 2:
        base = halved(base)
    gray, scale = gray_of(base), max(image.shape[:2]) / max(base.shape[:2])
    edges = find_page(base)
    view = None if edges is None else _flat_view(gray, replace(edges, quad=scale * edges.quad), scale)
    if view is None or not _is_worth_it(view):
        view = _plain_view(gray, (image.shape[1], image.shape[0]))
    found = view.orientation if view.orientation and view.orientation.sharpness >= MIN_SHARPNESS else None
    rotation_deg = found.rotation_deg if found else 0
    skew_deg = found.skew_deg if found else 0.0
    turn, width, height = quarter_turn(rotation_deg, view.width, view.height)
    plan = _Plan(turn @ view.matrix, (width, height), (width, height))
    if abs(skew_deg) >= MIN_SKEW_DEG:
        plan = _levelled(plan, skew_deg, turn, view)
    size = (image.shape[1], image.shape[0])
    sheet = (
        sheet_of_picture(*plan.page)
        if view.edges is None
        else sheet_of_quad(view.edges.quad, size, rotation_deg in (90, 270))
    )
    out, to_output = _drawn(image, plan, sheet, view.edges is None, rotation_deg)
    return Straightened(
        image=out,
        to_upload=as_shares(inverse(to_output), (out.shape[1], out.shape[0]), size),
        rotation_deg=rotation_deg,
        skew_deg=skew_deg,
        perspective=view.edges is not None,
        page_quad=None if view.edges is None else tuple((float(x), float(y)) for x, y in view.edges.quad),
        cut_edges=_cut_edges(edges, rotation_deg),
        width_mm=sheet.width_mm * plan.canvas[0] / plan.page[0],
        height_mm=sheet.height_mm * plan.canvas[1] / plan.page[1],
        upright_margin=found.upright_margin if found else 0.0,
        lines=found.sharpness if found else 1.0,
        axis_margin=found.axis_margin if found else 0.0,
        letter_px=letter_height(view.blobs, rotation_deg) * view.width / view.blobs.size[0],
    )


def _plain_view(gray: Image, size: tuple[int, int]) -> _View:
    """The picture of that size (width, height) as it came; `gray` shows it, maybe smaller."""
    blobs = find_blobs(gray)
    return _View(np.eye(3), *size, None, blobs, find_orientation(blobs))


def _flat_view(gray: Image, edges: PageEdges, times: float) -> _View:
    """
    The sheet inside its edges, laid onto a rectangle as large as its sides are long on average.

    `gray` is the picture, `times` smaller than the one that the edges were measured in.
    """
    sides = np.hypot(*(np.roll(edges.quad, -1, axis=0) - edges.quad).T)
    width, height = float(sides[[0, 2]].mean()), float(sides[[1, 3]].mean())
    matrix = quad_to_rectangle(edges.quad, width, height)
    scale = min(1.0, ANALYSIS_PX / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    flat = resample(gray, scaling(scale, scale) @ matrix @ scaling(times, times), size)
    blobs = find_blobs(flat)
    return _View(matrix, width, height, edges, blobs, find_orientation(blobs))


def _is_worth_it(view: _View) -> bool:
    """Whether the flattened sheet's lines are as clear as the same ink's lines on the picture as it came."""
    found = view.orientation
    if found is None or found.sharpness < MIN_SHARPNESS:
        # Too little text to judge by; the edges themselves were judged already.
        return True
    if abs(found.skew_deg) <= PARALLEL_DEG:
        return True
    if abs(found.skew_deg) > MAX_QUAD_SKEW_DEG:
        return False
    flat = np.column_stack([view.blobs.x, view.blobs.y])
    flat = flat[:: 1 + len(flat) // COMPARED_POINTS]
    scale = view.width / view.blobs.size[0]
    as_came = map_points(inverse(view.matrix) @ scaling(scale, scale), flat)
    # Foreshortened lines lie closer and look clearer for it: compare at the same spread.
    as_came = (as_came * (flat.std(axis=0) / np.maximum(as_came.std(axis=0), 1e-6))).astype(np.float32)
    before = [find_lines(as_came[:, 0], as_came[:, 1]), find_lines(as_came[:, 1], as_came[:, 0])]
    return found.sharpness >= QUAD_WORTH * max((lines.sharpness for lines in before if lines), default=0.0)


def _levelled(plan: _Plan, skew_deg: float, turn: Matrix, view: _View) -> _Plan:
    """The plan with the skew taken out about the middle of the page, on a canvas that holds the ink but no more."""
    width, height = plan.page
    level = shift(width / 2, height / 2) @ rotation(-skew_deg) @ shift(-width / 2, -height / 2)
    if view.edges is not None:
        return _Plan(level @ plan.matrix, plan.page, plan.canvas)
    scale = view.width / view.blobs.size[0]
    ink = map_points(level @ turn @ scaling(scale, scale), np.column_stack([view.blobs.x, view.blobs.y]))
    low, high = np.percentile(ink, 0.2, axis=0), np.percentile(ink, 99.8, axis=0)
    start, end = np.zeros(2), np.array([width, height])
    inset = _grown_canvas(width, height, skew_deg)
    if inset is not None and (low >= inset).all() and (high <= end - inset).all():
        start, end = start + inset, end - inset
    page = end - start
    # What the turn would push over the edge of the canvas makes the canvas larger, dust aside.
    start = np.where(low < start - CANVAS_SLACK * page, low, start)
    end = np.where(high > end + CANVAS_SLACK * page, high, end)
    canvas = end - start
    matrix = shift(-float(start[0]), -float(start[1])) @ level @ plan.matrix
    return _Plan(matrix, (float(page[0]), float(page[1])), (float(canvas[0]), float(canvas[1])))


def _grown_canvas(width: float, height: float, skew_deg: float) -> NDArray[np.float64] | None:
    """
    The white margin (x, y) of a picture that was turned by a program which made the canvas larger to hold it.

    A sheet w × h turned by a needs (w cos a + h sin a) × (w sin a + h cos a). When the sheet that follows from that is
    A4 and the picture is not, that is what happened; None otherwise.
    """
    c, s = np.cos(np.radians(abs(skew_deg))), np.sin(np.radians(abs(skew_deg)))
    sheet_width = (width * c - height * s) / (c * c - s * s)
    sheet_height = (height * c - width * s) / (c * c - s * s)
    if min(sheet_width, sheet_height) <= 0 or abs(skew_deg) < 1.0:
        return None
    before, after = (
        max(width, height) / min(width, height),
        max(sheet_width, sheet_height) / min(sheet_width, sheet_height),
    )
    if abs(np.log(after / A4_ASPECT)) > SCAN_TOLERANCE or abs(np.log(after / A4_ASPECT)) > abs(
        np.log(before / A4_ASPECT)
    ):
        return None
    return np.array([(width - sheet_width) / 2, (height - sheet_height) / 2])


def _drawn(image: Image, plan: _Plan, sheet: Sheet, flat: bool, rotation_deg: int) -> tuple[Image, Matrix]:
    """The straightened picture and the homography from the input to it; `flat` keeps the scale the same both ways."""
    px_per_mm = float(np.sqrt(plan.page[0] * plan.page[1] / (sheet.width_mm * sheet.height_mm)))
    wanted = px_per_mm if px_per_mm <= NEAR_ENOUGH * MAX_PX_PER_MM else MAX_PX_PER_MM
    if flat:
        x = y = wanted / px_per_mm
    else:
        x, y = (wanted * mm / px for mm, px in zip((sheet.width_mm, sheet.height_mm), plan.page, strict=True))
    size = (max(1, round(plan.canvas[0] * x)), max(1, round(plan.canvas[1] * y)))
    to_output = scaling(size[0] / plan.canvas[0], size[1] / plan.canvas[1]) @ plan.matrix
    turn, width, height = quarter_turn(rotation_deg, image.shape[1], image.shape[0])
    if not (flat and np.array_equal(plan.matrix, turn)):
        return resample(image, to_output, size), to_output
    if size[0] == width and size[1] == height:
        return turned(image, rotation_deg), to_output
    before = (size[1], size[0]) if rotation_deg in (90, 270) else size
    # Halved first, no pixel is skipped by what is left to bilinear sampling: the same as pages that are turned get.
    while max(image.shape[:2]) >= 2 * max(before):
        image = halved(image)
    small = cv2.resize(image, before, interpolation=cv2.INTER_LINEAR)
    return turned(np.asarray(small, dtype=np.uint8), rotation_deg), to_output


def _cut_edges(edges: PageEdges | None, rotation_deg: int) -> tuple[str, ...]:
    """The sides of the upright page where a photographed sheet runs out of the picture."""
    if edges is None or not edges.photographed:
        return ()
    quarter = rotation_deg // 90
    return tuple(SIDES[(i + quarter) % 4] for i, side in enumerate(SIDES) if side in edges.borders)
