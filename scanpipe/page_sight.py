"""
What one page shows of the paper it belongs to: a title, its number in the margin, what is written on it, whether it is
full. Small facts only: the words of a long dossier stay on disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.kinds import Known, known_as, mrz_rows
from scanpipe.model import Page
from scanpipe.rows import Row, letters_of
from scanpipe.text import base_letters, digits

_MOTTO = letters_of("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_NOTES = ("chuthich", "ghichu", "huongdan")
_DATE = re.compile(r"ngay\d*thang\d*nam")
_RIGHT_MM, _LOWER_MM = 85.0, 100.0
_MARGIN_MM = 32.0
_NUMBER = re.compile(r"^(?:trang)?\s*[-–—.]?\s*(\d{1,2})\s*(?:/\s*\d{1,2})?\s*[-–—.]?$", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d[\d .\-]{4,}\d")
_LEAST_DIGITS = 6
_LEAST_NAME = 8
_NAME_WORDS = (2, 6)
_COLUMN_MM = 9.0
"""Two names under two signatures stand further apart than the words of one."""
_SIGNED = ("kyghiro", "kyvaghi", "kyten", "dongdau", "noinhan", "hotenchuky")
"""What stands under the last lines of a paper, in base letters."""


@dataclass(frozen=True, slots=True)
class Sight:
    """
    One page. `place` counts the pages of the heap from 0, `file` and `file_page` say where it came from. `values`
    are long numbers and names in base letters, `words` all pairs of syllables. `closes`: people sign
    on it, or it is dated at its end.
    """

    number: int
    place: int
    file: int
    file_page: int
    known: Known | None
    begins: bool
    printed_number: int | None
    notes: bool
    values: frozenset[str] = field(repr=False)
    words: frozenset[str] = field(repr=False)
    closes: bool


def sight(page: Page, place: int, rows: Sequence[Row], catalog: Catalog, kinds: Kinds) -> Sight:
    """What the words of a page show."""
    known = known_as(rows, catalog, kinds)
    back_only = known is not None and known.sides == ("back",)
    return Sight(
        number=page.number,
        place=place,
        file=page.file,
        file_page=page.file_page,
        known=known,
        begins=(known is not None and not back_only) or (known is None and has_motto(rows)),
        printed_number=printed_number(rows, page.height_mm),
        notes=is_notes(rows),
        values=frozenset(values_of(rows)),
        words=frozenset(_words(rows)),
        closes=any(mark in letters_of(r.text) for r in rows for mark in _SIGNED) or _dated_below(rows),
    )


def has_motto(rows: Sequence[Row]) -> bool:
    """Whether the national motto stands at the head of a page."""
    head = "".join(letters_of(r.text) for r in rows[:14])
    return bool(fuzz.partial_ratio(_MOTTO, head) > 80)


def _words(rows: Sequence[Row]) -> Iterator[str]:
    """Pairs of neighbouring syllables: in Vietnamese mostly a word ("hợp đồng", "sử dụng")."""
    for row in rows:
        syllables = [letters_of(w.text) for w in row.words]
        for first, second in pairwise(syllables):
            if len(first) >= 2 and len(second) >= 2 and (first + second).isalpha():
                yield first + second


def _dated_below(rows: Sequence[Row]) -> bool:
    """Whether a place and date stand over a signature: at the right, in the lower part."""
    for row in rows:
        right = [w for w in row.words if w.rect.left >= _RIGHT_MM]
        if row.top >= _LOWER_MM and _DATE.search("".join(letters_of(w.text) for w in right)):
            return True
    return False


def is_notes(rows: Sequence[Row]) -> bool:
    """Whether a page holds the notes of a form: their heading, or several rows that begin with a mark in brackets."""
    head = "".join(letters_of(r.text) for r in rows[:6])
    return any(n in head for n in _NOTES) or sum(r.text.lstrip().startswith("(") for r in rows) >= 3


def printed_number(rows: Sequence[Row], height_mm: float) -> int | None:
    """The number in the upper or lower margin, alone on its row (Nghị định 30/2020: from the second page on)."""
    for row in (*rows[:2], *rows[-2:]):
        if not (row.bottom <= _MARGIN_MM or row.top >= height_mm - _MARGIN_MM):
            continue
        match = _NUMBER.match(row.text.strip())
        if match and 1 <= int(match[1]) <= 60:
            return int(match[1])
    return None


def values_of(rows: Sequence[Row]) -> Iterator[str]:
    """Long numbers, and runs of words that begin with capitals as names do, in base letters."""
    for row in rows:
        for match in _LONG_NUMBER.finditer(row.text):
            number = digits(match[0])
            if len(number) >= _LEAST_DIGITS:
                yield number
        yield from _names(row)
    yield from _mrz_values(rows)


def _names(row: Row) -> Iterator[str]:
    run: list[str] = []
    right = 0.0
    for word in row.words:
        clean = word.text.strip(".,;:()…_-")
        capital = clean[:1].isupper() and clean.isalpha()
        if not capital or word.rect.left - right > _COLUMN_MM:
            yield from _name(run)
            run = []
        if capital:
            run.append(clean)
        if word.text != clean:
            yield from _name(run)
            run = []
        right = word.rect.right
    yield from _name(run)


def _name(run: Sequence[str]) -> Iterator[str]:
    if _NAME_WORDS[0] <= len(run) <= _NAME_WORDS[1] and len(name := base_letters("".join(run))) >= _LEAST_NAME:
        yield name


def _mrz_values(rows: Sequence[Row]) -> Iterator[str]:
    """The personal number and the name in the machine readable lines of a card."""
    for line in mrz_rows(rows, "IDVNM"):
        if match := re.search(r"\d{10}(\d{12})", line):
            yield match[1]
        name = base_letters(line)
        if "<<" in line.rstrip("<") and name.isalpha() and len(name) >= _LEAST_NAME:
            yield name
