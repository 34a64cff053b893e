"""The receipt with its code, and the list of what is to be done, both to print. No name and no number of a person."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.web.checklist import private_link
from api.web.door import Opened, agreed
from api.web.findings import sort_out
from api.web.form_change import told_of
from api.web.house import house_of
from api.web.library import sizes
from api.web.look import look_of
from api.web.qr import square
from api.web.render import PRIVATE, show, templates
from api.web.result import head_of
from api.web.route import PageRoute, away

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/k/{code}/gui")
def send(request: Request, code: str) -> Response:
    """The person takes the code to the Center: officers may look from now on."""
    check = agreed(request, code)
    check.desk.send(check.key)
    return away(f"{check.home}/phieu")


@router.get("/k/{code}/phieu")
def receipt(request: Request, code: str) -> Response:
    """The receipt; it survives a bookmark until the check is deleted."""
    check = agreed(request, code)
    if not check.view.state.is_given:
        return away(f"{check.home}/kq")
    found = sort_out(check.view, check.home, sizes(request, check))
    return show(
        request,
        "receipt.html.j2",
        check=check.view,
        home=check.home,
        found=found,
        head=head_of(check.view, found, look_of(request).lang),
        qr=square(qr_text(request, check)),
        link=private_link(request, check.view),
        change=told_of(check.view, check.home, look_of(request).lang),
    )


@router.post("/k/{code}/day-may")
def teach(request: Request, code: str, duoc: Annotated[bool, Form()] = False) -> Response:
    """The person lets the Center keep corrected fields to learn from, or takes that back."""
    check = agreed(request, code)
    check.desk.let_teach(check.key, duoc)
    return away(f"{check.home}/phieu#day-may")


@router.get("/k/{code}/qr.svg")
def qr(request: Request, code: str) -> Response:
    """The square code by itself."""
    check = agreed(request, code)
    svg = templates().get_template("qr.svg.j2").render(qr=square(qr_text(request, check)))
    return Response(svg, media_type="image/svg+xml", headers=PRIVATE)


@router.get("/k/{code}/in")
def todo(request: Request, code: str) -> Response:
    """The list of what is to be done, for a sheet of A4."""
    check = agreed(request, code)
    found = sort_out(check.view, check.home, sizes(request, check))
    return show(request, "todo.html.j2", check=check.view, home=check.home, found=found)


@router.get("/k/{code}/phieu.pdf")
def receipt_pdf(request: Request, code: str) -> Response:
    """The receipt as a file."""
    check = agreed(request, code)
    return _pdf(
        check.desk.receipt_pdf(check.key, look_of(request).lang, house_of(request).base), f"{check.view.code}.pdf"
    )


@router.get("/k/{code}/in.pdf")
def todo_pdf(request: Request, code: str) -> Response:
    """The list as a file."""
    check = agreed(request, code)
    return _pdf(check.desk.checklist_pdf(check.key, look_of(request).lang), f"{check.view.code}-viec-can-lam.pdf")


@router.get("/k/{code}/kq.pdf")
def result_pdf(request: Request, code: str) -> Response:
    """The whole result as a file: the list, then every page with its places."""
    check = agreed(request, code)
    sheet = check.desk.report_pdf(check.key, look_of(request).lang)
    return away(check.home) if sheet is None else _pdf(sheet, f"{check.view.code}-ket-qua.pdf")


def qr_text(request: Request, check: Opened) -> str:
    """Where the square code leads: no token, nothing about anybody."""
    return f"{house_of(request).base}/q/{check.view.code}"


def _pdf(data: bytes, name: str) -> Response:
    headers = {**PRIVATE, "Content-Disposition": f'inline; filename="{name}"'}
    return Response(data, media_type="application/pdf", headers=headers)
