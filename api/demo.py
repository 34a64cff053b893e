"""Something to look at when the service is shown: checks of papers that samples/ made, of people who do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scanpipe.errors import ScanpipeError
from scanpipe.intake.intake import Intake
from scanpipe.model import UploadFile

SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples" / "small"


@dataclass(frozen=True, slots=True)
class Shown:
    """One check of the demo: what it shows, the files of SAMPLES that are handed in, and the procedure if chosen."""

    what: str
    files: tuple[str, ...]
    procedure: str | None = None


SHOWN: Final = (
    Shown("a good paper, photographed", ("ct01-good-hand-phone.jpg",)),
    Shown("an outdated edition", ("ct01-outdated-2025.jpg",)),
    Shown("a signature is missing", ("ct01-unsigned.jpg",)),
    Shown("one page of two is blurred", ("ct01-good-scan.jpg", "ct01-blurred.jpg")),
    Shown("a birth to register, papers still missing", ("birth-good-scan.jpg",), "birth_registration"),
)


def fill(intake: Intake, address: str, tell: Callable[[str], None]) -> None:
    """Make the checks of SHOWN through the front door, and tell the private link of each; `address` ends with "/"."""
    if not SAMPLES.is_dir():
        tell("scanpipe: the demo needs the folder samples/ of the project, which is not installed here.")
        return
    try:
        for shown, code, token in _made(intake):
            tell(f"scanpipe: {shown.what}: {address}k/{code}?t={token}")
    except ScanpipeError as error:
        tell(f"scanpipe: the demo could not be filled: {error}")


def _made(intake: Intake) -> Iterator[tuple[Shown, str, str]]:
    for shown in SHOWN:
        new = intake.create(lang="vi", procedure=shown.procedure, as_of=None, helper=False, team=None, batch=True)
        key = intake.open(new.id, new.token)
        intake.consent(key)
        intake.add(key, [UploadFile(name, (SAMPLES / name).read_bytes()) for name in shown.files])
        yield shown, new.code, new.token
