"""Two editions held against each other: their blanks as pictures, their fields, their YAML, and the sentence of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.etags import sent
from api.office.shell import office_of, show_office
from api.staff import needs
from api.web.look import look_of
from api.web.route import PageRoute, away
from scanpipe.catalog.diff import Difference, What, compare
from scanpipe.catalog.diff_text import text_diff
from scanpipe.catalog.diff_words import places, summary
from scanpipe.catalog.schema import FieldSpec
from scanpipe.errors import EngineError, UploadError
from scanpipe.findings import Lang
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.comparing import Comparing
from scanpipe.office.catalogue.diff_pictures import PagePair
from scanpipe.office.catalogue.sides import DRAFT, Sides
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.draft_errors import Conflict
from scanpipe.validators.registry import VALIDATORS

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/so/{form}"
TABS = ("hinh", "muc", "yaml")
Tab = Literal["hinh", "muc", "yaml"]
Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
Named = Annotated[str, Query(max_length=80)]
_TOLD = frozenset({"news", "conflict"})


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field that changed: what happened to it, how it moved, and how it was and is printed; None where it was not."""

    whats: tuple[What, ...]
    moved: str | None
    old: FieldSpec | None
    new: FieldSpec | None


def comparing_of(request: Request) -> Comparing:
    """Comparisons behind this door."""
    found: Comparing = office_of(request).catalogue.comparing
    return found


Door = Annotated[Comparing, Depends(comparing_of)]


@router.get(HOME)
def page(
    request: Request,
    door: Door,
    actor: Operator,
    form: str,
    cu: Named = "",
    moi: Named = "",
    the: Tab = "hinh",
    xong: str | None = None,
) -> Response:
    """The comparison with one of its tabs open."""
    sides = door.pair(actor, form, cu or None, moi or None)
    home, lang = HOME.format(form=form), look_of(request).lang
    context: dict[str, Any] = {
        "home": home,
        "form": form,
        "name": _name(request, form, lang),
        "names": door.names(actor, form),
        "sides": sides,
        "tab": the,
        "tabs": TABS,
        "at": lambda **more: _address(home, sides, **more),
        "draft_prefix": DRAFT,
        "done": f"diff.told_{xong}" if xong in _TOLD else None,
        "pairs": (),
        "untold": None,
    }
    if sides is not None:
        found = compare(sides.old.edition, sides.new.edition)
        context |= {"summary": summary(found, lang), "found": found, "types": VALIDATORS}
        context["changed"] = tuple(_changed(found, lang)) if the == "muc" else ()
        context["kept"] = _kept(found) if the == "muc" else ()
        context["hunks"] = text_diff(sides.old.text, sides.new.text) if the == "yaml" else ()
        if the == "hinh":
            context["pairs"], context["untold"] = _pictures(door, sides)
    return show_office(request, "office/catalogue/compare.html.j2", actor=actor, **context)


@router.get(f"{HOME}/trang-{{page}}-{{which}}.png")
def picture(
    request: Request,
    door: Door,
    actor: Operator,
    form: str,
    page: int,
    which: Literal["cu", "moi", "chong", "phu"],
    cu: Named,
    moi: Named,
) -> Response:
    """A page: of the old blank, of the new one, of the old one laid onto the new (`chong`), of both (`phu`)."""
    sides = door.pair(actor, form, cu, moi)
    pair = next((one for one in door.pictures(sides) if one.number == page), None) if sides else None
    data = _data(pair, which) if pair else None
    if data is None:
        raise NotFoundError
    return sent(request, data, "image/png")


@router.post(f"{HOME}/ghi-chu")
def take_news(
    door: Door,
    actor: Operator,
    form: str,
    cu: Annotated[str, Form(max_length=80)],
    moi: Annotated[str, Form(max_length=80)],
    etag: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """The sentence becomes what the draft tells citizens."""
    if not moi.startswith(DRAFT):
        raise NotFoundError
    told = "news"
    try:
        door.take_news(actor, form, moi.removeprefix(DRAFT), old=cu, etag=etag)
    except Conflict:
        told = "conflict"
    return away(f"{HOME.format(form=form)}?{urlencode({'cu': cu, 'moi': moi, 'xong': told})}")


@router.get(f"{HOME}/ghi-chu")
def back(actor: Operator, form: str) -> Response:
    """What was posted is not there to be looked at."""
    return away(HOME.format(form=form))


def _pictures(door: Comparing, sides: Sides) -> tuple[Sequence[PagePair], str | None]:
    """The pages, or the words for why there are none."""
    if sides.without_fields is not None and (sides.old.blank() is None or sides.new.blank() is None):
        return (), f"diff.no_blank_{sides.without_fields}"
    try:
        return door.pictures(sides), None
    except UploadError:
        return (), "diff.blank_broken"
    except EngineError:
        return (), "diff.no_program"


def _changed(found: Difference, lang: Lang) -> Iterator[ChangedField]:
    """The fields that changed, in the order of the new form, those that are gone last."""
    by_key: dict[tuple[str, bool], list[What]] = {}
    fields: dict[tuple[str, bool], tuple[FieldSpec | None, FieldSpec | None]] = {}
    for change in found.changes:
        known = change.key, change.new is None
        by_key.setdefault(known, []).append(change.what)
        fields[known] = change.old, change.new
    for known, whats in by_key.items():
        old, new = fields[known]
        moved = places(old, new, lang) if What.MOVED in whats and old and new else None
        yield ChangedField(tuple(whats), moved, old, new)


def _kept(found: Difference) -> tuple[FieldSpec, ...]:
    """The fields of the new form that did not change."""
    changed = {change.new.key for change in found.changes if change.new}
    return tuple(spec for spec in found.new.fields if spec.key not in changed)


def _data(pair: PagePair, which: str) -> bytes | None:
    own = {"cu": pair.old, "moi": pair.new}
    if which in own:
        shown = own[which]
        return shown.png if shown else None
    return pair.laid if which == "chong" else pair.overlay


def _address(home: str, sides: Sides | None, *, path: str = "", **more: str) -> str:
    named = {"cu": sides.old.name, "moi": sides.new.name} if sides else {}
    return f"{home}{path}?{urlencode({**named, **more})}"


def _name(request: Request, form: str, lang: Lang) -> str:
    law = office_of(request).catalogue.drafting.desk.law
    return str(law.form_name(form)[lang])
