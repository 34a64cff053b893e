"""The editor of a draft: its pages with the places of its fields, the fields beside, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

import yaml
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from api.etags import sent
from api.office.catalogue.editor_forms import PLACES, Filled, edition_filled, field_filled
from api.office.catalogue.editor_view import (
    Where,
    confidence,
    found,
    marks_of,
    roles_of,
    rows_of,
    searched,
    unseen_elsewhere,
    unseen_of,
)
from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.look import look_of
from api.web.render import PRIVATE
from api.web.route import PageRoute
from api.words import say
from scanpipe.catalog.schema import Choose, FormFile, Grade, Kind
from scanpipe.errors import EngineError
from scanpipe.findings import Lang
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.blank_pages import PrintedLines
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.changes import EditError
from scanpipe.publishing.draft import FORM
from scanpipe.publishing.drafts import Draft
from scanpipe.validators.registry import VALIDATORS

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/n/{form}/{edition}"
TABS = ("muc", "mau", "yaml")
Tab = Literal["muc", "mau", "yaml"]
Editor = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
_A4_MM = (210.0, 297.0)
_TROUBLE_LINE = re.compile(r"^edition\.yaml:(\d+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the editor somebody wants to see, and what went wrong with what they sent, which is shown again."""

    page: int = 1
    key: str | None = None
    tab: Tab = "muc"
    search: str = ""
    wrong: EditError | None = None
    trouble: str | None = None
    of_field: Filled | None = None
    of_edition: Filled | None = None
    text: str | None = None


def where_of(form: str, edition: str) -> Where:
    """The draft that an address names."""
    return Where(form, edition)


At = Annotated[Where, Depends(where_of)]


@router.get(f"{HOME}/sua")
def editor(
    request: Request,
    actor: Editor,
    where: At,
    trang: Annotated[int, Query(ge=1, le=50)] = 1,
    muc: Annotated[str, Query(max_length=80)] = "",
    the: Tab = "muc",
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The editor with a page, a field and a tab open."""
    return show_editor(request, actor, where, Asked(trang, muc or None, the, q))


@router.get(f"{HOME}/trang/{{page}}.png")
def picture(request: Request, actor: Editor, where: At, page: int) -> Response:
    """A page of the draft's blank."""
    drawn = drafting_of(request).picture(actor, where.form, where.edition, page)
    return sent(request, drawn.png, "image/png")


@router.get(f"{HOME}/trang/{{page}}/dong.json")
def lines(request: Request, actor: Editor, where: At, page: int) -> Response:
    """The printed lines of a page, for a script to snap to."""
    told: PrintedLines = drafting_of(request).lines(actor, where.form, where.edition, page)
    return sent(request, told.as_json().encode(), "application/json")


@router.post(f"{HOME}/sua/ai")
def here(request: Request, actor: Editor, where: At) -> Response:
    """A script says that the editor is open; who else has it open, and what state the draft is in."""
    drafting = drafting_of(request)
    draft = drafting.get(actor, where.form, where.edition)
    others = drafting.here(actor, draft)
    return JSONResponse({"others": [one.login for one in others], "etag": draft.etag}, headers=PRIVATE)


@router.post(f"{HOME}/sua/roi", status_code=204)
def leave(request: Request, actor: Editor, where: At) -> Response:
    """The editor was closed."""
    drafting = drafting_of(request)
    drafting.leave(actor, drafting.get(actor, where.form, where.edition))
    return Response(status_code=204)


def drafting_of(request: Request) -> Drafting:
    """The drafts behind this door."""
    found_there: Drafting = office_of(request).catalogue.drafting
    return found_there


def show_editor(request: Request, actor: Actor, where: Where, asked: Asked) -> Response:
    """The page; its status is 422 when it says what went wrong. Raises NotFoundError."""
    drafting, lang = drafting_of(request), look_of(request).lang
    draft = drafting.get(actor, where.form, where.edition)
    rows = rows_of(draft, drafting.previous(draft))
    opened = next((row for row in rows if row.spec.key == asked.key), None)
    page = asked.page if opened is None or asked.wrong else opened.spec.page
    pages = drafting.pages(actor, draft)
    tab = asked.tab if draft.edition is not None else "yaml"
    wrong = wrong_at(asked.wrong)
    return show_office(
        request,
        "office/catalogue/editor.html.j2",
        actor=actor,
        status=422 if asked.wrong or asked.trouble else 200,
        where=where,
        draft=draft,
        tab=tab,
        tabs=TABS,
        asked=asked,
        page=page,
        pages=pages,
        size_mm=_size_mm(drafting, actor, draft, page),
        marks=tuple(marks_of(rows, page)),
        rows=rows,
        shown=found(rows, asked.search),
        searched=searched,
        opened=opened,
        whole=unseen_of(draft, ""),
        elsewhere=unseen_elsewhere(draft, rows),
        confidence=confidence,
        roles=roles_of(_form_file(drafting, draft), opened.spec.key) if opened else (),
        filled=asked.of_field or (field_filled(opened.spec) if opened else None),
        whole_filled=asked.of_edition or (edition_filled(draft.edition) if draft.edition else None),
        yaml_text=draft.text if asked.text is None else asked.text,
        wrong=wrong,
        sentence=sentence(asked.wrong, lang) if asked.wrong else None,
        troubles=_troubles(asked.trouble or draft.trouble),
        others=drafting.here(actor, draft),
        saver=drafting.saver(actor, draft),
        kinds=tuple(Kind),
        chooses=tuple(Choose),
        grades=tuple(Grade),
        types=_types(draft),
        type_word=partial(_type_word, lang=lang),
        has_comments=_has_comments(draft.text),
    )


def _types(draft: Draft) -> tuple[str, ...]:
    """What a value can be; last what somebody wrote by hand and nobody knows, so that saving does not change it."""
    known = ("text", *VALIDATORS)
    fields = draft.edition.fields if draft.edition else ()
    written = (kind for spec in fields for kind in (spec.type, *(column.type for column in spec.columns)))
    return (*known, *dict.fromkeys(kind for kind in written if kind not in known))


def _type_word(key: str, lang: Lang) -> str:
    return say(f"editor.type_{key}", lang) if key == "text" or key in VALIDATORS else key


def sentence(error: EditError, lang: Any) -> str:
    """What went wrong, in words."""
    if error.told and error.why in ("named_by", "key_twice"):
        return say(f"editor.wrong_{error.why}", lang, told=error.told)
    return say(f"editor.wrong_{error.why}", lang)


def wrong_at(error: EditError | None) -> str | None:
    """The box of the form that it went wrong in."""
    return None if error is None else PLACES.get(error.place, error.place)


def _size_mm(drafting: Drafting, actor: Actor, draft: Draft, page: int) -> tuple[float, float]:
    """The size of a page; A4 where it cannot be drawn, so that its fields can still be edited."""
    try:
        drawn = drafting.page(actor, draft, page)
    except (NotFoundError, EngineError):
        return _A4_MM
    return round(drawn.width_mm, 2), round(drawn.height_mm, 2)


def _form_file(drafting: Drafting, draft: Draft) -> FormFile | None:
    """What is known of the form; a form that is new has its file in the draft."""
    known = drafting.desk.law.catalog.forms.get(draft.form)
    if known is not None:
        return known.about
    raw = draft.file(FORM)
    try:
        return FormFile.model_validate(yaml.safe_load(raw)) if raw else None
    except (ValidationError, yaml.YAMLError):
        return None


def _troubles(text: str | None) -> Sequence[tuple[str, str]]:
    """What is wrong with a YAML: (line, sentence); the line is empty where nobody can say."""
    if text is None:
        return ()
    at_lines = _TROUBLE_LINE.findall(text)
    return at_lines or [("", line) for line in text.splitlines()]


def _has_comments(text: str) -> bool:
    """Whether the YAML has remarks that go with the next change of a field."""
    return any(line.lstrip().startswith("#") for line in text.splitlines())
