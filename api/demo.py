"""Something to look at when the service is shown: checks of papers that samples/ made, of people who do not exist."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scanpipe.errors import ScanpipeError
from scanpipe.intake.intake import Intake, Key
from scanpipe.model import UploadFile
from scanpipe.office.accounts import CONSOLE, Accounts

SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples" / "small"


@dataclass(frozen=True, slots=True)
class Shown:
    """One check of the demo: what it shows, the files of SAMPLES that are handed in, and the procedure if chosen."""

    what: str
    files: tuple[str, ...]
    procedure: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """One account of the demo."""

    login: str
    name: str
    roles: tuple[str, ...]


STAFF: Final = (
    Staff("can-bo", "Cán bộ Trình diễn", ("officer",)),
    Staff("truong-nhom", "Trưởng nhóm Trình diễn", ("officer", "lead")),
    Staff("quan-ly-mau", "Quản lý mẫu Trình diễn", ("operator",)),
    Staff("cong-bo-mau", "Công bố mẫu Trình diễn", ("publisher",)),
)
_LONGEST_S, _LOOK_S = 300.0, 0.5

SHOWN: Final = (
    Shown("a good paper, photographed", ("ct01-good-hand-phone.jpg",)),
    Shown("an outdated edition", ("ct01-outdated-2025.jpg",)),
    Shown("a signature is missing", ("ct01-unsigned.jpg",)),
    Shown("one page of two is blurred", ("ct01-good-scan.jpg", "ct01-blurred.jpg")),
    Shown("a birth to register, papers still missing", ("birth-good-scan.jpg",), "birth_registration"),
)


def show(intake: Intake, accounts: Accounts, address: str, tell: Callable[[str], None]) -> None:
    """Fill the service, and send to the Center what was examined."""
    for key in fill(intake, accounts, address, tell):
        _send(intake, key)


def fill(intake: Intake, accounts: Accounts, address: str, tell: Callable[[str], None]) -> tuple[Key, ...]:
    """
    Make the checks of SHOWN through the front door, and the people of STAFF; tell the private link of each.

    `address` ends with "/". What cannot be made is told, and what was made before stays.
    """
    if not SAMPLES.is_dir():
        tell("scanpipe: the demo needs the folder samples/ of the project, which is not installed here.")
        return ()
    made: list[Key] = []
    try:
        for shown, code, token in _made(intake):
            made.append(intake.open(code, token))
            tell(f"scanpipe: {shown.what}: {address}k/{code}?t={token}")
        there = {person.login for person in accounts.people(CONSOLE)}
        for who in (who for who in STAFF if who.login not in there):
            invited = accounts.add(CONSOLE, login=who.login, name=who.name, unit="", roles=who.roles)
            tell(f"scanpipe: password of {who.login} ({', '.join(who.roles)}), once: {address}cb/moi?t={invited.token}")
    except ScanpipeError as error:
        tell(f"scanpipe: the demo could not be filled: {error}")
    return tuple(made)


def _send(intake: Intake, key: Key) -> None:
    """Take it to the Center as soon as it was examined."""
    until = time.monotonic() + _LONGEST_S
    while not (view := intake.view(key)).examined or view.verdict is None:
        if time.monotonic() > until:
            return
        time.sleep(_LOOK_S)
    intake.send(key)


def _made(intake: Intake) -> Iterator[tuple[Shown, str, str]]:
    for shown in SHOWN:
        new = intake.create(lang="vi", procedure=shown.procedure, as_of=None, helper=False, team=None, batch=True)
        key = intake.open(new.id, new.token)
        intake.consent(key)
        intake.add(key, [UploadFile(name, (SAMPLES / name).read_bytes()) for name in shown.files])
        yield shown, new.code, new.token
