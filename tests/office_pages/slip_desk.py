"""The pages of the request over a real Center: an app whose office has requests, and who has logged in."""

from __future__ import annotations

from types import SimpleNamespace

from fastapi import FastAPI

from api.app import create_app
from api.office import slip
from api.staff import staff
from api.v1 import supplements
from scanpipe.office.people import Actor
from scanpipe.office.slips.give import Slips
from tests.office.center import Center


def app_of(center: Center, actor: Actor) -> FastAPI:
    """The service over a Center, with the officer at the keyboard."""
    app = create_app(center.desk.settings, center.intake, limited=False)
    accounts = SimpleNamespace(wishes=lambda _actor: {}, keys=SimpleNamespace(actor=lambda _secret: actor))
    app.state.office = SimpleNamespace(slips=Slips(center.desk), accounts=accounts)
    app.dependency_overrides[staff] = lambda: actor
    served = {getattr(route, "path", None) for route in app.routes}
    for router, prefix in ((slip.router, ""), (supplements.router, "/api/v1")):
        if not {prefix + route.path for route in router.routes} <= served:  # type: ignore[attr-defined]
            app.include_router(router, prefix=prefix)
    return app
