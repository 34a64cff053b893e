"""Drafts of editions, for programs of those who keep the catalogue: read, saved as YAML, taken back, dropped."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Header, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.etags import quoted
from api.problems import RefusedError
from api.staff import needs
from api.v1.described import described, silent
from api.v1.dossiers import StaffRoute
from scanpipe.errors import FormDataError
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.drafts import Draft as DraftView

router = APIRouter(route_class=StaffRoute, tags=["catalogue"])

_LOGIN = ("access.login_missing", "access.not_allowed")
_NAMED = (*_LOGIN, "access.form_expired", "request.not_found", "request.invalid")
_CHANGING = (*_NAMED, "draft.changed")
_LINE = re.compile(r"^[\w.]+:(\d+):", re.MULTILINE)
_ETAG = "0f343b0931126a20f133d67c2b018a3b5f1d2c3b4a7c8d9e0f1a2b3c4d5e6f70"
_YAML = 'form: ct01\nedition: tt9_2027\ntitle: "…"\n'
SHORT: dict[str, Any] = {
    "form": "ct01",
    "edition": "tt9_2027",
    "etag": _ETAG,
    "made_by": "vh.mai",
    "made_at": "2026-11-23T02:42:10Z",
    "edited_by": ["vh.mai"],
    "previous": "tt53_2025",
    "trouble": None,
    "can_undo": True,
    "can_redo": False,
    "has_blank": True,
    "unseen": 1,
}
GUESS: dict[str, Any] = {
    "key": "declarant_full_name",
    "what": "type",
    "says": "person_name",
    "confidence": 0.97,
    "seen": False,
}
DRAFT: dict[str, Any] = {**SHORT, "yaml": _YAML, "guesses": [GUESS]}

Editor = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
FormId = Annotated[str, Path(alias="form", description="The form.", examples=["ct01"])]
EditionId = Annotated[str, Path(alias="edition", description="The edition.", examples=["tt9_2027"])]


class Guess(BaseModel):
    """One thing that a machine put into a draft."""

    key: str | None = Field(description="The field that it is about; null for the edition as a whole.")
    what: str = Field(description="Of which part: place, label, type …")
    says: str
    confidence: float = Field(ge=0, le=1)
    seen: bool = Field(description="Whether somebody has looked at it.")


class ShortDraft(BaseModel):
    """A draft in the list."""

    form: str
    edition: str
    etag: str = Field(description="Names this state of it.")
    made_by: str
    made_at: dt.datetime
    edited_by: list[str]
    previous: str | None = Field(description="The edition whose keys and rules were carried over.")
    trouble: str | None = Field(description="What is wrong with its file, where somebody broke it by hand.")
    can_undo: bool
    can_redo: bool
    has_blank: bool
    unseen: int = Field(ge=0, description="Guesses that nobody has looked at.")


class Draft(ShortDraft):
    """A draft with its YAML."""

    yaml: str
    guesses: list[Guess]


class DraftList(BaseModel):
    """All drafts."""

    drafts: list[ShortDraft]


class Saved(BaseModel):
    """What the draft is to say from now on."""

    model_config = ConfigDict(extra="forbid")

    yaml: str = Field(max_length=60_000, description="The whole edition as YAML.", examples=[_YAML])


class Back(BaseModel):
    """Which way to step."""

    model_config = ConfigDict(extra="forbid")

    step: Literal["undo", "redo"] = Field(default="undo", description="Back, or forth again.")


def drafting_of(request: Request) -> Drafting:
    """The drafts behind this door."""
    found: Drafting = request.app.state.office.catalogue.drafting
    return found


def expected(
    if_match: Annotated[str, Header(description="The ETag of the draft that was worked on.", examples=[f'"{_ETAG}"'])],
) -> str:
    """The state that the draft must still be in."""
    return if_match.strip().removeprefix("W/").strip('"')


Door = Annotated[Drafting, Depends(drafting_of)]
IfMatch = Annotated[str, Depends(expected)]


@router.get("/catalogue/drafts", summary="All drafts", **described({"drafts": [SHORT]}, *_LOGIN))
def all_drafts(door: Door, actor: Editor) -> DraftList:
    """Every draft, by form and edition."""
    return DraftList(drafts=[ShortDraft(**_short(one)) for one in door.all(actor)])


@router.get(
    "/catalogue/drafts/{form}/{edition}",
    summary="One draft",
    **described(DRAFT, *_LOGIN, "request.not_found"),
)
def draft(response: Response, door: Door, actor: Editor, form: FormId, edition: EditionId) -> Draft:
    """The draft as it is now, with its YAML; the header `ETag` names its state."""
    return _told(response, door.get(actor, form, edition))


@router.put(
    "/catalogue/drafts/{form}/{edition}",
    summary="Save a draft",
    **described(DRAFT, *_CHANGING, "draft.broken"),
)
def save(
    response: Response,
    door: Door,
    actor: Editor,
    form: FormId,
    edition: EditionId,
    etag: IfMatch,
    wish: Annotated[Saved, Body(openapi_examples={"whole": {"value": {"yaml": _YAML}}})],
) -> Draft:
    """Saves the whole YAML, when nobody has changed the draft since. What cannot be read is not saved."""
    try:
        return _told(response, door.save(actor, form, edition, wish.yaml, etag=etag))
    except FormDataError as error:
        lines = _LINE.findall(str(error))
        places = [{"pointer": "#/yaml", "code": f"line_{line}"} for line in lines]
        raise RefusedError("draft.broken", errors=places, line=lines[0] if lines else "1") from error


@router.post("/catalogue/drafts/{form}/{edition}/undo", summary="Take a change back", **described(DRAFT, *_CHANGING))
def undo(
    response: Response,
    door: Door,
    actor: Editor,
    form: FormId,
    edition: EditionId,
    etag: IfMatch,
    wish: Annotated[Back, Body(openapi_examples={"back": {"value": {"step": "undo"}}})],
) -> Draft:
    """One step back, to the byte, or forth again; the same draft where there is no step."""
    act = door.undo if wish.step == "undo" else door.redo
    return _told(response, act(actor, form, edition, etag=etag))


@router.delete("/catalogue/drafts/{form}/{edition}", status_code=204, summary="Drop a draft", **silent(*_NAMED))
def drop(door: Door, actor: Editor, form: FormId, edition: EditionId) -> None:
    """The draft and its steps are gone."""
    door.drop(actor, form, edition)


def _told(response: Response, view: DraftView) -> Draft:
    response.headers["ETag"] = quoted(view.etag)
    guesses = [Guess(**guess.model_dump()) for guess in view.about.guesses]
    return Draft(**_short(view), yaml=view.text, guesses=guesses)


def _short(view: DraftView) -> dict[str, Any]:
    about = view.about
    told = {name: getattr(about, name) for name in ("form", "edition", "made_by", "made_at", "previous")}
    return {
        **told,
        "edited_by": list(about.edited_by),
        "etag": view.etag,
        "trouble": view.trouble,
        "can_undo": view.can_undo,
        "can_redo": view.can_redo,
        "has_blank": view.blank is not None,
        "unseen": len(about.unseen),
    }
