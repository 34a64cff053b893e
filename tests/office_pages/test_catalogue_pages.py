"""The catalogue and the radar as pages: what is searched, warned of, set aside, and who may see it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.office.catalogue import catalogue as pages
from api.office.catalogue import radar as radar_pages
from api.v1 import catalogue_forms, catalogue_radar
from scanpipe.office.catalogue.errands import Errand, State
from scanpipe.office.catalogue.radar import Radar
from scanpipe.office.people import Actor, Role
from scanpipe.publishing.drafts import Drafts
from scanpipe.publishing.proposals import propose
from scanpipe.unknown_papers import UnknownPaper
from tests.office.center import Center, opened
from tests.office_pages.conftest import TestClient
from tests.office_pages.test_statistics_page import LoggedIn
from tests.publishing.counter import KEY, drafted, forms_with
from tests.web.conftest import Html, read

NEW = UnknownPaper(
    paper=0,
    pages=2,
    citation="77/2027/TT-BCA",
    code="Mẫu CT1",
    title="TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ",
    form="ct01",
    edition="tt116_2026",
    likeness=0.83,
    shape="tall 2p 36+ rows",
)


@dataclass
class Errands:
    """Errands that only note what they are asked, and stand as they are told."""

    now: dt.datetime
    asked: list[Sequence[str]] = field(default_factory=list)
    state: State = State.RUNNING

    def start(self, name: str, args: Sequence[str], folder: Path) -> Errand:
        self.asked.append(args)
        return Errand(name, tuple(args), self.state, self.now)

    def of(self, name: str) -> Errand | None:
        return Errand(name, (), self.state, self.now, told=("No page of it could be read.",)) if self.asked else None


@dataclass
class House:
    """The pages, who looks at them, and what is behind."""

    center: Center
    client: Any
    actor: list[Actor]
    errands: Errands
    forms: Path

    def get(self, path: str, status: int = 200) -> Html:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def goes(self, path: str, **fields: str) -> str:
        """Where a form leads."""
        answer = self.client.post(path, data=fields, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


def app_of(center: Center, actor: list[Actor], errands: Errands, forms: Path) -> FastAPI:
    """The service with the catalogue of this Center; `actor[0]` has logged in."""
    app = create_app(center.desk.settings, center.intake, limited=False)
    drafting = SimpleNamespace(all=lambda _: Drafts(forms).all())
    rooms = SimpleNamespace(radar=Radar(center.desk), errands=errands, drafting=drafting)
    app.state.office = SimpleNamespace(catalogue=rooms)
    app.add_middleware(LoggedIn, actor=actor)
    served = {getattr(route, "path", "") for route in app.routes}
    for router, path, prefix in (
        (radar_pages.router, radar_pages.HOME, ""),
        (pages.router, pages.HOME, ""),
        (catalogue_radar.router, "/api/v1/catalogue/radar", "/api/v1"),
        (catalogue_forms.router, "/api/v1/catalogue/timeline", "/api/v1"),
    ):
        if path not in served:
            app.include_router(router, prefix=prefix)
    return app


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    """A Center of its own, with two dossiers of which one may be learnt from; each test notes what it needs."""
    made = opened(tmp_path_factory.mktemp("catalogue"))
    for may_teach in (True, False):
        made.dossier(may_teach=may_teach)
    yield made
    made.desk.store.close()


@pytest.fixture(scope="module")
def whole_house(center: Center, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The pages over that Center, and a small forms/ for drafts."""
    actor, errands = [center.actor("vh.tam", Role.OPERATOR)], Errands(center.desk.now())
    forms = forms_with(tmp_path_factory.mktemp("drafts"))
    with TestClient(app_of(center, actor, errands, forms), headers={"Accept": "text/html"}) as client:
        yield House(center, client, actor, errands, forms)


@pytest.fixture
def house(whole_house: House) -> House:
    """An operator before the pages: no paper was noted, no draft begun."""
    whole_house.actor[0] = whole_house.center.actor("vh.tam", Role.OPERATOR)
    whole_house.errands.asked.clear()
    whole_house.errands.state = State.RUNNING
    shutil.rmtree(whole_house.forms / "drafts", ignore_errors=True)
    for check_id in whole_house.center.keys:
        note(whole_house.center, check_id)
    return whole_house


def note(center: Center, check_id: str, *papers: UnknownPaper) -> None:
    """As an examination of that dossier does."""
    with center.desk.store.database.writing() as session:
        Radar(center.desk).note(session, check_id, papers)


def rows(page: Html) -> list[str]:
    """The editions of the table."""
    return [" ".join(row.text.split()) for row in page.marked("edition")]


def test_every_edition_stands_in_the_drawing_and_in_the_table(house: House) -> None:
    """As many links as rows; a row says what its bar does."""
    page = house.get(pages.HOME)
    assert page.h1 == "Mẫu đơn"
    bars = [e for e in page.all("a") if "svg" in e.inside]
    told = rows(page)
    assert len(bars) == len(told) == sum(1 for _ in house.center.desk.law.catalog.editions())
    assert "tt116_2026 Thông tư 116/2026/TT-BCA từ 01/07/2026 █ đang áp dụng A 23/11/2026 16" in told
    assert all(str(bar.attributes["aria-label"]).count(", ") >= 2 for bar in bars)


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("q=khai+sinh", {"birth_registration", "birth_reregistration"}),
        ("q=dang+ky+lai", {"birth_reregistration"}),
        ("q=151/2025", {"land_change", "land_registration"}),
        ("q=ct01", {"ct01"}),
        ("lv=land&q=thanh+hoa", {"land_change", "land_registration"}),
        ("lv=cooperative", {"htx_registration"}),
        ("tt=warned&lv=household_business", {"hkd_change", "hkd_suspension", "hkd_termination"}),
        ("tt=drafted", {"ct01"}),
        ("tt=nonsense&lv=residence", {"ct01"}),
    ],
)
def test_forms_are_found(house: House, query: str, forms: set[str]) -> None:
    """By words with or without marks, by the number of an instrument, by field and state."""
    drafted(house.forms)
    page = house.get(f"{pages.HOME}?{query}")
    links = {str(e.attributes["href"]).rpartition("/")[2] for e in page.all("a") if e.inside[-1:] == ("th",)}
    assert links - {KEY} == forms


def test_nothing_found_is_told(house: House) -> None:
    """And how to find more."""
    page = house.get(f"{pages.HOME}?q=xe+may")
    assert page.marked("empty")[0].text.startswith("Không có mẫu nào như vậy.")
    assert not page.marked("table")
    assert page.all("input", id="q")[0].attributes["value"] == "xe may"


def test_drafts_tell_where_they_stand(house: House) -> None:
    """What nobody has seen, the test, what waits for a second person, and what was broken by hand."""
    assert house.get(pages.HOME).marked("no-drafts")
    draft = drafted(house.forms, seen=False, tested=False)
    told = house.get(pages.HOME).marked("draft")[0]
    assert "1 chỗ máy đoán chưa ai xem" in told.text
    assert "Chưa thử" in told.text
    links = [e.attributes["href"] for e in house.get(pages.HOME).all("a") if e.text == f"ct01@{KEY}"]
    assert links == [f"/cb/mau/n/ct01/{KEY}"]
    Drafts(house.forms).drop("ct01", KEY, by="vh.an")
    draft = drafted(house.forms)
    on = dt.date(2027, 3, 1)
    propose(house.forms, draft, on=on, accepted_until=None, by="vh.an", now=house.center.desk.now())
    told = house.get(pages.HOME).marked("draft")[0]
    assert "Chờ người thứ hai duyệt cho ngày 01/03/2027" in told.text
    assert "Đã thử, đạt" in told.text
    (draft.folder / "edition.yaml").write_text("form: ct01\nedition: [", "utf-8")
    told = house.get(pages.HOME).marked("draft")[0]
    assert "Tệp hỏng" in told.text
    assert "edition.yaml:" in told.text


def test_warnings_are_counted_and_lead_to_their_forms(house: House) -> None:
    """Each sort with its number."""
    page = house.get(pages.HOME)
    assert "Độ tin cậy thấp (6)" in page.marked("warnings")[0].text
    assert "Độ tin cậy C: chỉ nhận biết mẫu" in page.marked("warnings")[0].text


def test_broken_forms_are_told_with_file_and_line(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the last good catalogue is in use."""
    assert not house.get(pages.HOME).marked("broken")
    laws = house.center.desk.laws
    monkeypatch.setattr(type(laws), "trouble", "ct01/2026-07-01_tt116_2026.yaml:12: titel: unknown key; remove it.")
    for path in (pages.HOME, radar_pages.HOME):
        told = house.get(path).marked("broken")[0].text
        assert "đang dùng danh mục tốt gần nhất" in told
        assert "ct01/2026-07-01_tt116_2026.yaml:12:" in told


@pytest.mark.parametrize(
    "path", [pages.HOME, radar_pages.HOME, "/api/v1/catalogue/radar", "/api/v1/catalogue/timeline"]
)
def test_only_who_keeps_the_catalogue_may_look(house: House, path: str) -> None:
    """Operators and publishers; an officer is told that they may not."""
    house.actor[0] = house.center.actor("ng.hoa", Role.OFFICER)
    assert house.client.get(path).status_code == 403
    house.actor[0] = house.center.actor("cb.binh", Role.PUBLISHER)
    assert house.client.get(path).status_code == 200


def test_the_radar_shows_groups_and_lists(house: House) -> None:
    """What was read, how often, what it looks like; instruments that issue nothing."""
    assert house.get(radar_pages.HOME).marked("no-groups")
    one, two = house.center.keys
    note(house.center, one, NEW)
    note(house.center, two, NEW)
    page = house.get(radar_pages.HOME)
    told = " ".join(page.marked("group")[0].text.split())
    assert told.startswith("TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ Văn bản in trên giấy77/2027/TT-BCA Mã mẫuMẫu CT1")
    assert "Tờ khai thay đổi thông tin cư trú, tt116_2026: giống 83%" in told
    assert "2 giấy trong 2 hồ sơ" in told
    assert "77/2027/TT-BCA2" in "".join(page.marked("instruments")[0].text.split())
    assert page.all("input", name="lan")[0].attributes["value"] == "tt77_2027"


def test_a_group_is_set_aside_and_taken_back(house: House) -> None:
    """By a form, and told after it."""
    note(house.center, next(iter(house.center.keys)), NEW)
    group = house.get(radar_pages.HOME).all("article")[0].attributes["aria-labelledby"]
    assert group is not None
    home = f"{radar_pages.HOME}/{group.removesuffix('-h')}"
    page = house.get(house.goes(f"{home}/cat"))
    assert not page.marked("group")
    assert "Đã cất đi (1)" in page.marked("aside")[0].text
    assert house.get(house.goes(f"{home}/xem-lai")).marked("group")
    assert house.client.post(f"{radar_pages.HOME}/g_0123456789abcdef/cat").status_code == 404
    assert house.client.get(f"{home}/cat", follow_redirects=False).headers["location"] == radar_pages.HOME


def test_a_draft_is_begun_from_a_paper(house: House) -> None:
    """In the background, once; then the page of every new draft waits for it. What cannot be is told at its place."""
    teaching = next(iter(house.center.keys))
    note(house.center, teaching, NEW)
    group = house.get(radar_pages.HOME).all("article")[0].attributes["aria-labelledby"]
    assert group is not None
    home = f"{radar_pages.HOME}/{group.removesuffix('-h')}/nhap"
    assert house.goes(home, mau="ct01", lan="tt77_2027") == "/cb/mau/moi/ct01/tt77_2027"
    assert house.errands.asked[0][3:] == [
        *("--form", "ct01", "--edition", "tt77_2027", "--filled-in", "--by", "vh.tam", "--from-previous")
    ]
    assert house.client.post(home, data={"mau": "ct01", "lan": "tt77_2027"}).status_code == 422  # it is underway
    house.errands.state = State.FAILED
    for wrong in ({"mau": "ct01", "lan": "../x"}, {"mau": "ct01", "lan": "tt116_2026"}, {"mau": "none", "lan": "a"}):
        answer = house.client.post(home, data=wrong)
        assert answer.status_code == 422
        assert read(answer.text).title.startswith("Có điều cần sửa") or "trouble" in answer.text
    assert len(house.errands.asked) == 1


def test_no_draft_is_offered_from_papers_that_may_not_be_used(house: House) -> None:
    """The page says why there is no button."""
    _, silent = house.center.keys
    note(house.center, silent, replace(NEW, title="ĐƠN ĐỀ NGHỊ KHÁC"))
    page = house.get(radar_pages.HOME)
    assert not page.marked("draft-form")
    assert "Chưa có giấy nào mà người dân cho phép" in page.marked("group")[0].text


def test_the_same_as_json(house: House) -> None:
    """For programs: the groups without a word of any dossier, the editions with their days."""
    note(house.center, next(iter(house.center.keys)), NEW)
    told = house.client.get("/api/v1/catalogue/radar").json()
    assert told["groups"][0]["citation"] == "77/2027/TT-BCA"
    assert told["groups"][0]["nearest"] == {"form": "ct01", "edition": "tt116_2026", "likeness": 0.83}
    assert not any(check_id in house.client.get("/api/v1/catalogue/radar").text for check_id in house.center.keys)
    lines = house.client.get("/api/v1/catalogue/timeline?on=2026-06-01&form=ct01").json()
    assert [one["standing"] for one in lines["editions"]] == ["ended", "ended", "in_force", "scheduled"]
    assert house.client.get("/api/v1/catalogue/timeline?form=no_form").status_code == 404
