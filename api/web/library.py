"""The forms that anybody may download: which edition is in force, which were before, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from api.web.door import Opened, desk_of
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute
from scanpipe.catalog import Catalog
from scanpipe.catalog.catalog import Form
from scanpipe.catalog.diff import Change, What, compare
from scanpipe.catalog.schema import Edition
from scanpipe.errors import ScanpipeError
from scanpipe.findings import plain_label
from scanpipe.intake.errors import NotFoundError
from scanpipe.model import EditionStatus
from scanpipe.service import catalog_of, today

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_OVER = {EditionStatus.OUTDATED: "past", EditionStatus.NOT_YET: "coming"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the library: the edition in force today, if any."""

    form: Form
    current: Edition | None


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition: where it stands (now, past, coming, unsure), until when it was accepted, and what it changed."""

    edition: Edition
    standing: str
    until: dt.date | None
    accepted_until: dt.date | None
    changes: tuple[tuple[str, tuple[str, ...]], ...] | None
    kept: int


@router.get("/mau")
def library(request: Request) -> Response:
    """All forms, each with the edition in force today."""
    catalog = _catalog(request)
    rows = [FormRow(form, catalog.in_force(key, on=today())) for key, form in catalog.forms.items()]
    return show(request, "library.html.j2", private=False, rows=rows, lang=look_of(request).lang)


@router.get("/mau/{form}")
def one_form(request: Request, form: str) -> Response:
    """One form: the blank in force, and its editions, newest first, with what each changed."""
    catalog = _catalog(request)
    if form not in catalog.forms:
        raise NotFoundError
    day = today()
    return show(
        request,
        "form.html.j2",
        private=False,
        form=catalog.forms[form],
        current=catalog.in_force(form, on=day),
        size=_size(request, form, day),
        rows=[_row(catalog, edition, day) for edition in reversed(catalog.forms[form].editions)],
    )


@router.get("/mau/{form}/hien-hanh.pdf")
def blank(request: Request, form: str) -> Response:
    """The blank in force today, with boxes to fill in."""
    if form not in _catalog(request).forms:
        raise NotFoundError
    found = desk_of(request).blank(form, today())
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.file_name)}",
        "Cache-Control": "public, max-age=3600",
    }
    return Response(found.pdf, media_type="application/pdf", headers=headers)


def sizes(request: Request, check: Opened) -> Callable[[str], int | None]:
    """The size of a form's blank in bytes on the day of the check, None when there is none."""
    return lambda form: _size(request, form, check.view.as_of)


def _size(request: Request, form: str, on: dt.date) -> int | None:
    try:
        return len(desk_of(request).blank(form, on).pdf)
    except ScanpipeError:
        return None


def _catalog(request: Request) -> Catalog:
    return catalog_of(request.app.state.settings.forms_dir)


def _row(catalog: Catalog, edition: Edition, day: dt.date) -> EditionRow:
    status = catalog.status(edition, on=day)
    before = _before(catalog, edition)
    found = compare(before, edition) if before and before.fields and edition.fields else None
    return EditionRow(
        edition=edition,
        standing=_OVER.get(status, "now" if status is EditionStatus.CURRENT else "unsure"),
        until=catalog.ended_on(edition),
        accepted_until=edition.accepted_until if status is EditionStatus.GRACE else None,
        changes=None if found is None else tuple(_told(found.changes)),
        kept=0 if found is None else found.kept,
    )


def _before(catalog: Catalog, edition: Edition) -> Edition | None:
    """The edition that this one replaced: of the same reach (country or province)."""
    line = [e for e in catalog.forms[edition.form].editions if e.province == edition.province]
    index = next(i for i, e in enumerate(line) if e.edition == edition.edition)
    return line[index - 1] if index else None


def _told(changes: tuple[Change, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What happened (words of ui.yaml) and the lines it happened to, by their printed labels."""
    for what in What:
        of_it = [change for change in changes if change.what is what]
        if of_it:
            yield f"lib.{what.value}", tuple(_label(change) for change in of_it)


def _label(change: Change) -> str:
    spec = change.new or change.old
    assert spec is not None
    if change.what is What.RENAMED and change.old and change.new:
        return f"{plain_label(change.old.label)} → {plain_label(change.new.label)}"
    return plain_label(spec.label)
