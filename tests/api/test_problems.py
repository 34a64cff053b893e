"""Every error is problem+json with a sentence in both languages, and its type is a page."""

from __future__ import annotations

import re
import unicodedata

import pytest
import yaml

from api.problem_table import KINDS, example, of_slug, sentences
from api.problems import answer_to
from api.uploads import MAX_FILES
from api.v1.one_shot import MOST_PAGES
from scanpipe.errors import EngineError, FormDataError, ScanpipeError, UploadError
from scanpipe.findings import FINDINGS
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.errors import StoreError
from tests.api.conftest import Person, TestClient, begin
from tests.api.desk import JPEG, Desk
from tests.conftest import ROOT

CODES = sorted(KINDS)
JSON = {"Content-Type": "application/json"}


def _is_problem(told, status: int, slug: str) -> dict:
    assert told.status_code == status, told.text
    assert told.headers["content-type"] == "application/problem+json"
    body = told.json()
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["request_id"] == told.headers["x-request-id"]
    for lang in ("vi", "en"):
        assert body["messages"][lang]["t"]
        assert body["messages"][lang]["f"]
    assert set(told.headers) >= {"content-security-policy", "x-content-type-options"}
    assert told.headers["cache-control"] == "no-store"
    return body


@pytest.mark.parametrize(
    ("method", "path", "arguments", "status", "slug"),
    [
        ("GET", "/api/v1/nothing", {}, 404, "not-found"),
        ("GET", "/nothing", {}, 404, "not-found"),
        ("GET", "/api/v1/checks", {}, 405, "method-not-allowed"),
        ("GET", "{url}", {}, 401, "auth-required"),
        ("GET", "{url}", {"headers": {"Authorization": "Basic abc"}}, 401, "auth-required"),
        ("GET", "{url}", {"headers": {"Authorization": "Bearer "}}, 401, "auth-required"),
        ("GET", "{url}", {"headers": {"Authorization": "Bearer wrong"}}, 404, "not-found"),
        (
            "POST",
            "/api/v1/checks",
            {"content": b"{", "headers": JSON},
            400,
            "bad-request",
        ),
        (
            "POST",
            "/api/v1/checks",
            {"content": b"\xff", "headers": JSON},
            400,
            "bad-request",
        ),
        ("POST", "/api/v1/checks", {"content": b"a", "headers": {"Content-Type": "text/plain"}}, 415, "media-type"),
        ("POST", "/api/v1/checks", {"json": {"lang": "fr"}}, 422, "validation"),
        ("POST", "/api/v1/checks", {"json": {"procedure": "none"}}, 422, "validation"),
        ("POST", "/api/v1/checks", {}, 422, "validation"),
        ("POST", "{url}/pages", {"content": b"x", "auth": True}, 422, "validation"),
        ("POST", "{url}/pages", {"files": [("file", ("a.jpg", b""))], "auth": True}, 422, "file-empty"),
        ("POST", "{url}/pages", {"files": [("file", ("a.jpg", b"MZ"))], "auth": True}, 415, "file-type"),
        ("POST", "{url}/pages", {"files": [("file", ("a.pdf", b"%PDF locked"))], "auth": True}, 422, "file-password"),
        ("POST", "{url}/pages", {"files": [("file", ("a.jpg", JPEG))] * 21, "auth": True}, 413, "too-many-pages"),
        (
            "POST",
            "{url}/pages",
            {"data": {"paper": "x"}, "files": [("other", ("a", b"1"))], "auth": True},
            422,
            "validation",
        ),
        ("POST", "{url}/run", {"auth": True}, 409, "wrong-state"),
        ("GET", "{url}/report.json", {"auth": True}, 409, "in-progress"),
        ("GET", "{url}/pages/pg_0/image?w=9", {"auth": True}, 422, "validation"),
        ("GET", "{url}/pages/pg_0/image", {"auth": True}, 404, "not-found"),
        ("GET", "/api/v1/forms/none/editions", {}, 404, "not-found"),
        ("GET", "/api/v1/forms/none/current/blank.pdf", {}, 404, "not-found"),
        ("GET", "/problems/none", {}, 404, "not-found"),
    ],
)
def test_each_error_has_its_answer(
    client: TestClient, person: Person, method: str, path: str, arguments: dict, status: int, slug: str
) -> None:
    """What is wrong with the request, and by which status and type it is told."""
    arguments = dict(arguments)
    if arguments.pop("auth", False):
        arguments["headers"] = person.auth
    address = path.format(url=person.url)
    told = _is_problem(client.request(method, address, **arguments), status, slug)
    assert told["instance"] == address.partition("?")[0]


def test_a_form_that_is_no_form_is_malformed(client: TestClient, person: Person) -> None:
    """A boundary that never comes, a part without a name."""
    for body in (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", b"--y\r\n"):
        headers = person.auth | {"Content-Type": "multipart/form-data; boundary=x"}
        told = client.post(f"{person.url}/pages", content=body, headers=headers)
        assert _is_problem(told, 400, "bad-request")["code"] == "request.malformed"


def test_method_not_allowed_says_what_is(client: TestClient, person: Person) -> None:
    """The header Allow stays."""
    told = client.put("/api/v1/forms")
    _is_problem(told, 405, "method-not-allowed")
    assert told.headers["allow"] == "GET"
    several = client.put(person.url)
    assert several.headers["allow"] == "GET, PATCH, DELETE"


def test_a_check_that_is_full_says_so(client: TestClient, person: Person) -> None:
    """413, and what was there is kept."""
    for part in range(2):
        files = [("file", (f"{n}.jpg", JPEG + bytes([part, n]))) for n in range(15)]
        assert client.post(f"{person.url}/pages", files=files, headers=person.auth).status_code == 201
    told = client.post(f"{person.url}/pages", files=[("file", ("z.jpg", JPEG + b"z"))], headers=person.auth)
    _is_problem(told, 413, "too-many-pages")
    assert len(client.get(person.url, headers=person.auth).json()["pages"]) == 30


def test_a_crowd_is_told_when_to_come_back(client: TestClient, person: Person, desk: Desk) -> None:
    """429 busy with Retry-After; nothing that was accepted is lost."""
    desk.busy = 42
    told = client.post(f"{person.url}/pages", files=[("file", ("a.jpg", JPEG))], headers=person.auth)
    body = _is_problem(told, 429, "busy")
    assert told.headers["retry-after"] == "42"
    assert "42" in body["messages"]["vi"]["f"]


def test_what_nobody_expected_tells_nothing_of_itself(client: TestClient, person: Person, desk: Desk) -> None:
    """500 with a number to name, without the error's own text."""
    desk.fails = RuntimeError("NGUYỄN VĂN A 001099012345 at /srv/secret.py line 3")
    told = client.get(person.url, headers=person.auth)
    body = _is_problem(told, 500, "internal")
    assert re.fullmatch(r"req_[0-9a-f]{12}", body["request_id"])
    for secret in ("NGUYỄN", "001099012345", "secret.py", "RuntimeError", "Traceback"):
        assert secret not in told.text


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineError("Tesseract died"), "system.unavailable"),
        (StoreError("the database is away"), "system.unavailable"),
        (GoneError("erased while it was looked at"), "request.not_found"),
        (FormDataError("forms/x.yaml"), "system.internal"),
        (ScanpipeError("?"), "system.internal"),
        (UploadError("file.no_such", "?"), "system.internal"),
        (UploadError("file.corrupt", "?", name="a"), "file.corrupt"),
    ],
)
def test_families_have_their_status(error: Exception, code: str) -> None:
    """By who can act."""
    answer = answer_to(error)
    assert answer.kind.code == code
    assert ("Retry-After" in answer.headers) == (answer.kind.status == 503)


def test_a_file_is_called_by_its_name(client: TestClient, person: Person) -> None:
    """In the sentence, harmless as it is in JSON, and its place in the request is named."""
    name = "<img src=x onerror=alert(1)>.jpg"
    told = client.post(f"{person.url}/pages", files=[("file", (name, b"MZ"))], headers=person.auth)
    body = _is_problem(told, 415, "file-type")
    assert name in body["messages"]["vi"]["t"]
    assert body["errors"] == [{"pointer": "#/file", "code": "file.wrong_type"}]


def test_what_cannot_be_used_is_pointed_at_and_not_repeated(client: TestClient) -> None:
    """A JSON pointer and a code for each place, never the value."""
    told = client.post("/api/v1/checks", json={"lang": "001099012345", "as_of": "NGUYỄN VĂN A"})
    body = _is_problem(told, 422, "validation")
    assert {error["pointer"] for error in body["errors"]} == {"#/lang", "#/as_of"}
    assert "001099012345" not in told.text
    assert "NGUY" not in told.text


@pytest.mark.parametrize("code", CODES)
def test_every_type_is_a_page_in_both_languages(client: TestClient, code: str) -> None:
    """It says what happened and what to do, without a script or a style."""
    kind = KINDS[code]
    told = client.get(f"/problems/{kind.slug}", headers={"Accept": "text/html"})
    assert told.status_code == 200
    assert told.headers["content-type"] == "text/html; charset=utf-8"
    for lang in ("vi", "en"):
        assert example(code)[lang].f.replace("“", "“") in told.text
    assert code in told.text
    assert told.text.count("<h1>") == 1
    assert told.text.count("<h2>") == len(of_slug(kind.slug))
    assert not re.search(r"<script|<style|style=| on\w+=", told.text)


@pytest.mark.parametrize("code", CODES)
def test_the_words_keep_the_rules(code: str) -> None:
    """A title of at most 16 words, a fix of at most 35; vui lòng in the fix only; xin lỗi only when it is our fault."""
    words = example(code)
    for lang in ("vi", "en"):
        assert len(words[lang].t.split()) <= 16
        assert len(words[lang].f.split()) <= 35
        assert words[lang].t == unicodedata.normalize("NFC", words[lang].t)
        assert "{" not in words[lang].t + words[lang].f
    vietnamese = words["vi"]
    assert "vui lòng" not in vietnamese.t.lower()
    assert vietnamese.f.lower().count("vui lòng") == 1
    assert ("xin lỗi" in vietnamese.t.lower()) == (KINDS[code].status >= 500)
    for avoided in ("không hợp lệ", "lỗi ", "từ chối", "user", "bạn ", "quý khách", "server", "token"):
        assert avoided not in (vietnamese.t + vietnamese.f).lower().replace("xin lỗi", "")


def test_every_finding_about_a_file_has_a_status() -> None:
    """The table knows all of them, and none that do not exist."""
    table = yaml.safe_load((ROOT / "api" / "problems.yaml").read_text(encoding="utf-8"))
    assert set(table["files"]) == {code for code in FINDINGS if code.startswith("file.")}


def test_examples_name_the_bounds_that_hold() -> None:
    """Whoever reads the page plans by them."""
    assert str(MAX_FILES) in example("request.too_many_files")["vi"].t
    assert str(MOST_PAGES) in example("check.too_many_pages")["vi"].t


def test_a_file_without_a_name_leaves_no_gap() -> None:
    """The sentence still is one."""
    words = sentences("file.too_large", {"max_mb": 50})
    assert words["vi"].t == "Tệp lớn hơn 50 MB."
    assert words["en"].t == "The file is larger than 50 MB."


def test_a_page_is_shown_to_a_browser_outside_the_api(client: TestClient) -> None:
    """Where no pages are installed, a browser too gets JSON; under /api always."""
    shown: list[Exception] = []

    def page(_request, error):
        from starlette.responses import HTMLResponse

        shown.append(error)
        return HTMLResponse("<h1>?</h1>")

    client.app.state.error_page = page
    told = client.get("/nothing", headers={"Accept": "text/html,*/*"})
    assert (told.status_code, told.text) == (404, "<h1>?</h1>")
    assert client.get("/api/v1/nothing", headers={"Accept": "text/html"}).json()["status"] == 404
    assert client.get("/nothing").json()["status"] == 404
    assert len(shown) == 1


def test_one_person_cannot_be_told_from_another_by_errors(client: TestClient) -> None:
    """A page of somebody else's check is as unknown as one that never was."""
    mine, theirs = begin(client), begin(client)
    client.post(f"{theirs.url}/pages", files=[("file", ("a.jpg", JPEG))], headers=theirs.auth)
    told, never = (client.get(f"{mine.url}/pages/{page}/image", headers=mine.auth) for page in ("pg_0", "pg_none"))
    same = ("type", "title", "detail", "code", "messages", "errors")
    seen, unknown = (_is_problem(answer, 404, "not-found") for answer in (told, never))
    assert [seen[name] for name in same] == [unknown[name] for name in same]
