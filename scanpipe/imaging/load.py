"""
The front of the line: one uploaded file becomes pages, whatever it is and however broken.

Lazily: one page is in memory at a time, so that a PDF of 100 pages needs no more than one of 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanpipe.imaging import refusals
from scanpipe.imaging.pdf import read_pdf
from scanpipe.imaging.picture import read_pictures
from scanpipe.imaging.sniff import Kind, kind_of
from scanpipe.imaging.source import BrokenPage, Limits, SourcePage
from scanpipe.model import UploadFile

__all__ = ["BrokenPage", "Limits", "SourcePage", "load_pages"]


def load_pages(file: UploadFile, limits: Limits, *, undrawn: bool = False) -> Iterator[SourcePage | BrokenPage]:
    """
    The pages of a file in order. A page that cannot be shown is a BrokenPage, so that the others are kept.

    With `undrawn` a page that was born digital and holds nothing but text and lines is not drawn: it comes with its
    `sheet`, and no picture that anybody should be shown.

    Raises, while iterating, UploadError with the code of the finding that tells the citizen: file.empty,
    file.too_large (bytes, or pixels: then with `megapixels` and `max_megapixels`), file.wrong_type, file.password,
    file.too_many_pages, file.corrupt (also when no page at all can be shown). Raises EngineError when a PDF has to be
    drawn and Poppler is not installed.
    """
    if not file.data:
        raise refusals.empty(file.name)
    if len(file.data) > limits.max_bytes:
        raise refusals.too_large(file.name, limits)
    kind = kind_of(file.data)
    if kind is None:
        raise refusals.wrong_type(file.name)
    pages: Iterator[SourcePage | BrokenPage]
    if kind is Kind.PDF:
        pages = read_pdf(file.name, file.data, limits, undrawn=undrawn)
    else:
        pages = read_pictures(file.name, file.data, kind, limits)
    yield from _unless_all_broken(file.name, pages)


def _unless_all_broken(name: str, pages: Iterator[SourcePage | BrokenPage]) -> Iterator[SourcePage | BrokenPage]:
    """The same pages; broken ones wait until one that can be shown proves that the file is worth it."""
    waiting: list[BrokenPage] = []
    seen = False
    for page in pages:
        if isinstance(page, BrokenPage) and not seen:
            waiting.append(page)
            continue
        yield from waiting
        waiting, seen = [], True
        yield page
    if not seen:
        raise refusals.corrupt(name)
