"""Words as printed rows, and rows as one stream of base letters with the way back to the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scanpipe.model import Rect, Word
from scanpipe.text import base_letters

_TWINS = str.maketrans({"|": "l", "!": "l"})


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: its words from left to right. `page` is an index into the pages of a paper."""

    page: int
    words: tuple[Word, ...]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(w.text for w in self.words)

    @property
    def rect(self) -> Rect:
        """The place of the whole row."""
        return Rect(self.words[0].rect.left, self.top, max(w.rect.right for w in self.words), self.bottom)


@dataclass(frozen=True, slots=True)
class Stream:
    """
    Rows of one or several pages in reading order as one string of base letters.

    `owner[i]` is the (row, word) that letter i belongs to; `start[(row, word)]` its first letter.
    """

    rows: tuple[Row, ...]
    letters: str
    owner: tuple[tuple[int, int], ...]
    start: dict[tuple[int, int], int]

    def words(self, begin: int, end: int) -> list[tuple[int, int]]:
        """The (row, word) pairs that letters begin to end (exclusive) belong to, in order."""
        return list(dict.fromkeys(self.owner[begin:end]))

    def word(self, at: tuple[int, int]) -> Word:
        """The word at a (row, word) pair."""
        return self.rows[at[0]].words[at[1]]


@lru_cache(maxsize=20_000)
def letters_of(text: str) -> str:
    """Base letters with the twins that OCR confuses made one."""
    return base_letters(text.translate(_TWINS))


def make_rows(words: Iterable[Word], page: int = 0) -> tuple[Row, ...]:
    """Words grouped into rows by their vertical middle, top to bottom; words without a letter stay in their row."""
    open_rows: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted(words, key=lambda w: w.rect.center[1]):
        middle = word.rect.center[1]
        for i in range(len(open_rows) - 1, max(-1, len(open_rows) - 5), -1):
            # Half a line of difference is the slack of tone marks above and dots below.
            height = min(word.rect.height, _height(open_rows[i]))
            if abs(middles[i] - middle) < 0.5 * max(height, 1.35):
                open_rows[i].append(word)
                middles[i] += (middle - middles[i]) / len(open_rows[i])
                break
        else:
            open_rows.append([word])
            middles.append(middle)
    return tuple(_row(members, page) for members in open_rows)


def stream(rows: Sequence[Row]) -> Stream:
    """Rows as one string of letters."""
    letters: list[str] = []
    owner: list[tuple[int, int]] = []
    start: dict[tuple[int, int], int] = {}
    for r, row in enumerate(rows):
        for w, word in enumerate(row.words):
            part = letters_of(word.text)
            start[(r, w)] = len(owner)
            letters.append(part)
            owner += [(r, w)] * len(part)
    return Stream(tuple(rows), "".join(letters), tuple(owner), start)


def _height(members: Sequence[Word]) -> float:
    heights = sorted(w.rect.height for w in members)
    return heights[len(heights) // 2]


def _row(members: list[Word], page: int) -> Row:
    ordered = tuple(sorted(members, key=lambda w: w.rect.left))
    lettered = [w for w in ordered if base_letters(w.text)] or list(ordered)
    tops = sorted(w.rect.top for w in lettered)
    bottoms = sorted(w.rect.bottom for w in lettered)
    return Row(page, ordered, tops[len(tops) // 2], bottoms[len(bottoms) // 2])
