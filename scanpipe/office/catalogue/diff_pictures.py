"""
Two blanks side by side and laid over each other, with what only one of them prints outlined.

Pictures are PNG at `PX_PER_MM`. `laid` is the old page carried onto the new one by the words that both print, so that
a reader can fade one into the other; `overlay` shows both at once: orange only the old, blue only the new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from scanpipe.drafting.opened import BlankPage, opened
from scanpipe.imaging.encode import png
from scanpipe.imaging.onion import laid_on, overlay, sheet_picture
from scanpipe.imaging.source import Limits
from scanpipe.model import Image, UploadFile
from scanpipe.ocr.engine import Layout, OcrEngine, RawWord
from scanpipe.office.catalogue.print_diff import Mark, print_diff
from scanpipe.office.catalogue.sides import Blank
from scanpipe.service import engine_of
from scanpipe.settings import Settings

PX_PER_MM = 5.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of one blank: its picture, its size in mm, and the places that only this blank prints."""

    png: bytes = field(repr=False)
    width_mm: float
    height_mm: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PagePair:
    """The pages of one number (from 1) of both blanks; None for a blank that has fewer."""

    number: int
    old: Shown | None
    new: Shown | None
    laid: bytes | None = field(repr=False)
    overlay: bytes | None = field(repr=False)


def page_pairs(old: Blank, new: Blank, settings: Settings) -> tuple[PagePair, ...]:
    """
    Every page of both blanks. OCR is asked only where a blank is a scan; what was made once is kept for a while.

    Raises UploadError for a blank that cannot be opened, EngineError where a program is missing.
    """
    return _pairs(old, new, _Means(_WhenNeeded(settings), Limits.of(settings)))


class _WhenNeeded:
    """The engine of the settings, looked for when the first page has to be read: most blanks have their text."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _engine(self) -> OcrEngine:
        return engine_of(self._settings.engine, self._settings.ocr_timeout_s)

    @property
    def name(self) -> str:
        """As the engine is named."""
        return self._engine.name

    def words(self, picture: Image, *, layout: Layout, dpi: int) -> Sequence[RawWord]:
        """What the engine reads."""
        return self._engine.words(picture, layout=layout, dpi=dpi)


@dataclass(frozen=True, slots=True)
class _Means:
    """What reading takes; another engine would not be another blank."""

    engine: OcrEngine = field(compare=False, hash=False)
    limits: Limits


@lru_cache(maxsize=6)
def _pairs(old: Blank, new: Blank, means: _Means) -> tuple[PagePair, ...]:
    before, after = (_opened(blank, means) for blank in (old, new))
    difference = print_diff(before, after)
    pairs = []
    for index in range(max(len(before), len(after))):
        number = index + 1
        one = before[index] if index < len(before) else None
        other = after[index] if index < len(after) else None
        both = _both(one, other, difference.same.get(number, ())) if one and other else (None, None)
        pairs.append(
            PagePair(
                number,
                _shown(one, difference.old) if one else None,
                _shown(other, difference.new) if other else None,
                *both,
            )
        )
    return tuple(pairs)


def _opened(blank: Blank, means: _Means) -> list[BlankPage]:
    return list(opened(UploadFile("blank", blank.data), means.engine, means.limits))


def _shown(page: BlankPage, marks: Sequence[Mark]) -> Shown:
    picture = sheet_picture(page.image, (page.width_mm, page.height_mm), PX_PER_MM)
    own = tuple(mark for mark in marks if mark.page == page.number)
    return Shown(png(picture), page.width_mm, page.height_mm, own)


def _both(
    old: BlankPage, new: BlankPage, same: Sequence[tuple[tuple[float, float], tuple[float, float]]]
) -> tuple[bytes, bytes]:
    """The old page laid onto the new one, and both in one picture."""
    size_mm = new.width_mm, new.height_mm
    onto = laid_on([a for a, _ in same], [b for _, b in same]), size_mm
    laid = sheet_picture(old.image, (old.width_mm, old.height_mm), PX_PER_MM, onto=onto)
    return png(laid), png(overlay(laid, sheet_picture(new.image, size_mm, PX_PER_MM)))
