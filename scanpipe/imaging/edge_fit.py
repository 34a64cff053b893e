"""The sides of a sheet to a pixel: where, along each roughly known side, background turns into paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.warp import fitted
from scanpipe.model import Image

Points: TypeAlias = NDArray[np.float64]
"""Places (…, 2) as x and y in pixels, counted from the picture's edge."""

REFINE_PX = 1600
"""Longer side at which sides are fitted again."""

REFINE_SPOTS = 80
"""Places along a side that are looked at."""

REACH_PX = 24
"""How far from a proposed side the fit looks for the edge, at refining size: 7 px at search size."""

CORNER_PART = 0.3
"""Share of a side that decides where its corner is."""

MAX_LOCAL_SPREAD_PX = 2.0
"""A part of a side whose edge points spread more than this is not trusted alone."""


def sampled(picture: Image, spots: Points) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Pixels at places (…, 2), and which of the places lie inside the picture."""
    column, row = np.floor(spots[..., 0]).astype(int), np.floor(spots[..., 1]).astype(int)
    height, width = picture.shape[:2]
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    flat = picture.reshape(height * width, -1)
    return flat[row.clip(0, height - 1) * width + column.clip(0, width - 1)].astype(np.float32), inside


def fit_sides(image: Image, quad: Points, inside: Sequence[bool]) -> Points:
    """
    The corners after each side was fitted again to where paper turns into background.

    `quad` holds four corners clockwise in pixels of the picture; `inside` says for top, right, bottom and left whether
    the side lies inside the picture. Sides on its border stay.
    """
    picture = fitted(image, REFINE_PX)
    scale = max(picture.shape[:2]) / max(image.shape[:2])
    corners = quad * scale
    begins, ends = [], []
    for i, real in enumerate(inside):
        start, end = corners[i], corners[(i + 1) % 4]
        begin, finish = _fitted_side(picture, start, end) if real else ((start, end), (start, end))
        begins.append(begin)
        ends.append(finish)
    refined = np.array([_meeting(ends[i - 1], begins[i]) for i in range(4)])
    # A fit that ran away (another edge beside the paper's) is worse than the rough corner.
    moved = np.hypot(*(refined - corners).T)
    return np.asarray(np.where((moved <= 2 * REACH_PX)[:, None], refined, corners) / scale)


Segment = tuple[Points, Points]
"""Two points of a line."""


def _fitted_side(picture: Image, start: Points, end: Points) -> tuple[Segment, Segment]:
    """
    A side moved to the steepest change from background to paper along it.

    Returns the line near its start and the line near its end: on a curled sheet they differ, and the corners are where
    the lines near them meet.
    """
    along = end - start
    length = float(np.hypot(*along))
    inward = np.array([-along[1], along[0]]) / max(length, 1e-6)
    share = np.linspace(0.03, 0.97, REFINE_SPOTS)
    depth = np.arange(-REACH_PX, REACH_PX + 1)
    spots = start + share[:, None, None] * along + depth[:, None] * inward
    values, known = sampled(picture, spots)
    place = _steepest(values, known, depth)
    usable = np.isfinite(place)
    if usable.sum() < REFINE_SPOTS // 3:
        return (start, end), (start, end)
    whole, _ = _robust_line(share[usable], place[usable])
    lines = []
    for near in (share < CORNER_PART, share > 1 - CORNER_PART):
        local, spread = _robust_line(share[usable & near], place[usable & near])
        bend, base = local if spread <= MAX_LOCAL_SPREAD_PX else whole
        lines.append((start + base * inward, end + (base + bend) * inward))
    return lines[0], lines[1]


def _steepest(values: NDArray[np.float32], known: NDArray[np.bool_], depth: NDArray[np.int_]) -> NDArray[np.float64]:
    """Per spot: the depth at which background turns into paper; NaN where it does not."""
    paper = np.median(values[:, -REACH_PX // 2 :], axis=(0, 1))
    ground = np.median(values[:, : REACH_PX // 2], axis=(0, 1))
    towards = paper - ground
    towards = towards / max(float(np.sqrt(np.square(towards).sum())), 1e-6)
    profile = cv2.GaussianBlur((values @ towards).astype(np.float32), (9, 1), 0)
    slope = np.where(known[:, 1:] & known[:, :-1], np.diff(profile, axis=1), -np.inf)
    steepest = np.argmax(slope, axis=1)
    height = slope[np.arange(len(slope)), steepest]
    return np.where(height > 0.5, depth[steepest] + 0.5, np.nan)


def _robust_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[tuple[float, float], float]:
    """
    Slope and intercept through most of the points, and the median distance of all points from that line.

    Least squares again and again without the points that lie off.
    """
    if len(x) < 6:
        return (0.0, 0.0), np.inf
    off = np.abs(y - np.median(y))
    line = (0.0, float(np.median(y)))
    for _ in range(5):
        keep = off <= max(1.0, 2.5 * float(np.median(off)))
        line = _straight(x[keep], y[keep])
        off = np.abs(y - line[0] * x - line[1])
    return line, float(np.median(off))


def _straight(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and intercept of least squares; level where all points share one x."""
    off_x = x - x.mean()
    slope = float((off_x * y).sum() / max(float(np.square(off_x).sum()), 1e-12))
    return slope, float(y.mean() - slope * x.mean())


def _meeting(first: Segment, second: Segment) -> Points:
    """Where two lines meet, each given by two points."""
    a, b = first
    c, d = second
    u, v = b - a, d - c
    det = float(u[0] * v[1] - u[1] * v[0])
    if abs(det) < 1e-9:
        return c
    t = float((c[0] - a[0]) * v[1] - (c[1] - a[1]) * v[0]) / det
    return np.asarray(a + t * u)


def completed(quad: Points, inside: Sequence[bool]) -> Points:
    """
    The corners after each side that is only the picture's border became a side of the sheet.

    Where the picture ends the sheet does not: the border cuts it at any angle. Such a side is laid parallel to the
    side opposite, through the corner that lies further out (where both are borders, across the other two). Corners may
    then lie outside the picture, where there is nothing to be seen.
    """
    for i, real in enumerate(inside):
        if real:
            continue
        start, end = quad[i], quad[(i + 1) % 4]
        before, after = quad[i - 1], quad[(i + 2) % 4]
        if inside[(i + 2) % 4]:
            along = after - before
        else:
            out = (start - before) + (end - after)
            along = np.array([-out[1], out[0]])
        along = along / max(float(np.hypot(*along)), 1e-6)
        outward = np.array([along[1], -along[0]])
        furthest = start if float(start @ outward) >= float(end @ outward) else end
        side = (furthest, furthest + along)
        quad = quad.copy()
        quad[i], quad[(i + 1) % 4] = _meeting((before, start), side), _meeting(side, (end, after))
    return quad
