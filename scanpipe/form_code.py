"""
Form codes as printed and as read: "Mẫu CT01", "Mẫu số 11/ĐK", "Phụ lục III-1", "Mẫu số 2, Phụ lục II".

A code alone never decides: numbers are reused, and a seal may cover it. But a paper that prints another code than an
edition is not that edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scanpipe.rows import Row
from scanpipe.text import base_letters, without_marks

_HEADER_ROWS = 6
_FORM = re.compile(
    r"\bmau\s*(?:so\s*)?[:.]?\s*"
    r"([a-z]{0,3}\s?0?\d{1,2}(?:\s*[/il|]\s*d{1,2}k\b|[a-z]?\b(?:\s*/\s*[a-z]{1,4}\b)?))"
)
# The slash of "11/ĐK" is read as I, l or |.
_SLASH = re.compile(r"(?<=\d)\s*[/il|]\s*(?=d{1,2}k$)")
_ANNEX = re.compile(r"\bphu\s*luc\s*(?:so\s*)?([ivx1l|]{1,4})\b(?:\s*[-–—.]\s*(\d{1,2}))?")
_ROMAN = str.maketrans({"1": "i", "l": "i", "|": "i"})


def codes_in(text: str) -> frozenset[tuple[str, str]]:
    """
    The codes in a text as (kind, code).

    >>> sorted(codes_in("Mẫu số 02, Phụ lục II"))
    [('annex', 'ii'), ('form', '2')]
    >>> sorted(codes_in("Mẫu số 11/ĐK")), sorted(codes_in("Phụ lục III-1"))
    ([('form', '11dk')], [('annex', 'iii-1')])
    >>> codes_in("Mẫu số 11IÐĐK") == codes_in("Mẫu số 11/ĐK")
    True
    """
    plain = without_marks(text).lower()
    found = {("form", _form(m[1])) for m in _FORM.finditer(plain)}
    for match in _ANNEX.finditer(plain):
        roman = match[1].translate(_ROMAN)
        found.add(("annex", f"{roman}-{match[2]}" if match[2] else roman))
    return frozenset(found)


def codes_read(rows: Iterable[Row]) -> frozenset[tuple[str, str]]:
    """The codes in the header of a page or paper."""
    header = [r.text for r in list(rows)[:_HEADER_ROWS]]
    return frozenset().union(*(codes_in(text) for text in header)) if header else frozenset()


def agree(printed: frozenset[tuple[str, str]], read: frozenset[tuple[str, str]]) -> bool | None:
    """Whether the codes read are those printed; None when nothing of the same kind was read."""
    kinds = {k for k, _ in printed} & {k for k, _ in read}
    if not kinds:
        return None
    return all({c for k, c in printed if k == kind} & {c for k, c in read if k == kind} for kind in kinds)


def _form(code: str) -> str:
    letters = base_letters(_SLASH.sub("", code)).replace("dd", "d")  # "Đ" is often read as two letters
    return re.sub(r"(?<!\d)0+(?=\d)", "", letters)
