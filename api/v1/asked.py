"""What a client may ask of a check."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.v1.schemas import Lang


class In(BaseModel):
    """What a client sends; a member that nobody knows is refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid")


class CreateCheck(In):
    """What is known when a check begins; everything can be chosen later."""

    procedure: str | None = Field(None, max_length=100, description="Key or number of a procedure.")
    as_of: dt.date | None = Field(None, description="Day of filing; today when null.")
    lang: Lang = "vi"
    helper: bool = Field(False, description="Somebody helps another person.")
    team: str | None = Field(None, max_length=40, description="Code of a team of helpers, for statistics only.")
    consented: bool = Field(False, description="The person has read the notice on personal data and agrees.")


class PaperOfPage(In):
    """What the person says that a page is."""

    id: str = Field(max_length=60)
    paper: str | None = Field(max_length=100)


class PaperNeeded(In):
    """Whether the person says that a paper is needed."""

    paper: str = Field(max_length=100)
    needed: bool


class ChangeCheck(In):
    """What to change; what is left out stays as it is."""

    procedure: str | None = Field(None, max_length=100)
    as_of: dt.date | None = None
    lang: Lang | None = None
    consented: Literal[True] | None = None
    pages: list[PaperOfPage] = Field(default_factory=list, max_length=200)
    papers: list[PaperNeeded] = Field(default_factory=list, max_length=50)


class AnswerFinding(In):
    """Either an answer to a question, or disagreement; with disagreement an officer looks."""

    answer: Literal["yes", "no", "unsure"] | None = None
    value: str | None = Field(None, max_length=200, description="What should stand there, with the answer no.")
    disagree: bool | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> AnswerFinding:
        if (self.answer is None) == (self.disagree is None):
            raise ValueError("either answer or disagree")
        return self
