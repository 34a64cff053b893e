"""What an officer's programs are told of dossiers, and what they may ask: the Center's views as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, Field, StrictInt

from api.v1 import examples
from api.v1.asked import In
from api.v1.schemas import ChecklistLine, Document, Out, Page, Place, Procedure, Verdict, Words
from scanpipe.office.guards import LONGEST_NOTE, LONGEST_VALUE

DossierState: TypeAlias = Literal["sent", "reviewing", "supplement_requested", "received", "done"]
PointState: TypeAlias = Literal["open", "accepted", "edited", "overridden", "illegible", "not_applicable", "retake"]
Certainty: TypeAlias = Literal["sure", "look", "unreadable", "must"]
Outcome: TypeAlias = Literal["same", "marks", "old_unit", "differs", "absent"]
Reason: TypeAlias = Literal["misread", "allowed", "original_seen", "other"]
Kind: TypeAlias = Literal["accept", "edit", "override", "illegible", "not_applicable", "retake"]


def _seconds(value: object) -> object:
    return round(value.total_seconds()) if isinstance(value, dt.timedelta) else value


class DossierLine(Out):
    """One dossier of the list. Nothing that people wrote is in it."""

    id: str
    code: str
    procedure: Procedure | None
    state: DossierState
    verdict: Verdict
    points: int = Field(ge=0, description="How many points wait for a person.")
    sent_at: dt.datetime
    age_s: Annotated[int, BeforeValidator(_seconds)] = Field(validation_alias="age", description="Since it was sent.")
    due_at: dt.datetime | None
    left_s: Annotated[int | None, BeforeValidator(_seconds)] = Field(
        validation_alias="left", description="Working time that is left; negative when it is overdue."
    )
    old_form: bool
    held_by: str | None = Field(description="The login of who has it open.")
    officer: str | None = Field(description="The login of whose it is.")
    postponed_until: dt.datetime | None
    new_form: bool = Field(
        default=False, description="Its form changed after it was examined, and the one in force is needed."
    )


class Dossiers(Out):
    """A page of the list, with how many there are in each heap and of each verdict."""

    dossiers: list[DossierLine] = Field(validation_alias="lines")
    total: int = Field(ge=0)
    pages: int = Field(ge=1)
    tabs: dict[str, int] = Field(description="By waiting, mine, asked, second, done.")
    verdicts: dict[str, int]
    changed_forms: int = Field(ge=0, description="Waiting dossiers on a form that is not in force any more.")


class Point(Out):
    """A field or a finding that a person looks at; `number` is null for what is only listed."""

    id: str = Field(description="The same in every examination: f_… or v:paper:key.")
    number: int | None
    state: PointState
    certainty: Certainty
    critical: bool
    label: str
    title: Words
    code: str | None
    page_id: str | None
    page_number: int | None
    box: Place | None
    document: int | None
    key: str | None
    read: str | None = Field(description="What the machine read.")
    value: str | None = Field(description="What holds now.")
    card: str | None = Field(description="What the identity card says.")
    probability: float | None = Field(ge=0, le=1)
    sources: list[str] = Field(description="Of ocr, text_layer, acroform, qr, mrz, card, rule, citizen, human.")
    by: str | None
    reason: Reason | None
    note: str | None
    basis: str | None
    disputed: bool
    kept: bool = Field(description="A number is masked until it is revealed.")


class ComparisonLine(Out):
    """A line of the comparison with the identity card: pictures are compared, nobody is identified."""

    key: str
    label: Words
    paper: str | None
    front: str | None
    qr: str | None
    outcome: Outcome
    told: Words
    differing: list[int] = Field(description="Places (from 0) in `paper`.")


class SlipGiven(Out):
    """A request for a supplement that was given out."""

    number: int = Field(ge=1)
    at: dt.datetime
    by: str
    draft: bool


class Dossier(Out):
    """One dossier under review. `points` are those to look at, in order; `fields` all there are."""

    id: str
    code: str
    unit: str
    state: DossierState
    verdict: Verdict
    headline: Words
    procedure: Procedure | None
    as_of: dt.date
    sent_at: dt.datetime
    due_at: dt.datetime | None
    pages: list[Page]
    documents: list[Document]
    checklist: list[ChecklistLine]
    points: list[Point]
    fields: list[Point]
    comparison: list[ComparisonLine]
    slips: list[SlipGiven]
    may_write: bool
    held_by: str | None
    can_undo: bool
    can_accept: bool
    open_must: int = Field(ge=0)
    unseen: int = Field(ge=0, description="Points that nobody has looked at yet.")
    official_code: str | None


class Revealed(BaseModel):
    """The value of a point, unmasked; that it was seen is written down."""

    point: str
    value: str


# ---- what may be asked -----------------------------------------------------------------------------------------------

Value = Annotated[str, Field(max_length=LONGEST_VALUE)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]
PointName = Annotated[str, Field(max_length=200, description="The id of a point.")]


class Decide(In):
    """A decision about one point; there is none about all of them."""

    point: PointName
    kind: Kind
    value: Value | None = Field(None, description="What is typed, with the kind edit.")
    reason: Reason | None = Field(None, description="With the kind override.")
    note: Note | None = Field(None, description="Needed for the reason other.")
    seen_ms: StrictInt = Field(
        0, ge=0, le=86_400_000, description="How long the picture of the point was looked at: at least 300 to accept."
    )


class Override(In):
    """A finding is set aside, in this dossier only."""

    finding: PointName
    reason: Reason
    note: Note | None = Field(None, description="Needed for the reason other.")


class EditField(In):
    """What stands in the field."""

    value: Value
    note: Note | None = None


class PointOf(In):
    """A point by its id."""

    point: PointName


class Accept(In):
    """Acceptance, with the code of the authority's own system where it is known."""

    official_code: str | None = Field(None, max_length=80)


class ChangeDossier(In):
    """The code of the authority's own system; an empty one takes it away."""

    official_code: str = Field(max_length=80)


class Postpone(In):
    """Put off until then, and why."""

    until: dt.datetime = Field(description="With its zone, such as 2026-11-24T08:00:00+07:00.")
    why: Note


# ---- examples --------------------------------------------------------------------------------------------------------

POINT_ID = "v:0:declarant_full_name"
LINE: dict[str, Any] = {
    "id": examples.CHECK_ID,
    "code": examples.CODE,
    "procedure": examples.PROCEDURE,
    "state": "sent",
    "verdict": "correct",
    "points": 3,
    "sent_at": "2026-11-23T02:44:31Z",
    "age_s": 4800,
    "due_at": "2026-11-23T10:00:00Z",
    "left_s": 2400,
    "old_form": False,
    "held_by": None,
    "officer": None,
    "postponed_until": None,
}
LIST: dict[str, Any] = {
    "dossiers": [LINE],
    "total": 1,
    "pages": 1,
    "tabs": {"waiting": 1, "mine": 0, "asked": 0, "second": 0, "done": 0},
    "verdicts": {"submit": 0, "correct": 1, "rescan": 0, "review": 0},
    "changed_forms": 0,
}
POINT: dict[str, Any] = {
    "id": POINT_ID,
    "number": 1,
    "state": "open",
    "certainty": "sure",
    "critical": True,
    "label": "1. Họ, chữ đệm và tên",
    "title": {},
    "code": None,
    "page_id": examples.PAGE_ID,
    "page_number": 1,
    "box": [0.45, 0.2, 0.47, 0.02],
    "document": 0,
    "key": "declarant_full_name",
    "read": "NGUYỄN THỊ MẪU",
    "value": "NGUYỄN THỊ MẪU",
    "card": "Nguyễn Thị Mẫu",
    "probability": 0.97,
    "sources": ["ocr", "card", "rule"],
    "by": None,
    "reason": None,
    "note": None,
    "basis": None,
    "disputed": False,
    "kept": False,
}
COMPARED: dict[str, Any] = {
    "key": "name",
    "label": {"vi": "Họ và tên", "en": "Full name"},
    "paper": "NGUYỄN THỊ MẪU",
    "front": None,
    "qr": "Nguyễn Thị Mẫu",
    "outcome": "same",
    "told": {"vi": "khớp (bỏ qua chữ hoa)", "en": "the same (case does not count)"},
    "differing": [],
}
DOSSIER: dict[str, Any] = {
    "id": examples.CHECK_ID,
    "code": examples.CODE,
    "unit": "phuong-1",
    "state": "reviewing",
    "verdict": "correct",
    "headline": {"vi": "Cần bổ sung", "en": "Needs more"},
    "procedure": examples.PROCEDURE,
    "as_of": "2026-11-23",
    "sent_at": "2026-11-23T02:44:31Z",
    "due_at": "2026-11-23T10:00:00Z",
    "pages": [examples.PAGE],
    "documents": examples.CHECK["documents"],
    "checklist": examples.CHECK["checklist"],
    "points": [POINT],
    "fields": [POINT],
    "comparison": [COMPARED],
    "slips": [],
    "may_write": True,
    "held_by": None,
    "can_undo": False,
    "can_accept": False,
    "open_must": 0,
    "unseen": 1,
    "official_code": None,
}
REVEALED = {"point": POINT_ID, "value": "NGUYỄN THỊ MẪU"}
