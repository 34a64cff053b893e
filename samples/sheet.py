"""A blank sheet of paper in pixels, with the places where somebody writes, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from scanpipe.catalog.schema import Edition
from scanpipe.model import Image, Rect

WORKING_DPI = 300
MM_PER_INCH = 25.4
PX_PER_MM = WORKING_DPI / MM_PER_INCH
DESCENT_MM = 1.0
"""The place of a dotted line reaches this far below its baseline: room for "g" and "ợ"."""


@dataclass(frozen=True, slots=True)
class Spot:
    """
    One place to write in. `kind`: "value" (a line, or part of one), "cell" (one digit box), "option" (one box to
    tick), "table_cell" (`row` from 1, `column` is the key of the column), "signature". `index` counts the lines,
    cells and options of one field from 0.
    """

    key: str
    page: int
    rect: Rect
    kind: str
    index: int = 0
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One blank page: its pixels at 300 dpi as a gray PNG (kept packed: a dossier has many), its size and spots."""

    page: int
    png: bytes = field(repr=False)
    width_mm: float
    height_mm: float
    spots: tuple[Spot, ...]

    def pixels(self) -> Image:
        """The page as BGR pixels, PX_PER_MM of them to a millimetre."""
        gray = np.asarray(cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
        return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)


@dataclass(frozen=True, slots=True)
class Paper:
    """A blank form of one edition. `source`: "typeset", "retyped" or "scan"."""

    source: str
    edition: Edition
    sheets: tuple[Sheet, ...]


def pack(gray: Image, *, dpi: float) -> bytes:
    """A gray page brought to the working resolution, as PNG."""
    if dpi != WORKING_DPI:
        scale = WORKING_DPI / dpi
        gray = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    done, data = cv2.imencode(".png", gray, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not done:
        raise ValueError("the page could not be packed as PNG")
    return bytes(data)
