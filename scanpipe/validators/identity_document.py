"""
Giấy tờ tùy thân: one line with kind, number, issuer and date of an identity paper, in any order.

Forms of civil status ask for all of it on one line [R]. The number is found in it: twelve digits (personal number),
nine (old card), or a passport's. Other papers may stand there as well ("giấy tờ hợp lệ thay thế"), so a line without
such a number is doubted; it is refused only when it speaks of a citizen's card and the number beside that has another
length. Sources of the numbers: see `citizen_id`, `old_id`, `passport`.

>>> parts("CCCD số 079 190 000 123 do Cục Cảnh sát QLHC về TTXH cấp ngày 01/02/2022")
Parts(kind='citizen_id', number='079190000123', issued='2022-02-01')
>>> validate("Hộ chiếu B1234567, Cục Quản lý xuất nhập cảnh")
'B1234567'
>>> validate("CCCD 07919000012, cấp ngày 01/02/2022")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongLength: 11 digits, expected 12
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from scanpipe.validators import citizen_id, date, old_id, passport
from scanpipe.validators.refusals import Refusal, WrongLength, accepts
from scanpipe.validators.spelling import fold, nfc, without_separators

_DATE = re.compile(
    r"(?<!\d)\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}(?!\d)|ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}",
    re.ASCII | re.IGNORECASE,
)
_CITIZENS_CARD = re.compile(r"cccd|can cuoc|dinh danh")
_RUN = re.compile(r"\d(?:[ .\-]?\d)*", re.ASCII)
_PASSPORT = re.compile(r"(?<![A-Za-z\d])[A-Za-z] ?\d{7,8}(?!\d)", re.ASCII)
_BY_LENGTH: Mapping[int, str] = {12: "citizen_id", 9: "old_id"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the line says; `kind` names the validator of the number, `issued` is as `date.validate` gives it."""

    kind: str | None
    number: str | None
    issued: str | None


def compact(text: str) -> str:
    """The line in NFC with single spaces, without dots and lines at its ends."""
    return nfc(text).strip(" .…_-:;,|")


def parts(text: str) -> Parts:
    """Kind, number and day of issue, None for what was not found. Never raises."""
    line = compact(text)
    day = _DATE.search(line)
    issued = date.validate(day[0]) if day and date.is_valid(day[0]) else None
    rest = _DATE.sub(" , ", line)
    if match := _PASSPORT.search(rest):
        return Parts("passport", passport.validate(match[0]), issued)
    numbers = _numbers(rest)
    for length, kind in _BY_LENGTH.items():
        if found := next((number for number in numbers if len(number) == length), None):
            return Parts(kind, found, issued)
    return Parts(None, None, issued)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The number, or the line as written when it names another paper, or why it names none."""
    said = parts(text)
    if said.number is not None:
        return said.number
    line = compact(text)
    if not line:
        raise WrongLength("nothing written")
    if _CITIZENS_CARD.search(fold(line)):
        digits = max(map(len, _numbers(_DATE.sub(" , ", line))), default=0)
        raise WrongLength(f"{digits} digits, expected 12")
    return line


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the line names an identity paper, as far as we can tell."""
    return accepts(validate, text, on)


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`number_unknown`: no number of the three kinds; otherwise the doubts of the number's own kind."""
    try:
        validate(text, on=on)
    except Refusal:
        return ()
    said = parts(text)
    if said.number is None:
        return ("number_unknown",)
    validators: Mapping[str | None, ModuleType] = {"citizen_id": citizen_id, "old_id": old_id, "passport": passport}
    return tuple(validators[said.kind].doubts(said.number, on=on))


def _numbers(line: str) -> list[str]:
    """
    The numbers of a line. Spaces, dots and hyphens may part the digits of one number, or one number from the next:
    a run whose digits together are no identity number also counts piece by piece.
    """
    found = []
    for run in _RUN.findall(line):
        found.append(without_separators(run))
        if len(found[-1]) not in _BY_LENGTH:
            found += [piece for piece in re.split(r"[ .\-]", run) if len(piece) in _BY_LENGTH]
    return found
