"""What every command shares: exit codes, options, where words go, and how errors are told."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal, TypeAlias

import typer

from scanpipe.errors import FormDataError, ScanpipeError, UploadError, UsageError

if TYPE_CHECKING:
    from scanpipe.model import Report, UploadFile
    from scanpipe.settings import Settings

SUBMIT, INTERNAL, USAGE, NO_FILE, BAD_FORMS = 0, 1, 2, 3, 4
CORRECT, RESCAN, REVIEW = 10, 11, 12
VERDICT_CODES = {"submit": SUBMIT, "correct": CORRECT, "rescan": RESCAN, "review": REVIEW}
FailOn: TypeAlias = Literal["must", "check", "never"]
_ERROR_CODES: tuple[tuple[type[ScanpipeError], int], ...] = (
    (UsageError, USAGE),
    (UploadError, NO_FILE),
    (FormDataError, BAD_FORMS),
    (ScanpipeError, INTERNAL),
)

DayOption: TypeAlias = Annotated[
    dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day of filing; today unless given.")
]
LangOption: TypeAlias = Annotated[Literal["vi", "en"], typer.Option("--lang", help="Language of the words.")]

Progress: TypeAlias = Callable[[str, int], None]
"""Called with the stage and the number of the page."""


def write(text: str) -> None:
    """Data: to stdout, in UTF-8 whatever the locale says."""
    _in_utf8(sys.stdout)
    sys.stdout.write(text)


def complain(text: str) -> None:
    """Words for the person at the terminal: to stderr."""
    _in_utf8(sys.stderr)
    print(text, file=sys.stderr)  # noqa: T201 - this is where words go


def _in_utf8(stream: object) -> None:
    if getattr(stream, "encoding", "utf-8").lower() != "utf-8" and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")


def coloured() -> bool:
    """Colour only on a terminal that wants it."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """The width of the terminal, at most 100 characters: longer lines are hard to read."""
    return min(100, shutil.get_terminal_size((100, 24)).columns)


@contextmanager
def told_errors() -> Iterator[None]:
    """
    Turns errors into one sentence on stderr and the exit code of their family.

    A mistake of our own shows where it happened, never what was being read; `python -X dev -m scanpipe …` shows all.
    """
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except ScanpipeError as error:
        complain(f"scanpipe: {error}")
        raise typer.Exit(next(code for family, code in _ERROR_CODES if isinstance(error, family))) from error
    except OSError as error:
        complain(f"scanpipe: {error.filename or 'file'}: {error.strerror or error}")
        raise typer.Exit(USAGE) from error
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        complain(f"scanpipe: internal error ({type(error).__name__} at {place}). Please report it.")
        raise typer.Exit(INTERNAL) from error


def settings_of_this_machine() -> Settings:
    """The settings from the environment; UsageError names the variable that does not fit."""
    from pydantic import ValidationError

    from scanpipe.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"SCANPIPE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{wrong}.") from error


def read_files(names: Sequence[str], settings: Settings) -> list[UploadFile]:
    """
    The files by name; "-" is stdin. UploadError when none can be opened, UsageError when only some can: a mistyped
    name would else pass for a complete dossier.
    """
    if names.count("-") > 1:
        raise UsageError("- (stdin) can be given once.")
    uploads: list[UploadFile] = []
    missing: list[str] = []
    for name in names:
        try:
            uploads.append(_read_one(name, settings.max_file_mb))
        except OSError as error:
            missing.append(f"{name}: {error.strerror or error}")
    if missing and not uploads:
        raise UploadError("file.corrupt", "; ".join(missing), name=names[0])
    if missing:
        raise UsageError("; ".join(missing) + ". Nothing was checked.")
    return uploads


def _read_one(name: str, max_mb: int) -> UploadFile:
    from scanpipe.model import UploadFile

    # One byte more than is allowed proves that a file is too large; the rest of it is never read.
    limit = max_mb * 1_000_000 + 1
    if name == "-":
        return UploadFile("stdin", _at_most(sys.stdin.buffer, limit))
    with Path(name).open("rb") as file:
        return UploadFile(os.fsencode(Path(name).name).decode("utf-8", "replace"), _at_most(file, limit))


def _at_most(file: BinaryIO, limit: int) -> bytes:
    return file.read(limit)


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Progress on stderr: one line that is rewritten on a terminal, else one line a page."""
    on_terminal = sys.stderr.isatty()
    last_page = 0

    def show(stage: str, page: int) -> None:
        nonlocal last_page
        if on_terminal:
            sys.stderr.write(f"\r\x1b[K{page}: {stage}")
            sys.stderr.flush()
        elif page > last_page:
            complain(f"page {page}")
        last_page = max(last_page, page)

    try:
        yield show
    finally:
        if on_terminal and last_page:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def show_timing(report: Report) -> None:
    """The CPU seconds of each stage, and the wall time of the whole, on stderr."""
    for stage, seconds in report.made_with.stages.items():
        complain(f"{stage:<12} {seconds:6.2f} s")
    complain(f"{'wall time':<12} {report.made_with.seconds:6.2f} s")
