"""What can be taken away from a check: the report, lists to print, and blanks that are filled in already."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access import Door, Opened
from api.etags import sent
from api.problems import RefusedError
from api.v1 import examples
from api.v1.described import binary, described
from api.v1.route import V1Route

router = APIRouter(route_class=V1Route, tags=["reports"])

Lang = Annotated[Literal["vi", "en"], Query(description="The language of the words.")]
_SOON = {"Retry-After": "2"}


@router.get(
    "/checks/{check}/report.json",
    summary="The report",
    response_class=Response,
    **described(examples.REPORT, "check.not_examined", also={304: {"description": "It is the same (If-None-Match)."}}),
)
def report_json(request: Request, desk: Door, key: Opened) -> Response:
    """The report of the last examination: the very bytes that the command line writes, times aside."""
    report = desk.report(key)
    if report is None:
        raise RefusedError("check.not_examined", headers=_SOON)
    return sent(request, report, "application/json", file_name="report.json")


@router.get(
    "/checks/{check}/report.html",
    summary="The report as one file for people",
    response_class=Response,
    **binary("text/html", "A page that needs nothing else; to be kept, not shown in place.", "check.not_examined"),
)
def report_html(request: Request, desk: Door, key: Opened, lang: Lang = "vi") -> Response:
    """The report with pictures in one file. It has its own styles, so a browser keeps it instead of showing it here."""
    page = desk.report_html(key, lang)
    if page is None:
        raise RefusedError("check.not_examined", headers=_SOON)
    return sent(request, page.encode(), "text/html", file_name="report.html", inline=False)


@router.get(
    "/checks/{check}/report.pdf",
    summary="The report to print",
    response_class=Response,
    **binary("application/pdf", "A4: what is to be done, then every page with its places.", "check.not_examined"),
)
def report_pdf(request: Request, desk: Door, key: Opened, lang: Lang = "vi") -> Response:
    """What is to be done, numbered, and every page with these numbers in their places. It shows the papers: keep it."""
    sheet = desk.report_pdf(key, lang)
    if sheet is None:
        raise RefusedError("check.not_examined", headers=_SOON)
    return sent(request, sheet, "application/pdf", file_name=f"{key.code}-report.pdf", inline=False)


@router.get(
    "/checks/{check}/checklist.pdf",
    summary="What is to be done, to print",
    response_class=Response,
    **binary("application/pdf", "A4, with boxes to tick.", "check.not_examined"),
)
def checklist_pdf(request: Request, desk: Door, key: Opened, lang: Lang = "vi") -> Response:
    """The list of what is to be done, to print and tick off."""
    return sent(request, desk.checklist_pdf(key, lang), "application/pdf", file_name=f"{key.code}-checklist.pdf")


@router.get(
    "/checks/{check}/receipt.pdf",
    summary="The receipt",
    response_class=Response,
    **binary("application/pdf", "One page with the code and its QR; no name and no number.", "check.not_examined"),
)
def receipt_pdf(request: Request, desk: Door, key: Opened, lang: Lang = "vi") -> Response:
    """The code for the Center, with its QR."""
    return sent(
        request,
        desk.receipt_pdf(key, lang, str(request.base_url)),
        "application/pdf",
        file_name=f"{key.code}-receipt.pdf",
    )


@router.get(
    "/checks/{check}/documents/{document}/blank.pdf",
    summary="The current blank, filled in",
    response_class=Response,
    **binary("application/pdf", "The edition in force with the values that were read.", "check.not_examined"),
)
def carried_blank(
    request: Request,
    desk: Door,
    key: Opened,
    document: Annotated[int, Path(ge=0, le=10_000, description="The number of the paper.", examples=[1])],
) -> Response:
    """The blank in force, filled in with what was read from the old one. To be read through and signed."""
    return sent(
        request,
        desk.carried_blank(key, document),
        "application/pdf",
        file_name=f"{key.code}-{document}.pdf",
        inline=False,
    )
