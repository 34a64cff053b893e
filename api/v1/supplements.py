"""Requests for a supplement: given, listed, and taken away as files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.etags import sent
from api.rates import Rate, spend
from api.v1 import examples
from api.v1.asked import Day, In
from api.v1.described import binary, described
from api.v1.dossiers import DossierId, Reviewer, StaffRoute
from api.v1.schemas import Out
from scanpipe.office.people import Actor
from scanpipe.office.slips.content import MOST_COPIES, MOST_LETTERS, Counts, Draft, Edited, Head, Ticked
from scanpipe.office.slips.give import Given, Slips

router = APIRouter(route_class=StaffRoute, tags=["dossiers"])

Number = Annotated[int, Path(ge=1, le=1000, description="The number of the request in its dossier.", examples=[1])]
Copies = Annotated[int | None, Field(ge=0, le=MOST_COPIES)]
Line = Annotated[str, Field(max_length=MOST_LETTERS)]
_STAFF = ("access.login_missing", "access.not_allowed", "access.form_expired", "request.not_found")
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


class AskedFor(In):
    """One open point that is asked for, in words of one's own or in its formal phrase."""

    id: str = Field(max_length=200, description="A finding, or another point of the draft.")
    text: Line | None = Field(None, description="Instead of the formal phrase.")
    original: Copies = Field(None, description="How many originals of a paper.")
    certified: Copies = Field(None, description="How many certified copies of a paper.")
    photo: Copies = Field(None, description="How many plain copies of a paper.")


class GiveSupplement(In):
    """A request. What is left out is as it would be on the officer's screen; deadline and contact are needed."""

    deadline: Day
    contact_name: str = Field(min_length=1, max_length=200)
    contact_phone: str = Field(min_length=1, max_length=40)
    asked_for: list[AskedFor] | None = Field(
        None, max_length=500, description="Null asks for everything that must be put right, and for new photos."
    )
    more: list[Line] = Field(default_factory=list, max_length=50, description="Lines of one's own.")
    agency: str | None = Field(None, max_length=200)
    center: str | None = Field(None, max_length=200)
    number: str | None = Field(None, max_length=40, description="Number in the office's own register.")
    place: str | None = Field(None, max_length=200)
    applicant: str | None = Field(None, max_length=200)
    matter: str | None = Field(None, max_length=400)
    address: str | None = Field(None, max_length=300)
    phone: str | None = Field(None, max_length=40)
    email: str | None = Field(None, max_length=200)


class Item(Out):
    """Something that may be asked for; `ticked` when it is unless somebody says otherwise."""

    id: str
    text: str
    ticked: bool
    severity: Literal["must", "check"]
    paper: bool = Field(description="Whether it goes into the table of papers; else it is a line.")
    basis: str | None
    page_id: str | None
    page_number: int | None
    why: Literal["question", "disputed", "moot", "retake"] | None


class SupplementDraft(Out):
    """What may be asked for now, and which edition of the form is in force."""

    template: str
    draft: bool = Field(description="Nobody has compared the edition with the published annex.")
    items: list[Item]
    given: int = Field(ge=0, description="How many requests the dossier has already: guide completely in one go.")


class Supplement(Out):
    """A request that was given out."""

    number: int = Field(ge=1)
    at: dt.datetime
    by: str
    draft: bool
    template: str
    deadline: dt.date
    papers: list[str]
    lines: list[str]
    text: str = Field(description="For the box of the national portal.")


EXAMPLE: dict[str, Any] = {
    "number": 1,
    "at": "2026-11-23T03:05:00Z",
    "by": "ng.hoa",
    "draft": True,
    "template": "mau-02/2025-09-15",
    "deadline": "2026-11-30",
    "papers": [],
    "lines": ["Tờ khai thay đổi thông tin cư trú, phần NGƯỜI KÊ KHAI: chưa ký (trang 1)."],
    "text": "Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:\n",
}
DRAFT_EXAMPLE: dict[str, Any] = {
    "template": "mau-02/2025-09-15",
    "draft": True,
    "items": [
        {
            "id": examples.FINDING_ID,
            "text": "Tờ khai thay đổi thông tin cư trú, phần NGƯỜI KÊ KHAI: chưa ký (trang 1).",
            "ticked": True,
            "severity": "must",
            "paper": False,
            "basis": None,
            "page_id": examples.PAGE_ID,
            "page_number": 1,
            "why": None,
        }
    ],
    "given": 0,
}
WISH: dict[str, Any] = {"deadline": "2026-11-30", "contact_name": "Nguyễn Thử Hoa", "contact_phone": "0900 000 000"}


def slips_of(request: Request) -> Slips:
    """The requests behind this door."""
    found: Slips = request.app.state.office.slips
    return found


Door = Annotated[Slips, Depends(slips_of)]


@router.get(
    "/dossiers/{dossier}/supplements/draft",
    summary="What may be asked for",
    **described(DRAFT_EXAMPLE, *_STAFF),
)
def draft(door: Door, actor: Reviewer, dossier: DossierId) -> SupplementDraft:
    """Every open point with its formal phrase. What is only a question is listed and not ticked."""
    found = door.prepare(actor, dossier)
    return SupplementDraft(
        template=found.edition.key,
        draft=found.edition.draft,
        items=[
            Item(
                id=item.id,
                text=item.text,
                ticked=item.ticked,
                severity="must" if item.severity == "must" else "check",
                paper=item.counts is not None,
                basis=item.basis,
                page_id=item.page_id,
                page_number=item.page_number,
                why=item.why,  # type: ignore[arg-type]
            )
            for item in found.items
        ],
        given=len(found.earlier),
    )


@router.post(
    "/dossiers/{dossier}/supplements",
    status_code=201,
    summary="Ask for a supplement",
    dependencies=[Depends(spend(Rate.CHANGE))],
    **described(EXAMPLE, *_STAFF, "dossier.held", "check.wrong_state", status=201),
)
def give(
    request: Request,
    response: Response,
    door: Door,
    actor: Reviewer,
    dossier: DossierId,
    wish: Annotated[GiveSupplement, Body(openapi_examples={"all": {"value": WISH}})],
) -> Supplement:
    """
    Gives a request: the citizen sees it with their result, and the dossier waits for them. A second one is possible;
    guide completely in the first. Nothing is sent to the national portal.
    """
    number = door.give(actor, dossier, _edited(door.prepare(actor, dossier), wish))
    response.headers["Location"] = f"{request.url.path}/{number}.pdf"
    return _told(door, actor, dossier, door.slip(actor, dossier, number))


@router.get("/dossiers/{dossier}/supplements", summary="Requests that were given", **described([EXAMPLE], *_STAFF))
def given(door: Door, actor: Reviewer, dossier: DossierId) -> list[Supplement]:
    """All requests of the dossier, the first one first."""
    lines = door.given(actor, dossier)
    return [_told(door, actor, dossier, door.slip(actor, dossier, line.number)) for line in lines]


@router.get(
    "/dossiers/{dossier}/supplements/{number}.pdf",
    summary="A request as PDF",
    response_class=Response,
    **binary("application/pdf", "A4 to print and sign, fonts embedded, tagged.", *_STAFF),
)
def as_pdf(request: Request, door: Door, actor: Reviewer, dossier: DossierId, number: Number) -> Response:
    """The sheet. While nobody has compared its edition with the annex it says that it is a draft."""
    return _file(request, door.pdf(actor, dossier, number, str(request.base_url)), "pdf", number)


@router.get(
    "/dossiers/{dossier}/supplements/{number}.docx",
    summary="A request as a Word file",
    response_class=Response,
    **binary(_TYPES["docx"], "For Centers that number and sign in a system of their own.", *_STAFF),
)
def as_docx(request: Request, door: Door, actor: Reviewer, dossier: DossierId, number: Number) -> Response:
    """The same words in the same order."""
    return _file(request, door.docx(actor, dossier, number, str(request.base_url)), "docx", number)


@router.get(
    "/dossiers/{dossier}/supplements/{number}.txt",
    summary="A request as plain text",
    response_class=Response,
    **binary("text/plain", "For the box of the national portal.", *_STAFF),
)
def as_text(request: Request, door: Door, actor: Reviewer, dossier: DossierId, number: Number) -> Response:
    """What is asked for, until when, and whom to ask."""
    return _file(request, door.text(actor, dossier, number).encode(), "txt", number)


def _file(request: Request, data: bytes, kind: str, number: int) -> Response:
    return sent(request, data, _TYPES[kind], file_name=f"supplement-{number}.{kind}", inline=False)


def _edited(found: Draft, wish: GiveSupplement) -> Edited:
    """What the officer would have made of the draft on screen."""
    names = ("agency", "center", "number", "place", "applicant", "matter", "address", "phone", "email")
    texts = {name: said if (said := getattr(wish, name)) is not None else getattr(found.head, name) for name in names}
    head = Head(**texts, contact_name=wish.contact_name, contact_phone=wish.contact_phone, deadline=wish.deadline)
    if wish.asked_for is None:
        return Edited(head, None, tuple(wish.more))
    known = {item.id: item for item in found.items}
    ticked = []
    for one in wish.asked_for:
        item = known.get(one.id)
        text = one.text if one.text is not None else item.text if item else ""
        counts = Counts(one.original or None, one.certified or None, one.photo or None)
        own = any((one.original, one.certified, one.photo))
        ticked.append(Ticked(one.id, text, counts if own or item is None else item.counts or Counts()))
    return Edited(head, tuple(ticked), tuple(wish.more))


def _told(door: Slips, actor: Actor, dossier: str, found: Given) -> Supplement:
    content, line = found.content, found.line
    return Supplement(
        number=line.number,
        at=line.at,
        by=line.by,
        draft=line.draft,
        template=content.edition.key,
        deadline=content.head.deadline or content.day,
        papers=[row.text for row in content.rows],
        lines=[one.text for one in content.lines],
        text=door.text(actor, dossier, line.number),
    )
