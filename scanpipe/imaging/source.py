"""What opening a file yields: its pages, one after the other, and the limits that a file has to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanpipe.imaging.sheet import Sheet
from scanpipe.model import Image, Word
from scanpipe.settings import Settings

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class SourcePage:
    """
    One page as it stands in the file.

    `file_page` counts from 1. `image` is upright as far as the file knows (EXIF orientation, the PDF's /Rotate): gray
    (height, width) or BGR (height, width, 3). `text_words` is the text layer of a page that was born digital, in
    millimetres from the top left corner of `image`, confidence 1.0, NFC; None when the page has to be read by OCR (a
    scan, also one with a few stamped words). `form_values` holds the AcroForm fields that stand on this page, by
    their full name, "" for empty or not ticked; None when there are none. `dpi` is the resolution of `image` where
    the file states a believable one. `sheet` is the page taken apart, where the file itself says what stands where:
    then nothing was drawn, and `image` shows bars for letters.
    """

    file_page: int
    image: Image = field(repr=False)
    text_words: tuple[Word, ...] | None = field(default=None, repr=False)
    form_values: Mapping[str, str] | None = field(default=None, repr=False)
    dpi: float | None = None
    sheet: Sheet | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class BrokenPage:
    """A page that the file has but that cannot be shown; `reason` is one English phrase for the log."""

    file_page: int
    reason: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost: its size, its pages, the pixels of one picture, the seconds lost on pages that fail."""

    max_bytes: int
    max_pages: int
    max_pixels: int
    poppler_timeout_s: float

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that the settings name."""
        return cls(
            max_bytes=settings.max_file_mb * 1_000_000,
            max_pages=settings.max_pages,
            max_pixels=settings.max_megapixels * 1_000_000,
            poppler_timeout_s=settings.poppler_timeout_s,
        )

    @property
    def max_mb(self) -> int:
        """`max_bytes` in megabytes, as it is told to people."""
        return max(1, round(self.max_bytes / 1_000_000))


class DamagedPictureError(Exception):
    """The bytes of a picture are cut short or do not decode; never leaves `imaging`."""
