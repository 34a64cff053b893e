"""The app: settings and a desk in, a service out."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api import health, openapi, problem_pages, v1
from api.bodies import BodyLimit
from api.headers import Headers
from api.metrics import Metrics
from api.office.oidc import Provider, provider_named
from api.rates import Rates
from api.refusals import ErrorPage, Unexpected, install
from api.uploads import MAX_FIELD_BYTES, MAX_FIELDS, MAX_FILES
from api.witness import Witness
from scanpipe import __version__
from scanpipe.intake.intake import Intake
from scanpipe.office.office import Office
from scanpipe.settings import Settings

ALREADY_SMALL = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")
"""Types that are not compressed again; event streams among them, which must not be held back."""


def create_app(
    settings: Settings, intake: Intake, office: Office | None = None, *, limited: bool = True, pages: bool = True
) -> FastAPI:
    """
    The whole service over one desk: JSON under /api/v1, pages where they are installed, health and numbers; with an
    `office` the Center's side of it, too.

    It starts and stops nothing but itself; who made the desk closes it. `limited` False counts no requests (tests
    and measurements of load); `pages` False leaves the pages for people out.
    """
    metrics = Metrics(intake)
    app = FastAPI(
        title="scanpipe",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        form_limits={"max_files": MAX_FILES, "max_fields": MAX_FIELDS, "max_part_size": MAX_FIELD_BYTES},
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        middleware=[
            Middleware(Witness, metrics=metrics),
            Middleware(Headers),
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=4, exclude_content_types=ALREADY_SMALL),
            Middleware(BodyLimit, files_bytes=settings.max_file_mb * 1024 * 1024),
            Middleware(Unexpected),
        ],
    )
    app.state.settings = settings
    app.state.intake = intake
    app.state.metrics = metrics
    app.state.rates = Rates(on=limited)
    app.state.secret = intake.secret("csrf")
    app.include_router(v1.router)
    if office is not None:
        app.state.office = office
        app.state.oidc = _provider(settings)
        app.include_router(v1.center)
    app.include_router(health.router)
    app.include_router(problem_pages.router)
    _document(app)
    install(app, _pages(app, office is not None) if pages else None)
    return app


def _provider(settings: Settings) -> Provider | None:
    """Who knows the officers, when somebody else does. Raises UsageError for half a configuration."""
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    return provider_named(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_name)


def _operation_id(route: APIRoute) -> str:
    """Such as `add_pages`: what a generated client calls it."""
    tag = str(route.tags[0]).replace(" ", "_") if route.tags else "page"
    return f"{route.name}_{tag}"


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Nothing to start: the desk is open before the door is, and closed after it."""
    yield


def _document(app: FastAPI) -> None:
    """Serve the OpenAPI document in both of its places."""

    def document(_request: Request) -> Response:
        return JSONResponse(openapi.build(app), headers={"Cache-Control": "public, max-age=300"})

    for path in ("/openapi.json", f"{v1.PREFIX}/openapi.json"):
        app.add_route(path, document, include_in_schema=False)
    # FastAPI's own way to hand the document to others (its name is part of its interface).
    app.openapi = lambda: openapi.build(app)  # type: ignore[method-assign]


def _pages(app: FastAPI, center: bool) -> ErrorPage | None:
    """Add the pages where they are installed, and return how they draw an error."""
    if importlib.util.find_spec("api.web") is None:
        return None
    web = importlib.import_module("api.web")
    if center:
        app.include_router(importlib.import_module("api.office.rooms").router)
    app.include_router(web.router)
    error_page: ErrorPage = web.error_page
    return error_page
