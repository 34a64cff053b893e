"""Adding pages, replacing one, removing one. A file that cannot be taken is told of; the others are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from api import words
from api.problems import answer_to
from api.rates import Rate, spend
from api.uploads import read_file
from api.web.checklist import Trouble, show_checklist
from api.web.door import Opened, agreed
from api.web.look import look_of
from api.web.page import show_page
from api.web.route import PageRoute, away
from scanpipe import model
from scanpipe.errors import ScanpipeError, UploadError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Files = Annotated[list[UploadFile] | None, File()]


@router.post("/k/{code}/trang", dependencies=[Depends(spend(Rate.UPLOAD))])
def add(request: Request, code: str, tep: Files = None, giay: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Adds the files, each by itself: one that cannot be taken keeps no other back."""
    check = agreed(request, code)
    added: list[str] = []
    troubles: list[Trouble] = []
    files = list(_chosen(tep))
    for file in files:
        try:
            added += check.desk.add(check.key, [_read(file, request)], paper=giay or None).pages
        except ScanpipeError as error:
            troubles.append(_trouble(error, request))
    if not files:
        troubles.append(_nothing(request))
    if troubles:
        return _told(request, check, added, troubles)
    return away(f"{check.home}?them={','.join(added)}#trang-moi")


@router.get("/k/{code}/trang")
def adding(request: Request, code: str) -> Response:
    """Where a page that told of trouble is asked for again."""
    return away(agreed(request, code).home)


@router.post("/k/{code}/p/{page_id}/thay", dependencies=[Depends(spend(Rate.UPLOAD))])
def replace(request: Request, code: str, page_id: str, tep: Files = None) -> Response:
    """Puts a new picture in the place of one page; all others keep their results."""
    check = agreed(request, code)
    file = next(_chosen(tep), None)
    if file is None:
        return show_page(request, check, page_id, trouble=_nothing(request), status=422)
    try:
        added = check.desk.replace(check.key, page_id, _read(file, request))
    except ScanpipeError as error:
        if not isinstance(error, UploadError):
            raise
        trouble = _trouble(error, request)
        return show_page(request, check, page_id, trouble=trouble, status=answer_to(error).kind.status)
    # A picture that was replaced by itself is there already: then nothing new is to be seen.
    seen = added.pages[0] if added.pages else page_id
    return away(f"{check.home}/p/{seen}?thay=1")


@router.get("/k/{code}/p/{page_id}/thay")
def replacing(request: Request, code: str, page_id: str) -> Response:
    """Where a page that told of trouble is asked for again."""
    return away(f"{agreed(request, code).home}/p/{page_id}")


@router.post("/k/{code}/p/{page_id}/bo")
def remove(request: Request, code: str, page_id: str) -> Response:
    """Takes one page out."""
    check = agreed(request, code)
    number = next((page.number for page in check.view.pages if page.id == page_id), None)
    check.desk.remove(check.key, page_id)
    return away(f"{check.home}?bo={number}" if number else check.home)


@router.post("/k/{code}/p/{page_id}/loai")
def said_to_be(request: Request, code: str, page_id: str, giay: Annotated[str, Form(max_length=100)] = "") -> Response:
    """The person says which paper of the procedure the page is; empty means that they are not sure."""
    check = agreed(request, code)
    check.desk.said_to_be(check.key, page_id, giay or None)
    return away(f"{check.home}/p/{page_id}?loai=1")


def _chosen(files: Sequence[UploadFile] | None) -> Iterator[UploadFile]:
    """An input that was left empty sends a file without a name; when all were, there is none at all."""
    return (file for file in files or () if file.filename or file.size)


def _read(file: UploadFile, request: Request) -> model.UploadFile:
    """The file with a name that may be shown. Raises UploadError."""
    return read_file(file, request.app.state.settings)


def _trouble(error: ScanpipeError, request: Request) -> Trouble:
    return Trouble.of(answer_to(error).words, look_of(request).lang)


def _nothing(request: Request) -> Trouble:
    lang = look_of(request).lang
    return Trouble(words.say("cap.nothing", lang), words.say("cap.nothing_fix", lang))


def _told(request: Request, check: Opened, added: Sequence[str], troubles: Sequence[Trouble]) -> Response:
    """The checklist again, with what could not be taken on top and what was taken beside it."""
    now = check.again()
    pages = [page for page in now.view.pages if page.id in added]
    return show_checklist(request, now, added=pages or None, troubles=troubles, status=422)
