"""A page as somebody sends it: pixels, the way they are packed, and the transform from the sheet."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pil

from samples.sheet import PX_PER_MM
from scanpipe.model import Image, Transform

Matrix = NDArray[np.float64]
Packing = Literal["jpeg", "png", "bitonal"]

SHEET: Final[Matrix] = np.diag([PX_PER_MM, PX_PER_MM, 1.0])
"""Millimetres on the sheet to pixels of the page as filled."""

_EXIF_ORIENTATION = 0x0112
# What the viewer does for each orientation, in clockwise quarter turns; the camera stores the opposite.
_QUARTERS_OF: Final = {1: 0, 6: 1, 3: 2, 8: 3}


@dataclass(frozen=True, slots=True)
class Picture:
    """
    One page as a picture. `to_picture` maps millimetres on the sheet to its pixels; `dpi` is written into the file
    (None: phones do not know). `severe` names what makes it unreadable.
    """

    pixels: Image = field(repr=False)
    to_picture: Matrix
    name: str
    packing: Packing = "jpeg"
    jpeg_quality: int = 85
    dpi: int | None = None
    severe: str | None = None
    quarter_turns_deg: int = 0
    skew_deg: float = 0.0
    exif_orientation: int = 1

    @property
    def transform(self) -> Transform:
        """`to_picture` as plain numbers, scaled so that its last one is 1."""
        rows = self.to_picture / self.to_picture[2, 2]
        a, b, c = ((float(row[0]), float(row[1]), float(row[2])) for row in rows)
        return a, b, c

    def turned(self, quarters: int) -> Picture:
        """The picture turned clockwise by quarter turns."""
        pixels, matrix = quarter(self.pixels, quarters)
        turned_deg = (self.quarter_turns_deg + 90 * quarters) % 360
        return replace(self, pixels=pixels, to_picture=matrix @ self.to_picture, quarter_turns_deg=turned_deg)

    @property
    def suffix(self) -> str:
        """The ending of a file name."""
        return "jpg" if self.packing == "jpeg" else "png"

    def pil(self) -> Pil.Image:
        """The pixels for Pillow, one bit a pixel where that is all there is."""
        if self.packing == "bitonal":
            gray = self.pixels if self.pixels.ndim == 2 else cv2.cvtColor(self.pixels, cv2.COLOR_BGR2GRAY)
            return Pil.fromarray(gray).point(lambda v: 255 if v > 127 else 0).convert("1")
        if self.pixels.ndim == 2:
            return Pil.fromarray(self.pixels)
        return Pil.fromarray(cv2.cvtColor(self.pixels, cv2.COLOR_BGR2RGB))

    def encoded(self) -> bytes:
        """The picture as a file. An EXIF orientation is undone in the pixels, as cameras do."""
        out = io.BytesIO()
        image = self.pil()
        density = {"dpi": (self.dpi, self.dpi)} if self.dpi else {}
        if self.packing != "jpeg":
            image.save(out, "PNG", compress_level=6, **density)
            return out.getvalue()
        exif = Pil.Exif()
        if self.exif_orientation != 1:
            back = {1: Pil.Transpose.ROTATE_90, 2: Pil.Transpose.ROTATE_180, 3: Pil.Transpose.ROTATE_270}
            image = image.transpose(back[_QUARTERS_OF[self.exif_orientation]])
            exif[_EXIF_ORIENTATION] = self.exif_orientation
        image.save(out, "JPEG", quality=self.jpeg_quality, exif=exif.tobytes() if len(exif) else b"", **density)
        return out.getvalue()


def quarter(pixels: Image, quarters: int) -> tuple[Image, Matrix]:
    """Pixels turned clockwise by quarter turns, and the matrix that follows."""
    height, width = pixels.shape[:2]
    match quarters % 4:
        case 1:
            turned = cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)
            return np.asarray(turned, np.uint8), np.array([[0, -1, height], [1, 0, 0], [0, 0, 1]], float)
        case 2:
            turned = cv2.rotate(pixels, cv2.ROTATE_180)
            return np.asarray(turned, np.uint8), np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], float)
        case 3:
            turned = cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE)
            return np.asarray(turned, np.uint8), np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1]], float)
    return pixels, np.eye(3)


def grain(pixels: Image, sigma: float, rng: np.random.Generator, *, coarse: bool = False) -> Image:
    """The pixels with noise of that standard deviation; one tile of noise is laid side by side, for speed."""
    height, width = pixels.shape[:2]
    tile = rng.normal(0, sigma, (509, 613)).astype(np.float32)
    if coarse:
        # Sensors interpolate colours: their noise hangs together over two pixels.
        tile = cv2.GaussianBlur(tile, (0, 0), 0.8) * 1.9
    repeats = (height // tile.shape[0] + 1, width // tile.shape[1] + 1)
    noise = np.tile(tile.round().astype(np.int16), repeats)[:height, :width]
    layered = noise if pixels.ndim == 2 else cv2.merge([noise, noise, noise])
    return np.asarray(cv2.add(pixels, layered, dtype=cv2.CV_8U), np.uint8)


def curve_of(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A table for `cv2.LUT` from 256 values."""
    return np.clip(values, 0, 255).round().astype(np.uint8)
