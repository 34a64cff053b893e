"""
Dân tộc: one of the 54 ethnic groups, by name.

Two official codings disagree from code 04 on (Quyết định 121-TCTK/PPCĐ of 1979 and 1019/QĐ-TCTK of 2008 [R]), so
only names are exchanged; spellings of both and common aliases give the name of 2008. Some of that list is recalled
([M], see data/ethnic_groups.yaml), and people name local groups too: an unknown name is doubted, never refused.

>>> validate("H’Mông"), validate("KHƠ-ME"), validate("Xtiêng")
('Mông', 'Khơ me', 'Xtiêng')
>>> validate("Xá Phó"), doubts("Xá Phó")
('Xá Phó', ('not_in_list',))
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache

from scanpipe.validators.refusals import Refusal, accepts, require_letters
from scanpipe.validators.spelling import key, nfc
from scanpipe.validators.tables import table


def compact(text: str) -> str:
    """The words in NFC with single spaces, without dots at the ends."""
    return nfc(text).strip(" .…_-:;,")


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The official name, or the words as written when no list has them, or why they cannot be a name."""
    words = compact(text)
    require_letters(words)
    return _names().get(key(words), words)


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can name an ethnic group."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`not_in_list`: no name or alias of the 54 groups."""
    try:
        name = validate(text, on=on)
    except Refusal:
        return ()
    return () if key(name) in _names() else ("not_in_list",)


@cache
def _names() -> Mapping[str, str]:
    """Official name by the key of every name and alias."""
    data = table("ethnic_groups")
    names = {key(alias): row["name"] for row in data["groups"] for alias in row.get("aliases", ())}
    names |= {key(row["name"]): row["name"] for row in data["groups"]}
    return names | {key(data["foreigner"]): data["foreigner"]}
