"""What is told of a check: its views as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from scanpipe.model import Box

Lang: TypeAlias = Literal["vi", "en"]
Words = Annotated[
    dict[str, str], Field(description="A text in both languages, by vi and en; empty when there is none.")
]
Verdict: TypeAlias = Literal["submit", "correct", "rescan", "review"]
Status: TypeAlias = Literal["current", "grace", "outdated", "not_yet", "mixed", "unknown"]


def _as_list(value: object) -> object:
    return [value.x, value.y, value.width, value.height] if isinstance(value, Box) else value


Place = Annotated[
    list[float],
    BeforeValidator(_as_list),
    Field(min_length=4, max_length=4, description="x, y, width and height as shares of the straightened page."),
]


class Out(BaseModel):
    """Read from a view, member by member. v1 only ever gains optional members."""

    model_config = ConfigDict(from_attributes=True)


class Procedure(Out):
    """A procedure that a person can choose."""

    key: str = Field(description="What to send as `procedure`.")
    code: str | None = Field(description="Number in the national catalogue.")
    title: Words
    group: Words


class Edition(Out):
    """Which edition a paper is."""

    form: str
    edition: str | None
    name: Words
    status: Status = Field(description="Where the edition stands on the day of filing.")
    effective_from: dt.date | None
    current_blank: bool = Field(description="Whether the edition in force can be downloaded as a blank.")


class Page(Out):
    """One page; `number` is its place in the dossier. Verdict and readability are null until it was examined."""

    id: str
    number: int = Field(ge=1)
    file_name: str
    state: Literal["received", "straightening", "reading", "matching", "done"]
    readability: Literal["ok", "poor", "unreadable"] | None
    verdict: Verdict | None
    open_must: int = Field(ge=0)
    open_check: int = Field(ge=0)
    document: int | None
    seen_as: Edition | None = Field(description="Which edition it is, as soon as that is known.")
    said_to_be: str | None = Field(description="The paper of the checklist that the person says it is.")
    has_picture: bool
    width_mm: float = Field(gt=0)
    height_mm: float = Field(gt=0)


class Finding(Out):
    """One finding with its words. `number` is the order in which to work, from 1."""

    id: str = Field(description="The same in every examination that finds the same thing.")
    number: int = Field(ge=1)
    code: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    severity: Literal["must", "check", "info"]
    action: Literal["retake", "newform", "fill", "sign", "add", "confirm", "none"]
    state: Literal["open", "fixed", "confirmed_ok", "overridden", "disputed"]
    title: Words
    fix: Words
    where: Words
    confidence: float = Field(ge=0, le=1)
    page_id: str | None
    page_number: int | None
    document: int | None
    key: str | None
    label: str | None
    box: Place | None
    basis: str | None
    answer: Literal["yes", "no", "unsure"] | None
    moot_by: str | None = Field(description="The finding whose mend makes this one void.")


class Document(Out):
    """One paper of the dossier; `pages` are numbers of pages."""

    number: int
    name: Words
    verdict: Verdict
    pages: list[int]
    edition: Edition | None
    kind: str | None
    can_carry: bool = Field(description="Whether what was read can be filled into the current blank.")


class ChecklistLine(Out):
    """One paper that the procedure asks for."""

    paper: str
    name: Words
    state: Literal["received", "replaceable", "conditional", "missing", "not_needed", "none"]
    note: Words
    pages: list[int]
    open_must: int = Field(ge=0)
    said_not_needed: bool


class AskedLine(Out):
    """Something that the Center asks for; `done` when its page was replaced since."""

    text: str
    copies: str = Field(description="How many of a paper, empty for all others.")
    page_id: str | None = Field(description="The page to replace, as it is now.")
    done: bool


class Asked(Out):
    """The newest request of the Center for a supplement; `waits` until something new was handed in and examined."""

    number: int
    at: dt.datetime
    deadline: dt.date | None
    contact_name: str
    contact_phone: str
    papers: list[AskedLine]
    lines: list[AskedLine]
    waits: bool


class FormChange(Out):
    """
    A form changed after the check was examined, and it was examined again. `since` is the first day of the edition in
    force, `until` the last day on which the paper's own edition was or is taken.
    """

    at: dt.datetime
    effect: Literal["new_form", "look"]
    form: str
    name: Words
    edition: str | None
    status: Status
    since: dt.date | None
    until: dt.date | None
    document: int
    current_blank: bool
    can_carry: bool


class Check(Out):
    """A check as it stands. `verdict` is that of the last examination; `examined` is false while work is under way."""

    id: str
    code: str = Field(description="What an officer asks for; it opens nothing by itself.")
    state: Literal[
        "draft",
        "checking",
        "needs_supplement",
        "unreadable",
        "pass",
        "sent",
        "reviewing",
        "supplement_requested",
        "received",
        "done",
    ]
    lang: Lang
    consented: bool
    may_teach: bool = Field(description="The person lets corrected fields be kept so that the machine learns.")
    helper: bool
    procedure: Procedure | None
    candidates: list[Procedure] = Field(description="Procedures that the papers point to, best first.")
    as_of: dt.date = Field(description="The day of filing that the papers are held against.")
    created_at: dt.datetime
    touched_at: dt.datetime
    deleted_on: dt.datetime = Field(description="When everything is deleted unless it is touched again.")
    examined: bool
    verdict: Verdict | None
    headline: Words
    pages: list[Page]
    documents: list[Document]
    findings: list[Finding]
    checklist: list[ChecklistLine]
    passed: int = Field(ge=0, description="How many lines were read and have nothing to be said about.")
    wait_s: int = Field(ge=0, description="Expected seconds until the result, when others are before it.")
    asked: Asked | None = Field(description="What the Center asks for, once it has.")
    form_change: FormChange | None = Field(
        default=None, description="What the last change of a form did to it, as long as the paper is there."
    )


class NewCheck(BaseModel):
    """A new check with its key: the only time that the token is told."""

    id: str
    code: str
    token: str = Field(description="The bearer token of this check. Keep it; it cannot be told again.")
    url: str = Field(description="Where the check is.")


class AddedPage(BaseModel):
    """A page that stands in the check now. A PDF is one page until it was opened."""

    id: str
    url: str = Field(description="Where its picture will be.")


class AddedPages(BaseModel):
    """What was added; `new` is false when the same bytes were there before."""

    pages: list[AddedPage]
    new: bool
