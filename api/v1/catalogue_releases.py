"""Publications, rollbacks and bundles, for operators, publishers and their programs: one proposes, another approves."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, File, Path, Query, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.staff import needs
from api.v1.described import binary, described
from api.v1.dossiers import StaffRoute
from api.v1.schemas import Out
from scanpipe.office.catalogue.bundles import Arrived, Bundles
from scanpipe.office.catalogue.publishing import Publishing
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.bundle_file import MAX_BYTES, SUFFIX
from scanpipe.publishing.proposals import Proposal, RollbackProposal
from scanpipe.publishing.release_file import Release

router = APIRouter(route_class=StaffRoute, tags=["catalogue"], prefix="/catalogue")

Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
Publisher = Annotated[Actor, Depends(needs(Right.PUBLISH))]
KeyText = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Sha = Annotated[str, Path(alias="bundle", description="What the check of the bundle answered.", examples=["0" * 64])]

_LOGIN = ("access.login_missing", "access.not_allowed")
_ACT = (*_LOGIN, "access.form_expired", "law.refused")
_ETAG = "5f1d2c3b4a" + "0" * 54
RELEASE: dict[str, Any] = {
    "seq": 7,
    "at": "2026-11-26T03:00:00Z",
    "kind": "published",
    "form": "ct01",
    "edition": "tt9_2027",
    "on": "2027-03-01",
    "accepted_until": "2027-03-31",
    "by": "cb.binh",
    "author": "vh.an",
    "alone": False,
    "reason": None,
    "law_before": "1" * 64,
    "law_after": "2" * 64,
    "files": ["ct01/2027-03-01_tt9_2027.yaml", "ct01/tt9_2027.pdf"],
}
PROPOSAL: dict[str, Any] = {
    "by": "vh.an",
    "at": "2026-11-26T02:00:00Z",
    "on": "2027-03-01",
    "accepted_until": "2027-03-31",
    "etag": _ETAG,
}
ASKED: dict[str, Any] = {
    "form": "ct01",
    "to": "tt116_2026",
    "reason": "mục 7 in sai chữ",
    "by": "vh.an",
    "at": "2026-11-26T02:00:00Z",
}
BUNDLE: dict[str, Any] = {
    "sha256": "3" * 64,
    "sender": "Trung tâm Thử",
    "made_by": "vh.an",
    "made_at": "2026-11-26T02:00:00Z",
    "signer": "trung-tam-thu",
    "fingerprint": "5f1d 2c3b 4a00 9e81",
    "added": ["ct01/2027-03-01_tt9_2027.yaml"],
    "conflicts": [],
    "gone": [],
    "same": 5,
    "editions": [{"form": "ct01", "edition": "tt9_2027", "what": "new"}],
}


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Propose(_Asked):
    """A draft that is to be published."""

    form: KeyText
    edition: KeyText
    on: dt.date = Field(description="The first day of the edition, from 00:00 in Vietnam.")
    accepted_until: dt.date | None = Field(default=None, description="Last day of the edition before, if it overlaps.")
    etag: str = Field(max_length=64, description="Of the draft that was looked at.")


class Publish(_Asked):
    """Approval of what is proposed: draft and days as they were looked at."""

    form: KeyText
    edition: KeyText
    on: dt.date = Field(description="The first day, as proposed.")
    accepted_until: dt.date | None = Field(default=None, description="The last day of the edition before, as proposed.")
    etag: str = Field(max_length=64, description="Of the draft that was looked at.")
    alone: bool = Field(default=False, description="One made and approves it; only where the Center allows that.")


class AskBack(_Asked):
    """An edition that is to come back."""

    form: KeyText
    to: KeyText = Field(description="The edition that was there before.")
    reason: str = Field(min_length=1, max_length=400)


class Approve(_Asked):
    """Approval of a rollback."""

    alone: bool = Field(default=False, description="One asks and approves; only where the Center allows that.")


class Take(_Asked):
    """Approval of an import."""

    replace: bool = Field(default=False, description="Replace files that are others here.")


class ReleaseOut(Out):
    """One change of the law."""

    seq: int
    at: dt.datetime
    kind: Literal["published", "rolled_back", "imported"]
    form: str | None = Field(description="Null for a bundle of several forms.")
    edition: str | None
    on: dt.date = Field(description="From which day it counts.")
    accepted_until: dt.date | None = Field(description="Last day of the edition before, if it overlaps.")
    by: str = Field(description="Who approved it.")
    author: str = Field(description="Who made the draft, asked for the rollback, or sent the bundle.")
    alone: bool = Field(description="Whether they were one person.")
    reason: str | None
    law_before: str = Field(description="SHA-256 of all that was law.")
    law_after: str
    files: list[str] = Field(description="The files of forms/ that changed.")


class ReleaseList(BaseModel):
    """Releases, the newest first."""

    releases: list[ReleaseOut]


class ProposalOut(Out):
    """What is proposed; it is void as soon as the draft changes."""

    by: str
    at: dt.datetime
    on: dt.date
    accepted_until: dt.date | None
    etag: str


class RollbackOut(Out):
    """What somebody asked for; it is void as soon as the form changes."""

    form: str
    to: str
    reason: str
    by: str
    at: dt.datetime


class EditionChanged(Out):
    """What becomes of one edition."""

    form: str
    edition: str
    what: Literal["new", "changed"]


class BundleOut(Out):
    """What a bundle would change. Paths are from forms/ on."""

    sha256: str = Field(description="Name of the bundle while it waits, for a day.")
    sender: str
    made_by: str
    made_at: dt.datetime
    signer: str = Field(description="What the key is called here; * is that of this Center.")
    fingerprint: str
    added: list[str]
    conflicts: list[str] = Field(description="Files that are others here; replaced only when that is said.")
    gone: list[str] = Field(description="Files of editions that come under another date.")
    same: int = Field(description="How many files are here already.")
    editions: list[EditionChanged]


def publishing_of(request: Request) -> Publishing:
    """Publications and rollbacks behind this door."""
    found: Publishing = request.app.state.office.catalogue.publishing
    return found


def bundles_of(request: Request) -> Bundles:
    """Exports and imports behind this door."""
    found: Bundles = request.app.state.office.catalogue.bundles
    return found


Publications = Annotated[Publishing, Depends(publishing_of)]
Travels = Annotated[Bundles, Depends(bundles_of)]


@router.get("/releases", summary="What was released", **described({"releases": [RELEASE]}, *_LOGIN))
def releases(
    door: Publications,
    actor: Operator,
    form: Annotated[str | None, Query(max_length=80, description="Of one form.", examples=["ct01"])] = None,
) -> ReleaseList:
    """Publications, rollbacks and imports, the newest first."""
    return ReleaseList(releases=[told(one) for one in door.releases(actor, form)])


@router.post(
    "/proposals",
    status_code=201,
    summary="Propose a draft",
    **described(PROPOSAL, *_ACT, "request.not_found", status=201),
)
def propose(
    door: Publications,
    actor: Operator,
    wish: Annotated[
        Propose,
        Body(
            openapi_examples={
                "march": {"value": {"form": "ct01", "edition": "tt9_2027", "on": "2027-03-01", "etag": _ETAG}}
            }
        ),
    ],
) -> ProposalOut:
    """Proposes a draft for a day, instead of what was proposed before. Somebody else approves it."""
    made: Proposal = door.propose(actor, wish.form, wish.edition, on=wish.on, until=wish.accepted_until, etag=wish.etag)
    return ProposalOut.model_validate(made)


@router.post(
    "/publications",
    status_code=201,
    summary="Approve and publish",
    **described(RELEASE, *_ACT, "request.not_found", status=201),
)
def publish(
    door: Publications,
    actor: Publisher,
    wish: Annotated[
        Publish,
        Body(
            openapi_examples={
                "approve": {"value": {"form": "ct01", "edition": "tt9_2027", "on": "2027-03-01", "etag": _ETAG}}
            }
        ),
    ],
) -> ReleaseOut:
    """Publishes what is proposed. The edition is in the catalogue at once and takes effect on its day."""
    return told(
        door.approve(
            actor, wish.form, wish.edition, etag=wish.etag, days=(wish.on, wish.accepted_until), alone=wish.alone
        )
    )


@router.post(
    "/rollbacks",
    status_code=201,
    summary="Ask for a rollback",
    **described(ASKED, *_ACT, "request.not_found", status=201),
)
def ask_back(
    door: Publications,
    actor: Operator,
    wish: Annotated[
        AskBack,
        Body(openapi_examples={"back": {"value": {"form": "ct01", "to": "tt116_2026", "reason": "mục 7 in sai chữ"}}}),
    ],
) -> RollbackOut:
    """Asks that an edition come back, instead of what was asked for before. Somebody else approves it."""
    asked: RollbackProposal = door.ask_back(actor, wish.form, wish.to, wish.reason)
    return RollbackOut.model_validate(asked)


@router.post(
    "/rollbacks/{form}/approval",
    status_code=201,
    summary="Approve and roll back",
    **described({**RELEASE, "kind": "rolled_back", "edition": "tt116_2026"}, *_ACT, "request.not_found", status=201),
)
def approve_back(
    door: Publications,
    actor: Publisher,
    form: Annotated[str, Path(description="The form.", examples=["ct01"])],
    wish: Annotated[Approve, Body(openapi_examples={"approve": {"value": {"alone": False}}})],
) -> ReleaseOut:
    """Publishes again what was live before. The edition that goes is a draft again."""
    return told(door.approve_back(actor, form, alone=wish.alone))


@router.get(
    "/bundle",
    summary="Forms as a bundle",
    response_class=Response,
    **binary("application/zip", "A .scanform.zip, signed by this Center.", *_LOGIN, "law.refused", tagged=False),
)
def bundle(
    door: Travels,
    actor: Operator,
    form: Annotated[
        list[str] | None,
        Query(max_length=200, description="Which forms; all that is law without.", examples=[["ct01"]]),
    ] = None,
) -> Response:
    """Forms with their blanks and the reports of their tests, for another Center."""
    headers = {"Content-Disposition": f'attachment; filename="scanpipe{SUFFIX}"', "Cache-Control": "no-store"}
    return Response(door.export(actor, form), media_type="application/zip", headers=headers)


@router.post("/bundles", status_code=201, summary="Check a bundle", **described(BUNDLE, *_ACT, status=201))
def arrive(
    door: Travels, actor: Publisher, file: Annotated[UploadFile, File(description="A .scanform.zip.")]
) -> BundleOut:
    """Checks signature and content, and tells what would change. It waits for a day to be imported."""
    return _bundle(door.preview(actor, file.file.read(MAX_BYTES + 1)))


@router.post(
    "/bundles/{bundle}/import",
    status_code=201,
    summary="Import a bundle",
    **described(
        {**RELEASE, "kind": "imported", "author": "Trung tâm Thử (5f1d 2c3b 4a00 9e81)"},
        *_ACT,
        "request.not_found",
        status=201,
    ),
)
def take(
    door: Travels,
    actor: Publisher,
    bundle_id: Sha,
    wish: Annotated[Take, Body(openapi_examples={"carefully": {"value": {"replace": False}}})],
) -> ReleaseOut:
    """Takes a bundle that was checked into forms/, as one release."""
    return told(door.take(actor, bundle_id, replace=wish.replace))


def told(release: Release) -> ReleaseOut:
    """A release as programs see it."""
    whole = {name: getattr(release, name) for name in ReleaseOut.model_fields if name != "files"}
    return ReleaseOut(**whole, files=[one.path for one in release.touched])


def _bundle(arrived: Arrived) -> BundleOut:
    plan = arrived.plan
    return BundleOut(
        sha256=arrived.sha256,
        sender=plan.manifest.sender,
        made_by=plan.manifest.made_by,
        made_at=plan.manifest.made_at,
        signer=plan.signer.name,
        fingerprint=plan.signer.fingerprint,
        added=list(plan.added),
        conflicts=list(plan.conflicts),
        gone=list(plan.gone),
        same=len(plan.same),
        editions=[
            EditionChanged(form=one.edition.form, edition=one.edition.edition, what=one.what) for one in plan.editions
        ],
    )
