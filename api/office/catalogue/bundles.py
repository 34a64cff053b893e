"""Bundles: forms written into a file for other Centers, and files of theirs, shown before they are taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from api.office.catalogue.publish import Operator, Publisher
from api.office.shell import office_of, show_office
from api.web.look import look_of
from api.web.render import PRIVATE
from api.web.route import PageRoute, away
from api.words import say
from scanpipe.catalog.diff_words import summary
from scanpipe.office.catalogue.bundles import Arrived, Bundles
from scanpipe.office.people import Actor, Right
from scanpipe.publishing.bundle_file import MAX_BYTES, SUFFIX
from scanpipe.publishing.words import PublishError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

HOME = "/cb/mau/goi"


def bundles_of(request: Request) -> Bundles:
    """Exports and imports behind this door."""
    found: Bundles = office_of(request).catalogue.bundles
    return found


Door = Annotated[Bundles, Depends(bundles_of)]


@router.get(HOME)
def bundles(request: Request, door: Door, actor: Operator, xong: bool = False) -> Response:
    """What can be sent, a place for what arrives, and the keys."""
    return _list(request, door, actor, done=xong)


@router.post(f"{HOME}/xuat")
def export(
    request: Request,
    door: Door,
    actor: Operator,
    mau: Annotated[list[str] | None, Form()] = None,
    tat_ca: Annotated[bool, Form()] = False,
) -> Response:
    """The bundle as a file."""
    try:
        data = door.export(actor, None if tat_ca else (mau or []))
    except PublishError as error:
        return _list(request, door, actor, wrong=("mau", error.told[look_of(request).lang]), chosen=mau or [])
    name = "scanpipe" if tat_ca or len(mau or []) != 1 else (mau or ["scanpipe"])[0]
    return Response(data, headers=_as_file(f"{name}{SUFFIX}"), media_type="application/zip")


@router.post(HOME)
def arrive(
    request: Request, door: Door, actor: Publisher, goi: Annotated[UploadFile | None, File()] = None
) -> Response:
    """A bundle that was sent here; it is shown before anything is changed."""
    lang = look_of(request).lang
    data = goi.file.read(MAX_BYTES + 1) if goi is not None else b""
    if not data:
        return _list(request, door, actor, wrong=("goi", say("bundles.choose_file", lang)))
    try:
        arrived = door.preview(actor, data)
    except PublishError as error:
        return _list(request, door, actor, wrong=("goi", error.told[lang]))
    return away(f"{HOME}/{arrived.sha256}")


@router.get(f"{HOME}/xuat")
def back(actor: Operator) -> Response:
    """What was posted is not there to be looked at."""
    return away(HOME)


@router.get(f"{HOME}/{{sha256}}")
def preview(request: Request, door: Door, actor: Publisher, sha256: str) -> Response:
    """What a bundle would change."""
    try:
        return _preview(request, actor, door.arrived(actor, sha256))
    except PublishError as error:
        return _list(request, door, actor, wrong=("goi", error.told[look_of(request).lang]))


@router.post(f"{HOME}/{{sha256}}")
def take(
    request: Request, door: Door, actor: Publisher, sha256: str, thay: Annotated[bool, Form()] = False
) -> Response:
    """Take it."""
    try:
        door.take(actor, sha256, replace=thay)
    except PublishError as error:
        return _preview(request, actor, door.arrived(actor, sha256), wrong=error.told[look_of(request).lang])
    return away(f"{HOME}?xong=1")


def _list(
    request: Request,
    door: Bundles,
    actor: Actor,
    *,
    done: bool = False,
    wrong: tuple[str, str] | None = None,
    chosen: list[str] | None = None,
) -> Response:
    lang = look_of(request).lang
    broken = None
    try:
        own, trusted = door.keys(actor)
    except PublishError as error:
        own, trusted, broken = None, (), error.told[lang]
    law = door.desk.law
    return show_office(
        request,
        "office/catalogue/bundles.html.j2",
        actor=actor,
        status=422 if wrong else 200,
        home=HOME,
        forms=sorted(((form, law.form_name(form)[lang]) for form in law.catalog.forms), key=lambda one: one[1]),
        chosen=chosen or [],
        own=own,
        trusted=trusted,
        broken=broken,
        done=done,
        wrong=wrong,
        publisher=Right.PUBLISH in actor.rights,
    )


def _preview(request: Request, actor: Actor, arrived: Arrived, *, wrong: str | None = None) -> Response:
    lang = look_of(request).lang
    return show_office(
        request,
        "office/catalogue/bundle.html.j2",
        actor=actor,
        status=409 if wrong else 200,
        home=HOME,
        arrived=arrived,
        plan=arrived.plan,
        sentences=[summary(one.difference, lang) if one.difference else "" for one in arrived.plan.editions],
        wrong=wrong,
    )


def _as_file(name: str) -> Mapping[str, str]:
    return {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
