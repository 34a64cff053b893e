"""Choosing a procedure, the notice, and the private link."""

import pytest

from tests.web import scenes
from tests.web.conftest import Browser
from tests.web.desk import TOKEN, empty


@pytest.mark.parametrize("words", ["ho kinh doanh", "HỘ KINH DOANH", "thanh lap"])
def test_a_procedure_is_found_without_marks(browser: Browser, words: str) -> None:
    """As people type on a phone (AT-C2)."""
    found = [e.text.split("›")[0].strip() for e in browser.get(f"/k/new?q={words}").marked("procedure")]
    assert "Đăng ký thành lập hộ kinh doanh" in found[:3]


def test_procedures_stand_in_groups(browser: Browser) -> None:
    """A group has a heading; not being sure is an answer too."""
    page = browser.get("/k/new")
    assert [e.text for e in page.all("h2")] == ["Hộ kinh doanh", "Hộ tịch"]
    assert page.marked("unsure")[0].text == "Tôi không chắc – cứ chụp tờ khai"


def test_a_search_in_vain_says_what_else_can_be_done(browser: Browser) -> None:
    """Nobody stands before an empty list."""
    page = browser.get("/k/new?q=xe+may")
    assert "Ông/Bà có thể chụp tờ khai" in page.marked("found")[0].text
    assert not page.marked("procedure")


def test_a_check_begins_with_the_notice(browser: Browser) -> None:
    """The browser holds its key, and the notice names who controls the data."""
    answer = browser.post("/k/new", thu_tuc="hkd_registration")
    address = answer.headers["location"]
    assert address.startswith("/k/KT-")
    assert address.endswith("/dong-y")
    assert "HttpOnly" in answer.headers["set-cookie"]
    notice = browser.get(address).marked("notice")[0].text
    for part in (
        "Dữ liệu và mục đích",
        "Trung tâm xã Thử, địa chỉ 1 Đường Thử, điện thoại 1900 0000",
        "Quyền của Ông/Bà",
    ):
        assert part in notice
    assert browser.desk.done == [("create", "vi", "hkd_registration", False, None)]


def test_who_is_not_sure_begins_without_a_procedure(browser: Browser) -> None:
    """The system never chooses (AT-C3)."""
    browser.post("/k/new", thu_tuc="")
    assert browser.desk.done[0] == ("create", "vi", None, False, None)


@pytest.mark.parametrize("rest", ["", "/tien-do", "/kq", "/phieu", "/in", "/thu-tuc", "/p/pg_1", "/qr.svg"])
def test_before_agreeing_every_way_leads_to_the_notice(browser: Browser, rest: str) -> None:
    """There is no way around it (AT-C3b)."""
    view = browser.holds(empty())
    assert browser.goes(f"/k/{view.code}{rest}") == f"/k/{view.code}/dong-y"


def test_before_agreeing_no_file_is_taken(browser: Browser) -> None:
    """Not even by a form that was sent past the page (AT-C3b)."""
    view = browser.holds(empty())
    answer = browser.post(f"/k/{view.code}/trang", files=[("tep", ("a.jpg", b"\xff\xd8", "image/jpeg"))])
    assert answer.headers["location"].endswith("/dong-y")
    assert browser.desk.done == []


def test_agreeing_is_one_action_and_nothing_is_ticked(browser: Browser) -> None:
    """Then the checklist opens, and the notice is not shown again."""
    view = browser.holds(empty())
    page = browser.get(f"/k/{view.code}/dong-y")
    assert page.marked("agree")[0].text == "Tôi đã đọc và đồng ý"
    assert not page.all("input", type="checkbox")
    assert browser.post(f"/k/{view.code}/dong-y").headers["location"] == f"/k/{view.code}"
    assert browser.goes(f"/k/{view.code}/dong-y") == f"/k/{view.code}"


def test_a_helper_says_that_the_notice_was_read_out(browser: Browser) -> None:
    """Without the tick nothing goes on, and the page says what is missing."""
    browser.client.get("/?giup=1")
    view = browser.holds(empty())
    refused = browser.post(f"/k/{view.code}/dong-y")
    assert refused.status_code == 422
    assert "Vui lòng đọc thông báo" in refused.text
    assert "checked" not in refused.text
    assert browser.post(f"/k/{view.code}/dong-y", doc_cho_nghe="1").headers["location"] == f"/k/{view.code}"


def test_a_helpers_check_does_not_outlive_the_browser(browser: Browser) -> None:
    """The cookie of a shared device ends with the session."""
    browser.client.get("/?giup=1")
    cookie = browser.post("/k/new", thu_tuc="").headers["set-cookie"]
    assert "Max-Age" not in cookie


def test_the_private_link_opens_the_check_elsewhere_and_leaves_the_address(browser: Browser) -> None:
    """The same findings in another browser, nothing asked again (AT-C13)."""
    view = browser.desk.put(scenes.to_mend())
    assert browser.goes(f"/k/{view.code}?t={TOKEN}") == f"/k/{view.code}"
    page = browser.get(f"/k/{view.code}/kq")
    assert len(page.marked("finding")) == 5
    assert browser.get(f"/k/{view.code}?t=wrong", status=404).h1 == "Không tìm thấy trang"


def test_the_private_link_is_shown_to_its_owner(browser: Browser) -> None:
    """On the checklist, folded."""
    view = browser.holds(scenes.begun())
    (link,) = browser.get(f"/k/{view.code}").marked("private-link")
    assert f"http://testserver/k/{view.code}?t={TOKEN}" in link.text


def test_a_form_without_its_token_does_nothing(browser: Browser) -> None:
    """Another site cannot act for somebody."""
    view = browser.holds(scenes.to_mend())
    answer = browser.client.post(f"/k/{view.code}/xoa", data={"csrf": "no"}, follow_redirects=False)
    assert answer.status_code == 403
    assert browser.desk.done == []


def test_a_wrong_guess_is_asked_not_made(browser: Browser) -> None:
    """One procedure fits: it is asked, and saying yes chooses it (AT-C3)."""
    view = browser.holds(scenes.unsure())
    page = browser.get(f"/k/{view.code}")
    (asked,) = page.marked("ask-procedure")
    assert "Có phải Ông/Bà đang làm thủ tục này không?" in asked.text
    assert page.marked("procedure-no")
    answer = browser.post(f"/k/{view.code}/thu-tuc", thu_tuc="hkd_registration")
    assert answer.headers["location"] == f"/k/{view.code}"
    assert browser.get(f"/k/{view.code}").h1 == "Đăng ký thành lập hộ kinh doanh"
