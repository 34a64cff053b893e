"""
Pictures that cannot be read and must be refused, each with the finding that tells the citizen what is wrong.

Severe means that a person could not read the filled-in parts either: the blur is wider than a stroke of print is
apart from the next, light or darkness leaves no contrast, or a good part of the text is not in the picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from samples.pictures.phone import lit, moved, phone
from samples.pictures.picture import Picture, curve_of, grain
from samples.pictures.scanner import flatbed
from scanpipe.model import Image

CODES: Final[Mapping[str, str]] = {
    "blur": "quality.blurry",
    "motion": "quality.blurry",
    "dark": "quality.too_dark",
    "bright": "quality.too_bright",
    "glare": "quality.glare",
    "cut": "quality.cut_off",
    "covered": "quality.covered",
    "small": "quality.low_resolution",
}


def severe(page: Image, rng: np.random.Generator, kind: str) -> Picture:
    """A picture of the page with one severe fault of that kind (a key of CODES)."""
    if kind == "small":
        dpi = int(rng.integers(55, 76))
        small = flatbed(page, rng, dpi=dpi, colour=True, skew_deg=rng.uniform(-1, 1), quality=60)
        return replace(small, severe=kind, name=f"severe_{kind}")
    if kind == "blur" and rng.random() < 0.4:
        scan = flatbed(page, rng, dpi=200, colour=False, skew_deg=rng.uniform(-1, 1))
        soft = cv2.GaussianBlur(scan.pixels, (0, 0), rng.uniform(0.75, 1.2) * 200 / 25.4)
        return replace(scan, pixels=np.asarray(soft, np.uint8), severe=kind, name=f"severe_{kind}")
    cut = rng.uniform(0.26, 0.42) if kind == "cut" else 0.0
    photo = phone(page, rng, cut=cut)
    spoil = {"blur": _blur, "motion": _motion, "dark": _dark, "bright": _bright, "glare": _glare, "covered": _covered}
    if kind in spoil:
        photo = replace(photo, pixels=spoil[kind](photo, rng))
    return replace(photo, severe=kind, name=f"severe_{kind}")


def px_per_mm(picture: Picture) -> float:
    """Pixels a millimetre of paper at the middle of an A4 sheet."""
    ends = np.array([[100.0, 148.5, 1.0], [110.0, 148.5, 1.0]]) @ picture.to_picture.T
    points = ends[:, :2] / ends[:, 2:]
    return float(np.linalg.norm(points[1] - points[0]) / 10)


def _on_paper(picture: Picture, x_mm: float, y_mm: float) -> tuple[int, int]:
    u, v, w = picture.to_picture @ (x_mm, y_mm, 1.0)
    return round(u / w), round(v / w)


def _blur(picture: Picture, rng: np.random.Generator) -> Image:
    sigma = rng.uniform(0.8, 1.3) * px_per_mm(picture)
    # A wide blur at half the size costs a quarter and looks the same.
    small = cv2.resize(picture.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / 2)
    height, width = picture.pixels.shape[:2]
    return grain(np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8), 2, rng)


def _motion(picture: Picture, rng: np.random.Generator) -> Image:
    return moved(picture.pixels, rng.uniform(3.2, 5.0) * px_per_mm(picture), rng.uniform(0, 180))


def _dark(picture: Picture, rng: np.random.Generator) -> Image:
    under = lit(picture.pixels, rng, gain=float(rng.uniform(0.06, 0.11)), shadow=True)
    return grain(under, rng.uniform(7, 10), rng, coarse=True)


def _bright(picture: Picture, rng: np.random.Generator) -> Image:
    return np.asarray(
        cv2.LUT(picture.pixels, curve_of(225 + np.arange(256.0) * float(rng.uniform(0.06, 0.12)))), np.uint8
    )


def _glare(picture: Picture, rng: np.random.Generator) -> Image:
    """A lamp mirrored in a glossy sleeve: the print under it is gone over a good part of the page."""
    height, width = picture.pixels.shape[:2]
    light = np.zeros((height // 8, width // 8), np.float32)
    scale = px_per_mm(picture) / 8
    for _ in range(2):
        x, y = _on_paper(picture, rng.uniform(60, 150), rng.uniform(70, 210))
        axes = (round(rng.uniform(45, 70) * scale), round(rng.uniform(28, 42) * scale))
        cv2.ellipse(light, (x // 8, y // 8), axes, float(rng.uniform(-30, 30)), 0, 360, 1.6, -1)
    glow = cv2.resize(cv2.GaussianBlur(light, (0, 0), 7 * scale), (width, height))
    return np.asarray(cv2.add(picture.pixels, cv2.merge([glow * 290] * 3), dtype=cv2.CV_8U), np.uint8)


def _covered(picture: Picture, rng: np.random.Generator) -> Image:
    """Fingers that hold the paper down over the text, or a dark thing left lying on it."""
    photo = picture.pixels.copy()
    scale = px_per_mm(picture)
    if rng.random() < 0.4:
        shade = tuple(float(v) for v in rng.uniform(25, 90, 3))
        middle = _on_paper(picture, rng.uniform(80, 130), rng.uniform(100, 190))
        size = (rng.uniform(130, 160) * scale, rng.uniform(80, 110) * scale)
        corners = cv2.boxPoints((middle, size, _direction_deg(picture) + rng.uniform(-20, 20))).astype(np.int32)
        cv2.fillConvexPoly(photo, corners, shade, cv2.LINE_AA)
        return grain(photo, 3, rng, coarse=True)
    skin = np.array([112, 142, 190]) * rng.uniform(0.7, 1.05)
    from_left, top_mm, slope = rng.random() < 0.5, rng.uniform(80, 130), rng.uniform(-18, 18)
    for number, reach_mm in enumerate((95, 118, 124, 108)):
        y = top_mm + number * 22
        inner = reach_mm + rng.uniform(-6, 6)
        ends = [(-15.0, y + slope), (inner, y)] if from_left else [(225.0, y + slope), (210 - inner, y)]
        for width_mm, light in ((21.0, 0.78), (18.5, 0.92), (14.0, 1.0)):
            shade = tuple(float(v) for v in np.clip(skin * light, 0, 255))
            a, b = (_on_paper(picture, *end) for end in ends)
            cv2.line(photo, a, b, shade, round(width_mm * scale), cv2.LINE_AA)
    return grain(photo, 3, rng, coarse=True)


def _direction_deg(picture: Picture) -> float:
    """The direction of a printed line in the picture."""
    (x0, y0), (x1, y1) = _on_paper(picture, 60, 150), _on_paper(picture, 150, 150)
    return math.degrees(math.atan2(y1 - y0, x1 - x0))
