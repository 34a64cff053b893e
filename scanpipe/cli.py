"""
The command line: thin. Data goes to stdout, progress and complaints to stderr, the verdict into the exit code.

Everything heavy is imported inside the commands, so that `scanpipe --help` answers at once.
"""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeAlias

import typer

from scanpipe import __version__
from scanpipe.console.audit import audit_app
from scanpipe.console.cases import cases_app
from scanpipe.console.catalogue import findings_app, forms_app
from scanpipe.console.forms_bundles import forms_export, forms_import, forms_trust
from scanpipe.console.forms_carry import forms_carry
from scanpipe.console.forms_diff import forms_diff
from scanpipe.console.forms_draft import forms_draft
from scanpipe.console.forms_publish import forms_history, forms_publish, forms_rollback
from scanpipe.console.forms_shadow import forms_shadow
from scanpipe.console.forms_test import forms_test
from scanpipe.console.forms_timeline import forms_timeline
from scanpipe.console.procedures import procedures_app
from scanpipe.console.recheck import recheck
from scanpipe.console.serve import serve
from scanpipe.console.terminal import (
    CORRECT,
    INTERNAL,
    NO_FILE,
    SUBMIT,
    VERDICT_CODES,
    DayOption,
    FailOn,
    LangOption,
    coloured,
    columns,
    complain,
    read_files,
    settings_of_this_machine,
    show_timing,
    shown_progress,
    told_errors,
    write,
)
from scanpipe.console.users import users_app
from scanpipe.errors import UsageError

if TYPE_CHECKING:
    from scanpipe.model import Report, UploadFile
    from scanpipe.report.names import Names
    from scanpipe.settings import Settings

Format: TypeAlias = Literal["text", "json", "html"]


class Question(NamedTuple):
    """What a dossier is checked against; what is None is found out."""

    as_of: dt.date | None
    form: str | None
    province: str | None
    procedure: str | None


class Shape(NamedTuple):
    """How a report is shown and kept."""

    lang: Literal["vi", "en"]
    format: Format | None
    out: Path | None
    images: bool


app = typer.Typer(
    name="scanpipe",
    help="Checks scans of Vietnamese administrative forms: which edition it is, and what is missing.",
    epilog="Exit codes of check: 0 submit, 10 correct, 11 rescan, 12 review; 2 usage, 3 no file could be opened, "
    "4 forms/ invalid, 1 internal.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
forms_app.command("diff")(forms_diff)
forms_app.command("carry")(forms_carry)
forms_app.command("timeline")(forms_timeline)
forms_app.command("draft")(forms_draft)
forms_app.command("test")(forms_test)
forms_app.command("shadow")(forms_shadow)
forms_app.command("publish")(forms_publish)
forms_app.command("rollback")(forms_rollback)
forms_app.command("history")(forms_history)
forms_app.command("export")(forms_export)
forms_app.command("import")(forms_import)
forms_app.command("trust")(forms_trust)
app.add_typer(forms_app, name="forms")
app.add_typer(findings_app, name="findings")
app.add_typer(procedures_app, name="procedures")
app.command()(serve)
app.command()(recheck)
app.add_typer(users_app, name="users")
app.add_typer(audit_app, name="audit")
app.add_typer(cases_app, name="cases")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"scanpipe {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Checks scans of Vietnamese administrative forms: which edition it is, and what is missing."""


@app.command()
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="Photos, scans or PDFs; - reads stdin.")
    ] = None,
    as_of: DayOption = None,
    procedure: Annotated[
        str | None, typer.Option(metavar="ID", help="The procedure the dossier is for: a key or a number.")
    ] = None,
    form: Annotated[str | None, typer.Option(metavar="ID", help="Check against this form only.")] = None,
    province: Annotated[str | None, typer.Option(metavar="NAME", help="Province of filing.")] = None,
    lang: LangOption = "vi",
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="Text on a terminal, JSON when piped, unless given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write report.json, report.html and annotated pictures.")
    ] = None,
    images: Annotated[bool, typer.Option("--images/--no-images", help="Draw the pages into DIR and HTML.")] = True,
    fail_on: Annotated[
        FailOn,
        typer.Option(help="Which findings change the exit code: must, also check, or never."),
    ] = "must",
    timing: Annotated[bool, typer.Option("--timing", help="Show the CPU seconds of each stage on stderr.")] = False,
    batch: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Check many dossiers, one a folder of DIR, into --out.")
    ] = None,
    jobs: Annotated[int, typer.Option("-j", metavar="N", min=1, help="With --batch: so many at a time.")] = 1,
) -> None:
    """Check one dossier: the files are its pages or PDFs. With --batch: many."""
    with told_errors():
        asked = Question(as_of.date() if as_of else None, form, province, procedure)
        shape = Shape(lang, format_, out, images)
        if batch is not None:
            if files:
                raise UsageError("--batch takes a folder of dossiers; leave the files out, or leave --batch out.")
            raise typer.Exit(_check_many(batch, jobs, asked, shape, fail_on))
        if not files:
            raise UsageError("No file was named: give the pages of the dossier, or --batch with a folder of dossiers.")
        report = _check_one(files, asked, shape)
        if timing:
            show_timing(report)
    raise typer.Exit(exit_code(report, fail_on))


def _check_many(home: Path, jobs: int, asked: Question, shape: Shape, fail_on: FailOn) -> int:
    """Checks the dossiers of a folder and returns the exit code of the worst."""
    from scanpipe.console.batch import BatchOptions, run_batch

    return run_batch(
        BatchOptions(
            home=home,
            out=shape.out,
            jobs=jobs,
            as_of=asked.as_of,
            form=asked.form,
            province=asked.province,
            lang=shape.lang,
            images=shape.images,
            fail_on=fail_on,
            extra={"procedure": asked.procedure},
        )
    )


def _check_one(files: list[str], asked: Question, shape: Shape) -> Report:
    """Checks one dossier and writes its report as asked for."""
    from scanpipe import service
    from scanpipe.report.names import names_for

    settings = settings_of_this_machine()
    uploads = read_files(files, settings)
    if shape.out is not None:
        shape.out.mkdir(parents=True, exist_ok=True)  # a folder that cannot be written is told before the work
    with shown_progress() as progress:
        report = service.check(uploads, **asked._asdict(), settings=settings, progress=progress)
    _show(report, uploads, shape, settings, names_for(report, settings.forms_dir))
    return report


def _show(report: Report, uploads: Sequence[UploadFile], shape: Shape, settings: Settings, names: Names) -> None:
    written = None
    if shape.out is not None:
        from scanpipe.report.output import write_folder

        written = write_folder(
            shape.out, report, uploads, lang=shape.lang, names=names, settings=settings, images=shape.images
        )
    shown = shape.format or ("text" if sys.stdout.isatty() else "json")
    if shown == "text":
        write(_text(report, shape.lang, names, written))
    elif shown == "html":
        from scanpipe.report.output import html_page

        write(html_page(report, uploads, lang=shape.lang, names=names, settings=settings, images=shape.images))
    else:
        from scanpipe.report.json import dumps

        write(dumps(report))


def _text(report: Report, lang: Literal["vi", "en"], names: Names, written: Path | None) -> str:
    from scanpipe.report.terminal import to_text

    path = str(written) if written else None
    return to_text(report, lang=lang, names=names, written=path, colour=coloured(), width=columns())


def exit_code(report: Report, fail_on: FailOn = "must") -> int:
    """
    The exit code of a report: 3 when no file could be opened, else that of the verdict.

    With `check` a dossier that is ready but has points to look at counts as `correct`; with `never` every verdict
    is 0.
    """
    if not report.pages:
        return NO_FILE
    if fail_on == "never":
        return SUBMIT
    code = VERDICT_CODES[report.verdict.value]
    if code == SUBMIT and fail_on == "check" and any(r.severity.value == "check" for r in report.findings):
        return CORRECT
    return code


@app.command()
def doctor() -> None:
    """What is installed, in which version, what is missing, and the command that installs it."""
    from scanpipe.doctor import examine

    results = list(examine(settings_of_this_machine()))
    for result in results:
        write(f"{'✔' if result.ok else '✘'} {result.name:<22} {result.found}\n")
    mends = list(dict.fromkeys(result.mend for result in results if not result.ok))
    for mend in mends:
        complain(f"→ {mend}")
    raise typer.Exit(INTERNAL if mends else SUBMIT)


@app.command()
def bench(
    seed: Annotated[int, typer.Option(help="The same seed makes the same papers.")] = 1,
    count: Annotated[int, typer.Option(min=1, help="How many papers.")] = 300,
    split: Annotated[
        Literal["develop", "judge"], typer.Option(help="judge: forms, writers and values that nothing was chosen on.")
    ] = "judge",
    source: Annotated[
        list[str] | None,
        typer.Option(help="typeset, retyped or scan; may be repeated; all that work here unless given."),
    ] = None,
    peers: Annotated[int, typer.Option(min=0, help="On how many pages at most other tools run.")] = 40,
    turned: Annotated[int, typer.Option(min=0, help="Scans laid crooked or turned on purpose.")] = 160,
    memory_pages: Annotated[str, typer.Option(help="Lengths of the PDFs whose memory is measured.")] = "1,20,100",
    dossiers: Annotated[int, typer.Option(min=0, help="Whole dossiers, and what they need, measured too.")] = 0,
    service: Annotated[
        int, typer.Option(min=0, help="A running service instead: so many photos one by one, the rest in proportion.")
    ] = 0,
    service_part: Annotated[
        list[str] | None, typer.Option(help="idle, wait, pace, overload or kills; may be repeated; all unless given.")
    ] = None,
    queue: Annotated[int, typer.Option(min=0, help="The officers' list instead, with so many dossiers.")] = 0,
    cases: Annotated[
        Path | None, typer.Option(metavar="DIR", help="What officers taught (`cases export`) instead, read once more.")
    ] = None,
    publication: Annotated[
        int, typer.Option(min=0, help="A running service instead, for so many seconds, while editions change.")
    ] = 0,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Blanks instead, read as for a draft: what is found and what is invented.")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the page (Markdown).")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all numbers and misses.")] = None,
    keep: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the samples with a miss.")] = None,
    shared_data: Annotated[
        Path | None, typer.Option(envvar="SCANPIPE_SHARED_DATA", metavar="DIR", help="Real blank forms.")
    ] = None,
) -> None:
    """Measure accuracy, time and memory beside other tools, on the same papers."""
    with told_errors():
        from scanpipe.bench import run_with
        from scanpipe.bench.instead import Instead, run
        from scanpipe.bench.options import Options, lengths

        if instead := Instead(queue, cases, publication, drafts):
            raise typer.Exit(run(instead, settings_of_this_machine(), shared_data))
        code = run_with(
            Options(
                seed=seed,
                count=count,
                split=split,
                sources=tuple(dict.fromkeys(source or ())),
                peers=peers,
                turned=turned,
                memory_pages=lengths(memory_pages),
                dossiers=dossiers,
                service=service,
                service_parts=tuple(dict.fromkeys(service_part or ())),
                out=out,
                json=json,
                keep=keep,
                shared_data=shared_data,
                command=shlex.join(["scanpipe", *sys.argv[1:]]),
            )
        )
    raise typer.Exit(code)
