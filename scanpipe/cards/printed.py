"""
What is printed on a card, from the words of its page: each value stands behind its label, or below it.

The print is small (1.5 to 2.5 mm), the ground patterned: what is read here is the weakest of the three sources, and is
given with the confidence of its least sure word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from scanpipe.cards.values import CardValue, day_text
from scanpipe.model import Rect, Source, Word
from scanpipe.rows import Row, letters_of, make_rows
from scanpipe.text import base_letters
from scanpipe.validators import date as dates
from scanpipe.validators import person_name
from scanpipe.validators.refusals import Refusal

PERMANENT: Final = "Không thời hạn"
_LABELS: Final[tuple[tuple[str, str], ...]] = (
    ("full_name", "fullname"), ("full_name", "hovaten"), ("full_name", "vatenkhaisinh"),
    ("date_of_birth", "dateofbirth"), ("date_of_birth", "ngaysinh"), ("date_of_birth", "namsinhdateofbirth"),
    ("sex", "gioitinhsex"), ("sex", "gioitinh"),
    ("", "quoctichnationality"), ("", "placeoforigin"), ("", "placeofbirth"), ("", "quequanplace"),
    ("residence", "placeofresidence"), ("residence", "noithuongtruplace"), ("residence", "noicutruplace"),
    ("issued_on", "datemonthyear"), ("issued_on", "dateofissue"),
    ("expires_on", "dateofexpiry"), ("expires_on", "cogiatriden"), ("expires_on", "hethandate"),
)  # fmt: skip
"""Keys of values and the end of their labels in base letters; labels without a key only end the value before them."""
_ALIKE: Final = 82.0
_DAY: Final = re.compile(r"\d{2}/\d{2}/\d{4}")
_BELOW_MM: Final = 6.0
_REACH_MM: Final = 62.0
_SLACK_MM: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Label:
    key: str
    row: int
    first: int
    last: int
    rect: Rect


def read_print(words: Sequence[Word]) -> tuple[CardValue, ...]:
    """The values that were read from print, one a key at most, dates as dd/mm/yyyy."""
    rows = make_rows(w for w in words if w.text.count("<") < 4)
    labels = [label for i, row in enumerate(rows) for label in _labels(row, i)]
    found: dict[str, CardValue] = {}
    if (number := _number(rows)) is not None:
        found["personal_id"] = number
    for label in labels:
        read = _READERS.get(label.key)
        if read is None or label.key in found:
            continue
        for candidates in _places(label, labels, rows):
            if (value := read(candidates)) is not None:
                found[label.key] = CardValue(label.key, value[0], Source.OCR, value[1], value[2])
                break
    return tuple(found.values())


def _number(rows: Sequence[Row]) -> CardValue | None:
    """The first twelve digits that stand alone, in one word or in groups."""
    for row in rows:
        for i in range(len(row.words)):
            text = ""
            for j in range(i, min(i + 4, len(row.words))):
                part = row.words[j].text.strip(".,:;'\"")
                if not (part.isascii() and part.isdigit()):
                    break
                text += part
                if len(text) == 12:
                    words = row.words[i : j + 1]
                    return CardValue("personal_id", text, Source.OCR, _around(words), min(w.confidence for w in words))
    return None


def _labels(row: Row, index: int) -> list[_Label]:
    letters, owner = "", []
    for i, word in enumerate(row.words):
        part = letters_of(word.text)
        letters += part
        owner += [i] * len(part)
    out: list[_Label] = []
    for key, phrase in _LABELS:
        if len(letters) < len(phrase) - 1:
            continue
        hit = fuzz.partial_ratio_alignment(phrase, letters, score_cutoff=_ALIKE)
        if hit is None or hit.dest_end <= hit.dest_start:
            continue
        first, last = owner[hit.dest_start], owner[hit.dest_end - 1]
        if any(other.key == key and other.last >= first for other in out):
            continue
        out.append(_Label(key, index, first, last, _around(row.words[first : last + 1])))
    return out


def _places(label: _Label, labels: Sequence[_Label], rows: Sequence[Row]) -> list[list[Word]]:
    """Where the value may stand: behind the label up to the next one, the row below, both together."""
    row = rows[label.row]
    ends = [other.first for other in labels if other.row == label.row and other.first > label.last]
    behind = list(row.words[label.last + 1 : min(ends, default=len(row.words))])
    behind = [w for w in behind if w.rect.left - label.rect.right < _REACH_MM]
    left = min([label.rect.left, *(o.rect.left for o in labels if o.row == label.row and o.key == label.key)])
    taken = {other.row for other in labels if other.row > label.row}
    below: list[Word] = []
    bottom = label.rect.bottom
    for i in range(label.row + 1, len(rows)):
        if rows[i].top - bottom > _BELOW_MM or (i in taken and label.key != "expires_on"):
            break
        # Where the English words end says nothing about where the value begins: the row's Vietnamese label does.
        inside = [w for w in rows[i].words if left - 32 <= w.rect.left <= left + _REACH_MM]
        if inside:
            below += inside
            bottom = rows[i].bottom
            if label.key != "residence":
                break
    if label.key == "residence":
        return [behind + below]
    return [behind, below]


def _read_day(words: Sequence[Word]) -> tuple[str, Rect, float] | None:
    text = base_letters(" ".join(w.text for w in words))
    if "khongthoihan" in text:
        return PERMANENT, _around(words), min(w.confidence for w in words)
    for word in words:
        match = _DAY.search(word.text)
        if match is None:
            continue
        try:
            day = dates.parse(match.group()).whole
        except Refusal:
            continue
        if day is not None:
            return day_text(day), word.rect, word.confidence
    return None


def _read_sex(words: Sequence[Word]) -> tuple[str, Rect, float] | None:
    for word in words:
        text = word.text.strip(".,:;_|'\"").casefold()
        if text in ("nam", "nữ"):
            return text.capitalize(), word.rect, word.confidence
    return None


def _read_name(words: Sequence[Word]) -> tuple[str, Rect, float] | None:
    """The words in capitals; specks beside them are none."""
    capital = [w for w in words if w.text.upper() == w.text and any(c.isalpha() for c in w.text)]
    text = " ".join(w.text for w in capital)
    if len(capital) < 2 or not person_name.is_valid(text):
        return None
    return person_name.compact(text), _around(capital), min(w.confidence for w in capital)


def _read_residence(words: Sequence[Word]) -> tuple[str, Rect, float] | None:
    kept = [w for w in words if w.confidence > 0.3 and not _DAY.search(w.text) and any(c.isalnum() for c in w.text)]
    if len(kept) < 2:
        return None
    text = " ".join(w.text for w in kept)
    return text, _around(kept), min(w.confidence for w in kept)


_READERS: Final[dict[str, Callable[[Sequence[Word]], tuple[str, Rect, float] | None]]] = {
    "full_name": _read_name,
    "date_of_birth": _read_day,
    "sex": _read_sex,
    "residence": _read_residence,
    "issued_on": _read_day,
    "expires_on": _read_day,
}


def _around(words: Sequence[Word]) -> Rect:
    out = words[0].rect
    for word in words[1:]:
        out = out.union(word.rect)
    return out
