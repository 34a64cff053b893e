"""Files in, report out."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.api.conftest import TestClient
from tests.api.desk import JPEG, REPORT, Desk

CONSENT = {"consented": "true"}


def _files(count: int = 1) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (f"{n}.jpg", JPEG + bytes([n]))) for n in range(count)]


def test_the_report_comes_back_and_nothing_is_kept(client: TestClient, desk: Desk) -> None:
    """The very bytes; afterwards the check is gone."""
    told = client.post("/api/v1/check", files=_files(3), data=CONSENT | {"procedure": "birth_registration"})
    assert (told.status_code, told.content) == (200, REPORT)
    assert told.headers["content-type"] == "application/json"
    assert desk.views == {}


def test_without_consent_nothing_is_read(client: TestClient, desk: Desk) -> None:
    """403, and no check was begun."""
    told = client.post("/api/v1/check", files=_files())
    assert (told.status_code, told.json()["type"]) == (403, "/problems/not-allowed")
    assert desk.views == {}


def test_when_it_takes_longer_it_can_be_followed(app: FastAPI, client: TestClient, desk: Desk) -> None:
    """202 with the place and the token."""
    desk.examines, app.state.patience_s = False, 0.1
    told = client.post("/api/v1/check", files=_files(), data=CONSENT)
    body = told.json()
    assert told.status_code == 202
    assert told.headers["location"] == body["url"]
    auth = {"Authorization": f"Bearer {body['token']}"}
    assert client.get(body["url"], headers=auth).json()["state"] == "checking"
    desk.examine(body["id"])
    assert client.get(f"{body['url']}/report.json", headers=auth).content == REPORT


@pytest.mark.parametrize(
    ("files", "data", "status", "slug"),
    [
        (_files(11), CONSENT, 413, "too-many-pages"),
        ([("file", ("a.jpg", b"MZ"))], CONSENT, 415, "file-type"),
        (_files(), CONSENT | {"procedure": "none"}, 422, "validation"),
        (_files(), CONSENT | {"as_of": "yesterday"}, 422, "validation"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(
    client: TestClient, desk: Desk, files: list, data: dict, status: int, slug: str
) -> None:
    """The same problems as everywhere, and no check without an owner."""
    told = client.post("/api/v1/check", files=files, data=data)
    assert (told.status_code, told.json()["type"]) == (status, f"/problems/{slug}")
    assert desk.views == {}


def test_sent_twice_it_is_examined_once(client: TestClient, desk: Desk) -> None:
    """With a key of its own."""
    headers = {"Idempotency-Key": "one-shot-0123456789"}
    first = client.post("/api/v1/check", files=_files(), data=CONSENT, headers=headers)
    again = client.post("/api/v1/check", files=_files(), data=CONSENT, headers=headers)
    assert first.content == again.content == REPORT
    assert again.headers["idempotency-replayed"] == "true"
