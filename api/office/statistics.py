"""Statistics of the Center: tiles, charts with their tables, files, and findings that ask instead of accusing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from markupsafe import Markup

from api.office.shell import office_of, show_office
from api.office.statistics_asked import HOME, WISHES, Asked, asked_of
from api.office.statistics_charts import anything, chart
from api.office.statistics_map import marks_of, scale_of
from api.office.statistics_told import Table, Teller
from api.staff import needs
from api.web.look import look_of
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.errors import EngineError
from scanpipe.findings import FINDINGS
from scanpipe.intake.errors import NotFoundError
from scanpipe.office import csv_cells
from scanpipe.office.errors import DecisionError
from scanpipe.office.people import Actor, Right
from scanpipe.office.statistics.definitions import SERIES
from scanpipe.office.statistics.faults import Alarms
from scanpipe.office.statistics.figures import Shown, Statistics, Wish
from scanpipe.office.statistics.series import Series
from scanpipe.office.steering import Asking
from scanpipe.steering import can_ask

router = APIRouter(route_class=PageRoute, include_in_schema=False)

CHARTS = ("first", "sent", "mends", "faults", "outdated", "waits", "late", "pages", "alarms")
"""The order on the page; the map and what is saved have places of their own."""
_TILES = {"first": 2, "sent": 2, "mends": 1, "late": 2}
"""Which cell of the whole is told in a tile."""

Reader = Annotated[Actor, Depends(needs(Right.STATISTICS))]
Steerer = Annotated[Actor, Depends(needs(Right.STEER))]
_Text = Annotated[str, Form(max_length=400)]


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the summary."""

    title: str
    told: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One chart with its table, its file, and where its rows lead."""

    key: str
    title: str
    text: str
    svg: Markup | None
    table: Table
    csv: str
    counted: bool
    """Whether anything was counted at all."""
    links: Mapping[int, str] = field(default_factory=dict)
    back: tuple[str, str] | None = None


@router.get(HOME)
def statistics(request: Request, actor: Reader, xong: str = "") -> Response:
    """The page; what a form sent empty is left out of the address before it is shared."""
    asked = asked_of(request)
    if any(not value for name, value in request.query_params.items() if name in WISHES):
        return away(asked.address())
    return _show(request, actor, asked, done=xong)


@router.get(f"{HOME}/{{key}}.csv")
def file(request: Request, actor: Reader, key: str) -> Response:
    """One series as a file."""
    asked, desk = asked_of(request), statistics_of(request)
    if key not in SERIES:
        raise NotFoundError
    shown, teller = desk.shown(actor, asked.wish), _teller(request)
    series = _series(desk, shown, key, asked)
    if series is None:
        raise NotFoundError
    table = teller.table(series, "", _fields(series, asked, teller))
    foot = () if table.whole is None else ((table.whole[0], *table.whole[1]),)
    data = csv_cells.table([table.columns, *((name, *cells) for name, cells in table.rows), *foot])
    name = f"thong-ke-{key}-{shown.period.first}-{shown.period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


@router.get(f"{HOME}/mau/{{form}}/{{page}}.png")
def sheet(request: Request, actor: Reader, form: str, page: int) -> Response:
    """One page of a blank, to draw on: it holds nothing of anybody."""
    data = statistics_of(request).sheet(actor, form, page)
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.post(f"{HOME}/loi")
def steer(request: Request, actor: Steerer, ma: _Text = "", viec: _Text = "", ly_do: _Text = "") -> Response:
    """Have a finding ask instead, or accuse again."""
    steering = statistics_of(request).steering
    act = {"hoi": steering.ask_instead, "bao": steering.accuse_again}.get(viec)
    if act is None:
        raise NotFoundError
    try:
        act(actor, ma, ly_do)
    except DecisionError:
        return _show(request, actor, Asked(Wish()), trouble=ma)
    return away(f"{HOME}?xong={viec}#bao-nham")


def statistics_of(request: Request) -> Statistics:
    """The statistics behind this door."""
    desk: Statistics = office_of(request).statistics
    return desk


def _teller(request: Request) -> Teller:
    return Teller(look_of(request).lang, statistics_of(request).desk.law)


def _show(request: Request, actor: Actor, asked: Asked, *, done: str = "", trouble: str | None = None) -> Response:
    desk, teller = statistics_of(request), _teller(request)
    shown = desk.shown(actor, asked.wish)
    series = {key: _series(desk, shown, key, asked) for key in (*CHARTS, "saved")}
    procedures = {one.key: one.title[teller.lang] for one in desk.desk.law.search(None)}
    return show_office(
        request,
        "office/statistics.html.j2",
        actor=actor,
        status=200 if trouble is None else 422,
        asked=asked,
        shown=shown,
        teller=teller,
        cards=[_card(one, asked, teller) for key in CHARTS if (one := series[key]) is not None],
        tiles=_tiles(series, teller),
        map=_map(desk, shown, asked, teller),
        procedures=[(key, procedures.get(key, key)) for key in _with(shown.procedures, asked.wish.procedure)],
        units=_with(shown.units, asked.wish.unit) if shown.units else (),
        steering=_steering(desk, actor, shown, teller),
        done=done,
        trouble=trouble,
    )


def _series(desk: Statistics, shown: Shown, key: str, asked: Asked) -> Series | None:
    if key == "faults":
        return desk.series(shown, key, code=asked.code, form=asked.form)
    return desk.series(shown, key, form=asked.map_form if key == "boxes" else None)


def _fields(series: Series, asked: Asked, teller: Teller) -> Mapping[str, str] | None:
    form = asked.map_form if series.key == "boxes" else asked.form
    return teller.fields(form or "") if series.of == "field" else None


def _card(series: Series, asked: Asked, teller: Teller) -> Card:
    lang, key = teller.lang, series.key
    fields = _fields(series, asked, teller)
    title = say(f"stat.{key}.h", lang)
    links: dict[int, str] = {}
    back = None
    if series.of == "form" and asked.code:
        title = say("stat.faults.h_form", lang, code=teller.code(asked.code))
        links = {i: asked.address(mau=row.name) + "#faults" for i, row in enumerate(series.rows)}
        back = (asked.address(loi=None, mau=None) + "#faults", say("stat.back", lang))
    elif key == "faults" and series.of == "field" and asked.code:
        title = say("stat.faults.h_field", lang, code=teller.code(asked.code), form=teller.form(asked.form or ""))
        back = (asked.address(mau=None) + "#faults", say("stat.back_code", lang))
    elif key == "faults":
        links = {i: asked.address(loi=row.name) + "#faults" for i, row in enumerate(series.rows)}
    return Card(
        key=key,
        title=title,
        text=say(f"stat.{key}.def", lang),
        svg=chart(series, title, teller, fields),
        table=teller.table(series, title, fields),
        csv=asked.address(f"{HOME}/{key}.csv"),
        counted=anything(series),
        links=links,
        back=back,
    )


def _tiles(series: Mapping[str, Series | None], teller: Teller) -> list[Tile]:
    tiles = []
    for key, index in _TILES.items():
        one = series[key]
        if one is not None and one.whole is not None and one.whole.cells[index] is not None:
            columns = [say(f"stat.col.{c}", teller.lang) for c in one.columns]
            parts = [f"{columns[i]}: {teller.cell(one.whole.cells[i])}" for i in range(3) if i != index]
            told = teller.cell(one.whole.cells[index])
            title = say("stat.mends.tile" if key == "mends" else f"stat.{key}.h", teller.lang)
            tiles.append(Tile(title, told, " · ".join(parts)))
    if (saved := series["saved"]) is not None and saved.whole is not None:
        mended, each, minutes = saved.whole.cells
        hours = None if not isinstance(minutes, int) else round(minutes / 60, 1)
        told = (
            say("stat.hidden", teller.lang)
            if hours is None
            else say("stat.saved.hours", teller.lang, told=teller.number(hours))
        )
        formula = say("stat.saved.formula", teller.lang, mended=teller.cell(mended), each=teller.cell(each))
        tiles.append(Tile(say("stat.saved.h", teller.lang), told, formula))
    return tiles


def _map(desk: Statistics, shown: Shown, asked: Asked, teller: Teller) -> dict[str, Any] | None:
    """The map of difficult fields; None where no form has one."""
    forms = desk.forms(shown)
    form = asked.map_form if asked.map_form in forms else next(iter(forms), None)
    if form is None:
        return None
    asked = replace(asked, map_form=form)
    try:
        page = desk.heat(shown, form, asked.map_page)
    except (NotFoundError, EngineError):
        page = desk.heat(shown, form, 1)
    series = _series(desk, shown, "boxes", asked)
    assert series is not None
    return {
        "form": form,
        "forms": [(key, teller.form(key)) for key in forms],
        "page": page,
        "marks": marks_of(page, teller),
        "scale": scale_of(page, teller),
        "pages": [(n, asked.address(trang=n if n > 1 else None) + "#boxes") for n in range(1, page.pages + 1)],
        "table": teller.table(series, say("stat.boxes.h", teller.lang), teller.fields(form)),
        "csv": asked.address(f"{HOME}/boxes.csv"),
        "picture": f"{HOME}/mau/{form}/{page.page}.png",
    }


def _steering(desk: Statistics, actor: Actor, shown: Shown, teller: Teller) -> dict[str, Any]:
    asking: tuple[Asking, ...] = desk.steering.asking(actor)
    codes = {one.code for one in asking}
    proposed: list[Alarms] = [one for one in desk.alarms(shown) if one.better_asks and one.code not in codes]
    others = [code for code in FINDINGS if can_ask(code) and code not in codes]
    return {
        "asking": asking,
        "proposed": proposed,
        "others": sorted(((code, teller.code(code)) for code in others), key=lambda pair: pair[1].casefold()),
    }


def _with(values: tuple[str, ...], chosen: str | None) -> tuple[str, ...]:
    return tuple(sorted({*values, *((chosen,) if chosen else ())}))
