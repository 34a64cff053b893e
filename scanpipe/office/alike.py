"""
How alike a value on a form and a value on a card are, and where they differ, for people to look at.

>>> likeness("number", "079085012345", "079085012346").told["vi"]
'khác 1 chữ số, vị trí 12'
>>> [likeness("name", "Trần Thị Hòa", card).outcome for card in ("TRẦN THỊ HOÀ", "TRẦN THỊ HOA", "TRẦN THỊ HÀ")]
['same', 'marks', 'differs']
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from scanpipe.cross import addresses, births, names
from scanpipe.cross.values import value_of
from scanpipe.intake.views import Words
from scanpipe.text import nfc
from scanpipe.validators import place
from scanpipe.validators.spelling import fold
from scanpipe.validators.tones import place_tone

_MOST_PLACES = 3
"""More places than this are not listed."""
_SAME: Words = {"vi": "khớp", "en": "the same"}
_MARKS: Words = {"vi": "khác dấu", "en": "other marks"}
_OLD: Words = {
    "vi": "khác đơn vị hành chính cũ (bình thường)",
    "en": "former district or province (normal)",
}
_MOVED: Words = {"vi": "khác; người dân có thể đã chuyển nơi ở", "en": "differs; people move"}
_NAMES: dict[names.Likeness, Words] = {
    names.Likeness.LETTER: {"vi": "khác 1 chữ cái", "en": "a letter differs"},
    names.Likeness.WORD: {"vi": "khác 1 từ", "en": "a word differs"},
    names.Likeness.DIFFERENT: {"vi": "khác", "en": "differs"},
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """`outcome`: same | marks | old_unit | differs | absent. `differing` are places (from 0) in the form's text."""

    outcome: str
    told: Words
    differing: tuple[int, ...] = ()


def likeness(part: str, paper: str | None, card: str | None, *, zone: bool = False) -> Likeness:
    """
    Two values of one part (number, name, dob, sex, address). `zone`: the card's is from its machine-readable zone,
    which has no marks and may cut a name.
    """
    if not paper:
        return Likeness("absent", {"vi": "chưa đọc được trên tờ khai", "en": "not read on the form"})
    if not card:
        return Likeness("absent", {"vi": "chưa đọc được trên thẻ", "en": "not read on the card"})
    match part:
        case "number":
            return _numbers(paper, card)
        case "name":
            return _names(paper, card, zone)
        case "dob":
            return _births(paper, card)
        case "address":
            return _addresses(paper, card)
    return _sexes(paper, card)


def _numbers(paper: str, card: str) -> Likeness:
    own = [(i, c) for i, c in enumerate(paper) if c.isascii() and c.isdigit()]
    a, b = "".join(c for _, c in own), re.sub(r"\D", "", card)
    if a == b:
        return Likeness("same", _SAME)
    if len(a) != len(b):
        told = {"vi": f"khác: {len(a)} chữ số, trên thẻ {len(b)}", "en": f"{len(a)} digits, {len(b)} on the card"}
        return Likeness("differs", told, tuple(own[i][0] for i in _places(a, b) if i < len(own)))
    places = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    vi, en = f"khác {len(places)} chữ số", f"{len(places)} digit{'s differ' if len(places) > 1 else ' differs'}"
    if len(places) <= _MOST_PLACES:
        listed = ", ".join(str(i + 1) for i in places)
        vi, en = f"{vi}, vị trí {listed}", f"{en}, place {listed}"
    return Likeness("differs", {"vi": vi, "en": en}, tuple(own[i][0] for i in places))


def _names(paper: str, card: str, zone: bool) -> Likeness:
    a, b = value_of("name", paper) or _plain(paper), value_of("name", card) or _plain(card)
    found = names.compare_names(a, b, zone=zone).likeness
    if found is names.Likeness.SAME:
        same_case = nfc(paper) == nfc(card)
        return Likeness(
            "same",
            _SAME if same_case else {"vi": "khớp (bỏ qua chữ hoa)", "en": "the same (case does not count)"},
        )
    differing = _places(_plain(paper), _plain(card))
    if found is names.Likeness.MARKS:
        return Likeness("marks", _MARKS, differing)
    return Likeness("differs", _NAMES[found], differing)


def _births(paper: str, card: str) -> Likeness:
    a, b = value_of("dob", paper), value_of("dob", card)
    if a is None or b is None:
        same = re.sub(r"\D", "", paper) == re.sub(r"\D", "", card)
        return Likeness("same", _SAME) if same else Likeness("differs", {"vi": "khác", "en": "differs"})
    compared = births.compare(a, b)
    if compared.same:
        return Likeness("same", _SAME)
    mine, theirs = a.split("-"), b.split("-")
    words = (("năm", "year"), ("tháng", "month"), ("ngày", "day"))
    parts = [words[i] for i, (x, y) in enumerate(zip(mine, theirs, strict=False)) if x != y][::-1]
    told = {"vi": f"khác {', '.join(vi for vi, _ in parts)}", "en": f"other {', '.join(en for _, en in parts)}"}
    return Likeness("differs", told, _places(paper, "/".join(reversed(theirs))) if "/" in paper else ())


def _sexes(paper: str, card: str) -> Likeness:
    a, b = value_of("sex", paper) or nfc(paper), value_of("sex", card) or nfc(card)
    if a.casefold() == b.casefold():
        return Likeness("same", _SAME)
    return Likeness("differs", {"vi": "khác", "en": "differs"})


def _addresses(paper: str, card: str) -> Likeness:
    """Two addresses; where an old district or province is named, a difference is what the reform made of them."""
    one, other = place.parts(paper), place.parts(card)
    if _named(paper) == _named(card):
        return Likeness("same", _SAME)
    if addresses.differ(paper, card):
        return Likeness("differs", _MOVED)
    old = [said.district is not None or bool(said.province and said.province.defunct) for said in (one, other)]
    return Likeness("old_unit", _OLD) if any(old) else Likeness("differs", _MOVED)


def _named(address: str) -> str:
    """An address without what is only spelling."""
    return " ".join(re.findall(r"\w+", fold(address)))


def _plain(text: str) -> str:
    """In capitals with every tone in its customary place; as many characters as before."""
    return re.sub(r"[^\W\d_]+", lambda match: place_tone(match[0]), nfc(text).upper())


def _places(text: str, other: str) -> tuple[int, ...]:
    """The places of a text that are not in the other one; where it lacks something, the place before the gap."""
    found: set[int] = set()
    for step in Levenshtein.opcodes(text, other):
        if step.tag == "insert" and text:
            found.add(min(max(step.src_start - 1, 0), len(text) - 1))
        elif step.tag != "equal":
            found.update(range(step.src_start, step.src_end))
    return tuple(sorted(found))
