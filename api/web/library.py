"""The forms that anybody may download: which edition is in force, which were before, which comes, and what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from api.access import day_of
from api.etags import held, tag_of
from api.web.door import Opened, desk_of
from api.web.look import look_of
from api.web.render import show
from api.web.route import PageRoute
from scanpipe.catalog import Catalog, diff_words, timeline_words
from scanpipe.catalog.catalog import Form
from scanpipe.catalog.diff import Change, Difference, What, compare
from scanpipe.catalog.schema import Edition
from scanpipe.catalog.timeline import Bar, FormLanes, Lane, timeline
from scanpipe.errors import ScanpipeError
from scanpipe.findings import Lang, plain_label
from scanpipe.intake import library as kept
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.law import Law
from scanpipe.model import EditionStatus
from scanpipe.office.catalogue import timeline_svg

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_OVER = {EditionStatus.OUTDATED: "past", EditionStatus.NOT_YET: "coming"}
_DRAWN_PX, _TARGET_PX = 668.0, 48.0
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the library: the edition in force today, if any, and the one that comes next."""

    form: Form
    current: Edition | None
    coming: Edition | None


@dataclass(frozen=True, slots=True)
class EditionRow:
    """
    An edition: where it stands (now, past, coming, unsure), until when it was accepted, what it changed, and that in
    a sentence (`note`), as the operator wrote it or as the two editions say.
    """

    edition: Edition
    standing: str
    until: dt.date | None
    accepted_until: dt.date | None
    changes: tuple[tuple[str, tuple[str, ...]], ...] | None
    kept: int
    note: str | None


@dataclass(frozen=True, slots=True)
class TimeRow:
    """An edition in the table below the drawing: since when, until when, and how it stands, in words."""

    edition: Edition
    begins: str
    ends: str
    standing: str
    province: str | None


@router.get("/mau")
def library(request: Request) -> Response:
    """All forms, each with the edition in force today."""
    catalog, day = _law(request).catalog, day_of(desk_of(request))
    rows = [
        FormRow(form, catalog.in_force(key, on=day), _coming(catalog, form, day)) for key, form in catalog.forms.items()
    ]
    return show(request, "library.html.j2", private=False, rows=rows, lang=look_of(request).lang)


@router.get("/mau/{form}")
def one_form(request: Request, form: str) -> Response:
    """One form: the blank in force, and its editions, newest first, with what each changed."""
    law, day, lang = _law(request), day_of(desk_of(request)), look_of(request).lang
    catalog = law.catalog
    if form not in catalog.forms:
        raise NotFoundError
    lanes = timeline(catalog, on=day, form=form)
    return show(
        request,
        "form.html.j2",
        private=False,
        form=catalog.forms[form],
        current=catalog.in_force(form, on=day),
        blank=_blank(request, form, day),
        editable=kept.editable(law, form, day) is not None,
        rows=[_row(catalog, edition, day, lang) for edition in reversed(catalog.forms[form].editions)],
        drawing=Markup(timeline_svg.drawn(lanes, lang, _place, named=False, width=_DRAWN_PX, target=_TARGET_PX)),
        table=list(_table(lanes.forms[0], lang)),
    )


@router.get("/mau/{form}/hien-hanh.pdf")
def blank(request: Request, form: str) -> Response:
    """The blank in force today, with boxes to fill in where it was typeset."""
    if form not in _law(request).catalog.forms:
        raise NotFoundError
    found = desk_of(request).blank(form, day_of(desk_of(request)))
    return _sent(request, found.pdf, "application/pdf", found.file_name)


@router.get("/mau/{form}/hien-hanh.docx")
def editable(request: Request, form: str) -> Response:
    """The blank in force today as it can be edited, where the instrument's own file was published."""
    found = kept.editable(_law(request), form, day_of(desk_of(request)))
    if found is None:
        raise NotFoundError
    return _sent(request, found, _DOCX, f"{form}.docx")


def sizes(request: Request, check: Opened) -> Callable[[str], int | None]:
    """The size of a form's blank in bytes on the day of the check, None when there is none."""
    return lambda form: _size(request, form, check.view.as_of)


def _size(request: Request, form: str, on: dt.date) -> int | None:
    found = _blank(request, form, on)
    return len(found.pdf) if found else None


def _blank(request: Request, form: str, on: dt.date) -> kept.BlankView | None:
    try:
        return desk_of(request).blank(form, on)
    except ScanpipeError:
        return None


def _sent(request: Request, data: bytes, media_type: str, file_name: str) -> Response:
    """A file of today: whoever holds it asks whether it is that of today still, for the law changes at midnight."""
    headers = {"ETag": tag_of(data), "Cache-Control": "public, no-cache"}
    if held(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return Response(data, media_type=media_type, headers=headers)


def _law(request: Request) -> Law:
    return desk_of(request).desk.law


def _coming(catalog: Catalog, form: Form, day: dt.date) -> Edition | None:
    """The edition for the whole country that is to come next."""
    later = [e for e in form.editions if e.province is None and catalog.status(e, on=day) is EditionStatus.NOT_YET]
    return later[0] if later else None


def _row(catalog: Catalog, edition: Edition, day: dt.date, lang: Lang) -> EditionRow:
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
        note=_note(edition, found, lang),
    )


def _note(edition: Edition, found: Difference | None, lang: Lang) -> str | None:
    """What is new in an edition: as the operator tells it, else as the two editions do."""
    told = edition.news or {}
    written = told.get(lang) or told.get("vi")
    return written or (diff_words.summary(found, lang) if found else None)


def _table(form: FormLanes, lang: Lang) -> Iterator[TimeRow]:
    """Newest first, as the list below."""
    for lane in form.lanes:
        yield from (_time_row(bar, lane, lang) for bar in reversed(lane.bars))


def _time_row(bar: Bar, lane: Lane, lang: Lang) -> TimeRow:
    ends = "" if bar.never or bar.end is None else timeline_words.ends(bar, lang)
    begins, standing = timeline_words.begins(bar, lang), timeline_words.standing(bar, lang)
    return TimeRow(bar.edition, begins, ends, standing, lane.province)


def _place(bar: Bar) -> str:
    return f"#{bar.edition.edition}"


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
