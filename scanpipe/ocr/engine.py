"""The seam to the OCR engine: one protocol, and the plain table of engines that a machine can choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from importlib.util import find_spec
from typing import Protocol

from scanpipe.errors import UsageError
from scanpipe.model import Image


class Layout(Enum):
    """What the picture holds, so that the engine need not guess: the page segmentation mode of Tesseract."""

    SPARSE = 11
    """Text in no particular order: a form."""
    BLOCK = 6
    """Lines of one block, each on its own row."""


@dataclass(frozen=True, slots=True)
class RawWord:
    """One word in the picture that was read: box in its pixels (right and bottom exclusive), confidence 0–1."""

    text: str = field(repr=False)
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


class OcrEngine(Protocol):
    """Reads the words of one upright picture. Raises EngineError when it cannot; never returns half an answer."""

    @property
    def name(self) -> str:
        """Engine, version and language, as reports name it."""
        ...

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """The words of a (height, width) gray picture, in no promised order."""
        ...


def _pytesseract(timeout_s: float) -> OcrEngine:
    from scanpipe.ocr.tesseract import Tesseract

    return Tesseract(timeout_s)


def _tesserocr(timeout_s: float) -> OcrEngine:
    from scanpipe.ocr.in_process import InProcess

    return InProcess(timeout_s)


def _auto(timeout_s: float) -> OcrEngine:
    return _pytesseract(timeout_s) if needs_program("auto") else _tesserocr(timeout_s)


ENGINES: dict[str, Callable[[float], OcrEngine]] = {
    "auto": _auto,
    "tesserocr": _tesserocr,
    "pytesseract": _pytesseract,
}
"""Name in the settings → the engine, given how many seconds a call may take."""


def needs_program(name: str) -> bool:
    """Whether that engine calls the program `tesseract`."""
    return name == "pytesseract" or (name == "auto" and find_spec("tesserocr") is None)


def engine(name: str, timeout_s: float) -> OcrEngine:
    """The engine of that name; UsageError when there is none."""
    if name not in ENGINES:
        raise UsageError(f"There is no OCR engine {name!r}; choose one of {', '.join(ENGINES)}.")
    return ENGINES[name](timeout_s)
