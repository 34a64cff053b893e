"""`scanpipe users`: accounts from the console, beside a server that runs on the same data."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from scanpipe.console.users import users_app
from scanpipe.intake.desk import open_desk
from scanpipe.office.accounts import Accounts
from scanpipe.office.errors import LoginError
from scanpipe.office.passwords import Passwords
from scanpipe.office.people import RIGHTS, Role
from scanpipe.settings import Settings

PHRASE = "con mèo leo cây cau"

app = typer.Typer()
app.add_typer(users_app, name="users")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(data: Path) -> Iterator[Accounts]:
    """The accounts of a server that has the same data open."""
    desk = open_desk(Settings(data_dir=data))
    yield Accounts(desk, Passwords(rounds=1, memory_kib=8))
    desk.store.close()


def run(data: Path, *args: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["users", *args, "--data", str(data)])
    assert result.exit_code == code, result.output
    return result


def add(data: Path, login: str, *roles: str) -> str:
    """A new account; the token of its link."""
    wanted = [part for role in roles for part in ("--role", role)]
    result = run(data, "add", login, "--name", "Nguyễn Hoa", *wanted, "--url", "https://x.vn/")
    assert result.stdout.startswith("https://x.vn/cb/moi?t=")
    assert result.stdout.count("\n") == 1
    return result.stdout.strip().removeprefix("https://x.vn/cb/moi?t=")


def test_an_account_made_at_the_console_is_there_for_the_server(data: Path, server: Accounts) -> None:
    """The link alone goes to stdout; it works at the running server."""
    token = add(data, "hoa", "officer", "lead")
    logged_in = server.logins.accept(token, PHRASE)
    assert logged_in.actor.login == "hoa"
    run(data, "role", "hoa", "--role", "auditor")
    actor = server.sessions.actor(logged_in.token)
    assert actor
    assert actor.rights == RIGHTS[Role.AUDITOR]
    listed = json.loads(run(data, "list", "--format", "json").stdout)
    assert listed["schema"] == "scanpipe.users/v1"
    assert [(u["login"], u["roles"], u["state"]) for u in listed["users"]] == [("hoa", ["auditor"], "active")]
    assert "hoa" in run(data, "list").stdout


def test_reset_close_and_reopen_hold_at_once_for_the_server(data: Path, server: Accounts) -> None:
    """Who is logged in is out; a new link lets them in again."""
    logged_in = server.logins.accept(add(data, "hoa", "officer"), PHRASE)
    result = run(data, "reset", "hoa")
    assert server.sessions.actor(logged_in.token) is None
    assert result.stdout.startswith("http://localhost:8080/cb/moi?t=")
    server.logins.accept(result.stdout.strip().partition("?t=")[2], PHRASE)
    run(data, "close", "hoa")
    with pytest.raises(LoginError):
        server.logins.login("hoa", PHRASE)
    run(data, "reopen", "hoa")
    assert server.logins.login("hoa", PHRASE)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("role", "khong.co", "--role", "officer"), "no such account"),
        (("close", "khong.co"), "no such account"),
        (("add", "hoa", "--name", "H", "--role", "king"), "roles officer"),
        (("add", "Nguyễn Hoa", "--name", "H", "--role", "officer"), "small letters"),
        (("add", "an", "--name", "A", "--role", "officer"), "already"),
        (("close", "an"), "last administrator"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_exit_code_2(data: Path, args: tuple[str, ...], words: str) -> None:
    """The person at the console can mend it."""
    run(data, "add", "an", "--name", "An", "--role", Role.ADMINISTRATOR, "--unit", "*")
    result = run(data, *args, code=2)
    assert words in result.stderr
    assert result.stdout == ""
