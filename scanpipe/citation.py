"""
Citations read on a paper: "ban hành kèm theo Thông tư số 66/2023/TT-BCA".

Number and year decide the edition, so they are never rounded: a number that nobody knows stays what was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from scanpipe.model import Rect
from scanpipe.rows import Row, letters_of

# Slashes are read as | l I 1 or a quotation mark, or are lost; the kind and the agency lose hyphens and marks.
_PATTERN = re.compile(
    r"(?<!\d)(\d{1,4})[^\W\d]?\s*[/\\|lI1.,]?\s*(20[0-3]\d)\s*[/\\|lI1.,“”\"'’‘]{1,2}\s*"
    r"([A-ZĐ][A-ZĐÐ]|[TI1l]{2,3}|N[ĐDÐB]|Q[ĐDÐB]|[A-Z]?T)\s*[-–—_.~]?\s*([A-ZĐÐ0]{2,6})?"
)
_KNOWN = re.compile(r"(\d{1,4})/(20\d\d)")
_KINDS = ("TT", "NĐ", "QĐ")
_AGENCIES = ("BCA", "BTP", "BTC", "CP", "UBND", "BKHĐT", "BTNMT", "BNNMT", "TTg")
_ISSUING = ("banhanhkemtheo", "banhanhtheo", "kemtheothongtu", "kemtheonghidinh", "kemtheoquyetdinh")
_HEADER_ROWS = 6


@dataclass(frozen=True, slots=True)
class Cited:
    """An instrument as read: number and year, its text ("66/2023/TT-BCA"), where, and whether it issues the form."""

    number: int
    year: int
    text: str
    page: int
    rect: Rect
    issues: bool

    @property
    def key(self) -> tuple[int, int]:
        """What decides: number and year."""
        return self.number, self.year


def numbers_in(text: str) -> list[tuple[int, int]]:
    """Every (number, year) in clean text such as "Thông tư 66/2023/TT-BCA"."""
    return [(int(a), int(b)) for a, b in _KNOWN.findall(text)]


def citations(rows: Sequence[Row]) -> list[Cited]:
    """Every instrument cited on a page or paper, in reading order."""
    found = []
    for i, row in enumerate(rows):
        for match in _PATTERN.finditer(row.text):
            kind = process.extractOne(_plain(match[3]), _KINDS, scorer=fuzz.ratio)
            if kind[1] < 50:
                continue
            agency = process.extractOne(match[4], _AGENCIES, scorer=fuzz.ratio) if match[4] else None
            known = agency[0] if agency and agency[1] >= 60 else None
            text = "/".join([match[1], match[2], f"{kind[0]}-{known}" if known else kind[0]])
            found.append(Cited(int(match[1]), int(match[2]), text, row.page, row.rect, _issues(rows, i)))
    return found


def _plain(kind: str) -> str:
    return kind.replace("I", "T").replace("l", "T").replace("1", "T").replace("Ð", "Đ")


def _issues(rows: Sequence[Row], i: int) -> bool:
    """Whether the words around say that this instrument issues the form, or it stands in the header."""
    near = [r for r in rows[max(0, i - 2) : i + 3] if r.page == rows[i].page]
    around = letters_of(" ".join(r.text for r in near))
    if any(fuzz.partial_ratio(words, around) > 83 for words in _ISSUING):
        return True
    header = [k for k, r in enumerate(rows) if r.page == rows[i].page][:_HEADER_ROWS]
    return i in header
