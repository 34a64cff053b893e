"""Forms, their editions and blanks, and procedures: public."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, day_of
from api.etags import PUBLIC, sent
from api.v1 import examples
from api.v1.asked import Day
from api.v1.described import binary, described
from api.v1.route import V1Route
from api.v1.schemas import Procedure
from api.v1.tables import Form, FormEdition, FormEditions, Forms, Procedures

router = APIRouter(route_class=V1Route, tags=["forms"])

FormKey = Annotated[str, Path(alias="form", description="The key of the form.", examples=["ct01"])]
On = Annotated[
    Day | None, Query(description="The day that is asked about; today when left out.", examples=["2026-11-23"])
]


@router.get("/forms", summary="All forms", **described(examples.FORMS))
def forms(response: Response, desk: Door) -> Forms:
    """Every form that is known."""
    response.headers["Cache-Control"] = PUBLIC
    return Forms(forms=[Form.model_validate(form) for form in desk.forms()])


@router.get(
    "/forms/{form}/editions", summary="The editions of a form", **described(examples.FORM_EDITIONS, "request.not_found")
)
def editions(response: Response, desk: Door, form: FormKey, on: On = None) -> FormEditions:
    """The editions of a form, newest first, and where each stands on a day."""
    day = on or day_of(desk)
    found = [FormEdition.model_validate(edition) for edition in desk.editions(form, day)]
    response.headers["Cache-Control"] = PUBLIC
    return FormEditions(form=form, on=day, editions=found)


@router.get(
    "/forms/{form}/current/blank.pdf",
    summary="The blank in force",
    response_class=Response,
    **binary("application/pdf", "A PDF that can be filled in.", "request.not_found"),
)
def blank(request: Request, desk: Door, form: FormKey, on: On = None) -> Response:
    """The blank of the edition that is in force on a day, as a PDF that can be filled in."""
    found = desk.blank(form, on or day_of(desk))
    return sent(request, found.pdf, "application/pdf", file_name=found.file_name, public=True, inline=False)


@router.get("/procedures", summary="Procedures", tags=["procedures"], **described({"procedures": [examples.PROCEDURE]}))
def procedures(
    response: Response,
    desk: Door,
    q: Annotated[
        str | None,
        Query(max_length=100, description="Words of the title; marks may be left out.", examples=["khai sinh"]),
    ] = None,
) -> Procedures:
    """Procedures that fit the words, best first; all of them without words."""
    response.headers["Cache-Control"] = PUBLIC
    return Procedures(procedures=[Procedure.model_validate(one) for one in desk.procedures(q)])
