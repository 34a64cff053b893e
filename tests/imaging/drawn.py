"""Small pieces of paper drawn in millimetres: print, rules, boxes, leaders, seals, and what a pen adds to them."""

from __future__ import annotations

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from scanpipe.model import Rect
from tests.imaging.text_pages import FONTS

BLACK, BLUE, RED = (20, 20, 20), (40, 50, 150), (215, 35, 45)
SERIF, SANS = "LiberationSerif-Regular", "LiberationSans-Regular"
_FINER = 3  # drawn so much larger and then averaged, so that edges are soft as a scanner's

# Each digit as people write it: strokes through a unit square, y down.
DIGITS: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.5 + 0.4 * math.sin(a / 4), 0.5 - 0.5 * math.cos(a / 4)) for a in range(26)]],
    "1": [[(0.3, 0.25), (0.55, 0.0), (0.55, 1.0)]],
    "2": [[(0.1, 0.2), (0.3, 0.0), (0.7, 0.0), (0.85, 0.25), (0.6, 0.6), (0.1, 1.0), (0.95, 1.0)]],
    "3": [[(0.1, 0.1), (0.6, 0.0), (0.8, 0.25), (0.4, 0.45), (0.85, 0.7), (0.6, 1.0), (0.1, 0.9)]],
    "4": [[(0.6, 0.0), (0.05, 0.65), (0.95, 0.65)], [(0.7, 0.3), (0.7, 1.0)]],
    "5": [[(0.85, 0.0), (0.2, 0.0), (0.15, 0.45), (0.6, 0.4), (0.85, 0.65), (0.6, 1.0), (0.1, 0.9)]],
    "6": [[(0.7, 0.0), (0.3, 0.3), (0.12, 0.7), (0.3, 0.98), (0.7, 0.95), (0.8, 0.65), (0.5, 0.5), (0.2, 0.65)]],
    "7": [[(0.05, 0.0), (0.9, 0.0), (0.5, 0.5), (0.45, 1.0)]],
    "8": [[(0.5 + 0.35 * math.sin(a / 3), 0.5 - 0.5 * math.cos(a / 6)) for a in range(39)]],
    "9": [[(0.8, 0.3), (0.5, 0.5), (0.2, 0.25), (0.5, 0.0), (0.8, 0.3), (0.7, 1.0)]],
}


@cache
def _font(face: str, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{face}.ttf"), px)


class Drawing:
    """A piece of white paper of so many millimetres; what is drawn lands on it at once."""

    def __init__(self, width_mm: float = 120.0, height_mm: float = 50.0, dpi: int = 150) -> None:
        self.width_mm, self.height_mm, self.px_per_mm = width_mm, height_mm, dpi / 25.4
        self._mm = self.px_per_mm * _FINER
        self._size = (round(width_mm * self.px_per_mm), round(height_mm * self.px_per_mm))
        self._page = Picture.new("RGB", (self._size[0] * _FINER, self._size[1] * _FINER), (255, 255, 255))
        self._pen = ImageDraw.Draw(self._page)

    @property
    def image(self) -> NDArray[np.uint8]:
        """(height, width, 3) BGR."""
        small = cv2.resize(np.asarray(self._page), self._size, interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(small[..., ::-1])

    @property
    def gray(self) -> NDArray[np.uint8]:
        """(height, width) gray."""
        return np.asarray(cv2.cvtColor(self.image, cv2.COLOR_BGR2GRAY), np.uint8)

    @property
    def ink(self) -> NDArray[np.uint8]:
        """(height, width), 1 where the paper is dark."""
        return (self.gray < 150).astype(np.uint8)

    def print(self, x: float, y: float, text: str, *, size: float = 4.6, face: str = SERIF, ink=BLACK) -> Rect:
        """Printed text with its baseline at y; `size` is the type size (13 pt is 4.6 mm). The place of its ink."""
        font = _font(face, round(size * self._mm))
        at = (x * self._mm, y * self._mm)
        self._pen.text(at, text, ink, font, anchor="ls")
        left, top, right, bottom = self._pen.textbbox(at, text, font, anchor="ls")
        return Rect(left / self._mm, top / self._mm, right / self._mm, bottom / self._mm)

    def dots(self, x: float, y: float, right: float, *, dot: str = ".", size: float = 4.6, face: str = SERIF) -> Rect:
        """A leader of printed dots from x up to `right`."""
        wide = _font(face, round(size * self._mm)).getlength(dot) / self._mm
        return self.print(x, y, dot * int((right - x) / wide), size=size, face=face)

    def line(self, *points: tuple[float, float], thick: float = 0.3, ink=BLACK) -> None:
        """A stroke of a pen or a ruler through points."""
        scaled = [(x * self._mm, y * self._mm) for x, y in points]
        self._pen.line(scaled, ink, max(1, round(thick * self._mm)), joint="curve")

    def box(self, place: Rect, *, thick: float = 0.25, ink=BLACK) -> None:
        """A printed frame whose strokes lie inside the place."""
        corners = (place.left, place.top, place.right, place.bottom)
        self._pen.rectangle([v * self._mm for v in corners], outline=ink, width=max(1, round(thick * self._mm)))

    def disc(self, x: float, y: float, across: float, *, ink=BLACK) -> None:
        """A filled round dot."""
        sides = (x - across / 2, y - across / 2, x + across / 2, y + across / 2)
        self._pen.ellipse([v * self._mm for v in sides], fill=ink)

    def boxes(self, x: float, y: float, count: int, *, pitch=6.0, high=7.0, thick=0.25, ink=BLACK) -> list[Rect]:
        """A row of digit boxes that share their sides."""
        cells = [Rect(x + i * pitch, y, x + (i + 1) * pitch, y + high) for i in range(count)]
        for cell in cells:
            self.box(cell.grown(thick / 2), thick=thick, ink=ink)
        return cells

    def seal(self, x: float, y: float, across: float = 36.0, *, ink=RED) -> None:
        """A round stamp: a double rim, words between, a star in the middle."""
        for radius, thick in ((across / 2, 0.9), (across * 0.33, 0.4)):
            sides = (x - radius, y - radius, x + radius, y + radius)
            self._pen.ellipse([v * self._mm for v in sides], outline=ink, width=round(thick * self._mm))
        for i in range(24):
            turn = i / 24 * 2 * math.pi
            at, half = across * 0.41, across * 0.036
            px, py = x + at * math.cos(turn), y + at * math.sin(turn)
            self.box(Rect(px - half, py - half, px + half, py + half), thick=0.5, ink=ink)
        star = [(across / 6 * (0.4 if i % 2 else 1), math.radians(36 * i - 90)) for i in range(10)]
        self._pen.polygon([((x + r * math.cos(a)) * self._mm, (y + r * math.sin(a)) * self._mm) for r, a in star], ink)

    def scrawl(self, x: float, y: float, wide: float, *, high=3.0, thick=0.35, ink=BLUE, seed: int = 1) -> None:
        """Joined handwriting on the baseline y: loops of a pen that wander to the right."""
        chance = np.random.default_rng(seed)
        turns = np.linspace(0, wide / 2.6 * 2 * np.pi, int(wide * 12))
        tall = high * np.interp(turns, np.linspace(0, turns[-1], 9), chance.uniform(0.55, 1.0, 9))
        xs = x + np.linspace(0, wide - 1, len(turns)) + 0.9 * np.sin(turns)
        ys = y - tall / 2 + tall / 2 * np.cos(turns * 1.02)
        self.line(*zip(xs.tolist(), ys.tolist(), strict=True), thick=thick, ink=ink)

    def digit(self, which: str, place: Rect, *, thick: float = 0.4, ink=BLUE) -> None:
        """One digit written by hand into a place."""
        for stroke in DIGITS[which]:
            points = [(place.left + px * place.width, place.top + py * place.height) for px, py in stroke]
            self.line(*points, thick=thick, ink=ink)

    def number(self, text: str, cells: list[Rect], *, ink=BLUE) -> None:
        """Digits written by hand, one a box."""
        for which, cell in zip(text, cells, strict=True):
            self.digit(which, cell.grown(-0.28 * cell.width, -0.2 * cell.height), ink=ink)


def kept(after: NDArray[np.uint8], of: NDArray[np.uint8]) -> float:
    """The share (0–1) of some ink that is still there afterwards."""
    return float((after & of).sum() / max(1, of.sum()))
