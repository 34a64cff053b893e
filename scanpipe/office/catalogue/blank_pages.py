"""The pages of a draft's blank: as pictures to draw on, and the printed lines that a box may snap to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from scanpipe.catalog.blank import typeset
from scanpipe.errors import EngineError
from scanpipe.imaging.encode import decoded, png, reduced
from scanpipe.imaging.pdf_render import Drawer, LockedError, NotDrawnError
from scanpipe.imaging.sheet import take_apart
from scanpipe.imaging.watchdog import Patience
from scanpipe.intake.errors import NotFoundError
from scanpipe.model import Image, Rect
from scanpipe.publishing.drafts import Draft

DPI = 150
_MM_PER_INCH = 25.4
_DRAWN_WITHIN_S = 20.0
_LONGEST_PX = 5000
"""A page as large as A1; what is larger is drawn coarser."""


@dataclass(frozen=True, slots=True)
class BlankPage:
    """One page as PNG, and how large the sheet is."""

    png: bytes = field(repr=False)
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PrintedLines:
    """
    What is printed on a page that a box may snap to, in mm: `level` are (left, right, y) of rules and of the baselines
    of dotted lines, `upright` (x, top, bottom) of rules, `squares` (left, top, right, bottom) of boxes to tick.
    """

    level: tuple[tuple[float, float, float], ...]
    upright: tuple[tuple[float, float, float], ...]
    squares: tuple[tuple[float, float, float, float], ...]

    def as_json(self) -> str:
        """For a script; the same lines are the same text."""
        told = {"level": self.level, "upright": self.upright, "squares": self.squares}
        return json.dumps(told, separators=(",", ":"))


def page_count(draft: Draft) -> int:
    """How many pages there are to draw on: those of the blank, or of the one that we typeset."""
    return _count(_pdf(draft)) if draft.blank is not None or draft.edition is not None else 0


def page_of(draft: Draft, number: int) -> BlankPage:
    """
    A page (from 1) of the draft's blank, of the blank that we typeset where it has none. Raises NotFoundError where
    there is no such page, and EngineError where it cannot be drawn.
    """
    return _drawn(_pdf(draft), number)


def printed_lines(draft: Draft, number: int) -> PrintedLines:
    """The lines of that page. Raises as `page_of`."""
    return _lines(_pdf(draft), number)


@dataclass(frozen=True, slots=True)
class _Pdf:
    """A PDF that a cache knows by its hash."""

    sha256: str
    data: bytes = field(compare=False, repr=False)


def _named(data: bytes) -> _Pdf:
    return _Pdf(hashlib.sha256(data).hexdigest(), data)


def _pdf(draft: Draft) -> _Pdf:
    blank = draft.blank
    if blank is not None:
        return _named(blank)
    if draft.edition is None:
        raise NotFoundError
    return _Pdf(draft.etag, typeset(draft.edition).pdf)


@lru_cache(maxsize=32)
def _count(pdf: _Pdf) -> int:
    with Drawer(pdf.data, Patience(_DRAWN_WITHIN_S)) as drawer:
        try:
            return drawer.page_count()
        except (NotDrawnError, LockedError) as error:
            raise EngineError("the blank could not be opened: see whether Poppler works") from error


@lru_cache(maxsize=48)
def _drawn(pdf: _Pdf, number: int) -> BlankPage:
    if not 1 <= number <= _count(pdf):
        raise NotFoundError
    with Drawer(pdf.data, Patience(_DRAWN_WITHIN_S)) as drawer:
        try:
            picture: Image = drawer.draw(number, DPI, color=False)
        except NotDrawnError as error:
            raise EngineError("the blank could not be drawn: see whether Poppler works") from error
    height_px, width_px = picture.shape[:2]
    mm_per_px = _MM_PER_INCH / DPI
    return BlankPage(png(reduced(picture, _LONGEST_PX)), width_px * mm_per_px, height_px * mm_per_px)


@lru_cache(maxsize=48)
def _lines(pdf: _Pdf, number: int) -> PrintedLines:
    page = _drawn(pdf, number)
    structure = take_apart(decoded(page.png), page.width_mm, page.height_mm).structure
    level = [(leader.left, leader.right, leader.baseline) for leader in structure.leaders]
    level += [(rule.left, rule.right, (rule.top + rule.bottom) / 2) for rule in structure.horizontal]
    upright = [((rule.left + rule.right) / 2, rule.top, rule.bottom) for rule in structure.upright]
    return PrintedLines(_rounded(level), _rounded(upright), tuple(_corners(box) for box in structure.tick_boxes))


def _rounded(lines: Iterable[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    return tuple(sorted((round(a, 2), round(b, 2), round(c, 2)) for a, b, c in lines))


def _corners(box: Rect) -> tuple[float, float, float, float]:
    return round(box.left, 2), round(box.top, 2), round(box.right, 2), round(box.bottom, 2)
