"""
Which validator a field's `type` in forms/ means. "text" is free text and has none.

>>> VALIDATORS["citizen_id"].validate("079 190 000 123")
'079190000123'
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from scanpipe.validators import (
    citizen_id,
    date,
    email,
    ethnic_group,
    identity_document,
    industry_code,
    money,
    money_words,
    nationality,
    number,
    old_id,
    passport,
    person_name,
    phone,
    place,
    procedure_code,
    sex,
    tax_code,
    url,
)
from scanpipe.validators.refusals import Validate


class Validator(Protocol):
    """What every module of the table offers; see the package's docstring for the promises behind the four verbs."""

    @property
    def validate(self) -> Validate:
        """The normalised value, or a `Refusal`."""
        ...

    def compact(self, text: str) -> str:
        """The value without what writing and OCR add around it."""
        ...

    def is_valid(self, text: str, *, on: dt.date | None = None) -> bool:
        """Whether `validate` returns."""
        ...

    def doubts(self, text: str, *, on: dt.date | None = None) -> tuple[str, ...]:
        """Stable codes for what deserves a look."""
        ...


VALIDATORS: Mapping[str, Validator] = MappingProxyType(
    {
        "citizen_id": citizen_id,
        "date": date,
        "email": email,
        "ethnic_group": ethnic_group,
        "identity_document": identity_document,
        "industry_code": industry_code,
        "money": money,
        "money_words": money_words,
        "nationality": nationality,
        "number": number,
        "old_id": old_id,
        "passport": passport,
        "person_name": person_name,
        "phone": phone,
        "place": place,
        "procedure_code": procedure_code,
        "sex": sex,
        "tax_code": tax_code,
        "url": url,
    }
)
