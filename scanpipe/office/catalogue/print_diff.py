"""
What one blank prints and the other does not: words in reading order held against each other, page breaks aside.

Dots to write on, footnote marks and the way letters look are no difference. Where a blank had to be read by OCR, tones
and single letters are not either: the engine confuses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal, TypeAlias

from rapidfuzz import fuzz

from scanpipe.drafting.opened import BlankPage
from scanpipe.imaging.onion import Point
from scanpipe.model import Rect, Word
from scanpipe.rows import make_rows
from scanpipe.text import base_letters, nfc

Sign: TypeAlias = Literal["+", "-"]

_FOOTNOTE = re.compile(r"\(\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_NO_LETTER = re.compile(r"[\W_]+")
_SAME_READ = 82.0
"""Least similarity (0-100) of two pieces of text that an engine read and that are one print."""
_GAP_MM = 5.0
"""Changed words of one row that are no farther apart are one place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on one of the two blanks (page from 1, mm) whose text only that one prints: "+" the new, "-" the old."""

    sign: Sign
    page: int
    rect: Rect
    text: str


@dataclass(frozen=True, slots=True)
class PrintDiff:
    """All marks in reading order, and by page the places (mm) at which both blanks print the same word."""

    old: tuple[Mark, ...]
    new: tuple[Mark, ...]
    same: dict[int, tuple[tuple[Point, Point], ...]]


@dataclass(frozen=True, slots=True)
class _Token:
    """One printed word with its page (from 1), its row and how many words that has, and what it is compared by."""

    page: int
    row: int
    word: Word
    letters: str
    of_row: int


def print_diff(old: Sequence[BlankPage], new: Sequence[BlankPage]) -> PrintDiff:
    """The difference of two blanks, page by page."""
    exact = all(page.born_digital for page in (*old, *new))
    before, after = list(_tokens(old, exact=exact)), list(_tokens(new, exact=exact))
    codes = SequenceMatcher(None, [t.letters for t in before], [t.letters for t in after], autojunk=False).get_opcodes()
    gone: list[_Token] = []
    come: list[_Token] = []
    same: dict[int, list[tuple[Point, Point]]] = {}
    for tag, a1, a2, b1, b2 in codes:
        if tag == "equal":
            for a, b in zip(before[a1:a2], after[b1:b2], strict=True):
                if a.page == b.page:
                    same.setdefault(a.page, []).append((_corner(a), _corner(b)))
        elif exact or not _same_read(before[a1:a2], after[b1:b2]):
            gone += before[a1:a2]
            come += after[b1:b2]
    return PrintDiff(tuple(_marks("-", gone)), tuple(_marks("+", come)), {p: tuple(pairs) for p, pairs in same.items()})


def _tokens(pages: Sequence[BlankPage], *, exact: bool) -> Iterator[_Token]:
    row_number = 0
    for page in pages:
        for row in make_rows(page.words):
            row_number += 1
            told = [(word, letters) for word in row.words if (letters := _letters(word.text, exact=exact))]
            if len(told) == 1 and told[0][1].isdigit():
                continue  # the number of the page
            for word, letters in told:
                yield _Token(page.number, row_number, word, letters, len(told))


def _letters(text: str, *, exact: bool) -> str:
    plain = _FOOTNOTE.sub("", text)
    return _NO_LETTER.sub("", nfc(plain)).casefold() if exact else base_letters(plain)


def _same_read(gone: Sequence[_Token], come: Sequence[_Token]) -> bool:
    """Whether two pieces of text differ only as two readings of one print do; numbers have to be the same."""
    one, other = ("".join(t.letters for t in tokens) for tokens in (gone, come))
    figures = (re.sub(r"\D", "", text) for text in (one, other))
    return len(set(figures)) == 1 and fuzz.ratio(one, other) >= _SAME_READ


def _corner(token: _Token) -> Point:
    return token.word.rect.left, token.word.rect.bottom


def _marks(sign: Sign, tokens: Sequence[_Token]) -> Iterator[Mark]:
    """Changed words as places: those that stand beside each other are one, and so are rows of which nothing stayed."""
    runs: list[list[_Token]] = []
    for _, group in groupby(tokens, key=lambda token: token.row):
        row = list(group)
        if len(row) < row[0].of_row:
            runs += _beside(row)
        elif runs and _goes_on(runs[-1], row[0]):
            runs[-1] += row
        else:
            runs.append(row)
    yield from (_mark(sign, run) for run in runs)


def _beside(row: Sequence[_Token]) -> list[list[_Token]]:
    """The words of one row, parted where there is a gap between them."""
    runs = [[row[0]]]
    for before, token in pairwise(row):
        if token.word.rect.left - before.word.rect.right > _GAP_MM:
            runs.append([])
        runs[-1].append(token)
    return runs


def _goes_on(run: Sequence[_Token], token: _Token) -> bool:
    """Whether the row of this word follows the last row of the run, of which nothing stayed either."""
    last = run[-1]
    whole = sum(one.row == last.row for one in run) == last.of_row
    follows = (token.page, token.row) == (last.page, last.row + 1)
    return whole and follows and token.word.rect.top - last.word.rect.bottom <= _GAP_MM


def _mark(sign: Sign, run: Sequence[_Token]) -> Mark:
    rect = run[0].word.rect
    for token in run[1:]:
        rect = rect.union(token.word.rect)
    return Mark(sign, run[0].page, rect, " ".join(token.word.text for token in run))
