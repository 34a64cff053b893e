"""Somebody's own settings: password, shortcuts, and the browsers in which they are logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.office.keymap import DEFAULTS, QUEUE, REVIEW, Keymap, clashes, keymap, spelled
from api.office.shell import show_office
from api.staff import Staff, accounts_of, let_in, token_of
from api.web.route import PageRoute, away
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.account_errors import AccountError
from scanpipe.office.passwords import SHORTEST
from scanpipe.office.people import Actor

router = APIRouter(route_class=PageRoute, include_in_schema=False)

ME = "/cb/toi"
FIELD = "phim_"
"""What the name of a field begins with that holds the key of an action."""
_Text = Annotated[str, Form(max_length=1000)]


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action of the keyboard map: the key of the house, and the key that does it now."""

    action: str
    own: str
    key: str


async def _fields(request: Request) -> Mapping[str, str]:
    """The texts of the form."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _person(actor: Staff) -> Actor:
    """A program has no settings. Raises NotFoundError."""
    if actor.program:
        raise NotFoundError
    return actor


Person = Annotated[Actor, Depends(_person)]


@router.get(ME)
def me(
    request: Request, actor: Person, xong: Annotated[str, Query(pattern="^(mat_khau|phim|phien)?$")] = ""
) -> Response:
    """The page. `xong` tells what was just done."""
    return _show(request, actor, done=xong)


@router.post(f"{ME}/mat-khau")
def change_password(request: Request, actor: Person, cu: _Text = "", mat_khau: _Text = "", lai: _Text = "") -> Response:
    """Another password, typed twice, for the one in use."""
    logins = accounts_of(request).logins
    if mat_khau != lai:
        return _show(request, actor, wrong=("lai", "staff.password_differs"))
    try:
        logged_in = logins.change(actor, cu, mat_khau, old_token=token_of(request))
    except AccountError as error:
        where = "cu" if error.why == "old_password" else "mat-khau"
        return _show(request, actor, wrong=(where, f"staff.{error.why}"))
    answer = away(f"{ME}?xong=mat_khau")
    let_in(answer, request, logged_in.token)
    return answer


@router.post(f"{ME}/phim")
def set_keys(request: Request, actor: Person, fields: Annotated[Mapping[str, str], Depends(_fields)]) -> Response:
    """Which key does what, or that none does anything; an empty field stands for the key of the house."""
    if fields.get("lam") == "mac-dinh":
        accounts_of(request).set_wishes(actor, {})
        return away(f"{ME}?xong=phim")
    off = "bat" not in fields
    typed = {action: fields.get(f"{FIELD}{action}", "").strip() for action in DEFAULTS}
    wished = {action: spelled(text) for action, text in typed.items() if text}
    if wrong := _wrong_key(wished):
        return _show(request, actor, wrong=wrong, typed=typed, keys_off=off)
    moved = {action: key for action, key in wished.items() if key != DEFAULTS[action]}
    accounts_of(request).set_wishes(actor, {"keys_off": off, "keys": moved})
    return away(f"{ME}?xong=phim")


@router.post(f"{ME}/phien")
def end_sessions(request: Request, actor: Person, phien: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Log out one other browser, or all others when none is named."""
    accounts_of(request).sessions.end_mine(actor, token_of(request) or "", phien or None)
    return away(f"{ME}?xong=phien")


def _wrong_key(wished: Mapping[str, str | None]) -> tuple[str, str] | None:
    """The field and the key of the words for the first wish that cannot be."""
    for action, key in wished.items():
        if key is None:
            return f"{FIELD}{action}", "staff.key_wrong"
    for screen in (QUEUE, REVIEW):
        of = {action: wished.get(action) or DEFAULTS[action] for action in screen}
        twice = clashes(of)
        # The one that somebody moved is the one to move again.
        for action in sorted(screen, key=lambda name: name not in wished or wished[name] == DEFAULTS[name]):
            if of[action] in twice:
                return f"{FIELD}{action}", "staff.key_twice"
    return None


def _show(
    request: Request,
    actor: Actor,
    *,
    done: str = "",
    wrong: tuple[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    keys_off: bool | None = None,
) -> Response:
    """The page; `wrong` is a field and the key of what is the matter, `typed` what was filled in for the keys."""
    accounts, token = accounts_of(request), token_of(request)
    wishes = accounts.wishes(actor)
    return show_office(
        request,
        "office/me.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        done=done,
        wrong=wrong,
        sessions=accounts.sessions.mine(actor, token) if token else (),
        has_password=accounts.logins.has_password(actor),
        shortest=SHORTEST,
        keys_off=wishes.get("keys_off") is True if keys_off is None else keys_off,
        rows=_rows(wishes, typed),
        field=FIELD,
    )


def _rows(wishes: Mapping[str, Any], typed: Mapping[str, str] | None) -> list[KeyRow]:
    """Each action with its key, as they stand on key caps; what somebody has just typed stays as they typed it."""
    queue, review = keymap(wishes, QUEUE), keymap(wishes, REVIEW)
    own = Keymap(True, DEFAULTS)
    shown = {action: (queue if action in QUEUE else review).named(action) for action in DEFAULTS}
    return [KeyRow(action, own.named(action), (typed or shown)[action]) for action in DEFAULTS]
