"""Writes a plan on a blank paper, and remembers what was really written where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from samples import pen as pens
from samples import real_digits
from samples.pen import Pen
from samples.plan import Entry, Plan
from samples.sheet import DESCENT_MM, PX_PER_MM, Paper, Spot
from samples.stage import Answer
from samples.truth import FieldTruth
from samples.wrapping import broken, fitted
from scanpipe.catalog.schema import Kind
from scanpipe.model import Image, Ink, Rect


@dataclass(frozen=True, slots=True)
class Hand:
    """
    How one paper is filled in. `clears_leader`: what is typed in Word pushes the dots away. `real_digits`: boxes hold
    digits that people really wrote, `judge` those of writers that nothing was chosen on. `real_lines` are lines that
    people really wrote (white on black): some long places get one of them instead of their value.
    """

    pen: Pen
    sign_pen: Pen
    clears_leader: bool = False
    real_digits: bool = False
    judge: bool = False
    capitals: bool = False
    real_lines: tuple[Image, ...] = ()

    @property
    def style(self) -> str:
        """Either "hand" or "typed"."""
        return "hand" if self.pen.hand else "typed"


TALL_LINES: Final = 1.9
"""A place this many times as high as the writing is a cell of a table, and holds several lines."""
FREE_MARGIN_MM: Final = 180.0
OVERRUN_MM: Final = 6.0
"""Handwriting may run this far beyond a line that ends at the right margin (further right than FREE_MARGIN_MM)."""
LONG_MM: Final = 60.0
"""A line that somebody really wrote needs this much room."""
KINDS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.SIGNATURE: ("signature",),
    Kind.CHOICE: ("option",),
    Kind.CHECKBOX: ("option",),
    Kind.TABLE: ("table_cell",),
}
"""The kinds of places that a field is written in; all others are lines or digit boxes."""


def choose_hand(
    rng: np.random.Generator, faces: Sequence[Path], typed: Sequence[Path], *, judge: bool, write: bool | None = None
) -> Hand:
    """
    A way of writing: one of the handwriting faces (when there are any, three papers in five), else typed. `write`
    forces the one (True) or the other (False).
    """
    colour = [pens.BLUE, pens.DARK_BLUE, pens.BLACK, pens.RED][int(rng.choice(4, p=[0.42, 0.2, 0.33, 0.05]))]
    sign_colour = pens.BLUE if rng.random() < 0.7 else pens.BLACK
    face = typed[int(rng.integers(len(typed)))]
    if faces and (rng.random() < 0.6 if write is None else write):
        written = faces[int(rng.integers(len(faces)))]
        rest = float(rng.choice([0.0, 0.3, -0.8, -1.2, 0.8], p=[0.35, 0.2, 0.2, 0.1, 0.15]))
        size, slant = rng.uniform(4.5, 5.7), rng.normal(0.06, 0.07)
        pen = Pen(written, size, colour, True, rest, slant, rng.uniform(0.34, 0.52))
        return Hand(pen, pen, real_digits=rng.random() < 0.6, judge=judge, capitals=rng.random() < 0.25)
    pen = Pen(face, rng.uniform(3.9, 4.7), (28, 26, 26), False, float(rng.choice([0.0, -0.3, 0.2])))
    sign_face = faces[0] if faces else face
    signing = Pen(sign_face, 4.8, sign_colour, bool(faces), 0.0, 0.08, rng.uniform(0.36, 0.55))
    return Hand(pen, signing, clears_leader=rng.random() < 0.5, capitals=rng.random() < 0.25)


def fill(paper: Paper, plan: Plan, hand: Hand, rng: np.random.Generator) -> tuple[list[Image], tuple[FieldTruth, ...]]:
    """
    The pages of the paper with the plan written on them (BGR, 300 dpi), and the truth of each field.

    Fields that have no place on the blank are left out of the truth.
    """
    pages = [sheet.pixels() for sheet in paper.sheets]
    spots: dict[str, list[Spot]] = {}
    for sheet in paper.sheets:
        for spot in sheet.spots:
            spots.setdefault(spot.key, []).append(spot)
    number = {sheet.page: index for index, sheet in enumerate(paper.sheets)}
    truths = []
    for entry in plan.entries:
        kinds = KINDS.get(entry.spec.kind, ("value", "cell"))
        places = [spot for spot in spots.get(entry.spec.key, []) if spot.kind in kinds]
        places.sort(key=lambda s: (s.page, s.index, s.row or 0, s.rect.top))
        # Nobody writes one answer over two pages: what stands on the first page counts.
        places = [spot for spot in places if spot.page == places[0].page]
        if places:
            truths.append(_field(pages[number[places[0].page]], entry, places, hand, rng))
    return pages, tuple(truths)


def _field(page: Image, entry: Entry, places: list[Spot], hand: Hand, rng: np.random.Generator) -> FieldTruth:
    """One field written, and what is true of it."""
    spec, said = entry.spec, entry.answer
    blank = FieldTruth(
        spec.key, places[0].page, spec.kind.value, spec.type, tuple(p.rect for p in places), Ink.BLANK, entry.required,
        faults=entry.faults,
    )  # fmt: skip
    if said is None:
        return blank
    text, style, covered, rows = "", hand.style, None, None
    illegible: tuple[int, ...] = ()
    if spec.kind == Kind.SIGNATURE:
        covered, text, style = _sign(page, said, places[0].rect, hand, rng), said.text, "drawn"
    elif spec.kind in (Kind.CHOICE, Kind.CHECKBOX):
        ticked = [places[i] for i in said.options if i < len(places)]
        marks = [pens.tick(page, spot.rect, hand.pen, rng) for spot in ticked]
        covered, style = _whole(marks), "drawn"
    elif spec.kind == Kind.TABLE:
        covered, rows = _table(page, said, places, hand, rng)
    elif places[0].kind == "cell":
        (covered, illegible), text = _boxes(page, said, places, hand, rng), said.text
        style = "digits" if hand.real_digits else style
    else:
        if hand.capitals and spec.type == "person_name":
            said = replace(said, text=said.text.upper())
        line = _real_line(entry, places, hand, rng)
        if line is not None:
            covered, style = pens.paste_line(page, line, places[0].rect, hand.pen, rng), "pasted"
        if covered is None:
            (covered, text), style = _lines(page, said, places, hand, rng), hand.style
    if covered is None:
        return blank
    return replace(
        blank, state=Ink.WRITTEN, text=text, style=style, ink=covered, options=said.options, rows=rows,
        illegible=illegible,
    )  # fmt: skip


def _real_line(entry: Entry, places: list[Spot], hand: Hand, rng: np.random.Generator) -> Image | None:
    """A really written line for a long place whose value nobody checks; None for most."""
    if not hand.real_lines or not hand.pen.hand or entry.faults or entry.spec.type not in ("text", "place"):
        return None
    if places[0].rect.width < LONG_MM or rng.random() < 0.5:
        return None
    return hand.real_lines[int(rng.integers(len(hand.real_lines)))]


def _lines(
    page: Image, said: Answer, places: list[Spot], hand: Hand, rng: np.random.Generator
) -> tuple[Rect | None, str]:
    """A value on dotted lines: in pieces where the line is printed in pieces, else running on over the lines."""
    if len(said.parts) > 1 and len(said.parts) == len(places):
        marks, pieces = [], []
        for part, spot in zip(said.parts, places, strict=True):
            (piece,), scale = broken(part, [spot.rect.width - 0.6], hand.pen)
            marks.append(_write_in(page, piece, spot.rect, hand, rng, scale=scale, centred=spot.rect.width < 25))
            pieces.append(piece)
        return _whole(marks), ("/" if len(pieces) == 3 and all(p.isdigit() for p in pieces) else " ").join(pieces)
    text = said.text or " ".join(said.parts)
    if len(places) == 1 and places[0].rect.height > TALL_LINES * hand.pen.size_mm:
        return _cell(page, text, places[0].rect, hand, rng), text
    widths = [spot.rect.width - 2.0 for spot in places]
    # Where nothing follows on the line, people write on beyond its end, into the margin.
    if hand.pen.hand and places[-1].rect.right > FREE_MARGIN_MM and rng.random() < 0.5:
        widths[-1] += OVERRUN_MM
    lines, scale = broken(text, widths, hand.pen)
    marks = [
        _write_in(page, line, spot.rect, hand, rng, scale=scale)
        for line, spot in zip(lines, places, strict=False)
        if line
    ]
    return _whole(marks), " ".join(line for line in lines if line)


def _write_in(
    page: Image,
    text: str,
    rect: Rect,
    hand: Hand,
    rng: np.random.Generator,
    *,
    scale: float = 1.0,
    centred: bool = False,
) -> Rect | None:
    """A text on one dotted line, beginning a little behind the label."""
    length = hand.pen.length_mm(text, scale=scale)
    allowed = rect.width + (OVERRUN_MM if hand.pen.hand and rect.right > FREE_MARGIN_MM else 0.0)
    if length > allowed:
        scale *= allowed / length
        length = hand.pen.length_mm(text, scale=scale)
    room = max(0.0, rect.width - length)
    indent = room / 2 if centred else min(room * 0.5, float(rng.uniform(0.4, 3.5)))
    baseline = rect.bottom - DESCENT_MM + hand.pen.rest_mm
    if hand.clears_leader:
        _clear(page, Rect(rect.left + indent - 0.3, rect.top, rect.left + indent + length + 0.3, rect.bottom))
    return pens.write(page, text, (rect.left + indent, baseline), hand.pen, rng, scale)


def _clear(page: Image, rect: Rect) -> None:
    left, top, right, bottom = (max(0, round(v * PX_PER_MM)) for v in (rect.left, rect.top, rect.right, rect.bottom))
    page[top:bottom, left:right] = 255


def _boxes(
    page: Image, said: Answer, places: list[Spot], hand: Hand, rng: np.random.Generator
) -> tuple[Rect | None, tuple[int, ...]]:
    """One character in each box; and which of them, really written, a person cannot read."""
    marks, illegible = [], []
    for number, (character, spot) in enumerate(zip(said.text, places, strict=False)):
        if hand.real_digits and character.isdigit():
            one = real_digits.one_of(int(character), rng, judge=hand.judge)
            marks.append(pens.digit(page, one, spot.rect, hand.pen, rng))
            illegible += [number] if one in real_digits.ILLEGIBLE else []
            continue
        size = min(hand.pen.size_mm * 1.1, spot.rect.height * 0.82)
        boxed = replace(hand.pen, size_mm=size, slant=hand.pen.slant * 0.5)
        x = spot.rect.center[0] - boxed.length_mm(character) / 2
        shift = rng.normal(0, 0.25, 2) if hand.pen.hand else (0.0, 0.0)
        at = (x + shift[0], spot.rect.center[1] + size * 0.34 + shift[1])
        marks.append(pens.write(page, character, at, boxed, rng))
    return _whole(marks), tuple(illegible)


def _table(
    page: Image, said: Answer, places: list[Spot], hand: Hand, rng: np.random.Generator
) -> tuple[Rect | None, int | None]:
    """Rows of a table, each value as small as its cell needs; the number of rows that were begun."""
    cells = {(spot.row, spot.column): spot for spot in places if spot.kind == "table_cell"}
    first = min((row for row, _ in cells if row is not None), default=1)
    marks: list[Rect | None] = []
    begun = 0
    for number, row in enumerate(said.rows):
        written = [
            _cell(page, value, cells[first + number, column].rect, hand, rng)
            for column, value in row.items()
            if (first + number, column) in cells
        ]
        begun += any(written)
        marks += written
    return _whole(marks), begun or None


def _cell(page: Image, text: str, rect: Rect, hand: Hand, rng: np.random.Generator) -> Rect | None:
    for scale in (0.86, 0.74, 0.62, 0.5):
        step = hand.pen.size_mm * scale * 1.02
        count = max(1, int((rect.height - 0.6) / step))
        lines, rest = fitted(text.split(" "), [rect.width - 1.6] * count, hand.pen, scale)
        if not rest:
            break
    else:
        if not any(lines):
            lines = [text]
            scale = max(0.38, 0.95 * (rect.width - 0.8) / max(0.1, hand.pen.length_mm(text)))
    lines = [line for line in lines if line]
    step = hand.pen.size_mm * scale * 1.02
    top = rect.center[1] - step * len(lines) / 2
    marks = [
        pens.write(page, line, (rect.left + 0.8, top + step * (i + 0.78)), hand.pen, rng, scale)
        for i, line in enumerate(lines)
    ]
    return _whole(marks)


def _sign(page: Image, said: Answer, rect: Rect, hand: Hand, rng: np.random.Generator) -> Rect | None:
    """A signature with the name under it, as the captions ask."""
    pen = hand.sign_pen
    scale = min(1.0, (rect.width - 1) / max(1.0, pen.length_mm(said.text)))
    name_mm = pen.size_mm * scale * 1.3 if rect.height > 13 else 0.0
    free = Rect(rect.left, rect.top, rect.right, rect.bottom - name_mm)
    marks = [pens.sign(page, free, pen, rng)]
    if name_mm:
        x = rect.center[0] - pen.length_mm(said.text, scale=scale) / 2
        marks.append(pens.write(page, said.text, (x, rect.bottom - name_mm * 0.3), pen, rng, scale))
    return _whole(marks)


def _whole(marks: Sequence[Rect | None]) -> Rect | None:
    covered: Rect | None = None
    for mark in marks:
        if mark is not None:
            covered = mark if covered is None else covered.union(mark)
    return covered
