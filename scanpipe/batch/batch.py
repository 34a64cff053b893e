"""
The line of a batch, from a folder of dossiers to rows of a table.

    names → dossier, refused? → done already? → worker → folder in its place → row

Memory holds the names and one short row of each dossier (less than 1 kB), never its papers or its report.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from scanpipe.batch.done import Asked, finished, report_in, write_asked
from scanpipe.batch.dossier import Dossier, dossier
from scanpipe.batch.outbox import check_free, clear, deliver, held
from scanpipe.batch.summary import SUMMARY_FILE, Row, row_of
from scanpipe.batch.trouble import DossierError, Trouble
from scanpipe.batch.worker import Task, Work
from scanpipe.batch.workers import TASKS_PER_WORKER, run
from scanpipe.errors import UsageError

Tell: TypeAlias = Callable[[int, Row, bool], None]
"""Called with the number of a dossier (from 1), its row, and whether it was done before, in the order of their ends."""


@dataclass(frozen=True, slots=True)
class Batch:
    """
    What to check, and where the reports go.

    `names` are the dossiers below `home`. `asked` is what a report answers (JSON; at least `as_of` and `scanpipe`).
    A dossier of more than `max_pages` files is refused; no more than `max_bytes` of a file are read.
    """

    home: Path
    names: tuple[str, ...]
    out: Path
    asked: Asked
    max_pages: int
    max_bytes: int
    jobs: int = 1
    per_worker: int = TASKS_PER_WORKER


def check_all(batch: Batch, work: Work, tell: Tell) -> tuple[tuple[Row, ...], bool]:
    """
    A row for each dossier in the order of their names, and whether the batch came to its end.

    Ctrl-C ends it early: what is finished stays, the rest is `dossier.not_reached`. Raises UsageError when `out` and
    `home` hold each other or another batch is writing, OSError when `out` cannot be written.
    """
    check_apart(batch.home, batch.out)
    rows: dict[int, Row] = {}

    def note(number: int, row: Row, before: bool) -> None:
        rows[number] = row
        tell(number, row, before)

    complete = True
    with held(batch.out) as aside, tempfile.TemporaryDirectory(prefix="scanpipe-batch-") as temporary:
        try:
            _go_through(batch, work, note, aside, Path(temporary))
        except KeyboardInterrupt:
            complete = False
    unreached = Trouble("dossier.not_reached")
    last = (rows.get(n) or Row(name, trouble=unreached) for n, name in enumerate(batch.names, 1))
    return tuple(last), complete


def check_apart(home: Path, out: Path) -> None:
    """Raises UsageError when one folder holds the other: reports would be taken for dossiers, or written over them."""
    one, other = home.resolve(), out.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise UsageError(f"{out}: --out must lie outside of the dossiers' folder, and not around it.")


def _go_through(batch: Batch, work: Work, note: Tell, aside: Path, temporary: Path) -> None:
    tasks = _tasks(batch, note, aside)
    with closing(run(tasks, work, jobs=batch.jobs, temporary=temporary, per_worker=batch.per_worker)) as outcomes:
        for outcome in outcomes:
            task = outcome.task
            trouble = outcome.trouble or _delivered(task, batch)
            name = task.dossier.name
            if trouble is None:
                note(task.number, _row(name, batch.out / name), False)
            else:
                note(task.number, _refused(name, trouble, batch, aside), False)


def _tasks(batch: Batch, note: Tell, aside: Path) -> Iterator[Task]:
    """What is left to do, looked at one by one; what is refused or done already is noted on the way."""
    for number, name in enumerate(batch.names, 1):
        home = batch.out / name
        try:
            if name == SUMMARY_FILE:
                raise DossierError(Trouble("dossier.out_taken"))
            check_free(home)
            found = dossier(batch.home, name, batch.max_pages)
            row = _row_before(home, found, batch)
        except DossierError as error:
            note(number, _refused(name, error.trouble, batch, aside), False)
        except OSError as error:
            trouble = Trouble("dossier.unreadable", {"why": error.strerror or "?"})
            note(number, _refused(name, trouble, batch, aside), False)
        else:
            if row is None:
                yield Task(number, found, aside / str(number))
            else:
                note(number, row, True)


def _row_before(home: Path, found: Dossier, batch: Batch) -> Row | None:
    """The row of a dossier that is done already. A report that cannot be understood is made again."""
    report = finished(home, found, batch.asked, batch.max_bytes)
    try:
        return row_of(found.name, report) if report is not None else None
    except (KeyError, TypeError):
        return None


def _delivered(task: Task, batch: Batch) -> Trouble | None:
    """The written folder put in its place, or why it could not be."""
    try:
        write_asked(task.folder, batch.asked)
        deliver(task.folder, batch.out / task.dossier.name)
    except DossierError as error:
        return error.trouble
    except OSError as error:
        return Trouble("dossier.failed", {"what": error.strerror or "OSError"})
    return None


def _row(name: str, home: Path) -> Row:
    report = report_in(home)
    if report is None:
        return Row(name, trouble=Trouble("dossier.failed", {"what": "no report.json"}))
    return row_of(name, report)


def _refused(name: str, trouble: Trouble, batch: Batch, aside: Path) -> Row:
    """The row of a dossier without a report. An earlier one is taken away: it answers another question."""
    if trouble.code != "dossier.out_taken":
        try:
            clear(batch.out / name, aside / "old")
        except (DossierError, OSError):
            return Row(name, trouble=Trouble("dossier.out_taken"))
    return Row(name, trouble=trouble)
