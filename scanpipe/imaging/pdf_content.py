"""
What a PDF page shows: images, glyphs, lines and areas, and whether anything else is painted.

A small interpreter of the content stream (ISO 32000-1, §8 and §9) that follows form XObjects and the appearances of
annotations. It draws nothing; it gathers what decides how the page is read.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, NameObject, StreamObject

from scanpipe.imaging.pdf_annotation import appearances
from scanpipe.imaging.pdf_font import Face, Fonts
from scanpipe.imaging.pdf_geometry import UNIT, Matrix, Sheet, bounds, matrix_of, moved, then
from scanpipe.imaging.pdf_object import dictionary, numbers, resolved
from scanpipe.imaging.pdf_paths import Pen, Shape, is_dark
from scanpipe.imaging.pdf_tokens import plain_operations
from scanpipe.imaging.pdf_words import PlacedGlyph

# A form of an office holds some thousand glyphs a page; a page beyond this is no form, and Poppler draws it anyway.
_MOST_GLYPHS = 60_000
_MOST_CONTENT_BYTES = 6_000_000
_DEEPEST_FORM = 12
_MOST_FORMS = 2_000
_INVISIBLE = (3, 7)  # text render modes that draw nothing: OCR programs lay such text over a scan

_PAINT = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"INLINE IMAGE"}
_COLOR = {b"g", b"G", b"rg", b"RG", b"k", b"K", b"sc", b"SC", b"scn", b"SCN"}


@dataclass(frozen=True, slots=True)
class ShownImage:
    """An image XObject and the matrix that lays the unit square onto the page (in page units)."""

    stream: StreamObject = field(repr=False)
    matrix: Matrix

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, low, right and high on the page."""
        return bounds(moved(self.matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1)))


@dataclass(frozen=True, slots=True)
class PageContent:
    """
    What a page shows. `glyphs` are the visible ones (text that a later image covers is not), `painted` tells of
    lines, fills, shadings, transparency or clipping, `annotated` of visible annotations, `colored` of anything that
    is not gray; images tell their own colour. `shapes` are the dark lines and areas; `plain` says that images, glyphs
    and shapes are all there is: no shading, pattern, transparency or inline image.
    """

    images: tuple[ShownImage, ...]
    glyphs: tuple[PlacedGlyph, ...] = field(repr=False)
    painted: bool
    annotated: bool
    colored: bool
    shapes: tuple[Shape, ...] = field(default=(), repr=False)
    plain: bool = False


class ContentTooLargeError(Exception):
    """The page's content is larger than any form's; it is drawn, not read."""


def content_of(page: PageObject, reader: PdfReader, sheet: Sheet, fonts: Fonts) -> PageContent:
    """Read a page. Raises ContentTooLargeError, and whatever pypdf raises on a damaged page."""
    walker = _Walker(reader, sheet, fonts)
    resources = dictionary(page.get("/Resources"))
    walker.run(page.get("/Contents"), resources, UNIT)
    annotated = False
    for appearance, matrix in appearances(page):
        annotated = True
        walker.show_form(appearance, matrix)
    return PageContent(
        images=tuple(walker.images),
        glyphs=tuple(walker.glyphs),
        painted=walker.painted,
        annotated=annotated,
        colored=walker.colored,
        shapes=tuple(walker.pen.shapes),
        plain=walker.plain and not walker.pen.overflowed,
    )


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that matters here; `q` keeps it, `Q` brings it back."""

    matrix: Matrix
    face: Face | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    line: float = 1.0
    dashed: bool = False
    dark_fill: bool = True
    dark_stroke: bool = True


class _Walker:
    def __init__(self, reader: PdfReader, sheet: Sheet, fonts: Fonts) -> None:
        self.images: list[ShownImage] = []
        self.glyphs: list[PlacedGlyph] = []
        self.painted = False
        self.colored = False
        self.plain = True
        self.pen = Pen()
        self._reader, self._sheet, self._fonts = reader, sheet, fonts
        self._resources = DictionaryObject()
        self._state = _State(UNIT)
        self._stack: list[_State] = []
        self._text = self._line = UNIT
        self._rectangle: tuple[float, float, float, float] | None = None
        self._depth = self._forms = 0
        self._does: dict[bytes, Callable[[list[Any]], None]] = {
            b"q": lambda _: self._stack.append(self._state),
            b"Q": self._restore,
            b"cm": lambda o: self._set(matrix=then(matrix_of(o), self._state.matrix)),
            b"gs": self._extended_state,
            b"w": lambda o: self._set(line=float(o[0])),
            b"d": lambda o: self._set(dashed=bool(len(o[0]))),
            b"re": self._rect,
            **self.pen.operators(lambda: self._state.matrix),
            b"W": self._clip,
            b"W*": self._clip,
            b"BT": lambda _: self._place_line(UNIT),
            b"Tf": self._font,
            b"Tc": lambda o: self._set(char_space=float(o[0])),
            b"Tw": lambda o: self._set(word_space=float(o[0])),
            b"Tz": lambda o: self._set(stretch=float(o[0]) / 100),
            b"TL": lambda o: self._set(leading=float(o[0])),
            b"Ts": lambda o: self._set(rise=float(o[0])),
            b"Tr": lambda o: self._set(mode=int(o[0])),
            b"Td": lambda o: self._next_line(float(o[0]), float(o[1])),
            b"TD": self._next_line_and_leading,
            b"Tm": lambda o: self._place_line(matrix_of(o)),
            b"T*": lambda _: self._next_line(0, -self._state.leading),
            b"Tj": lambda o: self._show(o[0]),
            b"TJ": self._show_spaced,
            b"'": self._show_next,
            b'"': self._show_next_spaced,
            b"Do": self._do,
        }

    def run(self, contents: Any, resources: DictionaryObject, matrix: Matrix) -> None:
        """Follow one content stream with its resources, starting from a matrix."""
        stream = ContentStream(contents, self._reader, "bytes")
        if len(data := stream.get_data()) > _MOST_CONTENT_BYTES:
            raise ContentTooLargeError
        kept = self._resources, self._state, self._stack, self._text, self._line
        self._resources, self._stack, self._state = resources, [], replace(self._state, matrix=matrix)
        plain = plain_operations(data)
        for operands, operator in stream.operations if plain is None else plain:
            if operator in _PAINT:
                self._paint(operator)
            elif operator in _COLOR:
                self._note_color(operands, stroke=operator.isupper())
            elif (does := self._does.get(operator)) is not None:
                try:
                    does(operands)
                except (IndexError, TypeError, ValueError, OverflowError):
                    continue  # a viewer skips an operator with wrong operands as well
        self._resources, self._state, self._stack, self._text, self._line = kept

    def show_form(self, form: StreamObject, matrix: Matrix) -> None:
        """Follow a form XObject that is painted with a matrix (its own /Matrix comes first)."""
        self._forms += 1
        if self._depth >= _DEEPEST_FORM or self._forms > _MOST_FORMS:
            raise ContentTooLargeError
        own = matrix_of(numbers(form["/Matrix"])) if "/Matrix" in form else UNIT
        if "/Group" in form and "/SMask" in dictionary(form.get("/Group")):
            self.painted, self.plain = True, False
        resources = dictionary(form.get("/Resources")) if "/Resources" in form else self._resources
        self._depth += 1
        self.run(form, resources, then(own, matrix))
        self._depth -= 1

    def _paint(self, operator: bytes) -> None:
        state = self._state
        self.painted = True
        unknown = operator in (b"sh", b"INLINE IMAGE")
        self.colored, self.plain = self.colored or unknown, self.plain and not unknown
        a, b, c, d = state.matrix[:4]
        width = max(state.line * math.sqrt(abs(a * d - b * c)), 0.1)
        self.pen.paint(operator, fill=state.dark_fill, stroke=state.dark_stroke, width=width, dashed=state.dashed)

    def _set(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)

    def _restore(self, _: list[Any]) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def _extended_state(self, operands: list[Any]) -> None:
        state = dictionary(dictionary(self._resources.get("/ExtGState")).get(operands[0]))
        opaque = state.get("/SMask", "/None") == "/None" and state.get("/ca", 1) == 1
        if not opaque or state.get("/BM", "/Normal") not in ("/Normal", "/Compatible"):
            self.painted, self.plain = True, False

    def _rect(self, operands: list[Any]) -> None:
        x, y, width, height = (float(value) for value in operands[:4])
        self.pen.rectangle(x, y, width, height, self._state.matrix)
        corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
        self._rectangle = bounds(moved(self._state.matrix, *corner) for corner in corners)

    def _clip(self, _: list[Any]) -> None:
        """A clip to the page's own edge changes nothing; any other may cut an image."""
        sheet, box, slack = self._sheet, self._rectangle, 1 + 0.01 * (self._sheet.right - self._sheet.left)
        inside = box is None or (
            box[0] > sheet.left + slack
            or box[1] > sheet.low + slack
            or box[2] < sheet.right - slack
            or box[3] < sheet.high - slack
        )
        self.painted = self.painted or inside

    def _note_color(self, operands: list[Any], *, stroke: bool) -> None:
        parts = [float(value) for value in operands if isinstance(value, int | float)]
        pattern = any(isinstance(value, NameObject) for value in operands)
        self.colored = self.colored or pattern or (len(parts) >= 3 and max(parts[:3]) - min(parts[:3]) > 0.02)
        self.plain = self.plain and not pattern
        self._set(**{"dark_stroke" if stroke else "dark_fill": is_dark(parts)})

    def _font(self, operands: list[Any]) -> None:
        fonts = dictionary(self._resources.get("/Font"))
        resource = fonts.raw_get(operands[0]) if operands[0] in fonts else None
        self._set(face=None if resource is None else self._fonts.face(resource), size=float(operands[1]))

    def _place_line(self, matrix: Matrix) -> None:
        self._text = self._line = matrix

    def _next_line(self, x: float, y: float) -> None:
        self._place_line(then((1.0, 0.0, 0.0, 1.0, x, y), self._line))

    def _next_line_and_leading(self, operands: list[Any]) -> None:
        self._set(leading=-float(operands[1]))
        self._next_line(float(operands[0]), float(operands[1]))

    def _show_next(self, operands: list[Any]) -> None:
        self._next_line(0, -self._state.leading)
        self._show(operands[0])

    def _show_next_spaced(self, operands: list[Any]) -> None:
        self._set(word_space=float(operands[0]), char_space=float(operands[1]))
        self._show_next(operands[2:])

    def _show_spaced(self, operands: list[Any]) -> None:
        for item in operands[0]:
            if isinstance(item, int | float):
                self._advance(-float(item) / 1000 * self._state.size * self._state.stretch)
            else:
                self._show(item)

    def _advance(self, distance: float) -> None:
        self._text = then((1.0, 0.0, 0.0, 1.0, distance, 0.0), self._text)

    def _show(self, codes: Any) -> None:
        state = self._state
        if state.face is None or not isinstance(codes, bytes):
            return
        visible = state.mode not in _INVISIBLE
        placed = then(then((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), self._text), state.matrix)
        ascent, descent = state.face.ascent_em * state.size, state.face.descent_em * state.size
        up, down = (placed[2] * ascent, placed[3] * ascent), (placed[2] * descent, placed[3] * descent)
        em, x = abs(state.size) * math.hypot(placed[2], placed[3]), 0.0
        for glyph in state.face.glyphs(codes):
            width = glyph.width_em * state.size
            extra = state.char_space + (state.word_space if glyph.is_space_byte else 0.0)
            if visible and glyph.text:
                start, end = moved(placed, x, 0.0), moved(placed, x + width * state.stretch, 0.0)
                self.glyphs.append(PlacedGlyph(glyph.text, start, end, up, down, em, glyph.readable))
            x += (width + extra) * state.stretch
        self._advance(x)
        if len(self.glyphs) > _MOST_GLYPHS:
            raise ContentTooLargeError

    def _do(self, operands: list[Any]) -> None:
        shown = resolved(dictionary(self._resources.get("/XObject")).get(operands[0]))
        if not isinstance(shown, StreamObject):
            return
        if shown.get("/Subtype") == "/Image":
            image = ShownImage(shown, self._state.matrix)
            left, low, right, high = image.box
            # What was written before is under the picture now: some OCR programs hide their text like that.
            self.glyphs = [g for g in self.glyphs if not (left <= g.start[0] <= right and low <= g.start[1] <= high)]
            self.images.append(image)
        elif shown.get("/Subtype") == "/Form":
            self.show_form(shown, self._state.matrix)
