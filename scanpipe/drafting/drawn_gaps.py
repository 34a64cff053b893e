"""Leaders and rules to write on, as they are drawn on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from scanpipe.drafting.opened import BlankPage
from scanpipe.drafting.token import ONLY_DOTS, Token
from scanpipe.model import Rect, Word

_ASCENT_MM, _DESCENT_MM = 3.0, 0.9
"""From a leader up and down to where the letters of the line usually reach."""
_LEAST_GAP_MM = 2.0
_SAME_GAP_MM = 2.6
"""Leaders no further apart on one line are one place."""
_WIDE_MM = 55.0
_LINE_MM, _UNDERLINE_MM, _CENTERED_MM = 90.0, 9.0, 5.0
"""A shorter rule so close below words and centred under them ends a title."""
_TOUCH_MM = 4.0


def drawn_gaps(page: BlankPage) -> list[Token]:
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
    return not any(seam.holds(w.rect) for w in words if not ONLY_DOTS.match(w.text))


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


def cut_at_words(gaps: Sequence[Token], words: Sequence[Token]) -> Iterator[Token]:
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
