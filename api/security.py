"""
Who may do this: the cookie that opens a check, and the proof that a request comes from our own page.

The cookie is a capability: it holds the token of one check, nothing else, and no script can read it. Because a
browser sends it by itself, an unsafe request that relies on it must also show a token that only our pages know
(signed double submit) and must not come from another site.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from api.headers import leave
from api.problems import RefusedError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
KEPT_S = 7 * 24 * 3600
"""How long a browser keeps the cookie of a check: as long as a check that nobody touches is kept."""

CSRF_COOKIE = "sp_csrf"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"
MOST_COOKIES = 12
"""Of how many checks a browser may hold the cookies when it asks for one by id."""

_PREFIX = "sp_"
_CODE = re.compile(r"KT-?([0-9A-Z]{4})-?([0-9A-Z]{4})\Z")
_SEED = re.compile(r"[A-Za-z0-9_-]{22}\Z")


def cookie_name(code: str) -> str | None:
    """
    The name of the cookie of a check; None for what is no code.

    >>> cookie_name("KT-7M4K-92QX")
    'sp_KT7M4K92QX'
    """
    match = _CODE.match(code.strip().upper())
    return f"{_PREFIX}KT{match[1]}{match[2]}" if match else None


def remember(response: Response, request: Request, code: str, token: str, *, keep_s: int | None = KEPT_S) -> None:
    """
    Let this browser open the check from now on.

    With `keep_s` None the browser forgets it when it is closed (a shared device). Raises ValueError for no code.
    """
    name = cookie_name(code)
    if name is None:
        raise ValueError("not a code of a check")
    response.set_cookie(
        name, token, max_age=keep_s, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )


def forget(response: Response, request: Request, code: str) -> None:
    """Have this browser throw away the cookie of the check."""
    name = cookie_name(code)
    if name is not None:
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https")


def token_of(request: Request, code: str) -> str | None:
    """The token that this browser holds for the check of that code; None when it holds none."""
    name = cookie_name(code)
    return request.cookies.get(name) if name else None


def tokens_of(request: Request, ref: str) -> tuple[str, ...]:
    """The tokens that may open a check: its own for a code, every one that this browser holds for an id."""
    if cookie_name(ref) is not None:
        token = token_of(request, ref)
        return (token,) if token else ()
    held = [value for name, value in request.cookies.items() if name.startswith(f"{_PREFIX}KT") and value]
    return tuple(held[:MOST_COOKIES])


def csrf_token(request: Request) -> str:
    """
    The token that a form carries in its field `csrf`, or a script in the header `X-CSRF-Token`.

    The first call gives the browser the cookie that the token belongs to.
    """
    seed = _seed(request) or getattr(request.state, "csrf_seed", None)
    if seed is None:
        seed = secrets.token_urlsafe(16)
        request.state.csrf_seed = seed
        leave(request.scope, "Set-Cookie", _cookie(seed, secure=request.url.scheme == "https"))
    return _signed(request, seed)


async def csrf_guard(request: Request) -> None:
    """
    Let pass what changes nothing, and what our own page has sent.

    A dependency of every route that a browser may reach with a form. Raises RefusedError (access.form_expired).
    """
    if request.method in SAFE_METHODS:
        return
    seed = _seed(request)
    if _from_elsewhere(request) or seed is None:
        raise RefusedError("access.form_expired")
    shown = request.headers.get(CSRF_HEADER) or await _form_field(request)
    if not hmac.compare_digest(shown.encode(), _signed(request, seed).encode()):
        raise RefusedError("access.form_expired")


def _from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site sent this. Hosts are compared, so that no name is configured."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin", "null")
    # "null" is what a browser sends from our own pages, because they ask for no referrer; then the token decides.
    return origin != "null" and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()


async def _form_field(request: Request) -> str:
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        return ""
    # FastAPI has read the form before its dependencies run; then this is the same form, not read twice.
    value = (await request.form()).get(CSRF_FIELD, "")
    return value if isinstance(value, str) else ""


def _seed(request: Request) -> str | None:
    seed = request.cookies.get(CSRF_COOKIE, "")
    return seed if _SEED.match(seed) else None


def _signed(request: Request, seed: str) -> str:
    secret: bytes = request.app.state.secret
    return hmac.new(secret, f"csrf:{seed}".encode(), hashlib.sha256).hexdigest()


def _cookie(seed: str, *, secure: bool) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[CSRF_COOKIE] = seed
    for name, value in (("path", "/"), ("httponly", True), ("samesite", "Lax"), ("secure", secure)):
        cookie[CSRF_COOKIE][name] = value
    return cookie[CSRF_COOKIE].OutputString()
