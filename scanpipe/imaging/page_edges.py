"""
Where the sheet lies in a photo: its four corners, or the finding that the picture shows nothing but the sheet.

Text is closed away first, so that what is left is a light sheet on whatever it lies on. Straight lines of that
picture and the outline of its light part propose four sides; a proposal is judged by how much of each side is a
real edge (light inside, something else outside) and by how much of the picture it holds. The sides of the winner are
then fitted again at full detail. A side may lie on the picture's border: there the paper runs out of the picture.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.edge_fit import Points, completed, fit_sides, sampled
from scanpipe.imaging.warp import fitted
from scanpipe.model import Image

SEARCH_PX = 500
"""Longer side at which sides are proposed; letters are 1 to 4 px there, and the closing removes them."""

CLOSING_PX = 13
"""Closes letters, rules and frames (dark and thin) but no sheet and no table edge."""

MIN_AREA = 0.2
"""Share of the picture below which a light quadrilateral is not taken for the sheet somebody photographed."""

MIN_SUPPORT = 0.5
"""Share of each side that has to be an edge; shadows and fingers may hide the rest."""

EDGE_STEP = 9.0
"""Difference of paper inside and background outside (mean of the channels, gray levels) that counts as an edge."""

MIN_REAL_SIDES = 2
"""Sides that have to be seen inside the picture; one edge alone is a fold, a shadow or a second sheet."""

BORDER_PX = 5.0
"""A side nearer than this to the picture's border (at search size) is the border."""

SCANNER_SPREAD = 14.0
"""Standard deviation of the background below which it may be the inside of a scanner (a table has grain and light)."""

SQUARE_DEG = 1.5
"""The corners of a sheet on a scanner glass are square to this, measured at search size."""

MAX_LINES = 6
"""Lines in each direction that are tried as sides, strongest first; 6 and the borders make 784 quadrilaterals."""

PROBE_PX = 4.0
"""How far inside and outside a side the picture is compared, at search size."""

SUPPORT_SPOTS = 32

GRID = 8
"""The inside of a quadrilateral is looked at in 8 × 8 places."""

SAME_PAPER = 45.0
"""Gray levels by which paper may differ from the usual paper of the sheet: light that falls off, half a shadow."""

MUCH_LIGHTER = 90.0
"""Gray levels by which paper at the picture's border may be lighter than paper in the shadow of a hand."""

BORDER_PENALTY = 0.8
"""A quadrilateral with real sides only is preferred to one that leans on the border."""

SIDES = ("top", "right", "bottom", "left")


@dataclass(frozen=True, slots=True)
class PageEdges:
    """
    The sheet in a picture.

    `quad` holds its corners, clockwise from the top left, in pixels of the picture. `borders` names the sides where the
    sheet runs out of the picture: there corners may lie outside. `photographed` is False when it looks like a sheet on
    a scanner glass. `support` (0–1) is the share of the weakest real side that was seen.
    """

    quad: Points
    borders: tuple[str, ...]
    photographed: bool
    support: float


def find_page(image: Image) -> PageEdges | None:
    """The sheet in a photo or scan; None when the sheet fills the picture or no sheet can be told from the rest."""
    small = fitted(image, SEARCH_PX)
    closed = _without_text(small)
    quads = np.array(_outline_quads(closed) + _line_quads(closed)).reshape(-1, 4, 2)
    if len(quads) == 0:
        return None
    scores, supports = _judge(closed, quads)
    best = int(np.argmax(scores))
    if scores[best] <= 0:
        return None
    rough, borders = quads[best], _border_names(_on_border(quads[best : best + 1], closed)[0])
    inside, scale = [side not in borders for side in SIDES], max(image.shape[:2]) / max(small.shape[:2])
    quad = completed(fit_sides(image, rough * scale, inside), inside)
    if not _is_page_like(quad):
        return None
    return PageEdges(quad, borders, _looks_photographed(closed, rough), float(supports[best]))


def ordered(corners: Points) -> Points:
    """Four corners clockwise, the one nearest the picture's top left first."""
    middle = corners.mean(axis=0)
    angle = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    corners = corners[np.argsort(angle)]
    return np.roll(corners, -int(np.argmin(corners.sum(axis=1))), axis=0)


def _without_text(small: Image) -> Image:
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((CLOSING_PX, CLOSING_PX), np.uint8))
    return np.asarray(cv2.GaussianBlur(closed, (5, 5), 0), dtype=np.uint8)


def _outline_quads(closed: Image) -> list[Points]:
    """Quadrilaterals around the light parts of the picture."""
    light = cv2.medianBlur(reduce(cv2.min, cv2.split(closed)), 5)
    _, mask = cv2.threshold(light, 0, 255, cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    contours, _ = cv2.findContours(np.asarray(mask), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:2]:
        hull = cv2.convexHull(contour)
        around = cv2.arcLength(hull, True)
        for share in np.linspace(0.01, 0.08, 15):
            corners = cv2.approxPolyDP(hull, share * around, True)
            if len(corners) == 4:
                found.append(ordered(corners.reshape(4, 2).astype(float) + 0.5))
                break
    return found


Line = tuple[float, float]
"""Distance from the origin and direction of the normal in radians (Hesse form)."""


def _line_quads(closed: Image) -> list[Points]:
    """Quadrilaterals of the strongest straight lines and of the picture's borders."""
    edges = np.asarray(reduce(cv2.max, [cv2.Canny(channel, 15, 45) for channel in cv2.split(closed)]), dtype=np.uint8)
    found = cv2.HoughLines(edges, 1, np.pi / 360, int(max(edges.shape) * 0.14))
    level: list[Line] = []
    upright: list[Line] = []
    for rho, theta in () if found is None else found.reshape(-1, 2)[:80].tolist():
        group = level if abs(np.degrees(theta) - 90) < 45 else upright
        if not any(_same_line((rho, theta), other) for other in group):
            group.append((rho, theta))
    height, width = edges.shape
    level = sorted(
        [*level[:MAX_LINES], (0.0, np.pi / 2), (float(height), np.pi / 2)], key=lambda a: _y_at(a, width / 2)
    )
    upright = sorted([*upright[:MAX_LINES], (0.0, 0.0), (float(width), 0.0)], key=lambda a: _x_at(a, height / 2))
    crossings = {(a, b): _crossing(level[a], upright[b]) for a in range(len(level)) for b in range(len(upright))}
    quads = []
    for top, bottom in itertools.combinations(range(len(level)), 2):
        for left, right in itertools.combinations(range(len(upright)), 2):
            corners = [crossings[a, b] for a, b in ((top, left), (top, right), (bottom, right), (bottom, left))]
            quads.append(np.array(corners))
    return [quad for quad in quads if _is_inside(quad, width, height)]


def _y_at(line: Line, x: float) -> float:
    return float((line[0] - x * np.cos(line[1])) / np.sin(line[1]))


def _x_at(line: Line, y: float) -> float:
    return float((line[0] - y * np.sin(line[1])) / np.cos(line[1]))


def _same_line(a: Line, b: Line) -> bool:
    turn = abs(a[1] - b[1])
    return abs(abs(a[0]) - abs(b[0])) < 8 and min(turn, np.pi - turn) < 0.05


def _crossing(a: Line, b: Line) -> tuple[float, float]:
    """Where two lines meet; level and upright lines always do, parallel ones at infinity."""
    det = np.cos(a[1]) * np.sin(b[1]) - np.sin(a[1]) * np.cos(b[1])
    if abs(det) < 1e-6:
        return np.inf, np.inf
    x = (a[0] * np.sin(b[1]) - b[0] * np.sin(a[1])) / det
    y = (b[0] * np.cos(a[1]) - a[0] * np.cos(b[1])) / det
    return float(x), float(y)


def _is_inside(quad: Points, width: int, height: int) -> bool:
    slack = 0.03 * max(width, height)
    if not np.all((quad >= -slack) & (quad <= np.array([width, height]) + slack)):
        return False
    across = quad[2] - quad[0], quad[3] - quad[1]
    area = 0.5 * float(across[0][0] * across[1][1] - across[0][1] * across[1][0])
    return area >= MIN_AREA * width * height


def _on_border(quads: Points, closed: Image) -> NDArray[np.bool_]:
    """Which sides (n, 4: top, right, bottom, left) have both their ends on the border of the picture."""
    height, width = closed.shape[:2]
    return np.stack(
        [
            (quads[:, [0, 1], 1] <= BORDER_PX).all(axis=1),
            (quads[:, [1, 2], 0] >= width - BORDER_PX).all(axis=1),
            (quads[:, [2, 3], 1] >= height - BORDER_PX).all(axis=1),
            (quads[:, [3, 0], 0] <= BORDER_PX).all(axis=1),
        ],
        axis=1,
    )


def _border_names(flags: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(side for side, flag in zip(SIDES, flags, strict=True) if flag)


def _judge(closed: Image, quads: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per quadrilateral (n, 4, 2): how well it is a sheet (0: not at all), and the support of its weakest real side."""
    border = _on_border(quads, closed)
    paper, fill = _paper(closed, quads)
    support = np.where(border, _paper_at_border(closed, quads, paper), _support(closed, quads))
    enough = (~border).sum(axis=1) >= MIN_REAL_SIDES
    weakest = np.where(enough, support.min(axis=1), 0.0)
    across, down = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
    area = 0.5 * (across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0]) / (closed.shape[0] * closed.shape[1])
    # Sides that are really there count most: a larger or more even quadrilateral with a doubtful side is a wrong one.
    sides = np.square(weakest + support.mean(axis=1)) * BORDER_PENALTY ** border.sum(axis=1)
    score = sides * (0.6 + area) * fill
    return np.where(weakest >= MIN_SUPPORT, score, 0.0), weakest


def _paper(closed: Image, quads: Points) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Per quadrilateral: the usual colour inside it (n, channels), and the share of the inside that has it."""
    share = (np.arange(GRID) + 0.5) / GRID
    across, down = (part.reshape(-1, 1) for part in np.meshgrid(share, share))
    top = quads[:, None, 0] * (1 - across) + quads[:, None, 1] * across
    bottom = quads[:, None, 3] * (1 - across) + quads[:, None, 2] * across
    values, known = sampled(closed, top * (1 - down) + bottom * down)
    usual = np.median(values, axis=1)
    alike = np.abs(values - usual[:, None]).mean(axis=-1) <= SAME_PAPER
    return usual, np.asarray((alike & known).mean(axis=1))


def _paper_at_border(closed: Image, quads: Points, paper: NDArray[np.float32]) -> NDArray[np.float64]:
    """Per side (n, 4): the share along which the picture just inside it is paper."""
    along = np.roll(quads, -1, axis=1) - quads
    inward = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    inward /= np.maximum(np.hypot(inward[..., 0], inward[..., 1]), 1e-6)[..., None]
    spots = quads[:, :, None] + np.linspace(0.03, 0.97, SUPPORT_SPOTS)[:, None] * along[:, :, None]
    values, _ = sampled(closed, spots + (PROBE_PX + BORDER_PX) * inward[:, :, None])
    difference = values - paper[:, None, None]
    # A shadow over the rest of the sheet leaves the part at the border much lighter; what is darker is the table.
    level = difference.mean(axis=-1)
    paper_like = (np.abs(difference).mean(axis=-1) <= SAME_PAPER) | ((level > 0) & (level <= MUCH_LIGHTER))
    return np.asarray(paper_like.mean(axis=-1))


def _support(closed: Image, quads: Points) -> NDArray[np.float64]:
    """Per side (n, 4): the share along which the inside differs from the outside and is not the darker of the two."""
    along = np.roll(quads, -1, axis=1) - quads
    inward = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    inward /= np.maximum(np.hypot(inward[..., 0], inward[..., 1]), 1e-6)[..., None]
    share = np.linspace(0.03, 0.97, SUPPORT_SPOTS)
    spots = quads[:, :, None] + share[:, None] * along[:, :, None]
    offset = PROBE_PX * inward[:, :, None]
    inner, known_inner = sampled(closed, spots + offset)
    outer, known_outer = sampled(closed, spots - offset)
    difference = inner - outer
    edge = (np.abs(difference).mean(axis=-1) >= EDGE_STEP) & (difference.mean(axis=-1) > -2)
    return np.asarray((edge & known_inner & known_outer).mean(axis=-1))


def _is_page_like(quad: Points) -> bool:
    """Convex, corners between 45° and 135°, opposite sides of like length, no longer than a till receipt."""
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.hypot(*sides.T)
    if lengths.min() < 1:
        return False
    units = sides / lengths[:, None]
    following = np.roll(units, -1, axis=0)
    sines = units[:, 0] * following[:, 1] - units[:, 1] * following[:, 0]
    width, height = lengths[[0, 2]], lengths[[1, 3]]
    alike = min(width.min() / width.max(), height.min() / height.max()) >= 0.45
    aspect = max(width.mean(), height.mean()) / min(width.mean(), height.mean())
    return bool((sines > np.sin(np.radians(45))).all() and alike and aspect <= 3.2)


def _looks_photographed(closed: Image, quad: Points) -> bool:
    """Whether the background has grain or light, or the corners are not square: no scanner does that."""
    mask = np.ones(closed.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 0)
    mask = np.asarray(cv2.erode(mask, np.ones((7, 7), np.uint8)), dtype=np.uint8)
    outside = closed[mask > 0].reshape(int(np.count_nonzero(mask)), -1)
    if len(outside) > 50 and float(outside.std(axis=0).max()) > SCANNER_SPREAD:
        return True
    sides = np.roll(quad, -1, axis=0) - quad
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0]))
    corners = (np.roll(angles, -1) - angles) % 360 - 90
    return bool((np.abs(corners) > SQUARE_DEG).any())
