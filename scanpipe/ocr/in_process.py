"""Tesseract inside this process through tesserocr (an optional extra): no process start, one loaded model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from scanpipe.errors import EngineError
from scanpipe.model import Image
from scanpipe.ocr.engine import Layout, RawWord
from scanpipe.ocr.tesseract import LANGUAGE, parse_tsv

_TESSDATA = (
    os.environ.get("TESSDATA_PREFIX", ""),
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/tessdata",
    "/usr/share/tessdata",
)


class InProcess:
    """
    tesserocr's engine with the Vietnamese data of the system, loaded at the first page.

    Threads may read at once: each takes a loaded model that no other uses, and one more is loaded when there is none.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_ms = int(timeout_s * 1000)
        self._free: list[Any] = []

    @cached_property
    def name(self) -> str:
        """As "tesserocr 5.5.4 vie"."""
        import tesserocr

        version = tesserocr.tesseract_version().split()[1]
        return f"tesserocr {version} {LANGUAGE}"

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The words of a gray picture."""
        try:
            api = self._free.pop()
        except IndexError:
            api = _loaded()
        height, width = picture.shape
        try:
            api.SetPageSegMode(layout.value)
            api.SetImageBytes(np.ascontiguousarray(picture).tobytes(), width, height, 1, width)
            api.SetSourceResolution(dpi)
            if not api.Recognize(self._timeout_ms):
                raise EngineError("Tesseract could not read a page in the time it was given.")
            return parse_tsv(api.GetTSVText(0))
        finally:
            api.Clear()
            self._free.append(api)


def _loaded() -> Any:
    """A model of its own. Raises EngineError."""
    try:
        import tesserocr
    except ImportError as error:
        raise EngineError("tesserocr is not installed; install scanpipe with the extra 'tesserocr'.") from error
    folder = next((p for p in _TESSDATA if p and (Path(p) / f"{LANGUAGE}.traineddata").is_file()), None)
    if folder is None:
        raise EngineError("The Vietnamese data of Tesseract is missing: apt-get install tesseract-ocr-vie")
    return tesserocr.PyTessBaseAPI(path=folder, lang=LANGUAGE)
