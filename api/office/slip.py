"""The request for a supplement: what is open, ticked and in formal words, beside the sheet as it will be printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from starlette.datastructures import FormData

from api.office.shell import office_of, show_office
from api.staff import Staff, needs
from api.web.house import house_of
from api.web.look import look_of
from api.web.qr import Square, square
from api.web.render import PRIVATE
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.intake.errors import StateError
from scanpipe.office.people import Actor, Right
from scanpipe.office.slips import printed
from scanpipe.office.slips.content import MOST_COPIES, Content, Counts, Draft, Edited, Gap, Head, Item, Ticked
from scanpipe.office.slips.content import content_of as content_from_draft
from scanpipe.office.slips.give import Slips, UnfinishedError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Reviewer = Annotated[Actor, Depends(needs(Right.REVIEW))]
Number = Annotated[int, Path(ge=1, le=1000)]
Doing: TypeAlias = Literal["xem", "giao"]

MOST_FIELDS = 2000
"""A dossier has hundreds of fields at most, and each open point takes up to six of this form."""
_HEAD = {
    "agency": "co_quan",
    "center": "trung_tam",
    "number": "so",
    "place": "noi",
    "applicant": "nguoi",
    "matter": "viec_gi",
    "address": "dia_chi",
    "phone": "sdt",
    "email": "thu",
    "contact_name": "lien_he",
    "contact_phone": "dien_thoai",
}
"""What stands around the lines, and the fields of the form for it."""
_AT = {"deadline": "han", "past": "han", "contact_name": "lien_he", "contact_phone": "dien_thoai", "nothing": "muc"}
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that may be asked for, as the officer has it on screen. `anchor` is the id of its box."""

    item: Item
    number: int
    ticked: bool
    text: str = field(repr=False)
    counts: Counts

    @property
    def anchor(self) -> str:
        """Where a link to it leads."""
        return f"muc-{self.number}"


@dataclass(frozen=True, slots=True)
class Screen:
    """What is filled in on the screen: everything that may be asked for, the head, lines of the officer's own."""

    shown: tuple[Shown, ...]
    head: Head = field(repr=False)
    more: str = field(default="", repr=False)

    @property
    def papers(self) -> tuple[Shown, ...]:
        """What goes into the table."""
        return tuple(one for one in self.shown if one.item.counts is not None)

    @property
    def lines(self) -> tuple[Shown, ...]:
        """What becomes numbered lines."""
        return tuple(one for one in self.shown if one.item.counts is None)

    @property
    def edited(self) -> Edited:
        """For the desk."""
        ticked = tuple(Ticked(one.item.id, one.text, one.counts) for one in self.shown if one.ticked)
        return Edited(self.head, ticked, tuple(self.more.splitlines()))


async def _filled_in(request: Request) -> FormData:
    """The form as it was read already, all of its fields."""
    return await request.form()


@router.get("/cb/h/{dossier}/bs")
def prepare(request: Request, actor: Reviewer, dossier: str) -> Response:
    """What is open, ticked where it must be put right, and the sheet beside it."""
    draft = slips_of(request).prepare(actor, dossier)
    return _show(request, actor, draft, screen_of(draft))


@router.post("/cb/h/{dossier}/bs", form_limits={"max_fields": MOST_FIELDS, "max_files": 0})
def give(
    request: Request,
    actor: Reviewer,
    dossier: str,
    filled_in: Annotated[FormData, Depends(_filled_in)],
    viec: Annotated[Doing, Form()] = "xem",
) -> Response:
    """`viec` xem shows the sheet as it would be now; giao gives it, when nothing is missing."""
    desk = slips_of(request)
    draft = desk.prepare(actor, dossier)
    screen = screen_of(draft, _texts(filled_in), frozenset(str(one) for one in filled_in.getlist("chon")))
    if viec == "xem":
        return _show(request, actor, draft, screen)
    known = {one.item.id for one in screen.shown}
    if any(one not in known for one in filled_in.getlist("chon")):
        return _show(request, actor, draft, screen_of(draft), status=409, changed=True)
    try:
        number = desk.give(actor, dossier, screen.edited)
    except UnfinishedError as error:
        return _show(request, actor, draft, screen, status=422, gaps=error.gaps)
    except StateError:
        fresh = desk.prepare(actor, dossier)
        return _show(request, actor, fresh, screen_of(fresh), status=409, changed=True)
    return away(f"/cb/h/{dossier}/bs/{number}?moi=1")


@router.get("/cb/h/{dossier}/bs/{number}.{kind}")
def file(request: Request, actor: Staff, dossier: str, number: Number, kind: Literal["pdf", "docx", "txt"]) -> Response:
    """A request as a file."""
    data = file_of(slips_of(request), actor, dossier, number, kind, house_of(request).base)
    code = slips_of(request).slip(actor, dossier, number).content.code
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{code}-bs{number}.{kind}"'}
    return Response(data, media_type=_TYPES[kind], headers=headers)


@router.get("/cb/h/{dossier}/bs/{number}")
def given(request: Request, actor: Staff, dossier: str, number: Number, moi: bool = False) -> Response:
    """A request that was given: to print, to sign elsewhere, to copy into the portal."""
    desk = slips_of(request)
    found = desk.slip(actor, dossier, number)
    return show_office(
        request,
        "office/slip_given.html.j2",
        actor=actor,
        slip=found,
        home=f"/cb/h/{dossier}",
        fresh=moi,
        text=desk.text(actor, dossier, number),
        **_sheet(request, found.content),
    )


def file_of(desk: Slips, actor: Actor, dossier: str, number: int, kind: str, base: str) -> bytes:
    """One of the three ways to hand a request on."""
    match kind:
        case "pdf":
            return desk.pdf(actor, dossier, number, base)
        case "docx":
            return desk.docx(actor, dossier, number, base)
    return desk.text(actor, dossier, number).encode()


def slips_of(request: Request) -> Slips:
    """The requests, behind this door."""
    slips: Slips = office_of(request).slips
    return slips


def screen_of(draft: Draft, typed: Mapping[str, str] | None = None, ticked: frozenset[str] = frozenset()) -> Screen:
    """The draft as it is, or as somebody has filled it in: `typed` by the names of the fields, `ticked` ids."""
    if typed is None:
        shown = tuple(
            Shown(item, n, item.ticked, item.text, item.counts or Counts()) for n, item in enumerate(draft.items, 1)
        )
        return Screen(shown, draft.head)
    # Numbers of fields are those of the page that was sent; its items are found by their ids.
    sent = {typed[name]: name.removeprefix("id-") for name in typed if name.startswith("id-")}
    shown = tuple(
        _as_typed(item, n, typed, sent.get(item.id), item.id in ticked) for n, item in enumerate(draft.items, 1)
    )
    texts = {name: typed.get(own, getattr(draft.head, name)) for name, own in _HEAD.items()}
    return Screen(shown, Head(**texts, deadline=_day(typed.get("han", ""))), typed.get("them", ""))


def _as_typed(item: Item, number: int, typed: Mapping[str, str], sent: str | None, ticked: bool) -> Shown:
    if sent is None:
        return Shown(item, number, item.ticked, item.text, item.counts or Counts())
    counts = Counts(*(_count(typed.get(f"{kind}-{sent}", "")) for kind in ("chinh", "thuc", "photo")))
    return Shown(item, number, ticked, typed.get(f"chu-{sent}", item.text), counts)


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def _count(text: str) -> int | None:
    """A number of copies; None for none, and for what is no number."""
    return min(int(text), MOST_COPIES) or None if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _show(
    request: Request,
    actor: Actor,
    draft: Draft,
    screen: Screen,
    *,
    status: int = 200,
    gaps: Sequence[Gap] = (),
    changed: bool = False,
) -> Response:
    return show_office(
        request,
        "office/slip.html.j2",
        actor=actor,
        status=status,
        draft=draft,
        screen=screen,
        home=f"/cb/h/{draft.id}",
        wrong=dict(_told(request, screen, gaps)),
        changed=changed,
        most_copies=MOST_COPIES,
        **_sheet(request, content_from_draft(draft, screen.edited)),
    )


def _told(request: Request, screen: Screen, gaps: Sequence[Gap]) -> Iterator[tuple[str, str]]:
    """Each gap: the id of the field to go to, and its words."""
    lang = look_of(request).lang
    for gap in gaps:
        yield _at(screen, gap), say(f"slip.gap_{gap.kind}", lang)


def _at(screen: Screen, gap: Gap) -> str:
    """The id of the field that a gap is about."""
    if gap.about is not None:
        return next((one.anchor for one in screen.shown if one.item.id == gap.about), "them")
    return _AT.get(gap.kind, "them")


def _sheet(request: Request, content: Content) -> dict[str, Any]:
    """What the sheet is drawn from."""
    link = slips_of(request).link(content.code, house_of(request).base)
    code: Square = square(link)
    return {"content": content, "printed": printed, "qr": code}
