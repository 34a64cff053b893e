"""One page of the dossier: its picture with the places marked, what is to be done about it, and how to replace it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.web import badges
from api.web.checklist import Trouble
from api.web.door import Opened, agreed
from api.web.findings import Work, sort_out
from api.web.library import sizes
from api.web.render import show
from api.web.route import PageRoute
from scanpipe.intake.errors import NotFoundError
from scanpipe.intake.views import PageView
from scanpipe.model import Box

router = APIRouter(route_class=PageRoute, include_in_schema=False)

WIDTH = 1000
"""The width of the drawing over a page, in its own units; its height follows the sheet."""
_BADGE = 84
"""The width of the badge with its number: large enough to be read when the page is as wide as a phone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the picture in the drawing's units, with the middle of its badge, and the finding it belongs to."""

    x: int
    y: int
    width: int
    height: int
    badge_x: int
    badge_y: int
    style: str
    work: Work


@router.get("/k/{code}/p/{page_id}")
def page(
    request: Request, code: str, page_id: str, thay: str | None = None, loai: str | None = None, xem: str = ""
) -> Response:
    """The page. `thay` and `loai` tell what was just done; `xem=goc` shows the photo as it was sent."""
    told = "page.replaced" if thay else "page.kind_saved" if loai else None
    return show_page(request, agreed(request, code), page_id, told=told, original=xem == "goc")


def show_page(
    request: Request,
    check: Opened,
    page_id: str,
    *,
    told: str | None = None,
    trouble: Trouble | None = None,
    original: bool = False,
    status: int = 200,
) -> Response:
    """The page of one page. Raises NotFoundError for a page that the check does not have."""
    shown = next((page for page in check.view.pages if page.id == page_id), None)
    if shown is None:
        raise NotFoundError
    height = round(WIDTH * shown.height_mm / shown.width_mm)
    work = [w for w in sort_out(check.view, check.home, sizes(request, check)).work if w.finding.page_id == page_id]
    return show(
        request,
        "page.html.j2",
        status=status,
        check=check.view,
        home=check.home,
        page=shown,
        works=work,
        marks=[] if original else _marks(work, height),
        width=WIDTH,
        height=height,
        badge_size=_BADGE,
        original=original,
        told=told,
        trouble=trouble,
        before=_neighbour(check, shown, -1),
        after=_neighbour(check, shown, +1),
    )


def _marks(works: list[Work], height: int) -> list[Mark]:
    """Where the boxes go; a badge that would cover another moves to the right."""
    marks: list[Mark] = []
    for work in works:
        if work.finding.box is None:
            continue
        x, y, w, h = _units(work.finding.box, height)
        badge_x, badge_y = max(x, _BADGE // 2), max(y - _BADGE // 2 - 4, _BADGE // 2)
        while any(abs(m.badge_x - badge_x) < _BADGE and abs(m.badge_y - badge_y) < _BADGE for m in marks):
            badge_x += _BADGE
        marks.append(Mark(x, y, w, h, min(badge_x, WIDTH - _BADGE // 2), badge_y, badges.mark(work.finding), work))
    return marks


def _units(box: Box, height: int) -> tuple[int, int, int, int]:
    """Shares of the page in units of the drawing, kept inside it."""
    x, y = max(0, round(box.x * WIDTH)), max(0, round(box.y * height))
    return x, y, max(8, min(round(box.width * WIDTH), WIDTH - x)), max(8, min(round(box.height * height), height - y))


def _neighbour(check: Opened, page: PageView, step: int) -> PageView | None:
    return next((other for other in check.view.pages if other.number == page.number + step), None)
