"""
The lines of an edition found again among those of a new blank, by their words and in their order.

The order is what tells "Quốc tịch" of the mother from that of the father, and headings hold the groups together. What
left the order is found by a label that nothing else has; what was reworded stands between the same two neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from scanpipe.catalog.diff import name_of
from scanpipe.catalog.schema import FieldSpec, Kind, Line, Print
from scanpipe.drafting.usual import meaning_of
from scanpipe.text import base_letters

_ALIKE = 0.62
"""How alike (0-1) two lines have to be to be one at all."""
_MOVED, _MARGIN = 0.9, 0.05
"""A line that left the order has to be nearly the same, and much more like this than like any other."""
_MEANT, _REWORDED, _RELATED = 0.6, 0.45, 0.5
"""How sure a field is that has other words, but stands between the same neighbours and asks for the same."""
TEXT = "text"
_WRITTEN = (Kind.LINE, Kind.MULTILINE, Kind.BOXES)
_TICKED = (Kind.CHOICE, Kind.CHECKBOX)
_LEAST_PARTIAL = 8
_SAME_HEADING, _OTHER_HEADING = 0.8, 0.6
_PARENTHESES = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Line `old` of the edition before is line `new` of the blank, both by index; `sure` is 0-1."""

    old: int
    new: int
    sure: float


def aligned(old: Sequence[Line], new: Sequence[Line]) -> tuple[Pair, ...]:
    """The pairs, in the order of the new lines; every line stands in at most one."""
    scores = [[likeness(a, b) for b in new] for a in old]
    _weigh_headings(scores, old, new)
    pairs = [Pair(i, j, _sure(scores, i, j)) for i, j in _in_order(scores)]
    pairs += list(_meant(old, new, pairs))
    pairs += list(_reworded(old, new, [Pair(i, j, 1.0) for i, j in _in_order(scores)], pairs))
    pairs += _moved(scores, pairs)
    return tuple(sorted(pairs, key=lambda pair: pair.new))


def likeness(a: Line, b: Line) -> float:
    """How alike two lines are (0-1): their words without item numbers and marks, and what is filled in there."""
    if not isinstance(a, FieldSpec) or not isinstance(b, FieldSpec):
        if isinstance(a, FieldSpec) or isinstance(b, FieldSpec):
            return 0.0
        return float(fuzz.ratio(base_letters(a.text), base_letters(b.text))) / 100
    if Kind.SIGNATURE in (a.kind, b.kind) and a.kind is not b.kind:
        return 0.0
    if a.kind is b.kind is Kind.PLACE_DATE:
        return 1.0
    # A table that was not seen as one is no line; a square is no dotted line, though it may be one of its kind.
    same = a.kind is b.kind or _same_family(a.kind, b.kind)
    return words_alike(name_of(a), name_of(b)) * (1.0 if same else 0.85)


def words_alike(one: str, other: str) -> float:
    """How alike two labels are (0-1); one that is the other with words more or less is so, but never the same."""
    a, b = base_letters(one), base_letters(other)
    if not a or not b:
        return 0.0
    whole = float(fuzz.ratio(a, b)) / 100
    if min(len(a), len(b)) < _LEAST_PARTIAL:
        return whole
    return max(whole, 0.8 * float(fuzz.partial_ratio(a, b)) / 100)


def _weigh_headings(scores: list[list[float]], old: Sequence[Line], new: Sequence[Line]) -> None:
    """
    Make fields under different headings less alike, where their label is printed more than once.

    "Xã/Phường/Đặc khu" below "Nơi thường trú" is not the one below "Địa chỉ liên hệ", though all else is the same.
    """
    headings = [[_text(lines, n) for n in _heading_lines(lines)] for lines in (old, new)]
    often = Counter(base_letters(name_of(spec)) for spec in old if isinstance(spec, FieldSpec))
    often |= Counter(base_letters(name_of(spec)) for spec in new if isinstance(spec, FieldSpec))
    for i, a in enumerate(old):
        if not isinstance(a, FieldSpec) or often[base_letters(name_of(a))] < 2:
            continue
        for j, b in enumerate(new):
            if isinstance(b, FieldSpec) and scores[i][j] >= _ALIKE:
                scores[i][j] *= _under(headings[0][i], headings[1][j])


def _text(lines: Sequence[Line], number: int) -> str:
    line = lines[number] if number >= 0 else None
    return line.text if isinstance(line, Print) else ""


def _under(one: str, other: str) -> float:
    if not one or not other:
        return 1.0 if one == other else 0.9
    alike = words_alike(_PARENTHESES.sub("", one), _PARENTHESES.sub("", other))
    return 1.0 if alike >= _SAME_HEADING else 0.9 if alike >= _ALIKE else _OTHER_HEADING


def _same_family(a: Kind, b: Kind) -> bool:
    return any(a in family and b in family for family in (_WRITTEN, _TICKED))


def _in_order(scores: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """The pairs of rising order whose likenesses beyond the least add up to most (a longest common subsequence)."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = best[i + 1][j + 1] + _gain(scores[i][j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    i = j = 0
    while i < rows and j < columns:
        if _gain(scores[i][j]) > 0 and best[i][j] == best[i + 1][j + 1] + _gain(scores[i][j]):
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _gain(score: float) -> float:
    return score - _ALIKE + 0.05 if score >= _ALIKE else 0.0


def _sure(scores: Sequence[Sequence[float]], i: int, j: int) -> float:
    """How sure a pair is: how alike, and less where another line would be as good."""
    rivals = [scores[k][j] for k in range(len(scores)) if k != i] + [s for k, s in enumerate(scores[i]) if k != j]
    own = scores[i][j]
    return round(own * (0.9 if max(rivals, default=0.0) > own - _MARGIN else 1.0), 2)


def _moved(scores: Sequence[Sequence[float]], pairs: Sequence[Pair]) -> list[Pair]:
    """Lines outside the order that are nearly the same as one other line, and as none besides."""
    out: list[Pair] = []
    for j in range(len(scores[0]) if scores else 0):
        if any(pair.new == j for pair in pairs):
            continue
        left = [i for i in range(len(scores)) if all(pair.old != i for pair in (*pairs, *out))]
        ranked = sorted(left, key=lambda i: -scores[i][j])
        if not ranked or scores[ranked[0]][j] < _MOVED:
            continue
        if len(ranked) > 1 and scores[ranked[1]][j] > scores[ranked[0]][j] - _MARGIN:
            continue
        out.append(Pair(ranked[0], j, round(0.8 * scores[ranked[0]][j], 2)))
    return out


def _meant(old: Sequence[Line], new: Sequence[Line], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Fields with other words under the same heading that usually mean one thing, each the only one there that does."""
    partner = {pair.old: pair.new for pair in pairs}
    under = _heading_lines(old), _heading_lines(new)
    left = [i for i in _fields(old) if i not in partner]
    come = [j for j in _fields(new) if j not in partner.values()]
    meant = [
        (i, j)
        for i in left
        for j in come
        if _means_the_same(old[i], new[j]) and partner.get(under[0][i], -1) == under[1][j]
    ]
    for i, j in meant:
        if sum(a == i or b == j for a, b in meant) == 1:
            yield Pair(i, j, _MEANT)


def _heading_lines(lines: Sequence[Line]) -> list[int]:
    """For each line the index of the heading that it stands under; -1 before the first."""
    out, heading = [], -1
    for number, line in enumerate(lines):
        if isinstance(line, Print) and line.style == "heading":
            heading = number
        out.append(heading)
    return out


def _fields(lines: Sequence[Line]) -> list[int]:
    return [number for number, line in enumerate(lines) if isinstance(line, FieldSpec)]


def _reworded(old: Sequence[Line], new: Sequence[Line], order: Sequence[Pair], pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The only field that was left between two neighbours in order, with the only one that came between them."""
    gone, found = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    for before, after in pairwise((Pair(-1, -1, 1.0), *order, Pair(len(old), len(new), 1.0))):
        left = [i for i in _fields(old) if before.old < i < after.old and i not in gone]
        come = [j for j in _fields(new) if before.new < j < after.new and j not in found]
        if len(left) == len(come) == 1 and _asks_the_same(old[left[0]], new[come[0]]):
            yield Pair(left[0], come[0], _REWORDED)


def _means_the_same(a: Line, b: Line) -> bool:
    if not isinstance(a, FieldSpec) or not isinstance(b, FieldSpec):
        return False
    one, other = meaning_of(a.label), meaning_of(b.label)
    same = a.kind is b.kind or _same_family(a.kind, b.kind)
    return same and one is not None and other is not None and one.key == other.key


def _asks_the_same(a: Line, b: Line) -> bool:
    """Whether two fields of other words ask for the same kind of value, and for one that can be told by its label."""
    if not isinstance(a, FieldSpec) or not isinstance(b, FieldSpec):
        return False
    if a.kind is b.kind is Kind.SIGNATURE:
        return True
    if a.kind is not b.kind and not _same_family(a.kind, b.kind):
        return False
    one, other = meaning_of(a.label), meaning_of(b.label)
    if one is not None and other is not None:
        return one.type == other.type != TEXT or {one.type, other.type} <= _NUMBERS_OF_PERSONS
    return words_alike(name_of(a), name_of(b)) >= _RELATED


_NUMBERS_OF_PERSONS = frozenset({"citizen_id", "identity_document", "old_id", "passport"})
