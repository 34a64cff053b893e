"""Rechecks: dossiers that were examined again because forms changed. For operators, and their keys."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from api.staff import needs
from api.v1 import examples
from api.v1.described import described
from api.v1.dossiers import StaffRoute
from api.v1.schemas import Out, Status, Verdict, Words
from scanpipe.office.catalogue.recheck import Rechecks
from scanpipe.office.people import Actor, Right

router = APIRouter(route_class=StaffRoute, tags=["catalogue"])

Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
RecheckId = Annotated[
    str, Path(alias="recheck", max_length=40, description="The id of the recheck.", examples=["rc_5d7c1f0e9a3b2c48"])
]
Effect = Literal["unaffected", "new_form", "look"]
_LOGIN = ("access.login_missing", "access.not_allowed")

RECHECK: dict[str, Any] = {
    "id": "rc_5d7c1f0e9a3b2c48",
    "cause": "day",
    "day": "2027-03-01",
    "form": "ct01",
    "name": examples.EDITION["name"],
    "edition": None,
    "by": "scanpipe",
    "count": 23,
    "unaffected": 2,
    "new_form": 18,
    "look": 1,
    "waiting": 1,
    "gone": 1,
    "started_at": "2027-02-28T17:00:00Z",
    "finished_at": None,
}
LINE: dict[str, Any] = {
    "id": examples.CHECK_ID,
    "code": examples.CODE,
    "name": examples.EDITION["name"],
    "edition": "tt116_2026",
    "status_before": "current",
    "status_after": "outdated",
    "verdict_before": "submit",
    "verdict_after": "correct",
    "effect": "new_form",
}


class Recheck(Out):
    """One recheck, and how many of its dossiers came to what."""

    id: str
    cause: Literal["published", "rolled_back", "changed", "day", "asked"]
    day: dt.date = Field(description="The day that the papers were held against.")
    form: str | None = Field(description="The form that changed; null when there were several.")
    name: Words | None
    edition: str | None = Field(description="The edition that was published or taken up again.")
    by: str = Field(description="A login, or scanpipe itself.")
    count: int = Field(ge=0)
    unaffected: int = Field(ge=0)
    new_form: int = Field(ge=0, description="They have to be filled in on the form in force.")
    look: int = Field(ge=0, description="Something else is another now.")
    waiting: int = Field(ge=0, description="Not examined yet.")
    gone: int = Field(ge=0, description="Erased since.")
    started_at: dt.datetime
    finished_at: dt.datetime | None


class RecheckList(BaseModel):
    """The newest rechecks."""

    rechecks: list[Recheck]


class RecheckedDossier(Out):
    """One dossier at the Center: its paper, status and verdict before and after. `effect` is null while it waits."""

    id: str | None = Field(description="Null for those who may not read dossiers.")
    code: str
    name: Words | None
    edition: str | None
    status_before: Status | None
    status_after: Status | None
    verdict_before: Verdict | None
    verdict_after: Verdict | None
    effect: Effect | None


class RecheckWhole(BaseModel):
    """A recheck with the dossiers of one's Center; what citizens still prepare is counted only."""

    recheck: Recheck
    dossiers: list[RecheckedDossier]


class AskRecheck(BaseModel):
    """Which dossiers to examine again."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=80, description="Dossiers with a paper of this form …", examples=["ct01"])
    since: dt.date = Field(description="… that were begun since this day.", examples=["2027-02-01"])
    dry_run: bool = Field(default=False, description="Only count them.")


class AskedRecheck(BaseModel):
    """How many dossiers there are, and the recheck; null for none, and for a dry run."""

    count: int = Field(ge=0)
    recheck: str | None


def rechecks_of(request: Request) -> Rechecks:
    """The rechecks behind this door."""
    found: Rechecks = request.app.state.office.catalogue.rechecks
    return found


Door = Annotated[Rechecks, Depends(rechecks_of)]


@router.get("/catalogue/rechecks", summary="All rechecks", **described({"rechecks": [RECHECK]}, *_LOGIN))
def all_rechecks(door: Door, actor: Operator) -> RecheckList:
    """The newest 200, the newest first."""
    return RecheckList(rechecks=[Recheck.model_validate(one) for one in door.all(actor)])


@router.get(
    "/catalogue/rechecks/{recheck}",
    summary="One recheck",
    **described({"recheck": RECHECK, "dossiers": [LINE]}, *_LOGIN, "request.not_found"),
)
def one_recheck(door: Door, actor: Operator, recheck_id: RecheckId) -> RecheckWhole:
    """The recheck as it stands, with the dossiers of one's Center, those that need a new form first."""
    whole = door.one(actor, recheck_id)
    return RecheckWhole(
        recheck=Recheck.model_validate(whole.recheck),
        dossiers=[RecheckedDossier.model_validate(line) for line in whole.lines],
    )


@router.post(
    "/catalogue/rechecks",
    status_code=202,
    summary="Examine dossiers again",
    **described({"count": 23, "recheck": RECHECK["id"]}, *_LOGIN, "access.form_expired", status=202),
)
def ask_recheck(
    door: Door,
    actor: Operator,
    wish: Annotated[AskRecheck, Body(openapi_examples={"ct01": {"value": {"form": "ct01", "since": "2027-02-01"}}})],
) -> AskedRecheck:
    """Examines the dossiers of one form again, behind all for whom somebody waits. What was received is left alone."""
    if wish.dry_run:
        return AskedRecheck(count=door.would_ask(actor, wish.form, wish.since), recheck=None)
    row = door.ask(actor, wish.form, wish.since)
    return AskedRecheck(count=row.count if row else 0, recheck=row.id if row else None)
