"""Statistics of the Center as JSON, and findings that ask instead of accusing."""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from api.staff import needs
from api.v1.asked import Day
from api.v1.described import described, silent
from api.v1.dossiers import StaffRoute
from scanpipe.intake.errors import NotFoundError
from scanpipe.office.people import Actor, Right
from scanpipe.office.statistics import series as told
from scanpipe.office.statistics.definitions import SERIES
from scanpipe.office.statistics.figures import Shown, Statistics, Wish
from scanpipe.office.statistics.small_cells import Share, Told
from scanpipe.office.steering import LONGEST_WHY

router = APIRouter(route_class=StaffRoute, tags=["statistics"])

Reader = Annotated[Actor, Depends(needs(Right.STATISTICS))]
Steerer = Annotated[Actor, Depends(needs(Right.STEER))]
FirstDay = Annotated[Day | None, Query(alias="from", description="The weeks begin with that of this day.")]
LastDay = Annotated[Day | None, Query(alias="to", description="The weeks end with that of this day; today's, else.")]
Procedure = Annotated[str | None, Query(max_length=80, description="One procedure; then every number is rounded.")]
Unit = Annotated[str | None, Query(max_length=80, description="One Center, for those who see all.")]
FormKey = Annotated[str | None, Query(max_length=80, description="One form, for `boxes` and with `code`.")]
Code = Annotated[str | None, Query(max_length=80, description="One finding, for `faults`.")]
Key = Annotated[str, Path(description="The key of a series.", examples=["first"])]
_LOGIN = ("access.login_missing", "access.not_allowed")
_STEERED = (*_LOGIN, "access.form_expired", "request.not_found", "dossier.decision")
FindingCode = Annotated[str, Path(max_length=80, description="The code of a finding.", examples=["field.id_format"])]


class Cell(BaseModel):
    """
    One number as it may be told. `manner`: exact; about (rounded); below and above (`value` is the bound); hidden;
    at_most (a quantile from buckets), more_than. `unit`: dossiers | share | s | h | times | plain.
    """

    manner: Literal["exact", "about", "below", "above", "hidden", "at_most", "more_than"]
    value: float | None
    unit: str


class Line(BaseModel):
    """One row; its name is a Monday, a bucket, a code, a form, a field, a span of days, or empty for the whole."""

    name: str
    cells: list[Cell | None]


class Series(BaseModel):
    """One series: what a row is, and the columns of its cells."""

    key: str
    of: str
    columns: list[str]
    rows: list[Line]
    whole: Line | None


class Statistic(BaseModel):
    """All series of a period of whole weeks. Keys that are not there have nothing to tell (`saved` without minutes)."""

    first: dt.date
    last: dt.date
    filtered: bool = Field(description="A part was chosen: every number is rounded to fives.")
    series: list[Series]


class Why(BaseModel):
    """Why a finding asks instead, or accuses again."""

    model_config = ConfigDict(extra="forbid")

    why: str = Field(min_length=1, max_length=LONGEST_WHY, examples=["Con dấu đỏ che số."])


class AsksInstead(BaseModel):
    """A finding that asks instead of accusing."""

    code: str
    why: str
    since: dt.datetime


class Asking(BaseModel):
    """Every finding that asks instead."""

    codes: list[AsksInstead]


_SERIES = {
    "key": "first",
    "of": "week",
    "columns": ["first", "first_of", "share"],
    "rows": [
        {
            "name": "2026-11-16",
            "cells": [
                {"manner": "exact", "value": 31.0, "unit": "dossiers"},
                {"manner": "exact", "value": 40.0, "unit": "dossiers"},
                {"manner": "exact", "value": 0.775, "unit": "share"},
            ],
        }
    ],
    "whole": None,
}
_STATISTIC = {"first": "2026-11-16", "last": "2026-11-22", "filtered": False, "series": [_SERIES]}
_ASKING = {"codes": [{"code": "field.id_format", "why": "Con dấu che số.", "since": "2026-11-23T02:00:00Z"}]}


@router.get("/statistics", summary="All statistics", **described(_STATISTIC, *_LOGIN, "request.not_found"))
def statistics(
    request: Request,
    response: Response,
    actor: Reader,
    first: FirstDay = None,
    last: LastDay = None,
    procedure: Procedure = None,
    unit: Unit = None,
) -> Statistic:
    """Every series of the weeks that hold these days; the last twelve weeks when none are named."""
    desk = _desk(request)
    shown = desk.shown(actor, Wish(first, last, procedure, unit))
    found = [desk.series(shown, key) for key in SERIES if key != "boxes"]
    response.headers["Cache-Control"] = "no-store"
    return _statistic(shown, [one for one in found if one is not None])


@router.get("/statistics/asking", summary="Findings that ask instead", **described(_ASKING, *_LOGIN))
def asking(request: Request, response: Response, actor: Reader) -> Asking:
    """The findings that ask instead of accusing; they do so for every Center."""
    response.headers["Cache-Control"] = "no-store"
    found = _desk(request).steering.asking(actor)
    return Asking(codes=[AsksInstead(code=one.code, why=one.why, since=one.since) for one in found])


@router.get("/statistics/{key}", summary="One series", **described(_STATISTIC, *_LOGIN, "request.not_found"))
def one_series(
    request: Request,
    response: Response,
    actor: Reader,
    key: Key,
    first: FirstDay = None,
    last: LastDay = None,
    procedure: Procedure = None,
    unit: Unit = None,
    code: Code = None,
    form: FormKey = None,
) -> Statistic:
    """One series: `faults` goes further down with `code` and `form`, `boxes` wants a `form`."""
    desk = _desk(request)
    shown = desk.shown(actor, Wish(first, last, procedure, unit))
    found = desk.series(shown, key, code=code, form=form)
    if found is None:
        raise NotFoundError
    response.headers["Cache-Control"] = "no-store"
    return _statistic(shown, [found])


@router.put(
    "/statistics/asking/{code}",
    status_code=204,
    summary="Have a finding ask instead",
    **silent(*_STEERED),
)
def ask_instead(request: Request, actor: Steerer, code: FindingCode, said: Why) -> None:
    """From the next examination on the finding asks instead of accusing, for every Center."""
    _desk(request).steering.ask_instead(actor, code, said.why)


@router.post(
    "/statistics/asking/{code}/back",
    status_code=204,
    summary="Have a finding accuse again",
    **silent(*_STEERED),
)
def accuse_again(request: Request, actor: Steerer, code: FindingCode, said: Why) -> None:
    """From the next examination on the finding accuses again."""
    _desk(request).steering.accuse_again(actor, code, said.why)


def _desk(request: Request) -> Statistics:
    desk: Statistics = request.app.state.office.statistics
    return desk


def _statistic(shown: Shown, found: list[told.Series]) -> Statistic:
    series = [
        Series(
            key=one.key,
            of=one.of,
            columns=list(one.columns),
            rows=[_line(row) for row in one.rows],
            whole=None if one.whole is None else _line(one.whole),
        )
        for one in found
    ]
    period = shown.period
    return Statistic(first=period.first, last=period.last, filtered=shown.view.filtered, series=series)


def _line(row: told.Row) -> Line:
    return Line(name=row.name, cells=[_cell(cell) for cell in row.cells])


def _cell(cell: told.Cell) -> Cell | None:
    said: dict[str, Any]
    match cell:
        case None:
            return None
        case int():
            said = {"manner": "exact", "value": cell, "unit": "plain"}
        case Told():
            said = {"manner": cell.manner.value, "value": cell.n, "unit": "dossiers"}
        case Share():
            hidden = cell.manner.value == "hidden"
            said = {"manner": cell.manner.value, "value": None if hidden else cell.value, "unit": "share"}
        case told.Bound():
            beyond = math.isinf(cell.most)
            said = {
                "manner": "more_than" if beyond else "at_most",
                "value": None if beyond else cell.most,
                "unit": cell.unit,
            }
    return Cell.model_validate(said)
