"""
A page becomes a card: is it one at all, its code, its zone, its print.

Cheap first: pages without a card's own print cost a few milliseconds; a card costs one look for codes over the page and
one for the zone. Closer looks, and the engine, come only when these fail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from scanpipe.cards.card import Card, ForeignCode, WrongDigits
from scanpipe.cards.content import CardCode, kind_of, parse
from scanpipe.cards.mrz_reading import MrzReading, read_zone
from scanpipe.cards.print_marks import Marks, Side, find_marks, looks_like_card
from scanpipe.cards.printed import read_print
from scanpipe.cards.values import CardValue, agree, day_text
from scanpipe.imaging.close_up import cut_out
from scanpipe.imaging.ink_elsewhere import dark_elsewhere_mm2
from scanpipe.imaging.lines import resized
from scanpipe.imaging.mrz_zone import find_zones
from scanpipe.imaging.qr_codes import QrCode, find_codes, find_codes_closely
from scanpipe.model import Image, Rect, Source, Word
from scanpipe.ocr.engine import Layout as TextLayout
from scanpipe.ocr.engine import OcrEngine
from scanpipe.text import base_letters

__all__ = ["CloseUp", "looks_like_card", "read_card", "read_cards"]

CloseUp: TypeAlias = Callable[[Rect], tuple[Image, float]]
"""A place in millimetres → its picture at the upload's own resolution and that picture's pixels a millimetre."""

_CARD_MM: Final = (86.0, 54.0)
_UNDER_RIGHT_DIGIT, _UNDER_WRONG_DIGIT = 0.97, 0.5
_QR_SURE = 1.0
_FEWEST_TO_LOOK, _FEWEST_MARKS = 2, 3
"""Marks that make it worth to look for a code; marks that make a card of a page without code and zone."""
_AROUND_MM: Final = (26.0, 16.0)
"""How far a side may reach beyond its print that was read: the portrait stands 23 mm left of the labels."""
_DARK_ELSEWHERE_MM2: Final = 15.0
"""A side has fifty and more, dust and a page number have less."""
_ELSEWHERE: Final = 0.6
_REREAD_DPI: Final = 300


@dataclass(frozen=True, slots=True)
class _Code:
    """A card's code and its place."""

    code: CardCode
    rect: Rect


@dataclass(frozen=True, slots=True)
class _Zone:
    """A zone that was read, and its place."""

    reading: MrzReading
    rect: Rect


def read_card(
    picture: Image,
    words: Sequence[Word],
    px_per_mm: float,
    engine: OcrEngine,
    *,
    closer: CloseUp | None = None,
) -> Card | None:
    """The card of a page that shows one, the first of several, or None: see `read_cards`."""
    return next(iter(read_cards(picture, words, px_per_mm, engine, closer=closer)), None)


def read_cards(
    picture: Image,
    words: Sequence[Word],
    px_per_mm: float,
    engine: OcrEngine,
    *,
    closer: CloseUp | None = None,
) -> tuple[Card, ...]:
    """
    The cards that a straightened page shows: none, one with one or two sides, or those of several people.

    `picture` is gray or BGR, `words` those of the page in millimetres. `closer` lets codes be looked for in the upload
    itself, which is finer than a straightened page. Raises EngineError when a doubtful zone cannot be read.
    """
    marks = find_marks(words)
    if marks.total < _FEWEST_TO_LOOK:
        return ()
    reach = _reach(marks, picture, px_per_mm)
    found = _codes(picture, px_per_mm, reach, closer if _may_have_code(marks) else None, deep=_may_have_code(marks))
    codes = [_Code(code, rect) for text, rect in found if (code := parse(text)) is not None]
    zones = _zones(picture, px_per_mm, reach, engine)
    if not codes and not zones and marks.total < _FEWEST_MARKS:
        return ()
    foreign = tuple(ForeignCode(kind_of(text), rect) for text, rect in found if parse(text) is None)
    if len({c.code.number for c in codes}) > 1 or len({z.reading.zone.number for z in zones}) > 1:
        return _of_several(codes, zones, marks, foreign)
    told = [v for c in codes for v in _of_code(c.code, c.rect)] + [v for z in zones for v in _of_zone(z)]
    told += _confirmed(read_print(words), told, picture, px_per_mm, engine)
    sides = _sides(marks, bool(codes), bool(zones))
    seen = [r for r in (marks.place, *(c.rect for c in codes), *(z.rect for z in zones)) if r is not None]
    alone = _alone(picture, px_per_mm, marks, sides, seen)
    return (Card(marks.layout, sides, tuple(told), foreign, _wrong(zones), alone, marks.place),)


def _of_several(
    codes: Sequence[_Code], zones: Sequence[_Zone], marks: Marks, foreign: tuple[ForeignCode, ...]
) -> tuple[Card, ...]:
    """
    The cards of several people on one page, by their numbers.

    Whose the print is cannot be told from its words, so it is left out; nor whether a side is missing or only not read.
    """
    numbers = dict.fromkeys([*(c.code.number for c in codes), *(z.reading.zone.number for z in zones)])
    cards: list[Card] = []
    for number in numbers:
        own_codes = [c for c in codes if c.code.number == number]
        own_zones = [z for z in zones if z.reading.zone.number == number]
        told = [v for c in own_codes for v in _of_code(c.code, c.rect)] + [v for z in own_zones for v in _of_zone(z)]
        sides: set[Side] = {"back"} if own_zones else set()
        if own_codes and marks.layout is not None:
            sides.add("front" if marks.layout == "old" else "back")
        rect = told[0].rect if told else None
        mine = foreign if not cards else ()
        cards.append(Card(marks.layout, frozenset(sides), tuple(told), mine, _wrong(own_zones), _ELSEWHERE, rect))
    return tuple(cards)


def _may_have_code(marks: Marks) -> bool:
    """Whether the side that carries the code may be on the page: the front of the old card, the back of 2024's."""
    side: Side = "back" if marks.layout == "2024" else "front"
    return marks.layout is None or side in marks.sides or not marks.sides


def _reach(marks: Marks, picture: Image, px_per_mm: float) -> Rect:
    """Where the card's code and zone can be: one line of it read, the rest may lie on any side."""
    page = Rect(0, 0, picture.shape[1] / px_per_mm, picture.shape[0] / px_per_mm)
    if marks.place is None:
        return page
    wide = marks.place.grown(*_CARD_MM)
    return Rect(max(0.0, wide.left), max(0.0, wide.top), min(page.right, wide.right), min(page.bottom, wide.bottom))


def _codes(
    picture: Image, px_per_mm: float, reach: Rect, closer: CloseUp | None, *, deep: bool
) -> list[tuple[str, Rect]]:
    """What codes say, and where. `deep`: when one look shows no card's code, look closely around the card's print."""
    found = [(c.text, _placed(c, px_per_mm, 0, 0)) for c in find_codes(picture)]
    if not deep or any(parse(text) for text, _ in found):
        return found
    if closer is not None:
        cut, scale = closer(reach)
        again = find_codes(cut) or find_codes_closely(cut)
        near = [(c.text, _placed(c, scale, reach.left, reach.top)) for c in again]
    else:
        cut, place = cut_out(picture, px_per_mm, reach)
        near = [(c.text, _placed(c, px_per_mm, place.left, place.top)) for c in find_codes_closely(cut)]
    known = {text for text, _ in found}
    return found + [n for n in near if n[0] not in known]


def _placed(code: QrCode, px_per_mm: float, left_mm: float, top_mm: float) -> Rect:
    left, top, right, bottom = (v / px_per_mm for v in (code.left, code.top, code.right, code.bottom))
    return Rect(left + left_mm, top + top_mm, right + left_mm, bottom + top_mm)


def _zones(picture: Image, px_per_mm: float, reach: Rect, engine: OcrEngine) -> list[_Zone]:
    """The zones that are those of cards."""
    cut, place = cut_out(picture, px_per_mm, reach)
    out = []
    for zone in find_zones(cut, px_per_mm):
        read = read_zone(zone, engine)
        if read is not None:
            r = zone.rect
            rect = Rect(r.left + place.left, r.top + place.top, r.right + place.left, r.bottom + place.top)
            out.append(_Zone(read, rect))
    return out


def _of_code(code: CardCode, rect: Rect) -> list[CardValue]:
    texts = {
        "personal_id": code.number,
        "old_id": code.old_number,
        "full_name": code.name,
        "date_of_birth": day_text(code.born),
        "sex": code.sex,
        "residence": code.residence,
        "issued_on": day_text(code.issued_on) if code.issued_on else None,
    }
    return [CardValue(key, text, Source.QR, rect, _QR_SURE) for key, text in texts.items() if text]


def _of_zone(found: _Zone) -> list[CardValue]:
    """The zone's values. One under a check digit that does not hold is no more than a doubt."""
    reading, zone = found.reading, found.reading.zone
    texts = {
        "personal_id": (zone.number, ("number", "full_number")),
        "full_name": (zone.name, ()),
        "date_of_birth": (day_text(zone.born) if zone.born else None, ("birth",)),
        "sex": (zone.sex, ()),
        "expires_on": (day_text(zone.expires_on) if zone.expires_on else None, ("expiry",)),
    }
    out = []
    for key, (text, digits) in texts.items():
        if text:
            if digits:
                confidence = _UNDER_WRONG_DIGIT if any(d in zone.wrong for d in digits) else _UNDER_RIGHT_DIGIT
            else:
                plain = key != "full_name" or reading.name_is_plain
                confidence = min(reading.confidence, 1.0 if plain else _UNDER_WRONG_DIGIT)
            out.append(CardValue(key, text, Source.MRZ, found.rect, confidence))
    return out


def _wrong(zones: Sequence[_Zone]) -> tuple[WrongDigits, ...]:
    return tuple(
        WrongDigits(z.reading.zone.wrong, z.reading.confidence, z.rect) for z in zones if not z.reading.zone.holds
    )


def _sides(marks: Marks, code: bool, zone: bool) -> frozenset[Side]:
    """The sides that print, code or zone prove: the code is in front on the old card, on the back of that of 2024."""
    sides = set(marks.sides)
    if zone:
        sides.add("back")
    if code and marks.layout is not None:
        sides.add("front" if marks.layout == "old" else "back")
    return frozenset(sides) if sides else frozenset[Side]({"front"} if marks.front > marks.back else {"back"})


def _alone(picture: Image, px_per_mm: float, marks: Marks, sides: frozenset[Side], seen: Sequence[Rect]) -> float:
    """
    How sure it is that a card's other side is not on the page.

    A copy too poor to be read still leaves dark on the sheet, and a single word of the other side is a trace of it.
    """
    traces = {"front": marks.front, "back": marks.back}
    if any(traces[side] for side in traces if side not in sides):
        return _ELSEWHERE
    across, down = _AROUND_MM
    own = [place.grown(across, down) for place in seen]
    return 1.0 if dark_elsewhere_mm2(picture, px_per_mm, own) < _DARK_ELSEWHERE_MM2 else _ELSEWHERE


def _confirmed(
    printed: Sequence[CardValue], told: Sequence[CardValue], picture: Image, px_per_mm: float, engine: OcrEngine
) -> list[CardValue]:
    """
    Printed values; those that contradict code or zone read once more, closer, before they may object.

    One misread digit must not set a good card against itself.
    """
    out = []
    for value in printed:
        others = [t for t in told if t.key == value.key and t.key != "residence"]
        if not others or any(agree(t, value) for t in others) or value.rect is None:
            out.append(value)
            continue
        again = _again(value.rect, picture, px_per_mm, engine)
        same = base_letters(value.text) in base_letters(again)
        out.append(value if same else replace(value, confidence=min(value.confidence, 0.5)))
    return out


def _again(rect: Rect, picture: Image, px_per_mm: float, engine: OcrEngine) -> str:
    cut, _ = cut_out(picture, px_per_mm, rect.grown(2.5, 1.0))
    gray = cut if cut.ndim == 2 else cut[..., 1].copy()
    larger = resized(gray, _REREAD_DPI / 25.4 / px_per_mm)
    words = engine.words(larger, layout=TextLayout.BLOCK, dpi=_REREAD_DPI)
    return " ".join(w.text for w in sorted(words, key=lambda w: w.left))
