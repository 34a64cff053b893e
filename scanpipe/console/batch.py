"""`scanpipe check --batch DIR --out DIR -j N`: many dossiers, side by side, with a table of all."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanpipe.batch.batch import Batch, check_all, check_apart
from scanpipe.batch.done import Asked, forms_digest
from scanpipe.batch.dossier import Dossier, dossiers_in
from scanpipe.batch.summary import SUMMARY_FILE, Row, write_summary
from scanpipe.batch.trouble import DossierError, Trouble
from scanpipe.console.batch_progress import shown_progress
from scanpipe.console.terminal import (
    CORRECT,
    INTERNAL,
    NO_FILE,
    RESCAN,
    REVIEW,
    SUBMIT,
    VERDICT_CODES,
    FailOn,
    complain,
    read_files,
    settings_of_this_machine,
    write,
)
from scanpipe.errors import UsageError
from scanpipe.findings import Lang

if TYPE_CHECKING:
    from scanpipe.settings import Settings

INTERRUPTED = 130
"""As shells say that a program was ended by Ctrl-C."""
WORST_FIRST = (INTERNAL, NO_FILE, RESCAN, CORRECT, REVIEW, SUBMIT)
"""
Exit codes from worst to best: first what was not checked at all, then what has to be handed in again, put right, looked
at. As within a dossier (design §6), a page that cannot be read goes before a fault that was found.
"""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """
    What the command line says. `extra` goes to `service.check` as it is (the procedure, and what is known about the
    case), and so does the day of filing, which is one for the whole batch: today unless given.
    """

    home: Path
    out: Path | None
    jobs: int = 1
    as_of: dt.date | None = None
    form: str | None = None
    province: str | None = None
    lang: Lang = "vi"
    images: bool = True
    fail_on: FailOn = "must"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckDossier:
    """What a worker does with a dossier: the same as `scanpipe check FILE… --out FOLDER`."""

    options: BatchOptions
    settings: Settings

    def __call__(self, dossier: Dossier, folder: Path) -> None:
        """Checks the dossier and writes its report into the folder."""
        from scanpipe import service
        from scanpipe.report.names import names_for
        from scanpipe.report.output import write_folder

        options, settings = self.options, self.settings
        files = read_files([os.fspath(path) for path in dossier.files], settings)
        report = service.check(
            files,
            as_of=options.as_of,
            form=options.form,
            province=options.province,
            settings=settings,
            progress=self._at_page,
            **options.extra,
        )
        names = names_for(report, settings.forms_dir)
        write_folder(folder, report, files, lang=options.lang, names=names, settings=settings, images=options.images)

    def _at_page(self, _: str, page: int) -> None:
        """The limit of a file is one of the dossier here: nobody waits an hour for one folder among a hundred."""
        if page > self.settings.max_pages:
            raise DossierError(Trouble("dossier.too_many_pages", {"n": page, "max": self.settings.max_pages}))


def run_batch(options: BatchOptions) -> int:
    """
    Checks all dossiers, writes their folders and the table, and returns the exit code.

    Raises UsageError, FormDataError, EngineError or OSError for what would stop every dossier, before the first.
    """
    if options.out is None:
        raise UsageError("--batch needs --out DIR, the folder where the reports go.")
    names, loose = dossiers_in(options.home)
    check_apart(options.home, options.out)
    if loose:
        complain(f"Files beside the dossiers, which belong to none of them and are not checked: {loose}")
    settings = settings_of_this_machine()
    options, asked = _asked(options, settings)
    batch = Batch(
        home=options.home,
        names=names,
        out=options.out or options.home,
        asked=asked,
        max_pages=settings.max_pages,
        max_bytes=settings.max_file_mb * 1_000_000 + 1,
        jobs=options.jobs,
    )
    with _ended_as_by_ctrl_c(), shown_progress(len(names)) as tell:
        rows, complete = check_all(batch, CheckDossier(options, settings), tell)
    table = batch.out / SUMMARY_FILE
    write_summary(table, rows, options.lang)
    complain(tally(rows))
    write(f"{table}\n")
    return exit_code(rows, options.fail_on) if complete else INTERRUPTED


def exit_code(rows: Iterable[Row], fail_on: FailOn = "must") -> int:
    """The worst code of all rows (`WORST_FIRST`); each is what `scanpipe check` says about that dossier alone."""
    return min((_code(row, fail_on) for row in rows), key=WORST_FIRST.index, default=SUBMIT)


def tally(rows: Iterable[Row]) -> str:
    """How many of each kind, in one line: "3 dossiers: 2 submit, 1 not checked"."""
    counts = Counter(row.verdict or "not checked" for row in rows)
    kinds = ("rescan", "correct", "review", "submit", "not checked")
    told = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind])
    return f"{counts.total()} dossiers: {told}"


def _code(row: Row, fail_on: FailOn) -> int:
    if row.trouble is not None:
        return INTERNAL if row.trouble.ours else NO_FILE
    if not row.pages:
        return NO_FILE
    if fail_on == "never":
        return SUBMIT
    code = VERDICT_CODES[row.verdict or "review"]
    return CORRECT if code == SUBMIT and fail_on == "check" and row.checks else code


def _asked(options: BatchOptions, settings: Settings) -> tuple[BatchOptions, Asked]:
    """The options with the day of filing, and what reports made with them answer."""
    from scanpipe import service

    # An upload without files asks for everything but papers: options, forms/ and the engine are tried out here.
    empty = service.check(
        [], as_of=options.as_of, form=options.form, province=options.province, settings=settings, **options.extra
    )
    limits = settings.model_dump(mode="json", exclude={"forms_dir"})
    return replace(options, as_of=empty.as_of), {
        "as_of": empty.as_of.isoformat(),
        "scanpipe": empty.made_with.scanpipe,
        "engine": empty.made_with.engine,
        "forms": forms_digest(settings.forms_dir),
        "form": options.form,
        "province": options.province,
        "lang": options.lang,
        "images": options.images,
        "settings": limits,
        **{name: value if isinstance(value, int | str | None) else str(value) for name, value in options.extra.items()},
    }


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """A batch that is asked to end (SIGTERM: `kill`, a service that stops) ends like one that is interrupted."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before or signal.SIG_DFL)  # None: set by something that is not Python
