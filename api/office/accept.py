"""Acceptance: what was decided is shown once more, then the dossier is received and can be handed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.office.review import Reviewer, common
from api.office.shell import office_of, show_office
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.office.errors import DecisionError, OpenPointsError
from scanpipe.office.people import Actor
from scanpipe.office.views import Point, PointState, ReviewView

router = APIRouter(route_class=PageRoute, include_in_schema=False)

FORMATS = ("json", "csv", "pdf")
_TYPED = (PointState.EDITED, PointState.ILLEGIBLE, PointState.NOT_APPLICABLE)
CONFLICT, INVALID = 409, 422
Code = Annotated[str, Form(max_length=200)]


@router.get("/cb/h/{dossier}/nhan")
def confirm(request: Request, actor: Reviewer, dossier: str, xong: bool = False) -> Response:
    """What is about to be accepted; of a dossier that was, what may be handed on."""
    return _page(request, actor, office_of(request).reviews.view(actor, dossier), done=xong)


@router.post("/cb/h/{dossier}/nhan")
def accept(request: Request, actor: Reviewer, dossier: str, ma: Code = "") -> Response:
    """Accept it. What is still open is told, and nothing is done."""
    reviews = office_of(request).reviews
    lang = look_of(request).lang
    try:
        reviews.accept(actor, dossier, official_code=ma.strip() or None)
    except OpenPointsError as error:
        wrong = say("accept.open", lang, must=error.must, unseen=error.unseen)
        return _page(request, actor, reviews.view(actor, dossier), wrong=wrong, status=CONFLICT, code=ma)
    except DecisionError:
        wrong = say("accept.code_wrong", lang)
        return _page(request, actor, reviews.view(actor, dossier), wrong=wrong, status=INVALID, code=ma)
    return away(f"/cb/h/{dossier}/nhan?xong=1")


@router.post("/cb/h/{dossier}/nhan/ma")
def note_code(request: Request, actor: Reviewer, dossier: str, ma: Code = "") -> Response:
    """Note the official code of a dossier that was accepted before the code was known."""
    reviews = office_of(request).reviews
    try:
        reviews.set_official_code(actor, dossier, ma)
    except DecisionError:
        wrong = say("accept.code_wrong", look_of(request).lang)
        return _page(request, actor, reviews.view(actor, dossier), wrong=wrong, status=INVALID, code=ma)
    return away(f"/cb/h/{dossier}/nhan")


def _page(
    request: Request,
    actor: Actor,
    view: ReviewView,
    *,
    wrong: str | None = None,
    status: int = 200,
    done: bool = False,
    code: str | None = None,
) -> Response:
    return show_office(
        request,
        "office/accept.html.j2",
        actor=actor,
        status=status,
        typed=[one for one in values_of(view.fields) if one.state in _TYPED],
        values=values_of(view.fields),
        overrides=[one for one in view.fields if one.state is PointState.OVERRIDDEN],
        photos=[one for one in view.fields if one.state is PointState.RETAKE],
        received=view.state in ("received", "done"),
        done=done,
        wrong=wrong,
        code=code if code is not None else view.official_code or "",
        formats=FORMATS,
        **common(request, actor, view),
    )


def values_of(points: Sequence[Point]) -> list[Point]:
    """One point for each field that has a value or had one, the decided one where several are about it."""
    found: dict[tuple[int | None, str], Point] = {}
    for one in points:
        if one.key is None or (one.value is None and one.read is None and one.state not in _TYPED):
            continue
        known = found.get((one.document, one.key))
        if known is None or (known.state not in _TYPED and one.state in _TYPED):
            found[one.document, one.key] = one
    return list(found.values())
