"""Is it alive, can it work, and how much of it: for the one who runs the service."""

from __future__ import annotations

import shutil
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.access import Door
from api.metrics import Metrics
from scanpipe.intake.intake import Intake
from scanpipe.ocr.engine import needs_program
from scanpipe.settings import Settings

router = APIRouter(tags=["service"])

State = Literal["ok", "failed", "full"]


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """Whether a check can be taken in now, and what is in the way when not."""

    status: State = Field(description="ok, or the first thing that is not.")
    database: State = Field(description="Whether the database answers.")
    engine: State = Field(description="Whether the programs that read are installed.")
    queue: State = Field(description="full: more waits than can be worked off in time.")


ALIVE = {"status": "ok"}
READY = {"status": "ok", "database": "ok", "engine": "ok", "queue": "ok"}


@router.get(
    "/healthz",
    summary="Is the process alive?",
    responses={200: {"content": {"application/json": {"example": ALIVE}}}},
    openapi_extra={"x-problems": []},
)
async def healthz() -> Alive:
    """Answers as long as the process does. Asks nothing else."""
    return Alive()


@router.get(
    "/readyz",
    summary="Can it work?",
    response_model=Ready,
    responses={
        200: {"content": {"application/json": {"example": READY}}},
        503: {
            "model": Ready,
            "description": "Not now.",
            "content": {"application/json": {"example": {**READY, "status": "full", "queue": "full"}}},
        },
    },
    openapi_extra={"x-problems": []},
)
def readyz(request: Request, desk: Door) -> JSONResponse:
    """Says which of database, engine and queue is in the way, and nothing about them."""
    settings: Settings = request.app.state.settings
    database, queue = _desk(desk)
    engine: State = "ok" if _programs(settings) else "failed"
    states: tuple[State, ...] = (database, engine, queue)
    first: State = next((state for state in states if state != "ok"), "ok")
    ready = Ready(status=first, database=database, engine=engine, queue=queue)
    return JSONResponse(ready.model_dump(), 200 if first == "ok" else 503)


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Numbers for Prometheus."""
    numbers: Metrics = request.app.state.metrics
    return Response(numbers.text(), media_type=numbers.media_type)


def _desk(desk: Intake) -> tuple[State, State]:
    """How database and queue are. Whatever the database fails with, it is away."""
    try:
        load = desk.load()
    except Exception:
        return "failed", "failed"
    return "ok", "full" if load.pages >= load.bound else "ok"


def _programs(settings: Settings) -> bool:
    needed = ["pdftoppm", "tesseract"] if needs_program(settings.engine) else ["pdftoppm"]
    return all(shutil.which(program) for program in needed)
