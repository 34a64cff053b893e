"""Progress, result, one page, answers, receipt and erasing."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from api.web.qr import QUIET_MODULES, square
from scanpipe.intake.views import CheckState
from tests.web import scenes
from tests.web.conftest import Browser, read


def test_progress_shows_each_page_and_asks_again_without_scripts(browser: Browser) -> None:
    """Stage by stage; an edition as soon as it is known."""
    view = browser.holds(scenes.running())
    page = browser.get(f"/k/{view.code}/tien-do")
    assert page.title == page.h1 == "Đang kiểm tra – 2 trong 4 trang đã xong"
    (refresh,) = page.all("meta", http_equiv="refresh")
    assert refresh.attributes["content"] == "4"
    assert "noscript" in refresh.inside
    assert len(page.all("p", role="status")) == 1
    rows = [e.attributes["aria-label"] for e in page.marked("page-row")]
    assert rows == [
        "Trang 1: Cần sửa 1 chỗ",
        "Trang 2: Đạt",
        "Trang 3: Đang đối chiếu mẫu",
        "Trang 4: Đang đọc chữ",
    ]
    assert "Mẫu cũ" in page.marked("edition")[0].text


def test_the_fragment_is_the_list_alone(browser: Browser) -> None:
    """A script puts it in place; it says how far the check is."""
    view = browser.holds(scenes.running())
    part = read(browser.client.get(f"/k/{view.code}/tien-do?manh=1").text)
    (box,) = part.all("div", id="tien-do")
    assert (box.attributes["data-done"], box.attributes["data-total"]) == ("2", "4")
    assert box.attributes["data-examined"] == "no"
    assert not part.all("html")


def test_when_it_is_done_progress_leads_to_the_result(browser: Browser) -> None:
    """And the other way round while it is not."""
    done = browser.holds(scenes.ready())
    assert browser.goes(f"/k/{done.code}/tien-do") == f"/k/{done.code}/kq#ket-qua"
    browser.holds(scenes.running())
    assert browser.goes(f"/k/{done.code}/kq") == f"/k/{done.code}/tien-do"
    browser.holds(scenes.begun())
    assert browser.goes(f"/k/{done.code}/kq") == f"/k/{done.code}"


def test_the_result_tells_everything_once_in_the_order_of_work(browser: Browser) -> None:
    """A list of links, then each finding; what a new form makes void is folded under it (AT-C9)."""
    view = browser.holds(scenes.to_mend())
    page = browser.get(f"/k/{view.code}/kq")
    assert page.title.startswith("Cần bổ sung:")
    assert "Còn 3 việc phải sửa, 2 điểm nên xem lại." in page.marked("verdict")[0].text
    links = [e.attributes["href"] for e in page.all("a") if (e.attributes.get("href") or "").startswith("#f_")]
    shown = [e.attributes["id"] for e in page.marked("finding")]
    assert links == [f"#{one}" for one in shown]
    assert shown == [f.id for f in scenes.FINDINGS if f.severity != "info" and not f.moot_by]
    assert "1 điểm khác sẽ hết khi dùng mẫu mới" in page.marked("moot")[0].text
    assert "Những mục đã đạt (14)" in page.marked("passed")[0].text
    crops = page.marked("crop")
    assert all(e.attributes["alt"] for e in crops)
    assert any("Số định danh cá nhân" in (e.attributes["alt"] or "") for e in crops)


def test_each_finding_has_one_button_by_its_action(browser: Browser) -> None:
    """Retake, add, download; a question has its three answers instead."""
    view = browser.holds(scenes.to_mend())
    page = browser.get(f"/k/{view.code}/kq")
    home = f"/k/{view.code}"
    actions = [(e.text, e.attributes["href"]) for e in page.marked("action")]
    assert actions == [
        ("Chụp lại trang này", f"{home}/p/pg_3#thay"),
        ("Chụp thêm giấy này", f"{home}?giay=uy_quyen#chup"),
        ("Chụp lại trang này", f"{home}/p/pg_1#thay"),
    ]
    (form,) = page.marked("newform")
    assert form.text == "Tải mẫu đang áp dụng (PDF, 184 KB)"
    assert form.attributes["href"] == "/mau/ct01/hien-hanh.pdf"
    (carried,) = page.marked("carried")
    assert browser.client.get(carried.attributes["href"] or "").headers["content-type"] == "application/pdf"
    assert len(page.marked("confirm")) == 1


@pytest.mark.parametrize(
    ("scene", "title", "text"),
    [
        (scenes.ready, "Đạt kiểm tra sơ bộ:", "Ông/Bà có thể nộp."),
        (scenes.unreadable, "Không đọc được:", "1 trang chưa đọc được."),
        (scenes.doubtful, "Đạt:", "Cán bộ sẽ xem thêm 1 điểm."),
    ],
)
def test_there_are_three_words_for_a_citizen(browser: Browser, scene: object, title: str, text: str) -> None:
    """Cannot tell is not a fourth: the paper goes on and an officer looks."""
    view = browser.holds(scene())  # type: ignore[operator]
    page = browser.get(f"/k/{view.code}/kq")
    assert page.title.startswith(title)
    assert text in page.marked("verdict")[0].text


def test_a_paper_of_which_nothing_is_known_is_not_called_ready(browser: Browser) -> None:
    """The headline of the report stands, where it doubts."""
    doubt = {"vi": "Chưa nhận ra giấy tờ", "en": "Not recognised"}
    view = browser.holds(replace(scenes.doubtful(), headline=doubt))
    assert browser.get(f"/k/{view.code}/kq").title.startswith("Chưa nhận ra giấy tờ:")


def test_yes_settles_a_question(browser: Browser) -> None:
    """And it can be answered anew (AT-C17)."""
    view = browser.holds(scenes.to_mend())
    asked = scenes.FINDINGS[4].id
    answer = browser.post(f"/k/{view.code}/d/{asked}", tra_loi="yes", gia_tri="không dùng")
    assert answer.headers["location"] == f"/k/{view.code}/kq?da_tra_loi=1#{asked}"
    assert browser.desk.done == [("answer", asked, "yes", None)]
    page = browser.get(answer.headers["location"])
    assert "Ông/Bà đã trả lời (1)" in page.marked("settled")[0].text
    assert asked not in [e.attributes["id"] for e in page.marked("finding")]


def test_no_may_say_what_stands_on_the_paper(browser: Browser) -> None:
    """The words are kept in one spelling; the finding stays open."""
    view = browser.holds(scenes.to_mend())
    asked = scenes.FINDINGS[4].id
    browser.post(f"/k/{view.code}/d/{asked}", tra_loi="no", gia_tri=" Hoa\u0300 ")
    assert browser.desk.done == [("answer", asked, "no", "Hoà")]
    assert "Ông/Bà đã trả lời: Không đúng." in browser.get(f"/k/{view.code}/kq").marked("answered")[0].text


def test_a_paper_that_is_not_needed_is_not_missed(browser: Browser) -> None:
    """What the person has settled is not asked for again; an officer looks."""
    missing = replace(scenes.FINDINGS[1], code="doc.missing_conditional")
    view = browser.holds(replace(scenes.to_mend(), findings=(missing,)))
    assert browser.get(f"/k/{view.code}/kq").title.startswith("Cần bổ sung:")
    browser.post(f"/k/{view.code}/khong-can", giay="uy_quyen")
    page = browser.get(f"/k/{view.code}/kq")
    assert page.title.startswith("Chờ cán bộ xem:")
    assert not page.marked("finding")
    assert "Chưa thấy Văn bản ủy quyền." in page.marked("settled")[0].text


def test_seeing_it_otherwise_is_noted_and_stays_on_the_page(browser: Browser) -> None:
    """An officer will look (AT-C18)."""
    view = browser.holds(scenes.to_mend())
    what = scenes.FINDINGS[2].id
    browser.post(f"/k/{view.code}/d/{what}", tra_loi="disagree")
    page = browser.get(f"/k/{view.code}/kq")
    assert "Cán bộ sẽ xem lại điểm này." in page.marked("disputed")[0].text
    browser.post(f"/k/{view.code}/d/{what}", tra_loi="agree")
    assert not browser.get(f"/k/{view.code}/kq").marked("disputed")


def test_an_answer_that_is_none_is_refused(browser: Browser) -> None:
    """Only the answers of the page are taken."""
    view = browser.holds(scenes.to_mend())
    answer = browser.post(f"/k/{view.code}/d/{scenes.FINDINGS[4].id}", tra_loi="maybe")
    assert answer.status_code == 422
    assert "<title>Lỗi: " in answer.text


def test_boxes_are_links_inside_the_picture(browser: Browser) -> None:
    """Placed by attributes, named, and inside the sheet (AT-C9)."""
    view = browser.holds(scenes.to_mend())
    page = browser.get(f"/k/{view.code}/p/pg_1")
    (svg,) = page.all("svg", role="group")
    _, _, width, height = (float(n) for n in (svg.attributes["viewbox"] or "").split())
    boxes = page.all("rect", class_="box")
    assert len(boxes) == len(page.marked("box")) == 3
    for box in boxes:
        x, y, w, h = (float(box.attributes[n] or "nan") for n in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    names = [e.attributes["aria-label"] for e in page.marked("box")]
    assert names[0] == "3. Tờ khai này dùng mẫu cũ, hết áp dụng từ ngày 30/06/2025."
    targets = {e.attributes["href"] for e in page.marked("box")}
    assert targets == {f"#{e.attributes['id']}" for e in page.marked("finding")}


def test_pictures_are_for_the_owner_only(browser: Browser) -> None:
    """Never stored; nothing for anybody else."""
    view = browser.holds(scenes.to_mend())
    paths = [f"/k/{view.code}/anh/pg_1?w=96", f"/k/{view.code}/cat/{scenes.FINDINGS[0].id}.png"]
    for path, kind in zip(paths, ("image/jpeg", "image/png"), strict=True):
        answer = browser.client.get(path)
        assert answer.headers["content-type"] == kind
        assert answer.headers["cache-control"] == "no-store"
        Image.open(io.BytesIO(answer.content)).verify()
    assert browser.client.get(f"/k/{view.code}/anh/pg_9").status_code == 404
    assert browser.client.get(f"/k/{view.code}/anh/pg_1?w=9").status_code == 422
    browser.client.cookies.clear()
    assert [browser.client.get(path).status_code for path in paths] == [404, 404]


def test_the_receipt_holds_the_code_and_no_name(browser: Browser) -> None:
    """Only after it was taken; the printed sheet has no private link (AT-C19)."""
    view = browser.holds(scenes.ready())
    assert browser.goes(f"/k/{view.code}/phieu") == f"/k/{view.code}/kq"
    assert browser.post(f"/k/{view.code}/gui").headers["location"] == f"/k/{view.code}/phieu"
    assert browser.desk.checks[view.code].state is CheckState.SENT
    page = browser.get(f"/k/{view.code}/phieu")
    receipt = page.marked("receipt")[0].text
    assert view.code in receipt
    assert "Kiểm tra lúc 09:42 ngày 23/11/2026" in receipt
    assert "Phiếu này không thay cho giấy tiếp nhận hồ sơ." in receipt
    assert not re.search(r"\d{12}", receipt)
    (link,) = page.marked("private-link")
    assert "screen" in (link.attributes["class"] or "")
    assert "?t=" not in receipt


def test_the_leave_to_teach_is_given_and_taken_back(browser: Browser) -> None:
    """Never ticked beforehand, and beside the receipt only."""
    view = browser.holds(scenes.sent())
    for may in (True, False):
        offered = browser.get(f"/k/{view.code}/phieu").marked("teach")[0].text.strip()
        assert offered == ("Tôi đồng ý" if may else "Tôi không đồng ý nữa")
        data = {"duoc": "true"} if may else {}
        assert browser.post(f"/k/{view.code}/day-may", **data).headers["location"] == f"/k/{view.code}/phieu#day-may"
        assert browser.desk.checks[view.code].may_teach is may


def test_the_square_code_leads_to_the_officers_door(browser: Browser) -> None:
    """No token, nothing personal (AT-C20)."""
    view = browser.holds(scenes.sent())
    svg = browser.client.get(f"/k/{view.code}/qr.svg")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert square(f"http://testserver/q/{view.code}").path in svg.text


def test_the_square_code_can_be_read() -> None:
    """Drawn from its path, a reader finds the text again."""
    text = "https://kiemtra.example/q/KT-7M4K-92QX"
    code = square(text)
    pixels = np.full((code.size, code.size), 255, np.uint8)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path):
        pixels[int(y), int(x) : int(x) + int(length)] = 0
    assert (pixels[:QUIET_MODULES] == 255).all()
    large = np.kron(pixels, np.ones((6, 6), np.uint8))
    (found,) = zxingcpp.read_barcodes(large)
    assert found.text == text


def test_the_list_to_print_has_boxes_to_tick(browser: Browser) -> None:
    """The same numbers and words as on screen, nothing to sign."""
    view = browser.holds(scenes.to_mend())
    page = browser.get(f"/k/{view.code}/in")
    items = [e for e in page.all("li") if e.attributes.get("value")]
    assert [e.attributes["value"] for e in items] == ["1", "2", "3", "5", "6"]
    assert "không phải văn bản của cơ quan" in page.marked("print-list")[0].text
    assert browser.client.get(f"/k/{view.code}/in.pdf").headers["content-type"] == "application/pdf"
    assert browser.client.get(f"/k/{view.code}/phieu.pdf").content.startswith(b"%PDF")


def test_everything_is_erased_after_one_question(browser: Browser) -> None:
    """Then no address shows anything, and the browser holds no key (AT-C12)."""
    view = browser.holds(scenes.to_mend())
    page = browser.get(f"/k/{view.code}/xoa")
    assert page.h1 == "Xóa hết ảnh và kết quả? Việc này không khôi phục được."
    assert page.marked("erase-yes")[0].text == "Xóa toàn bộ ảnh"
    assert browser.post(f"/k/{view.code}/xoa").headers["location"] == "/?xoa=1"
    assert browser.get("/?xoa=1").marked("banner")[0].text.strip().endswith("Đã xóa toàn bộ ảnh và kết quả.")
    for rest in ("", "/kq", "/p/pg_1", "/anh/pg_1", f"/cat/{scenes.FINDINGS[0].id}.png"):
        assert browser.client.get(f"/k/{view.code}{rest}").status_code == 404
