"""The map of difficult fields: in how many dossiers each had a finding, drawn on the blank that is in force."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from scanpipe.catalog.blank import HEIGHT_MM, WIDTH_MM, Blank, typeset
from scanpipe.catalog.schema import Edition
from scanpipe.errors import EngineError
from scanpipe.imaging.encode import png
from scanpipe.imaging.pdf_render import Drawer, NotDrawnError
from scanpipe.imaging.watchdog import Patience
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import Law
from scanpipe.model import Box
from scanpipe.office.statistics.series import Series
from scanpipe.office.statistics.small_cells import Told

T = TypeVar("T")

STEPS = 5
_DPI = 100.0
_DRAWN_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A field on the blank: its key and printed label, where it is, how many dossiers, and how dark (1-5)."""

    key: str
    label: str
    box: Box
    dossiers: Told
    step: int


@dataclass(frozen=True, slots=True)
class HeatPage:
    """One page of a blank with its spots; `largest` is the number of the darkest. `pages` counts the blank's pages."""

    form: str
    edition: str
    page: int
    pages: int
    spots: tuple[Spot, ...]
    largest: int


def pages_of(law: Law, form: str, on: dt.date) -> int:
    """How many pages the blank in force has; 0 when there is none to draw."""
    try:
        return _blank(law, form, on).pages
    except (NotFoundError, EngineError):
        return 0


def heat_page(law: Law, form: str, on: dt.date, page: int, counted: Series) -> HeatPage:
    """
    The spots of one page, from the top down. Steps are fifths of the largest number on the whole form; what is hidden
    is the lightest. Raises NotFoundError, EngineError without fonts.
    """
    blank = _blank(law, form, on)
    if not 1 <= page <= blank.pages:
        raise NotFoundError
    edition = _in_force(law, form, on)
    labels = {spec.key: spec.label for spec in edition.fields}
    cells = {row.name: cell for row in counted.rows if isinstance(cell := row.cells[0], Told)}
    largest = max((cell.n for cell in cells.values() if not cell.hidden), default=0)
    spots = [
        Spot(key, labels[key], box, cell, _step(cell, largest))
        for key, cell in cells.items()
        if key in labels and (box := _place(blank, key, page)) is not None
    ]
    spots.sort(key=lambda spot: (spot.box.y, spot.box.x))
    return HeatPage(form, edition.edition, page, blank.pages, tuple(spots), largest)


def sheet(law: Law, form: str, on: dt.date, page: int) -> bytes:
    """One page of the blank in force as PNG. Raises NotFoundError, EngineError without Poppler or fonts."""
    blank = _blank(law, form, on)
    if not 1 <= page <= blank.pages:
        raise NotFoundError
    return _drawn(law.catalog.digest, form, _in_force(law, form, on).edition, page, _Kept(blank))


def _step(cell: Told, largest: int) -> int:
    return 1 if cell.hidden or not largest else max(1, math.ceil(STEPS * cell.n / largest))


def _in_force(law: Law, form: str, on: dt.date) -> Edition:
    edition = law.catalog.in_force(form, on=on) if law.has_blank(form, on) else None
    if edition is None:
        raise NotFoundError
    return edition


def _blank(law: Law, form: str, on: dt.date) -> Blank:
    edition = _in_force(law, form, on)
    return _typeset(law.catalog.digest, form, edition.edition, _Kept(edition))


def _place(blank: Blank, key: str, page: int) -> Box | None:
    """All that is written for a field on one page, as shares of the sheet; its label where nothing is written."""
    zones = [zone for zone in blank.of(key) if zone.page == page]
    written = [zone for zone in zones if zone.kind != "label"] or zones
    if not written:
        return None
    whole = written[0].rect
    for zone in written[1:]:
        whole = whole.union(zone.rect)
    return whole.share_of(WIDTH_MM, HEIGHT_MM)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    """Something that a cache need not look into: digest, form and edition tell it."""

    it: T = field(compare=False, repr=False)


@lru_cache(maxsize=32)
def _typeset(digest: str, form: str, edition: str, of: _Kept[Edition]) -> Blank:
    return typeset(of.it)


@lru_cache(maxsize=32)
def _drawn(digest: str, form: str, edition: str, page: int, of: _Kept[Blank]) -> bytes:
    with Drawer(of.it.pdf, Patience(_DRAWN_WITHIN_S)) as drawer:
        try:
            return png(drawer.draw(page, _DPI, color=False))
        except NotDrawnError as error:
            raise EngineError("the blank could not be drawn: see whether Poppler works") from error
