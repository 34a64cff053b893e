"""Health, numbers and logs: what the one who runs it sees, and what nobody may see there."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from api import logs
from tests.api.conftest import Person, TestClient, begin
from tests.api.desk import JPEG, Desk, Load


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged while the test runs."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure(stream)
    yield stream
    root.handlers[:], level = before
    root.setLevel(level)
    logging.getLogger("uvicorn.access").disabled = False
    structlog.reset_defaults()


def test_alive_is_not_ready(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alive as long as the process answers; ready when database, engine and queue are."""
    monkeypatch.setattr("api.health.shutil.which", lambda name: f"/usr/bin/{name}")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"status": "ok", "database": "ok", "engine": "ok", "queue": "ok"},
    )
    desk.queue = Load(waiting=2, pages=10, bound=10)
    full = client.get("/readyz")
    assert (full.status_code, full.json()["status"], full.json()["queue"]) == (503, "full", "full")
    desk.fails = RuntimeError("postgresql://user:secret@host/db is away")
    away = client.get("/readyz")
    assert (away.status_code, away.json()["database"]) == (503, "failed")
    assert "secret" not in away.text
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_missing_engine_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the three it is."""
    monkeypatch.setattr("api.health.shutil.which", lambda _: None)
    told = client.get("/readyz")
    assert (told.status_code, told.json()["engine"], told.json()["database"]) == (503, "failed", "ok")


def _numbers(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def test_numbers_of_the_work(client: TestClient, desk: Desk) -> None:
    """Pages, verdicts, findings, outdated forms, stages and the queue."""
    desk.queue = Load(waiting=4, running=2, oldest_s=3.5, pages=6)
    numbers = _numbers(client)
    assert numbers["scanpipe_pages_examined_total", ()] == 7
    assert numbers["scanpipe_verdicts_total", (("verdict", "correct"),)] == 2
    assert numbers["scanpipe_findings_total", (("code", "edition.outdated"),)] == 2
    assert numbers["scanpipe_outdated_forms_total", (("form", "ct01"),)] == 2
    assert numbers["scanpipe_stage_seconds_sum", (("stage", "reading"),)] == 4.5
    assert numbers["scanpipe_queue_waiting", ()] == 4
    assert numbers["scanpipe_queue_waiting_pages", ()] == 6
    assert numbers["scanpipe_queue_oldest_seconds", ()] == 3.5
    assert numbers["scanpipe_up", ()] == 1
    desk.fails = RuntimeError("away")
    assert _numbers(client)["scanpipe_up", ()] == 0


def test_requests_are_counted_by_route(own_app: FastAPI) -> None:
    """By template and status; an id, or a path that nobody knows, is no label."""
    client = TestClient(own_app)
    person = begin(client)
    client.get(person.url, headers=person.auth)
    client.get(person.url)
    client.get("/001099012345")
    client.request("NGUYEN", "/healthz")
    route = ("route", "/api/v1/checks/{check}")
    numbers = _numbers(client)
    assert numbers["scanpipe_http_requests_total", (("method", "GET"), route, ("status", "200"))] == 1
    assert numbers["scanpipe_http_requests_total", (("method", "GET"), route, ("status", "401"))] == 1
    text = client.get("/metrics").text
    for secret in (person.id, person.code, "001099012345", "NGUYEN"):
        assert secret not in text


def test_one_line_for_each_request(client: TestClient, person: Person, lines: io.StringIO) -> None:
    """JSON with the id that the answer names, the template, the status and the time."""
    told = client.get(person.url, headers=person.auth)
    line = json.loads(lines.getvalue().splitlines()[-1])
    assert line["request_id"] == told.headers["x-request-id"]
    assert (line["event"], line["method"], line["route"]) == ("request", "GET", "/api/v1/checks/{check}")
    assert (line["status"], line["level"]) == (200, "info")
    assert line["ms"] > 0
    assert re.match(r"\d{4}-\d\d-\d\dT.*Z", line["timestamp"])


def test_a_failure_is_told_by_its_place(client: TestClient, person: Person, desk: Desk, lines: io.StringIO) -> None:
    """The class and where it was raised, with the id of the request."""
    desk.fails = RuntimeError("NGUYỄN VĂN A")
    told = client.get(person.url, headers=person.auth)
    line = next(json.loads(line) for line in lines.getvalue().splitlines() if '"failed"' in line)
    assert (line["error"], line["level"]) == ("RuntimeError", "error")
    assert line["request_id"] == told.json()["request_id"]
    assert any("desk.py" in place for place in line["where"])
    assert "NGUY" not in lines.getvalue()


NAME, NUMBER, SECRET = "NGUYỄN VĂN MẬT", "001099012345", "q0Zr3yJx8dVnTfW5uKc1Lg"


def test_nothing_that_people_write_is_logged(
    app: FastAPI, client: TestClient, person: Person, desk: Desk, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """A name, a number and a token planted in every place of a request: none of them in any line."""
    planted = f"{NAME} {NUMBER} {SECRET}"
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "Cookie": f"sp_KT22222222={SECRET}; ten={NUMBER}",
        "User-Agent": NUMBER,
        "Referer": f"https://example/?q={NUMBER}",
        "X-Request-Id": NUMBER,
        "X-Forwarded-For": NUMBER,
    }
    auth = person.auth
    client.get(f"/api/v1/checks/{planted}", headers=headers)
    client.get(f"/{planted}", params={"q": planted}, headers=headers)
    client.get("/api/v1/procedures", params={"q": planted})
    client.get(f"{person.url}/pages/{planted}/image", params={"w": planted}, headers=auth)
    client.request(NUMBER, f"/api/v1/forms/{planted}/editions")
    client.post("/api/v1/checks", json={"lang": planted, planted: 1, "team": planted}, headers=headers)
    client.post("/api/v1/checks", content=f"{{{planted}".encode(), headers={"Content-Type": "application/json"})
    client.post(
        f"{person.url}/pages", files=[("file", (f"{planted}.jpg", b"MZ"))], data={"paper": planted}, headers=auth
    )
    client.post(f"{person.url}/pages", files=[(planted, (f"{planted}.jpg", JPEG))], headers=auth)
    form = {"Content-Type": f"multipart/form-data; boundary={NUMBER}"}
    client.post(f"{person.url}/pages", content=planted.encode(), headers=auth | form)
    client.post(f"{person.url}/pages", files=[("file", (f"{planted}.jpg", JPEG))], headers=auth)
    answer = {"answer": "no", "value": planted}
    client.post(f"{person.url}/findings/f_5b1c09aa7e42/answer", json=answer, headers=auth)
    client.post("/api/v1/checks", json={}, headers={"Idempotency-Key": f"{NUMBER}{SECRET}"})
    app.state.longest_stream_s = 0.05
    client.get(f"{person.url}/events", headers=auth | {"Last-Event-ID": NUMBER})
    desk.fails = ValueError(planted)
    desk.fails.__cause__ = KeyError(planted)
    client.get(person.url, headers=auth)
    client.post("/api/v1/checks", json={"team": planted})
    try:
        raise RuntimeError(planted)
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
        logging.getLogger("some.library").warning("skipped %s for %r", NAME, NUMBER)
        logging.getLogger("some.library").warning(f"this line was put together before {planted}")
    logged = lines.getvalue() + "".join(capfd.readouterr())
    assert logged.count('"request"') >= 15
    assert "skipped %s for %r" in logged
    for secret in (NAME, "NGUY", NUMBER, SECRET, person.token, person.id):
        assert secret not in logged
    for line in lines.getvalue().splitlines():
        json.loads(line)
