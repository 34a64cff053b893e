"""Pages of a check: add files, replace or remove one page, see it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Path, Query, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, Opened
from api.etags import sent
from api.rates import Rate, spend
from api.uploads import read_file, read_files
from api.v1 import examples
from api.v1.described import binary, described, shown, silent
from api.v1.route import V1Route
from api.v1.schemas import AddedPage, AddedPages
from scanpipe.intake.handing_in import Added

router = APIRouter(route_class=V1Route, tags=["pages"])

PageId = Annotated[str, Path(alias="page", description="The id of the page.", examples=[examples.PAGE_ID])]
FILE_PROBLEMS = (
    "access.consent_missing",
    "check.full",
    "check.wrong_state",
    "request.too_many_files",
    "system.crowded",
    "file.wrong_type",
    "file.too_large",
    "file.too_many_pixels",
    "file.too_many_pages",
    "file.empty",
    "file.password",
    "file.corrupt",
)


@router.post(
    "/checks/{check}/pages",
    status_code=201,
    summary="Add files",
    dependencies=[Depends(spend(Rate.UPLOAD))],
    response_model=AddedPages,
    **described(
        examples.ADDED,
        *FILE_PROBLEMS,
        status=201,
        also={
            200: shown(
                {**examples.ADDED, "new": False}, model=AddedPages, description="The same bytes were there before."
            )
        },
    ),
)
def add(
    request: Request,
    response: Response,
    desk: Door,
    key: Opened,
    file: Annotated[list[UploadFile], File(min_length=1, description="Photos or PDFs, in the order of the pages.")],
    paper: Annotated[str | None, Form(max_length=100, description="The paper of the checklist that this is.")] = None,
) -> AddedPages:
    """
    Adds photos (JPEG, PNG, WebP, HEIC, TIFF) and PDFs and has them examined.

    All or nothing: when one file cannot be taken, none is added, and what was there before is kept.
    """
    added = desk.add(key, read_files(file, request.app.state.settings), paper=paper or None)
    response.status_code = 201 if added.new else 200
    response.headers["Location"] = f"/api/v1/checks/{key.id}"
    return _told(key.id, added)


@router.put(
    "/checks/{check}/pages/{page}/image",
    summary="Replace one page",
    dependencies=[Depends(spend(Rate.UPLOAD))],
    **described(examples.ADDED, *FILE_PROBLEMS),
)
def replace(
    request: Request,
    desk: Door,
    key: Opened,
    page: PageId,
    file: Annotated[UploadFile, File(description="The new photo of this page.")],
) -> AddedPages:
    """Puts another picture in the place of a page. The other pages keep their results."""
    return _told(key.id, desk.replace(key, page, read_file(file, request.app.state.settings)))


@router.delete(
    "/checks/{check}/pages/{page}",
    status_code=204,
    summary="Remove one page",
    dependencies=[Depends(spend(Rate.CHANGE))],
    **silent("check.wrong_state"),
)
def remove(desk: Door, key: Opened, page: PageId) -> None:
    """Takes a page out of the check and erases its picture."""
    desk.remove(key, page)


@router.get(
    "/checks/{check}/pages/{page}/image",
    summary="See one page",
    response_class=Response,
    **binary("image/jpeg", "The page as a JPEG, drawn anew: nothing of the file that was sent is in it."),
)
def image(
    request: Request,
    desk: Door,
    key: Opened,
    page: PageId,
    view: Annotated[
        Literal["original", "straight", "annotated"],
        Query(description="As photographed, straightened, or with findings."),
    ] = "straight",
    w: Annotated[int, Query(ge=80, le=3000, description="Width in pixels.")] = 1000,
    lang: Annotated[Literal["vi", "en"], Query(description="The language of what is drawn on it.")] = "vi",
) -> Response:
    """The picture of a page."""
    return sent(request, desk.page_picture(key, page, view, w, lang), "image/jpeg", file_name="page.jpg")


def _told(check_id: str, added: Added) -> AddedPages:
    pages = [AddedPage(id=page, url=f"/api/v1/checks/{check_id}/pages/{page}/image") for page in added.pages]
    return AddedPages(pages=pages, new=added.new)
