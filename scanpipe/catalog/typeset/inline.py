"""
A printed line as data: words, gaps to write in, squares to tick, rows of digit boxes.

Labels are quoted as printed, so the gaps and squares that stand inside a label stand in its text: "Số lượng: … bản",
"Có □, Không □". A label without a gap gets one at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from scanpipe.catalog.schema import FieldSpec, Kind
from scanpipe.catalog.typeset.fonts import Face

_PIECES = re.compile(r"(?:…\.*|\.{3,}|_{3,})+|[□☐]|\((?:\d{1,2}[a-z]?|\*)\)|\(?[^\s…□☐()_/]+/?|[()_/]|\s+")
_SQUARES = "□☐"
_GAP = re.compile(r"^(?:…\.*|\.{3,}|_{3,})+$")
_MARK = re.compile(r"^\((?:\d{1,2}[a-z]?|\*)\)$")
_LIST_MARK = re.compile(r"^(\(\d{1,2}\)|[-+–])$")
_SLASHED = re.compile(r"[….]\s*/")
_POWER = re.compile(r"^(c?m|km)([23²³])([;,.:)]*)$")
"""A unit with its power: "m2"."""
_BARE_MARK = re.compile(r"^([^\W\d_]*[a-zà-ỹ]{3,})([1-9])([;,.:)]*)$")
"""A footnote mark without parentheses: "kinh doanh1:"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word without spaces. `space` says whether a space stands before it; `raised` sets it as a superscript."""

    text: str
    face: Face = Face.REGULAR
    space: bool = True
    raised: bool = False
    key: str | None = None
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A dotted place to write in: at least `least_mm` wide, growing by `weight` when there is room."""

    key: str
    least_mm: float
    weight: float
    first: int | None = 0
    """The number of the first form field of its key in the fillable PDF; None when nothing is typed here."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A square to tick."""

    key: str
    option: str | None
    leading: bool = False
    """Whether its words follow it."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """A row of boxes, one character each."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Break:
    """A new printed line begins here."""


Item: TypeAlias = Word | Gap | Tick | Boxes | Break

_ROOM: dict[str, tuple[float, float]] = {
    # type: least width in mm when it shares a line, and its share of what is left over
    "sex": (14, 0.8),
    "ethnic_group": (18, 1.0),
    "nationality": (20, 1.1),
    "number": (14, 0.8),
    "year": (14, 0.8),
    "phone": (24, 1.4),
    "date": (26, 1.6),
    "email": (24, 2.0),
    "person_name": (28, 2.4),
    "place": (35, 3.5),
}
_DATE_PART = {"ngày": (8.0, 0.3), "tháng": (8.0, 0.3), "năm": (11.0, 0.4)}


def room_for(kind: str) -> tuple[float, float]:
    """The least width (mm) of a gap for a value of that type, and its share of the room that is left over."""
    return _ROOM.get(kind, (18, 1.8))


def words(text: str, face: Face = Face.REGULAR, *, key: str | None = None, option: str | None = None) -> list[Word]:
    """A text that nobody fills in, as words; footnote marks such as "(1)" and the power in "m2" are raised."""
    return [item for item in _parse(text, face, key, option, gaps=False) if isinstance(item, Word)]


def caption_items(text: str, face: Face, key: str, *, scale: float = 1.0, ruled: bool = False) -> list[Item]:
    """
    A caption of a signature block, such as "…, ngày … tháng … năm …" or "Họ và tên" (`ruled`: a gap at its end).

    Its form fields count from 1: the name of the signature itself holds no text. `scale` narrows the gaps.
    """
    items: list[Item] = []
    before = ""
    for item in _parse(text, face, key, None):
        if isinstance(item, Gap):
            least, weight = _DATE_PART.get(before, (14.0, 0.6))
            item = Gap(key, least * scale, weight, first=1)
        before = item.text.rstrip(":,").lower() if isinstance(item, Word) else ""
        items.append(item)
    if ruled and not any(isinstance(item, Gap) for item in items):
        items.append(Gap(key, 5, 1, first=1))
    return items


def field_items(spec: FieldSpec, face: Face = Face.REGULAR, *, typed: bool = True) -> list[Item]:
    """The printed line of a field: its label, and what is to be filled in; `typed`: a citizen fills it in."""
    first = 0 if typed else None
    ticks = iter(spec.options)
    items: list[Item] = []
    before = ""
    for item in _parse(spec.label, face, spec.key, None):
        if isinstance(item, Tick):
            item = Tick(spec.key, next(ticks, None), leading=spec.label[0] in _SQUARES)
        if isinstance(item, Gap):
            item = _sized(item, before, spec, first)
        if items and _begins_point(item, before, spec.label):
            items.append(Break())
        before = item.text if isinstance(item, Word) else ""
        items.append(item)
    return items + list(_missing(spec, items, face, first))


def _missing(spec: FieldSpec, items: list[Item], face: Face, first: int | None) -> Iterator[Item]:
    """What the field needs and its label does not show."""
    gaps = sum(isinstance(item, Gap) for item in items)
    ticks = sum(isinstance(item, Tick) for item in items)
    match spec.kind:
        case Kind.BOXES:
            yield Boxes(spec.key, spec.boxes or 12)
        case Kind.CHECKBOX:
            if not ticks:
                yield Tick(spec.key, None)
        case Kind.CHOICE:
            if ticks < len(spec.options):
                yield from _option_items(spec, spec.options[ticks:], face)
        case _:
            if not gaps:
                yield Gap(spec.key, *room_for(spec.type), first)
            lines = max(1, sum(isinstance(item, Break) for item in items) + 1)
            for _ in range(spec.dotted_lines - lines):
                yield Break()
                yield Gap(spec.key, 20, 1, first)


def _option_items(spec: FieldSpec, options: tuple[str, ...], face: Face) -> Iterator[Item]:
    """Short answers have their square behind them ("Có □"), longer ones before."""
    short = all(len(option.split()) <= 2 for option in options)
    for option in options:
        if short:
            yield from _apart(words(option, face, key=spec.key, option=option))
            yield Tick(spec.key, option)
        else:
            yield Tick(spec.key, option, leading=True)
            yield from _apart(words(option, face, key=spec.key, option=option))


def _apart(following: list[Word]) -> list[Word]:
    """The words with a space before them."""
    return [replace(word, space=word.space or number == 0) for number, word in enumerate(following)]


def _sized(gap: Gap, before: str, spec: FieldSpec, first: int | None) -> Gap:
    """A gap inside a label: parts of a date are narrow, the rest is as wide as its type."""
    word = before.rstrip(":,").lower()
    if word in _DATE_PART and ("tháng" in spec.label or "năm" in spec.label):
        return Gap(spec.key, *_DATE_PART[word], first)
    if spec.type == "date" and _SLASHED.search(spec.label):
        return Gap(spec.key, *_DATE_PART["tháng"], first)
    if spec.kind is Kind.PLACE_DATE:
        return Gap(spec.key, 22, 0.6, first)
    return Gap(spec.key, *room_for(spec.type), first)


def _begins_point(item: Item, before: str, label: str) -> bool:
    """Whether a point of a list begins here, on a line of its own: "… gồm có: (1) … (2) …"."""
    if not isinstance(item, Word) or item.raised or not _LIST_MARK.match(item.text):
        return False
    return "(1)" in label if item.text.startswith("(") else before.endswith(":")


def _parse(text: str, face: Face, key: str | None, option: str | None, *, gaps: bool = True) -> Iterator[Item]:
    pieces = [m.group() for m in _PIECES.finditer(text)]
    space = False
    for at, piece in enumerate(pieces):
        if piece.isspace():
            space = True
            continue
        if gaps and _GAP.match(piece):
            yield Gap(key or "", 18, 1)
        elif gaps and piece in _SQUARES:
            yield Tick(key or "", None)
        elif (_MARK.match(piece) and _is_footnote(pieces, at)) or _hangs_on_bracket(pieces, at):
            yield Word(piece, face, False, True, key, option)
        elif raised := _POWER.match(piece) or _BARE_MARK.match(piece):
            base, digit, rest = raised.groups()
            yield Word(base, face, space, False, key, option)
            yield Word(digit.translate(str.maketrans("²³", "23")), face, False, True, key, option)
            if rest:
                yield Word(rest, face, False, False, key, option)
        else:
            yield Word(piece, face, space, False, key, option)
        space = False


def _hangs_on_bracket(pieces: list[str], at: int) -> bool:
    """Whether this is the bare footnote mark of "(Ký và ghi họ tên)5"."""
    return at > 0 and pieces[at - 1] == ")" and bool(re.fullmatch(r"[1-9]:?", pieces[at]))


def _is_footnote(pieces: list[str], at: int) -> bool:
    """
    Whether "(1)" is a footnote mark and not the number of a list.

    It is when it hangs on a word, stands before a colon, a stop or the end, or before a gap in a label without "(1)".
    """
    if at == 0:
        return False
    attached = not pieces[at - 1].isspace()
    following = next((p for p in pieces[at + 1 :] if not p.isspace()), "")
    only_mark_before_gap = bool(_GAP.match(following)) and "(1)" not in pieces
    return attached or not following or following[0] in ":;,." or only_mark_before_gap
