"""What is public: forms with their editions, procedures, findings and problems."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from api.v1.schemas import Out, Procedure, Status, Words


class Form(Out):
    """A form that is known."""

    form: str
    name: Words
    domain: str
    agency: str | None


class Forms(BaseModel):
    """All forms."""

    forms: list[Form]


class FormEdition(Out):
    """One edition of a form, with its source."""

    edition: str
    title: str
    form_code: str | None
    instrument: str | None
    url: str | None
    effective_from: dt.date | None
    ended_on: dt.date | None = Field(description="The last day on which it was accepted.")
    status: Status


class FormEditions(BaseModel):
    """The editions of a form, newest first, as they stand on a day."""

    form: str
    on: dt.date
    editions: list[FormEdition]


class Procedures(BaseModel):
    """Procedures that fit the words of a search, best first."""

    procedures: list[Procedure]


class Wording(BaseModel):
    """What happened (title), then what to do (fix); parameters stand in braces."""

    title: str
    fix: str


class FindingKind(BaseModel):
    """One row of the table of findings."""

    code: str
    severity: Literal["must", "check", "info"]
    action: Literal["retake", "newform", "fill", "sign", "add", "confirm", "none"]
    vi: Wording
    en: Wording


class FindingKinds(BaseModel):
    """All findings that a report can hold."""

    findings: list[FindingKind]


class ProblemKind(BaseModel):
    """One kind of error."""

    code: str
    type: str
    status: int
    title: str


class ProblemKinds(BaseModel):
    """All errors that this service answers with."""

    problems: list[ProblemKind]
