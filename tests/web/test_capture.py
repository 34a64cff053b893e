"""Adding, replacing and removing pages with plain forms."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web import scenes
from tests.web.conftest import JPEG, Browser, read

Photo = Callable[[str], Any]


def test_the_checklist_has_a_row_for_each_paper(browser: Browser) -> None:
    """The five states, each with a shape and words."""
    view = browser.holds(scenes.to_mend())
    page = browser.get(f"/k/{view.code}")
    rows = [" ".join(e.text.split()) for e in page.all("a", class_="row")]
    assert rows == [
        "Giấy đề nghị đăng ký hộ kinh doanh ! Cần sửa 2 chỗ",
        "Căn cước của chủ hộ ✓ Đạt",
        "Văn bản ủy quyền thực hiện thủ tục ○ Chưa có ảnh",
    ]
    assert "Đã xong 1 trong 3 loại giấy tờ" in page.marked("progress-of-papers")[0].text


def test_a_paper_can_be_said_not_to_be_needed_and_taken_back(browser: Browser) -> None:
    """Only where it depends on the case."""
    view = browser.holds(scenes.to_mend())
    assert len(browser.get(f"/k/{view.code}").marked("not-needed")) == 1
    browser.post(f"/k/{view.code}/khong-can", giay="uy_quyen")
    page = browser.get(f"/k/{view.code}")
    assert "Không cần" in page.all("a", class_="row")[2].text
    browser.post(f"/k/{view.code}/khong-can", giay="uy_quyen", can="1")
    assert browser.desk.done == [("not_needed", "uy_quyen", False), ("not_needed", "uy_quyen", True)]


def test_two_inputs_so_that_no_phone_hides_its_gallery(browser: Browser) -> None:
    """The camera is offered, never forced."""
    view = browser.holds(scenes.begun())
    camera, files = (e.attributes for e in browser.get(f"/k/{view.code}").all("input", type="file"))
    assert camera["capture"] == "environment"
    assert camera["accept"] == "image/*"
    assert "capture" not in files
    assert "multiple" in files
    assert files["accept"] == "image/*,application/pdf"


def test_files_are_added_one_by_one_and_told(browser: Browser, photo: Photo) -> None:
    """Several at once become pages in their order."""
    view = browser.holds(scenes.begun())
    answer = browser.post(f"/k/{view.code}/trang", files=[photo("a.jpg"), photo("b.jpg")])
    assert answer.headers["location"] == f"/k/{view.code}?them=pg_1,pg_2#trang-moi"
    page = browser.get(answer.headers["location"])
    assert page.marked("banner")[0].text.split() == ["✓", "Đã", "thêm", "2", "trang."]
    assert [e.attributes["aria-label"] for e in page.marked("page-row")] == ["Trang 1: Đã nhận", "Trang 2: Đã nhận"]


def test_a_photo_for_a_paper_says_which(browser: Browser, photo: Photo) -> None:
    """The row of the paper leads to the camera."""
    view = browser.holds(scenes.begun())
    row = browser.get(f"/k/{view.code}").all("a", class_="row")[1]
    assert row.attributes["href"] == f"/k/{view.code}?giay=can_cuoc#chup"
    page = browser.get(f"/k/{view.code}?giay=can_cuoc")
    assert "Chụp thêm cho: Căn cước của chủ hộ" in [e.text for e in page.all("h2")]
    browser.post(f"/k/{view.code}/trang", files=[photo("a.jpg")], giay="can_cuoc")
    assert browser.desk.done == [("add", ("a.jpg",), "can_cuoc")]


BAD = [
    ("trong.jpg", b"", "không có nội dung"),
    ("virus.jpg", b"MZ not a photo", "không phải ảnh hoặc PDF"),
    ("lon.jpg", JPEG + bytes(1024 * 1024), "lớn hơn 1 MB"),
]


@pytest.mark.parametrize(("name", "data", "told"), BAD)
def test_a_bad_file_is_told_and_the_good_one_beside_it_kept(
    browser: Browser, photo: Photo, name: str, data: bytes, told: str
) -> None:
    """What happened and what to do, at the top and linked to the place (AT-C22)."""
    view = browser.holds(scenes.begun())
    answer = browser.post(f"/k/{view.code}/trang", files=[photo("a.jpg"), ("tep", (name, data, "image/jpeg"))])
    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text
    assert told in answer.text
    assert name in answer.text
    assert "Vui lòng" in answer.text
    page = read(answer.text)
    at_input = " ".join(page.all("div", id="tep-loi")[0].text.split())
    assert at_input in page.marked("trouble")[0].text
    assert all("tep-loi" in (e.attributes["aria-describedby"] or "") for e in page.all("input", type="file"))
    assert [page.file_name for page in browser.desk.checks[view.code].pages] == ["a.jpg"]


def test_sending_nothing_is_told(browser: Browser) -> None:
    """An empty input is no error of anybody."""
    view = browser.holds(scenes.begun())
    line = "--x\r\nContent-Disposition: form-data; name="
    empty = f'{line}"tep"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n'
    body = f'{line}"csrf"\r\n\r\n{browser.token()}\r\n{empty}{empty}--x--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = browser.client.post(f"/k/{view.code}/trang", content=body, headers=kind)
    assert answer.status_code == 422
    assert "Chưa có ảnh nào được chọn." in answer.text


def test_after_trouble_the_address_still_opens(browser: Browser) -> None:
    """The links for language and size ask for the posted address."""
    view = browser.holds(scenes.begun())
    assert browser.goes(f"/k/{view.code}/trang?chu=2") == f"/k/{view.code}"


def test_only_the_bad_page_is_replaced(browser: Browser, photo: Photo) -> None:
    """The others are as they were (AT-C11)."""
    view = browser.holds(scenes.to_mend())
    answer = browser.post(f"/k/{view.code}/p/pg_3/thay", files=[photo("moi.jpg")])
    assert answer.headers["location"] == f"/k/{view.code}/p/pg_3b?thay=1"
    assert "Đã thay ảnh trang 3" in browser.get(answer.headers["location"]).marked("banner")[0].text
    pages = browser.desk.checks[view.code].pages
    assert pages[:2] == view.pages[:2]
    assert pages[2].file_name == "moi.jpg"


def test_a_bad_new_picture_leaves_the_old_one(browser: Browser) -> None:
    """It is told on the page it was meant for."""
    view = browser.holds(scenes.to_mend())
    answer = browser.post(f"/k/{view.code}/p/pg_3/thay", files=[("tep", ("x.jpg", b"text", "image/jpeg"))])
    assert answer.status_code == 415
    assert "Tệp x.jpg không phải ảnh hoặc PDF." in answer.text
    assert browser.desk.checks[view.code].pages == view.pages


def test_a_page_is_removed_and_said_to_be_something(browser: Browser) -> None:
    """Both by plain forms."""
    view = browser.holds(scenes.to_mend())
    browser.post(f"/k/{view.code}/p/pg_2/loai", giay="can_cuoc")
    browser.post(f"/k/{view.code}/p/pg_2/loai", giay="")
    answer = browser.post(f"/k/{view.code}/p/pg_2/bo")
    assert browser.desk.done == [("said_to_be", "pg_2", "can_cuoc"), ("said_to_be", "pg_2", None), ("remove", "pg_2")]
    assert "Đã bỏ trang 2." in browser.get(answer.headers["location"]).marked("banner")[0].text
