"""
Mã ngành kinh tế (VSIC): the four-digit class of a line of business, such as 4711.

A household business gives a class for its main line (Nghị định 168/2025/NĐ-CP art. 89 [R]). VSIC 2025 (Quyết định
36/2025/QĐ-TTg of 29/09/2025 [R]) replaces VSIC 2018 (Quyết định 27/2018/QĐ-TTg [R]) on 15/11/2025 [R]; classes run
from 0111 to 9900 [R]. The list of classes is not here: a first pair of digits in neither list of divisions is
doubted, never refused ([M], see data/industries.yaml).

>>> validate("47.11")
'4711'
>>> import datetime as dt
>>> doubts("4541", on=dt.date(2025, 11, 14)), doubts("4541", on=dt.date(2025, 11, 15))
((), ('division_withdrawn',))
>>> scheme(dt.date(2025, 11, 15))
'VSIC 2025'
>>> validate("471")
Traceback (most recent call last):
scanpipe.validators.refusals.WrongLength: 3 characters, expected 4
"""

import datetime as dt
from typing import Any

from scanpipe.validators.refusals import Impossible, Refusal, accepts, require_digits, require_length
from scanpipe.validators.spelling import without_separators
from scanpipe.validators.tables import table


def compact(text: str) -> str:
    """The code without spaces, dots and hyphens."""
    return without_separators(text)


def validate(text: str, *, on: dt.date | None = None) -> str:
    """The four digits, or why they cannot be a class."""
    code = compact(text)
    require_length(code, 4)
    require_digits(code)
    data = table("industries")
    if not data["lowest_class"] <= code <= data["highest_class"]:
        raise Impossible(f"classes run from {data['lowest_class']} to {data['highest_class']}")
    return code


def is_valid(text: str, *, on: dt.date | None = None) -> bool:
    """Whether the text can be a class."""
    return accepts(validate, text, on)


def scheme(on: dt.date) -> str:
    """The name of the classification in force on that day."""
    return str(_scheme(on)["name"])


def doubts(text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
    """`division_unknown`: no such first two digits. `division_withdrawn`: gone in the scheme of that day [M]."""
    try:
        division = validate(text, on=on)[:2]
    except Refusal:
        return ()
    if not any(first <= division <= last for first, last in table("industries")["divisions"]):
        return ("division_unknown",)
    if on is not None and division in _scheme(on)["withdrawn_divisions"]:
        return ("division_withdrawn",)
    return ()


def _scheme(on: dt.date) -> Any:
    begun = [row for row in table("industries")["schemes"] if row.get("effective_from", dt.date.min) <= on]
    return begun[-1]
