"""What a route tells the OpenAPI document about its answers: an example of success, and the problems it can have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict

PROBLEMS = "x-problems"
"""Where a route notes its problems by code; api/openapi.py writes them out."""


class Described(TypedDict):
    """Arguments for a route."""

    responses: dict[int | str, dict[str, Any]]
    openapi_extra: dict[str, Any]


def described(
    example: Any,
    *problems: str,
    status: int = 200,
    also: Mapping[int, dict[str, Any]] | None = None,
    media_type: str = "application/json",
) -> Described:
    """A route that answers with JSON such as `example`."""
    answer = shown(example, media_type=media_type)
    responses: dict[int | str, dict[str, Any]] = {status: answer}
    for other, answered in (also or {}).items():
        responses[other] = answered
    return Described(responses=responses, openapi_extra={PROBLEMS: list(problems)})


def shown(example: Any, *, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    """
    An answer in JSON with its example.

    The example is kept as text until the document is finished: the framework would drop every null in it.
    """
    return {"content": {media_type: {"example": json.dumps(example)}}, **more}


def binary(media_type: str, description: str, *problems: str, tagged: bool = True) -> Described:
    """A route that answers with bytes of that type."""
    schema = {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}
    answer = {"description": description, "content": {media_type: {"schema": schema}}}
    responses: dict[int | str, dict[str, Any]] = {200: answer}
    if tagged:
        responses[304] = {"description": "The client has it (If-None-Match)."}
    return Described(responses=responses, openapi_extra={PROBLEMS: list(problems)})


def silent(*problems: str) -> Described:
    """A route that answers 204."""
    return Described(
        responses={204: {"description": "Done; nothing is to be said."}}, openapi_extra={PROBLEMS: list(problems)}
    )
