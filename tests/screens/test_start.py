"""The first screens: start, search, consent."""

from __future__ import annotations

import pytest

from tests.screens.conftest import Visiting
from tests.screens.visit import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1366"])


@SIZES
def test_the_start_says_what_this_is_and_has_one_large_button(visit: Visiting, size: tuple[int, int]) -> None:
    """AT-C1: heading, the button in sight and at least 56 px high, axe clean."""
    person = visit(size)
    person.open("/")
    assert person.heading == "Kiểm tra hồ sơ trước khi nộp"
    box = person.seen("start").bounding_box()
    assert box is not None
    assert box["height"] >= 56
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size[1]
    person.axe()


def test_a_procedure_is_found_without_marks(visit: Visiting) -> None:
    """AT-C2: "ho kinh doanh" finds the household business among the first three."""
    person = visit()
    person.open("/k/new")
    person.seen("search").fill("ho kinh doanh")
    person.seen("search").press("Enter")
    assert "Tìm thấy" in person.seen("found").inner_text()
    first = [one.inner_text().removesuffix(" ›") for one in person.seen("procedure").all()[:3]]
    assert any(name.startswith("Đăng ký thành lập hộ kinh doanh") for name in first), first
    person.axe()


def test_a_search_that_finds_nothing_offers_the_way_on(visit: Visiting) -> None:
    """Words that no procedure has lead to photographing the form, not to an empty page."""
    person = visit()
    person.open("/k/new?q=xin+giay+phep+bay")
    assert "chụp tờ khai" in person.seen("found").inner_text()
    person.seen("unsure").click()
    person.page.wait_for_url("**/dong-y")


def test_no_photo_before_the_notice_was_agreed_to(visit: Visiting) -> None:
    """AT-C3b: every way to the camera leads to the notice, and the API takes no file before."""
    person = visit()
    person.open("/k/new")
    person.seen("unsure").click()
    person.page.wait_for_url("**/dong-y")
    code = person.page.url.split("/")[-2]
    assert "Ông/Bà" in person.seen("notice").inner_text()
    for path in ("", "/tien-do", "/kq", "/trang", "/phieu"):
        person.open(f"/k/{code}{path}")
        assert person.page.url.endswith(f"/k/{code}/dong-y"), path
    csrf = person.page.locator("input[name=csrf]").first.input_value()
    upload = {"csrf": csrf, "tep": {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 a photo"}}
    posted = person.page.request.post(f"{person.address}/k/{code}/trang", multipart=upload)
    assert posted.url.endswith("/dong-y")
    file = {"file": upload["tep"]}
    refused = person.page.request.post(
        f"{person.address}/api/v1/checks/{code}/pages", multipart=file, headers={"X-CSRF-Token": csrf}
    )
    assert (refused.status, refused.json()["code"]) == (403, "access.consent_missing")
    person.seen("agree").click()
    person.page.wait_for_url(f"**/k/{code}")
    assert person.seen("page-row").count() == 0


def test_who_does_not_agree_is_told_the_way_with_paper(visit: Visiting) -> None:
    """Saying no is a link in plain sight, and leads to help, not to a dead end."""
    person = visit()
    person.open("/k/new")
    person.seen("unsure").click()
    person.page.get_by_role("link", name="Tôi không đồng ý").click()
    assert "hồ sơ giấy" in person.page.locator("main").inner_text()
    person.axe()
