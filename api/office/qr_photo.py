"""A QR code in a photo of a receipt: what it says. The photo is looked at in memory and kept nowhere."""

from __future__ import annotations

import io
import warnings

import zxingcpp
from PIL import Image, UnidentifiedImageError

LOOK_PX = 1600
"""The longer side that is looked at: a code as wide as a quarter of the photo still has eight pixels per module."""
_MOST_PX = 80_000_000
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_KINDS = ("JPEG", "PNG", "WEBP")
_LONGEST = 300


def text_in(photo: bytes) -> str | None:
    """What the first QR code says that is found, at most 300 characters; None when there is none, or no picture."""
    picture = _gray(photo)
    if picture is None:
        return None
    for look in (_smaller(picture), picture):
        for found in zxingcpp.read_barcodes(look, formats=_QR):
            if found.valid and len(found.text) <= _LONGEST:
                return str(found.text)
    return None


def _gray(photo: bytes) -> Image.Image | None:
    """The picture in gray; None for what is none, or is too large to be a photo."""
    try:
        # What Pillow warns of (a size like a bomb's) is refused by its size here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(photo), formats=_KINDS)
            if picture.width * picture.height > _MOST_PX:
                return None
            # A JPEG is decoded at the size that is needed.
            picture.draft("L", (2 * LOOK_PX, 2 * LOOK_PX))
            return picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _smaller(picture: Image.Image) -> Image.Image:
    share = LOOK_PX / max(picture.size)
    if share >= 1:
        return picture
    return picture.resize((max(1, round(picture.width * share)), max(1, round(picture.height * share))))
