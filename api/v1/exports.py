"""Accepted dossiers, handed on: as JSON, as a table, as a PDF for the archive."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.etags import PUBLIC
from api.staff import needs
from api.v1 import examples
from api.v1.described import binary, described
from api.v1.route import V1Route
from scanpipe.office.export_json import schema
from scanpipe.office.exports import Exported, Exports
from scanpipe.office.people import Actor, Right
from scanpipe.service import VIETNAM

router = APIRouter(route_class=V1Route, tags=["exports"])

Exporter = Annotated[Actor, Depends(needs(Right.EXPORT))]
DossierId = Annotated[str, Path(alias="dossier", description="The id of the dossier.", examples=[examples.CHECK_ID])]
Per = Annotated[Literal["dossier", "field"], Query(description="A row for each dossier, or for each field.")]

_PROBLEMS = ("access.login_missing", "access.not_allowed", "request.not_found", "check.wrong_state")
EXPORT: dict[str, Any] = {
    "schema": "scanpipe.export/v1",
    "exported_at": "2026-11-24T03:10:00Z",
    "dossier": {
        "id": examples.CHECK_ID,
        "code": examples.CODE,
        "official_code": "H29.35-261124-0007",
        "unit": "phuong-1",
        "state": "received",
        "procedure": "permanent_residence",
        "sent_at": "2026-11-23T02:50:00Z",
        "accepted_at": "2026-11-24T03:09:41Z",
    },
    "report": examples.REPORT,
    "fields_final": [
        {
            "document": 0,
            "form": "ct01",
            "edition": "tt53_2025",
            "key": "declarant_full_name",
            "label": "1. Họ, chữ đệm và tên",
            "page": 1,
            "value": "NGUYỄN THỊ MẪU",
            "read": "NGUYỄN THI MẪU",
            "state": "edited",
            "source": "human",
            "by": "ng.hoa",
        }
    ],
    "overrides": [],
}


def exports_of(request: Request) -> Exports:
    """The exports behind this door."""
    found: Exports = request.app.state.office.exports
    return found


Door = Annotated[Exports, Depends(exports_of)]


@router.get(
    "/dossiers/export.csv",
    summary="Accepted dossiers as a table",
    response_class=Response,
    **binary("text/csv", "UTF-8 with a mark, RFC 4180; no cell is a formula.", *_PROBLEMS, tagged=False),
)
def export_list(
    door: Door,
    actor: Exporter,
    per: Per = "dossier",
    ids: Annotated[
        list[str] | None, Query(alias="id", max_length=1000, description="These dossiers; without any, all accepted.")
    ] = None,
    since: Annotated[dt.date | None, Query(description="Accepted on this day or later, in Vietnam.")] = None,
    until: Annotated[dt.date | None, Query(description="Accepted on this day or before.")] = None,
) -> Response:
    """The accepted dossiers of the Center, at most 1,000, the longest accepted first, or those that are named."""
    begins = None if since is None else dt.datetime.combine(since, dt.time(), VIETNAM)
    ends = None if until is None else dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), VIETNAM)
    return handed(door.csv(actor, ids or door.accepted(actor, begins, ends), per))


@router.get(
    "/dossiers/{dossier}/export.json",
    summary="A dossier as JSON",
    response_class=Response,
    **described(EXPORT, *_PROBLEMS),
)
def export_json(door: Door, actor: Exporter, dossier: DossierId) -> Response:
    """Report and final values, `scanpipe.export/v1`. An accepted dossier that was handed on is done."""
    return handed(door.json(actor, dossier))


@router.get(
    "/dossiers/{dossier}/export.csv",
    summary="A dossier as a table",
    response_class=Response,
    **binary("text/csv", "UTF-8 with a mark, RFC 4180; no cell is a formula.", *_PROBLEMS, tagged=False),
)
def export_csv(door: Door, actor: Exporter, dossier: DossierId, per: Per = "field") -> Response:
    """One row for each field, or one for the whole dossier."""
    return handed(door.csv(actor, [dossier], per))


@router.get(
    "/dossiers/{dossier}/export.pdf",
    summary="A dossier for the archive",
    response_class=Response,
    **binary("application/pdf", "PDF/A-2b: straightened pages with what was read on them.", *_PROBLEMS, tagged=False),
)
def export_pdf(door: Door, actor: Exporter, dossier: DossierId) -> Response:
    """The pages in order, to be searched and kept."""
    return handed(door.pdf(actor, dossier))


@router.get(
    "/schemas/export.v1.json",
    summary="The schema of the export",
    response_class=Response,
    **described(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
        media_type="application/schema+json",
    ),
)
def export_schema() -> Response:
    """The JSON Schema (2020-12) that every export.json validates against."""
    return JSONResponse(schema(), headers={"Cache-Control": PUBLIC}, media_type="application/schema+json")


def handed(export: Exported) -> Response:
    """An export as an answer: to be kept by who asked, and by nobody on the way."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{export.file_name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(export.data, media_type=export.media_type, headers=headers)
