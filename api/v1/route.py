"""What every route of /api/v1 has in common: the format it takes, and a POST that is done once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import params
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from api.idempotency import once
from api.problems import RefusedError

_FORM, _JSON = ("multipart/form-data",), ("application/json",)


class V1Route(APIRoute):
    """A route that refuses other formats (415) before it reads, and honours `Idempotency-Key` on POST."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler with both around it."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            self._expect_format(request)
            try:
                return await (once(request, handle) if request.method == "POST" else handle(request))
            finally:
                # A form that was read for a replay was not opened by the framework, so nobody else closes it.
                await request.close()

        return guarded

    def _expect_format(self, request: Request) -> None:
        if self.body_field is None:
            return
        expected = _FORM if isinstance(self.body_field.field_info, params.Form) else _JSON
        shown = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if shown and shown not in expected:
            raise RefusedError("request.media_type", headers={"Accept": ", ".join(expected)})
