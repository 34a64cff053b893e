"""
What stands on the sheets of a blank: marks (print) and zones (the truth of where labels and writing places are).
All places in millimetres from the top left corner of the A4 sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

from scanpipe.catalog.typeset.breaking import Align, Measure
from scanpipe.catalog.typeset.fonts import Face, ascent_mm, descent_mm, width_mm
from scanpipe.catalog.typeset.manner import Manner, Style
from scanpipe.model import Rect

WIDTH_MM, HEIGHT_MM = 210.0, 297.0

ZoneKind: TypeAlias = Literal["value", "cell", "option", "table_cell", "signature", "photo", "label"]


@dataclass(frozen=True, slots=True)
class Zone:
    """
    One place on a blank.

    `key` is the field's key, `page` counts from 1. `kind`: a `value` is a writing place on a dotted line, a `cell`
    one box of a digit row, an `option` a square to tick, a `table_cell` a cell to write in, a `signature` the free
    space to sign in, a `photo` a frame, and a `label` printed words of the field. `index` numbers the places of one
    kind within a field from 0; `option` is the text of the option; `row` (from 1) and `column` (its key) name the
    cell of a table.
    """

    key: str
    page: int
    rect: Rect
    kind: ZoneKind
    index: int | None = None
    option: str | None = None
    row: int | None = None
    column: str | None = None
    form_field: str | None = None
    """The name of the AcroForm field that lies here; None when nothing is typed here."""


@dataclass(frozen=True, slots=True)
class Text:
    """One run of text on a baseline. `word_space_pt` widens its spaces (justified paragraphs)."""

    x: float
    y: float
    text: str
    face: Face
    size_pt: float
    word_space_pt: float = 0.0
    title: bool = False


@dataclass(frozen=True, slots=True)
class Leader:
    """A dotted line on a baseline."""

    x0: float
    x1: float
    y: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    width_pt: float = 0.6


@dataclass(frozen=True, slots=True)
class Place:
    """Nothing printed: a form field belongs here in the order of reading."""

    form_field: str


Mark: TypeAlias = Text | Leader | Rule | Place


@dataclass(slots=True)
class Sheets:
    """Sheets while they are being set: a list of marks a page, the zones, and where the next line begins."""

    style: Style
    manner: Manner
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    zones: list[Zone] = field(default_factory=list)
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.y = self.manner.top_mm

    @property
    def page(self) -> int:
        """The number of the page being set, from 1."""
        return len(self.pages)

    def measure(self, size_pt: float, align: Align = "left", indent_mm: float = 0.0) -> Measure:
        """The whole width of the printed part."""
        return Measure(self.manner.left_mm, self.manner.text_mm, size_pt, align, indent_mm)

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])
        self.y = self.manner.top_mm

    def fits(self, height_mm: float) -> bool:
        """Whether that much still fits on the page."""
        return self.y + height_mm <= self.manner.bottom_mm

    def need(self, height_mm: float) -> None:
        """Begin a new page when that much does not fit any more."""
        if not self.fits(height_mm) and self.y > self.manner.top_mm:
            self.turn()

    def down(self, distance_mm: float) -> float:
        """Go down one line, over to a new page when this one is full; the baseline of the new line."""
        self.need(distance_mm + descent_mm(self.style.body_pt))
        self.y += distance_mm
        return self.y

    def space(self, distance_mm: float) -> None:
        """Leave space; none at the top of a page."""
        if self.y > self.manner.top_mm:
            self.y += distance_mm

    def put(self, *marks: Mark) -> None:
        """Print on the page being set."""
        self.pages[-1].extend(marks)

    def frame(self, rect: Rect, width_pt: float = 0.6) -> None:
        """Print the outline of a rectangle."""
        left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        for (x0, y0), (x1, y1) in pairwise(corners):
            self.put(Rule(x0, y0, x1, y1, width_pt))

    def add(
        self,
        key: str,
        rect: Rect,
        kind: ZoneKind,
        *,
        index: int | None = None,
        option: str | None = None,
        row: int | None = None,
        column: str | None = None,
        form_field: str | None = None,
    ) -> None:
        """Note a zone of the page being set."""
        if form_field and not any(zone.form_field == form_field for zone in reversed(self.zones)):
            self.put(Place(form_field))
        self.zones.append(Zone(key, self.page, rect, kind, index, option, row, column, form_field))

    def count(self, key: str, kind: ZoneKind) -> int:
        """How many zones of that kind the field has so far."""
        return sum(1 for zone in self.zones if zone.key == key and zone.kind == kind)


def text_rect(x: float, baseline: float, text: str, face: Face, size_pt: float) -> Rect:
    """The place that a run of text covers."""
    return Rect(x, baseline - ascent_mm(size_pt), x + width_mm(text, face, size_pt), baseline + descent_mm(size_pt))
