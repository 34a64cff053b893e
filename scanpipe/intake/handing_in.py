"""Taking in what a person hands in: files sealed first, then their rows, then the work for the queue."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scanpipe.imaging import refusals
from scanpipe.imaging.load import Limits
from scanpipe.imaging.sniff import kind_of
from scanpipe.intake.desk import Desk
from scanpipe.intake.errors import BusyError, ConsentError, FullError, NotFoundError, StateError
from scanpipe.model import UploadFile
from scanpipe.store import checks, events, files, ids, pages
from scanpipe.store import load as loads
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.rows import RECEIVED, CheckRow, NewEvent
from scanpipe.store.rows import Added as AddedRow

PAGE_S = 2.5
"""Seconds that a page takes on one of the workers: for the waiting time that is told, nothing else."""


@dataclass(frozen=True, slots=True)
class Added:
    """The pages (ids) of what was handed in; not `new` when every byte of it was there already."""

    pages: tuple[str, ...]
    new: bool


def add(desk: Desk, check_id: str, handed_in: Sequence[UploadFile], *, paper: str | None) -> Added:
    """
    Take files in, all or none of them.

    Raises ConsentError, UploadError (file.*), FullError, BusyError; then nothing was taken.
    """
    check = _may_take(desk, check_id)
    _admit(desk, check_id, handed_in)
    new_files = [_sealed(desk, check_id, file) for file in handed_in]
    taken: list[AddedRow] = []
    with desk.store.database.writing() as session:
        for new in new_files:
            taken.append(files.add_file(session, desk.store.keys, check_id, new, now=desk.now(), paper=paper))
        if any(t.new for t in taken):
            _want(desk, session, check, [p.id for t in taken if t.new for p in t.pages])
    _after(desk, check_id, [key for t in taken for key in t.stale])
    return Added(tuple(p.id for t in taken for p in t.pages), any(t.new for t in taken))


def replace(desk: Desk, check_id: str, page_id: str, file: UploadFile) -> Added:
    """A new picture in the place of one page; the others keep what was read. Raises as `add`, and NotFoundError."""
    check = _may_take(desk, check_id)
    _admit(desk, check_id, [file])
    new = _sealed(desk, check_id, file)
    try:
        with desk.store.database.writing() as session:
            taken = files.replace_page(session, desk.store.keys, check_id, page_id, new, now=desk.now())
            if taken.new:
                _want(desk, session, check, [p.id for p in taken.pages])
    except GoneError:
        desk.store.blobs.delete(new.blob)
        raise NotFoundError from None
    _after(desk, check_id, taken.stale)
    return Added(tuple(p.id for p in taken.pages), taken.new)


def remove(desk: Desk, check_id: str, page_id: str) -> None:
    """Take one page out; an absent one is no error. Raises StateError once the Center has received the dossier."""
    _may_take(desk, check_id)
    with desk.store.database.writing() as session:
        stale = pages.remove_page(session, check_id, page_id, now=desk.now())
        checks.want(session, check_id, now=desk.now())
    _after(desk, check_id, stale)


def expected_wait_s(desk: Desk, pages_before: int) -> int:
    """How long pages before one's own will take."""
    return math.ceil(pages_before * PAGE_S / desk.settings.workers)


def _may_take(desk: Desk, check_id: str) -> CheckRow:
    with desk.store.database.reading() as session:
        check = checks.by_id(session, check_id)
    if check is None:
        raise NotFoundError
    if check.state in RECEIVED:
        raise StateError("The Center has received this dossier: bring anything new to the Center.")
    if check.consented_at is None and desk.settings.ask_consent:
        raise ConsentError
    return check


def _admit(desk: Desk, check_id: str, handed_in: Sequence[UploadFile]) -> None:
    """What can be refused before anything is opened: kind by the first bytes, size, number, and a full queue."""
    limits = Limits.of(desk.settings)
    for file in handed_in:
        if not file.data:
            raise refusals.empty(file.name)
        if len(file.data) > limits.max_bytes:
            raise refusals.too_large(file.name, limits)
        if kind_of(file.data) is None:
            raise refusals.wrong_type(file.name)
    with desk.store.database.reading() as session:
        waiting = loads.pages_waiting(session)
        own = len(pages.pages_of(session, check_id))
    if own + len(handed_in) > limits.max_pages:
        raise FullError(f"A dossier may have {limits.max_pages} pages; remove what is not needed.")
    if waiting + len(handed_in) > desk.settings.most_waiting_pages:
        raise BusyError(max(5, expected_wait_s(desk, waiting - desk.settings.most_waiting_pages // 2)))


def _sealed(desk: Desk, check_id: str, file: UploadFile) -> files.NewFile:
    blob = ids.new_blob_key(check_id, "original")
    desk.store.blobs.put(blob, file.data)
    return files.NewFile(ids.new_file_id(), file.name, hashlib.sha256(file.data).hexdigest(), len(file.data), blob)


def _want(desk: Desk, session: Any, check: CheckRow, page_ids: Sequence[str]) -> None:
    checks.want(session, check.id, now=desk.now())
    for page_id in page_ids:
        events.tell(session, check.id, NewEvent("page.received", {"page_id": page_id}), now=desk.now())


def _after(desk: Desk, check_id: str, stale: Sequence[str]) -> None:
    for key in stale:
        desk.store.blobs.delete(key)
    desk.wake()
    desk.bell.ring(check_id)
