"""
The characters of OCR-B told by their shape: each was designed to differ from all others, each stands in its own cell.

`ocr_b.npz` holds one picture of each, made by samples/cards/glyphs.py from a free face of that design. A cell is
compared with all of them at every small shift; correlation does not mind how dark or how bold the print is.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scanpipe.imaging.mrz_zone import READING_PITCH_PX, column_px
from scanpipe.model import Image

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
SHAPE_PX: Final = (26, 38)
"""Width and height of a shape: a little less than a cell, so that it can be shifted within one."""
_SHIFT_PX: Final = 4


def likeness(line: Image) -> NDArray[np.float32]:
    """
    How like each character of ALPHABET each column of a line is: (columns, 37), correlations from -1 to 1.

    `line` is a picture of `mrz_zone.Zone`: gray, letters dark, half a column of margin at both ends.
    """
    columns = line.shape[1] // READING_PITCH_PX - 1
    soft = np.asarray(cv2.GaussianBlur(line, (0, 0), 0.8), np.uint8)
    out: NDArray[np.float32] = np.empty((columns, len(ALPHABET)), np.float32)
    room = (READING_PITCH_PX - SHAPE_PX[0]) // 2
    for k, shape in enumerate(_shapes()):
        map_ = cv2.matchTemplate(soft, shape, cv2.TM_CCOEFF_NORMED)
        middle = map_.shape[0] // 2
        best = map_[middle - _SHIFT_PX : middle + _SHIFT_PX + 1].max(axis=0)
        for c in range(columns):
            at = column_px(c)[0] + room
            out[c, k] = best[max(0, at - _SHIFT_PX) : at + _SHIFT_PX + 1].max()
    return out


def shape_of(letter: str) -> Image:
    """The picture of one character of ALPHABET, dark on white, SHAPE_PX large. Raises ValueError for others."""
    return np.asarray(_shapes()[ALPHABET.index(letter)], np.uint8)


@cache
def _shapes() -> NDArray[Any]:
    with files("scanpipe.imaging").joinpath("ocr_b.npz").open("rb") as file, np.load(file) as stored:
        return np.asarray(stored["shapes"], np.uint8)
