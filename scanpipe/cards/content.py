"""
The text of a card's QR becomes values, told by what they look like: the order of the 2024 card is not confirmed.

    card of 2021   number|old number|name|ddmmyyyy|Nam/Nữ|place of residence|ddmmyyyy of issue
    card of 2024   the same values, and an old number, a cancelled number and the parents' names in some order [?]

Source: four public parsers and baobariavungtau.com.vn (2021) [R]; Thông tư 16/2024/TT-BCA as told by afamily.vn [R].
The code is not signed: it confirms what was read, it proves nothing. A code that is none of a card (a bank transfer, a
link) is only named by its kind; what it says is not kept.

>>> code = parse("001199000001||Nguyễn Thị Thu Nghiêm|01021999|Nữ|Thôn Đông, Xã Mẫu, Tỉnh Mẫu|05092021")
>>> code.number, code.name, code.sex, code.born.isoformat(), code.issued_on.isoformat()
('001199000001', 'Nguyễn Thị Thu Nghiêm', 'Nữ', '1999-02-01', '2021-09-05')
>>> parse("https://example.vn/") is None, kind_of("https://example.vn/")
(True, <CodeKind.LINK: 'link'>)
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from scanpipe.text import nfc
from scanpipe.validators import person_name

_NUMBER: Final = re.compile(r"\d{12}")
_OLD_NUMBER: Final = re.compile(r"\d{9}")
_DAY: Final = re.compile(r"\d{8}")
_FEWEST, _MOST = 5, 20
_PAYMENT: Final = re.compile(r"000201")
"""EMVCo merchant-presented codes, VietQR among them, begin with payload format 01 [M]."""
_LINK: Final = re.compile(r"(?i)^[a-z][a-z0-9+.-]*://|^(www\.|mailto:|tel:|sms:|intent:|javascript:|wifi:)")


class CodeKind(StrEnum):
    """What a code is, when one looks at nothing but its shape."""

    CARD = "card"
    PAYMENT = "payment"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CardCode:
    """What the code of a card says; empty or None where it says nothing. `extra`: further fields, not interpreted."""

    number: str = field(repr=False)
    old_number: str = field(repr=False)
    name: str = field(repr=False)
    born: dt.date = field(repr=False)
    sex: str | None = field(repr=False)
    residence: str = field(repr=False)
    issued_on: dt.date | None = field(repr=False)
    extra: tuple[str, ...] = field(default=(), repr=False)


def kind_of(text: str) -> CodeKind:
    """Whether a text is that of a card, of a payment, a link, or something else."""
    if parse(text) is not None:
        return CodeKind.CARD
    if _PAYMENT.match(text):
        return CodeKind.PAYMENT
    return CodeKind.LINK if _LINK.match(text.strip()) else CodeKind.OTHER


def parse(text: str) -> CardCode | None:
    """The values of a card's code, or None when the text is none."""
    fields = [" ".join(nfc(f).split()) for f in text.strip("\ufeff\r\n ").split("|")]
    if not _FEWEST <= len(fields) <= _MOST or not _NUMBER.fullmatch(fields[0]):
        return None
    days = [day for f in fields[1:] if _DAY.fullmatch(f) and (day := _day(f)) is not None]
    words = [f for f in fields[1:] if f and not f.isdigit() and f.casefold() not in ("nam", "nữ")]
    if not days or not words or not person_name.is_valid(words[0]):
        return None
    return CardCode(
        number=fields[0],
        old_number=next((f for f in fields[1:] if _OLD_NUMBER.fullmatch(f)), ""),
        name=words[0],
        # Nobody gets a card before birth.
        born=min(days),
        sex=next((_SEX[f.casefold()] for f in fields if f.casefold() in _SEX), None),
        residence=words[1] if len(words) > 1 else "",
        issued_on=max(days) if len(days) > 1 else None,
        extra=tuple(words[2:]) + tuple(f for f in fields[1:] if _NUMBER.fullmatch(f)),
    )


_SEX: Final = {"nam": "Nam", "nữ": "Nữ"}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
