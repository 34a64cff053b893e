"""Print at a side of the sheet that runs out of the picture: what stands there is cut, or about to be."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.light import CLOSING_MM, Light
from scanpipe.imaging.straighten import Straightened
from scanpipe.imaging.warp import map_points
from scanpipe.model import Box

EDGE_MM = 4.0
"""Print this near to a cut edge is cut as well, or about to be."""

EDGE_INK = 40
"""Gray levels below the paper that count as print at a cut edge; shadows of the sheet's rim are softer."""


def edge_strip(side: str, straightened: Straightened, light: Light) -> tuple[Box, float]:
    """The strip of the page along one side (shares), and the share (0–1) of ink in the last of it that was seen."""
    across, down = EDGE_MM / straightened.width_mm, EDGE_MM / straightened.height_mm
    box = {
        "top": Box(0.0, 0.0, 1.0, down),
        "right": Box(1.0 - across, 0.0, across, 1.0),
        "bottom": Box(0.0, 1.0 - down, 1.0, down),
        "left": Box(0.0, 0.0, across, 1.0),
    }[side]
    strip = light.ink[_last_seen(side, straightened, light)]
    return box, float((strip >= EDGE_INK).mean()) if strip.size else 0.0


def _last_seen(side: str, straightened: Straightened, light: Light) -> NDArray[np.bool_]:
    """
    Where the map of ink shows the last millimetres before the picture ends, in the half of the page on that side.

    Beyond the picture the page is white, and real paper beside it looks like ink as far as the closing reaches.
    """
    height, width = light.ink.shape
    y, x = (np.indices((height, width)) + 0.5) / np.array([height, width]).reshape(2, 1, 1)
    places = map_points(straightened.to_upload, np.column_stack([x.ravel(), y.ravel()]))
    seen = ((places >= 0) & (places <= 1)).all(axis=1).reshape(height, width)
    # The page's own border counts as the end of the picture where both are one.
    framed = np.pad(seen.astype(np.uint8), 1)
    away_mm = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1] / light.px_per_mm
    half = {"top": y < 0.5, "bottom": y >= 0.5, "left": x < 0.5, "right": x >= 0.5}[side]
    along = {"top": (x > 0.05) & (x < 0.95), "left": (y > 0.05) & (y < 0.95)}
    middle = along["top"] if side in ("top", "bottom") else along["left"]
    begin = 0.0 if seen.all() else CLOSING_MM / 2
    return np.asarray(half & middle & (away_mm > begin) & (away_mm <= begin + EDGE_MM), dtype=np.bool_)
