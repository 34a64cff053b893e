"""
The pages of a review over a real Center: its store, its rules and its audit, with papers that a test has drawn.

Browsers log in as whoever they are told to be; what they send passes the same guards as everywhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from PIL import Image, ImageDraw, ImageFont

from api.app import create_app
from api.office import accept, decisions, pictures, queue, review, second
from api.staff import STAFF_COOKIE
from scanpipe.jobs.events import Event
from scanpipe.jobs.examiner import Result
from scanpipe.jobs.order import Order
from scanpipe.model import Box
from scanpipe.office.people import Actor, Role
from scanpipe.office.pictures import Pictures
from scanpipe.office.queue import Queue
from scanpipe.office.review import Reviews
from scanpipe.office.second import SecondEntries
from scanpipe.report.parse import report_of
from scanpipe.settings import Settings
from tests.office.center import Center, opened
from tests.office.paper import PaperClerk

SHEET_PX = (1270, 1796)
_FONTS = (
    "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


@dataclass
class DrawnClerk(PaperClerk):
    """Draws each page with what its report says of it, so that a box has its writing in it."""

    def examine(
        self, order: Order, on_event: Callable[[Event], None], *, cancelled: Callable[[], bool] = lambda: False
    ) -> Result:
        report = report_of(self.report(len(order.pages)))
        said: dict[int, list[tuple[Box, str]]] = {}
        for document in report.documents:
            for one in document.readings:
                if one.box is not None and one.text:
                    said.setdefault(one.page, []).append((one.box, one.text))

        def drawn(event: Event) -> None:
            if event.type == "pictured":
                number = int(event.data["file"]) + 1
                for name in (event.data["original"], event.data["straight"]):
                    (Path(order.folder) / name).write_bytes(sheet(number, said.get(number, [])))
            on_event(event)

        return super().examine(order, drawn, cancelled=cancelled)


def sheet(number: int, values: list[tuple[Box, str]]) -> bytes:
    """A page with a heading, lines to write on, and values in their places."""
    width, height = SHEET_PX
    paper = Image.new("RGB", SHEET_PX, (252, 252, 248))
    pen = ImageDraw.Draw(paper)
    pen.text((width // 2, 90), f"TỜ GIẤY THỬ SỐ {number}", font=_font(34), fill=(20, 20, 20), anchor="mm")
    for y in range(330, height - 250, 64):
        pen.line((110, y, width - 110, y), fill=(190, 190, 190), width=2)
    for box, text in values:
        at = box.x * width + 6, (box.y + box.height / 2) * height
        pen.text(at, text, font=_font(30), fill=(25, 25, 110), anchor="lm")
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85)
    return out.getvalue()


def _font(size_px: int) -> Any:
    path = next((p for p in _FONTS if Path(p).is_file()), None)
    return ImageFont.truetype(path, size_px) if path else ImageFont.load_default(size_px)


@dataclass
class ReviewDesk:
    """The app, the Center behind it, and who has which session."""

    app: FastAPI
    center: Center
    reviews: Reviews
    sessions: dict[str, Actor] = field(default_factory=dict)
    wishes: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def officer(self, login: str = "ng.hoa", *roles: Role, unit: str = "hx") -> Actor:
        """Somebody who works there, with a session whose secret is their login."""
        actor = self.center.actor(login, *(roles or (Role.OFFICER,)), unit=unit)
        self.sessions[login] = actor
        return actor

    def close(self) -> None:
        self.center.desk.store.close()


def review_desk(folder: Path, *, second_every: int = 50) -> ReviewDesk:
    """A Center without a dossier, and its pages of a review."""
    center = opened(folder)
    center.clerk = DrawnClerk()
    settings = Settings(data_dir=folder / "data", controller_name="Trung tâm PVHCC phường Thử")
    made = ReviewDesk(
        create_app(settings, center.intake, limited=False),
        center,
        Reviews(center.desk, second_every=second_every),
    )
    made.app.state.office = SimpleNamespace(
        reviews=made.reviews,
        second=SecondEntries(center.desk),
        queue=Queue(center.desk),
        pictures=Pictures(center.desk),
        accounts=SimpleNamespace(
            wishes=lambda actor: made.wishes.get(actor.login, {}),
            sessions=SimpleNamespace(actor=lambda token: made.sessions.get(token)),
        ),
    )
    served = {getattr(route, "path", "") for route in made.app.routes}
    for room in (queue, review, decisions, pictures, accept, second):
        if not {getattr(route, "path", "") for route in room.router.routes} <= served:
            made.app.include_router(room.router)
    return made


class Desk:
    """An officer's browser without scripts: follows links, sends forms with all that stands in them."""

    def __init__(self, client: Any, login: str) -> None:
        self.client = client
        client.cookies.set(STAFF_COOKIE, login, domain="testserver.local", path="/")

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def post(self, path: str, page: str | None = None, **fields: str) -> Any:
        """Send a form with the token of a page; nothing is followed."""
        return self.client.post(path, data={"csrf": self.token(page), **fields}, follow_redirects=False)

    def token(self, page: str | None = None) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', page or self.client.get("/cb/qa").text + self._start())
        assert found
        return found[1]

    def _start(self) -> str:
        return str(self.client.get("/k/new").text)
