"""
The pages for citizens and their helpers: rendered here, usable without scripts and without an account.

`router` has them all, with the style sheets and scripts they use.
"""

from fastapi import APIRouter, Depends

from api.security import csrf_guard
from api.web import (
    answers,
    capture,
    checklist,
    choose,
    consent,
    erase,
    library,
    page,
    pictures,
    progress,
    receipt,
    result,
    start,
    static,
)
from api.web.route import error_page

router = APIRouter()
# The order matters: /k/new stands before /k/{code}.
for room in (
    start,
    choose,
    consent,
    checklist,
    capture,
    progress,
    page,
    result,
    answers,
    receipt,
    erase,
    pictures,
    library,
):
    router.include_router(room.router, dependencies=[Depends(csrf_guard)])
router.include_router(static.router)

__all__ = ["error_page", "router"]
