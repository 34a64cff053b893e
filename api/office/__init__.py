"""The pages of the Center: for officers and leads, rendered here, usable by keyboard alone."""

from fastapi import APIRouter

from api.office import (
    accept,
    decisions,
    export,
    find,
    login,
    me,
    oidc_login,
    people,
    pictures,
    queue,
    review,
    second,
    slip,
    statistics,
    trail,
    webhooks,
)

router = APIRouter()
for room in (
    login,
    oidc_login,
    me,
    people,
    queue,
    find,
    review,
    decisions,
    pictures,
    accept,
    export,
    slip,
    trail,
    second,
    statistics,
    webhooks,
):
    router.include_router(room.router)
