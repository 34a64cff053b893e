"""
The files of a check: each handed in once, however often it is sent.

The bytes go to the blobs first and the row follows; when something happens in between, the blob is an orphan that
`artefacts.sweep` collects, and no row points to nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store import artefacts, pages
from scanpipe.store.checks import changed
from scanpipe.store.errors import NotFoundError
from scanpipe.store.keys import Keys
from scanpipe.store.rows import Added, Artefact, FileRow
from scanpipe.store.tables import File, Page


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file whose bytes lie under `blob` already. `id` is from `ids.new_file_id`, `sha256` hex, `size` in bytes."""

    id: str
    name: str = field(repr=False)
    sha256: str
    size: int
    blob: str


def add_file(
    session: Session, keys: Keys, check_id: str, new: NewFile, *, now: dt.datetime, paper: str | None = None
) -> Added:
    """
    A file with one provisional page at the end, which the person says is `paper`.

    The same bytes again are the same file: then nothing changes, and the blob of the second sending is stale.
    """
    changed(session, check_id, now=now)
    if (known := _with_sha256(session, check_id, new.sha256)) is not None:
        return _known(session, keys, known, new)
    file = _insert(session, keys, check_id, new, now=now)
    page = pages.new_page(file, 1, now=now, said_paper=paper, provisional=True)
    before = pages.in_order(session, check_id)
    session.add(page)
    pages.renumber([*before, page])
    session.flush()
    return Added(row_of(keys, file), (pages.row_of(page),), new=True)


def replace_page(session: Session, keys: Keys, check_id: str, page_id: str, new: NewFile, *, now: dt.datetime) -> Added:
    """
    A new file in the place of one page. The new page has a new id and remembers whose place it took, so that the same
    replacement sent again finds itself done. Raises NotFoundError when there never was such a page.

    Bytes that are in the check already change nothing: the answer shows where they are.
    """
    dossier = changed(session, check_id, now=now)
    known = _with_sha256(session, check_id, new.sha256)
    order = pages.in_order(session, check_id)
    old = next((page for page in order if page.id == page_id), None)
    if old is None and not any(page.replaces == page_id for page in order):
        raise NotFoundError("There is no such page.")
    if known is not None:
        return _known(session, keys, known, new)
    if old is None:  # replaced before, now with yet another picture: the newest takes the place
        old = next(page for page in order if page.replaces == page_id)
    dossier.mends += dossier.first_verdict is not None
    file = _insert(session, keys, check_id, new, now=now)
    page = pages.new_page(file, 1, now=now, said_paper=old.said_paper, provisional=True)
    page.replaces = page_id
    session.add(page)
    pages.renumber(page if other is old else other for other in order)
    stale = pages.drop_page(session, old)
    return Added(row_of(keys, file), (pages.row_of(page),), new=True, stale=stale)


def files_of(session: Session, keys: Keys, check_id: str) -> tuple[FileRow, ...]:
    """All files, in the order they were handed in."""
    found = session.scalars(select(File).where(File.check_id == check_id).order_by(File.added_at, File.id))
    return tuple(row_of(keys, file) for file in found)


def with_sha256(session: Session, keys: Keys, check_id: str, sha256: str) -> FileRow | None:
    """The file of these bytes when it was handed in already: look here before you keep a blob."""
    file = _with_sha256(session, check_id, sha256)
    return row_of(keys, file) if file else None


def row_of(keys: Keys, file: File) -> FileRow:
    """What a row of the table says, opened."""
    return FileRow(
        id=file.id,
        check_id=file.check_id,
        name=keys.opened_text(file.name_sealed, _label(file.id)),
        sha256=file.sha256,
        size=file.size,
        blob=file.blob,
        pages=file.pages,
        added_at=file.added_at,
    )


def _label(file_id: str) -> str:
    return f"files.name/{file_id}"


def _with_sha256(session: Session, check_id: str, sha256: str) -> File | None:
    return session.scalar(select(File).where(File.check_id == check_id, File.sha256 == sha256))


def _known(session: Session, keys: Keys, known: File, new: NewFile) -> Added:
    own = session.scalars(select(Page).where(Page.file_id == known.id).order_by(Page.position))
    stale = (new.blob,) if new.blob != known.blob else ()
    return Added(row_of(keys, known), tuple(pages.row_of(page) for page in own), new=False, stale=stale)


def _insert(session: Session, keys: Keys, check_id: str, new: NewFile, *, now: dt.datetime) -> File:
    file = File(
        id=new.id,
        check_id=check_id,
        name_sealed=keys.sealed_text(new.name, _label(new.id)),
        sha256=new.sha256,
        size=new.size,
        blob=new.blob,
        added_at=now,
    )
    session.add(file)
    session.flush()
    artefacts.note(session, check_id, Artefact(new.blob, "original", about=new.id), now=now, version=None)
    return file
