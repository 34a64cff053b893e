"""The same POST twice is done once."""

from __future__ import annotations

import threading

import pytest

from tests.api.conftest import Person, TestClient, begin
from tests.api.desk import JPEG, Desk

KEY = "9f1c7a52-5f0e-4a53-8a0b-6f6f9a1e2d10"


def test_the_first_answer_is_given_again(client: TestClient, desk: Desk) -> None:
    """Same body, same headers, marked as replayed; one check."""
    first = client.post("/api/v1/checks", json={"lang": "en"}, headers={"Idempotency-Key": KEY})
    again = client.post("/api/v1/checks", json={"lang": "en"}, headers={"Idempotency-Key": f'"{KEY}"'})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert again.headers["cache-control"] == "no-store"
    assert len(desk.views) == 1
    assert [about for _, _, about in desk.idempotency.kept.values()] == [first.json()["id"]]


def test_another_body_is_another_request(client: TestClient) -> None:
    """422 idempotency-mismatch."""
    client.post("/api/v1/checks", json={"lang": "en"}, headers={"Idempotency-Key": KEY})
    told = client.post("/api/v1/checks", json={"lang": "vi"}, headers={"Idempotency-Key": KEY})
    assert (told.status_code, told.json()["type"]) == (422, "/problems/idempotency-mismatch")


def test_while_the_first_is_running_the_second_waits(client: TestClient, desk: Desk) -> None:
    """409 in-progress with Retry-After; then the answer of the first."""
    desk.hold.clear()
    answers: list[int] = []

    def first() -> None:
        answers.append(client.post("/api/v1/checks", json={}, headers={"Idempotency-Key": KEY}).status_code)

    thread = threading.Thread(target=first)
    thread.start()
    while not desk.idempotency.kept:
        thread.join(0.005)
    told = client.post("/api/v1/checks", json={}, headers={"Idempotency-Key": KEY})
    desk.hold.set()
    thread.join()
    assert (told.status_code, told.json()["type"]) == (409, "/problems/in-progress")
    assert told.headers["retry-after"] == "2"
    assert answers == [201]
    assert client.post("/api/v1/checks", json={}, headers={"Idempotency-Key": KEY}).status_code == 201
    assert len(desk.views) == 1


@pytest.mark.parametrize("failure", [RuntimeError("?"), None])
def test_a_request_that_failed_may_be_tried_again(client: TestClient, desk: Desk, failure: Exception | None) -> None:
    """Whether it was our fault or the sender's, the key is free."""
    body = {"procedure": "no_such"} if failure is None else {}
    desk.fails = failure
    told = client.post("/api/v1/checks", json=body, headers={"Idempotency-Key": KEY})
    assert told.status_code == (422 if failure is None else 500)
    desk.fails = None
    assert client.post("/api/v1/checks", json={}, headers={"Idempotency-Key": KEY}).status_code == 201


def test_a_form_is_the_same_whatever_its_boundary(client: TestClient, person: Person) -> None:
    """A browser draws another one for every try; the parts are compared."""
    headers = person.auth | {"Idempotency-Key": KEY}
    url = f"{person.url}/pages"
    first = client.post(url, files=[("file", ("a.jpg", JPEG))], headers=headers)
    again = client.post(url, files=[("file", ("a.jpg", JPEG))], headers=headers)
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    other = client.post(url, files=[("file", ("a.jpg", JPEG + b"!"))], headers=headers)
    assert other.json()["type"] == "/problems/idempotency-mismatch"


def test_a_key_belongs_to_one_path(client: TestClient, person: Person) -> None:
    """Another path with the same key is another request."""
    client.post(
        f"{person.url}/pages", files=[("file", ("a.jpg", JPEG))], headers=person.auth | {"Idempotency-Key": KEY}
    )
    told = client.post(f"{person.url}/run", headers=person.auth | {"Idempotency-Key": KEY})
    assert told.status_code == 202
    assert "idempotency-replayed" not in told.headers


def test_the_key_of_another_opens_nothing(client: TestClient, person: Person) -> None:
    """Answers are given again only to who may act on the check."""
    url, headers = f"{person.url}/pages", {"Idempotency-Key": KEY}
    client.post(url, files=[("file", ("a.jpg", JPEG))], headers=person.auth | headers)
    stranger = begin(client)
    assert client.post(url, files=[("file", ("a.jpg", JPEG))], headers=stranger.auth | headers).status_code == 404
    assert client.post(url, files=[("file", ("a.jpg", JPEG))], headers=headers).status_code == 401


def test_a_key_that_can_be_guessed_is_refused(client: TestClient) -> None:
    """The answer of POST /checks holds a token."""
    for key in ("1", "short", "with space in the middle of it", ""):
        told = client.post("/api/v1/checks", json={}, headers={"Idempotency-Key": key})
        assert (told.status_code, told.json()["type"]) == (422, "/problems/validation")
