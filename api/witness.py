"""The outermost layer: gives every request an id, and tells logs and numbers how it went."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics

log = structlog.get_logger("api")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN_ROUTE = "(none)"


class Witness:
    """Sees each request come and go."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; afterwards one line of log and one count."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = f"req_{secrets.token_hex(6)}"
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - started
            # A client may send any word as a method, and it would become a label.
            method = scope["method"] if scope["method"] in _METHODS else "OTHER"
            route = template_of(scope)
            self.metrics.tell(method, route, status, seconds)
            log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
            structlog.contextvars.unbind_contextvars("request_id")


def template_of(scope: Mapping[str, Any]) -> str:
    """The route that answered, as it was written ("/api/v1/checks/{check}"), never the path that was asked for."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    for route in (context, scope.get("route")):
        path = getattr(route, "path", None)
        if isinstance(path, str):
            return path or UNKNOWN_ROUTE
    return UNKNOWN_ROUTE
