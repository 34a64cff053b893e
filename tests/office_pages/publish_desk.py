"""The pages of publishing over a small forms/; `actor[0]` has logged in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.office.catalogue import bundles as bundle_pages
from api.office.catalogue import form as form_pages
from api.office.catalogue import publish as publish_pages
from api.v1 import catalogue_releases as door
from scanpipe.office.catalogue.bundles import Bundles
from scanpipe.office.catalogue.publishing import Publishing
from scanpipe.office.people import Actor
from tests.office.publishing_desk import Shop, shop
from tests.office_pages.conftest import TestClient
from tests.web.conftest import Html, read


class LoggedIn:
    """Who has logged in, as the service would have found out."""

    def __init__(self, app: ASGIApp, actor: list[Actor]) -> None:
        self.app, self.actor = app, actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["actor"] = self.actor[0]
        await self.app(scope, receive, send)


@dataclass
class Room:
    """The pages, who looks at them, and the Center behind them."""

    shop: Shop
    client: Any
    actor: list[Actor]

    def afresh(self) -> Room:
        """As at the beginning, the operator before it."""
        self.client.cookies.clear()
        self.shop.afresh()
        return self.now(self.shop.an)

    def now(self, actor: Actor) -> Room:
        """Somebody else sits down."""
        self.actor[0] = actor
        return self

    def get(self, path: str, status: int = 200) -> Html:
        """The page."""
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def sends(self, path: str, **fields: str) -> str:
        """Where a form leads that was taken."""
        answer = self.client.post(path, data=fields, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def refused(self, path: str, status: int = 422, **fields: str) -> Html:
        """The page with what is wrong."""
        answer = self.client.post(path, data=fields, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)


def app_of(made: Shop, actor: list[Actor]) -> FastAPI:
    """The service with these rooms."""
    app = create_app(made.desk.settings, made.center.intake, limited=False)
    catalogue = SimpleNamespace(publishing=Publishing(made.desk, would=lambda *_: 7), bundles=Bundles(made.desk))
    app.state.office = SimpleNamespace(catalogue=catalogue)
    app.add_middleware(LoggedIn, actor=actor)
    served = {getattr(route, "path", "") for route in app.routes}
    for pages in (publish_pages, form_pages, bundle_pages):
        if not {getattr(route, "path", "") for route in pages.router.routes} <= served:
            app.include_router(pages.router)
    if "/api/v1/catalogue/releases" not in served:
        app.include_router(door.router, prefix="/api/v1")
    return app


@contextmanager
def room_in(folder: Path) -> Iterator[Room]:
    """An operator before the pages; a draft is ready to be published."""
    made = shop(folder)
    actor = [made.an]
    with TestClient(app_of(made, actor), headers={"Accept": "text/html"}) as client:
        yield Room(made, client, actor)
    made.desk.store.close()
