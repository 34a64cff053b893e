"""
What a door shows of a check: plain values, ready to be put on a screen or into JSON.

Words come in both languages (`{"vi": …, "en": …}`); places are shares of the straightened page. Nothing here holds a
token, a blob or a row of the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scanpipe.model import Box

Words = Mapping[str, str]
"""A text in both languages, by "vi" and "en"."""


class CheckState(StrEnum):
    """Where a check stands (product §2.1); `deleted` is never seen: a deleted check is not found."""

    DRAFT = "draft"
    """Nothing was handed in yet."""
    CHECKING = "checking"
    """Something that was handed in has not been examined."""
    NEEDS_SUPPLEMENT = "needs_supplement"
    UNREADABLE = "unreadable"
    PASS = "pass"
    SENT = "sent"
    """The citizen took the code for the Center; an officer may look."""
    REVIEWING = "reviewing"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    RECEIVED = "received"
    DONE = "done"

    @property
    def is_given(self) -> bool:
        """Whether the Center has it, or had it."""
        return self in _GIVEN


_GIVEN = frozenset(
    {CheckState.SENT, CheckState.REVIEWING, CheckState.SUPPLEMENT_REQUESTED, CheckState.RECEIVED, CheckState.DONE}
)


class PageState(StrEnum):
    """How far a page has come."""

    RECEIVED = "received"
    STRAIGHTENING = "straightening"
    READING = "reading"
    MATCHING = "matching"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class EditionView:
    """Which edition a paper is, as soon as it is known: before its fields were read."""

    form: str
    edition: str | None
    name: Words
    status: str
    """current | grace | outdated | not_yet | mixed | unknown."""
    effective_from: dt.date | None
    current_blank: bool
    """Whether the edition that is in force can be downloaded as a blank."""


@dataclass(frozen=True, slots=True)
class PageView:
    """
    One page in the order of the dossier. `id` stays the same as long as the picture does; `number` is its place now.
    `verdict` (submit | correct | rescan | review) is None until the page was examined, `readability` until it was read.
    """

    id: str
    number: int
    file_name: str = field(repr=False)
    state: PageState
    readability: str | None = None
    verdict: str | None = None
    open_must: int = 0
    open_check: int = 0
    document: int | None = None
    seen_as: EditionView | None = None
    said_to_be: str | None = None
    """The paper that the person says it is (key of a line of the checklist)."""
    has_picture: bool = False
    width_mm: float = 210.0
    height_mm: float = 297.0


@dataclass(frozen=True, slots=True)
class FindingView:
    """
    One finding. `id` is the same in every examination that finds the same thing again; `number` is the order in which
    to work (cheap mends first), from 1. `moot_by` is the id of a finding whose mend makes this one void (a new form).
    """

    id: str
    number: int
    code: str
    severity: str
    """must | check | info."""
    action: str
    """retake | newform | fill | sign | add | confirm | none."""
    state: str
    """open | fixed | confirmed_ok | overridden | disputed."""
    title: Words = field(repr=False)
    fix: Words = field(repr=False)
    where: Words = field(repr=False)
    """Such as "Trang 1, phía trên"; empty when it is about no page."""
    confidence: float = 1.0
    page_id: str | None = None
    page_number: int | None = None
    document: int | None = None
    key: str | None = None
    label: str | None = field(default=None, repr=False)
    box: Box | None = None
    basis: str | None = None
    answer: str | None = None
    """yes | no | unsure: what the person answered."""
    moot_by: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One paper of the dossier. `name` is what people call it; `pages` are numbers of pages."""

    number: int
    name: Words
    verdict: str
    pages: tuple[int, ...]
    edition: EditionView | None
    kind: str | None
    can_carry: bool
    """Whether what was read can be filled into the current blank."""


@dataclass(frozen=True, slots=True)
class ChecklistLineView:
    """
    One paper of the procedure: `state` is received | replaceable | conditional | missing | not_needed, or none while
    nobody has looked.
    """

    paper: str
    name: Words
    state: str
    note: Words
    pages: tuple[int, ...] = ()
    open_must: int = 0
    said_not_needed: bool = False


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure that a person can choose."""

    key: str
    code: str | None
    title: Words
    group: Words


@dataclass(frozen=True, slots=True)
class AskedLine:
    """
    Something that the Center asks for, in its officer's words. `page_id` is the page to replace, as it is now; `done`
    when that was replaced since; `copies` says how many of a paper.
    """

    text: str = field(repr=False)
    copies: str = ""
    page_id: str | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class AskedView:
    """The Center's newest request for a supplement. `waits` until something new was handed in and examined."""

    number: int
    at: dt.datetime
    deadline: dt.date | None
    contact_name: str = field(repr=False)
    contact_phone: str = field(repr=False)
    papers: tuple[AskedLine, ...]
    lines: tuple[AskedLine, ...]
    waits: bool


@dataclass(frozen=True, slots=True)
class FormChangeView:
    """
    A form changed after the check was examined, and the check was examined again. `effect` is new_form (the paper has
    to be filled in on the form in force) or look; `status` is where the edition of the paper stands now.

    `since` is the first day of the edition in force, where that is another one; `until` the last day on which the
    paper's own was or is taken. `document` is its paper; `can_carry` as there.
    """

    at: dt.datetime
    effect: str
    form: str
    name: Words
    edition: str | None
    status: str
    since: dt.date | None
    until: dt.date | None
    document: int
    current_blank: bool
    can_carry: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """
    A check as it stands. `examined` is False while something that was handed in is still being worked on;
    `verdict` (submit | correct | rescan | review) is that of the last examination. `etag` changes with every change.
    """

    id: str
    code: str
    state: CheckState
    lang: str
    consented: bool
    helper: bool
    procedure: ProcedureView | None
    candidates: tuple[ProcedureView, ...]
    """Procedures that the papers point to, best first, when none was chosen."""
    as_of: dt.date
    created_at: dt.datetime
    touched_at: dt.datetime
    deleted_on: dt.datetime
    """When everything of it is deleted unless it is touched again."""
    examined: bool
    verdict: str | None
    pages: tuple[PageView, ...]
    documents: tuple[DocumentView, ...]
    findings: tuple[FindingView, ...]
    checklist: tuple[ChecklistLineView, ...]
    passed: int
    """How many lines were read and have nothing to be said about."""
    wait_s: int
    """Expected seconds until the result when others are before it; 0 when it is being examined or done."""
    etag: str
    may_teach: bool = False
    """The person lets the Center keep fields that officers correct, so that the machine learns from them."""
    headline: Words = field(default_factory=dict)
    """The verdict in a word or two, as in the report."""
    asked: AskedView | None = None
    """What the Center asks for, once it has."""
    form_change: FormChangeView | None = None
    """What the last change of a form did to it, as long as the paper is there."""

    @property
    def pages_done(self) -> int:
        """How many pages were examined."""
        return sum(page.state is PageState.DONE for page in self.pages)
