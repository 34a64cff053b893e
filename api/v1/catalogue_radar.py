"""Papers of no known edition and instruments that issue none, for programs of those who keep the catalogue."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.staff import needs
from api.v1.described import described
from api.v1.dossiers import StaffRoute
from scanpipe.office.catalogue import radar_groups
from scanpipe.office.catalogue.radar import Radar as RadarRoom
from scanpipe.office.people import Actor, Right

router = APIRouter(route_class=StaffRoute, tags=["catalogue"])

Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
_LOGIN = ("access.login_missing", "access.not_allowed")


class Nearest(BaseModel):
    """The edition that papers look most like, and how much (0-1); null where they are like none."""

    form: str | None
    edition: str | None
    likeness: float


class PaperGroup(BaseModel):
    """
    Papers of one kind that match no edition. Instrument, code and title are print at their heads, null where they were
    not surely read; nothing of it was written by a citizen, and no dossier is named.
    """

    id: str
    citation: str | None
    code: str | None
    title: str | None
    nearest: Nearest
    pages: int
    papers: int
    dossiers: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    set_aside: bool = Field(description="An operator has seen to it; it is kept for when it is looked at again.")


class NamedEdition(BaseModel):
    """An edition by its form and key."""

    form: str
    edition: str


class UnknownInstrument(BaseModel):
    """An instrument that no edition is issued by: on how many papers it was read, which editions name it."""

    number: str
    papers: int
    editions: list[NamedEdition]


class Radar(BaseModel):
    """What may be new: groups of papers in dossiers that are kept, and instruments."""

    groups: list[PaperGroup]
    instruments: list[UnknownInstrument]


_EXAMPLE: dict[str, Any] = {
    "groups": [
        {
            "id": "g_4f1d0c9b8a7e6352",
            "citation": "77/2027/TT-BCA",
            "code": "Mẫu CT1",
            "title": "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
            "nearest": {"form": "ct01", "edition": "tt116_2026", "likeness": 0.83},
            "pages": 2,
            "papers": 14,
            "dossiers": 12,
            "first_seen": "2027-03-01T01:12:00Z",
            "last_seen": "2027-03-04T08:40:00Z",
            "set_aside": False,
        }
    ],
    "instruments": [{"number": "347/2026/NĐ-CP", "papers": 0, "editions": [{"form": "ct01", "edition": "tt116_2026"}]}],
}


@router.get("/catalogue/radar", summary="Papers of no known edition", **described(_EXAMPLE, *_LOGIN))
def catalogue_radar(request: Request, response: Response, actor: Operator) -> Radar:
    """The groups of which most papers came first, those set aside last; and instruments that issue no edition."""
    room: RadarRoom = request.app.state.office.catalogue.radar
    found = room.outlook(actor)
    response.headers["Cache-Control"] = "no-store"
    return Radar(
        groups=[_group(one) for one in (*found.groups, *found.aside)],
        instruments=[
            UnknownInstrument(
                number=one.number,
                papers=one.papers,
                editions=[NamedEdition(form=form, edition=edition) for form, edition in one.editions],
            )
            for one in found.instruments
        ],
    )


def _group(one: radar_groups.Group) -> PaperGroup:
    return PaperGroup(
        id=one.id,
        citation=one.citation,
        code=one.code,
        title=one.title,
        nearest=Nearest(form=one.form, edition=one.edition, likeness=one.likeness),
        pages=one.pages,
        papers=one.papers,
        dossiers=one.dossiers,
        first_seen=one.first,
        last_seen=one.last,
        set_aside=one.aside,
    )
