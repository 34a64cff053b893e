"""The screen of the request without scripts: pre-ticked, previewed, given, warned about the second time."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import words
from scanpipe.findings import FINDINGS
from scanpipe.office.people import Actor, Role
from scanpipe.office.slips.printed import DRAFT_MARK
from scanpipe.store.rows import State
from tests.office.center import Center, opened
from tests.office.paper import Said
from tests.office.test_slip_content import CARD_MISSING
from tests.office_pages.slip_desk import app_of
from tests.web.conftest import Html, read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def center(tmp_path: Path) -> Iterator[Center]:
    made = opened(tmp_path)
    yield made
    made.desk.store.close()


@pytest.fixture
def actor(center: Center) -> Actor:
    return center.actor("ng.hoa", Role.OFFICER)


@pytest.fixture
def client(center: Center, actor: Actor) -> Iterator[TestClient]:
    with TestClient(app_of(center, actor), headers={"Accept": "text/html"}) as client:
        yield client


@pytest.fixture
def home(center: Center) -> str:
    """The screen of a dossier that lacks a signature and a card."""
    return f"/cb/h/{center.dossier(Said(more=(CARD_MISSING,))).id}/bs"


def _page(client: TestClient, path: str, status: int = 200) -> Html:
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return read(answer.text)


def _form(page: Html, **changes: Any) -> dict[str, Any]:
    """What a browser would send: every field as it stands, the boxes that are ticked."""
    sent: dict[str, Any] = {}
    for field in page.all("input"):
        name, kind = field.attributes.get("name"), field.attributes.get("type")
        if name in (None, "ma") or kind == "search" or (kind == "checkbox" and "checked" not in field.attributes):
            continue
        value = field.attributes.get("value") or ""
        sent[name] = [*sent.get(name, []), value] if kind == "checkbox" else value
    sent |= {f.attributes["name"]: f.text for f in page.all("textarea")}
    return sent | changes


def _post(client: TestClient, path: str, form: dict[str, Any]) -> Any:
    """As multipart, as the form says."""
    return client.post(path, data=form, files=[("nothing", (None, ""))], follow_redirects=False)


COMPLETE = {"han": "2026-11-30", "lien_he": "Trần Thị Thử", "dien_thoai": "0900 000 000"}


def test_all_that_is_open_is_ticked_and_drawn(client: TestClient, home: str) -> None:
    """AT-O7: papers in the table, all others as lines, the mark of a draft, no code in what is read."""
    page = _page(client, home)
    ticked = [b for b in page.all("input", type="checkbox", name="chon") if "checked" in b.attributes]
    assert len(page.marked("item")) == 3
    assert len(ticked) == 3
    table, lines = page.marked("sheet-table")[0].text, page.marked("sheet-lines")[0].text
    assert "Thẻ căn cước" in table
    assert "chưa ký" in lines
    assert page.marked("draft-mark")[0].text == DRAFT_MARK
    assert not [code for code in FINDINGS if code in page.marked("sheet")[0].text]
    assert page.title.startswith("Phiếu yêu cầu bổ sung – KT-")


def test_a_preview_shows_what_was_filled_in_and_gives_nothing(client: TestClient, center: Center, home: str) -> None:
    """Without scripts a button does what a script does while one types."""
    page = _page(client, home)
    form = _form(page, **COMPLETE, viec="xem", them="Nộp kèm bản đồ.\nMang bản chính đến đối chiếu.")
    form["chu-1" if "chu-1" in form else "chu-2"] = "Thẻ căn cước gắn chip"
    shown = _post(client, home, form)
    assert shown.status_code == 200
    sheet = read(shown.text).marked("sheet")[0].text
    for words_ in ("Thẻ căn cước gắn chip", "Nộp kèm bản đồ.", "Mang bản chính", "30/11/2026", "0900 000 000"):
        assert words_ in sheet, words_
    assert center.row(home.split("/")[3]).state is State.SENT


def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(client: TestClient, home: str) -> None:
    """On top with a link, and at the field; what was typed stays."""
    page = _page(client, home)
    answer = _post(client, home, _form(page, viec="giao", them="Nội dung của cán bộ.", dien_thoai="", han=""))
    assert answer.status_code == 422
    told = read(answer.text)
    links = {link.attributes["href"]: link.text for link in told.all("a")}
    assert links["#han"] == "Chưa ghi thời hạn bổ sung."
    assert links["#dien_thoai"] == "Chưa ghi số điện thoại liên hệ."
    assert told.all("textarea", name="them")[0].text == "Nội dung của cán bộ."
    assert told.all("input", name="han")[0].attributes["aria-describedby"] == "han-sai"
    assert told.all("span", id="han-sai")[0].text == links["#han"]


def test_it_is_given_and_taken_away_in_three_ways(client: TestClient, center: Center, home: str) -> None:
    """After the button: the page with the files and the text for the portal."""
    answer = _post(client, home, _form(_page(client, home), **COMPLETE, viec="giao"))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{home}/1?moi=1"
    assert center.row(home.split("/")[3]).state is State.SUPPLEMENT_REQUESTED
    page = _page(client, answer.headers["location"])
    assert page.marked("given")
    assert "chậm nhất ngày 30/11/2026" in page.marked("text")[0].text
    starts = {"pdf": b"%PDF", "docx": b"PK", "txt": "Yêu cầu".encode()}
    for kind, start in starts.items():
        file = client.get(page.marked(kind)[0].attributes["href"])
        assert file.content.startswith(start)
        assert file.headers["cache-control"] == "no-store"
        assert file.headers["content-disposition"].endswith(f'-bs1.{kind}"')


def test_the_second_request_warns_with_the_day_of_the_first(client: TestClient, center: Center, home: str) -> None:
    """AT-O8: the warning names the day; it is still possible."""
    _post(client, home, _form(_page(client, home), **COMPLETE, viec="giao"))
    center.later(days=2)
    page = _page(client, home)
    assert "ngày 23/11/2026" in page.marked("earlier")[0].text
    assert "Kiểm tra để hướng dẫn đầy đủ trong một lần" in page.marked("earlier")[0].text
    assert _post(client, home, _form(page, **COMPLETE, viec="giao")).headers["location"] == f"{home}/2?moi=1"


def test_a_form_from_before_a_change_is_shown_anew(client: TestClient, home: str) -> None:
    """What was ticked is not open any more: nothing is given, everything is offered again."""
    form = _form(_page(client, home), **COMPLETE, viec="giao")
    form["chon"] = ["f_000000000000"]
    answer = _post(client, home, form)
    assert answer.status_code == 409
    assert read(answer.text).marked("changed")


def test_what_is_odd_in_a_form_does_no_harm(client: TestClient, home: str) -> None:
    """Numbers that are none, days that are none, markup in the words."""
    form = _form(_page(client, home), viec="xem", han="30/11/2026", them="<img src=x onerror=alert(1)>")
    form |= {name: "mười" for name in form if name.startswith(("chinh-", "thuc-", "photo-"))}
    answer = _post(client, home, form)
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text


def test_dossiers_of_another_center_are_not_there(center: Center, home: str) -> None:
    """On every address of the request."""
    stranger = center.actor("ph.xa", Role.OFFICER, unit="khac")
    with TestClient(app_of(center, stranger), headers={"Accept": "text/html"}) as client:
        for path in (home, f"{home}/1", f"{home}/1.pdf", f"{home}/1.docx", f"{home}/1.txt"):
            assert client.get(path).status_code == 404


def test_a_program_gives_one_as_an_officer_does(client: TestClient, center: Center) -> None:
    """JSON: what may be asked for, a request, the list, the files."""
    dossier = center.dossier()
    client.headers["Authorization"] = "Bearer sk_test"
    base = f"/api/v1/dossiers/{dossier.id}/supplements"
    draft = client.get(f"{base}/draft").json()
    assert [item["ticked"] for item in draft["items"]] == [True, True]
    wish = {"deadline": "2026-11-30", "contact_name": "Trần Thị Thử", "contact_phone": "0900 000 000"}
    made = client.post(base, json=wish)
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"{base}/1.pdf"
    assert made.json()["lines"] == [item["text"] for item in draft["items"]]
    assert client.get(base).json() == [made.json()]
    assert client.get(f"{base}/1.pdf").content.startswith(b"%PDF")
    assert client.get(f"{base}/1.txt").text == made.json()["text"]
    assert client.get(f"{base}/2.pdf").status_code == 404
    assert client.post(base, json=wish | {"asked_for": []}).status_code == 422
    chosen = wish | {"asked_for": [{"id": draft["items"][1]["id"], "text": "Đề nghị xuất trình bản chính."}]}
    assert client.post(base, json=chosen).json()["lines"] == ["Đề nghị xuất trình bản chính."]
    assert client.post(base, json=wish | {"asked_for": [{"id": "f_gone"}]}).status_code == 409


def test_every_word_of_the_screen_is_there_twice_and_used() -> None:
    """Both languages with the same parameters; nothing that nobody reads."""
    table = Path(words.__file__).parent / "office" / "words" / "slip.yaml"
    rows: dict[str, list[str]] = yaml.safe_load(table.read_text(encoding="utf-8"))
    home = Path(words.__file__).parent
    texts = "".join(
        path.read_text(encoding="utf-8")
        for path in (*home.glob("office/slip*.py"), *home.glob("templates/office/slip*"))
    )
    for key, (vi, en) in rows.items():
        assert words.parameters(vi) == words.parameters(en), key
        stem = key.startswith(("slip.gap_", "slip.why_", "slip.must", "slip.check"))
        assert stem or f'"{key}"' in texts or f'"{key.removeprefix("slip.")}"' in texts, key
