"""The Center's pages over an office in memory, and an officer's browser that reads what it gets."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.office_pages.stand_in import StandIn, line, stand_in
from tests.web.conftest import Html, read

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which says nothing about how it works with httpx.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


class Officer:
    """Follows links and sends forms as a browser without scripts does."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> Html:
        """The page; fails where its tags are not closed in order."""
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def goes(self, path: str) -> str:
        """Where an address leads."""
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


@pytest.fixture
def house() -> StandIn:
    """A list of thirty dossiers."""
    made = stand_in()
    made.queue.lines = [line(n) for n in range(30)]
    return made


@pytest.fixture
def officer(house: StandIn) -> Iterator[Officer]:
    with TestClient(house.app, headers={"Accept": "text/html"}) as client:
        yield Officer(client)
