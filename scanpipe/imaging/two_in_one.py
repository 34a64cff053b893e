"""
Two sheets of paper in one picture: two light, four-sided, printed patches with the table between them.

Said only where nothing else explains it: both sheets lie whole in the picture, have the shape of paper and about the
same size, and carry print. An open booklet is one patch; two sheets that touch are one patch too, and go unnoticed.
A card's front and back are two patches and one paper: what the words say decides about those.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from scanpipe.model import Box, Image

SEARCH_PX = 500
"""Longer side at which sheets are looked for."""
CLOSING_PX = 11
"""Closes letters and rules, but no gap between two sheets that somebody laid side by side on purpose."""
MIN_AREA = 0.09
"""Share of the picture that a sheet covers."""
MAX_AREA = 0.7
MIN_STEP = 45.0
"""Gray levels between the usual paper and the usual table; less is a shadow or a stain."""
SOLID = 0.94
"""Share of its convex hull that a sheet fills: fingers and crumpled corners are forgiven, an L of sheets is not."""
SQUARE = 0.84
"""Share of its smallest rectangle that a sheet fills; perspective takes some."""
ASPECTS = (1.18, 1.75)
"""Long to short side: A4 and its halves 1.41, seen at an angle."""
SAME_SIZE = 0.5
MIN_GAP_PX = 4.0
BORDER_PX = 2
MIN_PRINT = 0.012
"""Share of a sheet's pixels that are print, at search size; an empty sheet is none worth telling."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One light patch: its corners (x, y) in search pixels, and its area."""

    corners: Image
    area: float
    box: tuple[int, int, int, int]


def two_sheets(image: Image) -> tuple[Box, Box] | None:
    """
    The places of two sheets in a picture, as shares of it, left or upper one first; None unless there surely are two.

    `image`: (height, width) gray or (height, width, 3) BGR, as uploaded.
    """
    gray = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    scale = SEARCH_PX / max(gray.shape)
    if scale >= 1.0:
        return None
    size = (round(gray.shape[1] * scale), round(gray.shape[0] * scale))
    small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    patches = _patches(small)
    if len(patches) != 2:
        return None
    first, second = sorted(patches, key=lambda p: p.box[0] + p.box[1])
    if not all(_apart(a, b) for a, b in combinations(patches, 2)):
        return None
    width, height = size
    boxes = [Box(x / width, y / height, w / width, h / height) for x, y, w, h in (first.box, second.box)]
    return boxes[0], boxes[1]


def _patches(small: Image) -> list[Patch]:
    """The light patches that look like printed sheets; an empty list where other large light things lie about."""
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((CLOSING_PX, CLOSING_PX), np.uint8))
    _, light = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper, table = closed[light > 0], closed[light == 0]
    if not paper.size or not table.size or float(np.median(paper)) - float(np.median(table)) < MIN_STEP:
        return []
    light = cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    large = [o for o in outlines if cv2.contourArea(o) >= MIN_AREA * small.size]
    found = [p for o in large if (p := _sheet(o, small, closed)) is not None]
    return found if len(found) == len(large) else []


def _sheet(outline: Image, small: Image, closed: Image) -> Patch | None:
    """The patch when it has the shape and the print of a sheet that lies whole in the picture."""
    area = float(cv2.contourArea(outline))
    hull = float(cv2.contourArea(cv2.convexHull(outline)))
    (_, sides, _) = rect = cv2.minAreaRect(outline)
    long_side, short_side = max(sides), min(sides)
    if not area <= MAX_AREA * small.size or short_side <= 0:
        return None
    if area < SOLID * hull or area < SQUARE * long_side * short_side:
        return None
    if not ASPECTS[0] <= long_side / short_side <= ASPECTS[1]:
        return None
    x, y, w, h = cv2.boundingRect(outline)
    height, width = small.shape
    if x < BORDER_PX or y < BORDER_PX or x + w > width - BORDER_PX or y + h > height - BORDER_PX:
        return None
    if _print_share(outline, small, closed) < MIN_PRINT:
        return None
    return Patch(np.asarray(cv2.boxPoints(rect)), area, (x, y, w, h))


def _print_share(outline: Image, small: Image, closed: Image) -> float:
    """Share of the inside of a patch that is clearly darker than its paper."""
    filled = np.zeros(small.shape, np.uint8)
    cv2.drawContours(filled, [outline], -1, 1, cv2.FILLED)
    inside = cv2.erode(filled, np.ones((9, 9), np.uint8))
    dark = (closed.astype(np.int16) - small.astype(np.int16)) > 20
    pixels = int(inside.sum())
    return float((dark & (inside > 0)).sum()) / pixels if pixels else 0.0


def _apart(a: Patch, b: Patch) -> bool:
    """Whether two patches are of one size and have table between them."""
    if min(a.area, b.area) < SAME_SIZE * max(a.area, b.area):
        return False
    overlap, _ = cv2.rotatedRectangleIntersection(cv2.minAreaRect(a.corners), cv2.minAreaRect(b.corners))
    gap = min(float(-cv2.pointPolygonTest(b.corners, (float(x), float(y)), True)) for x, y in a.corners)
    return overlap == cv2.INTERSECT_NONE and gap >= MIN_GAP_PX
