"""The audit: what was done at the Center, and with one dossier. Numbers of people are masked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from api.staff import Staff, needs
from api.v1 import examples
from api.v1.described import described
from api.v1.route import V1Route
from api.v1.schemas import Out
from scanpipe.office.people import Actor, Right
from scanpipe.office.trail import PAGE_LINES, Trail

router = APIRouter(route_class=V1Route, tags=["audit"])

Auditor = Annotated[Actor, Depends(needs(Right.AUDIT))]
DossierId = Annotated[
    str, Path(alias="dossier", max_length=40, description="The id of the dossier.", examples=[examples.CHECK_ID])
]
_LOGIN = ("access.login_missing", "access.not_allowed")
_HIGHEST = 2**31 - 1


class AuditLine(Out):
    """One line of the audit. Lines are never changed; each holds the hash of the one before in its own."""

    seq: int = Field(description="Its number, from 1, without gaps.")
    at: dt.datetime
    unit: str = Field(description="The Center.")
    dossier: str | None
    code: str | None = Field(description="The code of the dossier; null when it was erased.")
    actor: str = Field(description="The id of an officer or key, or citizen, machine, console, nobody.")
    by: Literal["machine", "citizen", "officer", "program", "console", "nobody"]
    who: str = Field(description="Login or name of the actor; empty for those who have none.")
    action: str
    about: str | None = Field(description="The field, finding, page or account that it was about.")
    reason: str | None
    edition: str | None
    engine: str | None
    told: dict[str, str] = Field(
        description="Before, after, note and the like, numbers masked. Only for one dossier, and gone with it."
    )
    hash: str


class AuditLines(BaseModel):
    """Lines in their order. `next` is what to send as `after` for those that follow, null at the end."""

    lines: list[AuditLine]
    next: int | None


class DossierAudit(BaseModel):
    """All lines about one dossier."""

    lines: list[AuditLine]


_LINE: dict[str, Any] = {
    "seq": 41,
    "at": "2026-11-23T03:05:12Z",
    "unit": "hx",
    "dossier": examples.CHECK_ID,
    "code": examples.CODE,
    "actor": "off_4k7m2q9xw3",
    "by": "officer",
    "who": "ng.hoa",
    "action": "edited",
    "about": "v:0:declarant_personal_id",
    "reason": None,
    "edition": "ct01/tt116_2026",
    "engine": None,
    "told": {},
    "hash": "5b1c09aa7e42" + "0" * 52,
}
_TOLD = {"before": "079•••••0123", "after": "079•••••0124"}


@router.get("/audit", summary="What was done", **described({"lines": [_LINE], "next": None}, *_LOGIN))
def audit_lines(
    request: Request,
    actor: Auditor,
    after: Annotated[int, Query(ge=0, le=_HIGHEST, description="The number of the last line that is known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many lines at most.")] = PAGE_LINES,
) -> AuditLines:
    """The lines of the Center in their order. Particulars are left out: ask for those of one dossier."""
    page = _trail(request).lines(actor, after=after, limit=limit)
    return AuditLines(lines=[AuditLine.model_validate(line) for line in page.lines], next=page.next)


@router.get(
    "/dossiers/{dossier}/audit",
    summary="What was done with a dossier",
    **described({"lines": [{**_LINE, "told": _TOLD}]}, *_LOGIN, "request.not_found"),
)
def dossier_audit(request: Request, actor: Staff, dossier: DossierId) -> DossierAudit:
    """All lines about a dossier, oldest first. That somebody read them is a line, too."""
    found = _trail(request).audit_of(actor, dossier)
    return DossierAudit(lines=[AuditLine.model_validate(line) for line in found])


def _trail(request: Request) -> Trail:
    trail: Trail = request.app.state.office.trail
    return trail
