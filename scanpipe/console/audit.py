"""The commands about what was done at the Center: `scanpipe audit verify` and `scanpipe audit export`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from scanpipe.console.terminal import INTERNAL, complain, told_errors, write

if TYPE_CHECKING:
    from scanpipe.store.opening import Store

audit_app = typer.Typer(
    help="The audit: what was done at the Center, line after line, each sealed to the one before.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@audit_app.command("verify")
def audit_verify(
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="The hash of a line that was noted elsewhere: it has to be there."),
    ] = None,
) -> None:
    """Whether no line was changed, taken away or put in. Exits 1 and names the line when one was."""
    with told_errors():
        from scanpipe.console.stored import store_of_this_machine
        from scanpipe.store import audit

        with store_of_this_machine() as store, store.database.reading() as session:
            found = audit.verify(session, store.keys, head=head)
    if found.broken_at is not None:
        complain(f"Line {found.broken_at} of the audit does not fit: {found.why}.")
        complain(f"The {found.lines} lines before it fit; the hash of the last of them is {found.head}.")
        raise typer.Exit(INTERNAL)
    complain(f"{found.lines} lines, every one fits. Note the hash of the last one elsewhere, for --head:")
    write(f"{found.head}\n")


@audit_app.command("export")
def audit_export(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to write; stdout unless given.")
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="With what was seen, before and after: words of people's papers.")
    ] = False,
) -> None:
    """Every line as JSON, one on a line of its own, oldest first."""
    with told_errors():
        from scanpipe.console.stored import store_of_this_machine

        with store_of_this_machine() as store:
            if out is None:
                _export(store, None, details=details)
                return
            with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                count = _export(store, file, details=details)
            complain(f"{count} lines in {out}.")


def _export(store: Store, file: IO[str] | None, *, details: bool) -> int:
    from scanpipe.office.trail import exported

    count = 0
    for line in exported(store, details=details):
        told = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        if file is None:
            write(told)
        else:
            file.write(told)
        count += 1
    return count
