"""`scanpipe recheck`: the dossiers of one form are examined again, by the server that runs or the next that starts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from scanpipe.console.terminal import complain, told_errors, write


def recheck(
    form: Annotated[str, typer.Option("--form", metavar="ID", help="Dossiers with a paper of this form …")],
    since: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="… that were begun since this day.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many there are.")] = False,
) -> None:
    """Examine the dossiers of a form again, as far as nobody has received them."""
    with told_errors():
        from scanpipe.console.desk import desk_of_this_machine, operator_here
        from scanpipe.office.catalogue.recheck import Rechecks

        with desk_of_this_machine() as desk:
            rechecks, who = Rechecks(desk), operator_here()
            if dry_run:
                write(f"{rechecks.would_ask(who, form, since.date())}\n")
                return
            row = rechecks.ask(who, form, since.date())
        if row is None:
            complain(f"There is no dossier with {form} to examine again since {since:%Y-%m-%d}.")
            return
        complain(f"{row.count} dossiers wait to be examined again, behind those for whom somebody waits. Recheck:")
        write(f"{row.id}\n")
