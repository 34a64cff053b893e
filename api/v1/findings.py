"""Findings of a check: answer a question, disagree, see the place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, Opened
from api.etags import sent
from api.problems import RefusedError
from api.rates import Rate, spend
from api.v1 import examples
from api.v1.asked import AnswerQuestion, Disagree
from api.v1.described import binary, described
from api.v1.route import V1Route
from api.v1.schemas import Finding

router = APIRouter(route_class=V1Route, tags=["findings"])

FindingId = Annotated[str, Path(alias="finding", description="The id of the finding.", examples=[examples.FINDING_ID])]


@router.post(
    "/checks/{check}/findings/{finding}/answer",
    summary="Answer, or disagree",
    dependencies=[Depends(spend(Rate.CHANGE))],
    **described({**examples.FINDING, "state": "confirmed_ok", "answer": "yes"}, "check.wrong_state"),
)
def answer(
    desk: Door,
    key: Opened,
    finding: FindingId,
    said: Annotated[
        AnswerQuestion | Disagree,
        Body(openapi_examples={"yes": {"value": {"answer": "yes"}}, "disagree": {"value": {"disagree": True}}}),
    ],
) -> Finding:
    """Keeps what the person says about a finding. The report stays as it is; an officer sees both."""
    match said:
        case AnswerQuestion():
            desk.answer(key, finding, said.answer, said.value)
        case Disagree():
            desk.dispute(key, finding, said.disagree)
    found = next((one for one in desk.view(key).findings if one.id == finding), None)
    if found is None:
        raise RefusedError("request.not_found")
    return Finding.model_validate(found)


@router.get(
    "/checks/{check}/findings/{finding}/crop.png",
    summary="See the place",
    response_class=Response,
    **binary("image/png", "The part of the page that the finding is about."),
)
def crop(request: Request, desk: Door, key: Opened, finding: FindingId) -> Response:
    """A cut-out of the straightened page around the finding."""
    return sent(request, desk.crop(key, finding), "image/png", file_name="crop.png")
