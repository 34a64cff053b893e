"""The service over a real Center with accounts, and a browser that follows its pages as one without scripts does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI

from api.app import create_app
from api.rates import Rates
from api.staff import STAFF_COOKIE, needs
from api.web.route import PageRoute
from scanpipe.office.accounts import CONSOLE, Accounts
from scanpipe.office.passwords import Passwords
from scanpipe.office.people import Actor, Right, Role
from scanpipe.settings import Settings
from tests.api.conftest import TestClient
from tests.office.center import UNIT, Center, opened
from tests.web.conftest import Html, read
from tests.web.desk import FakeDesk

PHRASE = "con mèo leo cây cau"
OTHER_PHRASE = "hỏi thăm chú chuột"


@dataclass
class StaffHouse:
    """A Center, its accounts and the app over them."""

    center: Center
    accounts: Accounts
    app: FastAPI

    def browser(self, **headers: str) -> Browser:
        """A browser of somebody who has not logged in."""
        client = TestClient(self.app, headers={"Accept": "text/html", **headers}, base_url="http://testserver")
        return Browser(client)

    def joined(self, login_name: str, *roles: Role, unit: str = UNIT) -> None:
        """Somebody with an account and the password PHRASE."""
        invited = self.accounts.add(CONSOLE, login=login_name, name="Lê Thị Thử", unit=unit, roles=roles)
        self.accounts.sessions.end(self.accounts.logins.accept(invited.token, PHRASE).token)

    def logged_in(self, login_name: str, *roles: Role, unit: str = UNIT) -> Browser:
        """The browser of somebody with these roles."""
        self.joined(login_name, *roles, unit=unit)
        browser = self.browser()
        assert browser.log_in(login_name).status_code == 303
        return browser

    def key(self, *scopes: Right, unit: str = UNIT) -> dict[str, str]:
        """The header of a program."""
        made = self.accounts.keys.make(CONSOLE, name="Một cửa", unit=unit, scopes=scopes)
        return {"Authorization": f"Bearer {made.secret}"}


@dataclass
class Browser:
    """Sends forms with their token; nothing is followed."""

    client: TestClient
    csrf: str = ""

    def get(self, path: str, status: int = 200) -> Html:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def goes(self, path: str) -> str:
        """Where an address leads."""
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def post(self, path: str, csrf: str | None = None, **fields: Any) -> Any:
        fields = {"csrf": self.token() if csrf is None else csrf, **fields}
        return self.client.post(path, data=fields, follow_redirects=False)

    def log_in(self, login_name: str, password: str = PHRASE, di: str = "") -> Any:
        return self.post("/cb/vao", ten=login_name, mat_khau=password, di=di)

    def token(self) -> str:
        """The token against forgery, from any page with a form."""
        if not self.csrf:
            found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.client.get("/k/new").text)
            assert found
            self.csrf = found[1]
        return self.csrf

    @property
    def secret(self) -> str | None:
        return self.client.cookies.get(STAFF_COOKIE)


def open_house(folder: Path, *, limited: bool = False) -> StaffHouse:
    """The service over a Center in that folder; close `center.desk.store` at the end."""
    center, app = opened(folder), _app()
    accounts = Accounts(center.desk, Passwords(rounds=1, memory_kib=8))
    app.state.office = SimpleNamespace(accounts=accounts)
    app.state.intake = FakeDesk()
    app.state.oidc = None
    app.state.rates = Rates(on=limited)
    return StaffHouse(center, accounts, app)


@cache
def _app() -> FastAPI:
    """One service for all tests: making one takes longer than most of them. Citizens' checks are in memory."""
    app = create_app(Settings(), FakeDesk(), cast(Any, SimpleNamespace()), limited=False)
    app.include_router(_doors())
    return app


def _doors() -> APIRouter:
    """One page and one resource for each right, reading and changing."""
    router = APIRouter()
    for right in Right:
        for path, kind in ((f"/api/v1/thu/{right.name}", None), (f"/cb/thu/{right.name}", PageRoute)):
            room = APIRouter(route_class=kind) if kind else APIRouter()
            room.add_api_route(path, _door(right), methods=["GET", "POST"], include_in_schema=False)
            router.include_router(room)
    return router


def _door(right: Right) -> Any:
    def door(actor: Annotated[Actor, Depends(needs(right))]) -> dict[str, Any]:
        return {"login": actor.login, "unit": actor.unit, "program": actor.program}

    # The annotation is made anew for each right, and strings cannot say which.
    door.__annotations__["actor"] = Annotated[Actor, Depends(needs(right))]
    return door
