"""All pages of the Center, in one router."""

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
from api.office.catalogue import (
    bundles,
    catalogue,
    check,
    compare,
    draft,
    editor,
    editor_acts,
    form,
    new,
    publish,
    radar,
    rechecks,
    shadow,
)
from api.office.shell import HOME, show_error
from api.web.route import FRAMES

FRAMES[HOME] = show_error
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
    catalogue,
    radar,
    rechecks,
    bundles,
    form,
    new,
    compare,
    editor,
    editor_acts,
    check,
    shadow,
    publish,
    draft,
):
    router.include_router(room.router)
