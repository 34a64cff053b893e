"""
What an officer sees of the queue and of one dossier: plain values, put together by `queue.py` and `review.py`.

Numbers of persons are masked unless somebody revealed them; names stand in a review only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scanpipe.intake.views import ChecklistLineView, DocumentView, FormChangeView, PageView, ProcedureView
from scanpipe.model import Box

Words = Mapping[str, str]
"""vi and en."""


class Tab(StrEnum):
    """The heaps of the queue."""

    WAITING = "waiting"
    MINE = "mine"
    ASKED = "asked"
    SECOND = "second"
    DONE = "done"


class Sort(StrEnum):
    """Orders of the queue; the nearest deadline first unless somebody says otherwise."""

    DUE = "due"
    AGE = "age"
    POINTS = "points"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the queue is shown; it is all in the address, so that a list can be shared. Days are Vietnam's."""

    tab: Tab = Tab.WAITING
    verdicts: frozenset[str] = frozenset()
    """Of submit | correct | rescan | review; none means all."""
    procedure: str | None = None
    group: str | None = None
    """A field of administration (lĩnh vực), as the English name of `ProcedureView.group`."""
    form: str | None = None
    old_form: bool = False
    new_form: bool = False
    """Only those that need the form in force because theirs changed after they were examined."""
    sent_from: dt.date | None = None
    sent_to: dt.date | None = None
    officer: str | None = None
    """The login of who has it."""
    sort: Sort = Sort.DUE
    falling: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One dossier of the list."""

    id: str
    code: str
    procedure: ProcedureView | None
    state: str
    verdict: str
    points: int
    """How many points wait for a person."""
    sent_at: dt.datetime
    age: dt.timedelta
    due_at: dt.datetime | None
    left: dt.timedelta | None
    """Working time until it is due, negative when overdue; None without a deadline."""
    old_form: bool
    held_by: str | None
    """The login of who has it open at this moment."""
    officer: str | None
    """The login of whose it is."""
    postponed_until: dt.datetime | None
    new_form: bool = False
    """Its form changed after it was examined, and the one in force is needed."""


@dataclass(frozen=True, slots=True)
class QueueView:
    """A page of the list, with how many there are in each heap and of each verdict in this heap."""

    filter: Filter
    lines: tuple[QueueLine, ...]
    total: int
    pages: int
    tabs: Mapping[Tab, int]
    verdicts: Mapping[str, int]
    changed_forms: int
    """How many of the waiting dossiers use a form that is not in force any more."""


class PointState(StrEnum):
    """What became of a point."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EDITED = "edited"
    OVERRIDDEN = "overridden"
    ILLEGIBLE = "illegible"
    NOT_APPLICABLE = "not_applicable"
    RETAKE = "retake"


class Certainty(StrEnum):
    """The three words of confidence, and what must be put right."""

    SURE = "sure"
    LOOK = "look"
    UNREADABLE = "unreadable"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Point:
    """
    A field, a signature, a finding: something with a place on a page that a person looks at.

    `id` is `f_…` of a finding or `v:<paper>:<key>` of a value; it is the same in every examination. `number` counts the
    points to look at from 1, and is None for what is only listed under all fields.
    """

    id: str
    number: int | None
    state: PointState
    certainty: Certainty
    critical: bool
    label: str = field(repr=False)
    """As printed, or the finding's place in words."""
    title: Words = field(repr=False)
    """The finding in a sentence; empty for a value that nothing is said about."""
    code: str | None
    """The finding's code; None for a plain value."""
    page_id: str | None
    page_number: int | None
    box: Box | None
    document: int | None
    key: str | None
    read: str | None = field(repr=False)
    """What the machine read; None when it read nothing."""
    value: str | None = field(repr=False)
    """What holds now: read, answered by the citizen, or typed by an officer."""
    card: str | None = field(repr=False)
    """What the identity card says for the same field."""
    probability: float | None
    sources: tuple[str, ...]
    """ocr | text_layer | acroform | qr | mrz | card | rule | citizen | human: why it is trusted."""
    by: str | None = None
    """The login of who decided."""
    reason: str | None = None
    note: str | None = field(default=None, repr=False)
    basis: str | None = None
    disputed: bool = False
    """The citizen thinks that this is wrong."""
    kept: bool = False
    """The machine reads the field's picture as a number of a person: shown masked until it is revealed."""


class OverrideReason(StrEnum):
    """Why a finding is set aside."""

    MISREAD = "misread"
    ALLOWED = "allowed"
    ORIGINAL_SEEN = "original_seen"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of the comparison with the identity card. `outcome`: same | marks | old_unit | differs | absent."""

    key: str
    label: Words
    paper: str | None = field(repr=False)
    front: str | None = field(repr=False)
    qr: str | None = field(repr=False)
    outcome: str
    told: Words = field(repr=False)
    """Such as "khác 1 chữ số, vị trí 12"."""
    differing: tuple[int, ...] = ()
    """Places (from 0) in `paper` that differ."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A request for a supplement that was given out."""

    number: int
    at: dt.datetime
    by: str
    draft: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One dossier under review. `points` are those to look at, in order; `fields` all there are, these among them."""

    id: str
    code: str
    unit: str
    state: str
    verdict: str
    headline: Words
    procedure: ProcedureView | None
    as_of: dt.date
    sent_at: dt.datetime
    due_at: dt.datetime | None
    pages: tuple[PageView, ...]
    documents: tuple[DocumentView, ...]
    checklist: tuple[ChecklistLineView, ...]
    points: tuple[Point, ...]
    fields: tuple[Point, ...]
    comparison: tuple[Comparison, ...]
    slips: tuple[SlipLine, ...]
    may_write: bool
    held_by: str | None
    can_undo: bool
    open_must: int
    unseen: int
    """How many points nobody has looked at yet; acceptance waits for them."""
    official_code: str | None
    etag: str
    form_change: FormChangeView | None = None
    """What the last change of a form did to it."""

    @property
    def can_accept(self) -> bool:
        """Whether nothing stands in the way of acceptance."""
        return self.may_write and not self.open_must and not self.unseen
