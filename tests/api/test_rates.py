"""How often somebody may ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.rates import Rate
from scanpipe.settings import Settings
from tests.api.conftest import TestClient, begin
from tests.api.desk import JPEG, Desk


@pytest.fixture
def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A service that counts, within one minute of the clock."""
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: 1_800_000_010.0)
    monkeypatch.setattr("api.rates.time.time", lambda: 1_800_000_010.0)
    with TestClient(create_app(Settings(), desk, pages=False)) as client:
        yield client


def test_what_is_left_is_told(counted: TestClient) -> None:
    """RateLimit headers on what is counted, and on nothing else."""
    first = counted.post("/api/v1/checks", json={}).headers
    second = counted.post("/api/v1/checks", json={}).headers
    assert first["ratelimit-limit"] == str(Rate.CREATE.value)
    assert int(first["ratelimit-remaining"]) - int(second["ratelimit-remaining"]) == 1
    assert 0 < int(first["ratelimit-reset"]) <= 60
    assert "ratelimit-limit" not in counted.get("/api/v1/forms").headers


def test_a_machine_that_begins_checks_is_stopped(counted: TestClient, desk: Desk) -> None:
    """429 with Retry-After; what was begun still works."""
    last = begin(counted)
    for _ in range(Rate.CREATE.value - 1):
        assert counted.post("/api/v1/checks", json={}).status_code == 201
    told = counted.post("/api/v1/checks", json={})
    assert (told.status_code, told.json()["type"]) == (429, "/problems/too-many-requests")
    assert told.headers["retry-after"] == told.headers["ratelimit-reset"]
    assert told.headers["ratelimit-remaining"] == "0"
    assert len(desk.views) == Rate.CREATE.value
    upload = counted.post(f"{last.url}/pages", files=[("file", ("a.jpg", JPEG))], headers=last.auth)
    assert upload.status_code == 201


def test_guessing_is_stopped_and_reading_is_not(counted: TestClient, desk: Desk) -> None:
    """Look-ups that fail are counted; then the desk is not even asked. Look-ups that succeed are free."""
    mine = begin(counted)
    for _ in range(2 * Rate.MISS.value):
        assert counted.get(mine.url, headers=mine.auth).status_code == 200
    for _ in range(Rate.MISS.value):
        assert counted.get("/api/v1/checks/KT-2222-2222", headers=mine.auth).status_code == 404
    asked = len(desk.calls)
    assert counted.get("/api/v1/checks/KT-2222-2222", headers=mine.auth).status_code == 429
    assert len(desk.calls) == asked


def test_a_test_may_switch_it_off(desk: Desk) -> None:
    """No count, no header."""
    with TestClient(create_app(Settings(), desk, limited=False, pages=False)) as client:
        told = [client.post("/api/v1/checks", json={}) for _ in range(Rate.CREATE.value + 5)]
    assert {one.status_code for one in told} == {201}
    assert "ratelimit-limit" not in told[0].headers
