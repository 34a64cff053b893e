"""
Which kind of supporting paper a page is: by its printed title, and the sides of a card by the words on them.

A card lies anywhere on its copy, front and back on one sheet or on two. Its front has its title in a line of its own
and labels in two languages; its back is told by the machine readable lines (ICAO 9303 TD1: three lines of thirty of
A–Z, 0–9 and "<") or by its labels. A form that merely asks for "Căn cước công dân" has neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from scanpipe.catalog import Catalog
from scanpipe.catalog.kinds_schema import Kinds, PaperKind, Side
from scanpipe.rows import Row, letters_of
from scanpipe.titles import Heading, Title, heading, lines_of, title_likeness

_TITLE = 0.9
_WORDS = 85.0
_MRZ_LENGTH = 30
_MRZ_ROW = re.compile(r"^[A-Z0-9<«‹]{24,34}$")
_MRZ_ROWS = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What the head of a page says it is: a form, or a kind with the sides of a card seen on it. `sure` 0–1."""

    form: str | None
    kind: str | None
    sides: tuple[str, ...]
    sure: float
    heading: Heading | None = None


def known_as(rows: Sequence[Row], catalog: Catalog, kinds: Kinds) -> Known | None:
    """The form or kind that a page begins, or the card it shows; None for every other page."""
    found = heading(rows, catalog, kinds)
    if found is not None:
        return Known(found.title.form, found.title.kind, (), found.likeness, found)
    for kind in kinds.kinds:
        if kind.sides and (sides := card_sides(rows, kind)):
            return Known(None, kind.kind, sides, 0.95)
    return None


def card_sides(rows: Sequence[Row], kind: PaperKind) -> tuple[str, ...]:
    """The sides of such a card on a page, ("front", "back") when both are copied on it."""
    page = "".join(letters_of(r.text) for r in rows)
    titled = _titled(rows, kind)
    found = []
    for side in kind.sides:
        words = _words_read(side, rows, page)
        by_mrz = side.mrz is not None and bool(mrz_rows(rows, side.mrz))
        # The front has a title; where that was not read, twice as many labels have to be.
        by_words = words >= side.least * (1 if titled or side.side == "back" else 2)
        if by_mrz or by_words:
            found.append(side.side)
    return tuple(found)


def mrz_rows(rows: Sequence[Row], begins: str) -> tuple[str, ...]:
    """
    The machine readable lines on a page, as read; nothing unless one begins as it should or two look like them.

    Engines for text read "<" as "«" or lose some of them, so a line may be a little short.
    """
    lines = []
    for row in rows:
        text = re.sub(r"\s", "", row.text).replace("«", "<<").replace("‹", "<")
        if _MRZ_ROW.match(text) and ("<" in text or text.startswith(begins)):
            lines.append(text[: _MRZ_LENGTH + 2])
    begun = any(fuzz.ratio(begins, line[: len(begins)]) >= 80 for line in lines)
    return tuple(lines) if begun or len([x for x in lines if "<<" in x]) >= _MRZ_ROWS else ()


def _titled(rows: Sequence[Row], kind: PaperKind) -> bool:
    lines = lines_of(rows)
    titles = [Title(letters_of(t.text), None, kind.kind) for t in kind.titles]
    return any(title_likeness(t, line.letters) >= _TITLE for t in titles for line in lines)


def _words_read(side: Side, rows: Sequence[Row], page: str) -> int:
    """How many of the labels of a side were read, in one language at least."""
    count = 0
    for label in side.words:
        parts = [letters_of(p) for p in label.split("/")]
        # The second language alone will do: forms ask for "Họ và tên" too, but not for a "Full name".
        proof = parts[-1]
        if len(proof) >= 3 and _read(proof, rows, page):
            count += 1
    return count


def _read(letters: str, rows: Sequence[Row], page: str) -> bool:
    if len(letters) >= 8:
        return bool(fuzz.partial_ratio(letters, page) >= _WORDS) if len(page) >= len(letters) else False
    return any(letters == letters_of(w.text).strip() for r in rows for w in r.words)
