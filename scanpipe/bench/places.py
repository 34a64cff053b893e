"""From places on the straightened page back to the sheet of the truth, and how crooked the page still lies."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from samples.truth import PageTruth, project
from scanpipe.model import Box, Page, Rect, Transform

_LEVEL_MM = (55.0, 155.0)
"""Where a printed line begins and ends whose direction is looked at: the middle half of an A4 page."""


def onto_sheet(box: Box, page: Page, seen: PageTruth) -> Rect:
    """A box of the report (shares of the straightened page) as a place on the true sheet, in millimetres."""
    matrix = np.linalg.inv(np.array(seen.to_picture)) @ _to_pixels(page, seen)
    left, top = project(_plain(matrix), box.x, box.y)
    right, bottom = project(_plain(matrix), box.x + box.width, box.y + box.height)
    return Rect(left, top, right, bottom)


def tilt_deg(page: Page, seen: PageTruth) -> float:
    """
    How far a level line of the sheet is from level on the straightened page, in degrees clockwise.

    Measured through the transforms: what was done to the picture counts, not the angle that the report tells.
    """
    millimetres = np.diag([page.width_mm, page.height_mm, 1.0])
    matrix = _plain(millimetres @ np.linalg.inv(_to_pixels(page, seen)) @ np.array(seen.to_picture))
    (x0, y0), (x1, y1) = (project(matrix, x, seen.height_mm / 2) for x in _LEVEL_MM)
    return math.degrees(math.atan2(y1 - y0, x1 - x0))


def _to_pixels(page: Page, seen: PageTruth) -> NDArray[np.float64]:
    """Shares of the straightened page to pixels of the upload's picture."""
    return np.asarray(np.diag([seen.width_px, seen.height_px, 1.0]) @ np.array(page.to_upload))


def _plain(matrix: NDArray[np.float64]) -> Transform:
    a, b, c = ((float(row[0]), float(row[1]), float(row[2])) for row in matrix)
    return a, b, c
