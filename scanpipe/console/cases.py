"""The command about what officers taught: `scanpipe cases export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scanpipe.console.terminal import complain, told_errors

cases_app = typer.Typer(
    help="What officers corrected, with the leave of those whose papers they are.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@cases_app.callback()
def _about() -> None:
    """A group of its own, although it has one command only."""


@cases_app.command("export")
def cases_export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder; it will hold pages of people's papers.")],
) -> None:
    """Write the corrected fields, with the pages that they stand on, into a folder for `scanpipe bench --cases`."""
    with told_errors():
        from scanpipe.console.stored import store_of_this_machine
        from scanpipe.office.cases import export

        with store_of_this_machine() as store:
            done = export(store, folder)
        complain(f"{done.cases} cases on {done.pages} pages in {folder}; it holds papers of people: keep it like them.")
        if done.gone:
            complain(f"{done.gone} cases were left out: their pages are gone.")
