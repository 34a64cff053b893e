"""A round seal with an invented authority's name, pressed unevenly."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw

from samples import fonts
from samples.sheet import PX_PER_MM
from scanpipe.model import Image

RED = (48, 36, 205)
BLACK = (40, 38, 36)
RING_MM = 17.5
"""Half the width of the seal of a commune's committee (36 mm)."""


def press(
    page: Image, at_mm: tuple[float, float], rng: np.random.Generator, *, colour: tuple[int, int, int] = RED, words: str
) -> None:
    """Press a seal on the page with its middle at a point; `words` run round inside the rim."""
    mask = _mask(words, turn_deg=rng.uniform(-25, 25))
    side = mask.shape[0]
    # Uneven pressure and dry spots.
    pressure = cv2.resize(
        rng.uniform(0.35, 1.0, (5, 5)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC
    )
    dry = cv2.resize(rng.random((side // 3, side // 3)).astype(np.float32), (side, side)) > 0.16
    ink = np.clip(mask * pressure * dry, 0, 1)[..., None] * rng.uniform(0.75, 0.95)
    x, y = round(at_mm[0] * PX_PER_MM) - side // 2, round(at_mm[1] * PX_PER_MM) - side // 2
    x0, y0, x1, y1 = max(0, x), max(0, y), min(page.shape[1], x + side), min(page.shape[0], y + side)
    if x0 >= x1 or y0 >= y1:
        return
    part = ink[y0 - y : y1 - y, x0 - x : x1 - x]
    under = page[y0:y1, x0:x1].astype(np.float32)
    tint = 1 - part * (1 - np.array(colour, np.float32) / 255)
    page[y0:y1, x0:x1] = (under * tint).round().astype(np.uint8)


def _mask(words: str, *, turn_deg: float) -> np.ndarray:
    radius = RING_MM * PX_PER_MM
    side = round(2 * radius) + 12
    canvas = Pil.new("L", (side, side))
    draw = ImageDraw.Draw(canvas)
    middle = side / 2
    for share, width_mm in ((1.0, 0.75), (0.66, 0.35)):
        r = radius * share
        draw.ellipse([middle - r, middle - r, middle + r, middle + r], outline=255, width=round(width_mm * PX_PER_MM))
    draw.polygon(_star(middle, radius * 0.3), fill=255)
    face = fonts.load(fonts.typed_face("sans"), round(3.4 * PX_PER_MM))
    letters = f"{words}  ★  ".replace("★", "*")
    for number, letter in enumerate(letters):
        angle = 360 * number / len(letters) + 180
        _letter(canvas, letter, face, middle, radius * 0.83, angle)
    return np.asarray(canvas.rotate(turn_deg, Pil.Resampling.BILINEAR), np.float32) / 255


def _letter(canvas: Pil.Image, letter: str, face: object, middle: float, radius: float, angle_deg: float) -> None:
    tile = Pil.new("L", (96, 96))
    ImageDraw.Draw(tile).text((48, 48), letter, font=face, fill=255, anchor="mm")  # type: ignore[arg-type]
    turned = tile.rotate(-angle_deg, Pil.Resampling.BILINEAR)
    x = middle + radius * math.sin(math.radians(angle_deg)) - 48
    y = middle - radius * math.cos(math.radians(angle_deg)) - 48
    canvas.paste(255, (round(x), round(y)), turned)


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for corner in range(10):
        r = radius if corner % 2 == 0 else radius * 0.38
        angle = math.pi * corner / 5
        points.append((middle + r * math.sin(angle), middle - r * math.cos(angle)))
    return points
