"""What is printed on a blank and nobody fills in: headings, statements, notes; and the footnotes at its end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanpipe.catalog.schema import Print
from scanpipe.drafting.paragraphs import ITEM
from scanpipe.drafting.sheet import PrintedLine, Sheet
from scanpipe.model import Rect
from scanpipe.text import base_letters

_STEP = 2.1
"""Rows of one paragraph are no further apart than this many heights of a row."""
_SHORT_OF_EDGE_MM = 18.0
_INDENT_MM = 5.0
_BEHIND_MM = 12.0
_LONE_MARK = re.compile(r"^(?:\(\s*(?:\d{1,2}[a-zđ]?|\*{1,3})\s*\)|\d{1,2}[.)])$")
_NOTES = re.compile(r"^(?:chú\s*thích|ghi\s*chú|hướng\s*dẫn\s*ghi)\s*[:.]?\s*", re.IGNORECASE)
_MARK = re.compile(r"^\(?(\d{1,2}[a-zđ]?|\*{1,3})\)?\s*[:.)]?\s+(?=\S)|^\((\d{1,2}[a-zđ]?|\*{1,3})\)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Rows that follow each other and are one text; `rect` covers them all, `confidence` is that of the worst row."""

    text: str
    page: int
    rect: Rect
    confidence: float


def passages(sheet: Sheet, claimed: Collection[int]) -> tuple[Passage, ...]:
    """The lines that nobody claimed, as paragraphs in order of reading."""
    out: list[list[PrintedLine]] = []
    last = -2
    for number, line in enumerate(sheet.lines):
        if number in claimed:
            continue
        if out and number == last + 1 and _goes_on(out[-1], line, sheet):
            out[-1].append(line)
        else:
            out.append([line])
        last = number
    return tuple(_passage(rows) for rows in out)


def as_print(passage: Passage, *, before_a_place: bool) -> Print:
    """A paragraph as a line of an edition. `before_a_place` says that something is filled in right under it."""
    text = passage.text
    letters = [c for c in text if c.isalpha()]
    capitals = bool(letters) and sum(c.isupper() for c in letters) / len(letters) > 0.8
    heads = text.rstrip().endswith(":") or (bool(ITEM.match(text)) and len(text) < 90)
    if text.startswith("("):
        return Print(text=text, style="note", page=passage.page)
    if capitals or (heads and before_a_place):
        return Print(text=text, style="heading", page=passage.page)
    return Print(text=text, page=passage.page)


def footnotes(found: Sequence[Passage]) -> tuple[dict[str, str], int]:
    """
    The footnotes by their mark, and how many of the paragraphs at the end they are.

    They begin with "Chú thích:" or "Ghi chú:", and with a mark at the first of them.
    """
    begin = next((n for n, one in enumerate(found) if _NOTES.match(one.text) and _are_marked(found[n:])), None)
    if begin is None:
        return {}, 0
    texts = list(_texts(found[begin:]))
    marks = _in_sequence([match[1] or match[2] if (match := _MARK.match(text)) else None for text in texts])
    notes: dict[str, str] = {}
    last: str | None = None
    for text, mark in zip(texts, marks, strict=True):
        if mark is not None:
            last = mark
            text = _MARK.sub("", text, count=1)
            notes[mark] = f"{notes.get(mark, '')} {text}".strip()
        elif last is not None:
            notes[last] = f"{notes[last]} {text}".strip()
    return {key: text for key, text in notes.items() if text}, len(found) - begin


def _in_sequence(marks: Sequence[str | None]) -> list[str | None]:
    """
    Marks as they follow each other: one that breaks the rising order is that which is missing there, or none at all.

    >>> _in_sequence(["3", "2", None, "3", "1"])
    ['1', '2', None, '3', None]
    """
    numbers = [_number(mark) for mark in marks]
    rising = _longest_rising(numbers)
    out: list[str | None] = []
    for at, (mark, number) in enumerate(zip(marks, numbers, strict=True)):
        if number is None or at in rising:
            out.append(mark)
            continue
        before = max((n[0] for k, n in enumerate(numbers) if n and k in rising and k < at), default=0)
        after = min((n[0] for k, n in enumerate(numbers) if n and k in rising and k > at), default=0)
        out.append(str(before + 1) if after == before + 2 else None)
    return out


def _number(mark: str | None) -> tuple[int, str] | None:
    """A mark as what it is sorted by: "4a" comes after "4"; None for a star."""
    found = re.match(r"(\d+)(.*)", mark or "")
    return (int(found[1]), found[2]) if found else None


def _longest_rising(numbers: Sequence[tuple[int, str] | None]) -> frozenset[int]:
    """Which of the numbers (by index) make the longest row that only rises."""
    best: dict[int, tuple[int, ...]] = {}
    for at, number in enumerate(numbers):
        if number is not None:
            before = [row for k, row in best.items() if (other := numbers[k]) is not None and other < number]
            best[at] = (*_longest(before), at)
    return frozenset(_longest(best.values()))


def _longest(rows: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return max(((), *rows), key=len)


def _texts(found: Sequence[Passage]) -> Iterator[str]:
    head = _NOTES.sub("", found[0].text, count=1)
    yield from ([head] if head else [])
    yield from (one.text for one in found[1:])


def _are_marked(found: Sequence[Passage]) -> bool:
    first = next(_texts(found), "")
    return bool(_MARK.match(first))


def _goes_on(rows: Sequence[PrintedLine], line: PrintedLine, sheet: Sheet) -> bool:
    last, first = rows[-1], rows[0]
    if _LONE_MARK.match(last.text) and _on_its_level(last, line):
        return True
    if line.page != last.page or ITEM.match(line.text) or _MARK.match(line.text):
        return False
    step = line.rect.center[1] - last.rect.center[1]
    height = max(last.rect.height, line.rect.height)
    full = last.rect.right > _edge(sheet, line.page) - _SHORT_OF_EDGE_MM
    small = line.text[:1].islower()
    ended = last.text.rstrip().endswith((":", ".")) and not small
    return 0.3 * height < step < _STEP * height and full and not ended and line.rect.left < first.rect.left + _INDENT_MM


def _on_its_level(mark: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line goes on behind a mark that was raised, and so was read as a line of its own."""
    level = abs(mark.rect.center[1] - line.rect.center[1]) < line.rect.height
    return mark.page == line.page and level and 0 <= line.rect.left - mark.rect.right < _BEHIND_MM


def _edge(sheet: Sheet, page: int) -> float:
    """Where full rows of a page end (mm)."""
    return max((line.rect.right for line in sheet.lines if line.page == page), default=0.0)


def _passage(rows: Sequence[PrintedLine]) -> Passage:
    whole = rows[0].rect
    for row in rows[1:]:
        whole = whole.union(row.rect)
    text = " ".join(" ".join(row.text.split()) for row in rows)
    return Passage(text, rows[0].page, whole, min(row.confidence for row in rows))


def letters_of(passage: Passage) -> int:
    """How many letters it has; a speck that was read as a sign has none."""
    return len(base_letters(passage.text))
