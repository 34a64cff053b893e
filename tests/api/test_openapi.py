"""The OpenAPI document: complete, and its examples are true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from starlette.routing import Match

from api.app import create_app
from api.problem_table import KINDS
from scanpipe.report.json import schema as report_schema
from scanpipe.settings import Settings
from tests.api.conftest import TestClient
from tests.api.desk import Desk

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The whole service; nobody acts in it, so its rooms may be empty."""
    return create_app(Settings(), cast(Any, Desk()), cast(Any, object()), limited=False, pages=False)


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    told = client.get("/openapi.json")
    assert told.content == client.get("/api/v1/openapi.json").content
    return told.json()


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield f"{method} {path}", operation


def _media(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every content of an operation: of what is sent and of each answer."""
    yield from operation.get("requestBody", {}).get("content", {}).items()
    for response in operation["responses"].values():
        yield from response.get("content", {}).items()


def _examples(media: dict[str, Any]) -> list[Any]:
    return ([media["example"]] if "example" in media else []) + [e["value"] for e in media.get("examples", {}).values()]


def _check(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": document["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    """What is sent, each answer and each problem; parameters too."""
    seen = 0
    for name, operation in _operations(document):
        for media_type, media in _media(operation):
            for value in _examples(media):
                seen += 1
                assert _check(document, media.get("schema", {}), value) == [], (name, media_type)
        for parameter in operation.get("parameters", ()):
            values = _examples(parameter) + list(parameter["schema"].get("examples", ()))
            for value in values:
                seen += 1
                assert _check(document, parameter["schema"], value) == [], (name, parameter["name"])
    assert seen > 200


def test_no_operation_is_without_an_example_and_words(document: dict[str, Any]) -> None:
    """An example of an answer, a summary, a description and a known tag."""
    tags = {tag["name"] for tag in document["tags"]}
    for name, operation in _operations(document):
        examples = [value for _, media in _media(operation) for value in _examples(media)]
        assert examples, name
        assert operation["summary"], name
        assert operation["description"], name
        assert set(operation["tags"]) <= tags, name


def test_json_answers_show_an_example_of_success(document: dict[str, Any]) -> None:
    """Wherever success is JSON."""
    for name, operation in _operations(document):
        success = [r for status, r in operation["responses"].items() if status.startswith("2")]
        for media_type, media in (pair for r in success for pair in r.get("content", {}).items()):
            if media_type == "application/json":
                assert _examples(media), name


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    """No other body for 4xx and 5xx, in every operation; only readyz has its own 503."""
    for name, operation in _operations(document):
        for status, response in operation["responses"].items():
            if status[0] in "45":
                own = {"application/json"} if (name, status) == ("get /readyz", "503") else set()
                assert set(response["content"]) - own == {"application/problem+json"}, (name, status)
        assert "500" in operation["responses"], name
        assert ("404" in operation["responses"]) >= ("{check}" in name), name
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_problem_is_told_of(document: dict[str, Any]) -> None:
    """Each kind stands with an operation that can have it (an unknown path and method stand with none)."""
    told = {code for _, operation in _operations(document) for code in _codes(operation)}
    nowhere = {"request.method_not_allowed", "file.page_broken", "file.upload_failed", "access.login_failed"}
    assert told == set(KINDS) - nowhere


def _codes(operation: dict[str, Any]) -> set[str]:
    return {
        code
        for response in operation["responses"].values()
        for code in response.get("content", {}).get("application/problem+json", {}).get("examples", {})
    }


def test_a_check_and_the_center_need_their_keys_and_the_rest_is_public(document: dict[str, Any]) -> None:
    """Security schemes where they belong."""
    of_the_center = ("/api/v1/dossiers", "/api/v1/audit", "/api/v1/statistics", "/api/v1/webhooks", "/api/v1/catalogue")
    for name, operation in _operations(document):
        path = name.split()[1]
        wanted = (
            {"token", "cookie"}
            if "{check}" in path
            else {"key", "session"}
            if path.startswith(of_the_center)
            else set()
        )
        assert {scheme for one in operation.get("security", ()) for scheme in one} == wanted, name
    assert set(document["components"]["securitySchemes"]) == {"token", "cookie", "key", "session"}


def test_it_names_no_host_and_loads_nothing(document: dict[str, Any], client: TestClient) -> None:
    """Servers are relative, and there is no page that loads scripts from elsewhere."""
    assert [server["url"] for server in document["servers"]] == ["/"]
    assert document["info"]["title"] == "scanpipe"
    for path in ("/docs", "/redoc"):
        assert client.get(path).status_code == 404


def test_every_post_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    """And its success may be a replay."""
    posts = [(name, operation) for name, operation in _operations(document) if name.startswith("post ")]
    assert posts
    for name, operation in posts:
        assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]], name


def test_the_example_of_a_report_is_a_report(document: dict[str, Any]) -> None:
    """Against the schema that is published beside it."""
    operation = document["paths"]["/api/v1/checks/{check}/report.json"]["get"]
    value = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert list(Draft202012Validator(report_schema()).iter_errors(value)) == []


def test_the_schema_and_the_tables_are_public(client: TestClient, desk: Desk) -> None:
    """What integrators need to read a report."""
    assert client.get("/api/v1/schemas/report.v1.json").json() == report_schema()
    assert client.get("/api/v1/findings").json()["findings"][0]["vi"]["title"]
    assert {p["code"] for p in client.get("/api/v1/problems").json()["problems"]} == set(KINDS)
    assert client.get("/api/v1/procedures?q=khai sinh").json()["procedures"][0]["key"] == "birth_registration"
    blank = client.get("/api/v1/forms/ct01/current/blank.pdf")
    assert (blank.headers["content-type"], blank.content[:4]) == ("application/pdf", b"%PDF")
    again = client.get("/api/v1/forms/ct01/current/blank.pdf", headers={"If-None-Match": blank.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/api/v1/forms").json()["forms"][0]["form"] == "ct01"
    assert client.get("/api/v1/forms/ct01/editions?on=2026-11-23").json()["on"] == "2026-11-23"


def test_every_route_is_documented(app: FastAPI, document: dict[str, Any]) -> None:
    """What stands under /api/v1 stands in the document."""
    paths = {path for path in document["paths"] if path.startswith("/api/v1")}
    own = {route.path for route in app.routes if isinstance(route, APIRoute) and route.path.startswith("/api/v1")}
    assert own - {"/api/v1/openapi.json"} <= paths
    for path in paths:
        scope = {"type": "http", "path": path, "method": "GET", "root_path": "", "headers": []}
        assert any(route.matches(scope)[0] != Match.NONE for route in app.routes), path
