"""Rechecks and shadow runs as pages and JSON, and what officers see of them in their list and on a review."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from starlette.types import ASGIApp, Receive, Scope, Send

from api import words
from api.app import create_app
from api.office import queue, review
from api.office.catalogue import rechecks as pages
from api.office.catalogue import shadow as shadow_pages
from api.v1 import catalogue_rechecks as door
from api.v1 import dossiers
from scanpipe.intake.errors import NotFoundError, StateError
from scanpipe.model import EditionStatus
from scanpipe.office.catalogue.recheck import CAUSES, Rechecks
from scanpipe.office.catalogue.shadow import Running, ShadowView
from scanpipe.office.catalogue.shadow_report import ShadowReport, ShadowRow
from scanpipe.office.people import Actor, Role
from scanpipe.office.queue import Queue
from scanpipe.office.review import Reviews
from scanpipe.store.rows import CheckRow
from tests.office.center import Center, opened
from tests.office.lawful import NEW, examine_all, lawful
from tests.office_pages.conftest import TestClient
from tests.web.conftest import Html, read

BEGAN = dt.date(2026, 11, 1)


@dataclass
class Room:
    """The pages, who looks at them, and the Center behind."""

    center: Center
    client: Any
    actor: list[Actor]
    sent: CheckRow
    recheck: str
    shadow: Any

    def get(self, path: str, status: int = 200) -> Html:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def post(self, path: str, **fields: str) -> Any:
        page = self.client.get(pages.HOME).text
        csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
        return self.client.post(path, data={"csrf": csrf, **fields}, follow_redirects=False)


class LoggedIn:
    """Who has logged in, as the service would have found out."""

    def __init__(self, app: ASGIApp, actor: list[Actor]) -> None:
        self.app, self.actor = app, actor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["actor"] = self.actor[0]
        await self.app(scope, receive, send)


@dataclass
class FakeShadow:
    """Shadow runs that are where a test puts them."""

    desk: Any
    now: ShadowView = dataclasses.field(default_factory=lambda: ShadowView(None, None, False, None, {}))
    busy: bool = False
    asked: list[Any] = dataclasses.field(default_factory=list)

    def view(self, _actor: Actor, form: str, _edition: str) -> ShadowView:
        if form != "ct01":
            raise NotFoundError
        return self.now

    def start(self, _actor: Actor, form: str, edition: str, on: dt.date) -> None:
        if self.busy:
            raise StateError("busy")
        self.asked.append((form, edition, on))

    def stop(self, _actor: Actor, form: str, edition: str) -> None:
        self.asked.append(("stop", form, edition))


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A Center where a form changed: one dossier that was sent needs the new one, one waits still."""
    center = opened(tmp_path_factory.mktemp("center"))
    laws = lawful(center)
    sent = center.dossier(verdict="submit")
    laws.publish(BEGAN)
    rechecks = Rechecks(center.desk)
    begun = rechecks.due("published", form="ct01", edition=NEW)
    assert begun is not None
    examine_all(center)
    actor = [center.actor("vh.mau", Role.OPERATOR)]
    app = create_app(center.desk.settings, center.intake, limited=False)
    shadow = FakeShadow(center.desk)
    draft = SimpleNamespace(edition=SimpleNamespace(effective_from=dt.date(2027, 3, 1)))
    app.state.office = SimpleNamespace(
        catalogue=SimpleNamespace(rechecks=rechecks, shadow=shadow, drafting=SimpleNamespace(get=lambda *_: draft)),
        queue=Queue(center.desk),
        reviews=Reviews(center.desk),
        accounts=SimpleNamespace(wishes=lambda _: {}),
    )
    app.add_middleware(LoggedIn, actor=actor)
    served = {getattr(route, "path", "") for route in app.routes}
    for part in (queue.router, review.router, pages.router, shadow_pages.router):
        if not {getattr(route, "path", "") for route in part.routes} <= served:
            app.include_router(part)
    for part in (door.router, dossiers.router):
        if not {f"/api/v1{getattr(route, 'path', '')}" for route in part.routes} <= served:
            app.include_router(part, prefix="/api/v1")
    with TestClient(app, headers={"Accept": "text/html"}) as client:
        yield Room(center, client, actor, sent, begun.id, shadow)
    center.desk.store.close()


@pytest.fixture
def as_officer(room: Room) -> Iterator[Room]:
    """The same with an officer before the screen."""
    before, room.actor[0] = room.actor[0], room.center.actor("ng.hoa", Role.OFFICER)
    yield room
    room.actor[0] = before


def test_the_list_says_why_and_how_many(room: Room) -> None:
    """A row for each recheck, which leads to it."""
    page = room.get(pages.HOME)
    assert page.h1 == page.title == "Rà soát hồ sơ khi mẫu đổi"
    (row,) = page.marked("recheck")
    assert "Công bố mẫu mới" in row.text
    assert NEW in row.text
    assert page.all("a", href=f"{pages.HOME}/{room.recheck}")
    assert "Needs the new form" in room.get(f"{pages.HOME}?lang=en").marked("rechecks")[0].text
    room.get(f"{pages.HOME}?lang=vi")


def test_one_recheck_shows_codes_and_leads_nobody_to_what_is_not_theirs(room: Room) -> None:
    """An operator sees codes; an operator who is an officer, too, is led to the dossier."""
    page = room.get(f"{pages.HOME}/{room.recheck}")
    (line,) = page.marked("dossier")
    assert room.sent.code in line.text
    assert "Cần mẫu mới" in line.text
    assert "đang áp dụng" in line.text
    assert "hết áp dụng" in line.text
    assert page.all("a", href=f"/cb/h/{room.sent.id}") == []
    before, room.actor[0] = room.actor[0], room.center.actor("vh.cb", Role.OPERATOR, Role.OFFICER)
    assert room.get(f"{pages.HOME}/{room.recheck}").all("a", href=f"/cb/h/{room.sent.id}")
    room.actor[0] = before
    room.get(f"{pages.HOME}/rc_0", status=404)


def test_an_operator_asks_and_is_told_what_is_wrong(room: Room) -> None:
    """Back to the list where there is nothing to do; a form and a day are needed."""
    asked = room.post(pages.HOME, mau="birth_registration", tu="2026-11-01")
    assert asked.headers["location"] == f"{pages.HOME}?khong=1"
    assert "Không có hồ sơ nào cần rà soát." in room.get(f"{pages.HOME}?khong=1").marked("banner")[0].text
    for fields in ({"mau": "ct01", "tu": "mai"}, {"mau": "", "tu": "2026-11-01"}):
        answer = room.post(pages.HOME, **fields)
        assert answer.status_code == 422
        assert read(answer.text).title.startswith("Lỗi:")


def test_officers_are_refused_the_catalogue_and_see_it_where_they_work(as_officer: Room) -> None:
    """A filter, a badge in the list, a line on the review; the same in JSON."""
    as_officer.get(pages.HOME, status=403)
    page = as_officer.get("/cb/?can-mau-moi=1")
    assert [e.text.strip() for e in page.marked("needs-new-form")] == ["Cần mẫu mới sau khi đổi mẫu"]
    assert "checked" in page.all("input", name="can-mau-moi")[0].attributes
    told = as_officer.get(f"/cb/h/{as_officer.sent.id}").marked("form-change")[0].text
    assert "Mẫu đã đổi sau khi kiểm tra" in told
    assert "Mẫu mới áp dụng từ 01/11/2026." in told
    listed = as_officer.client.get("/api/v1/dossiers?new_form=true").json()
    assert [(line["code"], line["new_form"]) for line in listed["dossiers"]] == [(as_officer.sent.code, True)]


def test_programs_ask_the_same(room: Room) -> None:
    """List, one, and asking; a dry run only counts."""
    listed = room.client.get("/api/v1/catalogue/rechecks").json()["rechecks"]
    assert [(one["id"], one["cause"], one["new_form"]) for one in listed] == [(room.recheck, "published", 1)]
    whole = room.client.get(f"/api/v1/catalogue/rechecks/{room.recheck}").json()
    (line,) = whole["dossiers"]
    assert (line["id"], line["code"], line["effect"]) == (None, room.sent.code, "new_form")
    assert room.client.get("/api/v1/catalogue/rechecks/rc_0").status_code == 404
    for model, example in ((door.Recheck, door.RECHECK), (door.RecheckedDossier, door.LINE)):
        assert set(model.model_validate(example).model_dump()) == set(example)


ROW = ShadowRow(
    check_id="chk_01jd9zp0v6k3m8q4r7t2w5x9ab",
    verdict_before="submit",
    verdict_after="correct",
    edition_before="tt116_2026",
    edition_after="tt116_2026",
    status_before="current",
    status_after="outdated",
    appeared={"edition.outdated": 1, "field.required_empty": 2},
)
REPORT = ShadowReport(
    form="ct01",
    edition=NEW,
    etag="0" * 64,
    on=dt.date(2027, 3, 1),
    made_at=dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC),
    looked=9,
    unchanged=8,
    failed=0,
    stopped=False,
    seconds=1.4,
    rows=(ROW,),
)


def test_a_shadow_run_is_begun_watched_and_told(room: Room) -> None:
    """Without scripts: a form, its progress by reload, a table of what would change."""
    home = f"/cb/mau/n/ct01/{NEW}/thu"
    page = room.get(home)
    assert page.marked("empty")
    assert page.all("input", id="ngay")[0].attributes["value"] == "2027-03-01"
    assert room.post(home, ngay="2027-03-01").headers["location"] == home
    assert room.shadow.asked == [("ct01", NEW, dt.date(2027, 3, 1))]
    room.shadow.now = ShadowView(Running("ct01", NEW, dt.date(2027, 3, 1), 3, 9), None, False, None, {})
    assert "3 trên 9 hồ sơ" in room.get(home).marked("running")[0].text
    assert room.post(f"{home}/dung").headers["location"] == home
    assert room.client.get(f"{home}/dung", follow_redirects=False).headers["location"] == home

    room.shadow.now = ShadowView(None, REPORT, False, None, {ROW.check_id: "KT-7M4K-92QX"})
    page = room.get(home)
    (row,) = page.marked("dossier")
    assert "KT-7M4K-92QX" in row.text
    assert "field.required_empty ×2" in row.text
    assert page.all("a", href=f"/cb/h/{ROW.check_id}")
    assert page.marked("older"), "the draft is another now"
    assert "edition.outdated" in page.marked("codes")[0].text
    assert "Đạt" in page.marked("verdicts")[0].text
    room.shadow.now = ShadowView(None, None, False, "hỏng", {})
    assert "hỏng" in room.get(home).marked("broken")[0].text


def test_a_shadow_run_that_cannot_begin_says_why(room: Room) -> None:
    """A day that is none, another run, a draft that is not there."""
    home = f"/cb/mau/n/ct01/{NEW}/thu"
    assert room.post(home, ngay="mai").status_code == 422
    room.shadow.busy = True
    assert "Đang chạy thử một bản nháp khác" in room.post(home, ngay="2027-03-01").text
    room.shadow.busy = False
    room.get("/cb/mau/n/no_form/x/thu", status=404)


def test_every_word_of_these_rooms_is_there_and_used() -> None:
    """Each cause and status can be said; the table holds no word that nobody reads."""
    for cause in CAUSES:
        assert words.say(f"rechecks.cause_{cause}", "vi")
    for status in EditionStatus:
        assert words.say(f"rechecks.s_{status.value}", "en")
    table = next(path for path in words.TABLES if path.stem == "catalogue_recheck")
    folder = table.parents[2]
    texts = [p.read_text("utf-8") for p in (*folder.rglob("*.py"), *(folder / "templates").rglob("*.j2"))]
    everything = "\n".join(texts)
    built = ("rechecks.cause_", "rechecks.s_", "rechecks.review_", "trail.a_")
    keys = yaml.safe_load(table.read_text("utf-8"))
    unused = [
        k
        for k in keys
        if not k.startswith(built) and f'"{k}"' not in everything and f'"{k.partition(".")[2]}"' not in everything
    ]
    assert unused == []
