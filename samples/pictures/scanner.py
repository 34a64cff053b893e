"""Flatbed scanners, copiers and fax machines."""

from __future__ import annotations

import math

import cv2
import numpy as np

from samples.pictures.picture import SHEET, Matrix, Picture, curve_of, grain
from samples.sheet import WORKING_DPI
from scanpipe.model import Image

FAX_LINES_DPI = 98
"""Lines an inch of a fax in standard resolution (ITU-T T.4: 3.85 lines/mm, 8 dots/mm across)."""


def flatbed(
    page: Image, rng: np.random.Generator, *, dpi: int, colour: bool, skew_deg: float, quality: int = 70
) -> Picture:
    """A scan at 150 to 300 dpi: a little noise and blur, the paper not quite white, a little crooked."""
    pixels, matrix = _laid(page if colour else _gray(page), dpi, skew_deg, rng, around=int(rng.choice([255, 250, 238])))
    pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.45, 0.75) * dpi / 200), np.uint8)
    black, white = rng.uniform(8, 42), rng.uniform(238, 254)
    table = curve_of(black + np.arange(256) * (white - black) / 255)
    pixels = grain(np.asarray(cv2.LUT(pixels, table), np.uint8), rng.uniform(1.5, 4.5), rng)
    name = f"flatbed{dpi}{'colour' if colour else 'gray'}"
    return Picture(pixels, matrix, name, "jpeg", quality, dpi, skew_deg=skew_deg)


def bitonal(page: Image, rng: np.random.Generator, *, dpi: int, skew_deg: float) -> Picture:
    """A black-and-white scan, one bit a pixel."""
    pixels, matrix = _laid(_gray(page), dpi, skew_deg, rng, around=255)
    soft = grain(np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.7 * dpi / 200), np.uint8), 9.0, rng)
    _, cut = cv2.threshold(soft, rng.uniform(140, 175), 255, cv2.THRESH_BINARY)
    return Picture(np.asarray(cut, np.uint8), matrix, f"bitonal{dpi}", "bitonal", dpi=dpi, skew_deg=skew_deg)


def copier(page: Image, rng: np.random.Generator, *, faint: bool, skew_deg: float) -> Picture:
    """A copy that was scanned: hard or faint toner, specks, a dark border where the lid was open."""
    dpi = 200
    pixels, matrix = _laid(_gray(page), dpi, skew_deg, rng, around=255)
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.9).astype(np.float32)
    # Toner is either there or not, with a short slope between.
    toner = np.clip((rng.uniform(150, 185) - grain(soft.astype(np.uint8), 10, rng).astype(np.float32)) / 55, 0, 1)
    if faint:
        streaks = cv2.resize(rng.uniform(0.7, 1.0, (6, 24)).astype(np.float32), (pixels.shape[1], pixels.shape[0]))
        toner *= streaks
    depth = rng.uniform(110, 150) if faint else rng.uniform(195, 235)
    copied = 248 - toner * depth
    _specks(copied, rng)
    if rng.random() < 0.5:
        _dark_border(copied, rng)
    copied_pixels = grain(copied.round().astype(np.uint8), 2.5, rng)
    name = "copier_faint" if faint else "copier"
    return Picture(copied_pixels, matrix, name, "jpeg", 70, dpi, skew_deg=skew_deg)


def fax(page: Image, rng: np.random.Generator, *, fine: bool, skew_deg: float) -> Picture:
    """A fax, one bit a pixel; in standard resolution every second line is missing and was doubled."""
    dpi = 200
    pixels, matrix = _laid(_gray(page), dpi, skew_deg, rng, around=255)
    height, width = pixels.shape
    lines = height if fine else round(height * FAX_LINES_DPI / dpi)
    sent = cv2.resize(pixels, (width, lines), interpolation=cv2.INTER_AREA)
    sent = grain(np.asarray(sent, np.uint8), 12, rng)
    # Fax machines set a high threshold, or thin strokes would be lost in the averaging of two lines.
    _, cut = cv2.threshold(sent, rng.uniform(165, 190), 255, cv2.THRESH_BINARY)
    received = cv2.resize(cut, (width, height), interpolation=cv2.INTER_NEAREST)
    name = "fax_fine" if fine else "fax"
    return Picture(np.asarray(received, np.uint8), matrix, name, "bitonal", dpi=dpi, skew_deg=skew_deg)


def _gray(page: Image) -> Image:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)


def _laid(page: Image, dpi: float, skew_deg: float, rng: np.random.Generator, *, around: int) -> tuple[Image, Matrix]:
    """
    The page at that resolution, laid on the glass a little crooked and off its corner.

    `skew_deg` turns it clockwise about its middle; `around` is the gray of the lid.
    """
    scale = dpi / WORKING_DPI
    height, width = round(page.shape[0] * scale), round(page.shape[1] * scale)
    small = page if scale == 1 else cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA)
    resized = np.diag([width / page.shape[1], height / page.shape[0], 1.0])
    shift_px = rng.uniform(-1.2, 1.2, 2) * dpi / 25.4
    if abs(skew_deg) < 1e-6:
        shift_px = np.zeros(2)
    radians = math.radians(skew_deg)
    cos, sin = math.cos(radians), math.sin(radians)
    turn = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    middle = np.array([width / 2, height / 2])
    turn[:2, 2] = middle - turn[:2, :2] @ middle + shift_px
    laid = small
    if abs(skew_deg) >= 1e-6:
        laid = cv2.warpAffine(small, turn[:2], (width, height), flags=cv2.INTER_LINEAR, borderValue=(around,) * 3)
    return np.asarray(laid, np.uint8), turn @ resized @ SHEET


def _specks(gray: np.ndarray, rng: np.random.Generator) -> None:
    """Dust on the drum."""
    height, width = gray.shape
    for _ in range(int(rng.integers(20, 140))):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        cv2.circle(gray, (x, y), int(rng.choice([1, 1, 1, 2])), float(rng.uniform(20, 120)), -1)


def _dark_border(gray: np.ndarray, rng: np.random.Generator) -> None:
    """The dark of an open lid along one or two edges."""
    height, width = gray.shape
    for edge in rng.choice(4, size=int(rng.integers(1, 3)), replace=False):
        depth = int(rng.integers(6, 34))
        ragged = (depth + rng.normal(0, 1.5, max(height, width)).cumsum() * 0.2).clip(2, 45).astype(int)
        span = np.arange(45)
        if edge in (0, 1):
            dark = span[:, None] < ragged[None, :width]
            part = gray[:45] if edge == 0 else gray[::-1][:45]
        else:
            dark = span[None, :] < ragged[:height, None]
            part = gray[:, :45] if edge == 2 else gray[:, ::-1][:, :45]
        part[dark] = rng.uniform(15, 60)
