"""
QR codes in a picture, with zxing-cpp.

One plain look over a whole A4 page costs tens of milliseconds. Codes of 15 mm at 200 dpi have modules of two or three
pixels: they are looked for again, enlarged and with clearer edges, on a cut-out only and only on pages that are cards.
Nothing that a code says is followed or opened here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import zxingcpp

from scanpipe.model import Image

_FORMATS: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LONGEST: Final = 4096
"""Characters of a code that are looked at; the largest QR code holds 7089 digits, a card about 150 letters."""


_MOST_PX: Final = 12_000_000
"""A look at more pixels than this takes longer than it is worth: such a picture is fine already."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """What one code says, and its place in pixels: left, top, right, bottom of the box around its corners."""

    text: str = field(repr=False)
    left: int
    top: int
    right: int
    bottom: int


def find_codes(picture: Image) -> tuple[QrCode, ...]:
    """All codes found at one look, (height, width) gray or (height, width, 3) BGR, whichever way they are turned."""
    return _read(_gray(picture), 1.0)


def find_codes_closely(picture: Image) -> tuple[QrCode, ...]:
    """The codes of a cut-out found at the first of several looks: enlarged, sharpened, evened. Costs up to a second."""
    gray = _gray(picture)
    for scale, look in _looks():
        if gray.size * scale * scale > _MOST_PX:
            continue
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        sized = gray if scale == 1 else cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how)
        if found := _read(look(np.asarray(sized, np.uint8)), scale):
            return found
    return ()


def _gray(picture: Image) -> Image:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8) if picture.ndim == 3 else picture


def _looks() -> Iterator[tuple[float, Callable[[Image], Image]]]:
    """Scales and filters, those first that helped most often."""
    for look in (_as_it_is, _sharpened, _evened):
        for scale in (2.0, 1.5, 3.0, 1.0, 0.7):
            yield scale, look


def _as_it_is(gray: Image) -> Image:
    return gray


def _sharpened(gray: Image) -> Image:
    """Edges lifted over their blur."""
    soft = cv2.GaussianBlur(gray, (0, 0), 3)
    return np.asarray(cv2.addWeighted(gray, 2.2, soft, -1.2, 0), np.uint8)


def _evened(gray: Image) -> Image:
    """Contrast made even over the picture: half of the code may lie in a shadow."""
    return np.asarray(cv2.createCLAHE(2.0, (8, 8)).apply(gray), np.uint8)


def _read(gray: Image, scale: float) -> tuple[QrCode, ...]:
    found = zxingcpp.read_barcodes(np.ascontiguousarray(gray), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return tuple(_code(barcode, scale) for barcode in found if barcode.valid and barcode.text)


def _code(barcode: zxingcpp.Barcode, scale: float) -> QrCode:
    place = barcode.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    xs, ys = [c.x / scale for c in corners], [c.y / scale for c in corners]
    return QrCode(_text(barcode), round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))


def _text(barcode: zxingcpp.Barcode) -> str:
    """The text, cut at LONGEST. Cards hold UTF-8 without saying so; a reader that guesses another code misspells it."""
    try:
        return bytes(barcode.bytes).decode("utf-8")[:LONGEST]
    except UnicodeDecodeError:
        return barcode.text[:LONGEST]
