"""
Headers that every answer carries: what a browser may load and keep, and who may look over its shoulder.

No inline script and no inline style anywhere; nothing from another host; nothing kept unless a route says that it is
public. Cookies become `Secure` when the connection is.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)

ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
PRIVATE: Mapping[str, str] = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
"""For every answer that does not say how long it may be kept."""

STATE = "scanpipe.headers"
"""Where a route or a dependency leaves headers for its answer: (name, value) pairs in the request's state."""


def leave(scope: Scope, name: str, value: str) -> None:
    """Have a header added to the answer of this request, whatever the answer will be."""
    scope.setdefault("state", {}).setdefault(STATE, []).append((name, value))


class Headers:
    """Adds the headers to every answer on its way out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and dress what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, dressed)


def _dress(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if "cache-control" not in headers:
        headers.update(PRIVATE)
    elif "no-store" in headers["cache-control"]:
        headers.setdefault("X-Robots-Tag", PRIVATE["X-Robots-Tag"])
    for name, value in scope.get("state", {}).get(STATE, ()):
        headers.append(name, value)
    if scope.get("scheme") == "https":
        _secure_cookies(headers)


def _secure_cookies(headers: MutableHeaders) -> None:
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
