"""What is done in the editor: every act is a form, sent by a button or by a script; what comes back is the editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.datastructures import FormData

from api.office.catalogue.editor import Asked, At, Editor, Tab, drafting_of, show_editor
from api.office.catalogue.editor_forms import (
    corners_sent,
    edition_sent,
    edition_values,
    field_sent,
    field_values,
)
from api.office.catalogue.editor_view import Where
from api.office.shell import show_office
from api.security import CSRF_FIELD
from api.web.route import PageRoute, away
from scanpipe.catalog.schema import Kind
from scanpipe.catalog.write import yaml_of
from scanpipe.errors import FormDataError
from scanpipe.office.people import Actor
from scanpipe.publishing.changes import (
    AddField,
    Change,
    Duplicate,
    EditError,
    MoveBox,
    Remove,
    Reorder,
    SetEdition,
    SetField,
)
from scanpipe.publishing.draft import edition_of
from scanpipe.publishing.drafts import Conflict, Draft
from scanpipe.publishing.edits import changed
from scanpipe.publishing.states import differences, text_of

router = APIRouter(
    route_class=PageRoute,
    include_in_schema=False,
    # A table has four boxes a column, a list of what was looked at one line a field; a YAML is one long text.
    form_limits={"max_fields": 400, "max_part_size": 512 * 1024, "max_files": 1},
)

HOME = "/cb/mau/n/{form}/{edition}/sua"
_PARTS = {"o": "box", "nhan": "label"}


async def form_of(request: Request) -> FormData:
    """All that the form says."""
    return await request.form()


Sent = Annotated[FormData, Depends(form_of)]
Etag = Annotated[str, Form(max_length=80)]
Page = Annotated[int, Form(ge=1, le=50)]
Number = Annotated[int, Form(ge=-500, le=500)]


@router.post(f"{HOME}/muc/{{key}}")
def set_field(request: Request, actor: Editor, where: At, key: str, form: Sent, etag: Etag = "") -> Response:
    """The whole form of a field."""
    filled = field_sent(form)

    def changes() -> Sequence[Change]:
        return [SetField(key=key, values=field_values(filled))]

    asked = Asked(_page(form), key, of_field=filled)
    return _edit(request, actor, where, changes, etag, form, asked, lambda _: filled["key"])


@router.post(f"{HOME}/muc/{{key}}/cho")
def place(request: Request, actor: Editor, where: At, key: str, form: Sent, etag: Etag = "") -> Response:
    """Where a field or its label stands: numbers in mm, or nowhere."""
    page = _page(form)

    def changes() -> Sequence[Change]:
        part = _PARTS.get(str(form.get("phan", "o")), "box")
        corners = None if form.get("bo") else corners_sent(form)
        return [MoveBox.model_validate({"key": key, "part": part, "to_mm": corners, "page": page})]

    return _edit(request, actor, where, changes, etag, form, Asked(page, key), lambda _: key)


@router.post(f"{HOME}/muc/{{key}}/thu-tu")
def reorder(
    request: Request, actor: Editor, where: At, key: str, form: Sent, buoc: Number = 0, etag: Etag = ""
) -> Response:
    """A field up or down the list."""
    changes = [Reorder(key=key, steps=buoc)]
    return _edit(request, actor, where, lambda: changes, etag, form, Asked(_page(form), key), lambda _: key)


@router.post(f"{HOME}/muc/{{key}}/nhan-doi")
def duplicate(request: Request, actor: Editor, where: At, key: str, form: Sent, etag: Etag = "") -> Response:
    """The field once more."""
    asked = Asked(_page(form), key)
    return _edit(request, actor, where, lambda: [Duplicate(key=key)], etag, form, asked, lambda d: _behind(d, key))


@router.post(f"{HOME}/muc/{{key}}/xoa")
def remove(request: Request, actor: Editor, where: At, key: str, form: Sent, etag: Etag = "") -> Response:
    """A field less; undo brings it back."""
    asked = Asked(_page(form), key)
    return _edit(request, actor, where, lambda: [Remove(key=key)], etag, form, asked, lambda _: None)


@router.post(f"{HOME}/them")
def add(
    request: Request,
    actor: Editor,
    where: At,
    form: Sent,
    loai: Annotated[Kind, Form()] = Kind.LINE,
    trang: Page = 1,
    etag: Etag = "",
) -> Response:
    """A new field of a kind, where the numbers say or nowhere yet; it is opened."""
    before = drafting_of(request).get(actor, where.form, where.edition).edition
    known = {spec.key for spec in before.fields} if before else set()

    def changes() -> Sequence[Change]:
        corners = corners_sent(form) if form.get("rong") else None
        return [AddField(kind=loai, page=trang, box_mm=corners)]

    return _edit(request, actor, where, changes, etag, form, Asked(trang), lambda d: _new(d, known))


@router.post(f"{HOME}/mau")
def set_edition(request: Request, actor: Editor, where: At, form: Sent, etag: Etag = "") -> Response:
    """What the edition says of itself."""
    filled = edition_sent(form)

    def changes() -> Sequence[Change]:
        edition = drafting_of(request).get(actor, where.form, where.edition).edition
        if edition is None:
            raise EditError("", "broken")
        return [SetEdition(values=edition_values(filled, edition))]

    asked = Asked(_page(form), tab="mau", of_edition=filled)
    return _edit(request, actor, where, changes, etag, form, asked, lambda _: None)


@router.post(f"{HOME}/yaml")
def save_text(
    request: Request,
    actor: Editor,
    where: At,
    form: Sent,
    yaml: Annotated[str, Form(max_length=400_000)] = "",
    etag: Etag = "",
) -> Response:
    """The whole YAML."""
    text = yaml.replace("\r\n", "\n")
    asked = Asked(_page(form), tab="yaml", text=text)
    try:
        drafting_of(request).save(actor, where.form, where.edition, text, etag=etag)
    except Conflict:
        return _conflict(request, actor, where, form, etag, mine=text)
    except FormDataError as error:
        return show_editor(request, actor, where, Asked(asked.page, tab="yaml", text=text, trouble=str(error)))
    return away(where.at(trang=asked.page, the="yaml"))


@router.post(f"{HOME}/hoan-tac")
def undo(
    request: Request,
    actor: Editor,
    where: At,
    form: Sent,
    muc: Annotated[str, Form(max_length=80)] = "",
    the: Annotated[Tab, Form()] = "muc",
    etag: Etag = "",
) -> Response:
    """One step back, or forth again with `lai`."""
    drafting = drafting_of(request)
    act = drafting.redo if form.get("lai") else drafting.undo
    try:
        act(actor, where.form, where.edition, etag=etag)
    except Conflict:
        return _conflict(request, actor, where, form, etag, mine=None)
    return away(where.at(trang=_page(form), muc=muc, the=the if the != "muc" else None))


@router.post(f"{HOME}/xem")
def see(
    request: Request,
    actor: Editor,
    where: At,
    form: Sent,
    mo: Annotated[str, Form(max_length=80)] = "",
    the: Annotated[Tab, Form()] = "muc",
) -> Response:
    """Somebody has looked at the guesses about these fields (`muc`, "" for those of the whole); `mo` stays open."""
    drafting_of(request).see(actor, where.form, where.edition, [str(key) for key in form.getlist("muc")])
    return away(where.at(trang=_page(form), muc=mo, the=the if the != "muc" else None))


@router.get(f"{HOME}/muc/{{rest:path}}")
@router.get(f"{HOME}/them")
@router.get(f"{HOME}/mau")
@router.get(f"{HOME}/yaml")
@router.get(f"{HOME}/hoan-tac")
@router.get(f"{HOME}/xem")
def back(actor: Editor, where: At) -> Response:
    """What was posted is not there to be looked at."""
    return away(where.home)


def _edit(
    request: Request,
    actor: Actor,
    where: Where,
    changes: Callable[[], Sequence[Change]],
    etag: str,
    form: FormData,
    asked: Asked,
    then: Callable[[Draft], str | None],
) -> Response:
    """Make the changes and show the editor again; where they cannot be made, with what was sent and why not."""
    wished: Sequence[Change] = ()
    try:
        wished = changes()
        draft = drafting_of(request).edit(actor, where.form, where.edition, wished, etag=etag)
    except Conflict:
        return _conflict(request, actor, where, form, etag, mine=_mine(request, actor, where, etag, wished))
    except EditError as error:
        return show_editor(request, actor, where, _again(asked, error))
    tab = asked.tab if asked.tab != "muc" else None
    return away(where.at(trang=asked.page, muc=then(draft), the=tab, q=str(form.get("q", ""))))


def _again(asked: Asked, error: EditError) -> Asked:
    return Asked(asked.page, asked.key, asked.tab, "", error, None, asked.of_field, asked.of_edition)


def _conflict(request: Request, actor: Actor, where: Where, form: FormData, etag: str, *, mine: str | None) -> Response:
    """The draft has changed meanwhile: what is new in it, what one was about to do, and the choice."""
    drafting = drafting_of(request)
    draft = drafting.get(actor, where.form, where.edition)
    base = text_of(draft, etag)
    again = [(name, value) for name, value in form.multi_items() if name not in (CSRF_FIELD, "etag")]
    return show_office(
        request,
        "office/catalogue/editor_conflict.html.j2",
        actor=actor,
        status=412,
        where=where,
        draft=draft,
        saver=drafting.saver(actor, draft),
        theirs=differences(base, draft.text) if base is not None else None,
        mine=differences(base, mine) if base is not None and mine is not None else None,
        again=again if mine is not None or base is None else None,
        address=request.url.path,
        back=where.at(trang=_page(form), muc=form.get("muc")),
    )


def _mine(request: Request, actor: Actor, where: Where, etag: str, changes: Sequence[Change]) -> str | None:
    """The YAML as it would be if nobody else had changed it; None where that can no longer be said."""
    base = text_of(drafting_of(request).get(actor, where.form, where.edition), etag)
    if base is None:
        return None
    try:
        return yaml_of(changed(edition_of(base.encode(), where.form, where.edition), changes))
    except (EditError, FormDataError):
        return None


def _page(form: FormData) -> int:
    """The page of the blank that was open."""
    text = str(form.get("trang", "1"))
    return min(max(int(text), 1), 50) if text.isascii() and text.isdecimal() else 1


def _new(draft: Draft, known: set[str]) -> str | None:
    """The key of the field that was not there before."""
    return next((spec.key for spec in draft.edition.fields if spec.key not in known), None) if draft.edition else None


def _behind(draft: Draft, key: str) -> str | None:
    """The key of the field that stands behind another."""
    keys = [spec.key for spec in draft.edition.fields] if draft.edition else []
    return keys[keys.index(key) + 1] if key in keys[:-1] else None
