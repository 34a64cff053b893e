"""How much dark there is on a page outside of places that are accounted for: does something else lie on the sheet?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from scanpipe.model import Image, Rect

_PX_PER_MM: Final = 4.0
"""Fine enough for the strokes of small print, coarse enough to cost a few milliseconds."""
_DARK: Final = 0.72
"""Darker than this share of the paper: print and portraits are, tinted cards and their waves are not."""
_BORDER_MM: Final = 5.0
"""Scans are dark along their edges."""


def dark_elsewhere_mm2(picture: Image, px_per_mm: float, places: Sequence[Rect]) -> float:
    """Square millimetres of dark outside of the places (millimetres) on a straightened page, gray or BGR."""
    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8) if picture.ndim == 3 else picture
    scale = _PX_PER_MM / px_per_mm
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = small < _DARK * float(np.percentile(small, 90))
    border = round(_BORDER_MM * _PX_PER_MM)
    for edge in (np.s_[:border], np.s_[-border:], np.s_[:, :border], np.s_[:, -border:]):
        dark[edge] = False
    for place in places:
        left, top, right, bottom = (
            max(0, round(v * _PX_PER_MM)) for v in (place.left, place.top, place.right, place.bottom)
        )
        dark[top:bottom, left:right] = False
    return float(np.count_nonzero(dark)) / _PX_PER_MM**2
