"""The lines of a blank in printed order: what is filled in, and what is printed between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scanpipe.catalog.schema import FieldSpec, Kind, Print
from scanpipe.drafting.claimed import claimed
from scanpipe.drafting.fields import Guessed, Keys, field_of
from scanpipe.drafting.head import Head, head_of
from scanpipe.drafting.prints import Passage, as_print, footnotes, letters_of, passages
from scanpipe.drafting.sheet import Place, Sheet
from scanpipe.drafting.usual import part_in
from scanpipe.text import base_letters

_LEVEL_MM = 1.0
_RIGHT_UNDER_MM = 14.0
_LEAST_LETTERS = 4
_ROW_MM = 8.0
_READ, _A_SENTENCE = 0.5, 15


@dataclass(frozen=True, slots=True)
class Body:
    """All that stands on a blank: its head, its lines in order, its footnotes by their mark."""

    head: Head
    lines: tuple[Guessed | Print, ...]
    footnotes: dict[str, str]
    print_confidence: float
    """How well the worst of the printed lines was read (0-1)."""


def body_of(sheet: Sheet, keys: Keys) -> Body:
    """What stands on a blank; the keys of its fields are new among `keys`."""
    own = claimed(sheet)
    head = head_of(sheet, own)
    printed = [passage for passage in passages(sheet, own | head.used) if _is_print(passage)]
    notes, count = footnotes(printed)
    printed = printed[: len(printed) - count]
    places = [place for place in sheet.places if not _is_of_the_head(place, head, sheet)]
    lines = tuple(_lines(places, printed, keys))
    return Body(head, lines, notes, min((p.confidence for p in printed), default=1.0))


def _is_print(passage: Passage) -> bool:
    """Whether it is print at all: stamps and specks are read as a few letters that nobody is sure of."""
    letters = letters_of(passage)
    return letters >= _LEAST_LETTERS and (passage.confidence >= _READ or letters >= _A_SENTENCE)


def _is_of_the_head(place: Place, head: Head, sheet: Sheet) -> bool:
    """Whether a place is none, but a part of motto or title: a rule under it, a letter that looked like a square."""
    letters = base_letters(place.label)
    if place.page != 1 or not letters:
        return False
    lines = [sheet.lines[number] for number in head.used]
    level = (place.label_rect or place.rect).center[1]
    return any(letters in base_letters(line.text) and line.rect.top < level < line.rect.bottom for line in lines)


def _labelled(
    items: Iterable[tuple[Place | Passage, Place | Passage | None]],
) -> Iterator[tuple[Place | Passage, Place | Passage | None]]:
    """A place without words of its own takes those right above it as its label."""
    above: Passage | None = None
    for item, following in items:
        if isinstance(item, Passage):
            if isinstance(following, Place) and not base_letters(following.label) and _is_right_under(following, item):
                above = item
                continue
            yield item, following
        else:
            yield (replace(item, label=above.text, label_rect=above.rect) if above else item), following
            above = None


def _lines(places: Sequence[Place], printed: Sequence[Passage], keys: Keys) -> Iterator[Guessed | Print]:
    group: str | None = None
    before: FieldSpec | None = None
    signed: Place | None = None
    for item, following in _labelled(_merged(places, printed)):
        if isinstance(item, Passage):
            line = as_print(item, before_a_place=_is_right_under(following, item))
            # A heading says whose part begins, a statement ends all parts.
            if line.style == "heading":
                group = part_in(line.text) or group
            elif line.style == "statement":
                group = part_in(line.text)
            yield line
            continue
        if signed is not None and _side_by_side(signed, item):
            item = replace(item, same_line=True)
        signed = item if item.kind is Kind.SIGNATURE else None
        guessed = field_of(item, keys, group=group, before=before)
        group = guessed.person or group
        before = guessed.spec
        yield guessed


def _side_by_side(one: Place, other: Place) -> bool:
    """Whether two signatures stand in columns of one row."""
    tops = [(place.label_rect or place.rect).top for place in (one, other)]
    return other.kind is Kind.SIGNATURE and one.page == other.page and abs(tops[0] - tops[1]) < _ROW_MM


def _merged(
    places: Sequence[Place], printed: Sequence[Passage]
) -> Iterator[tuple[Place | Passage, Place | Passage | None]]:
    """Places and passages in order of reading, each with the one that follows."""
    left, right = list(places), list(printed)
    order: list[Place | Passage] = []
    while left and right:
        order.append(right.pop(0) if _above(right[0], left[0]) else left.pop(0))
    order += [*left, *right]
    yield from zip(order, [*order[1:], None], strict=True)


def _above(passage: Passage, place: Place) -> bool:
    top = (place.label_rect or place.rect).top
    return (passage.page, passage.rect.top + _LEVEL_MM) < (place.page, top)


def _is_right_under(following: Place | Passage | None, passage: Passage) -> bool:
    if not isinstance(following, Place) or following.page != passage.page:
        return False
    return (following.label_rect or following.rect).top - passage.rect.bottom < _RIGHT_UNDER_MM
