"""Pictures for an officer: pages, any place of a page cut out, and where a field stands on the form in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache

from scanpipe.catalog.blank import HEIGHT_MM, WIDTH_MM, Blank, Zone, typeset
from scanpipe.catalog.schema import Edition
from scanpipe.errors import EngineError
from scanpipe.imaging.annotate import Style, outline, quad_px
from scanpipe.imaging.crop import MARGIN, MIN_MARGIN, MIN_WIDTH_PX
from scanpipe.imaging.encode import decoded, jpeg
from scanpipe.imaging.pdf_render import Drawer, NotDrawnError
from scanpipe.imaging.watchdog import Patience
from scanpipe.intake import pictures
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError
from scanpipe.model import IDENTITY, Box, Image, Rect
from scanpipe.office.people import Actor, Right
from scanpipe.store import checks

_ACROSS = 0.015  # of the page's width, 3 mm of A4: above and below, for a place is higher than its writing
_BLANK_DPI = 110
_STRIP = 0.4  # of the height of a blank that is shown around a field
_DRAWN_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class BlankPlace:
    """The part of a blank around a field as JPEG, its place framed; the page's number from 1, and its edition."""

    picture: bytes = field(repr=False)
    page: int
    edition: str


class Pictures:
    """Pictures of dossiers, for those who may see the dossier."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def page(self, actor: Actor, check_id: str, page_id: str, view: str, width_px: int) -> bytes:
        """One page as JPEG, `view` original or straight, at most `width_px` wide. Raises NotFoundError."""
        self._allowed(actor, check_id)
        if view not in ("original", "straight"):
            raise NotFoundError
        return pictures.page_picture(self.desk, check_id, page_id, view, width_px, "vi", ())

    def crop(self, actor: Actor, check_id: str, page_id: str, box: Box) -> bytes:
        """A place of a straightened page cut out with a margin, as JPEG. Raises NotFoundError."""
        self._allowed(actor, check_id)
        whole = decoded(pictures.page_picture(self.desk, check_id, page_id, "straight", 0, "vi", ()))
        return jpeg(cut(whole, box), quality=88)

    def blank_place(self, form: str, key: str, on: dt.date) -> BlankPlace:
        """
        Where a field stands on the blank of its form in force on a day.

        Raises NotFoundError when there is no blank, or the field is not on it (any more), and EngineError where
        Poppler or the fonts are missing.
        """
        law = self.desk.law
        edition = law.catalog.in_force(form, on=on) if law.has_blank(form, on) else None
        if edition is None:
            raise NotFoundError
        blank = _typeset(law.catalog.digest, edition.form, edition.edition, _Same(edition))
        zones = [zone for zone in blank.of(key) if zone.kind != "label"] or list(blank.of(key))
        if not zones:
            raise NotFoundError
        page = zones[0].page
        sheet = _drawn(law.catalog.digest, edition.form, edition.edition, page, _Pdf(blank.pdf))
        picture, place = decoded(sheet), _around(zones, page)
        outline(picture, [(quad_px(picture, IDENTITY, place), Style.MUST)], scale=1.0)
        return BlankPlace(jpeg(_strip(picture, place)), page, edition.edition)

    def _allowed(self, actor: Actor, check_id: str) -> None:
        """Raises NotAllowedError, and NotFoundError alike for what is unknown and what is another Center's."""
        actor.need(Right.READ)
        with self.desk.store.database.reading() as session:
            row = checks.by_id(session, check_id)
        if row is None or not actor.sees(row.unit) or row.sent_at is None:
            raise NotFoundError


def cut(picture: Image, box: Box) -> Image:
    """
    The place of a straightened page with 12 % of its width beside it, at least 5 mm of A4, and 3 mm above and below;
    320 px wide where the page is.
    """
    height, width = picture.shape[:2]
    beside = max(MARGIN * box.width, MIN_MARGIN)
    across = _ACROSS * width / height
    beside = max(beside, (MIN_WIDTH_PX / width - box.width) / 2)
    left, right = _within(box.x - beside, box.x + box.width + beside, width)
    top, bottom = _within(box.y - across, box.y + box.height + across, height)
    return picture[top:bottom, left:right]


def _strip(sheet: Image, place: Box) -> Image:
    """The sheet in its whole width around a place: high enough to find one's way, low enough to be read."""
    height = sheet.shape[0]
    spare = max(0.0, _STRIP - place.height) / 2
    start = min(max(0.0, place.y - spare), max(0.0, 1.0 - _STRIP))
    top, bottom = _within(start, max(start + _STRIP, place.y + place.height), height)
    return sheet[top:bottom]


def _within(start: float, end: float, length_px: int) -> tuple[int, int]:
    """Shares as pixels inside the picture, one at least."""
    low = min(max(0, round(start * length_px)), length_px - 1)
    return low, max(low + 1, min(length_px, round(end * length_px)))


def _around(zones: list[Zone], page: int) -> Box:
    """All places of a field on one page, as shares of the sheet."""
    rects = [zone.rect for zone in zones if zone.page == page]
    whole: Rect = rects[0]
    for rect in rects[1:]:
        whole = whole.union(rect)
    return whole.share_of(WIDTH_MM, HEIGHT_MM)


@dataclass(frozen=True, slots=True)
class _Same:
    """An edition that a cache need not look into: digest, form and edition tell it."""

    edition: Edition = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Pdf:
    """A PDF that a cache need not look into."""

    data: bytes = field(compare=False, repr=False)


@lru_cache(maxsize=32)
def _typeset(digest: str, form: str, edition: str, of: _Same) -> Blank:
    return typeset(of.edition)


@lru_cache(maxsize=64)
def _drawn(digest: str, form: str, edition: str, page: int, pdf: _Pdf) -> bytes:
    with Drawer(pdf.data, Patience(_DRAWN_WITHIN_S)) as drawer:
        try:
            return jpeg(drawer.draw(page, _BLANK_DPI, color=False))
        except NotDrawnError as error:
            raise EngineError("the blank could not be drawn: see whether Poppler works") from error
