"""
field.id_format, field.date_impossible and the like: what was written cannot be, or deserves a look.

What it checks   every field whose type names a validator, against that validator.
Why it matters   a number one digit short costs a second journey.
How to fix       write the value again as on the card or the calendar.

A reading is held to be wrong only as far as it was read surely: its confidence is the finding's. A personal number
whose digits point to no province, or to a birth after the filing date, is no slip by itself (births abroad): asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanpipe.catalog import FieldSpec
from scanpipe.checks.paper import Paper
from scanpipe.model import Finding, Ink, Reading
from scanpipe.text import digits
from scanpipe.validators import date
from scanpipe.validators.refusals import Impossible, Refusal
from scanpipe.validators.registry import VALIDATORS

_CODES = {
    "phone": "field.phone_format",
    "email": "field.email_format",
    "tax_code": "field.tax_code_checksum",
    "industry_code": "field.industry_code",
}
_UNIT_DOUBTS = frozenset({"district_level", "province_defunct"})
_READ = 0.6
"""Below this confidence a text was not read well enough to ask about it."""
_SURELY_READ = 0.8
_NUMBERS = frozenset({"citizen_id", "identity_document"})
_NUMBER_DOUBTS = frozenset({"province_unknown", "birth_year_in_future"})
_PLAIN = frozenset({"person_name", "ethnic_group", "nationality", "url", "number", "money", "money_words", "sex"})
"""Types whose refusal is only a question: people write them in many ways."""


def check(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for every value that was read and does not fit."""
    for spec, reading in paper.fields():
        if reading.ink is Ink.WRITTEN and reading.text and spec.type in VALIDATORS:
            yield from _value(paper, spec, reading, reading.text)


def _value(paper: Paper, spec: FieldSpec, reading: Reading, text: str) -> Iterator[Finding]:
    validator, sure = VALIDATORS[spec.type], reading.confidence
    try:
        validator.validate(text, on=paper.as_of)
    except Refusal as refusal:
        yield from _refused(paper, spec, reading, text, refusal)
        return
    if spec.type == "date" and _lies_behind(spec) and date.parse(text).earliest > paper.as_of:
        yield paper.finding("field.date_future", spec, reading, sure, value=text)
    if spec.type == "place" and sure >= _READ and _UNIT_DOUBTS & {*validator.doubts(text, on=paper.as_of)}:
        yield paper.finding("field.address_old_unit", spec, reading, sure)
    if spec.type in _NUMBERS and sure >= _SURELY_READ and _NUMBER_DOUBTS & {*validator.doubts(text, on=paper.as_of)}:
        yield paper.finding("field.confirm_value", spec, reading, sure, value=text)


def _refused(paper: Paper, spec: FieldSpec, reading: Reading, text: str, refusal: Refusal) -> Iterator[Finding]:
    sure = reading.confidence
    number = digits(text)
    if spec.type == "citizen_id":
        if len(number) == 9:
            yield paper.finding("field.id_old_cmnd", spec, reading, sure)
        elif len(number) != 12:
            yield paper.finding("field.id_format", spec, reading, sure, n=len(number))
        else:
            yield paper.finding("field.confirm_value", spec, reading, sure, value=text)
    elif spec.type == "date":
        code = "field.date_impossible" if isinstance(refusal, Impossible) else "field.confirm_value"
        yield paper.finding(code, spec, reading, sure, value=text)
    elif sure < _READ or spec.type in _PLAIN:
        return
    elif spec.type in _CODES:
        yield paper.finding(_CODES[spec.type], spec, reading, sure, value=text)
    elif spec.type == "place":
        yield paper.finding("field.place_unknown", spec, reading, sure)
    else:
        yield paper.finding("field.invalid", spec, reading, sure, reason=_reason(refusal))


def _reason(refusal: Refusal) -> str:
    """The refusal as a term of the findings table: WrongLength is "wrong_length"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(refusal).__name__).lower()


def _lies_behind(spec: FieldSpec) -> bool:
    """Whether a date of this field cannot lie ahead: births and deaths, not the start of a business."""
    return any(part in spec.key for part in ("dob", "birth", "death", "issue"))
