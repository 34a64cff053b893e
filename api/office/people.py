"""The people and programs of the Center, for its administrators: who they are, what they may do, how they get in."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.office.login import INVITATION
from api.office.shell import show_office
from api.staff import accounts_of, needs
from api.web.house import house_of
from api.web.route import PageRoute, away
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.account_errors import AccountError
from scanpipe.office.accounts import Accounts, Invited, Person
from scanpipe.office.api_keys import NewKey
from scanpipe.office.people import Actor, Right, Role

router = APIRouter(route_class=PageRoute, include_in_schema=False)

PEOPLE = "/cb/nguoi"
KEYS = "/cb/khoa"
_WRONG = {
    "login": ("ten", "staff.login_form"),
    "login_taken": ("ten", "staff.login_taken"),
    "name": ("ho-ten", "staff.name_wrong"),
    "unit": ("don-vi", "staff.unit_wrong"),
    "roles": ("vai-tro", "staff.roles_wrong"),
    "last_administrator": ("dong", "staff.last_administrator"),
}
"""Where on the page it is to be mended, and the key of the words, by what is wrong with an account."""
_WRONG_KEY = {
    "name": ("khoa-ten", "staff.key_name_wrong"),
    "unit": ("khoa-don-vi", "staff.key_unit_wrong"),
    "scopes": ("quyen", "staff.key_scopes_wrong"),
}

Administrator = Annotated[Actor, Depends(needs(Right.ACCOUNTS))]
_Text = Annotated[str, Form(max_length=200)]
_Several = Annotated[list[str] | None, Form(max_length=40)]
_Done = Annotated[str, Query(pattern="^(vai_tro|dong|mo|huy)?$")]


@router.get(PEOPLE)
def people(request: Request, actor: Administrator, xong: _Done = "") -> Response:
    """Everybody with an account, and every key. `xong` tells what was just done."""
    return _show(request, actor, done=xong)


@router.post(PEOPLE)
def add(
    request: Request,
    actor: Administrator,
    ten: _Text = "",
    ho_ten: _Text = "",
    don_vi: _Text = "",
    vai_tro: _Several = None,
) -> Response:
    """A new account. Its link is shown this once, and nowhere else."""
    typed = {"ten": ten, "ho_ten": ho_ten, "don_vi": don_vi, "vai_tro": vai_tro or []}
    try:
        invited = accounts_of(request).add(actor, login=ten, name=ho_ten, unit=don_vi, roles=vai_tro or [])
    except AccountError as error:
        return _show(request, actor, wrong=_WRONG[error.why], typed=typed)
    return _show(request, actor, invited=invited)


@router.get(f"{PEOPLE}/{{login}}")
def person(request: Request, actor: Administrator, login: str, xong: _Done = "") -> Response:
    """One account: its roles, a new link, closing it."""
    return _show_person(request, actor, _known(request, actor, login), done=xong)


@router.post(f"{PEOPLE}/{{login}}/vai-tro")
def set_roles(request: Request, actor: Administrator, login: str, vai_tro: _Several = None) -> Response:
    """Other roles; they hold from the next click on."""
    known = _known(request, actor, login)
    try:
        accounts_of(request).set_roles(actor, known.login, vai_tro or [])
    except AccountError as error:
        return _show_person(request, actor, known, wrong=("vai-tro", _WRONG[error.why][1]))
    return away(f"{_home(known)}?xong=vai_tro")


@router.post(f"{PEOPLE}/{{login}}/dat-lai")
def reset(request: Request, actor: Administrator, login: str) -> Response:
    """A new link; password and sessions end now."""
    known = _known(request, actor, login)
    invited = accounts_of(request).reset(actor, known.login)
    return _show_person(request, actor, invited.person, invited=invited)


@router.post(f"{PEOPLE}/{{login}}/dong")
def close(request: Request, actor: Administrator, login: str) -> Response:
    """Nobody logs in with it any more."""
    known = _known(request, actor, login)
    try:
        accounts_of(request).close(actor, known.login)
    except AccountError as error:
        return _show_person(request, actor, known, wrong=_WRONG[error.why])
    return away(f"{_home(known)}?xong=dong")


@router.post(f"{PEOPLE}/{{login}}/mo")
def reopen(request: Request, actor: Administrator, login: str) -> Response:
    """They may log in again."""
    known = _known(request, actor, login)
    accounts_of(request).reopen(actor, known.login)
    return away(f"{_home(known)}?xong=mo")


@router.post(KEYS)
def make_key(
    request: Request, actor: Administrator, ten: _Text = "", don_vi: _Text = "", quyen: _Several = None
) -> Response:
    """A key for a program. It is shown this once, and nowhere else."""
    typed = {"khoa_ten": ten, "khoa_don_vi": don_vi, "quyen": quyen or []}
    try:
        made = accounts_of(request).keys.make(actor, name=ten, unit=don_vi, scopes=quyen or [])
    except AccountError as error:
        return _show(request, actor, wrong=_WRONG_KEY[error.why], typed=typed)
    return _show(request, actor, made=made)


@router.post(f"{KEYS}/{{key_id}}/huy")
def revoke_key(request: Request, actor: Administrator, key_id: str) -> Response:
    """From now on the key opens nothing."""
    try:
        accounts_of(request).keys.revoke(actor, key_id)
    except AccountError as error:
        raise NotFoundError from error
    return away(f"{PEOPLE}?xong=huy")


def _known(request: Request, actor: Actor, login: str) -> Person:
    """The account of that login, where the actor keeps it. Raises NotFoundError."""
    found = next((one for one in accounts_of(request).people(actor) if one.login == login.casefold()), None)
    if found is None:
        raise NotFoundError
    return found


def _home(known: Person) -> str:
    return f"{PEOPLE}/{quote(known.login)}"


def _show(
    request: Request,
    actor: Actor,
    *,
    done: str = "",
    invited: Invited | None = None,
    made: NewKey | None = None,
    wrong: tuple[str, str] | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    accounts: Accounts = accounts_of(request)
    own_unit = "" if actor.sees("*") else actor.unit
    blank: dict[str, Any] = {
        "ten": "",
        "ho_ten": "",
        "don_vi": own_unit,
        "vai_tro": [Role.OFFICER.value],
        "khoa_ten": "",
        "khoa_don_vi": own_unit,
        "quyen": [],
    }
    return show_office(
        request,
        "office/people.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        done=done,
        link=_link(request, invited),
        invited=invited,
        made=made,
        wrong=wrong,
        typed=blank | (typed or {}),
        people=accounts.people(actor),
        keys=accounts.keys.every(actor),
        roles=tuple(Role),
        rights=tuple(Right),
    )


def _show_person(
    request: Request,
    actor: Actor,
    known: Person,
    *,
    done: str = "",
    invited: Invited | None = None,
    wrong: tuple[str, str] | None = None,
) -> Response:
    return show_office(
        request,
        "office/person.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        done=done,
        link=_link(request, invited),
        invited=invited,
        wrong=wrong,
        person=known,
        home=_home(known),
        roles=tuple(Role),
    )


def _link(request: Request, invited: Invited | None) -> str | None:
    """The whole address, to be handed to its owner."""
    return f"{house_of(request).base}{INVITATION}?t={invited.token}" if invited else None
