"""Round seals in black and white: a photocopied stamp keeps no colour, but its rim still glues words together."""

from __future__ import annotations

import cv2
import numpy as np

from scanpipe.imaging.connected import outer_boxes
from scanpipe.model import Image

_PX_PER_MM = 2.0  # the search runs on a small picture
_RADIUS_MM = (12, 25)
_RIM_SHARE = 0.8  # how much of the circle must really be there


def without_rims(text: Image, px_per_mm: float) -> tuple[Image, tuple[tuple[float, float, float], ...]]:
    """Text ink (0/1) without the rims of round seals, and the seals as (x, y, radius) in millimetres."""
    scale = _PX_PER_MM / px_per_mm
    small = cv2.resize(text * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if not _anything_large(small):
        return text, ()
    soft = cv2.GaussianBlur(small, (0, 0), 1)
    low, high = (int(r * _PX_PER_MM) for r in _RADIUS_MM)
    found = cv2.HoughCircles(soft, cv2.HOUGH_GRADIENT, 2, 30, param1=120, param2=60, minRadius=low, maxRadius=high)
    seals = []
    for x, y, radius in [] if found is None else found.reshape(-1, 3)[:3]:
        share, best = _best_circle(soft, float(x), float(y), float(radius))
        if share > _RIM_SHARE:
            seals.append(tuple(v / _PX_PER_MM for v in best))
    out = text
    for x, y, radius in seals:
        ring = np.zeros_like(text)
        center = (round(x * px_per_mm), round(y * px_per_mm))
        cv2.circle(ring, center, round(radius * px_per_mm), 1, max(1, int(1.6 * px_per_mm)))
        out = out & (1 - ring)
    return np.asarray(out, np.uint8), tuple((s[0], s[1], s[2]) for s in seals)


def _anything_large(small: Image) -> bool:
    """Whether any blob is as large as a piece of rim; the circle search is skipped where none is."""
    boxes = outer_boxes((small > 60).astype(np.uint8))
    extent = boxes[:, 2:].max(axis=1, initial=0)
    return bool((extent > _RADIUS_MM[0] * _PX_PER_MM).any())


def _best_circle(small: Image, x: float, y: float, radius: float) -> tuple[float, tuple[float, float, float]]:
    """The best circle near a guess and the share (0–1) of its rim that is dark."""
    turn = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    best, where = 0.0, (x, y, radius)
    height, width = small.shape
    for grow in np.arange(-2, 2.1, 0.5):
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                px = np.round(x + dx + (radius + grow) * np.cos(turn)).astype(int)
                py = np.round(y + dy + (radius + grow) * np.sin(turn)).astype(int)
                inside = (px >= 0) & (py >= 0) & (px < width) & (py < height)
                share = float((small[py[inside], px[inside]] > 60).sum()) / len(turn)
                if share > best:
                    best, where = share, (x + dx, y + dy, radius + float(grow))
    return best, where
