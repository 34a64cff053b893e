"""Logging in and out, and the link that sets a password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.office.shell import show_office
from api.rates import Rate, Rates
from api.security import csrf_guard
from api.staff import LOGIN, accounts_of, let_in, let_out, nobody_yet, token_of, way_back
from api.web.route import PageRoute, away
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.account_errors import AccountError
from scanpipe.office.errors import LoginError
from scanpipe.office.passwords import SHORTEST
from scanpipe.office.people import Actor

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(csrf_guard)])

OIDC = "/cb/oidc"
INVITATION = "/cb/moi"
LOGOUT = "/cb/ra"
_Text = Annotated[str, Form(max_length=1000)]
_Address = Annotated[str, Query(max_length=500)]
Anybody = Annotated[Actor | None, Depends(nobody_yet)]


@router.get(LOGIN)
def login(request: Request, actor: Anybody, di: _Address = "", ra: bool = False) -> Response:
    """The login; who is logged in already goes on. `di` is where they wanted to go, `ra` tells that they logged out."""
    to = way_back(di)
    return away(to) if actor is not None else show_login(request, to=to, left=ra)


@router.post(LOGIN)
async def log_in(request: Request, ten: _Text = "", mat_khau: _Text = "", di: _Text = "") -> Response:
    """Name and password; a failure says the same whatever the matter is."""
    to = way_back(di)
    rates: Rates = request.app.state.rates
    rates.expect(request, Rate.LOGIN)
    logins = accounts_of(request).logins
    try:
        logged_in = await run_in_threadpool(logins.login, ten, mat_khau, old_token=token_of(request))
    except LoginError:
        rates.spend(request, Rate.LOGIN)
        return show_login(request, wrong="staff.login_wrong", to=to, typed=ten, status=422)
    answer = away(to)
    let_in(answer, request, logged_in.token)
    return answer


@router.post(LOGOUT)
def log_out(request: Request) -> Response:
    """End the session of this browser."""
    token = token_of(request)
    if token:
        accounts_of(request).sessions.end(token)
    answer = away(f"{LOGIN}?ra=1")
    let_out(answer, request)
    return answer


@router.get(INVITATION)
def invitation(request: Request, t: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The page behind the link that somebody was given."""
    return _show_invitation(request, t)


@router.post(INVITATION)
async def set_password(request: Request, t: _Text = "", mat_khau: _Text = "", lai: _Text = "") -> Response:
    """The password that the link is for, typed twice; its owner is let in."""
    rates: Rates = request.app.state.rates
    rates.expect(request, Rate.LOGIN)
    logins = accounts_of(request).logins
    if mat_khau != lai:
        return await run_in_threadpool(_show_invitation, request, t, wrong=("lai", "staff.password_differs"))
    try:
        logged_in = await run_in_threadpool(logins.accept, t, mat_khau, old_token=token_of(request))
    except AccountError as error:
        return await run_in_threadpool(_show_invitation, request, t, wrong=("mat-khau", f"staff.{error.why}"))
    except NotFoundError:
        rates.spend(request, Rate.LOGIN)
        return await run_in_threadpool(_show_invitation, request, t)
    answer = away(way_back(""))
    let_in(answer, request, logged_in.token)
    return answer


def show_login(
    request: Request,
    *,
    to: str,
    wrong: str | None = None,
    typed: str = "",
    left: bool = False,
    status: int = 200,
) -> Response:
    """The login page; `wrong` is the key of what did not work, `left` tells that somebody logged out."""
    provider = getattr(request.app.state, "oidc", None)
    return show_office(
        request,
        "office/login.html.j2",
        actor=None,
        status=status,
        to=to,
        wrong=wrong,
        typed=typed,
        left=left,
        provider=provider.name if provider else None,
        oidc=OIDC,
    )


def _show_invitation(request: Request, token: str, *, wrong: tuple[str, str] | None = None) -> Response:
    """The page of a link, or that it works no more; `wrong` is a field and the key of what is the matter with it."""
    try:
        invited = accounts_of(request).logins.invited(token)
    except NotFoundError:
        return show_office(request, "office/invitation.html.j2", actor=None, status=404, invited=None)
    return show_office(
        request,
        "office/invitation.html.j2",
        actor=None,
        status=422 if wrong else 200,
        invited=invited,
        token=token,
        wrong=wrong,
        shortest=SHORTEST,
    )
