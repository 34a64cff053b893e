"""`scanpipe users`: the accounts of the Center, for whoever sits at the machine; the server may run meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scanpipe.console.terminal import complain, settings_of_this_machine, told_errors, write

if TYPE_CHECKING:
    from scanpipe.office.accounts import Accounts, Invited, Person

SCHEMA_ID = "scanpipe.users/v1"

users_app = typer.Typer(help="The accounts of the Center's officers.", no_args_is_help=True, rich_markup_mode=None)

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The data folder of the service.")]
LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="The login of the account.")]
RoleOption = Annotated[
    list[str],
    typer.Option("--role", help="officer, lead, operator, publisher, auditor or administrator; may be repeated."),
]
UrlOption = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="The address of the service, for the link.")
]


@users_app.command("list")
def users_list(
    data: DataOption = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="As lines, or as JSON.")] = "text",
) -> None:
    """Everybody with an account: login, state, roles and Center."""
    from scanpipe.office.accounts import CONSOLE

    with told_errors(), _accounts(data) as (accounts, _):
        people = accounts.people(CONSOLE)
        if format_ == "json":
            listed = [_listed(person) for person in people]
            write(json.dumps({"schema": SCHEMA_ID, "users": listed}, ensure_ascii=False, indent=2) + "\n")
            return
        for person in people:
            write(f"{person.login:<24} {person.state:<8} {','.join(person.roles):<28} {person.unit or '-'}\n")


@users_app.command("add")
def users_add(
    login: LoginArgument,
    role: RoleOption,
    name: Annotated[str, typer.Option(help="Name of the person, as colleagues see it.")],
    unit: Annotated[str, typer.Option(help="The Center; leave it out where there is only one, * is all of them.")] = "",
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Make an account and print the link with which its owner sets a password."""
    from scanpipe.office.accounts import CONSOLE

    with told_errors(), _accounts(data) as (accounts, public_url):
        invited = accounts.add(CONSOLE, login=login, name=name, unit=unit, roles=role)
        _tell_link(invited, url or public_url)


@users_app.command("role")
def users_role(login: LoginArgument, role: RoleOption, data: DataOption = None) -> None:
    """Give other roles; they hold at once."""
    from scanpipe.office.accounts import CONSOLE

    with told_errors(), _accounts(data) as (accounts, _):
        person = accounts.set_roles(CONSOLE, login, role)
        complain(f"{person.login}: {', '.join(person.roles)}")


@users_app.command("reset")
def users_reset(login: LoginArgument, url: UrlOption = None, data: DataOption = None) -> None:
    """Print a new link; the password and all sessions end now."""
    from scanpipe.office.accounts import CONSOLE

    with told_errors(), _accounts(data) as (accounts, public_url):
        _tell_link(accounts.reset(CONSOLE, login), url or public_url)


@users_app.command("close")
def users_close(login: LoginArgument, data: DataOption = None) -> None:
    """Close an account: its owner is out at once. What they did stays in the audit."""
    from scanpipe.office.accounts import CONSOLE

    with told_errors(), _accounts(data) as (accounts, _):
        complain(f"{accounts.close(CONSOLE, login).login}: closed")


@users_app.command("reopen")
def users_reopen(login: LoginArgument, data: DataOption = None) -> None:
    """Open a closed account again."""
    from scanpipe.office.accounts import CONSOLE

    with told_errors(), _accounts(data) as (accounts, _):
        complain(f"{accounts.reopen(CONSOLE, login).login}: open")


@contextmanager
def _accounts(data: Path | None) -> Iterator[tuple[Accounts, str]]:
    """The accounts of the data folder, and the address of the service where the settings name one."""
    from scanpipe.intake.desk import open_desk
    from scanpipe.office.accounts import Accounts

    settings = settings_of_this_machine()
    if data is not None:
        settings = settings.model_copy(update={"data_dir": data})
    desk = open_desk(settings)
    try:
        yield Accounts(desk), settings.public_url
    finally:
        desk.store.close()


def _tell_link(invited: Invited, url: str) -> None:
    """The link alone on stdout, so that it can be handed on; about it on stderr."""
    base = url.rstrip("/") or "http://localhost:8080"
    write(f"{base}/cb/moi?t={invited.token}\n")
    complain(f"{invited.person.login} sets a password there, once, until {invited.ends_at:%Y-%m-%d %H:%M} UTC.")


def _listed(person: Person) -> dict[str, object]:
    return {
        "login": person.login,
        "name": person.name,
        "unit": person.unit,
        "roles": list(person.roles),
        "state": person.state,
        "seen_at": person.seen_at.isoformat() if person.seen_at else None,
    }
