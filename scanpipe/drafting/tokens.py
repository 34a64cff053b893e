"""What stands side by side on a page: words, gaps to write in, squares to tick; as rows and stretches of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scanpipe.drafting.drawn_gaps import cut_at_words, drawn_gaps
from scanpipe.drafting.opened import BlankPage
from scanpipe.drafting.token import MARK, ONLY_DOTS, Token, is_mark, said
from scanpipe.model import Rect, Word
from scanpipe.rows import make_rows
from scanpipe.text import base_letters

_DOTS = re.compile(r"[.…·․‥_]{3,}|…+|__+")
_SQUARE_GLYPHS = re.compile(r"[□☐◻▢❏❑❒⬜☑☒⊠]")
_LETTER_MM = 2.7
"""Squares to tick are printed larger; what is smaller may be a letter."""
_LENGTHS = frozenset({"m", "cm", "km", "dm"})
_POWER = re.compile(r"^[23²³][;,.:)]*$")
_APART_MM = 7.0
"""Words further apart than this belong to different columns."""
_APART_FROM_GAP_MM = 12.0
_SEAL_MM = 2.0
"""Dots so near a stamp are of its rim."""
_END_MM = 1.5
_SPECK_MM = 12.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens of one row that belong together: a line of text, or one column of it. `row` numbers the rows of a page."""

    page: int
    row: int
    tokens: tuple[Token, ...]

    @property
    def rect(self) -> Rect:
        """The place of the whole stretch."""
        whole = self.tokens[0].rect
        for token in self.tokens[1:]:
            whole = whole.union(token.rect)
        return whole

    @property
    def text(self) -> str:
        """What is printed, gaps as "…" and squares as "□"."""
        return said(self.tokens)

    @property
    def words(self) -> tuple[Token, ...]:
        """Its words alone."""
        return tuple(t for t in self.tokens if t.what == "word")

    @property
    def has_place(self) -> bool:
        """Whether something is to be filled in on it."""
        return any(t.what != "word" for t in self.tokens)


def tokens_of(page: BlankPage, taken: Sequence[Rect] = ()) -> list[Token]:
    """All tokens of a page but for those inside places that are `taken` already (tables, frames, rows of boxes)."""
    ladders = [x.rect.grown(0.6) for x in page.structure.ladders]
    squares = [b for b in page.structure.tick_boxes if not _in_any(b, ladders) and not _is_letter(b, page.words)]
    words = _with_powers([t for t in _words(page, squares) if not _in_any(t.rect, ladders)])
    taken_by = ladders + [seal.grown(_SEAL_MM) for seal in page.structure.seals]
    gaps = [g for g in cut_at_words(drawn_gaps(page), words) if not _in_any(g.rect, taken_by)]
    ticks = [Token("tick", b, "□") for b in squares]
    return [t for t in (*words, *gaps, *ticks) if not _in_any(t.rect, taken)]


def stretches(page: BlankPage, tokens: Sequence[Token]) -> list[Stretch]:
    """The tokens in rows from the top, cut where a column ends or an upright rule stands between them."""
    levels = {(t.text, _level(t, tokens)): t for t in tokens}
    walls = [u for u in page.structure.upright if _ends_at_rule(u, page.structure.horizontal)]
    out: list[Stretch] = []
    for number, row in enumerate(make_rows(Word(text, rect, 1.0) for text, rect in levels)):
        own = sorted((levels[w.text, w.rect] for w in row.words), key=lambda t: t.rect.left)
        out += [Stretch(page.number, number, tuple(part)) for part in _columns(own, walls)]
    return [s for s in out if not _is_speck(s)]


def _is_speck(stretch: Stretch) -> bool:
    """Whether a stretch is dirt: signs without a letter, or a short row of dots all alone."""
    if stretch.words:
        return not stretch.has_place and not any(c.isalnum() for c in stretch.text)
    return all(t.what == "gap" for t in stretch.tokens) and stretch.rect.width < _SPECK_MM


def _level(token: Token, tokens: Sequence[Token]) -> Rect:
    """The place that a token has in its row: a raised mark stands on the line of the word that it hangs on."""
    rect = token.rect
    if token.what != "word" or not is_mark(token):
        return rect
    for other in tokens:
        o = other.rect
        near = -1 < rect.left - o.right < 3.0 or -1 < o.left - rect.right < 1.0
        if other is token or other.what == "tick" or MARK.match(other.text):
            continue
        if near and 0.2 < o.center[1] - rect.center[1] < 2.6:
            return Rect(rect.left, o.top, rect.right, o.bottom)
    return rect


def _columns(row: Sequence[Token], walls: Sequence[Rect]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in row:
        if part and _parted(part[-1], token, walls):
            yield part
            part = []
        part.append(token)
    if part:
        yield part


def _ends_at_rule(upright: Rect, horizontal: Sequence[Rect]) -> bool:
    """Whether an upright rule is the wall of a cell: a stroke that ends in the open is the slash of a date."""
    ends = [Rect(upright.left, y, upright.right, y).grown(_END_MM) for y in (upright.top, upright.bottom)]
    return any(end.overlap(rule.grown(0.2)) > 0 for end in ends for rule in horizontal)


def _parted(a: Token, b: Token, walls: Sequence[Rect]) -> bool:
    """Whether a column ends between two neighbours of a row."""
    between = b.rect.left - a.rect.right
    limit = _APART_FROM_GAP_MM if a.what != "word" or b.what != "word" else _APART_MM
    y = b.rect.center[1]
    wall = any(u.top < y < u.bottom and a.rect.right - 0.5 < u.center[0] < b.rect.left + 0.5 for u in walls)
    return between > limit or wall


def _is_letter(square: Rect, words: Sequence[Word]) -> bool:
    """Whether a small square is the bowl of a letter, "Bộ" or "sở": the engine read a word there."""
    if min(square.width, square.height) > _LETTER_MM:
        return False
    over = [w for w in words if w.rect.grown(0.3).holds(square)]
    return any(len(base_letters(w.text)) >= 2 or (base_letters(w.text) and w.confidence > 0.8) for w in over)


def _words(page: BlankPage, squares: Sequence[Rect]) -> Iterator[Token]:
    """Words without the dots that an engine or a typist glued to them; what was read into a square is none."""
    for whole in page.words:
        word = _beside_square(whole, squares)
        if word is None:
            continue
        text = _SQUARE_GLYPHS.sub("", word.text)
        if not text or (ONLY_DOTS.match(text) and (len(text) > 1 or text in "…_")):
            continue
        yield from _without_dots(replace(word, text=text), page)


def _beside_square(word: Word, squares: Sequence[Rect]) -> Word | None:
    """The part of a word that does not stand in a square; None where all of it does: "[]Có" is a square and "Có"."""
    r = word.rect
    for square in squares:
        if not (r.top < square.center[1] < r.bottom or square.top < r.center[1] < square.bottom):
            continue
        common = min(r.right, square.right) - max(r.left, square.left)
        if common < 0.5 * square.width and not square.grown(0.6).holds(r):
            continue
        lost = max(1, round(len(word.text) * common / max(r.width, 1e-6)))
        if lost >= len(word.text) - (1 if len(word.text) > 2 else 0):
            return None
        if square.center[0] < r.center[0]:
            return replace(word, text=word.text[lost:], rect=replace(r, left=min(square.right + 0.3, r.right - 0.5)))
        return replace(word, text=word.text[:-lost], rect=replace(r, right=max(square.left - 0.3, r.left + 0.5)))
    return word


def _with_powers(words: Sequence[Token]) -> list[Token]:
    """Words, the raised figure of "m2" and "cm3" made one with its unit."""
    powers = {id(t) for t in words if _POWER.match(t.text)}
    out = []
    taken: set[int] = set()
    for word in words:
        if id(word) in taken:
            continue
        if word.text in _LENGTHS:
            right, top = word.rect.right, word.rect.top
            for other in words:
                o = other.rect
                if id(other) in powers and -0.3 < o.left - right < 0.6 and top - 2 < o.center[1] < word.rect.center[1]:
                    taken.add(id(other))
                    word = replace(word, text=word.text + other.text, rect=word.rect.union(o))
                    break
        out.append(word)
    return [t for t in out if id(t) not in taken]


def _without_dots(word: Word, page: BlankPage) -> Iterator[Token]:
    """The pieces of a word between its dots, where the leaders leave room for them."""
    pieces = _DOTS.split(word.text)
    if len(pieces) == 1:
        if word.text.strip():
            yield Token("word", word.rect, word.text, word.confidence)
        return
    middle = word.rect.center[1]
    over = [
        (max(x.left, word.rect.left), min(x.right, word.rect.right))
        for x in page.structure.leaders
        if x.left < word.rect.right and x.right > word.rect.left and abs(x.baseline - middle) < word.rect.height
    ]
    edges = sorted(over)
    if len(edges) != len(pieces) - 1:
        edges = _guessed(word, pieces)
    lefts = [word.rect.left, *(right for _, right in edges)]
    rights = [*(left for left, _ in edges), word.rect.right]
    for text, left, right in zip(pieces, lefts, rights, strict=True):
        if text.strip():
            rect = Rect(left, word.rect.top, max(right, left + 0.5), word.rect.bottom)
            yield Token("word", rect, text, word.confidence)


def _guessed(word: Word, pieces: Sequence[str]) -> list[tuple[float, float]]:
    """Where the dots of a word are by its letters alone: a letter is as wide as two dots."""
    spans = [m.span() for m in _DOTS.finditer(word.text)]
    widths = [1.0] * len(word.text)
    for begin, end in spans:
        widths[begin:end] = [0.5] * (end - begin)
    unit = word.rect.width / max(sum(widths), 1e-6)
    return [
        (word.rect.left + unit * sum(widths[:begin]), word.rect.left + unit * sum(widths[:end])) for begin, end in spans
    ][: len(pieces) - 1]


def _in_any(rect: Rect, places: Sequence[Rect]) -> bool:
    return any(place.holds(rect) for place in places)
