"""PDF pages as pixels, through Poppler."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

from samples.sheet import WORKING_DPI
from scanpipe.model import Image

TIMEOUT_S = 60


def gray_pages(pdf: bytes) -> list[Image]:
    """Every page of a PDF at 300 dpi in gray, in order. Raises OSError or SubprocessError."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "blank.pdf"
        source.write_bytes(pdf)
        command = ["pdftoppm", "-gray", "-r", str(WORKING_DPI), str(source), str(Path(scratch) / "page")]
        subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
        names = sorted(Path(scratch).glob("page-*.pgm"))
        return [np.asarray(cv2.imread(str(name), cv2.IMREAD_GRAYSCALE), np.uint8) for name in names]
