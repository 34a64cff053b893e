"""
The way to the identity provider and back.

What the browser asked is remembered in a cookie of its own: a seed that we signed, with the moment and the way back.
State, nonce and verifier follow from the seed and a secret of ours, so that nothing has to be kept here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.office.login import OIDC, show_login
from api.office.oidc import Provider, ProviderError, Question
from api.staff import accounts_of, let_in, token_of, way_back
from api.web.house import house_of
from api.web.route import PageRoute, away
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.errors import LoginError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

COOKIE = "sp_oidc"
BACK = f"{OIDC}/ve"
_GOOD_FOR_S = 600
_Given = Annotated[str | None, Query(max_length=4000)]


@router.get(OIDC)
def go(request: Request, di: Annotated[str, Query(max_length=500)] = "") -> Response:
    """To the provider; `di` is where somebody wanted to go."""
    provider, to = _provider(request), way_back(di)
    seed = secrets.token_urlsafe(32)
    try:
        address = provider.address(_question(request, seed), _come_back(request))
    except ProviderError as error:
        return show_login(request, wrong=f"staff.oidc_{error.why}", to=to, status=502)
    answer = away(address)
    answer.set_cookie(
        COOKIE,
        _remembered(request, seed, to),
        max_age=_GOOD_FOR_S,
        path=OIDC,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.get(BACK)
def come_back(
    request: Request, code: _Given = None, state: _Given = None, iss: _Given = None, error: _Given = None
) -> Response:
    """From the provider; who is recognised is let in, and goes where they wanted to."""
    provider = _provider(request)
    seed, to = _asked(request)
    try:
        _expect_own(provider, seed and _question(request, seed), state, iss)
        if error is not None or code is None:
            raise ProviderError("refused", "The identity provider let nobody in.")
        identity = provider.identity(code, _question(request, seed), _come_back(request))
        logged_in = accounts_of(request).logins.by_provider(
            identity.subject, identity.names, old_token=token_of(request)
        )
    except ProviderError as refused:
        return _forgotten(show_login(request, wrong=f"staff.oidc_{refused.why}", to=to, status=422))
    except LoginError:
        return _forgotten(show_login(request, wrong="staff.oidc_unknown", to=to, status=422))
    answer = away(to)
    let_in(answer, request, logged_in.token)
    return _forgotten(answer)


def _provider(request: Request) -> Provider:
    provider: Provider | None = getattr(request.app.state, "oidc", None)
    if provider is None:
        raise NotFoundError
    return provider


def _come_back(request: Request) -> str:
    return f"{house_of(request).base}{BACK}"


def _expect_own(provider: Provider, question: Question | str, state: str | None, iss: str | None) -> None:
    """The answer is to what this browser asked, and from whom it asked. Raises ProviderError."""
    if not isinstance(question, Question) or state is None or not hmac.compare_digest(state, question.state):
        raise ProviderError("state", "This answer of the identity provider belongs to no login of this browser.")
    if iss is not None and not provider.is_issuer(iss):
        raise ProviderError("state", "This answer comes from another identity provider.")


def _question(request: Request, seed: str) -> Question:
    return Question(*(_signed(request, purpose, seed) for purpose in ("state", "nonce", "verifier")))


def _remembered(request: Request, seed: str, to: str) -> str:
    kept = f"{seed}.{int(time.time())}.{base64.urlsafe_b64encode(to.encode()).decode().rstrip('=')}"
    return f"{kept}.{_signed(request, 'cookie', kept)}"


def _asked(request: Request) -> tuple[str, str]:
    """The seed of what this browser asked, and the way back; no seed when it asked nothing, or too long ago."""
    kept, _, signature = request.cookies.get(COOKIE, "").rpartition(".")
    if not kept or not hmac.compare_digest(signature.encode(), _signed(request, "cookie", kept).encode()):
        return "", way_back("")
    seed, begun, to = kept.split(".")
    if not 0 <= time.time() - int(begun) <= _GOOD_FOR_S:
        return "", way_back("")
    return seed, way_back(base64.urlsafe_b64decode(to + "=" * (-len(to) % 4)).decode())


def _signed(request: Request, purpose: str, text: str) -> str:
    secret: bytes = request.app.state.secret
    made = hmac.new(secret, f"oidc:{purpose}:{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _forgotten(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path=OIDC, httponly=True, samesite="lax")
    return answer
