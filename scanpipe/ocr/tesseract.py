"""
The `tesseract` program through pytesseract: the only file that imports pytesseract.

Two settings decide its speed. `OMP_THREAD_LIMIT=1`: its OpenMP threads spin on small machines and cost four times
the CPU for the same text. A `.pgm` path instead of an array: pytesseract would encode an array as PNG first.
"""

from __future__ import annotations

import math
import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import cv2
import pytesseract

from scanpipe.errors import EngineError
from scanpipe.model import Image
from scanpipe.ocr.engine import Layout, RawWord

LANGUAGE = "vie"
_INSTALL = "install it with: apt-get install tesseract-ocr tesseract-ocr-vie"

os.environ.setdefault("OMP_THREAD_LIMIT", "1")


class Tesseract:
    """The installed Tesseract with the Vietnamese data, one process a call."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s

    @cached_property
    def name(self) -> str:
        """As "tesseract 5.3.0 vie"; EngineError when the program is not there."""
        try:
            return f"tesseract {pytesseract.get_tesseract_version()} {LANGUAGE}"
        except pytesseract.TesseractNotFoundError as error:
            raise EngineError(f"Tesseract was not found; {_INSTALL}") from error
        except (SystemExit, OSError, ValueError, subprocess.SubprocessError) as error:
            # pytesseract leaves the program when it cannot make sense of a version.
            raise EngineError(f"Tesseract does not say which version it is; {_INSTALL}") from error

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The words of a gray picture."""
        with tempfile.TemporaryDirectory(prefix="scanpipe-ocr-") as folder:
            path = str(Path(folder) / "page.pgm")
            cv2.imwrite(path, picture)
            try:
                table = pytesseract.image_to_data(
                    path,
                    lang=LANGUAGE,
                    config=f"--psm {layout.value} --dpi {dpi}",
                    output_type=pytesseract.Output.STRING,
                    timeout=self._timeout_s,
                )
            except pytesseract.TesseractNotFoundError as error:
                raise EngineError(f"Tesseract was not found; {_INSTALL}") from error
            except pytesseract.TesseractError as error:
                raise EngineError(f"Tesseract gave up (status {error.status}); {_INSTALL}") from error
            except (OSError, UnicodeDecodeError) as error:
                # No right to run it, no program at all, or an end without an answer that can be read.
                raise EngineError(f"Tesseract gave no answer ({type(error).__name__}); {_INSTALL}") from error
            except RuntimeError as error:  # pytesseract's own timeout
                raise EngineError(f"Tesseract took longer than {self._timeout_s:g} s on one page.") from error
        return parse_tsv(table)


def parse_tsv(table: str) -> list[RawWord]:
    """The words of Tesseract's TSV table (level 5 rows); rows of another shape are passed over."""
    words = []
    for line in table.splitlines():
        cells = line.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        try:
            left, top, width, height = (int(v) for v in cells[6:10])
            percent = float(cells[10])
        except ValueError:
            continue
        confidence = min(max(percent / 100, 0.0), 1.0) if math.isfinite(percent) else 0.0
        words.append(RawWord(cells[11].strip(), left, top, left + width, top + height, confidence))
    return words
