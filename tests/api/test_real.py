"""The door over the real desk: its store, its law, its own refusals. Nothing is examined here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from scanpipe.intake.desk import open_desk
from scanpipe.intake.intake import Intake
from scanpipe.settings import Settings
from tests.api.conftest import TestClient, begin
from tests.api.desk import JPEG

KEY = "9f1c7a52-5f0e-4a53-8a0b-6f6f9a1e2d10"


@pytest.fixture
def real(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path, max_file_mb=1, most_waiting_pages=4)
    desk = open_desk(settings)
    try:
        with TestClient(create_app(settings, Intake(desk), limited=False, pages=False)) as client:
            yield client
    finally:
        desk.store.close()


def _upload(client: TestClient, who, data: bytes = JPEG, **headers: str):
    return client.post(f"{who.url}/pages", files=[("file", ("a.jpg", data))], headers=who.auth | headers)


def test_a_check_lives_and_dies(real: TestClient) -> None:
    """Begun, looked at, changed, filled, erased; then it never was."""
    who = begin(real, procedure="birth_registration", lang="en")
    check = real.get(who.url, headers=who.auth)
    assert (check.json()["state"], check.json()["procedure"]["key"]) == ("draft", "birth_registration")
    added = _upload(real, who)
    assert (added.status_code, added.json()["new"]) == (201, True)
    assert _upload(real, who).status_code == 200
    now = real.get(f"/api/v1/checks/{who.code}", headers=who.auth | {"If-None-Match": check.headers["etag"]})
    assert (now.status_code, now.json()["state"], now.json()["examined"]) == (200, "checking", False)
    assert [page["id"] for page in now.json()["pages"]] == [page["id"] for page in added.json()["pages"]]
    page = added.json()["pages"][0]["id"]
    new = real.put(f"{who.url}/pages/{page}/image", files=[("file", ("b.jpg", JPEG + b"b"))], headers=who.auth)
    assert new.status_code == 200
    assert real.delete(f"{who.url}/pages/{page}", headers=who.auth).status_code == 204
    assert real.get(f"{who.url}/report.json", headers=who.auth).status_code == 409
    assert real.post(f"{who.url}/send", headers=who.auth).status_code == 409
    app = real.app
    app.state.longest_stream_s = 0.2
    assert "event: page.received" in real.get(f"{who.url}/events", headers=who.auth).text
    assert real.delete(who.url, headers=who.auth).status_code == 204
    sheets = ("/receipt.pdf", "/checklist.pdf", "/report.pdf")
    for path in ("", "/report.json", "/events", f"/pages/{page}/image", *sheets):
        assert real.get(who.url + path, headers=who.auth).status_code == 404, path


def test_what_it_refuses_is_told(real: TestClient) -> None:
    """Consent, kinds of files, an unknown procedure, a paper that the procedure lacks, unknown pages and findings."""
    shy = begin(real, consented=False)
    assert _upload(real, shy).status_code == 403
    who = begin(real)
    assert _upload(real, who, b"").json()["code"] == "file.empty"
    assert _upload(real, who, b"MZ a program").json()["code"] == "file.wrong_type"
    assert _upload(real, who, JPEG + b"0" * 1_050_000).json()["code"] == "file.too_large"
    assert real.get(who.url, headers=who.auth).json()["pages"] == []
    for change in ({"procedure": "none"}, {"papers": [{"paper": "none", "needed": False}]}):
        assert real.patch(who.url, json=change, headers=who.auth).status_code == 422
    for path in ("pages/pg_0/image", "findings/f_0/crop.png", "documents/0/blank.pdf"):
        assert real.get(f"{who.url}/{path}", headers=who.auth).status_code == 404, path
    answer = real.post(f"{who.url}/findings/f_0/answer", json={"answer": "yes"}, headers=who.auth)
    assert answer.status_code == 404
    other = begin(real)
    assert real.get(who.url, headers=other.auth).status_code == 404


def test_beyond_its_bound_it_asks_to_come_back(real: TestClient) -> None:
    """429 with Retry-After, readyz says full, and nothing of it is lost or half taken."""
    who = begin(real)
    for n in range(4):
        assert _upload(real, who, JPEG + bytes([n])).status_code == 201
    told = _upload(real, who, JPEG + b"more")
    assert (told.status_code, told.json()["type"]) == (429, "/problems/busy")
    assert int(told.headers["retry-after"]) >= 1
    assert len(real.get(who.url, headers=who.auth).json()["pages"]) == 4
    assert real.get("/readyz").json()["queue"] == "full"
    assert "scanpipe_queue_waiting_pages 4.0" in real.get("/metrics").text


def test_the_same_post_twice_is_done_once(real: TestClient) -> None:
    """Through the real book of keys, which forgets with the check."""
    first = real.post("/api/v1/checks", json={"consented": True}, headers={"Idempotency-Key": KEY})
    again = real.post("/api/v1/checks", json={"consented": True}, headers={"Idempotency-Key": KEY})
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    other = real.post("/api/v1/checks", json={}, headers={"Idempotency-Key": KEY})
    assert other.json()["type"] == "/problems/idempotency-mismatch"
    body = first.json()
    auth = {"Authorization": f"Bearer {body['token']}"}
    assert real.delete(body["url"], headers=auth).status_code == 204
    anew = real.post("/api/v1/checks", json={"consented": True}, headers={"Idempotency-Key": KEY})
    assert anew.json()["id"] != body["id"]


def test_the_library_is_public(real: TestClient) -> None:
    """Words without marks find procedures; the blank in force comes with its tag."""
    found = real.get("/api/v1/procedures?q=khai sinh").json()["procedures"]
    bare = real.get("/api/v1/procedures?q=ho kinh doanh").json()["procedures"]
    assert "birth_registration" in [one["key"] for one in found]
    assert bare
    forms = [form["form"] for form in real.get("/api/v1/forms").json()["forms"]]
    assert "ct01" in forms
    editions = real.get("/api/v1/forms/ct01/editions?on=2026-11-23").json()["editions"]
    assert [edition["status"] for edition in editions].count("current") == 1
    blank = real.get("/api/v1/forms/ct01/current/blank.pdf?on=2026-11-23")
    assert blank.content.startswith(b"%PDF")
    assert "max-age" in blank.headers["cache-control"]
    assert real.get("/api/v1/forms/ct01/current/blank.pdf?on=1900-01-01").status_code == 404


@pytest.mark.shared
def test_no_bad_file_breaks_the_door(real: TestClient, shared_data: Path) -> None:
    """Taken to be examined, or refused with its sentence; what lies beside it is kept."""
    folder = shared_data / "bad-inputs"
    bad = sorted(path for path in folder.iterdir() if path.stat().st_size < 1_000_000)
    assert len(bad) > 10
    for path in bad:
        who = begin(real)
        assert _upload(real, who).status_code == 201
        files = [("file", (path.name, path.read_bytes()))]
        told = real.post(f"{who.url}/pages", files=files, headers=who.auth)
        assert told.status_code == 201 or told.json()["code"].startswith("file."), path.name
        pages = real.get(who.url, headers=who.auth).json()["pages"]
        assert len(pages) == (2 if told.status_code == 201 else 1)
        real.delete(who.url, headers=who.auth)
