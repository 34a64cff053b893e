"""The pictures that are shown of a page: as it was handed in, upright and without EXIF, and straightened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scanpipe.errors import ScanpipeError
from scanpipe.imaging.close_up import close_up
from scanpipe.imaging.crop import turned_upright
from scanpipe.imaging.encode import jpeg, reduced
from scanpipe.imaging.load import load_pages
from scanpipe.imaging.source import Limits, SourcePage
from scanpipe.model import Image, Page, Rect, UploadFile

ORIGINAL_PX = 2000
STRAIGHT_PX = 1800
"""Longest sides of the two pictures."""
_FINER = 1.75
"""The straightened picture is made larger by this and then reduced: thin strokes stay whole."""


def names_of(file: int, file_page: int) -> tuple[str, str]:
    """The names of a page's two pictures, in the folder of its order."""
    return f"p-{file}-{file_page}-original.jpg", f"p-{file}-{file_page}-straight.jpg"


def draw_pages(file: UploadFile, pages: Mapping[int, Page], limits: Limits, folder: Path) -> Iterator[Page]:
    """
    Write both pictures of the given pages of one file, by their page in the file; yields each page that is done.

    A page that cannot be opened (any more) is passed over: the report says so.
    """
    if not pages:
        return
    try:
        for source in load_pages(file, limits):
            page = pages.get(source.file_page)
            if page is None or not isinstance(source, SourcePage):
                continue
            upright, _ = turned_upright(source.image, page.to_upload, page.rotation_deg)
            original, straight = names_of(page.file, page.file_page)
            (folder / original).write_bytes(jpeg(reduced(upright, ORIGINAL_PX)))
            (folder / straight).write_bytes(jpeg(straightened(source.image, page)))
            yield page
    except ScanpipeError:
        return


def straightened(picture: Image, page: Page) -> Image:
    """The whole page as if it lay on a scanner's glass, in the picture's colours, at most STRAIGHT_PX long."""
    long_px = min(STRAIGHT_PX, max(picture.shape[:2]))
    size_mm = page.width_mm, page.height_mm
    px_per_mm = _FINER * long_px / max(size_mm)
    whole, _ = close_up(picture, page.to_upload, size_mm, Rect(0.0, 0.0, *size_mm), px_per_mm)
    return reduced(whole, long_px)
