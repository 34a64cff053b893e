"""
The zone in a picture becomes three lines of text: each character by its shape, by the OCR engine in doubt.

OCR-B was designed to be told by shape, so the engine is only asked when a character is unsure or a check digit does not
hold: once, for all three lines. What it says is taken where it makes every check digit hold; where both readings agree,
a check digit that does not hold is the card's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scanpipe.cards.mrz import FILLER, LENGTH, Lines, Mrz, parse
from scanpipe.imaging.lines import stacked
from scanpipe.imaging.mrz_zone import READING_PITCH_PX, Zone, column_px
from scanpipe.imaging.ocr_b import ALPHABET, likeness
from scanpipe.model import Image
from scanpipe.ocr.engine import Layout, OcrEngine
from scanpipe.text import without_marks

_DIGITS: Final = frozenset("0123456789")
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_DIGIT_PLACES: Final = (frozenset({*range(5, 27), 29}), frozenset({*range(7), *range(8, 15), 29}), frozenset[int]())
_FIELDS: Final = {
    "number": {(0, c) for c in (*range(5, 15), *range(18, 27))},
    "full_number": {(0, c) for c in (*range(15, 27), 29)},
    "birth": {(1, c) for c in range(7)},
    "expiry": {(1, c) for c in range(8, 15)},
}
_ANY_LETTER: Final = _LETTERS | {FILLER}
_SURE_MARGIN: Final = 0.05
"""By how much the most alike shape leads when it is right: 0.12 and more on scans and photos of 200 dpi."""
_LIKE: Final = 0.8
_PLAIN_MARGIN, _PLAINLY_LIKE = 0.08, 0.9
"""No character that led by this and was this like its shape was ever another one."""
_NO_ZONE: Final = 0.6
"""The usual likeness on lines that are no OCR-B lies below this."""
_MOST_TRIES: Final = 256
_HOLDS, _DISAGREES, _DOUBTED = 0.99, 0.85, 0.5
_READING_DPI: Final = 300


@dataclass(frozen=True, slots=True)
class MrzReading:
    """
    The zone, and how sure the reading is (0–1): at most 0.5 where a check digit does not hold and neither plain shapes
    nor the engine say that this is how the card is printed. No check digit is about the name: `name_is_plain` says
    whether each of its letters was sure by its shape.
    """

    zone: Mrz
    lines: Lines = field(repr=False)
    confidence: float
    name_is_plain: bool


@dataclass(frozen=True, slots=True)
class _Shapes:
    """A line by its shapes: the best and the next best character of each column, and how sure the best one is."""

    text: str
    next: str
    sure: tuple[bool, ...]
    plain: tuple[bool, ...]
    usual: float


def read_zone(zone: Zone, engine: OcrEngine) -> MrzReading | None:
    """The zone's text, or None when these lines are not the zone of a Vietnamese card. Raises EngineError."""
    shapes = [_by_shape(line, row) for row, line in enumerate(zone.lines)]
    if min(s.usual for s in shapes) < _NO_ZONE:
        return None
    lines = _lines([s.text for s in shapes])
    read = parse(lines)
    if read is not None and read.holds and all(all(s.sure) for s in shapes):
        return MrzReading(read, lines, _HOLDS, name_is_plain=True)
    told = _by_engine(zone, shapes, engine)
    return _settled(shapes, told)


def _settled(shapes: Sequence[_Shapes], told: Sequence[str]) -> MrzReading | None:
    """The first reading, from the likeliest on, whose check digits hold; else the likeliest with its doubt."""
    plain = all(shapes[2].sure)
    for lines in islice(_readings(shapes, told), _MOST_TRIES):
        read = parse(lines)
        if read is not None and read.holds:
            return MrzReading(read, lines, _HOLDS, plain)
    lines = _lines([s.text for s in shapes])
    read = parse(lines)
    if read is None:
        return None
    # Only plain shapes, or two readings that agree, may say that a digit of the card is wrong.
    sure = all(shapes[row].plain[c] or shapes[row].text[c] == told[row][c] for row, c in _columns_of(read.wrong))
    return MrzReading(read, lines, _DISAGREES if sure else _DOUBTED, plain)


def _columns_of(wrong: Sequence[str]) -> set[tuple[int, int]]:
    """Row and column of every digit that the check digits which do not hold are about."""
    named = {place for name in wrong for place in _FIELDS.get(name, ())}
    # The digit over both lines follows from the others; alone it is about all of them.
    return named or {(row, c) for row, places in enumerate(_DIGIT_PLACES) for c in places}


def _readings(shapes: Sequence[_Shapes], told: Sequence[str]) -> Iterator[Lines]:
    """The lines with every mixture of what shapes and engine say where they differ, shapes first."""
    choices: list[list[str]] = []
    for shape, other in zip(shapes, told, strict=True):
        for c, letter in enumerate(shape.text):
            options = [letter]
            # A sure shape is never overruled: or a forged check digit could be made right.
            if not shape.sure[c]:
                options += [o for o in (other[c], shape.next[c]) if o not in (" ", letter)]
            choices.append(list(dict.fromkeys(options)))
    for letters in product(*choices):
        text = "".join(letters)
        yield text[:LENGTH], text[LENGTH : 2 * LENGTH], text[2 * LENGTH :]


def _by_shape(line: Image, row: int) -> _Shapes:
    alike = likeness(line)
    best = np.full((LENGTH, 2), "", dtype="<U1")
    sure, plain = [], []
    for c in range(LENGTH):
        allowed = _allowed(row, c)
        order = [i for i in np.argsort(-alike[c]) if ALPHABET[i] in allowed][:2]
        best[c] = [ALPHABET[i] for i in order]
        first, second = (float(alike[c, i]) for i in order)
        sure.append(first >= _LIKE and first - second >= _SURE_MARGIN)
        plain.append(first >= _PLAINLY_LIKE and first - second >= _PLAIN_MARGIN)
    return _Shapes("".join(best[:, 0]), "".join(best[:, 1]), tuple(sure), tuple(plain), _usual(alike))


def _usual(alike: NDArray[np.float32]) -> float:
    return float(np.median(alike.max(axis=1)))


def _allowed(row: int, column: int) -> frozenset[str]:
    return _DIGITS if column in _DIGIT_PLACES[row] else _ANY_LETTER


def _by_engine(zone: Zone, shapes: Sequence[_Shapes], engine: OcrEngine) -> list[str]:
    """Each line as the engine reads it, column by column; a space where it said nothing that fits the columns."""
    pictures = [_without_fillers(line, s.text) for line, s in zip(zone.lines, shapes, strict=True)]
    margin_px = 20
    page, tops = stacked(pictures, gap_px=40, margin_px=margin_px)
    out = [[" "] * LENGTH for _ in pictures]
    for word in engine.words(page, layout=Layout.BLOCK, dpi=_READING_DPI):
        row = max(0, int(np.searchsorted(tops, (word.top + word.bottom) / 2, side="right")) - 1)
        begin, end = ((x - margin_px) / READING_PITCH_PX - 0.5 for x in (word.left, word.right))
        first, letters = round(begin - 0.15), without_marks(word.text).upper()
        # Letters that do not fill their columns one by one have no known place.
        if round(end + 0.15) - first != len(letters):
            continue
        for c, letter in enumerate(letters, first):
            if 0 <= c < LENGTH and (kind := _as_place_allows(letter, row, c)):
                out[row][c] = kind
    for line, shape in zip(out, shapes, strict=True):
        line[:] = [FILLER if mine == FILLER else c for c, mine in zip(line, shape.text, strict=True)]
    return ["".join(line) for line in out]


def _as_place_allows(letter: str, row: int, column: int) -> str | None:
    if column in _DIGIT_PLACES[row]:
        digit = _TWIN_DIGITS.get(letter, letter)
        return digit if digit in _DIGITS else None
    return letter if letter in _LETTERS else None


_TWIN_DIGITS: Final = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}


def _without_fillers(line: Image, text: str) -> Image:
    """The line with its fillers painted over: engines make anything of "<<<<"."""
    out = line.copy()
    for c, letter in enumerate(text):
        if letter == FILLER:
            begin, end = column_px(c)
            out[:, begin:end] = 255
    return out


def _lines(texts: Sequence[str]) -> Lines:
    first, second, third = texts
    return first, second, third
