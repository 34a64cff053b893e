"""Finding a dossier by what somebody holds in their hand: a code, a QR before the camera, or a photo of one."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Request, Response, UploadFile
from starlette.concurrency import run_in_threadpool

from api.office.qr_photo import text_in
from api.office.queue import Reader
from api.office.shell import office_of, show_office
from api.rates import Rate, Rates
from api.staff import LOGIN, token_of
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.people import Actor
from scanpipe.text import nfc

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_LONGEST = 300
_SHOWN = 40


@router.get("/q/{code}")
def by_square_code(request: Request, code: str) -> Response:
    """Where the square code of a receipt leads: an officer to the dossier, all others to what it is for."""
    address = f"/cb/tim?{urlencode({'ma': code[:_SHOWN]})}"
    if token_of(request):
        return away(address)
    return show(request, "officer.html.j2", private=False, login=f"{LOGIN}?{urlencode({'di': address})}")


@router.get("/cb/tim")
def find(request: Request, actor: Reader, ma: str = "") -> Response:
    """The dossier that a code stands for; a page that asks for the code while there is none, or it is not known."""
    asked = " ".join(nfc(ma[:_LONGEST]).split())
    if not asked:
        return _page(request, actor)
    rates: Rates = request.app.state.rates
    rates.expect(request, Rate.LOOK_UP, actor.id)
    try:
        found = office_of(request).queue.find(actor, asked)
    except NotFoundError:
        rates.spend(request, Rate.LOOK_UP, actor.id)
        return _page(request, actor, status=404, trouble=("ma", _none(request, asked)), asked=asked)
    return away(f"/cb/h/{found}")


@router.post("/cb/tim")
async def read_photo(request: Request, actor: Reader, anh: Annotated[UploadFile | None, File()] = None) -> Response:
    """The code in a photo, looked for as if it had been typed."""
    photo = await anh.read() if anh is not None else b""
    text = await run_in_threadpool(text_in, photo) if photo else None
    if text is None:
        return _page(request, actor, status=422, trouble=("anh", say("find.no_qr", look_of(request).lang)))
    return away(f"/cb/tim?{urlencode({'ma': text})}")


def _page(
    request: Request, actor: Actor, *, status: int = 200, trouble: tuple[str, str] | None = None, asked: str = ""
) -> Response:
    return show_office(request, "office/find.html.j2", actor=actor, status=status, trouble=trouble, asked=asked)


def _none(request: Request, asked: str) -> str:
    shown = asked if len(asked) <= _SHOWN else f"{asked[:_SHOWN]}…"
    return say("find.none", look_of(request).lang, code=shown)
