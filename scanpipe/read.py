"""
Located fields → readings: is there ink, and what does it say?

Ink is measured on the picture against the printed form; "nothing was read" is never "nothing is written". The
confidence of a blank is that of an accusation: it needs a sure label, a place that print bounds, a clear margin and a
readable page. Everything less is lowered, so that the finding becomes a question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from math import prod

from scanpipe.catalog import FieldSpec, Kind
from scanpipe.identify import Identity
from scanpipe.imaging.cells import cell_pictures
from scanpipe.imaging.digits import classify
from scanpipe.imaging.ink import Blobs, Measure, blobs, in_cell, near, on_lines, signed, ticked
from scanpipe.imaging.ladders import Ladder
from scanpipe.imaging.sheet import Sheet
from scanpipe.model import Ink, Readability, Reading, Rect, Source, Word
from scanpipe.places.line import has_footnote_mark
from scanpipe.places.place import How, Place
from scanpipe.print_places import is_printed, printed_tails, printed_words
from scanpipe.read_table import TableReading, joined, read_table
from scanpipe.rows import Stream, letters_of
from scanpipe.second_reading import Doubt, worth_it
from scanpipe.text import digits, nfc
from scanpipe.value_lines import stuck_to_label, value_lines

Again = Callable[[Sheet, Sequence[Doubt]], Mapping[str, tuple[str, float]]]
"""Reads values of a sheet once more: text and confidence (0–1) by key."""

CHOICE_SEPARATOR = "; "
"""Between the ticked options in the text of a choice."""

_WORDS_ONLY = frozenset({"person_name", "sex", "ethnic_group", "nationality", "money_words"})
_DOT_BETWEEN = re.compile(r"(?<=\w)?[.…_]+\s*(?=\w)")
_UNTICKED = ("", "Off")
_AGREED, _ALONE, _PRINT_GUESSED = 0.97, 0.75, 0.5
_DIGITS_LIKELY, _DIGIT_READ = 0.8, 0.5
"""Mean probability of the digits below which print is rather believed, and of one digit below which nobody is."""
_BLANK_SURE = 0.97
_LABEL_SURE = 0.85
_UNBOUNDED, _GAP, _NEAR, _POOR, _UNSURE = 0.75, 0.6, 0.6, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class SheetOf:
    """One page of a paper: its number in the dossier, its sheet, how readable it is, what its form fields hold."""

    number: int
    sheet: Sheet
    readability: Readability
    source: Source
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is needed to read the fields of one page."""

    page: SheetOf
    blobs: Blobs
    words: tuple[Word, ...]
    sure: bool


def read_fields(
    identity: Identity,
    paper: Stream,
    places: Sequence[Place],
    open_page: Callable[[int], SheetOf],
    again: Again | None = None,
) -> tuple[Reading, ...]:
    """
    A reading for every place, in printed order. Pages are opened one at a time, by their index in the paper.

    `again` is asked, once a page, about values that were read with doubt.
    """
    claimed = printed_words(identity, places, paper)
    readings: dict[str, Reading] = {}
    for index in sorted({p.page for p in places}):
        page = open_page(index)
        own = [p for p in places if p.page == index and p.spec.kind not in (Kind.PHOTO, Kind.OFFICE_USE)]
        words = tuple(w for r in paper.rows if r.page == index for w in r.words)
        printed = [*claimed.get(index, []), *printed_tails(own, words)]
        free = tuple(w for w in words if not is_printed(w.rect, printed))
        desk = _Desk(page, blobs(page.sheet, printed), free, identity.sure)
        for place in own:
            reading = _reading(place, desk, paper)
            before = readings.get(place.spec.key)
            readings[place.spec.key] = joined(before, reading) if before else reading
        if again and page.source is Source.OCR:
            readings.update(_less_doubtful(own, desk, paper, readings, again))
    # A table that goes on on the next page has two places and one reading.
    return tuple(readings[key] for key in dict.fromkeys(p.spec.key for p in places) if key in readings)


def _less_doubtful(
    places: Sequence[Place], desk: _Desk, paper: Stream, readings: Mapping[str, Reading], again: Again
) -> dict[str, Reading]:
    """The readings of values that were read with doubt, after a second look."""
    doubts, heads = [], dict[str, str]()
    for place in places:
        reading = readings[place.spec.key]
        words = [] if place.cells or reading.ink is not Ink.WRITTEN else _value_words(place, desk)
        if reading.source is Source.OCR and worth_it(place.spec.type, [w.confidence for w in words]):
            lines = tuple(_rect_of(line) for line in value_lines(words, place.regions))
            heads[reading.key] = head = stuck_to_label(place, paper)
            text = " ".join(w.text for w in words) if head else reading.text or ""
            doubts.append(Doubt(reading.key, place.spec.type, text, reading.confidence, lines))
    kinds = {d.key: d.kind for d in doubts}
    out = {}
    for key, (text, sure) in (again(desk.page.sheet, doubts) if doubts else {}).items():
        # What is stuck to its label was read once only: a value is no surer than its head.
        whole, sure = (f"{heads[key]} {text}", min(sure, _ALONE)) if heads[key] else (text, sure)
        out[key] = replace(readings[key], text=_tidy(nfc(whole), kinds[key]) or None, confidence=round(sure, 3))
    return out


def _rect_of(words: Sequence[Word]) -> Rect:
    """Where the words of a line stand."""
    return reduce(Rect.union, (w.rect for w in words))


def _reading(place: Place, desk: _Desk, paper: Stream) -> Reading:
    spec, page = place.spec, desk.page
    size = page.sheet.structure
    rect = place.rect
    box = rect.share_of(size.width_mm, size.height_mm) if rect else None
    filled = _filled_in(spec, page.values)
    if filled:
        return Reading(spec.key, page.number, box, Ink.WRITTEN, filled, 0.99, Source.ACROFORM, None, bool(box))
    if not place.located:
        return Reading(spec.key, page.number, None, Ink.UNCLEAR, located=False)
    read = _READERS.get(spec.kind, _read_line)
    measure, text, confidence, rows = read(place, desk, paper)
    if measure.ink is Ink.BLANK:
        text, confidence = None, _blank_confidence(place, desk)
        if confidence < 0.5:
            measure = Measure(Ink.UNCLEAR, measure.area_mm2)
        confidence *= 1.0 if desk.sure else _UNSURE
    said = (spec.key, page.number, box, measure.ink, text, round(confidence, 3), page.source, rows)
    if spec.kind is Kind.TABLE:
        table = read_table(place, desk.blobs, desk.words)
        cells = table.on_page(page.number, size.width_mm, size.height_mm)
        return TableReading(*said, cells=cells, looked_at=table.looked_at)
    return Reading(*said)


def _blank_confidence(place: Place, desk: _Desk) -> float:
    """How sure we are that a place without ink is the place, and is empty."""
    value = _BLANK_SURE
    value *= 1.0 if place.label_score >= _LABEL_SURE else _GAP
    value *= 1.0 if place.bounded else _UNBOUNDED
    value *= 1.0 if place.how is How.LABEL else _GAP
    value *= 1.0 if place.next_found else _UNBOUNDED
    value *= 1.0 if desk.page.readability is Readability.OK else _POOR
    if place.regions and near(desk.blobs, place.regions, place.label, footnote=has_footnote_mark(place.spec.label)):
        value *= _NEAR
    return value


_Read = tuple[Measure, str | None, float, int | None]


def _read_line(place: Place, desk: _Desk, paper: Stream) -> _Read:
    if place.cells:
        return _read_boxes(place, desk, paper)
    dates = place.spec.type == "date"
    footnote = has_footnote_mark(place.spec.label)
    measure = on_lines(desk.blobs, place.regions, place.label, footnote=footnote, slashes=2 if dates else 0)
    words = _value_words(place, desk)
    stuck = stuck_to_label(place, paper)
    text = nfc(" ".join([*([stuck] if stuck else []), *(w.text for w in words)]))
    text = _tidy(text, place.spec.type)
    if measure.ink is Ink.BLANK and _is_value(text) and words and min(w.confidence for w in words) > 0.6:
        # Words without ink to speak of: small type, or a value that was taken for a leader.
        measure = Measure(Ink.UNCLEAR, measure.area_mm2)
    if measure.ink is Ink.WRITTEN and not place.next_found and place.how is not How.REGISTRATION and not words:
        # The ink may be the label of the next field, which was not read.
        measure = Measure(Ink.UNCLEAR, measure.area_mm2)
    sure = [w.confidence for w in words if letters_of(w.text)]
    return measure, text or None, min(sure, default=0.0), None


def _value_words(place: Place, desk: _Desk) -> list[Word]:
    """The words of a value in reading order."""
    begin = place.regions[0].left - 1 if place.regions else 0.0
    # A word that begins before the place is the label with a value stuck to it: only what is behind its colon counts.
    words = [
        w
        for w in desk.words
        if any(r.holds(w.rect) and (n > 0 or w.rect.left > begin) for n, r in enumerate(place.regions))
    ]
    return [word for line in value_lines(words, place.regions) for word in line]


def _tidy(text: str, kind: str) -> str:
    """Text without what is left of the leader it was written on: dots at its ends, and between the words of a name."""
    if kind in _WORDS_ONLY:
        text = nfc(_DOT_BETWEEN.sub(" ", text))
    return text.strip(" .…_:-")


def _read_boxes(place: Place, desk: _Desk, paper: Stream) -> _Read:
    cells = [c for c in place.cells if c]
    states = [in_cell(desk.blobs, c) for c in cells]
    written = [i for i, m in enumerate(states) if m.ink is Ink.WRITTEN]
    unclear = sum(m.ink is Ink.UNCLEAR for m in states)
    area = sum(m.area_mm2 for m in states)
    # One smudged box is no number; one clear box with ink is not a blank either.
    ink = Ink.WRITTEN if len(written) >= 2 else Ink.BLANK if not written and unclear < 2 else Ink.UNCLEAR
    if ink is not Ink.WRITTEN:
        return Measure(ink, area), None, 0.0, None
    masks = [mask for _, mask in cell_pictures(desk.page.sheet, Ladder(tuple(cells)))]
    # A box with little ink may hold a thin 1: left out, it would make a number one digit short.
    inked = [i for i, m in enumerate(states) if m.ink is Ink.WRITTEN or (m.ink is Ink.UNCLEAR and masks[i].any())]
    guessed = classify([masks[i] for i in inked])
    number = "".join(d for d, _ in guessed)
    engine = digits("".join(w.text for w in sorted(desk.words, key=lambda w: w.rect.left) if _in(place.regions, w)))
    # Two readers that agree are trusted; one alone is shown, never used to accuse.
    if engine == number and not unclear and min(p for _, p in guessed) >= _DIGIT_READ:
        return Measure(ink, area), number, _AGREED, None
    if len(engine) == len(inked) and sum(p for _, p in guessed) < _DIGITS_LIKELY * len(guessed):
        return Measure(ink, area), engine, _PRINT_GUESSED, None  # print that the classifier does not know
    # A number is right when all of its digits are.
    return Measure(ink, area), number, min(_ALONE, prod(p for _, p in guessed)), None


def _read_choice(place: Place, desk: _Desk, paper: Stream) -> _Read:
    states = [ticked(desk.page.sheet, c) if c else None for c in place.cells]
    options = place.spec.options or ("x",)
    chosen = [o for o, m in zip(options, states, strict=False) if m and m.ink is Ink.WRITTEN]
    doubtful = any(m is None or m.ink is Ink.UNCLEAR for m in states)
    area = sum(m.area_mm2 for m in states if m)
    if chosen:
        text = CHOICE_SEPARATOR.join(chosen)
        return Measure(Ink.WRITTEN, area), text, 0.6 if doubtful else 0.95, None
    return Measure(Ink.UNCLEAR if doubtful else Ink.BLANK, area), None, 0.0, None


def _read_table(place: Place, desk: _Desk, paper: Stream) -> _Read:
    table = read_table(place, desk.blobs, desk.words)
    return Measure(table.ink, table.area_mm2), None, table.confidence, table.filled


def _read_signature(place: Place, desk: _Desk, paper: Stream) -> _Read:
    return signed(desk.blobs, place.regions[0]), None, 0.9, None


_READERS: Mapping[Kind, Callable[[Place, _Desk, Stream], _Read]] = {
    Kind.BOXES: _read_line,
    Kind.CHOICE: _read_choice,
    Kind.CHECKBOX: _read_choice,
    Kind.TABLE: _read_table,
    Kind.SIGNATURE: _read_signature,
}


def _filled_in(spec: FieldSpec, values: Mapping[str, str]) -> str:
    """
    The value of the PDF form fields of that key: a line with its further lines, or the options ticked.

    The names are those of scanpipe.catalog.blank. A signature is never typed: the fields below it hold a day or a name.
    """
    if spec.kind in (Kind.CHOICE, Kind.CHECKBOX):
        ticked = [o for o in spec.options if values.get(f"{spec.key}.{o}", "") not in _UNTICKED]
        alone = values.get(spec.key, "") not in _UNTICKED
        return CHOICE_SEPARATOR.join(ticked) or ("x" if alone and spec.kind is Kind.CHECKBOX else "")
    if spec.kind in (Kind.SIGNATURE, Kind.TABLE):
        return ""
    parts = [values.get(spec.key, ""), *(values.get(f"{spec.key}_{n}", "") for n in range(1, 9))]
    return nfc(" ".join(p for p in parts if p))


def _is_value(text: str) -> bool:
    return len(letters_of(text)) >= 2


def _in(regions: Sequence[Rect], word: Word) -> bool:
    return any(r.grown(0.8).holds(word.rect) for r in regions)
