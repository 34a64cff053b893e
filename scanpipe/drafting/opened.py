"""A blank as pages that can be looked at: straight, with their words and their printed structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scanpipe.drafting.reread import read_again
from scanpipe.errors import UploadError
from scanpipe.imaging.load import BrokenPage, Limits, SourcePage, load_pages
from scanpipe.imaging.sheet import Sheet, Structure, take_apart
from scanpipe.imaging.source import MM_PER_INCH
from scanpipe.imaging.straighten import Straightened, straighten
from scanpipe.imaging.turns import doubtful_turns, turned_further
from scanpipe.model import Image, UploadFile, Word
from scanpipe.ocr.engine import OcrEngine
from scanpipe.words import read_words

_LEGIBLE = 0.6
"""Mean confidence of words on a page that surely lies the right way up (as in scanpipe.pages)."""


@dataclass(frozen=True, slots=True)
class BlankPage:
    """One page of a blank: its number (from 1), its straightened picture, its words and printed structure in mm."""

    number: int
    image: Image = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)
    structure: Structure = field(repr=False)
    born_digital: bool

    @property
    def width_mm(self) -> float:
        """Width of the sheet."""
        return self.structure.width_mm

    @property
    def height_mm(self) -> float:
        """Height of the sheet."""
        return self.structure.height_mm


def opened(file: UploadFile, engine: OcrEngine, limits: Limits) -> Iterator[BlankPage]:
    """
    The pages of a PDF or of pictures, in order.

    Raises UploadError as `load_pages` does, and with file.corrupt for a page that cannot be shown: a blank with a page
    missing is no blank. Raises EngineError.
    """
    drawn = load_pages(file, limits)
    told = load_pages(file, limits, undrawn=True)
    for shown, known in zip(drawn, told, strict=True):
        if isinstance(shown, BrokenPage) or isinstance(known, BrokenPage):
            raise UploadError("file.corrupt", f"Page {shown.file_page} of {file.name} cannot be shown.", name=file.name)
        yield _page(shown, known, engine)


def _page(shown: SourcePage, known: SourcePage, engine: OcrEngine) -> BlankPage:
    if shown.text_words is None or shown.dpi is None:
        return _scanned(shown, engine)
    height, width = shown.image.shape[:2]
    size_mm = width / shown.dpi * MM_PER_INCH, height / shown.dpi * MM_PER_INCH
    sheet = known.sheet or take_apart(shown.image, *size_mm)
    return BlankPage(shown.file_page, shown.image, shown.text_words, sheet.structure, born_digital=True)


def _scanned(source: SourcePage, engine: OcrEngine) -> BlankPage:
    """The page set straight and read, the way up that makes most sense."""
    straight = straighten(source.image)
    sheet, words = _read(straight, engine)
    for turn_deg in doubtful_turns(straight):
        if _legible(words) >= _LEGIBLE:
            break
        other = turned_further(straight, turn_deg)
        turned, said = _read(other, engine)
        if _letters(said) > _letters(words):
            straight, sheet, words = other, turned, said
    words = read_again(sheet, words, engine)
    return BlankPage(source.file_page, straight.image, words, sheet.structure, born_digital=False)


def _read(straight: Straightened, engine: OcrEngine) -> tuple[Sheet, tuple[Word, ...]]:
    sheet = take_apart(straight.image, straight.width_mm, straight.height_mm)
    return sheet, read_words(sheet, engine)


def _legible(words: tuple[Word, ...]) -> float:
    letters = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0


def _letters(words: tuple[Word, ...]) -> int:
    return sum(len(w.text) for w in words if w.confidence >= _LEGIBLE)
