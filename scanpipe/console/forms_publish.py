"""`scanpipe forms publish`, `rollback` and `history`: editions take effect, come back, and who did it. Files only."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from scanpipe.console.terminal import (
    INTERNAL,
    LangOption,
    complain,
    settings_of_this_machine,
    told_errors,
    write,
)
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.findings import Lang
    from scanpipe.publishing.gates import Gate
    from scanpipe.publishing.release_file import Release
    from scanpipe.publishing.words import PublishError

SCHEMA_ID = "scanpipe.releases/v1"

ByOption: TypeAlias = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does this; it is written down.")]
AloneOption: TypeAlias = Annotated[
    bool, typer.Option("--alone", help="One person made and approves it; only where SCANPIPE_PUBLISH_ALONE allows it.")
]
DryOption: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Go through everything and change nothing.")]

_KINDS = {
    "published": ("công bố", "published"),
    "rolled_back": ("quay lại", "rolled back"),
    "imported": ("nhập gói", "imported"),
}


def forms_publish(
    name: Annotated[str, typer.Argument(metavar="FORM@EDITION", help="The draft, such as ct01@tt9_2027.")],
    on: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day of the edition, from 00:00 in Vietnam.")
    ],
    by: ByOption,
    accepted_until: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day on which the edition before is still taken."),
    ] = None,
    alone: AloneOption = False,
    dry_run: DryOption = False,
    lang: LangOption = "vi",
) -> None:
    """Publish a draft: it is an edition at once and takes effect on its day, without a restart."""
    with told_errors():
        from scanpipe.publishing.drafts import Drafts
        from scanpipe.publishing.gates import gates
        from scanpipe.publishing.releases import publish
        from scanpipe.publishing.words import PublishError
        from scanpipe.service import today

        settings = settings_of_this_machine()
        form, _, edition = name.partition("@")
        if not edition:
            raise UsageError("Name the draft as FORM@EDITION, such as ct01@tt9_2027.")
        draft = Drafts(settings.forms_dir).get(form, edition)
        until = accepted_until.date() if accepted_until else None
        day, first = today(), on.date()
        allowed = may_be_alone(alone, lang)
        for gate in gates(settings.forms_dir, draft, on=first, today=day, accepted_until=until, by=by, alone=allowed):
            complain(_gate_line(gate, lang))
        try:
            release = publish(
                settings.forms_dir,
                draft,
                on=first,
                accepted_until=until,
                by=by,
                alone=allowed,
                now=_now(),
                today=day,
                dry_run=dry_run,
            )
        except PublishError as error:
            raise refused(error, lang) from error
        write(f"{line(release, lang)}\n")
        told_files(release, dry_run=dry_run)


def forms_rollback(
    form: Annotated[str, typer.Argument(metavar="FORM", help="Form id, such as ct01.")],
    to: Annotated[str, typer.Option(metavar="EDITION", help="The edition that was there before.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is written down.")],
    by: ByOption,
    asked_by: Annotated[
        str, typer.Option(metavar="NAME", help="Who asked for it: somebody else, unless --alone.")
    ] = "",
    alone: AloneOption = False,
    dry_run: DryOption = False,
    lang: LangOption = "vi",
) -> None:
    """Publish again what was live before. Nothing is lost: the edition that goes is a draft again."""
    with told_errors():
        from scanpipe.publishing.proposals import proposed_rollback, withdraw_rollback
        from scanpipe.publishing.rollback import rollback
        from scanpipe.publishing.words import PublishError
        from scanpipe.service import today

        folder = settings_of_this_machine().forms_dir
        allowed = may_be_alone(alone, lang)
        asked = proposed_rollback(folder, form)
        author = (
            asked_by or (asked.by if asked and asked.to == to and asked.fits(folder) else "") or (by if allowed else "")
        )
        try:
            release = rollback(
                folder,
                form,
                to,
                reason=reason,
                by=by,
                author=author,
                alone=allowed,
                now=_now(),
                today=today(),
                dry_run=dry_run,
            )
        except PublishError as error:
            raise refused(error, lang) from error
        if not dry_run:
            withdraw_rollback(folder, form)
        write(f"{line(release, lang)}\n")
        told_files(release, dry_run=dry_run)


def forms_history(
    form: Annotated[str | None, typer.Argument(metavar="FORM", help="One form; all of them unless given.")] = None,
    lang: LangOption = "vi",
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="As lines, or as JSON.")] = "text",
) -> None:
    """What was published, rolled back and imported, by whom and why, the newest first."""
    with told_errors():
        from scanpipe.publishing.releases import history

        releases = history(settings_of_this_machine().forms_dir, form)
        if format_ == "json":
            listed = [release.model_dump(mode="json", by_alias=True) for release in releases]
            write(json.dumps({"schema": SCHEMA_ID, "releases": listed}, ensure_ascii=False, indent=2) + "\n")
            return
        for release in releases:
            write(f"{line(release, lang)}\n")


def line(release: Release, lang: Lang) -> str:
    """A release as one line: number, when, what, from which day, by whom."""
    from scanpipe.service import VIETNAM

    vi = lang == "vi"
    about = "@".join(part for part in (release.form, release.edition) if part) or ", ".join(release.forms)
    parts = [
        f"{release.seq:04d}",
        f"{release.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}",
        _KINDS[release.kind][0 if vi else 1],
        about,
        f"{'từ' if vi else 'from'} {release.on:%d/%m/%Y}",
        f"{'duyệt' if vi else 'approved by'}: {release.by}",
        f"{'đề nghị' if vi else 'by'}: {release.author}",
    ]
    if release.accepted_until:
        parts.insert(
            5, f"{'mẫu trước nhận đến hết' if vi else 'the one before until'} {release.accepted_until:%d/%m/%Y}"
        )
    if release.alone:
        parts.append("một người" if vi else "one person")
    if release.reason:
        parts.append(f"“{release.reason}”")
    return "  ".join(parts)


def told_files(release: Release, *, dry_run: bool) -> None:
    """Which files changed, on stderr; and that none did."""
    for one in release.touched:
        sign = "+" if one.before is None else "-" if one.after is None else "~"
        complain(f"  {sign} forms/{one.path}")
    if dry_run:
        complain("Nothing was changed (--dry-run).")


def may_be_alone(asked: bool, lang: Lang) -> bool:
    """Whether one person may do both. Exits with the mend when that is asked for and not allowed here."""
    from scanpipe.publishing.words import PublishError

    if asked and not settings_of_this_machine().publish_alone:
        raise refused(PublishError("release.alone_off"), lang)
    return asked


def refused(error: PublishError, lang: Lang) -> typer.Exit:
    """Nothing was changed, and why."""
    complain(f"scanpipe: {error.told[lang]}")
    return typer.Exit(INTERNAL)


def _gate_line(gate: Gate, lang: Lang) -> str:
    return f"{'✔' if gate.ok else '✘'} {gate.told[lang]}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
