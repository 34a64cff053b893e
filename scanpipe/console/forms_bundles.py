"""`scanpipe forms export`, `import` and `trust`: forms go to other Centers, and come from them, without a network."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scanpipe.console.forms_publish import ByOption, DryOption, line, refused, told_files
from scanpipe.console.terminal import LangOption, complain, settings_of_this_machine, told_errors, write
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.findings import Lang
    from scanpipe.publishing.importing import Plan

DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="Where the keys lie: the data folder.")]


def forms_export(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the bundle goes.")],
    forms: Annotated[list[str] | None, typer.Argument(metavar="[FORM]...", help="Which forms.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that is law here: procedures, supporting papers and slips too.")
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who makes it; it stands in the bundle.")] = "",
    data: DataOption = None,
    lang: LangOption = "vi",
) -> None:
    """Write forms into a signed bundle, with their blanks and the reports of their tests."""
    with told_errors():
        from scanpipe.publishing.exporting import export
        from scanpipe.publishing.signing import keyring_of, plain_name
        from scanpipe.publishing.words import PublishError

        if bool(forms) == everything:
            raise UsageError("Name the forms to export, or --all.")
        settings = settings_of_this_machine()
        try:
            pair = keyring_of(data or settings.data_dir).own(plain_name(settings.center))
            bundle = export(
                settings.forms_dir,
                None if everything else forms,
                pair=pair,
                sender=settings.center_name or settings.center,
                by=by or os.environ.get("USER", "") or "console",
                now=dt.datetime.now(dt.UTC),
            )
        except PublishError as error:
            raise refused(error, lang) from error
        output.write_bytes(bundle)
        complain(f"{output}  {len(bundle) / 1000:.0f} kB  {pair.public.fingerprint}")
        write(f"{pair.public.line}\n")


def forms_import(
    bundle: Annotated[Path, typer.Argument(metavar="FILE", help="A .scanform.zip.")],
    by: ByOption,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files that are others here.")] = False,
    dry_run: DryOption = False,
    data: DataOption = None,
    lang: LangOption = "vi",
) -> None:
    """Show what a bundle would change, then take it into forms/ as one release; or nothing of it."""
    with told_errors():
        from scanpipe.publishing.bundle_file import MAX_BYTES, opened
        from scanpipe.publishing.importing import import_bundle, planned
        from scanpipe.publishing.signing import keyring_of
        from scanpipe.publishing.words import PublishError
        from scanpipe.service import today

        settings = settings_of_this_machine()
        with bundle.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        try:
            found = opened(raw, keyring_of(data or settings.data_dir))
            for told in lines(planned(settings.forms_dir, found), lang):
                write(f"{told}\n")
            release = import_bundle(
                settings.forms_dir,
                found,
                by=by,
                now=dt.datetime.now(dt.UTC),
                today=today(),
                replace=replace,
                dry_run=dry_run,
            )
        except PublishError as error:
            raise refused(error, lang) from error
        write(f"{line(release, lang)}\n")
        told_files(release, dry_run=dry_run)


def forms_trust(
    key: Annotated[
        str | None,
        typer.Argument(metavar="[KEY]", help="A public key in one line, or a file that holds it; none: all are told."),
    ] = None,
    name: Annotated[str | None, typer.Option("--as", metavar="NAME", help="What the key is called here.")] = None,
    remove: Annotated[str | None, typer.Option(metavar="NAME", help="Trust this key no more.")] = None,
    data: DataOption = None,
    lang: LangOption = "vi",
) -> None:
    """Whose bundles are believed here: the own public key, and those of other Centers."""
    with told_errors():
        from scanpipe.publishing.signing import keyring_of, plain_name
        from scanpipe.publishing.words import PublishError

        settings = settings_of_this_machine()
        ring = keyring_of(data or settings.data_dir)
        try:
            if remove is not None:
                ring.distrust(remove)
            if key is not None:
                path = Path(key)
                text = path.read_text("utf-8") if " " not in key.strip() and path.is_file() else key
                ring.trust(text, name)
            own = ring.own(plain_name(settings.center)).public
            for one in (own, *ring.trusted()):
                write(f"{'*' if one is own else ' '} {one.fingerprint}  {one.line}\n")
        except PublishError as error:
            raise refused(error, lang) from error


def lines(plan: Plan, lang: Lang) -> Iterator[str]:
    """What an import would change, for people: from whom, files, and each edition with what is new in it."""
    from scanpipe.catalog.diff_words import summary

    vi = lang == "vi"
    made = plan.manifest
    yield f"{made.sender}  {made.made_by}  {made.made_at:%d/%m/%Y}  {plan.signer.name} {plan.signer.fingerprint}"
    for sign, names in (("+", plan.added), ("~", plan.conflicts), ("-", plan.gone)):
        yield from (f"  {sign} forms/{name}" for name in names)
    if plan.same:
        yield f"  = {len(plan.same)} {'tệp giữ nguyên' if vi else 'files stay as they are'}"
    for change in plan.editions:
        edition = change.edition
        word = ("mẫu mới", "new edition") if change.what == "new" else ("sửa mẫu", "edition changes")
        yield f"{edition.form}@{edition.edition}: {word[0 if vi else 1]}"
        if change.difference is not None:
            yield f"  {summary(change.difference, lang)}"
