"""The editor over a real Center: a draft of CT01 as a machine would leave it, in a folder of forms of its own."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI

from api.app import create_app
from api.office.catalogue import editor, editor_acts
from api.v1 import catalogue_drafts
from scanpipe.catalog.blank import typeset
from scanpipe.catalog.load import load_catalog
from scanpipe.catalog.schema import Edition, FieldSpec
from scanpipe.catalog.write import yaml_of
from scanpipe.model import Rect
from scanpipe.office.catalogue.drafting import Drafting
from scanpipe.office.people import Actor, Role
from scanpipe.publishing.draft_file import DraftFile, Guess
from scanpipe.publishing.drafts import Draft
from scanpipe.settings import Settings
from tests.conftest import ROOT
from tests.office.center import MONDAY, Center, opened

FORM, EDITION = "ct01", "tt9_2027"
HOME = f"/cb/mau/n/{FORM}/{EDITION}/sua"
NAME = "declarant_full_name"
GUESSED = (NAME, "declarant_phone")


@cache
def drafted() -> tuple[str, bytes]:
    """YAML and blank of an edition that follows that of 2025, its places measured on the blank."""
    forms = load_catalog(ROOT / "forms").forms
    old = next(one for one in forms[FORM].editions if one.edition == "tt53_2025")
    values = {"edition": EDITION, "supersedes": "tt53_2025", "effective_from": dt.date(2027, 3, 1), "pages": 1}
    blank = typeset(old)
    places: dict[tuple[str, bool], Rect] = {}
    for zone in blank.zones:
        if zone.page == 1:
            name = (zone.key, zone.kind == "label")
            places[name] = places[name].union(zone.rect) if name in places else zone.rect

    def placed(line: Any) -> Any:
        if not isinstance(line, FieldSpec):
            return line.model_copy(update={"page": 1})
        told: dict[str, Any] = {"page": 1}
        for name, label in (("box_mm", False), ("label_mm", True)):
            rect = places.get((line.key, label))
            if rect is not None:
                told[name] = tuple(round(v, 1) for v in (rect.left, rect.top, rect.right, rect.bottom))
        return line.model_copy(update=told)

    new = old.model_copy(update={**values, "lines": tuple(placed(line) for line in old.lines)})
    return yaml_of(Edition.model_validate(dict(new))), blank.pdf


@dataclass
class EditorDesk:
    """The app, the Center behind it, and who has which session."""

    app: FastAPI
    center: Center
    drafting: Drafting
    sessions: dict[str, Actor] = field(default_factory=dict)

    def operator(self, login: str = "vh.mai", *roles: Role) -> Actor:
        """Somebody with a session whose secret is their login."""
        actor = self.center.actor(login, *(roles or (Role.OPERATOR,)))
        self.sessions[login] = actor
        return actor

    def begin(self) -> Draft:
        """The draft as it was made, instead of whatever there is of it."""
        shutil.rmtree(self.drafting.desk.settings.forms_dir / "drafts", ignore_errors=True)
        text, blank = drafted()
        guesses = (
            Guess(key=GUESSED[0], what="place", says="1. Họ, chữ đệm và tên khai sinh:", confidence=0.62),
            Guess(key=GUESSED[0], what="type", says="person_name", confidence=0.97),
            Guess(key=GUESSED[1], what="type", says="phone", confidence=0.95),
            Guess(what="citation", says="9/2027/TT-BCA", confidence=0.8),
            Guess(key="head_phone", what="gone", says="Điện thoại của chủ hộ", confidence=0.7),
        )
        about = DraftFile(
            form=FORM, edition=EDITION, made_by="vh.mai", made_at=MONDAY, previous="tt53_2025", guesses=guesses
        )
        return self.drafting.begin(self.operator(), text, about, {"blank.pdf": blank})

    @property
    def draft(self) -> Draft:
        return self.drafting.get(self.operator(), FORM, EDITION)

    def close(self) -> None:
        self.center.desk.store.close()


def editor_desk(folder: Path) -> EditorDesk:
    """A Center with the draft, and its pages."""
    center = opened(folder)
    shutil.copytree(ROOT / "forms" / FORM, folder / "forms" / FORM)
    settings = Settings(data_dir=folder / "data", forms_dir=folder / "forms", controller_name="Trung tâm PVHCC Thử")
    drafting = Drafting(replace(center.desk, settings=settings))
    made = EditorDesk(create_app(settings, center.intake, limited=False), center, drafting)
    made.app.state.office = SimpleNamespace(
        catalogue=SimpleNamespace(drafting=drafting),
        accounts=SimpleNamespace(
            wishes=lambda actor: {},
            sessions=SimpleNamespace(actor=lambda token: made.sessions.get(token)),
        ),
    )
    served = {getattr(route, "path", "") for route in made.app.routes}
    for room in (editor, editor_acts):
        if not {getattr(route, "path", "") for route in room.router.routes} <= served:
            made.app.include_router(room.router)
    if "/api/v1/catalogue/drafts" not in served:
        made.app.include_router(catalogue_drafts.router, prefix="/api/v1")
    made.begin()
    return made
