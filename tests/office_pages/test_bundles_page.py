"""Bundles on their page: written, checked, shown, taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.words import keys
from scanpipe.publishing.signing import keyring_of
from scanpipe.publishing.tree import law_id
from tests.office_pages.publish_desk import Room, room_in
from tests.office_pages.test_publish_page import words
from tests.publishing.counter import BEFORE

HOME = "/cb/mau/goi"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The pages, once for all tests here."""
    with room_in(tmp_path_factory.mktemp("publishing")) as made:
        yield made


@pytest.fixture
def room(opened: Room) -> Room:
    return opened.afresh()


def exported(room: Room, **fields: str) -> bytes:
    """The file that a browser would keep."""
    answer = room.client.post(f"{HOME}/xuat", data=fields)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return bytes(answer.content)


def sent(room: Room, data: bytes, status: int = 303):
    """What arrives, as the form of the page sends it."""
    answer = room.client.post(HOME, files={"goi": ("x.scanform.zip", data)}, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return answer


def test_a_bundle_goes_out_and_comes_back(room: Room) -> None:
    """A changed file is shown as another one here, and replaced only with the tick."""
    data = exported(room, mau="ct01")
    path = room.shop.forms / "ct01" / f"2026-07-01_{BEFORE}.yaml"
    good = law_id(room.shop.forms)
    path.write_text(path.read_text("utf-8").replace("required: no", "required: yes", 1) + "# mine\n", "utf-8")
    room.now(room.shop.binh)
    where = sent(room, data).headers["location"]
    page = room.get(where)
    assert page.h1 == "Gói này sẽ thay đổi gì"
    assert "Trung tâm Thử. Làm bởi vh.an" in words(page, "about")
    assert f"Khác với tệp ở đây forms/ct01/{path.name}" in words(page, "files")
    page = room.refused(where, 409)
    assert "chỉ thay khi được chọn rõ" in words(page, "trouble")
    assert room.sends(where, thay="1") == f"{HOME}?xong=1"
    assert law_id(room.shop.forms) == good
    assert "Nhập từ gói" in words(room.get("/cb/mau/f/ct01"), "release")
    room.get(where, 404)
    page = room.get(sent(room, data).headers["location"])
    assert words(page, "nothing").startswith("Mọi tệp trong gói đã có ở đây")


def test_what_is_wrong_is_told_beside_the_file(room: Room) -> None:
    """Nothing chosen, no bundle, another's key."""
    room.now(room.shop.binh)
    assert "Chọn một tệp" in sent(room, b"", 422).text
    assert "không phải gói" in sent(room, b"not a zip", 422).text
    data = exported(room, tat_ca="1")
    key = room.shop.desk.settings.data_dir / "publishing" / "signing.key"
    key.unlink()
    assert "forms trust" in sent(room, data, 422).text


def test_the_page_tells_keys_and_forms(room: Room, tmp_path: Path) -> None:
    """The own line to hand on, and whom this Center trusts; operators do not import."""
    theirs = keyring_of(tmp_path / "theirs").own("xa-thu").public
    keyring_of(room.shop.desk.settings.data_dir).trust(theirs.line)
    page = room.get(HOME)
    assert page.h1 == "Gói biểu mẫu"
    assert "scanpipe-ed25519" in words(page, "own-key")
    assert theirs.fingerprint in words(page, "trusted")
    assert page.marked("import-form") == []
    sent(room, b"x", 403)
    assert "Chọn ít nhất một biểu mẫu" in words(room.refused(f"{HOME}/xuat"), "trouble")
    room.get(f"{HOME}/{'0' * 64}", 403)
    room.now(room.shop.binh)
    room.get(f"{HOME}/{'0' * 64}", 404)
    room.get(f"{HOME}/..%2fx", 404)


def test_the_audit_has_words_for_what_is_done_to_the_law() -> None:
    """Each act of publishing is told in both languages."""
    done = ("proposed", "back_proposed", "withdrawn", "published", "rolled_back", "imported", "exported")
    assert {f"trail.a_law_{act}" for act in done} <= keys()
