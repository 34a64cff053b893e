"""Sheets made by hand: words and printed structure in millimetres, and what surrounds a label on them."""

from __future__ import annotations

from collections.abc import Sequence

from scanpipe.catalog import FieldSpec
from scanpipe.imaging.ladders import Ladder
from scanpipe.imaging.leaders import Leader
from scanpipe.imaging.sheet import Structure
from scanpipe.labels import Hit, align, core
from scanpipe.model import Rect, Word
from scanpipe.places.place import Surroundings, surroundings
from scanpipe.rows import make_rows, stream
from tests.scripted import typed

Line = tuple[float, str]
"""Height of the top of a row in millimetres, and its words from the left margin."""


def line(key: str, label: str, **more: object) -> FieldSpec:
    """A field, a dotted line unless said otherwise."""
    return FieldSpec.model_validate({"key": key, "label": label, **more})


def structure(
    *,
    leaders: Sequence[tuple[float, float, float]] = (),
    rules: Sequence[Rect] = (),
    upright: Sequence[Rect] = (),
    ladders: Sequence[Ladder] = (),
    boxes: Sequence[Rect] = (),
) -> Structure:
    """The print of an A4 sheet; a leader is left, right and baseline."""
    dotted = tuple(Leader(left, right, y) for left, right, y in leaders)
    return Structure(210.0, 297.0, dotted, tuple(rules), tuple(upright), tuple(ladders), tuple(boxes), ())


def around(
    specs: Sequence[FieldSpec], rows: Sequence[Line], print_: Structure, extra: Sequence[Word] = ()
) -> tuple[Surroundings, list[Hit]]:
    """The surroundings of labels that all stand on one sheet, and their hits. Fails when a label is not there."""
    words = [w for top, text in rows for w in typed(text, 30.0, top)]
    paper = stream(make_rows([*words, *extra]))
    hits = [h for h in align([core(s.label) for s in specs], paper) if h]
    assert len(hits) == len(specs)
    return surroundings(0, paper, print_, hits), hits


def grid(left: float, top: float, widths: Sequence[float], heights: Sequence[float]) -> tuple[list[Rect], list[Rect]]:
    """The horizontal and upright rules of a table."""
    xs, ys = [left], [top]
    for w in widths:
        xs.append(xs[-1] + w)
    for h in heights:
        ys.append(ys[-1] + h)
    across = [Rect(xs[0], y - 0.15, xs[-1], y + 0.15) for y in ys]
    down = [Rect(x - 0.15, ys[0], x + 0.15, ys[-1]) for x in xs]
    return across, down
