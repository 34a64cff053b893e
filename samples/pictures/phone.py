"""Phone photos: perspective, a table under the paper, shadow, white balance, sensor noise, a little blur."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from samples.pictures.picture import SHEET, Matrix, Picture, grain
from samples.pictures.tables import KINDS, table_top
from scanpipe.model import Image

SIZES = ((2448, 3264), (2448, 3264), (3024, 4032))
"""Width and height in pixels of 8 and 12 megapixel phones held upright."""


def phone(page: Image, rng: np.random.Generator, *, shrink: float = 1.0, cut: float = 0.0) -> Picture:
    """
    A photo of the page. `cut` moves that share of the page's height out of the picture; `shrink` < 1 makes the paper
    small in it.
    """
    width, height = SIZES[int(rng.integers(len(SIZES)))]
    corners, skew_deg = _corners(page, (width, height), rng, shrink, cut)
    view = _view(page, corners)
    photo = table_top(height, width, rng, KINDS[int(rng.integers(len(KINDS)))])
    _paper_shadow(photo, corners, rng)
    # A lens does not resolve single printer dots; it also keeps the downscaling from flickering.
    soft = np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8)
    paper = np.asarray(cv2.convertScaleAbs(soft, alpha=rng.uniform(0.84, 0.93), beta=rng.uniform(4, 14)), np.uint8)
    cv2.warpPerspective(
        paper, view, (width, height), dst=photo, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )
    photo = lit(photo, rng)
    photo = _hand_shake(photo, rng)
    photo = grain(photo, rng.uniform(2.0, 5.0), rng, coarse=True)
    picture = Picture(photo, view @ SHEET, "phone", "jpeg", 85, skew_deg=skew_deg)
    return _held(picture, rng)


def _held(picture: Picture, rng: np.random.Generator) -> Picture:
    """Some photos lie on their side or head, some carry their turn in EXIF only."""
    quarters = int(rng.choice([0, 1, 2, 3], p=[0.76, 0.09, 0.06, 0.09]))
    turned = picture.turned(quarters) if quarters else picture
    orientation = int(rng.choice([1, 6, 8, 3], p=[0.6, 0.2, 0.12, 0.08]))
    return replace(turned, exif_orientation=orientation)


def _corners(
    page: Image, size: tuple[int, int], rng: np.random.Generator, shrink: float, cut: float
) -> tuple[np.ndarray, float]:
    """Where the corners of the paper fall in the photo (clockwise from its top left), and its turn in degrees."""
    width, height = size
    tall = page.shape[0] / page.shape[1]
    half_w = 0.5 * min(width, height / tall)
    base = np.array([[-1, -tall], [1, -tall], [1, tall], [-1, tall]]) * half_w
    # Tilt towards one side: the far edge is shorter.
    tilt_x, tilt_y = rng.uniform(-0.05, 0.05), rng.uniform(-0.07, 0.07)
    depth = 1 + tilt_x * base[:, 0] / half_w + tilt_y * base[:, 1] / half_w
    base = base / depth[:, None]
    skew_deg = float(np.clip(rng.normal(0, 2.6), -8, 8))
    turn = math.radians(skew_deg)
    base = base @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    fit = min(width / 2 / abs(base[:, 0]).max(), height / 2 / abs(base[:, 1]).max())
    base *= fit * rng.uniform(0.86, 0.965) * shrink
    room = np.array([width, height]) / 2 - abs(base).max(axis=0)
    middle = np.array([width, height]) / 2 + rng.uniform(-0.6, 0.6, 2) * np.maximum(room, 0)
    if cut:
        middle[1] += (cut * 2 * tall * half_w * fit + max(room[1], 0)) * rng.choice([-1, 1])
    return base + middle, skew_deg


def _view(page: Image, corners: np.ndarray) -> Matrix:
    height, width = page.shape[:2]
    paper = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(paper, corners.astype(np.float32)), float)


def _paper_shadow(photo: Image, corners: np.ndarray, rng: np.random.Generator) -> None:
    """The thin dark seam that shows where the paper ends."""
    seam = np.zeros((photo.shape[0] // 4, photo.shape[1] // 4), np.uint8)
    shifted = (corners + rng.uniform(4, 12, 2)) / 4
    cv2.fillConvexPoly(seam, shifted.round().astype(np.int32), 255)
    soft = cv2.GaussianBlur(seam, (0, 0), 4)
    shade = cv2.resize(1 - soft.astype(np.float32) / 255 * rng.uniform(0.25, 0.5), (photo.shape[1], photo.shape[0]))
    photo[:] = cv2.multiply(photo, cv2.merge([shade] * 3), dtype=cv2.CV_8U)


def lit(photo: Image, rng: np.random.Generator, *, gain: float = 1.0, shadow: bool | None = None) -> Image:
    """The photo under uneven light of some colour, in half of the cases with the soft shadow of a hand or a phone."""
    height, width = photo.shape[:2]
    h, w = height // 16 + 1, width // 16 + 1
    x, y = np.linspace(-1, 1, w)[None], np.linspace(-1, 1, h)[:, None]
    light = 1 + rng.uniform(-0.12, 0.12) * x + rng.uniform(-0.12, 0.12) * y - rng.uniform(0, 0.1) * (x**2 + y**2)
    if shadow if shadow is not None else rng.random() < 0.5:
        patch = np.ones((h, w), np.float32)
        hull = cv2.convexHull((rng.uniform(-0.2, 1.2, (6, 2)) * (w, h)).astype(np.int32))
        cv2.fillConvexPoly(patch, hull, float(rng.uniform(0.62, 0.82)))
        light = light * cv2.GaussianBlur(patch, (0, 0), rng.uniform(5, 14))
    warm = rng.uniform(-0.06, 0.09)
    field = np.stack([light * (1 - warm), light, light * (1 + warm * 0.6)], axis=-1) * gain
    large = cv2.resize(field.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(photo, large, dtype=cv2.CV_8U), np.uint8)


def _hand_shake(photo: Image, rng: np.random.Generator) -> Image:
    """Mild blur: out of focus by a pixel, or moved by two to four."""
    if rng.random() < 0.3:
        return moved(photo, rng.uniform(2, 4), rng.uniform(0, 180))
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), rng.uniform(0.5, 1.1)), np.uint8)


def moved(photo: Image, length_px: float, angle_deg: float) -> Image:
    """The photo smeared along a line of that length."""
    reach = math.ceil(length_px / 2) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    dx, dy = math.cos(math.radians(angle_deg)) * length_px / 2, math.sin(math.radians(angle_deg)) * length_px / 2
    ends = [(round((reach + s * dx) * 16), round((reach + s * dy) * 16)) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_8, shift=4)
    return np.asarray(cv2.filter2D(photo, -1, kernel / kernel.sum()), np.uint8)


MESSENGER_PX = 2048
"""Messengers scale photos down to about this many pixels on the longer side."""


def forwarded(picture: Picture) -> Picture:
    """The photo as it arrives through a messenger: smaller, packed harder, without EXIF. Scans stay as they are."""
    height, width = picture.pixels.shape[:2]
    scale = MESSENGER_PX / max(height, width)
    if picture.dpi is not None or scale >= 1:
        return picture
    size = (round(width * scale), round(height * scale))
    small = np.asarray(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    matrix = np.diag([size[0] / width, size[1] / height, 1.0]) @ picture.to_picture
    return replace(picture, pixels=small, to_picture=matrix, jpeg_quality=72, exif_orientation=1)
