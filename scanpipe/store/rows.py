"""What the store takes and gives: plain values. Times are aware and in UTC; sealed values are opened here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scanpipe.model import Box

PERSON, BATCH = 0, 1
"""The lanes of the queue: a person waits, or a batch does."""


class State(StrEnum):
    """Where a check stands; what is `DELETED` is about to vanish and is found by nobody."""

    DRAFT = "draft"
    CHECKING = "checking"
    NEEDS_SUPPLEMENT = "needs_supplement"
    UNREADABLE = "unreadable"
    PASS = "pass"
    SENT = "sent"
    REVIEWING = "reviewing"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    RECEIVED = "received"
    DONE = "done"
    DELETED = "deleted"


class FindingState(StrEnum):
    """What became of a finding."""

    OPEN = "open"
    FIXED = "fixed"
    CONFIRMED_OK = "confirmed_ok"
    OVERRIDDEN = "overridden"
    DISPUTED = "disputed"


class Answer(StrEnum):
    """What a person says to a question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Finish(StrEnum):
    """What became of a finished run: taken, taken before already, or ignored because the work was somebody else's."""

    DONE = "done"
    AGAIN = "again"
    LOST = "lost"


AT_THE_CENTER = frozenset({State.SENT, State.REVIEWING, State.SUPPLEMENT_REQUESTED})
"""Where a dossier lies with the officers; an examination does not take it away from them."""
RECEIVED = frozenset({State.RECEIVED, State.DONE})
"""Where nothing is handed in any more."""


@dataclass(frozen=True, slots=True)
class NewCheck:
    """
    What a check begins with. `lang` is vi or en; `team` is the volunteers' team, for statistics only; `lane` says who
    waits; `unit` is the Center that it is for.
    """

    lang: str = "vi"
    procedure: str | None = None
    as_of: dt.date | None = None
    helper: bool = False
    team: str | None = None
    lane: int = PERSON
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """
    One check as it stands. Every change that needs an examination raises `wanted`, a run that examined version v sets
    `done` to v. `examining` is the version of a run that holds a lease. `last_seq` is the number of its last event.
    """

    id: str
    code: str
    state: State
    lang: str
    procedure: str | None
    form: str | None
    as_of: dt.date | None
    helper: bool
    team: str | None
    official_code: str | None
    consented_at: dt.datetime | None
    created_at: dt.datetime
    touched_at: dt.datetime
    wanted: int
    done: int
    lane: int
    wanted_at: dt.datetime | None
    examining: int | None
    lease_until: dt.datetime | None
    attempts: int
    verdict: str | None
    report_blob: str | None
    sent_at: dt.datetime | None
    last_seq: int
    unit: str = ""
    officer_id: str | None = None
    held_until: dt.datetime | None = None
    opened_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    postponed_until: dt.datetime | None = None
    accepted_at: dt.datetime | None = None
    points: int = 0
    old_form: bool = False
    first_verdict: str | None = None
    mends: int = 0
    may_teach: bool = False

    @property
    def is_work(self) -> bool:
        """Whether something was handed in that no run has examined yet."""
        return self.done < self.wanted


@dataclass(frozen=True, slots=True)
class FileRow:
    """One upload. `pages` is how many pages were found in it, None before it was read."""

    id: str
    check_id: str
    name: str = field(repr=False)
    sha256: str
    size: int
    blob: str
    pages: int | None
    added_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PageRow:
    """
    One page. `position` counts from 1 through the dossier, `file_page` from 1 in its file. While `provisional`, it
    stands for a file that was not read yet. `said_paper` is what a person says it is; `stage` (received |
    straightening | reading | matching | done), `readability`, `verdict`, `number` (in the report) and `paper` are
    from the newest run. `replaces` is the id of the page whose place it took.
    """

    id: str
    check_id: str
    file_id: str
    file_page: int
    position: int
    provisional: bool
    said_paper: str | None
    stage: str
    readability: str | None
    verdict: str | None
    number: int | None
    paper: int | None
    replaces: str | None
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding over all runs. `number` is its place in the newest report, None when that does not have it."""

    check_id: str
    id: str
    code: str
    severity: str
    page_id: str | None
    paper: int | None
    key: str | None
    state: FindingState
    number: int | None
    answer: Answer | None
    answer_value: str | None = field(repr=False)
    answered_at: dt.datetime | None
    disputed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """What one field of one paper says, as the newest run read it. Confidence 0–1; box in shares of the page."""

    paper: int
    key: str
    page_id: str | None
    ink: str
    value: str | None = field(repr=False)
    confidence: float
    source: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the check, numbered as in the newest report. `pages` are page ids."""

    number: int
    form: str | None
    edition: str | None
    edition_status: str | None
    kind: str | None
    verdict: str | None
    confidence: float
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a check, numbered from 1. Neither names nor numbers nor texts of papers in `data`."""

    check_id: str
    seq: int
    type: str
    data: Mapping[str, Any]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something to tell."""

    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Artefact:
    """
    A blob that belongs to a check. `kind` says what it is (original, kept, straight, annotated, crop, report …),
    `about` the file, page or finding it shows.
    """

    key: str
    kind: str
    about: str | None = None
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was handed in. When it was `new`, its blob is kept; else the same bytes were there already."""

    file: FileRow
    pages: tuple[PageRow, ...]
    new: bool
    stale: tuple[str, ...] = ()
    """Keys of blobs that are no longer needed: delete them once the transaction is through."""


@dataclass(frozen=True, slots=True)
class Claim:
    """
    Leave to examine version `version` of a check until `until`. `lease` is the secret of this very claim; `attempts`
    counts the claims of this work so far, this one included.
    """

    check_id: str
    version: int
    lease: str
    lane: int
    attempts: int
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue at a glance; `oldest` is when the work that waits longest was wanted."""

    waiting: int
    running: int
    oldest: dt.datetime | None


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a run says of one page; `number` is its number in the report, `paper` the paper it belongs to."""

    page_id: str
    number: int | None
    readability: str | None
    verdict: str | None
    paper: int | None


@dataclass(frozen=True, slots=True)
class FindingResult:
    """What a run found: `id` from `ids.finding_id`, `number` its place in the report's findings."""

    id: str
    code: str
    severity: str
    number: int
    page_id: str | None = None
    paper: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run leaves. `report` is the blob of the report; it and every other blob stand in `artefacts`."""

    state: State
    verdict: str | None
    report: str | None
    form: str | None = None
    pages: tuple[PageResult, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    readings: tuple[ReadingRow, ...] = field(default=(), repr=False)
    findings: tuple[FindingResult, ...] = ()
    events: tuple[NewEvent, ...] = ()
    artefacts: tuple[Artefact, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of an outcome. `stale` are blobs of earlier runs: delete them once the transaction is through."""

    finish: Finish
    stale: tuple[str, ...] = ()
