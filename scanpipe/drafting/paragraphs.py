"""Stretches of a page as paragraphs: what is printed over several rows and is one sentence, label or list point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from scanpipe.drafting.token import Token, is_mark, said
from scanpipe.drafting.tokens import Stretch
from scanpipe.model import Rect

ITEM = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]{1,4}\.|[-–—+•*])(?=\s|$|\S)|^\(\d{1,2}\)\s")
_STEP_MM = 10.5
"""Rows further apart than this do not go on with each other."""
_SHORT_OF_EDGE_MM = 16.0
"""A row that ends so far before the right margin was ended on purpose."""
_INDENT_MM = 4.0
_COLUMN_MM = 25.0
_ALIGNED_MM, _LEADING_MM = 1.0, 7.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Stretches that follow each other from row to row. Tokens are flat, in order of reading."""

    stretches: tuple[Stretch, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens."""
        return tuple(t for s in self.stretches for t in s.tokens)

    @property
    def text(self) -> str:
        """What is printed."""
        return " ".join(s.text for s in self.stretches)

    @property
    def rect(self) -> Rect:
        """The whole place."""
        whole = self.stretches[0].rect
        for stretch in self.stretches[1:]:
            whole = whole.union(stretch.rect)
        return whole

    @property
    def only_gap(self) -> bool:
        """Whether it is a dotted line and nothing else."""
        return all(t.what == "gap" for t in self.tokens)

    @property
    def has_place(self) -> bool:
        """Whether something is to be filled in."""
        return any(s.has_place for s in self.stretches)

    def row_of(self, token: Token) -> int:
        """The row in which a token stands."""
        return next(s.row for s in self.stretches if any(t is token for t in s.tokens))


def paragraphs(stretches: Sequence[Stretch]) -> list[Paragraph]:
    """The paragraphs of one page, in order of their first row."""
    edge = right_edge(stretches)
    open_: list[list[Stretch]] = []
    for stretch in stretches:
        before = next((p for p in reversed(open_[-6:]) if _goes_on(p, stretch, edge)), None)
        if before is None:
            open_.append([stretch])
        else:
            before.append(stretch)
    return [Paragraph(tuple(p)) for p in open_]


def right_edge(stretches: Sequence[Stretch]) -> float:
    """Where full rows of a page end, in mm."""
    ends = sorted(s.rect.right for s in stretches if s.rect.width > 90)
    return median(ends[len(ends) // 2 :]) if ends else max((s.rect.right for s in stretches), default=190.0)


def _goes_on(paragraph: Sequence[Stretch], stretch: Stretch, edge: float) -> bool:
    last, first = paragraph[-1], paragraph[0]
    step = stretch.rect.bottom - last.rect.bottom
    if not 0 < stretch.row - last.row <= 2 or step > _STEP_MM or step < 1.5:
        return False
    begins_left = stretch.rect.left < first.rect.left + _INDENT_MM and stretch.rect.right > first.rect.left
    full = last.rect.right > edge - _SHORT_OF_EDGE_MM
    head, tail = stretch.tokens[0], last.tokens[-1]
    full = full or (not last.has_place and _wraps(last, stretch))
    if not begins_left or not full or head.what == "tick" or ITEM.match(stretch.text):
        return False
    if is_mark(tail) and len(last.tokens) > 1 and last.tokens[-2].what == "gap" and head.what == "gap":
        return False
    if tail.what == "word" and last.text.isupper() and not stretch.text.isupper():
        return False
    if tail.what == "word":
        return _goes_on_from_word(tail.text, head)
    only_gap = all(t.what == "gap" for t in stretch.tokens)
    return (head.what == "gap" and not only_gap) or _small(head.text)


def _wraps(last: Stretch, stretch: Stretch) -> bool:
    """Whether a label goes on in a narrow column of labels: its lines end before the gaps, which begin at one edge."""
    if stretch.tokens[0].what != "word" or not _small(stretch.tokens[0].text) or last.text[-1] in ".:;":
        return False
    gap = next((t.rect.left for t in stretch.tokens if t.what == "gap"), None)
    if gap is None:
        aligned = abs(stretch.rect.left - last.rect.left) < _ALIGNED_MM
        return aligned and stretch.rect.bottom - last.rect.bottom < _LEADING_MM and not stretch.has_place
    return gap - _COLUMN_MM < last.rect.right < gap + 1


def _goes_on_from_word(tail: str, head: Token) -> bool:
    if tail[-1] == ":" or (tail[-1] in ".;" and not _small(head.text)):
        return False
    return head.what == "gap" or _small(head.text) or tail[-1] not in ".;:)"


def _small(text: str) -> bool:
    """Whether a text goes on with a sentence: in small letters, or with a sign that never begins one."""
    first = next((c for c in text if c.isalnum()), "")
    return first.islower() or text[0] in ",;)/" or (text[0] == "(" and first.islower())


def words_rect(tokens: Sequence[Token]) -> Rect | None:
    """The place of the words on the last row that they stand on; None without a word."""
    words = [t.rect for t in tokens if t.what == "word"]
    if not words:
        return None
    last = words[-1]
    row = [r for r in words if r.top < last.bottom - 0.5 and r.bottom > last.top + 0.5 and r.left <= last.left + 0.1]
    whole = last
    for rect in row:
        whole = whole.union(rect)
    return whole


def label_text(tokens: Sequence[Token]) -> str:
    """Tokens as the label that an edition quotes: no leader at its end, nothing but its words."""
    text = said(tokens).strip()
    return re.sub(r"^[,;./\s]+", "", re.sub(r"[\s…]+$", "", text))
