"""
cross.address_differs: the residence of one person on a form and on the card.

What it checks   the address on a form against that on the card of the same person, province by province as merged on
                 01/07/2025 (`validators.place`), then by the words that name street, hamlet and commune.
Why it matters   hardly: people move, and a card keeps the address of the day it was made. It is only told.
How to fix       nothing has to be done.

Districts are gone and communes were merged, so neither an old district nor another commune of the same province is a
difference by itself.
"""

from __future__ import annotations

import re

from scanpipe.validators import place
from scanpipe.validators.spelling import fold

_UNITS = frozenset(
    re.findall(
        r"\w+",
        "so nha thon xom ap to khu pho duong ngo hem ngach kiet phuong xa thi tran quan huyen tinh thanh tp dan khom"
        " ban buon doi viet nam dac",
    )
)
_IN_COMMON = 0.25
"""Share of the rarer words in common below which two addresses of one province are two places."""


def differ(a: str, b: str) -> bool:
    """
    Whether two addresses are surely in two places.

    >>> differ("Thôn 1, xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang", "Thôn 1, xã Tân Lập, tỉnh Tuyên Quang")
    False
    >>> differ("12 Lê Lợi, phường Bến Nghé, TP Hồ Chí Minh", "Thôn 1, xã Tân Lập, tỉnh Tuyên Quang")
    True
    """
    one, other = place.parts(a), place.parts(b)
    provinces = [p.province.current for p in (one, other) if p.province]
    if len(provinces) == 2 and None not in provinces and provinces[0] != provinces[1]:
        return True
    words_a, words_b = _words(a, one), _words(b, other)
    if not words_a or not words_b:
        return False
    return len(words_a & words_b) / min(len(words_a), len(words_b)) < _IN_COMMON


def _words(address: str, said: place.Parts) -> set[str]:
    """The words that name a place below district and province."""
    text = fold(address)
    for known in (said.district, said.province.name if said.province else None):
        if known:
            text = text.replace(fold(known), " ")
    return {w for w in re.findall(r"\w+", text) if w not in _UNITS}
