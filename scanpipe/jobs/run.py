"""
One examination from claim to report: files out of the blobs into a folder of its own, the examiner's answer back in.

Whatever happens on the way, the check ends with a report or is given back; it is never stuck, and never done twice.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from scanpipe.jobs.bell import Bell
from scanpipe.jobs.events import Event
from scanpipe.jobs.examiner import Examiner, Failed, taken
from scanpipe.jobs.order import Budgets, Order, OrderFile, OrderPage
from scanpipe.jobs.outcome import Outcome
from scanpipe.jobs.taking import taken_over
from scanpipe.report.parse import report_of
from scanpipe.service import VIETNAM
from scanpipe.settings import Settings
from scanpipe.steering import codes_of
from scanpipe.store import artefacts, checks, events, files, ids, pages, results, steering, work
from scanpipe.store.errors import NotFoundError
from scanpipe.store.opening import Store
from scanpipe.store.rows import (
    Artefact,
    CheckRow,
    Claim,
    FileRow,
    Finish,
    NewEvent,
    PageRow,
    State,
)

log = structlog.get_logger("scanpipe.jobs")

LEASE_S = 15.0
_PATIENT = 2
"""After so many attempts at the same work the next ones wait, longer each time."""
_MOST_KEPT_BYTES = 200_000_000
"""What is kept goes through the server's memory to be sealed; a file of more than some 40 pages is read again."""
_OF_THE_FILE = ("out_of_memory", "cpu", "time", "crash", "disk")
_STATES = {
    "submit": State.PASS,
    "review": State.PASS,
    "correct": State.NEEDS_SUPPLEMENT,
    "rescan": State.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Shop:
    """
    What a run works with. `note` is told of each examination within its transaction (session, outcome, pages read, the
    day, the check as it was before), `after` of its check once that is through. `forms` gives the folder of the law to
    examine under, if it is not that of the settings for good.
    """

    store: Store
    settings: Settings
    bell: Bell
    now: Callable[[], dt.datetime]
    note: Callable[[Any, Outcome, int, dt.date, CheckRow], None]
    after: Callable[[str], object] = lambda _: None
    forms: Callable[[], Path] | None = None


@dataclass(slots=True)
class _Run:
    """What is known of one examination while it goes on."""

    shop: Shop
    claim: Claim
    check: CheckRow
    files: tuple[FileRow, ...]
    pages: tuple[PageRow, ...]
    folder: Path
    given_up: Mapping[str, str]
    ask_instead: frozenset[str]
    read: set[int] = field(default_factory=set)
    """Files (by index) that were read in this run."""
    finish: Finish | None = None
    stale: tuple[str, ...] = ()
    """Blobs that the run replaced: somebody may have read their names a moment ago."""

    def page_of(self, file: int, file_page: int) -> PageRow | None:
        own = self.files[file].id
        return next((p for p in self.pages if p.file_id == own and p.file_page == file_page), None)


def run_claim(
    shop: Shop,
    claim: Claim,
    examiner: Examiner,
    folder: Path,
    *,
    hurry: bool = False,
    cancelled: Callable[[], bool],
) -> Finish | None:
    """
    Examine a claimed check in the examiner's work folder. None when it was given back: the server ends, or the examiner
    died; then it is tried again, at last without the file that it died of. `hurry` spends CPU that nobody else wants on
    telling sooner what a page is.
    """
    folder = folder / f"{claim.check_id}-{claim.version}-{claim.attempts}"
    run = None
    try:
        run = _begun(shop, claim, folder)
        if run is None:
            return Finish.LOST
        # Once the report is taken over the lease is gone, and the pictures are still to come.
        result = examiner.examine(
            _order(run, hurry=hurry),
            lambda event: _told(run, event),
            cancelled=lambda: run.finish is None and cancelled(),
        )
        if run.finish is not None:
            return run.finish
        if isinstance(result, Failed):
            _failed(run, result, cancelled=cancelled())
        return None
    except NotFoundError:
        return Finish.LOST  # erased in the meantime
    finally:
        for key in run.stale if run is not None else ():
            shop.store.blobs.delete(key)  # only now: the pictures took longer than any page that shows the report
        shutil.rmtree(folder, ignore_errors=True)


def _begun(shop: Shop, claim: Claim, folder: Path) -> _Run | None:
    """The run with its files laid out; None when the check is gone."""
    store = shop.store
    with store.database.reading() as session:
        check = checks.by_id(session, claim.check_id)
        if check is None:
            return None
        ask = codes_of(shop.settings.ask_instead) | steering.codes(session)
        order = pages.pages_of(session, claim.check_id)
        rows = _in_order(files.files_of(session, store.keys, claim.check_id), order)
        packs = {a.about: a.key for a in reversed(artefacts.artefacts_of(session, claim.check_id, kind="kept"))}
        lost = {a.about or "": a.key for a in artefacts.artefacts_of(session, claim.check_id, kind="given-up")}
    folder.mkdir(mode=0o700, parents=True)
    for index, row in enumerate(rows):
        (folder / f"{index}.bin").write_bytes(store.blobs.get(row.blob))
        if row.id in packs:
            (folder / f"{index}.kept").write_bytes(store.blobs.get(packs[row.id]))
    given_up = {file_id: store.blobs.get(key).decode() for file_id, key in lost.items()}
    return _Run(shop, claim, check, rows, order, folder, given_up, ask)


def _in_order(rows: Sequence[FileRow], order: Sequence[PageRow]) -> tuple[FileRow, ...]:
    """The files in the order of their first pages, as somebody would name them on a command line."""
    first = {page.file_id: page.position for page in reversed(order)}
    return tuple(sorted((row for row in rows if row.id in first), key=lambda row: first[row.id]))


def _order(run: _Run, *, hurry: bool) -> Order:
    index = {row.id: i for i, row in enumerate(run.files)}
    s = run.shop.settings
    return Order(
        id=f"{run.claim.check_id}-{run.claim.version}",
        folder=str(run.folder),
        files=tuple(
            OrderFile(
                row.name,
                f"{i}.bin",
                f"{i}.kept" if (run.folder / f"{i}.kept").exists() else None,
                run.given_up.get(row.id),
            )
            for i, row in enumerate(run.files)
        ),
        pages=tuple(OrderPage(index[p.file_id], None if p.provisional else p.file_page) for p in run.pages),
        as_of=run.check.as_of or run.shop.now().astimezone(VIETNAM).date(),
        procedure=run.check.procedure,
        ask_instead=tuple(sorted(run.ask_instead)),
        forms_dir=str(run.shop.forms()) if run.shop.forms is not None else None,
        hurry=hurry,
        budgets=Budgets(cpu_s=s.document_cpu_s, wall_s=s.document_wall_s, memory_mb=s.document_memory_mb),
    )


def _told(run: _Run, event: Event) -> None:
    """What the examiner tells, into the store and on to whoever watches."""
    match event.type:
        case "page.stage" | "page.recognised" | "page.read":
            _on_page(run, event)
        case "file.read":
            _on_read(run, event)
        case "reported":
            _on_report(run, event)
        case "pictured":
            _on_picture(run, event)
        case _:
            return
    run.shop.bell.ring(run.claim.check_id)


def _on_page(run: _Run, event: Event) -> None:
    data = dict(event.data)
    page = run.page_of(data.pop("file"), data.pop("file_page"))
    if page is None:
        return
    name = "document.recognised" if event.type == "page.recognised" else event.type
    told = {"page_id": page.id, "index": page.position, "total": len(run.pages), **data}
    with run.shop.store.database.writing() as session:
        if event.type == "page.stage":
            pages.set_stage(session, page.id, str(data["stage"]))
        elif event.type == "page.read":
            pages.set_readability(session, page.id, str(data["readability"]))
        events.tell(session, run.claim.check_id, NewEvent(name, told), now=run.shop.now())


def _on_read(run: _Run, event: Event) -> None:
    """A file was read: its pages are known now, and what was read is kept for the next examination."""
    file = run.files[event.data["file"]]
    run.read.add(event.data["file"])
    if (run.folder / event.data["kept"]).lstat().st_size <= _MOST_KEPT_BYTES:
        _keep(run, "kept", file.id, taken(run.folder, event.data["kept"]))
    count = int(event.data["pages"])
    if count > 0:
        with run.shop.store.database.writing() as session:
            pages.place_pages(session, run.claim.check_id, file.id, count, now=run.shop.now())
            run.pages = pages.pages_of(session, run.claim.check_id)


def _on_picture(run: _Run, event: Event) -> None:
    page = run.page_of(event.data["file"], event.data["file_page"])
    if page is not None:
        _keep(run, "original-picture", page.id, taken(run.folder, event.data["original"]))
        _keep(run, "straight", page.id, taken(run.folder, event.data["straight"]))


def _keep(run: _Run, kind: str, about: str, data: bytes) -> None:
    """Seal a blob and note it; one of the same kind about the same thing that was there before goes."""
    store, check_id = run.shop.store, run.claim.check_id
    key = ids.new_blob_key(check_id, kind)
    store.blobs.put(key, data)
    try:
        with store.database.writing() as session:
            checks.locked(session, check_id)  # before its artefacts, as everywhere: no two writers wait for each other
            before = [a.key for a in artefacts.artefacts_of(session, check_id, kind=kind, about=about)]
            artefacts.drop(session, before)
            artefacts.keep(session, check_id, Artefact(key, kind, about), now=run.shop.now())
    except NotFoundError:  # erased in the meantime
        store.blobs.delete(key)
        raise
    for old in before:
        store.blobs.delete(old)


def _on_report(run: _Run, event: Event) -> None:
    """The report is there: everything that follows from it in one transaction."""
    store, claim = run.shop.store, run.claim
    data = taken(run.folder, event.data["report"])
    outcome = Outcome.from_json(taken(run.folder, event.data["outcome"]))
    key = ids.new_blob_key(claim.check_id, "report")
    store.blobs.put(key, data)
    report, state = report_of(data), _STATES[outcome.verdict]
    rows = taken_over(outcome, report, run.files, run.pages, blob=key, state=state)
    with store.database.writing() as session:
        finished = results.finish(session, store.keys, claim, rows, now=run.shop.now())
        if finished.finish is Finish.DONE:
            day = run.shop.now().astimezone(VIETNAM).date()
            run.shop.note(session, outcome, sum(p.file in run.read for p in outcome.pages), day, run.check)
    run.stale, run.finish = finished.stale, finished.finish
    if finished.finish is Finish.DONE:
        run.shop.after(claim.check_id)


def _failed(run: _Run, failed: Failed, *, cancelled: bool) -> None:
    """
    Give the work back, later each time; what was kept and is damaged is forgotten, and a file that examiners died of
    again and again is not opened any more.
    """
    claim = run.claim
    log.info("examination.failed", check=claim.check_id, reason=failed.reason, what=failed.what, at=claim.attempts)
    at_fault = failed.file if failed.file is not None else _only(run)
    if failed.reason == "kept":
        _forget_packs(run)
    elif not cancelled and failed.reason in _OF_THE_FILE and at_fault is not None:
        _suspect(run, run.files[at_fault])
    delay_s = 0.0 if cancelled or claim.attempts < _PATIENT else min(60.0, 2.0 ** (claim.attempts - _PATIENT))
    with run.shop.store.database.writing() as session:
        work.give_back(session, claim, now=run.shop.now(), delay_s=delay_s, counted=not cancelled)


def _forget_packs(run: _Run) -> None:
    """Every file is read anew."""
    store, check_id = run.shop.store, run.claim.check_id
    with store.database.writing() as session:
        packs = [a.key for a in artefacts.artefacts_of(session, check_id, kind="kept")]
        artefacts.drop(session, packs)
    for key in packs:
        store.blobs.delete(key)


def _only(run: _Run) -> int | None:
    """When nobody knows which file it was, the newest is under suspicion: the others went well before."""
    unread = [i for i, row in enumerate(run.files) if row.pages is None and row.id not in run.given_up]
    return (unread or range(len(run.files)))[-1] if run.files else None


def _suspect(run: _Run, file: FileRow) -> None:
    """Once may have been a machine short of memory; after the second time the file is a finding, not a danger."""
    with run.shop.store.database.reading() as session:
        before = artefacts.artefacts_of(session, run.claim.check_id, kind="suspected", about=file.id)
    _keep(run, "given-up" if before else "suspected", file.id, b"file.corrupt")
