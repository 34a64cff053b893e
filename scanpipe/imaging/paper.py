"""
Even paper: one gray picture in which paper is white and ink is dark, whatever the light was; seals taken out.

Red alone is not a seal: people write with red pens. A seal is red *and* as large and as round (or square) as an
official stamp, so only red inside such a patch becomes paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from scanpipe.imaging.connected import connected
from scanpipe.imaging.warp import shrunk
from scanpipe.model import Image, Rect

# Official round seals are 30 to 42 mm wide (the state's 36–38 mm); half-printed ones and title stamps are smaller.
_SEAL_MM = (17.0, 55.0)
_RIM_SHARE = 0.72  # of the circle; loops of a signature reach its outline only here and there
_RED_OVER_OTHERS = 40  # levels by which red exceeds green and blue in stamp ink
_RED_LIGHT = 95  # red channel of stamp ink on paper; darker "red" is brown or black


@dataclass(frozen=True, slots=True)
class Paper:
    """`gray`: (height, width), paper 255. `seals`: places where a red seal was taken out, in millimetres."""

    gray: Image
    px_per_mm: float
    seals: tuple[Rect, ...]


def even(image: Image, width_mm: float) -> Paper:
    """The picture of a straightened sheet of that width as even gray paper."""
    px_per_mm = image.shape[1] / width_mm
    if image.ndim == 2:
        return Paper(_flat(image), px_per_mm, ())
    red = _red(image)
    seals = _seal_boxes(red, px_per_mm) if red.any() else []
    # Blue and black ink keep their darkness in the luminance; a seal is lightest in its own red channel.
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    for left, top, right, bottom in seals:
        area = np.s_[top:bottom, left:right]
        near = cv2.dilate(red[area], np.ones((3, 3), np.uint8)) > 0
        patch, light = gray[area], image[area][..., 2]
        patch[near] = np.maximum(patch, light)[near]
        patch[red[area] > 0] = 255
    places = tuple(Rect(*(v / px_per_mm for v in seal)) for seal in seals)
    return Paper(_flat(gray), px_per_mm, places)


def _red(image: Image) -> Image:
    blue, green, red = (image[..., i] for i in range(3))
    others = cv2.max(blue, green)
    return ((cv2.subtract(red, others) > _RED_OVER_OTHERS) & (red > _RED_LIGHT)).astype(np.uint8)


def _seal_boxes(red: Image, px_per_mm: float) -> list[tuple[int, int, int, int]]:
    """Pixel boxes of red patches that have the size and the shape of a seal."""
    scale = 2.0 / px_per_mm  # two pixels a millimetre are enough to see a stamp
    small = shrunk(red * 255, (max(1, round(red.shape[1] * scale)), max(1, round(red.shape[0] * scale))))
    joined = cv2.morphologyEx((small > 40).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    stats = connected(joined).stats
    boxes = []
    for i in range(1, len(stats)):
        x, y, w, h, area = (int(v) for v in stats[i])
        low, high = (2 * v for v in _SEAL_MM)
        if not (low <= w <= high and low <= h <= high and 0.6 <= w / h <= 1.7):
            continue
        if area < 0.18 * w * h or _rim_share(small[y : y + h, x : x + w] > 40) < _RIM_SHARE:
            continue
        boxes.append(tuple(round(v / scale) for v in (x - 2, y - 2, x + w + 2, y + h + 2)))
    height, width = red.shape
    return [(max(0, a), max(0, b), min(width, c), min(height, d)) for a, b, c, d in boxes]


def _rim_share(patch: Image) -> float:
    """Share (0–1) of the turn of an ellipse in the patch along which its rim is there: a signature has no rim."""
    height, width = patch.shape
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    rings = []
    for reach in np.arange(0.84, 1.01, 0.03):
        x = np.clip(np.round((width - 1) / 2 * (1 + reach * np.cos(turn))).astype(int), 0, width - 1)
        y = np.clip(np.round((height - 1) / 2 * (1 + reach * np.sin(turn))).astype(int), 0, height - 1)
        rings.append(patch[y, x])
    # A rim keeps to one radius; loops reach now this one, now that one.
    return max(float((a | b).mean()) for a, b in pairwise(rings))


def _flat(gray: Image) -> Image:
    """Divided by the local paper: a median of local maxima, at an eighth of the size."""
    height, width = gray.shape
    small = shrunk(gray, (max(1, width // 8), max(1, height // 8)))
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 15)
    if int(ground.min()) >= 250:
        return gray
    # The paper varies slowly, so its linear enlargement is as good as any and the cheapest.
    return np.asarray(cv2.divide(gray, cv2.resize(ground, (width, height)), scale=255), np.uint8)
