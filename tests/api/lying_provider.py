"""An identity provider on this machine that says whatever the test wants, signed with its own key or with another."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "scanpipe"


@dataclass
class LyingProvider:
    """`claims` change what the next token says, None leaves one out; `asked` are the forms that were sent."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signing: Any = None
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256"})
    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    raw: bytes | None = None
    token: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def answer(self, path: str, form: str) -> Any:
        """What is told at that path."""
        self.fetched.append(path)
        if path.endswith("/openid-configuration"):
            places = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return {"issuer": self.issuer, **{name: self.issuer + p for name, p in places.items()}} | self.about
        if path == "/keys":
            return {"keys": [self.key.as_dict(private=False)]}
        self.asked.append({name: values[0] for name, values in parse_qs(form).items()})
        return {"id_token": self.token or self.signed(), "access_token": "x", "token_type": "Bearer"}

    def signed(self) -> str:
        """A token with these claims."""
        now = int(time.time())
        honest = {"iss": self.issuer, "sub": "u1", "aud": CLIENT, "iat": now, "exp": now + 60}
        said = {name: value for name, value in (honest | self.claims).items() if value is not None}
        key = self.signing or self.key
        return jwt.encode({"kid": key.kid or "one", **self.header}, said, key, algorithms=[self.header["alg"]])


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    """The provider at a free port."""
    provider = LyingProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            provider.headers.append(self.headers.get("Authorization", ""))
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, form: str) -> None:
            body = provider.raw if provider.raw is not None else json.dumps(provider.answer(self.path, form)).encode()
            self.send_response(provider.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
