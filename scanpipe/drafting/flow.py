"""The places of running print, paragraph after paragraph: what a dotted line or a square has above and before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scanpipe.drafting import gaps, ticks
from scanpipe.drafting.gaps import Written, written
from scanpipe.drafting.paragraphs import ITEM, Paragraph
from scanpipe.drafting.sheet import Place
from scanpipe.drafting.ticks import Ticked, ticked
from scanpipe.drafting.token import Token, is_mark
from scanpipe.text import base_letters

_STEP_MM = 11.5
"""A dotted line no further below goes on with what is above it."""
_WIDE_MM, _LINE_MM, _MARGIN_MM = 25.0, 100.0, 25.0
_POINT = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}[.)]|[-–—+•*]|(?=\S{0,3}[^\w\s])\S{1,4})\s*…[.;\s]*$")
"""A point of a list that is nothing but its mark, however it was read, and a dotted line."""
_NUMBERED = re.compile(r"^\d{1,2}[\s,:]")
_BASIS = re.compile(r"^cancu(?:luat|bo|nghi|thongtu|quyetdinhso|phaplenh|hienphap)")
"""Paragraphs that cite an instrument: what gaps they hold were left by its drafters, for the number it would get."""
_MOTTO = "xahoichunghia"
_NOTES = ("chuthich", "ghichu", "huongdan")


@dataclass(slots=True)
class _Found:
    """One place: lines to write on, or squares to tick, and the words above that they belong to."""

    lines: Written | None = None
    squares: list[Ticked] = field(default_factory=list)
    above: Paragraph | None = None

    def place(self, mark: str | None) -> Place:
        """As the sheet has it."""
        if self.lines is not None:
            return gaps.place_of(self.lines, above=self.above, mark=mark)
        return ticks.place_of(self.squares, _shared(self.squares, self.above))


@dataclass(slots=True)
class _Reader:
    """What has been found so far, and what the paragraph before was."""

    found: list[_Found] = field(default_factory=list)
    last: Paragraph | None = None
    last_place: Written | None = None
    heading: Paragraph | None = None

    def add(self, place: Written, above: Paragraph | None = None) -> None:
        """One more place to write on."""
        self.found.append(_Found(lines=place, above=above))
        self.last_place = place


def places_in(paragraphs: Sequence[Paragraph]) -> Iterator[Place]:
    """The places in the paragraphs of one page, in order. What stands below "Chú thích" explains the form."""
    reader = _Reader()
    for paragraph in _below_head(paragraphs):
        if base_letters(paragraph.text).startswith(_NOTES) and not paragraph.has_place:
            break
        if not (_BASIS.match(base_letters(paragraph.text)) and paragraph.has_place):
            _take(paragraph, reader)
        reader.last = paragraph
    left = min((p.rect.left for p in paragraphs), default=0.0)
    marks = 0
    for found in reader.found:
        mark = _mark(found)
        if mark is None and found.lines is not None and found.above is None and _is_stray(found.lines, left):
            continue
        # Marks are numbered in the order in which they stand; one that could not be read is the next.
        marks = int(mark) if mark and mark.isdigit() else marks + (mark is not None)
        yield found.place(f"({marks})" if mark is not None else None)


def _below_head(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The paragraphs from the national motto on: above it stand the form's code and citation, and nobody writes."""
    heads = [n for n, p in enumerate(paragraphs) if _MOTTO in base_letters(p.text)]
    if not heads:
        return paragraphs
    top = paragraphs[heads[0]].rect.top
    return [p for p in paragraphs if p.rect.bottom > top]


def _mark(found: _Found) -> str | None:
    """The number of the footnote mark that is all the label of a gap, "" for one that was not read; else None."""
    lines = found.lines
    if lines is None or found.above is not None or not lines.nameless or len(lines.tail) != 1:
        return None
    return "".join(c for c in lines.tail[0].text if c.isdigit()) if is_mark(lines.tail[0]) else None


def _is_stray(lines: Written, left: float) -> bool:
    """Whether a gap without any words is more likely dirt, or the line for a name under a signature, than a place."""
    if not lines.nameless or any(base_letters(t.text) for t in lines.tail):
        return False
    widest = max(g.rect.width for g in lines.gaps)
    return widest < _WIDE_MM or (lines.gaps[0].rect.left > left + _MARGIN_MM and widest < _LINE_MM)


def _take(paragraph: Paragraph, reader: _Reader) -> None:
    if any(t.what == "tick" for t in paragraph.tokens):
        _take_ticks(paragraph, reader)
    elif paragraph.only_gap:
        _take_lines(paragraph, reader)
    elif _POINT.match(paragraph.text) and _take_point(paragraph, reader):
        pass
    elif paragraph.has_place:
        _take_written(paragraph, reader)
        reader.heading = None
    else:
        reader.heading, reader.last_place = paragraph, None


def _take_written(paragraph: Paragraph, reader: _Reader) -> None:
    for number, place in enumerate(written(paragraph)):
        if number == 0 and _is_rest(place, reader):
            continue
        reader.add(place)


def _is_rest(place: Written, reader: _Reader) -> bool:
    """Whether a gap behind nothing but a slash goes on with the place before it on its row; then it is made one."""
    last = reader.last_place
    slash = gaps.only_signs(place.parts[:-1]) and len(place.parts) > 1
    if last is None or not slash or reader.last is None or last.rows[-1] != place.rows[0]:
        return False
    last.gaps += place.gaps
    last.rows += place.rows
    return True


def _take_ticks(paragraph: Paragraph, reader: _Reader) -> None:
    here = ticked(paragraph)
    if here.before is not None:
        _take_written(here.before, reader)
    last = reader.last
    near = last is not None and paragraph.rect.top - last.rect.bottom < _STEP_MM
    alone = here.leading and not here.label
    if alone and near and last is not None and _goes_on(last, reader):
        reader.found[-1].squares.append(here)
        return
    heading = reader.heading if near and reader.heading is last and not here.label else None
    reader.found.append(_Found(squares=[here], above=heading))
    reader.heading, reader.last_place = None, None
    if here.behind is not None:
        _take_written(here.behind, reader)


def _goes_on(last: Paragraph, reader: _Reader) -> bool:
    """Whether the paragraph before ended with squares and their words behind them: one more of them may follow."""
    before = reader.found[-1] if reader.found else None
    ticks_before = any(t.what == "tick" for t in last.tokens)
    return before is not None and bool(before.squares) and before.squares[-1].leading and ticks_before


def _take_lines(paragraph: Paragraph, reader: _Reader) -> None:
    """A dotted line alone: one more line of the place above, or the first one of the words above."""
    near = reader.last is not None and paragraph.rect.bottom - reader.last.rect.bottom < _STEP_MM
    stretch = paragraph.stretches[0]
    gaps_here = [t for t in paragraph.tokens if t.what == "gap"]
    place = reader.last_place
    if near and place is not None and not place.dated:
        place.whole_lines += 1
        place.gaps += gaps_here
        place.rows += [stretch.row] * len(gaps_here)
        return
    above = reader.heading if near and reader.heading is reader.last else None
    begun = Written(stretch.page, list(gaps_here[:1]), list(gaps_here), [stretch.row] * len(gaps_here))
    reader.add(begun, above)
    reader.heading = None


def _take_point(paragraph: Paragraph, reader: _Reader) -> bool:
    """A point of a list below words that ask for one; False when there are none."""
    stretch = paragraph.stretches[0]
    place = reader.last_place
    if place is not None and _is_list(place, reader):
        place.whole_lines += 1
        place.parts += stretch.tokens
    elif reader.heading is not None and reader.heading is reader.last and _asks(reader.heading):
        place = Written(stretch.page, list(stretch.tokens), [], [])
        reader.add(place, reader.heading)
        reader.heading = None
    else:
        return False
    gaps_here = [t for t in stretch.tokens if t.what == "gap"]
    place.gaps += gaps_here
    place.rows += [stretch.row] * len(gaps_here)
    return True


def _asks(heading: Paragraph) -> bool:
    """Whether a paragraph without a place leads to what is below it."""
    return heading.text.rstrip().endswith(":") or bool(ITEM.match(heading.text) or _NUMBERED.match(heading.text))


def _is_list(place: Written, reader: _Reader) -> bool:
    return reader.last is not None and bool(_POINT.match(reader.last.text)) and place.parts[-1].what == "gap"


def _shared(found: list[Ticked], above: Paragraph | None) -> Sequence[Token]:
    if found[0].label:
        return found[0].label
    several = sum(len(t.squares) for t in found) > 1
    if above is not None and several and above.text.rstrip().endswith(":"):
        return above.tokens
    return ()
