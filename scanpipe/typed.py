"""
What was typed on a paper that was born digital: its words, between one printed label and the next.

On a typed page every letter is known, so a value is not looked for where ink is: it is what stands behind its label
and is not print. A value that a line has no room for goes on at the beginning of the next one, like any text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.identify import Identity
from scanpipe.imaging.sheet import Structure
from scanpipe.labels import numbers_items, tails
from scanpipe.model import Ink, Reading, Rect, Source
from scanpipe.places.place import Place
from scanpipe.rows import Stream, letters_of
from scanpipe.text import nfc
from scanpipe.typed_words import TypedText, spans, words_for

CONFIDENCE = 0.99
_PRINT_ONLY = 0.5
_LEADER = re.compile(r"[._]{2,}|…[.…]*|^\.$")
_MARK = re.compile(r"^\(\d{1,2}\)$")
_FOOTNOTES = re.compile(r"\((?:\d{1,2}[a-z]?|\*+)\)")
_OPEN, _TICKED = "□☐◻▢❏❑❒⬜", "☑☒⊠⊡☓✓✔✗✘"
_TICK = re.compile(f"[{_OPEN}{_TICKED}]|\\[\\s?[xXvV]?\\s?\\]")
_RAISED = 0.8
"""A footnote mark is raised, and smaller than the letters of its label."""
_BY_LINE = (Kind.LINE, Kind.MULTILINE, Kind.BOXES)
_BY_TICK = (Kind.CHOICE, Kind.CHECKBOX)


@dataclass(frozen=True, slots=True)
class TypedPage:
    """One page with a text layer: its number in the dossier, and the lines printed on it."""

    number: int
    structure: Structure


def typed_readings(
    identity: Identity,
    paper: Stream,
    places: Sequence[Place],
    readings: Sequence[Reading],
    pages: Mapping[int, TypedPage],
) -> tuple[Reading, ...]:
    """
    The readings with the values of typed pages as they stand in the text layer.

    `pages` are those that were born digital, by their index in the paper. What has no words keeps its reading, and so
    does what came from a form field.
    """
    text = TypedText(paper, spans(identity, paper, places))
    by_key = {place.spec.key: place for place in places}
    out = []
    for reading in readings:
        place = by_key.get(reading.key)
        page = pages.get(place.page) if place else None
        if place is None or page is None or reading.source is Source.ACROFORM or place.label is None:
            out.append(reading)
        elif place.spec.kind in _BY_TICK:
            out.append(_ticked(place, text, reading, page))
        elif place.spec.kind in _BY_LINE:
            out.append(_written(place, text, reading, page, places))
        else:
            out.append(reading)
    return tuple(out)


def _written(place: Place, text: TypedText, reading: Reading, page: TypedPage, places: Sequence[Place]) -> Reading:
    found = words_for(place, text, page.structure, places)
    if found is None:
        return reading
    usual = place.label.height if place.label else 0.0
    found = [w for w in found if not (_MARK.match(w.text) and w.rect.height < _RAISED * usual)]
    value = _value(place.spec, [w.text for w in found])
    if not value:
        return _without_print(reading)
    return _as_read(reading, page, value, [w.rect for w in found])


def _without_print(reading: Reading) -> Reading:
    """A reading of nothing but print: blank, though not so surely that anybody is accused. Drawn ink has no text."""
    if reading.text is None or reading.ink is not Ink.WRITTEN:
        return reading
    return replace(reading, ink=Ink.BLANK, text=None, confidence=min(reading.confidence, _PRINT_ONLY))


def _value(spec: FieldSpec, words: Sequence[str]) -> str:
    """The words of a value without leaders, footnote marks, and what is printed between the blanks."""
    marks = set(_FOOTNOTES.findall(spec.label))
    parts = [p for word in words for p in _LEADER.sub(" ", word).split()]
    parts = [p for n, p in enumerate(parts) if not _is_mark(spec, p, first=not n, marks=marks)]
    printed = [letters for t in tails(spec) if (letters := letters_of(t))]
    kept = []
    for part in parts:
        letters = letters_of(part)
        at = next(
            (n for n, t in enumerate(printed) if letters and t.startswith(letters) and len(t) - len(letters) < 2), None
        )
        if at is not None:  # the raised 2 of "m2" is a word of its own
            rest = printed[at].removeprefix(letters)
            printed = [*([rest] if rest else []), *printed[at + 1 :]]
        elif letters or not tails(spec):
            kept.append(part)
    text = nfc(" ".join(kept)).strip(" ;:…_")
    if spec.kind is Kind.BOXES and spec.boxes:
        text = text.replace(" ", "")  # a digit a box; more than fit are something else
        return text if len(text) <= spec.boxes else ""
    return text if letters_of(text) else ""


def _is_mark(spec: FieldSpec, part: str, *, first: bool, marks: set[str]) -> bool:
    """Whether a word is a footnote mark of the label, or a printed number of an item."""
    bare = part.strip(":.,;")
    if first and not letters_of(part):
        return True
    return bare in marks or (numbers_items(spec) and bool(_MARK.match(bare)))


def _ticked(place: Place, text: TypedText, reading: Reading, page: TypedPage) -> Reading:
    """The options whose square is a ticked one, where every option has its square in the text."""
    label = text.label_of(place)
    if label is None:
        return reading
    options = place.spec.options or ("x",)
    words = [text.paper.word(at) for at in text.behind(label)]
    squares = [(mark, word) for word in words for mark in _TICK.findall(word.text)]
    if len(squares) < len(options):
        return reading
    chosen = [(o, w) for o, (mark, w) in zip(options, squares, strict=False) if _is_tick(mark)]
    if not chosen:
        return reading
    return _as_read(reading, page, "; ".join(o for o, _ in chosen), [w.rect for _, w in chosen])


def _is_tick(mark: str) -> bool:
    return mark in _TICKED or any(c in "xXvV" for c in mark)


def _as_read(reading: Reading, page: TypedPage, text: str, rects: Sequence[Rect]) -> Reading:
    whole = rects[0]
    for rect in rects[1:]:
        whole = whole.union(rect)
    box = whole.share_of(page.structure.width_mm, page.structure.height_mm)
    return replace(
        reading,
        page=page.number,
        box=box,
        ink=Ink.WRITTEN,
        text=text,
        confidence=CONFIDENCE,
        source=Source.TEXT_LAYER,
        located=True,
    )
