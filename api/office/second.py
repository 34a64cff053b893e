"""The second entry: somebody else types the critical fields once more, from the pictures alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.office.pictures import pictures_of
from api.office.review import Reviewer
from api.office.shell import office_of, show_office
from api.web.look import look_of
from api.web.render import PRIVATE
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import DecisionError
from scanpipe.office.people import Actor
from scanpipe.office.second import SecondForm
from scanpipe.text import nfc

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_FIELD = "gt:"
"""Before the id of a field in the names of a form."""
INVALID = 422


@router.get("/cb/qa")
def waiting(
    request: Request,
    actor: Reviewer,
    muc: Annotated[int | None, Query(ge=0)] = None,
    khac: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """Those that wait for this officer. `muc` and `khac` tell of the last one: fields, and how many differ."""
    tasks = office_of(request).second.list(actor)
    told = (muc, khac) if muc is not None and khac is not None else None
    return show_office(request, "office/second_list.html.j2", actor=actor, tasks=tasks, told=told)


@router.get("/cb/qa/{dossier}")
def enter(request: Request, actor: Reviewer, dossier: str) -> Response:
    """The pictures with empty boxes beside them."""
    return _page(request, actor, office_of(request).second.form(actor, dossier), {})


@router.post("/cb/qa/{dossier}")
async def submit(request: Request, actor: Reviewer, dossier: str) -> Response:
    """What was typed; a box that was left empty is asked for again, and nothing typed is lost."""
    sent = await request.form()
    typed = {
        name.removeprefix(_FIELD): nfc(value).strip()
        for name, value in sent.multi_items()
        if name.startswith(_FIELD) and isinstance(value, str)
    }
    return await run_in_threadpool(_kept, request, actor, dossier, typed)


@router.get("/cb/qa/{dossier}/anh/{field}")
def crop(request: Request, actor: Reviewer, dossier: str, field: str) -> Response:
    """The place of a field, or its whole page where it has none."""
    asked = next((one for one in office_of(request).second.form(actor, dossier).fields if one.id == field), None)
    if asked is None:
        raise NotFoundError
    pictures = pictures_of(request)
    if asked.box is None:
        data = pictures.page(actor, dossier, asked.page_id, "straight", 1400)
    else:
        data = pictures.crop(actor, dossier, asked.page_id, asked.box)
    return Response(data, media_type="image/jpeg", headers=PRIVATE)


def _kept(request: Request, actor: Actor, dossier: str, typed: dict[str, str]) -> Response:
    second = office_of(request).second
    form = second.form(actor, dossier)
    values = {one.id: typed.get(one.id, "") for one in form.fields}
    lang = look_of(request).lang
    if not all(values.values()):
        return _page(request, actor, form, values, wrong=say("second.missing", lang))
    try:
        result = second.submit(actor, dossier, values)
    except DecisionError:
        return _page(request, actor, form, values, wrong=say("second.too_long", lang))
    return away(f"/cb/qa?muc={result.fields}&khac={result.differing}")


def _page(
    request: Request, actor: Actor, form: SecondForm, values: dict[str, str], wrong: str | None = None
) -> Response:
    status = INVALID if wrong else 200
    return show_office(
        request, "office/second.html.j2", actor=actor, status=status, form=form, values=values, wrong=wrong
    )
