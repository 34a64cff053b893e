"""`scanpipe forms shadow FORM@EDITION --on DATE`: what a draft would do to recent dossiers, before it is published."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scanpipe.console.terminal import complain, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.office.catalogue.shadow_report import ShadowReport


def forms_shadow(
    name: Annotated[str, typer.Argument(metavar="FORM@EDITION", help="The draft.")],
    on: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day on which it takes effect.")
    ],
    most: Annotated[int, typer.Option(min=1, max=5000, help="So many of the newest dossiers.")] = 200,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="As lines, or as JSON.")] = "text",
) -> None:
    """
    Examine recent dossiers as if a draft were in force already, and list what would be another. No dossier is changed;
    the draft keeps the list (shadow.json), with ids and codes and nothing that people wrote.
    """
    form, _, edition = name.partition("@")
    with told_errors():
        from scanpipe.console.desk import desk_of_this_machine
        from scanpipe.jobs.examiner import Examiner
        from scanpipe.office.catalogue.shadow import held_against
        from scanpipe.office.catalogue.shadow_report import FILE
        from scanpipe.publishing.drafts import Drafts, NoDraft

        with desk_of_this_machine() as desk:
            drafts = Drafts(desk.settings.forms_dir)
            try:
                draft = drafts.get(form, edition)
            except NoDraft as error:
                raise UsageError(str(error)) from error
            folder = desk.settings.data_dir / "work" / f"shadow-{os.getpid()}"
            report = held_against(desk, draft, on.date(), folder, Examiner, most=most, told=_told)
            drafts.put_file(form, edition, FILE, report.to_json().encode())
        write(report.to_json() if format_ == "json" else "".join(f"{line}\n" for line in _lines(report)))


def _told(done: int, of: int) -> None:
    complain(f"[{done}/{of}] dossiers")


def _lines(report: ShadowReport) -> Iterator[str]:
    """What a person wants to know, the counts first."""
    changed = len(report.rows)
    yield f"{report.looked} dossiers as on {report.on}: {changed} would change, {report.unchanged} would not."
    if report.failed:
        yield f"{report.failed} could not be examined."
    for (before, after), n in report.verdicts.items():
        yield f"{n:>5}  {before} → {after}"
    for sign, codes in (("+", report.appeared), ("-", report.vanished)):
        for code, n in codes.items():
            yield f"{n:>5}  {sign} {code}"
    for row in report.rows:
        what = " ".join([*(f"+{code}" for code in row.appeared), *(f"-{code}" for code in row.vanished)])
        yield f"{row.check_id}  {row.verdict_before} → {row.verdict_after}  {what}"
