"""
The printed words that only stand on identity cards: is this page one, which side is it, and which layout?

Forms ask for a "căn cước công dân" too, so Vietnamese words alone prove little; the English lines beside them, the
words about finger prints and the machine-readable zone stand on no form. Wording of both layouts: Thông tư 06/2021 and
16/2024/TT-BCA [M], specimens in the press [R].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from rapidfuzz import fuzz

from scanpipe.model import Rect, Word
from scanpipe.rows import letters_of, make_rows

Side = Literal["front", "back"]
Layout = Literal["old", "2024"]

_FRONT: Final = (
    "citizenidentitycard", "identitycard", "fullname", "ngaysinhdateofbirth", "namsinhdateofbirth", "gioitinhsex",
    "quoctichnationality", "placeoforigin",
)  # fmt: skip
_BACK: Final = (
    "leftindexfinger", "rightindexfinger", "ngontrotrai", "ngontrophai", "dacdiemnhandang", "datemonthyear",
    "directorgeneralofthepolice", "ministryofpublicsecurity", "placeofbirth", "dateofissue",
)  # fmt: skip
_EITHER: Final = ("socialistrepublicofvietnam", "independencefreedomhappiness", "placeofresidence", "dateofexpiry")
_OLD: Final = ("citizenidentitycard", "placeoforigin", "leftindexfinger", "dacdiemnhandang", "datemonthyear", "congdan")
_NEW: Final = ("hochudemvatenkhaisinh", "placeofbirth", "dateofissue", "ministryofpublicsecurity", "noicutru")
_ZONE: Final = "idvnm"
_ALIKE: Final = 84.0
"""Letters of ten that are read right: small print at 150 dpi loses one in eight."""
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Marks:
    """
    What of the card's own print was found: how many marks each side and layout has, and where.

    `place` covers the rows that carry them, millimetres on the sheet. `zone` says whether the engine read something
    like the machine-readable lines.
    """

    front: int
    back: int
    either: int
    old: int
    new: int
    zone: bool
    place: Rect | None

    @property
    def total(self) -> int:
        """How many marks there are on both sides together."""
        return self.front + self.back + self.either + 2 * self.zone

    @property
    def layout(self) -> Layout | None:
        """The layout that more marks speak for; None when neither does."""
        if self.old == self.new:
            return None
        return "old" if self.old > self.new else "2024"

    @property
    def sides(self) -> frozenset[Side]:
        """The sides that their own print proves."""
        found: Mapping[Side, int] = MappingProxyType({"front": self.front, "back": self.back + 2 * self.zone})
        return frozenset(side for side, marks in found.items() if marks >= _FEWEST)


def looks_like_card(words: Sequence[Word]) -> bool:
    """
    Whether a page has print of an identity card: what is done before any code or zone is looked for.

    Costs a few milliseconds. A page of a form, whatever it says about identity cards, is none.
    """
    return find_marks(words).total >= _FEWEST


def find_marks(words: Sequence[Word]) -> Marks:
    """The marks among the words of a page."""
    rows = make_rows(words)
    texts = [letters_of(row.text) for row in rows]
    hits: dict[str, list[int]] = {}
    for phrase in {*_FRONT, *_BACK, *_EITHER, *_OLD, *_NEW}:
        # Both cards of a couple have them: every row counts for the place.
        if found := [i for i, text in enumerate(texts) if _alike(phrase, text) >= _ALIKE]:
            hits[phrase] = found
    zone = any(_is_zone_line(word.text) for word in words)
    places = [rows[i].rect for found in hits.values() for i in found]
    place = places[0] if places else None
    for rect in places[1:]:
        place = place.union(rect) if place else rect

    def count(phrases: Sequence[str]) -> int:
        return sum(phrase in hits for phrase in phrases)

    # "Citizen identity card" holds "identity card".
    front = count(_FRONT) - ("citizenidentitycard" in hits and "identitycard" in hits)
    return Marks(front, count(_BACK), count(_EITHER), count(_OLD), count(_NEW), zone, place)


def _alike(phrase: str, text: str) -> float:
    return fuzz.partial_ratio(phrase, text, score_cutoff=_ALIKE) if len(text) >= len(phrase) - 2 else 0.0


def _is_zone_line(text: str) -> bool:
    return text.count("<") >= 6 or (len(text) > 20 and _ZONE in letters_of(text)[:7])
