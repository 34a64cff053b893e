"""
Titles as printed at the head of a page: whole rows in capitals, with nothing else beside them.

"Kèm theo giấy chứng sinh" in a sentence is not a title, and neither is "CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN" that of
the certificate itself: three letters more in one run are another title, while a word less may have been overlooked. A
row is also looked at in pieces, because a code, a number or a second paper may stand beside a title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds
from scanpipe.model import Rect, Word
from scanpipe.rows import Row, letters_of
from scanpipe.text import base_letters

HEAD_MM = 150.0
"""How far down a sheet a title may begin: half of A4, for forms whose head is long."""
_HEAD_ROWS = 22
_LINES = 4  # the title of a land use certificate runs over four lines
_GAP_MM = 11.0
_FORM = 0.78
_KIND, _SHORT_KIND, _SHORT = 0.87, 0.92, 12
_CAPITALS = 0.6
_OTHER_TITLE = 3  # letters in one run
_NEXT_LINE = 2.6  # heights of a line


@dataclass(frozen=True, slots=True)
class Title:
    """A title to look for, in base letters. `goes_on`: words of the paper's own follow it."""

    letters: str
    form: str | None
    kind: str | None
    goes_on: bool = False
    issuer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A title found: whose it is, how like (0–1), and where (mm)."""

    title: Title
    likeness: float
    rect: Rect

    @property
    def proof(self) -> float:
        """How much it proves: letters of the title, each for what it is more alike than by chance (a half)."""
        return (self.likeness - 0.5) * len(self.title.letters)


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words of one row that stand close together."""

    row: int
    words: tuple[Word, ...]
    rect: Rect
    letters: str


@lru_cache(maxsize=4)
def titles_of(catalog: Catalog, kinds: Kinds) -> tuple[Title, ...]:
    """Every title of every form and of every kind of supporting paper; cards are told by more than a title."""
    found: dict[tuple[str, str | None, str | None], Title] = {}
    for form in catalog.forms.values():
        for text in (*(e.title for e in form.editions), *form.about.aliases):
            title = Title(letters_of(text), form.about.form, None)
            found[title.letters, title.form, None] = title
    for kind in kinds.kinds:
        issuer = tuple(letters_of(i) for i in kind.issuer)
        for printed in () if kind.sides else kind.titles:
            title = Title(letters_of(printed.text), None, kind.kind, printed.goes_on, issuer)
            found[title.letters, None, title.kind] = title
    return tuple(found.values())


def headings(rows: Sequence[Row], catalog: Catalog, kinds: Kinds) -> tuple[Heading, ...]:
    """The titles on a page, the most certain first; no two of them share words."""
    return _best(_found(lines_of(rows), rows, titles_of(catalog, kinds)))


def heading(rows: Sequence[Row], catalog: Catalog, kinds: Kinds) -> Heading | None:
    """The title at the head of a page, None when there is none."""
    top = [r for r in rows[:_HEAD_ROWS] if r.top <= HEAD_MM]
    return next(iter(headings(top, catalog, kinds)), None)


def lines_of(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Each row in capitals as a whole, and its pieces where wide gaps part it."""
    found = []
    for r, row in enumerate(rows):
        pieces = _pieces(row.words)
        for words in [row.words, *(pieces if len(pieces) > 1 else [])]:
            if not _mostly_capitals(words):
                continue
            rect = words[0].rect
            for word in words[1:]:
                rect = rect.union(word.rect)
            found.append(Line(r, words, rect, "".join(letters_of(w.text) for w in words)))
    return tuple(found)


def _pieces(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    out: list[list[Word]] = []
    for word in words:
        if out and word.rect.left - out[-1][-1].rect.right <= _GAP_MM:
            out[-1].append(word)
        else:
            out.append([word])
    return [tuple(p) for p in out]


def _mostly_capitals(words: Sequence[Word]) -> bool:
    letters = [c for w in words for c in w.text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > _CAPITALS * len(letters)


def _found(lines: Sequence[Line], rows: Sequence[Row], titles: Sequence[Title]) -> Iterator[tuple[Heading, set[int]]]:
    for first in lines:
        joined, rect, taken = "", first.rect, set[int]()
        for line in _downwards(first, lines):
            joined += line.letters
            rect = rect.union(line.rect)
            taken |= {id(w) for w in line.words}
            for title in titles:
                likeness = title_likeness(title, joined)
                if likeness >= least_likeness(title) and _issued(title, rows, first.row):
                    yield Heading(title, likeness, rect), set(taken)


def _downwards(first: Line, lines: Sequence[Line]) -> Iterator[Line]:
    """A line and those under it that may continue a title: in the next rows, over the same part of the sheet."""
    yield first
    last = first
    for _ in range(_LINES - 1):
        below = [
            line
            for line in lines
            if line.row > last.row
            and line.rect.top - last.rect.bottom < _NEXT_LINE * max(2.0, last.rect.height)
            and min(line.rect.right, first.rect.right) - max(line.rect.left, first.rect.left) > 0
        ]
        if not below:
            return
        last = min(below, key=lambda line: (line.row, abs(line.rect.center[0] - first.rect.center[0])))
        yield last


def least_likeness(title: Title) -> float:
    """How like a title has to be to count: short ones and those without labels behind them more."""
    if title.form is not None:
        return _FORM
    return _SHORT_KIND if len(title.letters) < _SHORT else _KIND


def title_likeness(title: Title, joined: str) -> float:
    """0–1: letters of whole lines against a title; three letters more in one run make another title of it."""
    wanted = title.letters
    if title.goes_on and len(joined) > len(wanted):
        joined = joined[: len(wanted)]
    if not 0.5 * len(wanted) <= len(joined) <= 1.6 * len(wanted):
        return 0.0
    value = fuzz.ratio(wanted, joined) / 100
    if value <= 0.8:
        return value
    runs = [o.dest_end - o.dest_start for o in Levenshtein.opcodes(wanted, joined) if o.tag == "insert"]
    return min(value, 0.8) if max(runs, default=0) >= _OTHER_TITLE else value


def _issued(title: Title, rows: Sequence[Row], row: int) -> bool:
    """Whether the issuer that the title needs stands above it."""
    if not title.issuer:
        return True
    above = "".join(base_letters(r.text) for r in rows[:row])
    return any(fuzz.partial_ratio(i, above) > 88 for i in title.issuer if len(above) >= len(i))


def _best(found: Iterator[tuple[Heading, set[int]]]) -> tuple[Heading, ...]:
    """
    Of headings that share words the one that proves most; among titles of forms, which are long and much
    alike, the one that is most like.
    """
    left = list(found)
    chosen: list[Heading] = []
    while left:
        form = max((h for h, _ in left if h.title.form), key=lambda h: (h.likeness, h.proof), default=None)
        kind = max((h for h, _ in left if h.title.kind), key=lambda h: h.proof, default=None)
        best = max((h for h in (form, kind) if h), key=lambda h: h.proof)
        words = next(w for h, w in left if h is best)
        chosen.append(best)
        left = [(h, w) for h, w in left if not w & words]
    return tuple(sorted(chosen, key=lambda h: -h.proof))
