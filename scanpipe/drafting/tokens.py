"""What stands side by side on a page: words, gaps to write in, squares to tick; as rows and stretches of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scanpipe.drafting.opened import BlankPage
from scanpipe.model import Rect, Word
from scanpipe.rows import make_rows
from scanpipe.text import base_letters

_DOTS = re.compile(r"[.…·․‥_]{3,}|…+|__+")
_ONLY_DOTS = re.compile(r"^[.…·․‥_\-–—~=]+$")
_SQUARE_GLYPHS = re.compile(r"[□☐◻▢❏❑❒⬜☑☒⊠]")
_MARK = re.compile(r"^\(?(?:\d{1,2}[a-z]?|\*)\)?:?$")
_MARK_MM = (5.5, 3.6)
_UNREAD = 0.6
_LETTER_MM = 2.7
"""Squares to tick are printed larger; what is smaller may be a letter."""
_LENGTHS = frozenset({"m", "cm", "km", "dm"})
_POWER = re.compile(r"^[23²³][;,.:)]*$")
_ASCENT_MM, _DESCENT_MM = 3.0, 0.9
"""From a leader up and down to where the letters of the line usually reach."""
_LEAST_GAP_MM = 2.0
_SAME_GAP_MM = 2.6
"""Leaders no further apart on one line are one place."""
_APART_MM = 7.0
"""Words further apart than this belong to different columns."""
_APART_FROM_GAP_MM = 12.0
_WIDE_MM = 55.0
_LINE_MM, _UNDERLINE_MM, _CENTERED_MM = 90.0, 9.0, 5.0
"""A shorter rule so close below words and centred under them ends a title."""
_SEAL_MM = 2.0
"""Dots so near a stamp are of its rim."""
_END_MM = 1.5
_SPECK_MM = 12.0
_TOUCH_MM = 4.0

What = Literal["word", "gap", "tick"]


@dataclass(frozen=True, slots=True)
class Token:
    """One thing on a printed line. `text` is "…" for a gap, "□" for a square; `drawn` says what a gap is drawn with."""

    what: What
    rect: Rect
    text: str
    confidence: float = 1.0
    drawn: Literal["dots", "rule"] = "dots"


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


def said(tokens: Sequence[Token]) -> str:
    """Tokens as text: raised marks and closing signs stand without a space, as labels are quoted."""
    out = ""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is None:
            out = token.text
            continue
        apart = token.rect.left - before.rect.right
        space = apart > 0.45 or apart < -2 if before.what == token.what == "word" else True
        tight = token.text[0] in ",;:.)" or before.text[-1] == "("
        out += ("" if tight or not space else " ") + token.text
    return out


def tokens_of(page: BlankPage, taken: Sequence[Rect] = ()) -> list[Token]:
    """All tokens of a page but for those inside places that are `taken` already (tables, frames, rows of boxes)."""
    ladders = [x.rect.grown(0.6) for x in page.structure.ladders]
    squares = [b for b in page.structure.tick_boxes if not _in_any(b, ladders) and not _is_letter(b, page.words)]
    words = _with_powers([t for t in _words(page, squares) if not _in_any(t.rect, ladders)])
    taken_by = ladders + [seal.grown(_SEAL_MM) for seal in page.structure.seals]
    gaps = [g for g in _alone(_gaps(page), words) if not _in_any(g.rect, taken_by)]
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
        if other is token or other.what == "tick" or _MARK.match(other.text):
            continue
        if near and 0.2 < o.center[1] - rect.center[1] < 2.6:
            return Rect(rect.left, o.top, rect.right, o.bottom)
    return rect


def is_mark(token: Token) -> bool:
    """Whether a word is a footnote mark, "(1)", or may be one that an engine could not read."""
    small = token.rect.width < _MARK_MM[0] and token.rect.height < _MARK_MM[1]
    return bool(_MARK.match(token.text)) or (small and len(token.text) <= 3 and token.confidence < _UNREAD)


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
        if not text or (_ONLY_DOTS.match(text) and (len(text) > 1 or text in "…_")):
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


def _gaps(page: BlankPage) -> list[Token]:
    """
    Leaders and rules to write on, as wide as they are drawn; pieces of one line made one.

    Fine dots run together here and there: then a line is dots in some places and a rule in others.
    """
    out = [_gap(x.left, x.right, x.baseline, "dots") for x in page.structure.leaders]
    out += [_gap(r.left, r.right, r.bottom, "rule") for r in page.structure.horizontal if _is_free(r, page)]
    joined: list[Token] = []
    for gap in sorted(out, key=lambda g: g.rect.left):
        last = next((k for k in range(len(joined) - 1, -1, -1) if _one_line(joined[k], gap, page.words)), None)
        if last is None:
            joined.append(gap)
        else:
            drawn: Literal["dots", "rule"] = "dots" if "dots" in (joined[last].drawn, gap.drawn) else "rule"
            joined[last] = replace(joined[last], rect=joined[last].rect.union(gap.rect), drawn=drawn)
    return [g for g in joined if g.rect.width >= _LEAST_GAP_MM and (g.drawn == "dots" or _to_write_on(g, page))]


def _gap(left: float, right: float, base: float, drawn: Literal["dots", "rule"]) -> Token:
    return Token("gap", Rect(left, base - _ASCENT_MM, right, base + _DESCENT_MM), "…", drawn=drawn)


def _one_line(a: Token, b: Token, words: Sequence[Word]) -> bool:
    """Whether two leaders are one, drawn in pieces with nothing printed between them."""
    if abs(a.rect.bottom - b.rect.bottom) > 1.2 or a.rect.left > b.rect.left + 0.5:
        return False
    between = b.rect.left - a.rect.right
    if between > _SAME_GAP_MM:
        return False
    seam = Rect(a.rect.right - 0.5, a.rect.top, b.rect.left + 0.5, a.rect.bottom)
    return not any(seam.holds(w.rect) for w in words if not _ONLY_DOTS.match(w.text))


def _is_free(rule: Rect, page: BlankPage) -> bool:
    """Whether a rule is no edge of a table and underlines no words."""
    if any(
        rule.left - 1 < u.center[0] < rule.right + 1 and u.top - 1 < rule.center[1] < u.bottom + 1
        for u in page.structure.upright
    ):
        return False
    over = _on_line(rule.center[1], page)
    return sum(max(0.0, min(o.right, rule.right) - max(o.left, rule.left)) for o in over) <= 0.3 * rule.width


def _to_write_on(rule: Token, page: BlankPage) -> bool:
    """Whether something may be written on a free rule: it stands beside words, or is as wide as a line."""
    r = rule.rect
    over = _on_line(r.bottom - _DESCENT_MM, page)
    beside = [o for o in over if -1 < r.left - o.right < _TOUCH_MM or -1 < o.left - r.right < _TOUCH_MM]
    if beside or r.width <= _WIDE_MM:
        return bool(beside)
    above = [w.rect for w in page.words if 0 < r.bottom - w.rect.bottom < _UNDERLINE_MM]
    middle = (min(a.left for a in above) + max(a.right for a in above)) / 2 if above else 0.0
    return r.width > _LINE_MM or abs(middle - r.center[0]) > _CENTERED_MM


def _on_line(base: float, page: BlankPage) -> list[Rect]:
    """The words that stand on a line at that height."""
    return [w.rect for w in page.words if base - 4.5 < w.rect.center[1] < base + 0.2]


def _alone(gaps: Sequence[Token], words: Sequence[Token]) -> Iterator[Token]:
    """Gaps cut short where words were printed over their ends."""
    for gap in gaps:
        rect = gap.rect
        for word in words:
            w = word.rect
            if not (rect.top < w.center[1] < rect.bottom) or w.right < rect.left or w.left > rect.right:
                continue
            if w.left < rect.left + 1.5:
                rect = replace(rect, left=min(max(rect.left, w.right), rect.right))
            elif w.right > rect.right - 1.5:
                rect = replace(rect, right=max(min(rect.right, w.left), rect.left))
        if rect.width >= _LEAST_GAP_MM:
            yield replace(gap, rect=rect)


def _in_any(rect: Rect, places: Sequence[Rect]) -> bool:
    return any(place.holds(rect) for place in places)
