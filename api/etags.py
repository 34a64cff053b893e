"""Not sent again when the client has it: ETag and If-None-Match (RFC 9110, 13.1.2)."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

PUBLIC = "public, max-age=3600"
"""For what belongs to nobody: blanks, lists, schemas."""


def quoted(tag: str) -> str:
    """A tag as it stands in a header."""
    return f'"{tag}"'


def tag_of(data: bytes) -> str:
    """The tag of some bytes."""
    return quoted(hashlib.sha256(data).hexdigest()[:32])


def held(request: Request, tag: str) -> bool:
    """Whether the client says that it holds what has this tag."""
    shown = request.headers.get("if-none-match", "")
    held_tags = {part.strip().removeprefix("W/") for part in shown.split(",")}
    return "*" in held_tags or tag in held_tags


def sent(
    request: Request,
    data: bytes,
    media_type: str,
    *,
    file_name: str | None = None,
    public: bool = False,
    inline: bool = True,
) -> Response:
    """Bytes with their tag, or 304. `file_name` (ASCII) is what a browser calls them when it keeps them."""
    tag = tag_of(data)
    headers = {"ETag": tag, "Cache-Control": PUBLIC if public else "no-store"}
    if held(request, tag):
        return Response(status_code=304, headers=headers)
    if file_name is not None:
        headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{file_name}"'
    return Response(data, media_type=media_type, headers=headers)
