"""The OpenAPI document: what the framework knows of the routes, with every problem written out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.idempotency import KEY_HEADER
from api.problem_table import KINDS
from api.problems import MEDIA_TYPE, Problem, example_of
from api.security import CSRF_HEADER
from api.v1.described import PROBLEMS

Json: TypeAlias = dict[str, Any]

TAGS = [
    {"name": "checks", "description": "A check: one dossier that is being prepared. Its token opens it."},
    {"name": "pages", "description": "The pages of a check."},
    {"name": "events", "description": "What happens in a check, as it happens."},
    {"name": "findings", "description": "What a person says about a finding."},
    {"name": "reports", "description": "What can be taken away from a check."},
    {"name": "one call", "description": "Files in, report out."},
    {"name": "forms", "description": "Forms, their editions and blanks."},
    {"name": "procedures", "description": "Procedures and their papers."},
    {"name": "dossiers", "description": "Dossiers at the Center, for officers and their programs."},
    {"name": "exports", "description": "What is handed on of an accepted dossier."},
    {"name": "webhooks", "description": "Other systems that are told what happens."},
    {"name": "statistics", "description": "What was counted; nobody can be told from it."},
    {"name": "audit", "description": "Who did what, line after line."},
    {
        "name": "catalogue",
        "description": "Editions, drafts and what was published, for those who keep the forms.",
    },
    {"name": "reference", "description": "Tables and schemas."},
    {"name": "service", "description": "For those who run it."},
]
DESCRIPTION = """
Checks scans and photos of Vietnamese administrative forms: which form and edition it is, whether that edition is in
force on the day of filing, and what is missing.

A check is opened by its bearer token, which is told once when the check begins. Every error is
`application/problem+json` (RFC 9457) with a sentence in Vietnamese and one in English. Every `POST` takes an
`Idempotency-Key`. A paper with problems is no error: it has findings.
"""
ALWAYS = ("system.internal", "system.unavailable")
OF_A_CHECK = ("access.token_missing", "request.not_found", "request.too_many")
OF_A_BODY = ("request.malformed", "request.media_type", "request.too_large", "request.invalid")
OF_A_POST = ("request.in_progress", "request.key_reused", "request.invalid")
_UNSAFE = ("post", "put", "patch", "delete")


def build(app: FastAPI) -> Json:
    """The document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=DESCRIPTION.strip(),
            routes=app.routes,
            tags=TAGS,
            servers=[{"url": "/", "description": "This server."}],
        )
        app.openapi_schema = _finished(document)
    return app.openapi_schema


def _finished(document: Json) -> Json:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "The token of the check."},
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sp_KT7M4K92QX",
            "description": f"The cookie of the check, named after its code. Unsafe methods also need {CSRF_HEADER}.",
        },
    }
    components["securitySchemes"] |= {
        "key": {"type": "http", "scheme": "bearer", "description": "The key of a program of the Center, with scopes."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sp_staff",
            "description": f"An officer who has logged in. Unsafe methods also need {CSRF_HEADER}.",
        },
    }
    for path, method, operation in _operations(document):
        _finish(path, method, operation)
    return document


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _finish(path: str, method: str, operation: Json) -> None:
    own = operation.pop(PROBLEMS, None)
    responses = operation["responses"]
    _write_examples(responses)
    responses.pop("422", None)
    of_a_check = "{check}" in path
    codes = dict.fromkeys(own or ())
    if of_a_check:
        operation["security"] = [{"token": []}, {"cookie": []}]
        codes.update(dict.fromkeys(OF_A_CHECK))
    of_the_center = "access.login_missing" in codes
    if of_the_center:
        operation["security"] = [{"key": []}, {"session": []}]
    if (of_a_check or of_the_center) and method in _UNSAFE:
        codes["access.form_expired"] = None
    if "requestBody" in operation:
        codes.update(dict.fromkeys(OF_A_BODY))
    if operation.get("parameters"):
        codes["request.invalid"] = None
    if method == "post":
        codes.update(dict.fromkeys((*OF_A_POST, "request.too_many")))
        operation.setdefault("parameters", []).append(_idempotency_key())
        responses_of_success = [responses[s] for s in responses if s.startswith("2")]
        for response in responses_of_success:
            response.setdefault("headers", {})["Idempotency-Replayed"] = {
                "description": "true when this is the answer of the first time.",
                "schema": {"type": "string"},
            }
    codes.update(dict.fromkeys(ALWAYS))
    for code in codes:
        _add(responses, code)


def _write_examples(responses: Json) -> None:
    """Examples of JSON were kept as text, so that their nulls came through."""
    for response in responses.values():
        for media_type, media in response.get("content", {}).items():
            if media_type.endswith("json") and isinstance(media.get("example"), str):
                media["example"] = json.loads(media["example"])


def _add(responses: Json, code: str) -> None:
    kind = KINDS[code]
    response = responses.setdefault(str(kind.status), {"description": kind.title})
    media = response.setdefault("content", {}).setdefault(
        MEDIA_TYPE, {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
    )
    media["examples"][code] = {"summary": kind.title, "value": example_of(code)}
    if kind.status in (429, 503):
        response["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        }


def _idempotency_key() -> Json:
    return {
        "name": KEY_HEADER,
        "in": "header",
        "required": False,
        "description": "A random text of your own: sent again with the same request, nothing is done twice (24 hours).",
        "schema": {"type": "string", "minLength": 16, "maxLength": 200, "pattern": "^[!-~]+$"},
        "example": "9f1c7a52-5f0e-4a53-8a0b-6f6f9a1e2d10",
    }
