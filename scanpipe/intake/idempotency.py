"""Requests that are sent twice, for the doors: the store's operations, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping

from scanpipe.intake.desk import Desk
from scanpipe.store import idempotency
from scanpipe.store.idempotency import Begun, Response


class Idempotency:
    """Bound to one desk; see `scanpipe.store.idempotency`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin(self, scope: str, key: str, body_hash: str, *, check_id: str | None = None) -> Begun:
        """What to do with a request: do it (then `complete` or `abandon`), wait, answer as before, or refuse."""
        store = self._desk.store
        with store.database.writing() as session:
            return idempotency.begin(
                session, store.keys, scope, key, body_hash, now=self._desk.now(), check_id=check_id
            )

    def complete(
        self, scope: str, key: str, *, status: int, headers: Mapping[str, str], body: bytes, check_id: str | None = None
    ) -> None:
        """Keep the answer that was given, for whoever sends the same again."""
        store = self._desk.store
        response = Response(status, headers, body)
        with store.database.writing() as session:
            idempotency.complete(session, store.keys, scope, key, response, now=self._desk.now(), check_id=check_id)

    def abandon(self, scope: str, key: str) -> None:
        """The request came to nothing: the same key may try again."""
        with self._desk.store.database.writing() as session:
            idempotency.abandon(session, scope, key)
