"""Publications, rollbacks and bundles, for operators, publishers and their programs: one proposes, another approves."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, File, Path, Query, Request, UploadFile
from starlette.responses import Response

from api.staff import needs
from api.v1.catalogue_release_schemas import (
    ASKED,
    BUNDLE,
    ETAG,
    PROPOSAL,
    RELEASE,
    Approve,
    AskBack,
    BundleOut,
    EditionChanged,
    ProposalOut,
    Propose,
    Publish,
    ReleaseList,
    ReleaseOut,
    RollbackOut,
    Take,
)
from api.v1.described import binary, described
from api.v1.dossiers import StaffRoute
from scanpipe.office.catalogue.bundles import Arrived, Bundles
from scanpipe.office.catalogue.publishing import Publishing
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.bundle_file import MAX_BYTES, SUFFIX
from scanpipe.publishing.proposals import Proposal, RollbackProposal
from scanpipe.publishing.release_file import Release

router = APIRouter(route_class=StaffRoute, tags=["catalogue"], prefix="/catalogue")

Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
Publisher = Annotated[Actor, Depends(needs(Right.PUBLISH))]
Sha = Annotated[str, Path(alias="bundle", description="What the check of the bundle answered.", examples=["0" * 64])]

_LOGIN = ("access.login_missing", "access.not_allowed")
_ACT = (*_LOGIN, "access.form_expired", "law.refused")


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
                "march": {"value": {"form": "ct01", "edition": "tt9_2027", "on": "2027-03-01", "etag": ETAG}}
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
                "approve": {"value": {"form": "ct01", "edition": "tt9_2027", "on": "2027-03-01", "etag": ETAG}}
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
