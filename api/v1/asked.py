"""What a client may ask of a check."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from api.v1.schemas import Lang

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def _written_out(value: object) -> object:
    """A day is written year-month-day; a bare number would be taken for seconds since 1970."""
    if value is None or (isinstance(value, str) and _ISO.match(value)):
        return value
    raise ValueError("a day is written as year-month-day")


Day = Annotated[dt.date, BeforeValidator(_written_out)]


class In(BaseModel):
    """What a client sends; a member that nobody knows is refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid")


class CreateCheck(In):
    """What is known when a check begins; everything can be chosen later."""

    procedure: str | None = Field(None, max_length=100, description="Key or number of a procedure.")
    as_of: Day | None = Field(None, description="Day of filing; today when null.")
    lang: Lang = "vi"
    helper: StrictBool = Field(False, description="Somebody helps another person.")
    team: str | None = Field(None, max_length=40, description="Code of a team of helpers, for statistics only.")
    batch: StrictBool = Field(False, description="Nobody waits for it: checks for which people wait go before it.")
    consented: StrictBool = Field(False, description="The person has read the notice on personal data and agrees.")


class PaperOfPage(In):
    """What the person says that a page is."""

    id: str = Field(max_length=60)
    paper: str | None = Field(max_length=100)


class PaperNeeded(In):
    """Whether the person says that a paper is needed."""

    paper: str = Field(max_length=100)
    needed: StrictBool


class ChangeCheck(In):
    """What to change; what is left out stays as it is."""

    procedure: str | None = Field(None, max_length=100)
    as_of: Day | None = None
    lang: Lang | None = None
    consented: Literal[True] | None = None
    may_teach: StrictBool | None = Field(None, description="Whether corrected fields may be kept to learn from.")
    pages: list[PaperOfPage] = Field(default_factory=list, max_length=200)
    papers: list[PaperNeeded] = Field(default_factory=list, max_length=50)


class AnswerQuestion(In):
    """An answer to a question."""

    answer: Literal["yes", "no", "unsure"]
    value: str | None = Field(None, max_length=200, description="What should stand there, with the answer no.")


class Disagree(In):
    """The person thinks that the finding is wrong (true), or takes that back (false); an officer looks."""

    disagree: StrictBool
