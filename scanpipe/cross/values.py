"""
What a text says, made comparable: a name in capitals, a number of twelve digits, a date of ISO 8601, Nam or Nữ.

The words around a date and the letters of Nam and Nữ are known beforehand, so a slip in them costs nothing: only what
tells two people apart has to be read right.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from scanpipe.validators import date, identity_document, person_name, sex
from scanpipe.validators.refusals import Refusal
from scanpipe.validators.spelling import key

_BORN_FROM, _BORN_UNTIL = 1880, 2120
"""A year of birth outside these was not read right: of a person whom a paper of our time speaks of."""
_IN_DIGITS = re.compile(r"(?<!\d)(\d{1,2})\D{1,9}(\d{1,2})\D{1,7}(\d{4})(?!\d)", re.ASCII)
_SEXES = {"nam": "Nam", "nu": "Nữ"}


def value_of(part: str, text: str) -> str | None:
    """
    The text made comparable; None where it cannot be what it should be, which is for other checks to say.

    `part` is name, number, dob or sex; anything else is compared as it stands.
    """
    match part:
        case "name":
            return _accepted(text)
        case "number":
            said = identity_document.parts(_digits_read_as_letters(text))
            return said.number if said.kind == "citizen_id" else None
        case "dob":
            return _birth(text)
        case "sex":
            return _sex(text)
    return text


def _accepted(text: str) -> str | None:
    try:
        return person_name.validate(text)
    except Refusal:
        return None


def _birth(text: str) -> str | None:
    """
    The date of a birth; of one whose words were misread, what its digits say, without the part that cannot be.

    >>> _birth("15/3/1990"), _birth("hgày 15 tháhg 3 hăm I990"), _birth("75/3/1990"), _birth("15/3/1090")
    ('1990-03-15', '1990-03-15', '1990-03', None)
    """
    digits = _digits_read_as_letters(text)
    written = _IN_DIGITS.findall(digits)
    ways = ["/".join(written[0][i:]) for i in range(3)] if len(written) == 1 else []
    for said in (*ways[:1], text, digits, *ways[1:]):
        try:
            read = date.parse(said)
        except Refusal:
            continue
        return str(read) if _BORN_FROM <= read.year <= _BORN_UNTIL else None
    return None


def _sex(text: str) -> str | None:
    """
    Nam or Nữ; a word that one letter keeps from being one of them, and more from the other, can be nothing else.

    >>> _sex("nữ"), _sex("Hữ"), _sex("HAM"), _sex("Na"), _sex("Kinh")
    ('Nữ', 'Nữ', 'Nam', None, None)
    """
    if sex.is_valid(text):
        return sex.validate(text)
    word = key(text)
    near = [value for name, value in _SEXES.items() if len(word) > 1 and Levenshtein.distance(word, name) == 1]
    return near[0] if len(near) == 1 else None


def _digits_read_as_letters(text: str) -> str:
    """
    A line with the letters beside its digits that engines read for 0 and 1 turned back.

    >>> _digits_read_as_letters("CCCD so O22 I85 412 27O")
    'CCCD so 022 185 412 270'
    """
    beside = r"(?<=\d){0}|{0}(?=\d)"
    return re.sub(beside.format("[Il|]"), "1", re.sub(beside.format("[Oo]"), "0", text))
