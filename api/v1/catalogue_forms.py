"""When which edition was, is and will be in force, for programs of those who keep the catalogue."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.staff import needs
from api.v1.asked import Day
from api.v1.described import described
from api.v1.dossiers import StaffRoute
from scanpipe.catalog import timeline_words as words
from scanpipe.catalog.timeline import Bar, Lane, timeline
from scanpipe.catalog.timeline_warnings import Warned, warned
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.catalogue.radar import Radar
from scanpipe.office.people import Actor, Right
from scanpipe.service import VIETNAM

router = APIRouter(route_class=StaffRoute, tags=["catalogue"])

Operator = Annotated[Actor, Depends(needs(Right.CATALOGUE))]
_LOGIN = ("access.login_missing", "access.not_allowed")
Standing = Literal["ended", "grace", "in_force", "scheduled", "unsure"]


class EditionBar(BaseModel):
    """
    One edition. `standing` grace: replaced, and still taken; unsure: it begins or ends in this month and nobody knows
    on which day. `begin` is null when nobody knows it.
    """

    form: str
    edition: str
    province: str | None = Field(description="The province that issues it for itself; null for the whole country.")
    standing: Standing
    begin: dt.date | None
    begin_precision: Literal["day", "month"] | None
    end: dt.date | None = Field(description="Its last day in force; null while nothing ends it.")
    taken_until: dt.date | None = Field(description="The last day on which it is taken beside the next one.")
    instrument: str
    number: str | None
    grade: Literal["A", "B", "C", "D"]
    verified_on: dt.date
    official_blank: bool = Field(description="Whether the file of the instrument itself is given out.")


class Warning(BaseModel):
    """Something that an operator should look at; `first` and `last` are the days that it is about."""

    code: str = Field(description="Such as gap, overlap, ends_soon, blank_changed, none_in_force.")
    form: str
    edition: str | None
    first: dt.date | None
    last: dt.date | None
    told: dict[Literal["vi", "en"], str]


class Timeline(BaseModel):
    """All editions as they stand on a day; `trouble`: what is broken in forms/ now, while an older state is used."""

    on: dt.date
    editions: list[EditionBar]
    warnings: list[Warning]
    trouble: str | None


_EXAMPLE: dict[str, Any] = {
    "on": "2026-11-26",
    "editions": [
        {
            "form": "ct01",
            "edition": "tt116_2026",
            "province": None,
            "standing": "in_force",
            "begin": "2026-07-01",
            "begin_precision": "day",
            "end": None,
            "taken_until": None,
            "instrument": "Thông tư 116/2026/TT-BCA",
            "number": "116/2026/TT-BCA",
            "grade": "A",
            "verified_on": "2026-11-23",
            "official_blank": False,
        }
    ],
    "warnings": [
        {
            "code": "ends_soon",
            "form": "hkd_change",
            "edition": "tt68_2025",
            "first": "2026-12-10",
            "last": None,
            "told": {
                "vi": "Hết áp dụng sau ngày 10/12/2026 mà chưa có mẫu thay",
                "en": "Ends after 10/12/2026 and nothing follows it",
            },
        }
    ],
    "trouble": None,
}


@router.get(
    "/catalogue/timeline",
    summary="Editions over time",
    **described(_EXAMPLE, *_LOGIN, "request.not_found"),
)
def catalogue_timeline(
    request: Request,
    response: Response,
    actor: Operator,
    on: Annotated[Day | None, Query(description="The day that is asked about; today when left out.")] = None,
    form: Annotated[str | None, Query(max_length=80, description="One form; all when left out.")] = None,
) -> Timeline:
    """Every edition of every form, or of one, as it stands on a day, and what an operator should look at."""
    desk = _radar(request).desk
    law = desk.law
    if form is not None and form not in law.catalog.forms:
        raise NotFoundError
    day = on or desk.now().astimezone(VIETNAM).date()
    shown = timeline(law.catalog, on=day, form=form)
    response.headers["Cache-Control"] = "no-store"
    return Timeline(
        on=day,
        editions=[_bar(bar, lane) for one in shown.forms for lane in one.lanes for bar in lane.bars],
        warnings=[_warning(one) for one in warned(shown, law.folder)],
        trouble=desk.laws.trouble,
    )


def _radar(request: Request) -> Radar:
    found: Radar = request.app.state.office.catalogue.radar
    return found


def _bar(bar: Bar, lane: Lane) -> EditionBar:
    edition = bar.edition
    return EditionBar(
        form=edition.form,
        edition=edition.edition,
        province=lane.province,
        standing=bar.standing.value,
        begin=bar.begin,
        begin_precision=edition.effective_precision if bar.begin else None,
        end=bar.end,
        taken_until=bar.taken_until,
        instrument=edition.citation.instrument,
        number=edition.citation.number,
        grade=edition.provenance.grade.value,
        verified_on=edition.provenance.verified_on,
        official_blank=edition.blank is not None,
    )


def _warning(one: Warned) -> Warning:
    told: dict[Literal["vi", "en"], str] = {"vi": words.warning(one, "vi"), "en": words.warning(one, "en")}
    return Warning(code=one.code.value, form=one.form, edition=one.edition, first=one.first, last=one.last, told=told)
