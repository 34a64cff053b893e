"""The pages of a check, in order: placed when their file was read, moved, named and removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanpipe.store import ids
from scanpipe.store.artefacts import stale_of
from scanpipe.store.checks import changed, locked
from scanpipe.store.errors import NotFoundError
from scanpipe.store.rows import PageRow
from scanpipe.store.tables import File, Page


def pages_of(session: Session, check_id: str) -> tuple[PageRow, ...]:
    """All pages in the order of the dossier."""
    return tuple(row_of(page) for page in in_order(session, check_id))


def place_pages(session: Session, check_id: str, file_id: str, count: int, *, now: dt.datetime) -> tuple[PageRow, ...]:
    """
    Say how many pages (≥ 1) were found in a file: they take the place of the provisional one, which becomes the first.

    The first time counts; later calls return what is left of the file's pages, and nothing when the file is gone.
    """
    locked(session, check_id)
    file = session.get(File, file_id)
    if file is None or file.check_id != check_id:
        return ()
    pages = in_order(session, check_id)
    if file.pages is None:
        file.pages = count
        at = next((n for n, page in enumerate(pages) if page.file_id == file_id), len(pages))
        own = [page for page in pages if page.file_id == file_id]
        for page in own:
            page.provisional = False
        more = [new_page(file, number, now=now, after=own) for number in range(len(own) + 1, count + 1)]
        session.add_all(more)
        pages = [*pages[: at + 1], *more, *pages[at + 1 :]]
        renumber(pages)
        session.flush()
    return tuple(row_of(page) for page in pages if page.file_id == file_id)


def remove_page(session: Session, check_id: str, page_id: str, *, now: dt.datetime) -> tuple[str, ...]:
    """
    Take one page out; its file goes with its last page. An absent page is no error.

    Returns the keys of blobs that are no longer needed: delete them once the transaction is through.
    """
    changed(session, check_id, now=now)
    page = session.get(Page, page_id)
    if page is None or page.check_id != check_id:
        return ()
    stale = drop_page(session, page)
    renumber(in_order(session, check_id))
    return stale


def order(session: Session, check_id: str, page_ids: Sequence[str], *, now: dt.datetime) -> tuple[PageRow, ...]:
    """Put the pages into this order; pages that are not named follow in the order they had."""
    changed(session, check_id, now=now)
    place = {page_id: n for n, page_id in enumerate(page_ids)}
    pages = sorted(in_order(session, check_id), key=lambda page: place.get(page.id, len(place)))
    renumber(pages)
    session.flush()
    return tuple(row_of(page) for page in pages)


def say_paper(session: Session, check_id: str, page_id: str, paper: str | None, *, now: dt.datetime) -> PageRow:
    """The person says which paper the page is (None: nothing said). Raises NotFoundError."""
    changed(session, check_id, now=now)
    page = session.get(Page, page_id)
    if page is None or page.check_id != check_id:
        raise NotFoundError("There is no such page.")
    page.said_paper = paper
    return row_of(page)


def set_stage(session: Session, page_id: str, stage: str) -> bool:
    """How far the run came with a page; False when the page is gone."""
    check_id = session.scalar(select(Page.check_id).where(Page.id == page_id))
    if check_id is None:
        return False
    try:
        locked(session, check_id)  # the check before its pages, like everybody: else two could wait for each other
    except NotFoundError:
        return False
    page = session.get(Page, page_id, populate_existing=True)
    if page is None:
        return False
    page.stage = stage
    return True


def set_readability(session: Session, page_id: str, readability: str) -> bool:
    """How well the picture of a page can be read, known before the rest; False when the page is gone."""
    page = session.get(Page, page_id, with_for_update=True)
    if page is None:
        return False
    page.readability = readability
    return True


def in_order(session: Session, check_id: str) -> list[Page]:
    """The pages of a check as the session holds them, for those who hold the check."""
    found = session.scalars(select(Page).where(Page.check_id == check_id).order_by(Page.position, Page.id))
    return list(found)


def renumber(pages: Iterable[Page]) -> None:
    """Positions from 1 without gaps, in this order."""
    for position, page in enumerate(pages, start=1):
        page.position = position


def new_page(
    file: File,
    file_page: int,
    *,
    now: dt.datetime,
    after: Sequence[Page] = (),
    said_paper: str | None = None,
    provisional: bool = False,
) -> Page:
    """A page of a file; what a person said of the file's page before it holds for it, too."""
    return Page(
        id=ids.new_page_id(),
        check_id=file.check_id,
        file_id=file.id,
        file_page=file_page,
        position=0,
        provisional=provisional,
        said_paper=after[-1].said_paper if after else said_paper,
        stage="received",
        replaces=after[-1].replaces if after else None,
        received_at=now,
    )


def drop_page(session: Session, page: Page) -> tuple[str, ...]:
    """Delete a page, and its file when that was its last page; the keys of the blobs that nobody needs now."""
    stale = stale_of(session, page.check_id, page.id)
    file_id = page.file_id
    session.delete(page)
    session.flush()
    if session.scalar(select(Page.id).where(Page.file_id == file_id).limit(1)) is None:
        stale += stale_of(session, page.check_id, file_id)
        file = session.get(File, file_id)
        session.delete(file)
        session.flush()
    return stale


def row_of(page: Page) -> PageRow:
    """What a row of the table says, as a value."""
    return PageRow(
        id=page.id,
        check_id=page.check_id,
        file_id=page.file_id,
        file_page=page.file_page,
        position=page.position,
        provisional=page.provisional,
        said_paper=page.said_paper,
        stage=page.stage,
        readability=page.readability,
        verdict=page.verdict,
        number=page.number,
        paper=page.paper,
        replaces=page.replaces,
        received_at=page.received_at,
    )
