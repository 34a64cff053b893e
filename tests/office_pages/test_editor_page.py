"""The editor of a draft without scripts: every act is a form, and what comes back is the editor. And its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
import yaml

from api import words
from api.staff import STAFF_COOKIE
from api.web.render import TEMPLATES
from api.web.static import HOME as STATIC
from scanpipe.catalog.schema import Condition, FieldSpec
from scanpipe.office.people import Actor, Right, Role
from tests.conftest import ROOT
from tests.office_pages.conftest import TestClient
from tests.office_pages.editor_desk import EDITION, FORM, HOME, NAME, EditorDesk, editor_desk
from tests.web.conftest import Html, read

pytestmark = pytest.mark.poppler

ROWS: dict[str, list[str]] = yaml.safe_load(
    (words.TABLE.parent / "office" / "words" / "catalogue_editor.yaml").read_text(encoding="utf-8")
)
_STEMS = """
    kind_ type_ f_ what_ conf_ before_ required_ when_ choose_ n_ part_ person_ handle_ tab_ position_ precision_
    grade_ wrong_ place_
"""
STEMS = ("trail.a_", *(f"editor.{stem}" for stem in _STEMS.split()))
"""Keys that are put together from a stem and a value."""


@dataclass
class Room:
    """Somebody's browser without scripts."""

    house: EditorDesk
    client: Any

    def get(self, query: str = "", status: int = 200) -> Html:
        answer = self.client.get(f"{HOME}{query}", follow_redirects=False)
        assert answer.status_code == status, answer.text
        return read(answer.text)

    def post(self, path: str, etag: str | None = None, **fields: Any) -> Any:
        told = {"csrf": self.token, "etag": etag or self.house.draft.etag, **fields}
        return self.client.post(f"{HOME}{path}", data=told, follow_redirects=False)

    def done(self, path: str, **fields: Any) -> str:
        """Where an act that was done leads."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    @cached_property
    def token(self) -> str:
        """That of this browser's forms."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.client.get(f"{HOME}?the=mau").text)
        assert found
        return found[1]

    def sent_by(self, query: str, testid: str) -> dict[str, Any]:
        """What a form of the page would send as it stands."""
        text = self.client.get(f"{HOME}{query}").text
        form = re.search(rf'<form [^>]*data-testid="{testid}">(.*?)</form>', text, re.S)
        assert form
        told: dict[str, Any] = {}
        for name, value in re.findall(
            r'<input(?=[^>]*type="(?:text|number|date|url)")[^>]* name="(\w+)" value="([^"]*)"', form[1]
        ):
            told[name] = value
        for name, value in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form[1], re.S):
            told[name] = value
        for name, options in re.findall(
            r'<select(?![^>]*multiple)[^>]* name="(\w+)"[^>]*>(.*?)</select>', form[1], re.S
        ):
            chosen = re.search(r'value="(\w*)" selected', options) or re.search(r'value="(\w*)"', options)
            told[name] = chosen[1] if chosen else ""
        for name, ticked in re.findall(
            r'<input type="checkbox"[^>]* name="(\w+)" value="1"[^>]*?( checked)?>', form[1]
        ):
            told |= {name: "1"} if ticked else {}
        return {name: value.replace("&#34;", '"').replace("&#39;", "'") for name, value in told.items()}

    def field(self, key: str = NAME) -> FieldSpec:
        edition = self.house.draft.edition
        assert edition is not None
        return edition.field(key)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EditorDesk]:
    made = editor_desk(tmp_path_factory.mktemp("editor"))
    yield made
    made.close()


@pytest.fixture
def room(house: EditorDesk) -> Iterator[Room]:
    """The editor with the draft as the machine made it."""
    house.begin()
    with TestClient(house.app, headers={"Accept": "text/html"}) as client:
        client.cookies.set(STAFF_COOKIE, "vh.mai", domain="testserver.local", path="/")
        yield Room(house, client)


def test_the_page_shows_places_fields_and_what_is_to_be_looked_at(room: Room) -> None:
    """Boxes are links in a drawing of millimetres; guesses say how sure they are."""
    page = room.get(f"?muc={NAME}")
    assert page.h1 == page.title == "Sửa bản nháp ct01, mẫu tt9_2027"
    (place,) = [e for e in page.marked("place") if e.attributes["id"] == f"o-box-{NAME}"]
    assert place.attributes["aria-label"] == "1. Họ, chữ đệm và tên khai sinh: ô điền"
    assert [e.text.strip() for e in page.marked("unseen")] == ["cần xem, chưa chắc", "cần xem, chắc"]
    assert "head_phone" in page.marked("gone")[0].text
    assert "Kiểu dữ liệu: tên người (chắc)" in " ".join(page.marked("guessed")[0].text.split())
    assert "Mẫu cũ: giống ✓" in page.marked("row")[1].text
    assert "declarant" in page.marked("people")[0].text
    width, height = (float(side) for side in (page.all("svg")[0].attributes["viewbox"] or "").split()[2:])
    assert (width, height) == pytest.approx((210, 297), abs=0.2)
    assert room.get("?lang=en").h1 == "Edit the draft ct01, edition tt9_2027"


def test_the_list_can_be_searched(room: Room) -> None:
    """With or without marks, by label or key."""
    assert len(room.get("?q=so+dinh+danh").marked("row")) == 2
    assert len(room.get("?q=head_personal").marked("row")) == 1
    assert room.get("?q=xyz").marked("fields") == []


def test_a_field_is_sent_whole_and_comes_back_the_same(room: Room) -> None:
    """Saving without a change changes nothing; of every kind of field."""
    before = room.house.draft
    assert before.edition is not None
    by_kind = {spec.kind: spec for spec in before.edition.fields}
    for spec in by_kind.values():
        room.done(f"/muc/{spec.key}", **room.sent_by(f"?muc={spec.key}", "field-form"))
    assert room.house.draft.edition == before.edition
    room.done("/mau", **room.sent_by("?the=mau", "edition-form"))
    assert room.house.draft.text == before.text


def test_a_field_is_changed_by_its_form(room: Room) -> None:
    """Another key, another kind, a condition: all at once, and the form of the new key is open."""
    sent = room.sent_by(f"?muc={NAME}", "field-form") | {
        "key": "full_name", "kind": "choice", "options": "Có\nKhông", "choose": "exactly_one",
        "required": "when", "when": "written", "when_keys": ["request_content", "members"],
    }  # fmt: skip
    where = room.done(f"/muc/{NAME}", **sent)
    assert where.endswith("muc=full_name")
    spec = room.field("full_name")
    assert (spec.options, spec.choose, spec.was) == (("Có", "Không"), "exactly_one", NAME)
    assert spec.required == Condition(written=("request_content", "members"))


def test_numbers_place_it_and_undo_takes_it_back(room: Room) -> None:
    """To the byte; a comma is a point; redo does it again."""
    before = room.house.draft
    room.done(f"/muc/{NAME}/cho", phan="o", trai="20,5", tren="60", rong="100", cao="7")
    assert room.field().box_mm == (20.5, 60, 120.5, 67)
    room.done(f"/muc/{NAME}/cho", phan="nhan", bo="1")
    assert room.field().label_mm is None
    room.done("/hoan-tac")
    room.done("/hoan-tac")
    assert room.house.draft.text == before.text
    room.done("/hoan-tac", lai="1")
    assert room.field().box_mm == (20.5, 60, 120.5, 67)


def test_fields_are_added_copied_moved_and_deleted(room: Room) -> None:
    """Each by a button; what is new is opened."""
    where = room.done("/them", loai="boxes", trang="1", trai="20", tren="280", rong="60", cao="6")
    assert where.endswith("muc=field_1")
    assert (room.field("field_1").boxes, room.field("field_1").box_mm) == (12, (20, 280, 80, 286))
    assert room.done("/muc/field_1/nhan-doi").endswith("muc=field_1_1")
    room.done("/muc/field_1_1/thu-tu", buoc="-1")
    room.done("/muc/field_1/xoa")
    edition = room.house.draft.edition
    assert edition is not None
    assert [spec.key for spec in edition.fields].count("field_1_1") == 1
    assert "field_1" not in {spec.key for spec in edition.fields}


def test_what_cannot_be_is_told_beside_its_box(room: Room) -> None:
    """What was typed stands there still, and the draft is as it was."""
    before = room.house.draft.text
    answer = room.post(
        f"/muc/{NAME}", **(room.sent_by(f"?muc={NAME}", "field-form") | {"key": "members", "note": "Xin"})
    )
    assert answer.status_code == 422
    page = read(answer.text)
    assert "Mã “members” đã có mục khác dùng" in page.marked("trouble")[0].text
    assert page.all("input", id="m-key")[0].attributes["value"] == "members"
    assert page.all("input", id="m-key")[0].attributes["aria-invalid"] == "true"
    answer = room.post(f"/muc/{NAME}/cho", phan="o", trai="x", tren="1", rong="1", cao="1")
    assert (answer.status_code, "Cần một số." in answer.text) == (422, True)
    answer = room.post("/mau", **(room.sent_by("?the=mau", "edition-form") | {"issued": "2026-02-30"}))
    assert read(answer.text).all("input", id="m-issued")[0].attributes["aria-invalid"] == "true"
    assert room.house.draft.text == before


def test_the_yaml_is_edited_as_text(room: Room) -> None:
    """Errors name the line; a hand edit in the file shows in the editor."""
    text = room.house.draft.text
    room.done("/yaml", yaml=text.replace("pages: 1", "pages: 2").replace("\n", "\r\n"))
    assert room.house.draft.text == text.replace("pages: 1", "pages: 2")
    answer = room.post("/yaml", yaml=text.replace("pages: 1", "pages: hai"))
    number = text.splitlines().index("pages: 1") + 1
    assert answer.status_code == 422
    assert f"Dòng {number}:" in answer.text
    assert "pages: hai" in answer.text
    (room.house.draft.folder / "edition.yaml").write_text(text.replace("title: ", "title: Sửa tay "), "utf-8")
    assert "Sửa tay" in (room.get("?the=mau").all("input", id="m-title")[0].attributes["value"] or "")
    (room.house.draft.folder / "edition.yaml").write_text("form: [", "utf-8")
    page = room.get()
    assert page.marked("trouble")
    assert page.marked("yaml")
    assert page.marked("place") == []


def test_who_comes_second_sees_what_changed_and_chooses(room: Room) -> None:
    """Their change is made on the new state, or left."""
    old = room.house.draft.etag
    room.done(f"/muc/{NAME}/cho", phan="o", trai="20", tren="60", rong="100", cao="7")
    answer = room.post(f"/muc/{NAME}/cho", etag=old, phan="nhan", trai="9", tren="60", rong="10", cao="7")
    assert answer.status_code == 412
    page = read(answer.text)
    assert page.h1 == "Bản nháp đã đổi, xem khác biệt"
    assert "box_mm: [20, 60, 120, 67]" in page.marked("conflict")[0].text
    assert "label_mm: [9, 60, 19, 67]" in page.marked("conflict")[0].text
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text))
    room.done(f"/muc/{NAME}/cho", **again)
    assert (room.field().label_mm, room.field().box_mm) == ((9, 60, 19, 67), (20, 60, 120, 67))
    answer = room.post("/hoan-tac", etag=old)
    assert (answer.status_code, 'data-testid="mine-over"' in answer.text) == (412, False)


def test_guesses_are_looked_at_one_by_one_or_all_of_a_page(room: Room) -> None:
    """Those about the whole and about fields that are gone have buttons of their own."""
    room.done("/xem", muc=NAME)
    room.done("/xem", muc=["declarant_phone", "head_phone"])
    room.done("/xem", muc="", the="mau")
    assert room.house.draft.about.unseen == ()
    page = room.get()
    assert [mark for name in ("unseen", "gone", "unseen-whole") for mark in page.marked(name)] == []


def test_pictures_lines_and_who_is_there(room: Room) -> None:
    """For the script, and for the drawing."""
    base = HOME.removesuffix("/sua")
    picture = room.client.get(f"{base}/trang/1.png")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    again = room.client.get(f"{base}/trang/1.png", headers={"If-None-Match": picture.headers["etag"]})
    assert again.status_code == 304
    assert len(room.client.get(f"{base}/trang/1/dong.json").json()["level"]) > 8
    assert room.client.get(f"{base}/trang/9.png").status_code == 404
    other = room.house.operator("vh.nam")
    room.house.drafting.here(other, room.house.draft)
    told = room.client.post(f"{HOME}/ai", headers={"X-CSRF-Token": room.token}).json()
    assert told == {"others": ["vh.nam"], "etag": room.house.draft.etag}
    assert "vh.nam" in room.get().marked("others")[0].text
    assert room.client.post(f"{HOME}/ai").status_code == 403
    room.house.drafting.leave(other, room.house.draft)
    assert room.post("/roi").status_code == 204


def test_only_operators_are_let_in(room: Room) -> None:
    """An officer is refused, a stranger asked to log in, a draft that is not there is not found."""
    room.house.sessions["ng.hoa"] = room.house.center.actor("ng.hoa", Role.OFFICER)
    room.client.cookies.set(STAFF_COOKIE, "ng.hoa", domain="testserver.local", path="/")
    room.get(status=403)
    room.client.cookies.clear()
    room.get(status=303)
    room.client.cookies.set(STAFF_COOKIE, "vh.mai", domain="testserver.local", path="/")
    assert room.client.get("/cb/mau/n/ct01/nothing/sua").status_code == 404


# ---- JSON -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def program(room: Room) -> Any:
    """A program with the scope."""
    room.house.sessions["vh.mai"] = Actor("key_1", "p", "P", "hx", frozenset({Right.CATALOGUE}), program=True)
    yield room
    room.house.operator()


PATH = f"/api/v1/catalogue/drafts/{FORM}/{EDITION}"


def test_programs_read_save_undo_and_drop(program: Room) -> None:
    """Each save on the state that was read; what cannot be read is not saved."""
    client, shown = program.client, {"X-CSRF-Token": program.token}
    assert [one["edition"] for one in client.get("/api/v1/catalogue/drafts").json()["drafts"]] == [EDITION]
    got = client.get(PATH)
    draft, etag = got.json(), {"If-Match": got.headers["etag"], **shown}
    assert (draft["unseen"], draft["guesses"][0]["key"], draft["can_undo"]) == (5, NAME, False)
    new = draft["yaml"].replace("pages: 1", "pages: 2")
    saved = client.put(PATH, json={"yaml": new}, headers=etag)
    assert (saved.status_code, saved.json()["yaml"], saved.json()["can_undo"]) == (200, new, True)
    late = client.put(PATH, json={"yaml": new}, headers=etag)
    assert (late.status_code, late.json()["code"]) == (412, "draft.changed")
    etag["If-Match"] = saved.headers["etag"]
    broken = client.put(PATH, json={"yaml": new.replace("pages: 2", "pages: zwei")}, headers=etag)
    assert (broken.status_code, broken.json()["code"]) == (422, "draft.broken")
    assert broken.json()["errors"][0]["code"] == f"line_{new.splitlines().index('pages: 2') + 1}"
    back = client.post(f"{PATH}/undo", json={}, headers=etag)
    assert back.json()["yaml"] == draft["yaml"]
    assert client.put(PATH, json={"yaml": new}, headers=shown).status_code == 422
    assert client.delete(PATH, headers=shown).status_code == 204
    assert client.get(PATH).status_code == 404


# ---- words ----------------------------------------------------------------------------------------------------------


def test_every_word_of_the_editor_is_used() -> None:
    """The table holds none that nobody reads."""
    everything = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (TEMPLATES, ROOT / "api" / "office", STATIC)
        for path in folder.rglob("*")
        if path.suffix in (".j2", ".py", ".js")
    )
    assert [key for key in ROWS if f'"{key}"' not in everything and not key.startswith(STEMS)] == []
    assert all(words.parameters(vi) == words.parameters(en) for vi, en in ROWS.values())


def test_a_type_that_nobody_knows_can_be_put_right(room: Room) -> None:
    """Somebody wrote it by hand: the page shows it as it is, and saving another box does not change it unseen."""
    text = room.house.draft.text
    wrong = re.sub(r"type: person_name", "type: nobody", text, count=1)
    assert wrong != text
    room.done("/yaml", yaml=wrong)
    spec = next(f for f in room.house.draft.edition.fields if f.type == "nobody")  # type: ignore[union-attr]
    page = room.client.get(HOME)
    assert page.status_code == 200
    assert "nobody" in page.text
    assert room.sent_by(f"?muc={spec.key}", "field-form")["type"] == "nobody"
