"""The JSON door: /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from api.v1 import checks, events, findings, forms, one_shot, pages, reference, reports

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for part in (checks, pages, events, findings, reports, one_shot, forms, reference):
    router.include_router(part.router)
