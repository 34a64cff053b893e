"""Headers, cookies, forged requests, and how much is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import APIRouter, Depends, FastAPI, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import security
from api.bodies import SMALL_BYTES, BodyLimit, BodyTooLargeError
from tests.api.conftest import Person, TestClient
from tests.api.desk import JPEG
from tests.awaited import awaited


@pytest.fixture
def pages(own_app: FastAPI) -> Iterator[TestClient]:
    """A client of a service with two pages of its own: one that gives a token, one that takes a form."""
    router = APIRouter()

    @router.get("/form")
    def form(request: Request) -> JSONResponse:
        return JSONResponse({"csrf": security.csrf_token(request), "again": security.csrf_token(request)})

    @router.post("/form", dependencies=[Depends(security.csrf_guard)])
    def act(request: Request, word: str = Form("")) -> JSONResponse:
        return JSONResponse({"word": word})

    @router.get("/remember/{code}/{token}")
    def remember(request: Request, code: str, token: str) -> Response:
        response = Response()
        security.remember(response, request, code, token)
        return response

    @router.get("/forget/{code}")
    def forget(request: Request, code: str) -> Response:
        response = Response()
        security.forget(response, request, code)
        return response

    own_app.include_router(router)
    with TestClient(own_app) as client:
        yield client


@pytest.fixture
def browser(pages: TestClient, person: Person) -> Iterator[TestClient]:
    """A browser that holds the cookie of the check."""
    pages.get(f"/remember/{person.code}/{person.token}")
    yield pages
    pages.cookies.clear()


def test_every_answer_is_dressed(client: TestClient, person: Person) -> None:
    """Strict policy, nothing sniffed, no referrer, nothing kept and nothing indexed."""
    for url in (person.url, "/api/v1/nothing", "/api/v1/forms", "/healthz"):
        headers = client.get(url, headers=person.auth).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        for rule in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
            assert rule in policy.split("; ")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        public = url == "/api/v1/forms"
        assert ("no-store" in headers["cache-control"]) != public
        assert ("noindex" in headers.get("x-robots-tag", "")) != public


def test_the_cookie_opens_its_check_by_code_and_by_id(browser: TestClient, person: Person) -> None:
    """No script can read it, and it is sent along by the event source of a browser too."""
    cookie = browser.get(f"/remember/{person.code}/{person.token}").headers["set-cookie"]
    assert cookie.startswith(f"sp_{person.code.replace('-', '')}={person.token};")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    for ref in (person.code, person.id):
        assert browser.get(f"/api/v1/checks/{ref}").status_code == 200
    assert browser.get("/api/v1/checks/chk_nothing").status_code == 404
    browser.get(f"/forget/{person.code}")
    assert browser.get(person.url).status_code == 401


def test_a_proxy_that_asks_for_a_password_is_not_in_the_way(browser: TestClient, person: Person) -> None:
    """Its header goes along with every request of the browser; the cookie still opens the check, guarded as ever."""
    proxy = {"Authorization": "Basic Y2hlY2s6bWU="}
    assert browser.get(person.url, headers=proxy).status_code == 200
    assert browser.delete(person.url, headers=proxy).status_code == 403


def test_over_https_cookies_are_secure(own_app: FastAPI, pages: TestClient, person: Person) -> None:
    """All of them, those of the pages too."""
    with TestClient(own_app, base_url="https://kiem-tra.example") as safe:
        for url in (f"/remember/{person.code}/{person.token}", "/form"):
            assert "Secure" in safe.get(url).headers["set-cookie"]


def test_a_cookie_alone_changes_nothing(browser: TestClient, person: Person) -> None:
    """A forged request has the cookie, but not the token of our page."""
    told = browser.delete(person.url)
    assert (told.status_code, told.json()["type"]) == (403, "/problems/form-expired")
    assert browser.get(person.url).status_code == 200


def test_our_own_page_may_act_with_the_cookie(browser: TestClient, person: Person) -> None:
    """By header or by the field of a form, for JSON and for files."""
    token = browser.get("/form").json()["csrf"]
    assert browser.patch(person.url, json={"lang": "en"}, headers={"X-CSRF-Token": token}).status_code == 200
    url = f"{person.url}/pages"
    by_field = browser.post(url, files=[("file", ("a.jpg", JPEG))], data={"csrf": token})
    assert by_field.status_code == 201, by_field.text
    with_key = {"X-CSRF-Token": token, "Idempotency-Key": "0123456789abcdef0"}
    assert browser.post(url, files=[("file", ("b.jpg", JPEG + b"b"))], headers=with_key).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "X-CSRF-Token": "0" * 64},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": "0" * 64},
        {"X-CSRF-Token": "é"},
        {"X-CSRF-Token": ""},
    ],
)
def test_another_site_may_not_act(browser: TestClient, person: Person, headers: dict[str, str]) -> None:
    """Not even with the right token, and not with a wrong one."""
    token = browser.get("/form").json()["csrf"]
    sent = {"X-CSRF-Token": token} | headers
    told = browser.delete(person.url, headers={k: v.encode() for k, v in sent.items()})
    assert told.status_code == 403


def test_a_page_that_asks_for_no_referrer_may_act(browser: TestClient, person: Person) -> None:
    """A browser sends its forms with the origin "null"."""
    token = browser.get("/form").json()["csrf"]
    headers = {"X-CSRF-Token": token, "Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert browser.delete(person.url, headers=headers).status_code == 204


def test_the_same_host_may_act_whatever_its_name(browser: TestClient, person: Person) -> None:
    """Origin is held against Host; no name is configured."""
    token = browser.get("/form").json()["csrf"]
    headers = {"X-CSRF-Token": token, "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert browser.delete(person.url, headers=headers).status_code == 204


def test_a_form_of_a_page_is_guarded_and_read_once(pages: TestClient) -> None:
    """The field `csrf` of the form goes with the cookie that the page gave."""
    shown = pages.get("/form").json()
    assert shown["csrf"] == shown["again"] == pages.get("/form").json()["csrf"]
    told = pages.post("/form", data={"csrf": shown["csrf"], "word": "chào"})
    assert told.json() == {"word": "chào"}
    assert pages.post("/form", data={"word": "chào"}).status_code == 403
    pages.cookies.clear()
    assert pages.post("/form", data={"csrf": shown["csrf"]}).status_code == 403


def test_a_bearer_needs_no_page(client: TestClient, person: Person) -> None:
    """A program shows the token itself; a browser never sends it by itself."""
    assert client.delete(person.url, headers=person.auth | {"Origin": "https://other.example"}).status_code == 204


def test_a_large_body_is_refused_by_its_length(client: TestClient, person: Person) -> None:
    """Before anything reads it: the sentence of the finding, with the limit."""
    told = client.post(f"{person.url}/pages", files=[("file", ("a.jpg", b"0" * 2_100_000))], headers=person.auth)
    assert (told.status_code, told.json()["code"]) == (413, "file.too_large")
    assert told.json()["messages"]["vi"]["t"] == "Tệp lớn hơn 1 MB."
    assert told.headers["connection"] == "close"


def test_a_body_without_a_length_is_counted(client: TestClient, person: Person) -> None:
    """And not read on beyond the limit."""
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while sent < 50:
            sent += 1
            yield b"0" * 100_000

    headers = person.auth | {"Content-Type": "multipart/form-data; boundary=x"}
    told = client.post(f"{person.url}/pages", content=endless(), headers=headers)
    assert (told.status_code, told.json()["code"]) == (413, "file.too_large")


def test_one_file_that_is_too_large_is_named(client: TestClient, person: Person) -> None:
    """Within the margin of the request, but larger than a file may be."""
    files = [("file", ("ổn.jpg", JPEG)), ("file", ("to.jpg", b"0" * 1_100_000))]
    told = client.post(f"{person.url}/pages", files=files, headers=person.auth)
    assert (told.status_code, told.json()["messages"]["vi"]["t"]) == (413, "Tệp to.jpg lớn hơn 1 MB.")
    assert client.get(person.url, headers=person.auth).json()["pages"] == []


def test_json_may_be_small_only(client: TestClient, person: Person) -> None:
    """64 KB, told by length or counted."""
    for content in (b" " * 70_000, iter([b" " * 40_000] * 2)):
        told = client.patch(person.url, content=content, headers=person.auth | {"Content-Type": "application/json"})
        assert (told.status_code, told.json()["code"]) == (413, "request.too_large")


@pytest.mark.parametrize("announced", [True, False])
def test_a_large_body_is_not_read_for_ever(announced: bool) -> None:
    """Some of it is poured away, so that a browser comes to read the answer; not all of it."""
    read, sent = 0, []

    async def receive() -> dict:
        nonlocal read
        read += 10_000
        return {"type": "http.request", "body": b"0" * 10_000, "more_body": True}

    async def send(message: dict) -> None:
        sent.append(message)

    async def reader(_scope: dict, receive, _send) -> None:
        while True:
            await receive()

    headers = [(b"content-length", b"999999999")] if announced else []
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b"", "state": {}}
    limit = BodyLimit(reader, files_bytes=1)
    if announced:
        awaited(limit(scope, receive, send))
        assert sent[0]["status"] == 413
    else:
        with pytest.raises(BodyTooLargeError):
            awaited(limit(scope, receive, send))
    assert read < 6 * SMALL_BYTES


def test_words_are_compressed_and_pictures_are_not(client: TestClient, person: Person) -> None:
    """For people with a slow connection; a stream of events is never held back."""
    client.post(f"{person.url}/pages", files=[("file", ("a.jpg", JPEG + b"0" * 5000))], headers=person.auth)
    assert client.get("/api/v1/findings").headers["content-encoding"] == "gzip"
    assert client.get(person.url, headers=person.auth).headers["content-encoding"] == "gzip"
    picture = client.get(f"{person.url}/pages/pg_0/image", headers=person.auth)
    assert "content-encoding" not in picture.headers
    client.app.state.longest_stream_s = 0.02
    assert "content-encoding" not in client.get(f"{person.url}/events", headers=person.auth).headers


def test_nothing_depends_on_the_name_of_the_host(client: TestClient, person: Person) -> None:
    """Addresses in answers are relative."""
    for host in ("evil.example", "kiem-tra.gov.vn:8443", "[::1]"):
        told = client.get(person.url, headers=person.auth | {"Host": host})
        assert told.status_code == 200
        assert host not in told.text
