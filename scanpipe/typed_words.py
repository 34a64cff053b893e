"""Which words of a typed page may be the value of a field: behind its label, in its cell, in its boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from scanpipe.catalog import Kind
from scanpipe.identify import Identity
from scanpipe.imaging.sheet import Structure
from scanpipe.labels import core
from scanpipe.model import Rect, Word
from scanpipe.places.place import Place
from scanpipe.rows import Row, Stream, letters_of

At = tuple[int, int]
"""A word by its row and its place in it."""

_NEXT_LINE_MM, _END_MM, _INDENT_MM = 13.0, 2.0, 16.0
"""How far apart two lines of a value are, how exactly a full line reaches the margin, how far the next is indented."""
_SIDE_MM, _NARROW_MM = 1.0, 12.0
"""Slack of a rule; a narrower cell holds one digit, or a tick."""
_MOST_CUT_OFF = 3
"""How many words at its end a label may lack where it was found."""
_BULLET = re.compile(r"[-–—+*•●○▪]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVXivx]{1,5}|[a-zđA-ZĐ])[.)]")
"""What is printed before a label: a dash, a number of an item."""


@dataclass(frozen=True, slots=True)
class TypedText:
    """The words of a paper in reading order, and the spans of them that are printed labels, first and last word."""

    paper: Stream
    spans: tuple[tuple[At, At], ...]

    def behind(self, label: tuple[At, At]) -> list[At]:
        """The words between a label and the next printed one, which may begin behind a bullet on its row."""
        end = min((first for first, _ in self.spans if first > label[1]), default=(len(self.paper.rows), 0))
        if end[1] and end[0] > label[1][0]:
            before = self.paper.rows[end[0]].words[: end[1]]
            end = (end[0], 0) if all(_BULLET.fullmatch(word.text) for word in before) else end
        return [at for at in self._from(label[1]) if label[1] < at < end]

    def _from(self, start: At) -> Iterator[At]:
        for r in range(start[0], len(self.paper.rows)):
            for w in range(len(self.paper.rows[r].words)):
                yield r, w

    def label_of(self, place: Place) -> tuple[At, At] | None:
        """The span that ends where the label of a place ends, with the last words of the label that it lacks."""
        assert place.label is not None
        for first, last in self.spans:
            word = self.paper.word(last)
            same = self.paper.rows[last[0]].page == place.page and abs(word.rect.bottom - place.label.bottom) < 1.5
            if same and word.rect.left - 0.5 < place.label.right < word.rect.right + 0.5:
                return first, self._whole(last, letters_of(core(place.spec.label.partition(" | ")[0])))
        return None

    def _whole(self, last: At, label: str) -> At:
        """
        The last word of a label that was found up to `last`: footnote marks printed inside it make it longer than what
        was looked for, so the found one may end too early.
        """
        read = letters_of(self.paper.word(last).text)
        if not read or label.endswith(read):
            return last
        for at in islice((at for at in self._from(last) if at > last), _MOST_CUT_OFF):
            read += letters_of(self.paper.word(at).text)
            if label.endswith(read):
                return at
        return last


def spans(identity: Identity, paper: Stream, places: Sequence[Place]) -> tuple[tuple[At, At], ...]:
    """All printed labels that were found: those of the fit, and those that were only found when locating."""
    found = {(hit.first, hit.last) for hit in (identity.fit.hits if identity.fit else ()) if hit}
    for place in places:
        if place.label is None:
            continue
        own = [
            (r, w)
            for r, row in enumerate(paper.rows)
            if row.page == place.page and row.top < place.label.bottom and row.bottom > place.label.top
            for w, word in enumerate(row.words)
            if place.label.grown(0.3).holds(word.rect)
        ]
        if own and not any(first <= own[-1] <= last for first, last in found):
            found.add((own[0], own[-1]))
    return tuple(sorted(found))


def words_for(place: Place, text: TypedText, structure: Structure, places: Sequence[Place]) -> list[Word] | None:
    """The words that may be the value of a field, in reading order; None where it cannot be told which."""
    own = [w for r in text.paper.rows if r.page == place.page for w in r.words]
    if place.spec.kind is Kind.BOXES and (row := _row_of_boxes(place, structure)):
        return [w for w in own if row.holds(w.rect)]
    if " | " in place.spec.label:
        if place.located:
            return [w for w in own if any(r.holds(w.rect) for r in place.regions)]
        return _in_column(place, text, places) or None
    cell = _cell(place, structure)
    if cell is not None:
        return [w for w in own if cell.holds(w.rect)]
    label = text.label_of(place)
    if label is None:
        return None
    others = [r for p in places if p is not place and p.page == place.page for r in _own_lines(p)]
    found = [text.paper.word(at) for at in _flow(place, text, label, others)]
    end = text.paper.word(label[1])
    stuck = end.text.partition(":")[2]  # no space was typed behind the colon
    return [replace(end, text=stuck), *found] if stuck else found


def _row_of_boxes(place: Place, structure: Structure) -> Rect | None:
    """The row of digit boxes of a field: the one that was located, or the one beside a label of two lines."""
    if place.cells:
        return place.rect
    y = place.label.center[1] if place.label else -1.0
    beside = (ladder.rect for ladder in structure.ladders)
    return next((r for r in beside if r.top - _SIDE_MM < y < r.bottom + _SIDE_MM), None)


def _flow(place: Place, text: TypedText, label: tuple[At, At], others: Sequence[Rect]) -> list[At]:
    """The words behind a label that belong to its value: on its line, and on the lines that it flows over to."""
    rows = text.paper.rows
    behind = text.behind(label)
    right_mm = max((r.rect.right for r in rows if r.page == place.page), default=0.0)
    left_mm = rows[label[1][0]].rect.left
    taken = [at for at in behind if at[0] == label[1][0]]
    last = rows[label[1][0]]
    for r in sorted({at[0] for at in behind} - {label[1][0]}):
        row = rows[r]
        own = [at for at in behind if at[0] == r]
        foreign = any(o.holds(text.paper.word(at).rect) for o in others for at in own)
        apart = row.page != last.page or row.top - last.top > _NEXT_LINE_MM
        room = right_mm - last.rect.right - _END_MM
        several = place.spec.kind is Kind.MULTILINE or place.spec.dotted_lines > 1
        begins = row.words[0].rect.left < left_mm + _INDENT_MM
        if foreign or apart or not begins or not (several or _is_full(last, row, room)):
            break
        taken += own
        last = row
    return taken


def _is_full(last: Row, row: Row, room_mm: float) -> bool:
    """Whether a line had no room left for the word that begins the next one."""
    return room_mm < row.words[0].rect.width


def _in_column(place: Place, text: TypedText, places: Sequence[Place]) -> list[Word]:
    """The words of one cell of a table without rules: below the header of its column, beside the label of its row."""
    assert place.label is not None
    cells = [p for p in places if " | " in p.spec.label and p.label and p.page == place.page]
    names = list(dict.fromkeys(p.spec.label.split(" | ")[1] for p in cells))
    paper = text.paper
    middles = _headers(names, paper, place)
    own = middles.get(place.spec.label.split(" | ")[1])
    if own is None or len(middles) < 2:
        return []
    half = min(abs(own - other) for other in middles.values() if other != own) / 2
    top = place.label.top - _SIDE_MM
    printed = [paper.word(first).rect.top for first, _ in text.spans if paper.rows[first[0]].page == place.page]
    below = [y for y in printed if y > place.label.bottom - _SIDE_MM]
    bottom = min(below, default=place.label.bottom + _NEXT_LINE_MM) - _SIDE_MM
    rows = (r for r in paper.rows if r.page == place.page and top <= r.top < bottom)
    return [w for r in rows for w in r.words if abs(w.rect.center[0] - own) < half]


def _headers(names: Sequence[str], paper: Stream, place: Place) -> dict[str, float]:
    """The middles (mm) of the columns of those names, from the nearest row above that shows them all."""
    assert place.label is not None
    for row in reversed([r for r in paper.rows if r.page == place.page and r.top < place.label.top]):
        found = {}
        for name in names:
            count = len(name.split())
            for n in range(len(row.words) - count + 1):
                group = row.words[n : n + count]
                if "".join(letters_of(w.text) for w in group) == letters_of(name):
                    found[name] = (group[0].rect.left + group[-1].rect.right) / 2
        if len(found) == len(names):
            return found
    return {}


def _own_lines(place: Place) -> Iterator[Rect]:
    """What a place surely claims on other lines: its label, its cells, and the lines of a date or a signature."""
    if place.label is not None:
        yield place.label
    if place.spec.kind in (Kind.PLACE_DATE, Kind.SIGNATURE, Kind.TABLE):
        yield from place.regions
        yield from (cell for row in place.grid for cell in row)


def _cell(place: Place, structure: Structure) -> Rect | None:
    """The table cell that a value stands in, when upright rules part it from its label and close it."""
    assert place.label is not None
    if not place.regions:
        return None
    middle, begin = place.label.center[1], place.label.left + _SIDE_MM
    beside = (r for r in structure.upright if r.top - _SIDE_MM < middle < r.bottom + _SIDE_MM)
    walls = sorted(r.center[0] for r in beside if r.center[0] > begin)
    if len(walls) < 2 or walls[1] - walls[0] < _NARROW_MM:
        return None
    left, right = walls[:2]
    level = [
        r.center[1] for r in structure.horizontal if r.left < left + 2 * _SIDE_MM and r.right > left + 2 * _SIDE_MM
    ]
    top = max((y for y in level if y < middle), default=place.regions[-1].top)
    bottom = min((y for y in level if y > middle), default=place.regions[-1].bottom)
    return Rect(left, top, right, bottom)
