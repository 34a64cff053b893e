"""A service over a desk in memory, and a person who has begun a check."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from scanpipe.settings import Settings
from tests.api.desk import Desk

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which says nothing about how it works with httpx.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@dataclass(frozen=True)
class Person:
    """Somebody with a check: the client sends no cookie and no token by itself."""

    id: str
    code: str
    token: str

    @property
    def url(self) -> str:
        return f"/api/v1/checks/{self.id}"

    @property
    def auth(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture(scope="session")
def _house() -> tuple[FastAPI, Desk, dict[str, Any]]:
    """One service for all tests: making one takes longer than most of them."""
    desk = Desk()
    app = create_app(Settings(max_file_mb=1), desk, limited=False, pages=False)
    return app, desk, dict(app.state._state)


@pytest.fixture
def desk(_house: tuple[FastAPI, Desk, dict[str, Any]]) -> Desk:
    """The desk, as empty as on its first day."""
    desk = _house[1]
    desk.reset()
    return desk


@pytest.fixture
def app(_house: tuple[FastAPI, Desk, dict[str, Any]], desk: Desk) -> FastAPI:
    """The service, with nothing that another test has set."""
    app, _, state = _house
    app.state._state.clear()
    app.state._state.update(state)
    return app


@pytest.fixture
def own_app(desk: Desk) -> FastAPI:
    """A service of its own, for tests that count or add routes."""
    return create_app(Settings(max_file_mb=1), desk, limited=False, pages=False)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def person(client: TestClient) -> Person:
    return begin(client)


def begin(client: TestClient, **wish: Any) -> Person:
    """A check that consent was given for."""
    told = client.post("/api/v1/checks", json={"consented": True, **wish})
    assert told.status_code == 201, told.text
    body = told.json()
    return Person(body["id"], body["code"], body["token"])
