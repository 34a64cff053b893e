"""What all pages of the Center share: who is there, where they may go, and how a page becomes an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.office import told
from api.office.keymap import Keymap, keymap
from api.web.look import look_of
from api.web.render import show
from scanpipe.office.office import Office
from scanpipe.office.people import Actor, Right

HOME = "/cb/"


def office_of(request: Request) -> Office:
    """The Center's desk behind this door."""
    office: Office = request.app.state.office
    return office


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the menu: `key` are its words, `right` is what it takes to see it."""

    address: str
    key: str
    right: Right


WAYS = (
    Way(HOME, "shell.queue", Right.READ),
    Way("/cb/qa", "shell.second", Right.REVIEW),
    Way("/cb/tk", "shell.statistics", Right.STATISTICS),
    Way("/cb/nk", "shell.trail", Right.AUDIT),
    Way("/cb/mau", "shell.catalogue", Right.CATALOGUE),
    Way("/cb/webhooks", "shell.webhooks", Right.WEBHOOKS),
    Way("/cb/nguoi", "shell.accounts", Right.ACCOUNTS),
)


def show_office(
    request: Request, template: str, *, actor: Actor | None, status: int = 200, **context: Any
) -> HTMLResponse:
    """
    A page of the Center as an answer that nobody keeps; `template` stands below templates/, as "office/queue.html.j2".

    The template has, besides what every page has (`say`, `csrf`, `look`, `house`, `static`), the `actor` (None before
    somebody logged in), `may(right)`, the `ways` of the menu, and the words for time of `told`.
    """
    lang = look_of(request).lang
    return show(
        request,
        template,
        status=status,
        actor=actor,
        ways=ways(actor, request.url.path),
        may=lambda right: actor is not None and Right(right) in actor.rights,
        moment=told.moment,
        age=lambda delta: told.age(delta, lang),
        **context,
    )


def show_error(request: Request, status: int, title: str, lines: Sequence[str], number: str | None) -> HTMLResponse:
    """What went wrong on a page of the Center, and what to do; `number` is to be quoted where the fault is ours."""
    actor: Actor | None = getattr(request.state, "actor", None)
    return show_office(
        request, "office/error.html.j2", actor=actor, status=status, title=title, lines=lines, number=number
    )


def keys_of(request: Request, actor: Actor, actions: Iterable[str]) -> Keymap:
    """The keys of a screen as this person wishes them; `actions` are QUEUE or REVIEW of api/office/keymap.py."""
    return keymap(office_of(request).accounts.wishes(actor), actions)


def ways(actor: Actor | None, path: str) -> tuple[tuple[Way, bool], ...]:
    """The entries that somebody may use, each with whether it is where they are; none before they logged in."""
    if actor is None:
        return ()
    return tuple((way, _leads_to(way.address, path)) for way in WAYS if way.right in actor.rights)


def _leads_to(address: str, path: str) -> bool:
    """Whether a page belongs to an entry of the menu: dossiers and the search to the list, all others by their name."""
    if address == HOME:
        return path == HOME or path.startswith(("/cb/h/", "/cb/tim"))
    return path == address or path.startswith(f"{address}/")
