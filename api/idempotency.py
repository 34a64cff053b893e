"""
The same POST twice is done once: header `Idempotency-Key`.

The key stands for one request: its path, the check it is about, and what it says. What a form says is compared part
by part, because a browser that sends it again draws another boundary.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from api.access import desk_of, open_check
from api.problems import RefusedError
from api.uploads import MAX_FIELD_BYTES, MAX_FIELDS, MAX_FILES, digest
from scanpipe.intake.idempotency import Idempotency

KEY_HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{16,200}\Z")
_KEPT_HEADERS = frozenset({"content-type", "location", "retry-after", "content-disposition", "etag"})

Handler = Callable[[Request], Awaitable[Response]]


async def once(request: Request, handle: Handler) -> Response:
    """
    Do the request, or give the answer of the first time.

    Without the header it is simply done. Raises RefusedError: 409 while the first is still running, 422 when the key
    stands for another request. A request that fails frees its key.
    """
    shown = request.headers.get(KEY_HEADER)
    if shown is None:
        return await handle(request)
    key = shown.strip().strip('"')
    if not _KEY.match(key):
        raise RefusedError("request.invalid", errors=[{"pointer": f"#/header/{KEY_HEADER}", "code": "key_pattern"}])
    # Who may not act on the check must not get its answers either.
    check_id = (await open_check(request)).id if "check" in request.path_params else None
    actor = getattr(request.state, "actor", None)  # two officers may use the same key
    scope = f"{actor.id if actor else ''} {request.method} {request.url.path}".lstrip()
    book = desk_of(request).idempotency
    begun = await run_in_threadpool(book.begin, scope, key, await _fingerprint(request), check_id=check_id)
    if begun.response is not None:
        first = begun.response
        return Response(first.body, first.status, {**first.headers, REPLAYED_HEADER: "true"})
    match str(begun.begin):
        case "running":
            raise RefusedError("request.in_progress", headers={"Retry-After": "2"})
        case "mismatch":
            raise RefusedError("request.key_reused")
    try:
        response = await handle(request)
    except BaseException:
        await run_in_threadpool(book.abandon, scope, key)
        raise
    about = check_id or getattr(request.state, "check_id", None)
    await run_in_threadpool(_complete, book, scope, key, response, about)
    return response


def _complete(book: Idempotency, scope: str, key: str, response: Response, check_id: str | None) -> None:
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    book.complete(
        scope, key, status=response.status_code, headers=headers, body=bytes(response.body), check_id=check_id
    )


async def _fingerprint(request: Request) -> str:
    """The SHA-256 of what the request says: of the parts of a form, else of the body."""
    seen = hashlib.sha256()
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        seen.update(await request.body())
        return seen.hexdigest()
    form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            said = f"{value.filename}\0{await run_in_threadpool(digest, value)}"
        else:
            said = value
        seen.update(f"{name}\0{said}\0\0".encode("utf-8", "surrogatepass"))
    return seen.hexdigest()
