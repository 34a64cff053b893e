"""
PDF: each page as pixels, with its text layer when it was born digital and the values of its form fields.

pypdf reads the structure. A page that is exactly one image is taken as it lies in the file; all others are drawn by
Poppler, one at a time. What pypdf cannot read at all is left to Poppler's second opinion.
"""

from __future__ import annotations

import contextlib
import logging
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pypdf import Configuration, PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import BooleanObject, StreamObject

from scanpipe.errors import UploadError
from scanpipe.imaging import refusals
from scanpipe.imaging.pdf_annotation import left_to_viewer
from scanpipe.imaging.pdf_content import PageContent, content_of
from scanpipe.imaging.pdf_font import Fonts
from scanpipe.imaging.pdf_form import form_values
from scanpipe.imaging.pdf_geometry import Sheet, sheet_of
from scanpipe.imaging.pdf_image import is_gray, raw_pixels, size_of, sole_image
from scanpipe.imaging.pdf_object import dictionary
from scanpipe.imaging.pdf_render import Drawer, LockedError, NotDrawnError
from scanpipe.imaging.pdf_sheet import is_rule, sheet_from
from scanpipe.imaging.pdf_words import words_of
from scanpipe.imaging.sheet import DPI
from scanpipe.imaging.sheet import Sheet as Taken
from scanpipe.imaging.source import MM_PER_INCH, POINTS_PER_INCH, BrokenPage, DamagedPictureError, Limits, SourcePage
from scanpipe.imaging.watchdog import OutOfBudget, Patience, budget
from scanpipe.model import Image, Word

# pypdf tells of every oddity that it repairs; to a citizen that is noise, and to a log as well.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_DRAW_DPI = 200.0
# A4 at 300 dpi: what a larger page (a plan, a box of kilometres) is shrunk to.
_MOST_PIXELS = 2480 * 3508
_LONGEST_PX = 10_000

_STRUCTURE_S, _CONTENT_S, _PICTURE_S = 4.0, 2.0, 4.0
_MOST_GROWTH_MB = 400
_PYPDF_LIMITS = Configuration(
    zlib_maximum_output_length=40_000_000,
    lzw_maximum_output_length=40_000_000,
    run_length_maximum_output_length=40_000_000,
    array_based_stream_maximum_output_length=40_000_000,
    stream_parsing_work_maximum_count=500_000,
    page_tree_maximum_entries=20_000,
)

_PICTURE_SHARE = 0.6
_FEWEST_WORDS = 30
_READABLE_SHARE = 0.98
_WHITE = 250
_TAIL_BYTES = 4096


def read_pdf(name: str, data: bytes, limits: Limits, *, undrawn: bool = False) -> Iterator[SourcePage | BrokenPage]:
    """
    The pages of a PDF in order, one in memory at a time; a page that cannot be shown is a BrokenPage. With `undrawn` a
    page whose content tells all comes with its `sheet` instead of a picture.

    Raises UploadError (file.password, file.too_many_pages, file.corrupt) and EngineError (Poppler is not installed).
    """
    patience = Patience(limits.poppler_timeout_s)
    with Drawer(data, patience) as drawer:
        try:
            reader = _opened(name, drawer.stream(), limits, patience)
        except (_UnreadableError, OutOfBudget) as error:
            if _is_cut_short(data):
                raise refusals.corrupt(name) from error
            yield from _second_opinion(name, drawer, limits)
            return
        book = _Book(reader, Fonts(), drawer, patience, limits, undrawn)
        for number, page in enumerate(reader.pages, start=1):
            yield _page(book, page, number)
            _forget_streams(reader)


class _UnreadableError(Exception):
    """pypdf cannot read the structure."""


@dataclass(frozen=True, slots=True)
class _Book:
    """What all pages of one file share."""

    reader: PdfReader
    fonts: Fonts
    drawer: Drawer
    patience: Patience
    limits: Limits
    undrawn: bool


def _opened(name: str, stream: BinaryIO, limits: Limits, patience: Patience) -> PdfReader:
    """The reader with its page tree walked. Raises _UnreadableError, OutOfBudget, UploadError."""
    declared = 0
    try:
        with _guarded(patience, _STRUCTURE_S):
            reader = PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                raise refusals.password(name)
            declared = _declared_pages(reader)
            pages = len(reader.pages)
    except UploadError:
        raise
    except (LimitReachedError, OutOfBudget) as error:
        if declared > limits.max_pages:
            raise refusals.too_many_pages(name, limits, declared) from error
        raise _UnreadableError from error
    except Exception as error:
        raise _UnreadableError from error
    if pages > limits.max_pages:
        raise refusals.too_many_pages(name, limits, pages)
    if pages == 0:
        raise _UnreadableError
    return reader


def _declared_pages(reader: PdfReader) -> int:
    count = dictionary(reader.root_object.get("/Pages")).get("/Count", 0)
    return int(count) if isinstance(count, int) else 0


def _is_cut_short(data: bytes) -> bool:
    """
    Whether the end of the file is missing: an upload that broke off.

    Poppler would repair it, and show half a page or a page without its picture as if it had been sent like that.
    """
    return b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-_TAIL_BYTES:]


def _page(book: _Book, page: PageObject, number: int) -> SourcePage | BrokenPage:
    sheet = sheet_of(page)
    content, values = _content(book, page, sheet)
    if content is not None and (heavy := _too_heavy(content, book.limits)):
        return BrokenPage(number, heavy)
    words = None if content is None else _born_digital_words(content, sheet)
    if book.undrawn and content and (known := _told(book, page, content, sheet, words, values)):
        return SourcePage(number, known.gray, words or (), values, float(DPI), known)
    try:
        image, dpi = _pixels(book, content, sheet, number)
    except (DamagedPictureError, NotDrawnError) as error:
        return BrokenPage(number, str(error))
    return SourcePage(number, image, text_words=words, form_values=values, dpi=dpi)


def _told(
    book: _Book,
    page: PageObject,
    content: PageContent,
    sheet: Sheet,
    words: tuple[Word, ...] | None,
    values: dict[str, str] | None,
) -> Taken | None:
    """The sheet of a page whose content tells all that a viewer shows; None for a page that has to be drawn."""
    # Rules without a word are what the empty row of a table leaves on a page of its own.
    if words is None and (content.glyphs or not content.shapes):
        return None
    form = dictionary(book.reader.root_object.get("/AcroForm"))
    if left_to_viewer(page, values, need_appearances=form.get("/NeedAppearances") == BooleanObject(True)):
        return None
    return sheet_from(content, sheet)


def _content(book: _Book, page: PageObject, sheet: Sheet) -> tuple[PageContent | None, dict[str, str] | None]:
    """What the page shows and its field values; None each where it cannot be told."""
    content, values = None, None
    with contextlib.suppress(Exception, OutOfBudget), _guarded(book.patience, _CONTENT_S):
        values = form_values(page)
    with contextlib.suppress(Exception, OutOfBudget), _guarded(book.patience, _CONTENT_S):
        content = content_of(page, book.reader, sheet, book.fonts)
    return content, values


def _pixels(book: _Book, content: PageContent | None, sheet: Sheet, number: int) -> tuple[Image, float]:
    """The page's picture and its dpi. Raises DamagedPictureError, NotDrawnError."""
    shown = None if content is None else sole_image(content, sheet)
    if shown is not None:
        with contextlib.suppress(OutOfBudget):
            try:
                with _guarded(book.patience, _PICTURE_S):
                    taken = raw_pixels(shown, sheet)
                if taken is not None:
                    return taken
            except DamagedPictureError:
                raise
            except Exception:  # whatever pypdf stumbles over, Poppler may know better
                logging.getLogger(__name__).debug("page %d: the raw image cannot be taken", number)
    color = content is None or content.annotated or content.colored or not all(map(is_gray, _streams(content)))
    image = book.drawer.draw(number, _units_dpi(sheet), color=color)
    unread = content is None or sum(glyph.readable for glyph in content.glyphs) >= _FEWEST_WORDS
    if unread and int(image.min(initial=255)) >= _WHITE:
        raise NotDrawnError("Poppler shows nothing of what the page holds")
    return image, image.shape[1] / max(1e-6, sheet.size_mm[0]) * MM_PER_INCH


def _streams(content: PageContent) -> Iterator[StreamObject]:
    return (image.stream for image in content.images)


def _units_dpi(sheet: Sheet) -> float:
    """
    Pixels per 72 units of the page: 200 per inch of paper, fewer for a page that would become too many pixels.

    Poppler takes a unit for 1/72 inch whatever /UserUnit says.
    """
    width, height = (min(side, 1e9) * _DRAW_DPI / MM_PER_INCH for side in sheet.size_mm)
    scale = min(1.0, math.sqrt(_MOST_PIXELS / (width * height)), _LONGEST_PX / max(width, height))
    return _DRAW_DPI * scale * sheet.mm_per_unit * POINTS_PER_INCH / MM_PER_INCH


def _too_heavy(content: PageContent, limits: Limits) -> str:
    """Why the page's images must not be decoded; empty when they may."""
    for stream in _streams(content):
        width, height = size_of(stream)
        bits = stream.get("/BitsPerComponent", 8)
        bits = bits if isinstance(bits, int) and stream.get("/Filter") != "/JPXDecode" else 8
        if width * height * min(bits, 8) / 8 > limits.max_pixels:
            return f"an image of {width * height / 1e6:.0f} megapixels"
    return ""


def _born_digital_words(content: PageContent, sheet: Sheet) -> tuple[Word, ...] | None:
    """
    The text layer when it *is* the page; None when the page has to be read as a picture.

    A portal stamps some words on a scan, a PDF editor types answers onto one, a drawing program leaves a caption of a
    page that is all curves: taking these words for the page would lose everything else. So images may cover 60 % at
    most, there must be at least 30 visible words, and their letters must be known (98 %): fonts of the 1990s and
    fonts without a map to Unicode look like text and are not. The last page of a typed form may hold a signature block
    and no more: fewer words are enough where nothing but text and straight lines is on the page.
    """
    covered = sum(_area_on(image.box, sheet) for image in content.images)
    inked = [glyph for glyph in content.glyphs if glyph.text.strip()]
    if covered > _PICTURE_SHARE * sheet.area or not inked:
        return None
    if sum(glyph.readable for glyph in inked) < _READABLE_SHARE * len(inked):
        return None
    words = words_of(content.glyphs, sheet)
    drawn = bool(content.images) or not content.plain or not all(is_rule(shape, sheet) for shape in content.shapes)
    return words if len(words) >= (_FEWEST_WORDS if drawn else 1) else None


def _area_on(box: tuple[float, float, float, float], sheet: Sheet) -> float:
    left, low, right, high = box
    width = min(right, sheet.right) - max(left, sheet.left)
    return max(0.0, width) * max(0.0, min(high, sheet.high) - max(low, sheet.low))


def _second_opinion(name: str, drawer: Drawer, limits: Limits) -> Iterator[SourcePage | BrokenPage]:
    """Poppler repairs some files that pypdf gives up: pages without words and form values."""
    try:
        pages = drawer.page_count()
    except LockedError as error:
        raise refusals.password(name) from error
    except NotDrawnError as error:
        raise refusals.corrupt(name) from error
    if pages > limits.max_pages:
        raise refusals.too_many_pages(name, limits, pages)
    for number in range(1, pages + 1):
        try:
            image = drawer.draw(number, None, color=True)
        except NotDrawnError as error:
            yield BrokenPage(number, str(error))
            continue
        blank = int(image.min(initial=255)) >= _WHITE
        yield BrokenPage(number, "nothing of a damaged page is left") if blank else SourcePage(number, image)


@contextlib.contextmanager
def _guarded(patience: Patience, seconds: float) -> Iterator[None]:
    """Let pypdf work: within limits of time and memory, and silent."""
    with (
        warnings.catch_warnings(),
        apply_configuration(_PYPDF_LIMITS),
        patience.spent_on_failure(),
        budget(max(0.1, min(seconds, patience.left_s)), megabytes=_MOST_GROWTH_MB),
    ):
        warnings.simplefilter("ignore")
        yield


def _forget_streams(reader: PdfReader) -> None:
    """Drop the streams that pypdf keeps of each page: with them a file of 100 scans would stay in memory twice."""
    for key, value in list(reader.resolved_objects.items()):
        if isinstance(value, StreamObject):
            del reader.resolved_objects[key]
