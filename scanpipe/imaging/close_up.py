"""A place of the straightened page cut out of the upload at the upload's own resolution, or enlarged."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from scanpipe.model import Image, Rect, Transform

MAX_PX: Final = 3200
"""Longest side of a close-up: a card and its margins at 600 dpi."""


def close_up(
    upload: Image, to_upload: Transform, page_mm: tuple[float, float], place: Rect, px_per_mm: float
) -> tuple[Image, float]:
    """
    The place upright, and its pixels a millimetre: as asked for, or fewer where it would get larger than MAX_PX.

    `to_upload` maps shares of the straightened page to shares of the upload (model.Page), `page_mm` is the page's
    width and height. What lies outside of the upload is white.
    """
    scale = min(px_per_mm, MAX_PX / max(place.width, place.height, 1.0))
    size = max(1, round(place.width * scale)), max(1, round(place.height * scale))
    height, width = upload.shape[:2]
    shares = np.array(
        [
            [1 / scale / page_mm[0], 0, place.left / page_mm[0]],
            [0, 1 / scale / page_mm[1], place.top / page_mm[1]],
            [0, 0, 1],
        ]
    )
    matrix = np.diag([width, height, 1.0]) @ np.array(to_upload) @ shares
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    cut = cv2.warpPerspective(upload, matrix, size, flags=flags, borderValue=(255, 255, 255))
    return np.asarray(cut, np.uint8), scale


def cut_out(picture: Image, px_per_mm: float, place: Rect) -> tuple[Image, Rect]:
    """The place cut out of a straightened page, and what of it lies on the page."""
    height, width = picture.shape[:2]
    left, right = (min(max(round(v * px_per_mm), 0), width) for v in (place.left, place.right))
    top, bottom = (min(max(round(v * px_per_mm), 0), height) for v in (place.top, place.bottom))
    sides = (v / px_per_mm for v in (left, top, right, bottom))
    return picture[top:bottom, left:right], Rect(*sides)
