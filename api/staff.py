"""
Who works at the Center's desk: an officer by the cookie of their session, a program by its key.

    actor: Staff                                              # whoever it is
    actor: Annotated[Actor, Depends(needs(Right.REVIEW))]     # and may do this

Who is nobody is asked to log in: a page leads to the login and back, a program is told 401. A browser sends its cookie
by itself, so what changes something must come from our own page; a key is shown on purpose, and needs no such proof.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.problems import RefusedError
from api.rates import Rate, Rates
from api.security import SAFE_METHODS, csrf_guard
from api.web.route import Elsewhere
from scanpipe.office.accounts import Accounts
from scanpipe.office.people import Actor, Right

STAFF_COOKIE = "sp_staff"
LOGIN = "/cb/vao"
HOME = "/cb/"
_INSIDE = ("/cb/", "/vh/", "/q/")
"""Where somebody may have been on their way to before they logged in."""
_LONGEST_ADDRESS = 500


def accounts_of(request: Request) -> Accounts:
    """The accounts behind this door."""
    accounts: Accounts = request.app.state.office.accounts
    return accounts


async def staff(request: Request) -> Actor:
    """Who asks. Raises RefusedError (401, 403), and Elsewhere for a page that is to be had after the login."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is not None:
        return known
    secret = _bearer(request)
    actor = await (_program(request, secret) if secret else _person(request))
    request.state.actor = actor
    return actor


Staff = Annotated[Actor, Depends(staff)]


def needs(right: Right) -> Callable[[Actor], Awaitable[Actor]]:
    """A dependency: the one who asks, when they have this right. Raises as `staff`, and NotAllowedError (403)."""

    async def allowed(actor: Staff) -> Actor:
        actor.need(right)
        return actor

    return allowed


async def nobody_yet(request: Request) -> Actor | None:
    """Who asks, None before the login: for pages that everybody may see. Sends nobody elsewhere."""
    token = token_of(request)
    return await run_in_threadpool(accounts_of(request).sessions.actor, token) if token else None


def token_of(request: Request) -> str | None:
    """The secret of the session that this browser holds, if any."""
    return request.cookies.get(STAFF_COOKIE) or None


def let_in(response: Response, request: Request, token: str) -> None:
    """Have this browser hold the secret of a session; it forgets it when it is closed."""
    response.set_cookie(
        STAFF_COOKIE,
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def let_out(response: Response, request: Request) -> None:
    """Have this browser throw the secret away."""
    response.delete_cookie(STAFF_COOKIE, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")


def way_back(text: str) -> str:
    """
    Where to go after the login: an address of the Center's own pages, else the queue. Never another site.

    >>> way_back("/cb/h/chk_1?trang=2"), way_back("//evil.example/cb/"), way_back("https://evil.example/cb/")
    ('/cb/h/chk_1?trang=2', '/cb/', '/cb/')
    """
    if len(text) > _LONGEST_ADDRESS or not text.isascii() or not text.isprintable() or "\\" in text or " " in text:
        return HOME
    try:
        parts = urlsplit(text)
    except ValueError:
        return HOME
    inside = not parts.scheme and not parts.netloc and text.startswith(_INSIDE)
    return text if inside and not parts.path.startswith((LOGIN, "/cb/ra", "/cb/moi")) else HOME


def login_first(request: Request) -> Elsewhere:
    """The login, and from there back to what was asked for; what was posted is not posted again."""
    asked = request.url.path
    if request.method not in SAFE_METHODS:
        asked = HOME
    elif request.url.query:
        asked = f"{asked}?{request.url.query}"
    return Elsewhere(f"{LOGIN}?{urlencode({'di': way_back(asked)})}")


def _bearer(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


async def _program(request: Request, secret: str) -> Actor:
    rates: Rates = request.app.state.rates
    rates.expect(request, Rate.MISS)
    actor = await run_in_threadpool(accounts_of(request).keys.actor, secret)
    if actor is None:
        rates.spend(request, Rate.MISS)
        raise RefusedError("access.login_missing")
    return actor


async def _person(request: Request) -> Actor:
    actor = await nobody_yet(request)
    if actor is None:
        if request.url.path.startswith("/api/"):
            raise RefusedError("access.login_missing")
        raise login_first(request)
    await csrf_guard(request)
    return actor
