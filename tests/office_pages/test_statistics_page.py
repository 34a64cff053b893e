"""The page of statistics, its files and its JSON, over a store that holds what is known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.office import statistics as pages
from api.v1 import statistics as door
from scanpipe.office.people import Actor, Right, Role
from scanpipe.office.statistics.figures import Statistics
from tests.office.center import OTHER_UNIT, Center, opened
from tests.office.counted import count, weeks_of
from tests.office_pages.conftest import TestClient
from tests.web.conftest import Html, read

FIRST = dt.date(2026, 9, 7)
PERIOD = "tu=2026-09-07&den=2026-11-01"
ALL = 200


@dataclass
class Room:
    """The page, who looks at it, and the Center behind it."""

    center: Center
    client: Any
    actor: list[Actor]

    def get(self, path: str, status: int = 200) -> Html:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)


class LoggedIn:
    """Who has logged in, as the service would have found out."""

    def __init__(self, app: ASGIApp, actor: list[Actor]) -> None:
        self.app, self.actor = app, actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["actor"] = self.actor[0]
        await self.app(scope, receive, send)


def app_of(center: Center, actor: list[Actor], minutes: int | None = None) -> FastAPI:
    """The service with the statistics of this Center; `actor[0]` has logged in."""
    app = create_app(center.desk.settings, center.intake, limited=False)
    app.state.office = SimpleNamespace(statistics=Statistics(center.desk, minutes))
    app.add_middleware(LoggedIn, actor=actor)
    served = {getattr(route, "path", "") for route in app.routes}
    if pages.HOME not in served:
        app.include_router(pages.router)
        app.include_router(door.router, prefix="/api/v1")
    return app


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """A Center of its own; whatever a test switches it switches back."""
    made = opened(tmp_path_factory.mktemp("statistics"))
    count(made.desk, weeks_of(7, FIRST, 8, 25), catalog=made.desk.law.catalog)
    yield made
    made.desk.store.close()


@pytest.fixture
def room(center: Center) -> Iterator[Room]:
    """A lead before the page."""
    actor = [center.actor("tr.lan", Role.LEAD)]
    with TestClient(app_of(center, actor, 30), headers={"Accept": "text/html"}) as client:
        yield Room(center, client, actor)


def test_the_page_tells_what_the_seed_says(room: Room) -> None:
    """Right at once, computed from the dossiers, is the number in the tile (AT-O12)."""
    happened = weeks_of(7, FIRST, 8, 25)
    share = sum(one.first in ("submit", "review") for one in happened) / len(happened)
    page = room.get(f"{pages.HOME}?{PERIOD}")
    assert page.h1 == "Thống kê"
    tiles = page.marked("tiles")[0].text
    assert f"{100 * share:.1f}".replace(".", ",").removesuffix(",0") + "%" in tiles


def test_each_chart_has_a_table_and_a_file(room: Room) -> None:
    """The number of drawings is that of tables; every series is to be had as a file with the same cells."""
    text = room.client.get(f"{pages.HOME}?{PERIOD}").text
    for key in ("first", "sent", "mends", "faults", "late", "pages", "waits", "alarms"):
        section = re.search(rf'<section class="stat" id="{key}".*?</section>', text, re.S)
        assert section is not None, key
        assert section[0].count("<svg") == section[0].count("<table") == 1, key
        cells = re.findall(r'<td class="num">([^<]+)</td>', section[0])
        file = room.client.get(f"{pages.HOME}/{key}.csv?{PERIOD}")
        assert file.content.startswith(b"\xef\xbb\xbf"), key
        told = file.content.decode("utf-8-sig")
        assert all(cell.replace("&lt;", "<").replace("&gt;", ">") in told for cell in cells), key


def test_a_fault_leads_to_its_forms_and_fields(room: Room) -> None:
    """Code, then form, then field with its printed label; and back."""
    text = room.client.get(f"{pages.HOME}?{PERIOD}").text
    down = re.search(r'href="([^"]*loi=field\.id_format[^"]*)"', text)
    assert down is not None
    text = room.client.get(down[1].replace("&amp;", "&")).text
    further = re.search(r'href="([^"]*mau=ct01[^"]*)"', text)
    assert further is not None
    text = room.client.get(further[1].replace("&amp;", "&")).text
    assert "Số định danh cá nhân" in text


@pytest.mark.poppler
def test_the_map_stands_on_the_blank_in_force(room: Room) -> None:
    """Numbers over the fields of the first page, and the page itself as a picture."""
    page = room.get(f"{pages.HOME}?{PERIOD}&bd=ct01")
    (section,) = page.marked("stat-boxes")
    assert "Số định danh cá nhân" in section.text
    picture = room.client.get(page.all("img")[0].attributes["src"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_empty_choices_leave_the_address(room: Room) -> None:
    """What can be shared is short; what is no day is passed over."""
    answer = room.client.get(f"{pages.HOME}?tu=2026-09-07&den=&tt=&dv=", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{pages.HOME}?tu=2026-09-07")
    room.get(f"{pages.HOME}?tu=gestern&trang=x")


def test_a_center_without_numbers_has_a_page(room: Room) -> None:
    """Another Center, another language: no number, and nobody else's."""
    room.actor[0] = room.center.actor("le.khac", Role.LEAD, unit=OTHER_UNIT)
    page = room.get(f"{pages.HOME}?{PERIOD}&lang=en")
    assert page.h1 == "Statistics"
    assert page.marked("stat-first")[0].text.count("No numbers in this period yet.") == 1
    room.get(f"{pages.HOME}?dv=hx", status=404)


def test_a_lead_has_a_finding_ask_and_takes_it_back(room: Room) -> None:
    """Proposed, switched with a reason, listed as asking, switched back."""
    page = room.get(f"{pages.HOME}?{PERIOD}")
    assert "Số căn cước" in page.marked("proposed")[0].text
    assert _steer(room, "field.id_format", "hoi", "Con dấu che số") == f"{pages.HOME}?xong=hoi#bao-nham"
    page = room.get(f"{pages.HOME}?{PERIOD}&xong=hoi")
    assert page.marked("proposed") == []
    assert "Con dấu che số" in page.marked("asking")[0].text
    assert _steer(room, "field.id_format", "bao", "Đã sửa") == f"{pages.HOME}?xong=bao#bao-nham"
    assert room.get(pages.HOME).marked("asking") == []


def test_without_a_reason_nothing_is_switched(room: Room) -> None:
    """The page says what is missing; who may not steer is not let."""
    answer = _post(room, "field.id_format", "hoi", " ")
    assert answer.status_code == 422
    assert "Cần ghi lý do" in answer.text
    room.actor[0] = room.center.actor("kt.minh", Role.AUDITOR)
    assert _post(room, "field.id_format", "hoi", "Lý do").status_code == 403
    assert "Chuyển thành câu hỏi" not in room.client.get(pages.HOME).text


def test_json_says_the_same(room: Room) -> None:
    """All series, one series, and a key that nobody knows."""
    query = "from=2026-09-07&to=2026-11-01"
    every = room.client.get(f"/api/v1/statistics?{query}").json()
    first = next(one for one in every["series"] if one["key"] == "first")
    happened = weeks_of(7, FIRST, 8, 25)
    right = sum(one.first in ("submit", "review") for one in happened)
    assert [cell["value"] for cell in first["whole"]["cells"][:2]] == [right, ALL]
    one = room.client.get(f"/api/v1/statistics/faults?{query}&code=field.id_format").json()
    assert one["series"][0]["of"] == "form"
    assert room.client.get("/api/v1/statistics/nothing").status_code == 404
    assert room.client.get("/api/v1/statistics?unit=khac").status_code == 404
    assert room.client.get("/api/v1/statistics?from=2026-11-29&to=2026-09-07").status_code == 422


def test_a_program_with_too_small_a_key_is_refused(room: Room) -> None:
    """Each route needs its right."""
    room.actor[0] = Actor("key_1", "program", "Program", "hx", frozenset({Right.READ}), program=True)
    for path in ("/api/v1/statistics", "/api/v1/statistics/first", "/api/v1/statistics/asking"):
        assert room.client.get(path).status_code == 403
    reader = Actor("key_1", "program", "Program", "hx", frozenset({Right.STATISTICS}), program=True)
    room.actor[0] = reader
    path = "/api/v1/statistics/asking/field.id_format"
    assert room.client.put(path, json={"why": "x"}).status_code == 403
    room.actor[0] = Actor("key_1", "program", "Program", "hx", frozenset({Right.STATISTICS, Right.STEER}), program=True)
    assert room.client.put(path, json={"why": "x"}).status_code == 204
    assert [one["code"] for one in room.client.get("/api/v1/statistics/asking").json()["codes"]] == ["field.id_format"]
    assert room.client.post(f"{path}/back", json={"why": "y"}).status_code == 204
    assert room.client.get("/api/v1/statistics/asking").json() == {"codes": []}


def _post(room: Room, code: str, act: str, why: str) -> Any:
    return room.client.post(f"{pages.HOME}/loi", data={"ma": code, "viec": act, "ly_do": why}, follow_redirects=False)


def _steer(room: Room, code: str, act: str, why: str) -> str:
    answer = _post(room, code, act, why)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])
