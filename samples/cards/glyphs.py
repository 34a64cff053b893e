"""
Makes scanpipe/imaging/ocr_b.npz again: the shapes of OCR-B by which the zone of a card is read.

    python -m samples.cards.glyphs

Needs the face of the Debian package fonts-ocr-b (Matthew Skala after Norbert Schwarz, free to use in any way).
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pil
from PIL import ImageDraw

from samples.cards.canvas import mrz_em, mrz_face
from samples.fonts import ROOT, load
from scanpipe.errors import EngineError
from scanpipe.imaging.mrz_zone import READING_PITCH_PX
from scanpipe.imaging.ocr_b import ALPHABET, SHAPE_PX
from scanpipe.model import Image

TARGET = ROOT / "scanpipe" / "imaging" / "ocr_b.npz"
_SMOOTH = 4


def draw(letter: str, face: Path) -> Image:
    """One character dark on white in the middle of its cell, as soft as a scan shows it."""
    width, height = (v * _SMOOTH for v in SHAPE_PX)
    font = load(face, round(mrz_em(face, READING_PITCH_PX * _SMOOTH)))
    cell = Pil.new("L", (width, height), 255)
    # The capitals' height decides where the baseline is: a line of the zone is centred on its ink.
    _, top, _, bottom = font.getbbox("H", anchor="ms")
    ImageDraw.Draw(cell).text((width / 2, (height - top - bottom) / 2), letter, font=font, fill=0, anchor="ms")
    soft = cv2.GaussianBlur(np.asarray(cell), (0, 0), 1.3 * _SMOOTH)
    return np.asarray(cv2.resize(soft, SHAPE_PX, interpolation=cv2.INTER_AREA), np.uint8)


def write(target: Path = TARGET) -> None:
    """The shapes of the whole alphabet in one file."""
    face = mrz_face()
    if face is None:
        raise EngineError("OCR-B not found; apt-get install fonts-ocr-b")
    np.savez_compressed(target, shapes=np.stack([draw(letter, face) for letter in ALPHABET]))


if __name__ == "__main__":
    write()
