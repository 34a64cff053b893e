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
    """tesserocr's engine with the Vietnamese data of the system; loaded at the first page."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_ms = int(timeout_s * 1000)

    @cached_property
    def name(self) -> str:
        """As "tesserocr 5.5.4 vie"."""
        import tesserocr

        version = tesserocr.tesseract_version().split()[1]
        return f"tesserocr {version} {LANGUAGE}"

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The words of a gray picture."""
        api = self._api
        height, width = picture.shape
        api.SetPageSegMode(layout.value)
        api.SetImageBytes(np.ascontiguousarray(picture).tobytes(), width, height, 1, width)
        api.SetSourceResolution(dpi)
        if not api.Recognize(self._timeout_ms):
            raise EngineError("Tesseract could not read a page in the time it was given.")
        table = api.GetTSVText(0)
        api.Clear()
        return parse_tsv(table)

    @cached_property
    def _api(self) -> Any:
        try:
            import tesserocr
        except ImportError as error:
            raise EngineError("tesserocr is not installed; install scanpipe with the extra 'tesserocr'.") from error
        folder = next((p for p in _TESSDATA if p and (Path(p) / f"{LANGUAGE}.traineddata").is_file()), None)
        if folder is None:
            raise EngineError("The Vietnamese data of Tesseract is missing: apt-get install tesseract-ocr-vie")
        return tesserocr.PyTessBaseAPI(path=folder, lang=LANGUAGE)
