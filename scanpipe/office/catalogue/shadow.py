"""
Shadow runs for the operator's pages: what a draft would do to recent dossiers, found out while nobody waits.

A run is a thread of this server with an examiner of its own: a command would have neither the store nor its keys. One
runs at a time, with the patience of the machine's last; it gives way to every dossier that waits, ends with the server,
and is not taken up again. What came out lies in the draft's folder.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from scanpipe.catalog.load import load_catalog
from scanpipe.errors import FormDataError, ScanpipeError
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.jobs.examiner import Examiner
from scanpipe.office.catalogue.shadow_report import FILE, ShadowReport, read_report
from scanpipe.office.catalogue.shadow_walk import MOST, Walk
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.candidate import candidate
from scanpipe.publishing.draft import Draft, edition_of
from scanpipe.publishing.drafts import Drafts, NoDraft
from scanpipe.publishing.gates import predecessor, published_text
from scanpipe.settings import Settings
from scanpipe.store import audit, checks, work

_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 120.0
"""A shadow run goes on after that, however long the queue: it takes one dossier of many."""
_NICER_BY = 10

log = structlog.get_logger("scanpipe.shadow")


@dataclass(frozen=True, slots=True)
class Running:
    """A run that is under way: `done` of `of` dossiers."""

    form: str
    edition: str
    on: dt.date
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class ShadowView:
    """
    Where the shadow run of a draft stands: the one that runs, the last report, and whether that is of the draft as it
    is now. `broken` says why the last run came to nothing. `codes` are those of the dossiers that the actor may open.
    """

    running: Running | None
    report: ShadowReport | None
    of_this: bool
    broken: str | None
    codes: dict[str, str]


class Shadow:
    """The shadow runs of one server. Every method may be called from any thread."""

    def __init__(self, desk: Desk, make_examiner: Callable[[Settings, Path], Examiner] = Examiner) -> None:
        self.desk, self._make = desk, make_examiner
        self._lock = threading.Lock()
        self._running: Running | None = None
        self._broken: dict[tuple[str, str], str] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False

    def view(self, actor: Actor, form: str, edition: str) -> ShadowView:
        """How it stands. Raises NotFoundError."""
        actor.need(Right.CATALOGUE)
        draft = self._draft(form, edition)
        report = read_report(draft.folder / FILE)
        with self._lock:
            running, broken = self._running, self._broken.get((form, edition))
        mine = running if running is not None and (running.form, running.edition) == (form, edition) else None
        codes = self._codes(actor, report) if report else {}
        return ShadowView(mine, report, report is not None and report.etag == draft.etag, broken, codes)

    def start(self, actor: Actor, form: str, edition: str, on: dt.date) -> None:
        """
        Begin a run for that day; nothing happens when this draft's runs already. Raises NotFoundError, FormDataError
        for a draft that is broken, StateError while another draft's runs.
        """
        actor.need(Right.CATALOGUE)
        draft = self._draft(form, edition)
        if draft.edition is None:
            raise FormDataError(draft.trouble or "The draft cannot be read.")
        with self._lock:
            if self._running is not None:
                if (self._running.form, self._running.edition) == (form, edition):
                    return
                raise StateError("Another draft is held against dossiers at this moment: wait until that is done.")
            if self._closed:
                raise StateError("The service is about to stop.")
            self._running = Running(form, edition, on, 0, 0)
            self._broken.pop((form, edition), None)
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, args=(draft, on), name="shadow", daemon=True)
            self._thread.start()
        note = audit.Note(actor.id, "shadow_begun", actor.unit, about=f"{form}@{edition}", reason=on.isoformat())
        with self.desk.store.database.writing() as session:
            audit.write(session, self.desk.store.keys, note, at=self.desk.now())

    def stop(self, actor: Actor, form: str, edition: str) -> None:
        """End the run of a draft; what it has found so far is kept."""
        actor.need(Right.CATALOGUE)
        with self._lock:
            running = self._running
            if running is not None and (running.form, running.edition) == (form, edition):
                self._stop.set()

    def close(self) -> None:
        """End with the server."""
        with self._lock:
            self._closed = True
            thread = self._thread
        self._stop.set()
        if thread is not None:
            thread.join(timeout=10)

    # ---- below ---------------------------------------------------------------------------------------------------

    def _draft(self, form: str, edition: str) -> Draft:
        try:
            return Drafts(self.desk.settings.forms_dir).get(form, edition)
        except NoDraft as error:
            raise NotFoundError from error

    def _run(self, draft: Draft, on: dt.date) -> None:
        """The thread: whatever happens in it, it ends as over."""
        # On Linux a thread has a patience of its own, which what it starts inherits.
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICER_BY)
        try:
            walk_folder = self.desk.settings.data_dir / "work" / f"shadow-{os.getpid()}"
            report = held_against(
                self.desk, draft, on, walk_folder, self._make,
                told=self._told, stopped=self._stop.is_set, gives_way=self._give_way,
            )  # fmt: skip
            Drafts(self.desk.settings.forms_dir).put_file(draft.form, draft.key, FILE, report.to_json().encode())
        except (ScanpipeError, OSError) as error:
            log.error("shadow.broken", error=type(error).__name__)
            with self._lock:
                self._broken[(draft.form, draft.key)] = str(error)
        finally:
            with self._lock:
                self._running = None

    def _told(self, done: int, of: int) -> None:
        with self._lock:
            if self._running is not None:
                r = self._running
                self._running = Running(r.form, r.edition, r.on, done, of)

    def _give_way(self) -> None:
        """Wait while dossiers do."""
        waited_s = 0.0
        while waited_s < _LONGEST_PAUSE_S and not self._stop.is_set():
            with self.desk.store.database.reading() as session:
                seen = work.queue(session, now=self.desk.now())
            if not seen.waiting and not seen.running:
                return
            self._stop.wait(_PAUSE_S)
            waited_s += _PAUSE_S

    def _codes(self, actor: Actor, report: ShadowReport) -> dict[str, str]:
        """The codes of the dossiers that lie at the actor's Center, for those who may read them."""
        if Right.READ not in actor.rights:
            return {}
        with self.desk.store.database.reading() as session:
            rows = [checks.by_id(session, row.check_id) for row in report.rows]
        return {row.id: row.code for row in rows if row is not None and row.sent_at and actor.sees(row.unit)}


def held_against(
    desk: Desk,
    draft: Draft,
    on: dt.date,
    folder: Path,
    make_examiner: Callable[[Settings, Path], Examiner],
    *,
    most: int = MOST,
    told: Callable[[int, int], None] = lambda _done, _of: None,
    stopped: Callable[[], bool] = lambda: False,
    gives_way: Callable[[], None] = lambda: None,
) -> ShadowReport:
    """
    Recent dossiers held against a draft that takes effect on that day; `folder` is made, and gone afterwards.

    Raises FormDataError for a draft that cannot be read, EngineError when no examiner can be started.
    """
    try:
        with law_with(desk.settings.forms_dir, draft, on) as law:
            settings = desk.settings.model_copy(update={"forms_dir": law})
            examiner = make_examiner(settings, folder)
            examiner.start()
            try:
                walk = Walk(desk.store, settings, law, folder, desk.now, told, stopped, gives_way)
                return walk.run(draft, on, examiner, most=most)
            finally:
                examiner.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def law_with(forms_dir: Path, draft: Draft, on: dt.date) -> Iterator[Path]:
    """forms/ as it would be with the draft in force from that day, in a folder of its own. Raises FormDataError."""
    if draft.edition is None:
        raise FormDataError(draft.trouble or f"The draft of {draft.form}@{draft.key} cannot be read.")
    forms = load_catalog(forms_dir).forms
    editions = forms[draft.form].editions if draft.form in forms else ()
    follows = predecessor(editions, draft.edition, on)
    text = published_text(draft, on, before=follows.edition if follows else None)
    edition = edition_of(text.encode(), draft.form, draft.key)
    with candidate(forms_dir, text, edition, files=draft.files()) as (folder, _):
        yield folder
