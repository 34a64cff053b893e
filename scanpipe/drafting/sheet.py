"""What was seen on a blank: its printed lines, and the places where somebody writes, each with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from scanpipe.catalog.schema import Kind
from scanpipe.model import Image, Rect


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line. `rect` is in millimetres on its page (from 1), `confidence` 0-1 (1 where it was not OCR'd)."""

    text: str
    page: int
    rect: Rect
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PlaceColumn:
    """One column of a table: its header as printed, and where the column lies (mm)."""

    header: str
    rect: Rect


@dataclass(frozen=True, slots=True)
class Place:
    """
    One place to fill in. `rect` is where somebody writes, `label_rect` where its label is printed (mm on the page,
    from 1); `label` is quoted as printed, with its number and footnote mark, without the dots that it leads to.

    `same_line` continues the printed line of the place before. `how` says what was seen there; `confidence` (0-1) is
    that of place and label together.
    """

    kind: Kind
    page: int
    rect: Rect
    label: str
    label_rect: Rect | None
    confidence: float
    how: Literal["dots", "rule", "cell", "digit_boxes", "tick_box", "caption", "form_field", "frame", "gap"]
    options: tuple[str, ...] = ()
    columns: tuple[PlaceColumn, ...] = ()
    rows: int | None = None
    boxes: int | None = None
    captions: tuple[str, ...] = ()
    dotted_lines: int = 1
    same_line: bool = False


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One page: its size in millimetres, and the straightened picture of it (uint8, gray or RGB)."""

    number: int
    width_mm: float
    height_mm: float
    image: Image = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole blank. Lines and places stand in reading order; `source` is how its words were read."""

    pages: tuple[SheetPage, ...]
    lines: tuple[PrintedLine, ...]
    places: tuple[Place, ...]
    source: Literal["text", "ocr"]
