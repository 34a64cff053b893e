"""
Every error as `application/problem+json` (RFC 9457), with a sentence in Vietnamese and one in English.

An error has a family; the family, or the code it carries, has a status and words (problems.yaml). What a person
typed or sent is never repeated, except the name of a file that they sent with this request.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.problem_table import KINDS, Kind, Sentence, example, sentences
from scanpipe.errors import EngineError, ScanpipeError, UploadError, UsageError
from scanpipe.findings import Lang
from scanpipe.intake.errors import BusyError, ConsentError, FullError, NotFoundError, StateError
from scanpipe.office.deciding import ChangedError
from scanpipe.office.errors import DecisionError, HeldError, LoginError, NotAllowedError, OpenPointsError
from scanpipe.publishing.draft_errors import Conflict, NoDraft
from scanpipe.publishing.words import PublishError
from scanpipe.store.errors import NotFoundError as GoneError
from scanpipe.store.errors import StoreError

MEDIA_TYPE = "application/problem+json"
RETRY_S = 30
"""When to come back, where nobody knows better."""

_BY_STATUS = {
    400: "request.malformed",
    401: "access.token_missing",
    403: "access.form_expired",
    404: "request.not_found",
    405: "request.method_not_allowed",
    413: "request.too_large",
    415: "request.media_type",
    422: "request.invalid",
    429: "request.too_many",
    503: "system.unavailable",
}
_BY_FAMILY: Mapping[type[ScanpipeError], str] = {
    NotFoundError: "request.not_found",
    ConsentError: "access.consent_missing",
    StateError: "check.wrong_state",
    FullError: "check.full",
    BusyError: "system.crowded",
    GoneError: "request.not_found",
    NotAllowedError: "access.not_allowed",
    LoginError: "access.login_failed",
    ChangedError: "dossier.changed",
    HeldError: "dossier.held",
    OpenPointsError: "dossier.open_points",
    DecisionError: "dossier.decision",
    NoDraft: "request.not_found",
    Conflict: "draft.changed",
    StoreError: "system.unavailable",
    EngineError: "system.unavailable",
    UsageError: "request.invalid",
}
"""What is not named here is ours to mend: `system.internal`."""


class RefusedError(ScanpipeError):
    """What the door itself refuses; `code` is a key of problems.yaml, `params` fill its words."""

    def __init__(
        self,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        **params: object,
    ) -> None:
        super().__init__(KINDS[code].title)
        self.code = code
        self.headers = dict(headers or {})
        self.errors = [dict(error) for error in errors]
        self.params = params


class Place(BaseModel):
    """One place of the request that cannot be used."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(description="Where, as a JSON pointer into the request.", examples=["#/file"])
    code: str = Field(description="What is the matter there.", examples=["file.password"])


class Problem(BaseModel):
    """A problem as RFC 9457 has it; `messages` are for people, in both languages."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="The address of a page that explains it.", examples=["/problems/file-password"])
    title: str = Field(description="The kind of problem in a few English words.")
    status: int = Field(ge=400, le=599, description="The HTTP status.")
    detail: str = Field(description="What happened, in English.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="A code that keeps its meaning.", examples=["file.password"])
    request_id: str = Field(description="Name this when you ask for help.", examples=["req_8f2c51d07a3e"])
    messages: dict[Lang, Sentence] = Field(description="What happened and what to do, by language (vi, en).")
    errors: list[Place] = Field(default_factory=list, description="The places of the request it is about.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A problem before it is sent: its kind, what fills its words, and headers that go with it."""

    kind: Kind
    params: Mapping[str, object] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[Mapping[str, str], ...] = ()

    @property
    def words(self) -> dict[Lang, Sentence]:
        """What happened and what to do, by language."""
        return sentences(self.kind.code, self.params)


def answer_to(error: Exception) -> Answer:
    """The problem that an error is to the one who asked. What nobody expected is `system.internal`."""
    match error:
        case RefusedError():
            return _answer(error.code, error.params, error.headers, tuple(error.errors))
        case UploadError():
            return _answer(error.code, error.params, {}, ({"pointer": "#/file", "code": error.code},))
        case RequestValidationError():
            return _invalid(error)
        case HTTPException() if isinstance(cause := getattr(error, "cause", None), ScanpipeError):
            return answer_to(cause)
        case HTTPException():
            return _answer(_of_http(error), _most(error), error.headers or {})
        case BusyError():
            return _answer("system.crowded", {"retry_s": max(1, math.ceil(error.retry_after_s))}, {})
        case LoginError():
            return _answer("access.login_failed", {}, _after(error.retry_after_s))
        case HeldError():
            return _answer("dossier.held", {"by": error.by}, {})
        case OpenPointsError():
            return _answer("dossier.open_points", {"must": error.must, "unseen": error.unseen}, {})
        case PublishError():
            return _answer("law.refused", {"told_vi": error.told["vi"], "told_en": error.told["en"]}, {})
        case ScanpipeError():
            return _answer(_family(error), {}, {})
    return _answer("system.internal", {}, {})


def problem_response(request: Request, answer: Answer) -> JSONResponse:
    """The answer as problem+json."""
    words = answer.words
    body = Problem(
        type=f"/problems/{answer.kind.slug}",
        title=answer.kind.title,
        status=answer.kind.status,
        detail=words["en"].t,
        instance=request.url.path,
        code=answer.kind.code,
        request_id=getattr(request.state, "request_id", "req_0"),
        messages=words,
        errors=[Place.model_validate(place) for place in answer.errors],
    )
    return JSONResponse(body.model_dump(), answer.kind.status, dict(answer.headers), MEDIA_TYPE)


def example_of(code: str) -> dict[str, Any]:
    """A problem of that kind as it may look, for the OpenAPI document."""
    kind = KINDS[code]
    words = example(code)
    errors = [Place(pointer="#/file", code=code)] if code.startswith("file.") else []
    body = Problem(
        type=f"/problems/{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=words["en"].t,
        instance="/api/v1/checks/chk_01jd9zp0v6k3m8q4r7t2w5x9ab",
        code=code,
        request_id="req_8f2c51d07a3e",
        messages=words,
        errors=errors,
    )
    return body.model_dump()


def _answer(
    code: str, params: Mapping[str, object], headers: Mapping[str, str], errors: tuple[Mapping[str, str], ...] = ()
) -> Answer:
    kind = KINDS.get(code, KINDS["system.internal"])
    if kind.status in (429, 503):
        params = {"retry_s": RETRY_S, **params}
        headers = {"Retry-After": str(params["retry_s"]), **headers}
    if kind.status == 401:
        headers = {"WWW-Authenticate": "Bearer", **headers}
    return Answer(kind, params, headers, errors)


def _after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)} if seconds else {}


def _family(error: ScanpipeError) -> str:
    """The code of the nearest family that has one."""
    return next((_BY_FAMILY[family] for family in type(error).__mro__ if family in _BY_FAMILY), "system.internal")


def _of_http(error: HTTPException) -> str:
    """The code of what the framework refuses by itself."""
    if error.status_code == 400 and str(error.detail).startswith("Too many files"):
        return "request.too_many_files"
    if error.status_code >= 500:
        return _BY_STATUS.get(error.status_code, "system.internal")
    return _BY_STATUS.get(error.status_code, "request.malformed")


def _most(error: HTTPException) -> dict[str, object]:
    """How many files are allowed, from "… Maximum number of files is 20."."""
    last = str(error.detail).rstrip(".").rsplit(" ", 1)[-1]
    return {"max": last} if last.isdigit() else {}


def _invalid(error: RequestValidationError) -> Answer:
    """Which places cannot be used and why; never what stood there."""
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return _answer("request.malformed", {}, {})
    places = tuple({"pointer": _pointer(one["loc"]), "code": str(one["type"])} for one in found)
    return _answer("request.invalid", {}, {}, places)


def _pointer(loc: Sequence[object]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in loc]
    return "#/" + "/".join(parts[1:] if parts[:1] == ["body"] and len(parts) > 1 else parts)
