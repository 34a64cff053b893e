"""
Recent dossiers examined under a law that is not in force yet, one after the other; nothing of them is changed.

What was read of their pages is kept, so a dossier takes as long as it takes to think, not to read.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scanpipe.jobs.events import Event
from scanpipe.jobs.examiner import Examiner, Reported, Result, taken
from scanpipe.jobs.order import Budgets, Order, OrderFile, OrderPage
from scanpipe.office.catalogue.shadow_report import ShadowReport, ShadowRow, changed
from scanpipe.publishing.draft import Draft
from scanpipe.report.parse import report_of
from scanpipe.settings import Settings
from scanpipe.steering import codes_of
from scanpipe.store import artefacts, files, pages, recent, steering
from scanpipe.store.errors import NotFoundError, StoreError
from scanpipe.store.opening import Store
from scanpipe.store.rows import CheckRow

MOST = 200
"""So many dossiers at most, the newest."""
RECEIVED = dt.timedelta(days=30)
"""What was received longer ago is not looked at."""


@dataclass(frozen=True, slots=True)
class Walk:
    """
    One shadow run. `law` is the folder of forms/ as it would be; `folder` is where it works; `told` hears how many are
    done of how many, `stopped` is asked before each and while one goes on; `gives_way` waits until nobody else does.
    """

    store: Store
    settings: Settings
    law: Path
    folder: Path
    now: Callable[[], dt.datetime]
    told: Callable[[int, int], None] = lambda _done, _of: None
    stopped: Callable[[], bool] = lambda: False
    gives_way: Callable[[], None] = lambda: None

    def run(self, draft: Draft, on: dt.date, examiner: Examiner, *, most: int = MOST) -> ShadowReport:
        """Hold the newest dossiers of the draft's form against it, as they would stand on that day."""
        begun, looked, failed, rows = time.monotonic(), 0, 0, list[ShadowRow]()
        with self.store.database.reading() as session:
            since = self.now() - RECEIVED
            found = recent.recent_of(session, draft.form, received_since=since, limit=most)
        for number, check in enumerate(found):
            self.told(number, len(found))
            self.gives_way()
            if self.stopped():
                break
            try:
                row = self._held(check, draft.form, on, examiner)
            except NotFoundError:
                continue  # erased in the meantime
            except _FailedError:
                failed += 1
                continue
            looked += 1
            rows += [row] if row else []
        else:
            self.told(len(found), len(found))
        return ShadowReport(
            form=draft.form,
            edition=draft.key,
            etag=draft.etag,
            on=on,
            made_at=self.now(),
            looked=looked,
            unchanged=looked - len(rows),
            failed=failed,
            stopped=self.stopped(),
            seconds=round(time.monotonic() - begun, 1),
            rows=tuple(rows),
        )

    def _held(self, check: CheckRow, form: str, on: dt.date, examiner: Examiner) -> ShadowRow | None:
        """One dossier as it stands and as it would. Raises NotFoundError, _FailedError."""
        folder = self.folder / check.id
        try:
            before = report_of(self.store.blobs.get(check.report_blob or ""))
            result = examiner.examine(self._order(check, folder, on), _unheard, cancelled=self.stopped)
            if not isinstance(result, Reported):
                raise _FailedError(_why(result))
            return changed(check.id, form, before, report_of(taken(folder, result.report.name)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _order(self, check: CheckRow, folder: Path, on: dt.date) -> Order:
        """The dossier as an order, its files laid out. A citizen who chose a day of filing keeps it."""
        store = self.store
        with store.database.reading() as session:
            ask = codes_of(self.settings.ask_instead) | steering.codes(session)
            order = pages.pages_of(session, check.id)
            named = {page.file_id for page in order}
            rows = [row for row in files.files_of(session, store.keys, check.id) if row.id in named]
            packs = {a.about: a.key for a in reversed(artefacts.artefacts_of(session, check.id, kind="kept"))}
            lost = {a.about: a.key for a in artefacts.artefacts_of(session, check.id, kind="given-up")}
        first = {page.file_id: page.position for page in reversed(order)}
        rows.sort(key=lambda row: first[row.id])
        folder.mkdir(mode=0o700, parents=True)
        for index, row in enumerate(rows):
            (folder / f"{index}.bin").write_bytes(store.blobs.get(row.blob))
            if row.id in packs:
                (folder / f"{index}.kept").write_bytes(store.blobs.get(packs[row.id]))
        index_of = {row.id: index for index, row in enumerate(rows)}
        s = self.settings
        return Order(
            id=f"shadow-{check.id}",
            folder=str(folder),
            files=tuple(
                OrderFile(
                    name=row.name,
                    path=f"{index}.bin",
                    kept=f"{index}.kept" if row.id in packs else None,
                    given_up=store.blobs.get(lost[row.id]).decode() if row.id in lost else None,
                )
                for index, row in enumerate(rows)
            ),
            pages=tuple(OrderPage(index_of[p.file_id], None if p.provisional else p.file_page) for p in order),
            as_of=check.as_of or on,
            procedure=check.procedure,
            ask_instead=tuple(sorted(ask)),
            forms_dir=str(self.law),
            budgets=Budgets(cpu_s=s.document_cpu_s, wall_s=s.document_wall_s, memory_mb=s.document_memory_mb),
        )


class _FailedError(StoreError):
    """A dossier that could not be examined."""


def _why(result: Result) -> str:
    return getattr(result, "reason", "")


def _unheard(_event: Event) -> None:
    """Nobody watches a dossier that is not touched."""
