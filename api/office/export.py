"""An accepted dossier handed on from its page: a file that the browser keeps."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response

from api.problems import RefusedError
from api.staff import needs
from api.v1.exports import Door, handed
from api.web.route import PageRoute
from scanpipe.office.people import Actor, Right

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Exporter = Annotated[Actor, Depends(needs(Right.EXPORT))]


@router.get("/cb/h/{dossier}/xuat/{form}")
def export(
    request: Request, door: Door, actor: Exporter, dossier: str, form: Literal["json", "csv", "pdf"]
) -> Response:
    """
    The file. It is a link like any other, and handing on is written down: a link on somebody else's page must not do
    that in an officer's name.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise RefusedError("access.form_expired")
    match form:
        case "json":
            return handed(door.json(actor, dossier))
        case "csv":
            return handed(door.csv(actor, [dossier], "field"))
        case "pdf":
            return handed(door.pdf(actor, dossier))
