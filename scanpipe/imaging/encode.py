"""Pictures on their way out: made smaller, and packed as files."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from scanpipe.model import Image


def reduced(picture: Image, long_side_px: int) -> Image:
    """The picture with its longer side at most that many pixels; never enlarged."""
    factor = long_side_px / max(picture.shape[:2])
    if factor >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


def jpeg(picture: Image, quality: int = 82) -> bytes:
    """The picture as a JPEG file; quality 0–100."""
    return _encoded(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])


def png(picture: Image) -> bytes:
    """The picture as a PNG file."""
    return _encoded(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 3])


def _encoded(suffix: str, picture: Image, options: Sequence[int]) -> bytes:
    done, data = cv2.imencode(suffix, picture, options)
    if not done:
        raise ValueError(f"a picture of {picture.shape} does not encode as {suffix}")
    return np.asarray(data).tobytes()


def decoded(data: bytes) -> Image:
    """A picture that `jpeg` or `png` made, as BGR. Raises ValueError when it is damaged."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("The bytes are no picture.")
    return np.asarray(picture, np.uint8)
