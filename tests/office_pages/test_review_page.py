"""The review as a page: without a script, as a browser reads it."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from scanpipe.model import Box
from scanpipe.office.people import Role
from scanpipe.office.pictures import cut
from scanpipe.store import audit
from scanpipe.store.rows import CheckRow
from tests.office.paper import Said
from tests.office_pages.review_desk import Desk, ReviewDesk, review_desk
from tests.web.conftest import Element, Html, read

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ReviewDesk]:
    made = review_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hoa(house: ReviewDesk) -> Iterator[Desk]:
    house.officer("ng.hoa")
    with TestClient(house.app, headers={"Accept": "text/html"}) as client:
        yield Desk(client, "ng.hoa")


@pytest.fixture
def binh(house: ReviewDesk) -> Iterator[Desk]:
    house.officer("le.binh")
    with TestClient(house.app, headers={"Accept": "text/html"}) as client:
        yield Desk(client, "le.binh")


def cards(page: Html) -> list[Element]:
    return page.marked("card")


def field_of(html: str, name: str, form_action: str) -> str:
    """The value of a hidden field of the form that goes there."""
    form = html.split(f'action="{form_action}"', 1)[1].split("</form>", 1)[0]
    found = re.search(rf'name="{name}" value="([^"]*)"', form)
    assert found, name
    return found[1]


def decide(desk: Desk, check: CheckRow, point: str, html: str, **said: str) -> str:
    """Send a card's form as a browser does, once the page was there long enough; where it leads."""
    address = f"/cb/h/{check.id}/diem/{quote(point, safe=':')}"
    time.sleep(0.31)
    stamped = field_of(html, "luc", address)
    answer = desk.post(address, html, luc=stamped, xem="diem", **said)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def actions(house: ReviewDesk, check: CheckRow) -> list[str]:
    store = house.center.desk.store
    with store.database.reading() as session:
        return [row.note.action for row in audit.lines(session, store.keys, check_id=check.id)]


def points_of(house: ReviewDesk, check: CheckRow) -> dict[str, str]:
    """Ids of the points to look at, by code or key."""
    view = house.reviews.view(house.sessions["ng.hoa"], check.id)
    return {p.code or p.key or "": p.id for p in view.points}


def test_pages_stand_left_and_points_right_with_the_same_numbers(house: ReviewDesk, hoa: Desk) -> None:
    """Each point is a card and, where it has a place, a box with its number and a name that says all of it."""
    check = house.center.dossier()
    html = hoa.get(f"/cb/h/{check.id}")
    page = read(html)
    view = house.reviews.view(house.sessions["ng.hoa"], check.id)
    assert page.h1.startswith(check.code)
    assert page.title.startswith(check.code)
    assert len(cards(page)) == len(view.points) > 3
    names = [box.attributes["aria-label"] or "" for box in page.marked("box")]
    signature = next(p for p in view.points if p.code == "sign.signature_missing")
    assert any(name.startswith(f"{signature.number}. ") and name.endswith("cần sửa, trang 1") for name in names)
    assert page.all("svg", data_whole="1000 1414")[0].attributes["viewbox"] == "0 0 1000 1414"
    assert "style=" not in html
    current = [card for card in cards(page) if card.attributes.get("aria-current") == "true"]
    assert len(current) == 1


def test_every_point_can_be_decided_without_a_script(house: ReviewDesk, hoa: Desk) -> None:
    """AT-O2 by forms alone: accept, edit, override with a reason, then the dossier is received."""
    check = house.center.dossier()
    known = points_of(house, check)
    home = f"/cb/h/{check.id}"
    html = hoa.get(home)
    number = known.pop("field.confirm_value")
    shown = field_of(html, "truoc", f"{home}/diem/{number}")
    way = decide(hoa, check, number, html, viec="accept", gia_tri="079190000124", truoc=shown)
    assert "xong=edited" in way
    html = hoa.get(way.partition("#")[0])
    signature = known.pop("sign.signature_missing")
    dialog = hoa.get(f"{home}/diem/{signature}/bo-qua")
    missing = hoa.post(f"{home}/diem/{signature}", dialog, viec="override")
    assert (missing.status_code, "Chọn lý do" in missing.text) == (422, True)
    decide(hoa, check, signature, html, viec="override", ly_do="original_seen")
    for point in known.values():
        decide(hoa, check, point, hoa.get(home), viec="accept")
    confirm = hoa.get(f"{home}/nhan")
    assert "079190000124" in confirm
    assert "Đã đối chiếu bản chính" in confirm
    answer = hoa.post(f"{home}/nhan", confirm, ma="H12.34-261123-0007")
    assert answer.headers["location"] == f"{home}/nhan?xong=1"
    done = hoa.get(f"{home}/nhan?xong=1")
    assert "H12.34-261123-0007" in done
    assert f"{home}/xuat/json" in done
    assert house.center.row(check.id).state.value == "received"
    written = actions(house, check)
    assert {"opened", "accepted_value", "edited", "overridden", "accepted"} <= set(written)


def test_what_was_not_on_screen_long_enough_is_not_accepted(house: ReviewDesk, hoa: Desk) -> None:
    """A form that comes back at once, or with a moment that is not ours, is no look at the picture."""
    check = house.center.dossier()
    point = points_of(house, check)["field.confirm_value"]
    address = f"/cb/h/{check.id}/diem/{point}"
    html = hoa.get(f"/cb/h/{check.id}")
    stamped = field_of(html, "luc", address)
    early = hoa.post(address, html, viec="accept", luc=stamped, nhin="0")
    assert (early.status_code, "nhìn ảnh cắt" in early.text) == (422, True)
    forged = hoa.post(address, html, viec="accept", luc="1000.abc", nhin="5000")
    assert forged.status_code == 422
    assert "accepted_value" not in actions(house, check)


def test_a_script_is_not_believed_beyond_the_time_since_the_page(house: ReviewDesk, hoa: Desk) -> None:
    """It may say that it saw the picture for an hour; the page was made just now."""
    check = house.center.dossier()
    point = points_of(house, check)["field.confirm_value"]
    address = f"/cb/h/{check.id}/diem/{point}"
    html = hoa.get(f"/cb/h/{check.id}")
    answer = hoa.post(address, html, viec="accept", luc=field_of(html, "luc", address), nhin="3600000")
    assert answer.status_code == 422


def test_acceptance_waits_for_open_points_and_says_so(house: ReviewDesk, hoa: Desk) -> None:
    """AT-O4: the button is disabled with its reason, and the form alone changes nothing."""
    check = house.center.dossier()
    page = read(hoa.get(f"/cb/h/{check.id}"))
    (receive,) = page.marked("receive")
    assert "disabled" in receive.attributes
    reason = page.marked("why-not")[0]
    assert receive.attributes["aria-describedby"] == reason.attributes["id"]
    assert "1 điểm cần sửa" in reason.text
    answer = hoa.post(f"/cb/h/{check.id}/nhan")
    assert answer.status_code == 409
    assert "Chưa tiếp nhận được" in answer.text


def test_somebody_else_may_only_read(house: ReviewDesk, hoa: Desk, binh: Desk) -> None:
    """AT-O10: the second officer is told who has it open, and finds nothing to press."""
    check = house.center.dossier()
    hoa.get(f"/cb/h/{check.id}")
    page = read(binh.get(f"/cb/h/{check.id}"))
    assert "Đang mở bởi ng.hoa." in page.marked("held")[0].text
    assert not page.marked("accept")
    assert not page.marked("receive")
    assert all("readonly" in e.attributes for e in page.all("input", name="gia_tri"))
    hoa.post(f"/cb/h/{check.id}/roi")
    assert not read(binh.get(f"/cb/h/{check.id}")).marked("held")


def test_the_last_step_is_taken_back(house: ReviewDesk, hoa: Desk) -> None:
    """U: what was decided is open again."""
    check = house.center.dossier()
    html = hoa.get(f"/cb/h/{check.id}")
    assert "disabled" in read(html).marked("undo")[0].attributes
    point = points_of(house, check)["field.confirm_value"]
    decide(hoa, check, point, html, viec="illegible")
    way = hoa.post(f"/cb/h/{check.id}/hoan-tac").headers["location"]
    assert f"diem={quote(point, safe='')}" in way
    assert house.reviews.view(house.sessions["ng.hoa"], check.id).points[0].state.value == "open"


def test_a_number_that_nobody_has_to_look_at_is_masked_until_it_is_asked_for(house: ReviewDesk, hoa: Desk) -> None:
    """Each look is written down; then it stays shown to the one who looked."""
    check = house.center.dossier()
    html = hoa.get(f"/cb/h/{check.id}?xem=muc")
    card = next(e for e in read(html).marked("card") if "data-masked" in e.attributes)
    assert "079•••••0124" in card.text
    assert not read(html).all("input", value="079190000124")
    point = next(p.id for p in house.reviews.view(house.sessions["ng.hoa"], check.id).fields if p.kept)
    way = hoa.post(f"/cb/h/{check.id}/diem/{point}", html, viec="reveal", xem="muc").headers["location"]
    assert "079190000124" in hoa.get(way.partition("#")[0])
    assert actions(house, check).count("revealed") == 1


def test_the_comparison_marks_the_digit_and_says_which(house: ReviewDesk, hoa: Desk) -> None:
    """AT-O6: in a mark and in words; what is only spelled otherwise is the same."""
    check = house.center.dossier(Said(name="NGUYỄN THỊ HOÀ"))
    page = read(hoa.get(f"/cb/h/{check.id}?xem=the"))
    rows = {e.attributes["data-key"]: e for e in page.marked("compared")}
    assert "khác 1 chữ số, vị trí 12" in rows["number"].text
    assert [e.text for e in page.all("mark")][-1:] != []
    assert "khớp" in rows["date_of_birth"].text
    assert "không xác minh danh tính" in " ".join(e.text for e in page.all("p"))


def test_another_center_is_not_found_on_any_route(house: ReviewDesk, hoa: Desk) -> None:
    """Not the pages, not a picture, not a decision: like a dossier that is not there."""
    check = house.center.dossier(unit="khac")
    house.officer("ph.xa", Role.OFFICER, unit="khac")
    point = house.reviews.view(house.sessions["ph.xa"], check.id).points[0].id
    page_id = house.reviews.view(house.sessions["ph.xa"], check.id).pages[0].id
    home = f"/cb/h/{check.id}"
    at = f"{home}/diem/{point}"
    read_only = [home, f"{home}/nhan", f"{home}/hoan", at, f"{at}/anh", f"{at}/mau", f"{at}/mau/anh", f"{at}/bo-qua"]
    for path in (*read_only, f"{home}/trang/{page_id}/anh", f"/cb/qa/{check.id}"):
        assert hoa.client.get(path).status_code == 404, path
    for path in (at, f"{home}/nhan", f"{home}/hoan-tac", f"{home}/roi", f"{home}/giu", f"/cb/qa/{check.id}"):
        assert hoa.post(path, viec="accept").status_code == 404, path
    assert hoa.post(f"{home}/hoan", ghi_chu="vì chờ", den="4").status_code == 404


def test_nothing_is_done_without_the_token_of_the_page(house: ReviewDesk, hoa: Desk) -> None:
    """Another site's form does nothing; a script shows the token in a header."""
    check = house.center.dossier()
    html = hoa.get(f"/cb/h/{check.id}")
    assert hoa.client.post(f"/cb/h/{check.id}/roi", data={}).status_code == 403
    answer = hoa.client.post(f"/cb/h/{check.id}/giu", headers={"X-CSRF-Token": hoa.token(html)})
    assert answer.status_code == 204


def test_pictures_come_as_jpeg_and_are_kept_by_nobody(house: ReviewDesk, hoa: Desk) -> None:
    """A page, and the place of a value that no finding speaks of."""
    check = house.center.dossier()
    view = house.reviews.view(house.sessions["ng.hoa"], check.id)
    plain = next(p for p in view.fields if p.code is None and p.box)
    for path in (f"trang/{view.pages[0].id}/anh?view=original&w=600", f"diem/{plain.id}/anh"):
        answer = hoa.client.get(f"/cb/h/{check.id}/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert "no-store" in answer.headers["cache-control"]
        assert answer.content[:2] == b"\xff\xd8"


def test_a_dossier_is_put_off_with_a_reason(house: ReviewDesk, hoa: Desk) -> None:
    """Without one the page asks for it."""
    check = house.center.dossier()
    hoa.get(f"/cb/h/{check.id}")
    page = hoa.get(f"/cb/h/{check.id}/hoan")
    assert hoa.post(f"/cb/h/{check.id}/hoan", page, ghi_chu=" ", den="4").status_code == 422
    answer = hoa.post(f"/cb/h/{check.id}/hoan", page, ghi_chu="chờ bản chính", den="4")
    assert answer.headers["location"] == "/cb/"
    assert house.center.row(check.id).postponed_until is not None


def test_english_has_no_vietnamese_words_of_ours(house: ReviewDesk, hoa: Desk) -> None:
    """Every word of the page, except what stands on the papers, is there in English."""
    check = house.center.dossier()
    page = read(hoa.get(f"/cb/h/{check.id}?lang=en"))
    assert page.all("html")[0].attributes["lang"] == "en"
    assert "Points to look at" in page.all("nav")[-1].text + " ".join(e.text for e in page.all("nav"))


@pytest.mark.poppler
def test_a_field_is_shown_on_the_form_in_force(house: ReviewDesk, hoa: Desk) -> None:
    """D: its place in a frame; for what is on no form, words."""
    check = house.center.dossier()
    view = house.reviews.view(house.sessions["ng.hoa"], check.id)
    name = next(p for p in view.fields if p.key == "declarant_full_name")
    page = read(hoa.get(f"/cb/h/{check.id}/diem/{name.id}/mau"))
    (picture,) = page.marked("blank-picture")
    answer = hoa.client.get(picture.attributes["src"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    on_card = next(p for p in view.fields if p.key == "full_name")
    assert "không có mục này" in hoa.get(f"/cb/h/{check.id}/diem/{on_card.id}/mau")


def test_a_cut_out_is_wide_enough_to_be_read() -> None:
    """A narrow place is shown with more beside it; nothing is cut beyond the page."""
    import numpy as np

    page = np.zeros((1800, 1273, 3), np.uint8)
    assert cut(page, Box(0.5, 0.5, 0.02, 0.01)).shape[1] >= 320
    assert cut(page, Box(0.9, 0.98, 0.1, 0.02)).shape[1] >= 100
    wide = cut(page, Box(0.1, 0.5, 0.5, 0.02))
    assert 637 + 2 * 76 - 4 <= wide.shape[1] <= 637 + 2 * 76 + 4
    assert wide.shape[0] < 130
