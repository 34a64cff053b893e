"""Squares to tick with their words: one alone, or the options of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scanpipe.catalog.schema import Kind
from scanpipe.drafting.paragraphs import Paragraph, label_text, words_rect
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.token import Token, said
from scanpipe.drafting.tokens import Stretch
from scanpipe.model import Rect


@dataclass(frozen=True, slots=True)
class Ticked:
    """
    The squares of one paragraph: the words that they share (empty for none), each square with its option, and what
    else the paragraph holds before and behind them (gaps with their labels).
    """

    page: int
    label: tuple[Token, ...]
    squares: tuple[tuple[Token, tuple[Token, ...]], ...]
    leading: bool
    before: Paragraph | None
    behind: Paragraph | None


def ticked(paragraph: Paragraph) -> Ticked:
    """The squares of a paragraph that has some."""
    tokens = paragraph.tokens
    at = [n for n, t in enumerate(tokens) if t.what == "tick"]
    leading = at[0] == 0 or (tokens[at[0] - 1].text[-1] in ":…)" and at[-1] + 1 < len(tokens) and _words(tokens, at[0]))
    page = paragraph.stretches[0].page
    head = tokens[: at[0]]
    behind_gap = max((n for n, t in enumerate(head) if t.what == "gap"), default=-1)
    before, head = head[: behind_gap + 1], head[behind_gap + 1 :]
    if leading:
        squares, rest = _leading(tokens, at)
        label: Sequence[Token] = head
    else:
        colon = max((n for n, t in enumerate(head) if t.text[-1] == ":"), default=-1)
        label, first = (head[: colon + 1], head[colon + 1 :]) if colon >= 0 else ((), head)
        squares = [(tokens[at[0]], tuple(first))]
        squares += [(tokens[b], tuple(tokens[a + 1 : b])) for a, b in pairwise(at)]
        rest = list(tokens[at[-1] + 1 :])
    return Ticked(
        page, tuple(label), tuple(squares), leading, _part(paragraph, before), _part(paragraph, _without_stop(rest))
    )


def _words(tokens: Sequence[Token], at: int) -> bool:
    """Whether words stand behind a square."""
    return at + 1 < len(tokens) and tokens[at + 1].what == "word"


def _leading(tokens: Sequence[Token], at: Sequence[int]) -> tuple[list[tuple[Token, tuple[Token, ...]]], list[Token]]:
    """Each square with the words behind it; a gap to write in behind them begins what is left over."""
    squares: list[tuple[Token, tuple[Token, ...]]] = []
    rest: list[Token] = []
    for a, b in zip(at, [*at[1:], len(tokens)], strict=True):
        own = tokens[a + 1 : b]
        gap = next((n for n, t in enumerate(own) if t.what == "gap"), len(own))
        squares.append((tokens[a], tuple(own[:gap])))
        if gap < len(own):
            rest += own
    return squares, rest


def _without_stop(tokens: Sequence[Token]) -> list[Token]:
    out = list(tokens)
    while out and out[0].what == "word" and not any(c.isalnum() for c in out[0].text):
        out.pop(0)
    return out


def _part(paragraph: Paragraph, tokens: Sequence[Token]) -> Paragraph | None:
    """Some tokens of a paragraph as a paragraph of their own."""
    own = {id(t) for t in tokens}
    parts = [replace(s, tokens=tuple(t for t in s.tokens if id(t) in own)) for s in paragraph.stretches]
    kept: tuple[Stretch, ...] = tuple(s for s in parts if s.tokens)
    return Paragraph(kept) if kept else None


def place_of(found: Sequence[Ticked], label: Sequence[Token]) -> Place:
    """One choice, or one square, of the squares of one or several paragraphs; `label` is what they share."""
    squares = [pair for ticks in found for pair in ticks.squares]
    rect = squares[0][0].rect
    for square, _ in squares:
        rect = rect.union(square.rect)
    shown = _printed(found)
    words = [t for t in (*label, *(t for _, option in squares for t in option)) if t.what == "word"]
    letters = sum(len(t.text) for t in words)
    read = sum(t.confidence * len(t.text) for t in words) / letters if letters else 0.5
    options = tuple(label_text(option).rstrip(",;.") for _, option in squares)
    several = len(squares) > 1
    return Place(
        kind=Kind.CHOICE if several else Kind.CHECKBOX,
        page=found[0].page,
        rect=rect,
        label=label_text(label) if label and several else shown,
        label_rect=words_rect(label) or _around(words),
        confidence=round((0.3 + 0.7 * read) * (0.95 if label or not several else 0.8), 2),
        how="tick_box",
        options=options if several else (),
    )


def _printed(found: Sequence[Ticked]) -> str:
    """Squares and their words as they stand on the paper: "□ Có", "Đề nghị cấp Giấy chứng nhận □"."""
    parts = []
    for ticks in found:
        own = [label_text(ticks.label)] if ticks.label else []
        for _, option in ticks.squares:
            words = said(option).strip()
            own.append(f"□ {words}" if ticks.leading else f"{words} □")
        parts.append(" ".join(own).strip())
    return "  ".join(parts)


def _around(words: Sequence[Token]) -> Rect | None:
    return words_rect(words)
