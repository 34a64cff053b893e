"""A new draft: which form, which edition, the blank; then how far the machine is with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response, UploadFile

from api.office.shell import office_of, show_office
from api.staff import needs
from api.uploads import read_file
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.catalog.schema import FormFile
from scanpipe.errors import UploadError
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.beginning import Beginning, Wish, WishError
from scanpipe.office.people import Actor, Right

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/moi"
NEW = "+"
"""What the list of forms says for one that is not in it."""
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
Short = Annotated[str, Form(max_length=80)]
Name = Annotated[str, Form(max_length=200)]
_AT = {
    "form": "bieu-mau", "edition": "ma", "number": "so", "day": "ngay",
    "name_vi": "ten", "domain": "linh-vuc", "blank": "tep",
}  # fmt: skip
"""Where on the page a part of the wish stands."""
_NAMED = frozenset({"published", "drafted", "underway"})
"""What is wrong with an edition that there is already: it is named."""


def beginning_of(request: Request) -> Beginning:
    """New drafts behind this door."""
    found: Beginning = office_of(request).catalogue.beginning
    return found


Door = Annotated[Beginning, Depends(beginning_of)]


@router.get(HOME)
def page(request: Request, actor: Operator, bieu_mau: Annotated[str, Query(max_length=80)] = "") -> Response:
    """The form; with the form that the address names chosen."""
    return _show(request, actor, Wish(bieu_mau))


@router.post(HOME)
def begin(
    request: Request,
    door: Door,
    actor: Operator,
    bieu_mau: Short = "",
    ma_moi: Short = "",
    ten: Name = "",
    ten_en: Name = "",
    linh_vuc: Short = "",
    so: Short = "",
    ma: Short = "",
    ngay: Short = "",
    mang_sang: Annotated[str, Form(max_length=5)] = "",
    tep: UploadFile | None = None,
) -> Response:
    """Begin the draft, or say what is wrong; what was typed stays."""
    form = ma_moi if bieu_mau == NEW else bieu_mau
    wish = Wish(form.strip(), ma.strip(), so.strip(), ngay.strip(), bool(mang_sang), ten, ten_en, linh_vuc.strip())
    lang = look_of(request).lang
    try:
        if tep is None or not (tep.filename or tep.size):
            raise WishError("blank", "none")
        door.begin(actor, wish, read_file(tep, request.app.state.settings))
    except WishError as error:
        place = "ma-moi" if error.place == "form" and bieu_mau == NEW else _AT[error.place]
        named = {"form": wish.form, "edition": wish.key} if error.why in _NAMED else {}
        sentence = say(f"newdraft.wrong_{error.place}_{error.why}", lang, **named)
        return _show(request, actor, wish, wrong=(place, sentence), fresh=bieu_mau == NEW)
    except UploadError:
        sentence = say("newdraft.wrong_blank_large", lang, mb=request.app.state.settings.max_file_mb)
        return _show(request, actor, wish, wrong=("tep", sentence), fresh=bieu_mau == NEW)
    return away(f"{HOME}/{wish.form}/{wish.key}")


@router.get(f"{HOME}/{{form}}/{{edition}}")
def state(request: Request, door: Door, actor: Operator, form: str, edition: str) -> Response:
    """How far the machine is; the draft itself as soon as it is there."""
    begun = door.state(actor, form, edition)
    over = begun.errand is None or begun.errand.state.over
    if begun.drafted and over:
        return away(f"/cb/mau/n/{form}/{edition}?xong=drafted")
    if begun.errand is None:
        raise NotFoundError
    return show_office(
        request,
        "office/catalogue/new_state.html.j2",
        actor=actor,
        form=form,
        edition=edition,
        errand=begun.errand,
        again=f"{HOME}?bieu_mau={form}",
    )


def _show(
    request: Request, actor: Actor, wish: Wish, *, wrong: tuple[str, str] | None = None, fresh: bool = False
) -> Response:
    forms = _forms(request)
    return show_office(
        request,
        "office/catalogue/new.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        home=HOME,
        forms=forms,
        domains=sorted({form.domain for form in forms}),
        wish=wish,
        wrong=wrong,
        fresh=fresh,
        new=NEW,
        most_mb=request.app.state.settings.max_file_mb,
    )


def _forms(request: Request) -> list[FormFile]:
    """All forms by their Vietnamese names."""
    catalog = office_of(request).catalogue.drafting.desk.law.catalog
    return sorted((form.about for form in catalog.forms.values()), key=lambda about: about.name["vi"])
