"""The JSON door: /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from api.v1 import (
    audit,
    catalogue_drafts,
    catalogue_forms,
    catalogue_radar,
    catalogue_rechecks,
    catalogue_releases,
    checks,
    dossiers,
    events,
    exports,
    findings,
    forms,
    one_shot,
    pages,
    reference,
    reports,
    statistics,
    supplements,
    webhooks,
)

PREFIX = "/api/v1"

router = APIRouter(prefix=PREFIX)
for part in (checks, pages, events, findings, reports, one_shot, forms, reference):
    router.include_router(part.router)

center = APIRouter(prefix=PREFIX)
"""What the Center and its programs use; all of it behind a login or a key."""
# The order matters: /dossiers/export.csv stands before /dossiers/{id}.
for part in (exports, supplements, audit, dossiers, statistics, webhooks):
    center.include_router(part.router)
for part in (catalogue_forms, catalogue_drafts, catalogue_releases, catalogue_rechecks, catalogue_radar):
    center.include_router(part.router)
