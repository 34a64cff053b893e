"""The result: what is to be done, where it is on the paper, and what a person can answer to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from scanpipe.intake.law import law_of
from scanpipe.intake.library import blank
from scanpipe.service import today
from scanpipe.settings import Settings
from tests.screens.conftest import Visiting
from tests.screens.visit import DESK, PHONE
from tests.service import papers
from tests.service.caller import Dossier, begin, checked
from tests.service.served import Served

Finished = Callable[[str], Dossier]


def test_what_is_missing_is_told_shown_and_linked(visit: Visiting, finished: Finished) -> None:
    """AT-C9: verdict, title, to-do that jumps to the finding, a crop that can be seen, a box within the page."""
    person = visit()
    person.open_check(finished("unsigned"), "/kq")
    assert person.heading.endswith("Cần bổ sung")
    assert person.page.title().startswith("Cần bổ sung:")
    link = person.seen("todo").get_by_role("link").first
    target = str(link.get_attribute("href"))
    link.click()
    article = person.page.locator(target)
    assert article.get_attribute("data-code") == "sign.signature_missing"
    expect(article).to_be_in_viewport()
    crop = article.get_by_test_id("crop")
    crop.scroll_into_view_if_needed()
    assert crop.get_attribute("alt")
    expect(crop).to_have_js_property("complete", True)
    assert crop.evaluate("image => image.naturalWidth") >= 320
    article.get_by_role("link", name="Xem trên cả trang").click()
    sheet = person.seen("page-view").locator("img").bounding_box()
    box = person.page.locator(f"[data-testid=box][href='{target}'] rect.box").bounding_box()
    assert sheet is not None
    assert box is not None
    assert sheet["x"] - 1 <= box["x"]
    assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] + 1
    assert sheet["y"] - 1 <= box["y"]
    assert box["y"] + box["height"] <= sheet["y"] + sheet["height"] + 1


def test_pictures_are_there_as_soon_as_the_verdict(http: httpx.Client) -> None:
    """Who comes from the progress to the result sees cut-outs, not gaps."""
    dossier = begin(http)
    assert dossier.send(papers.BLURRED).status_code == 201
    view = dossier.finished()
    (page,) = view["pages"]
    assert dossier.get(f"/pages/{page['id']}/image?view=straight").status_code == 200


def test_an_old_form_comes_with_the_one_in_force(visit: Visiting, finished: Finished) -> None:
    """AT-C10: the download is a PDF, and the very blank of the edition in force."""
    person = visit()
    person.open_check(finished("outdated"), "/kq")
    article = person.page.locator("[data-code='edition.outdated']")
    href = str(article.get_by_test_id("newform").get_attribute("href"))
    answer = person.page.request.get(person.address + href)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    law = law_of(Settings().forms_dir)
    assert hashlib.sha256(answer.body()).hexdigest() == blank(law, "ct01", today()).sha256
    carried = article.get_by_test_id("carried")
    if carried.count():
        filled = person.page.request.get(person.address + str(carried.get_attribute("href")))
        assert (filled.status, filled.body()[:5]) == (200, b"%PDF-")


def test_what_the_new_form_makes_void_is_folded_away(visit: Visiting, finished: Finished) -> None:
    """A person who has to write a new form is not asked about fields of the old one."""
    person = visit()
    person.open_check(finished("outdated"), "/kq")
    assert person.seen("todo").get_by_role("listitem").count() == 1
    assert person.page.locator("[data-code='field.confirm_value']").count() == 0


def test_a_page_that_cannot_be_read_is_asked_for_again(visit: Visiting, finished: Finished) -> None:
    """The verdict is "could not be read", and the one button leads to taking the photo again."""
    person = visit()
    person.open_check(finished("blurred"), "/kq")
    assert person.heading.endswith("Không đọc được")
    person.seen("finding").first.get_by_test_id("action").click()
    person.page.wait_for_url("**/p/pg_*#thay")
    expect(person.seen("take")).to_be_attached()


def test_good_paper_is_told_to_go(visit: Visiting, finished: Finished) -> None:
    """Nothing to be done, and the main button is the code for the Center."""
    person = visit()
    person.open_check(finished("good"), "/kq")
    assert person.heading.endswith("Đạt kiểm tra sơ bộ")
    assert person.seen("finding").count() == 0
    assert "second" not in str(person.seen("send-to-center").get_attribute("class"))


def test_the_private_link_opens_the_same_result_elsewhere(visit: Visiting, finished: Finished) -> None:
    """AT-C13: another device, nothing asked again, and the token is not left in the address."""
    dossier = finished("unsigned")
    here, there = visit(), visit(DESK)
    here.open_check(dossier, "/kq")
    there.open(dossier.private_link)
    assert dossier.token not in there.page.url
    there.seen("see").click()
    both = [[one.get_attribute("id") for one in v.seen("finding").all()] for v in (here, there)]
    assert both[0] == both[1] != []
    assert there.seen("agree").count() == 0


def test_the_procedure_is_asked_never_assumed(visit: Visiting, http: httpx.Client) -> None:
    """AT-C3: "is this the procedure?"; nothing is chosen before the answer; yes leads to its papers."""
    dossier = checked(http, [papers.GOOD])
    assert dossier.view()["procedure"] is None
    person = visit()
    person.open_check(dossier)
    ask = person.seen("ask-procedure")
    expect(ask).to_contain_text("Có phải Ông/Bà đang làm thủ tục này không?")
    assert person.seen("task-list").count() == 0
    person.axe()
    ask.get_by_test_id("procedure-yes").click()
    person.seen("task-list").wait_for()
    assert dossier.view()["procedure"] is not None
    assert person.seen("ask-procedure").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1366"])
def test_a_question_has_three_answers_and_none_accuses(visit: Visiting, birth: Dossier, size: tuple[int, int]) -> None:
    """AT-C17: yes settles it, and there is no `must` behind a question."""
    asked = next(f for f in birth.view()["findings"] if f["code"] == "field.confirm_value")
    assert asked["severity"] == "check"
    person = visit(size)
    person.open_check(birth, "/kq")
    question = person.page.locator(f"#{asked['id']}").get_by_test_id("confirm")
    if not question.is_visible():  # answered in the other window: the answer can be changed
        person.page.locator("details.settled summary").first.click()
        person.page.locator(f"#{asked['id']} summary").click()
    names = [b.inner_text() for b in question.get_by_role("button").all()]
    assert names == ["Đúng", "Không đúng", "Tôi không chắc"]
    question.get_by_test_id("yes").click()
    person.page.wait_for_url("**/kq*")
    now = next(f for f in birth.view()["findings"] if f["id"] == asked["id"])
    assert (now["state"], now["answer"]) == ("confirmed_ok", "yes")
    person.axe()


def test_who_sees_it_otherwise_says_so_and_it_stays_said(visit: Visiting, http: httpx.Client) -> None:
    """AT-C18: disputed; the sentence that an officer looks stays on the page."""
    dossier = checked(http, [papers.BLURRED])
    person = visit()
    person.open_check(dossier, "/kq")
    finding = person.seen("finding").first
    finding.locator("details.disagree summary").click()
    finding.get_by_test_id("disagree").click()
    expect(person.seen("disputed")).to_contain_text("Cán bộ sẽ xem lại điểm này.")
    person.page.reload()
    expect(person.seen("disputed")).to_be_visible()
    assert dossier.view()["findings"][0]["state"] == "disputed"
    person.axe()


def test_only_the_bad_page_is_taken_again(visit: Visiting, http: httpx.Client) -> None:
    """AT-C11: one PUT; page 1 keeps its id; before and after are shown; then the dossier is ready."""
    dossier = checked(http, [papers.GOOD, papers.BLURRED])
    first, second = dossier.view()["pages"]
    person = visit()
    sent: list[str] = []
    person.page.on("request", lambda r: sent.append(r.method) if r.method in ("PUT", "POST") else None)
    person.open_check(dossier, f"/p/{second['id']}")
    person.seen("choose").set_input_files(papers.GOOD_BIRTH)
    replacement = person.seen("replacement")
    replacement.get_by_role("link").wait_for()
    assert sent == ["PUT"]
    assert "Ảnh trước" in replacement.inner_text()
    assert "Ảnh mới" in replacement.inner_text()
    replacement.get_by_role("link").click()
    person.page.wait_for_url("**/kq*", timeout=60_000)
    now = dossier.finished()
    assert [page["number"] for page in now["pages"]] == [1, 2]
    assert now["pages"][0]["id"] == first["id"]
    assert now["pages"][1]["id"] != second["id"]
    assert now["verdict"] in ("submit", "review"), [f["code"] for f in now["findings"]]
    assert "Đạt" in person.heading


def test_delete_now_leaves_nothing(visit: Visiting, http: httpx.Client, house: Served) -> None:
    """AT-C12: asked once; then every address is 404, the folder is gone, and going back shows nothing."""
    dossier = checked(http, [papers.BLURRED])
    view = dossier.view()
    page_id, finding_id = view["pages"][0]["id"], view["findings"][0]["id"]
    folder = house.data / "blobs" / dossier.id
    assert any(folder.iterdir())
    person = visit()
    person.open_check(dossier, "/kq")
    person.seen("erase").click()
    person.axe()
    person.seen("erase-yes").click()
    person.page.wait_for_url("**/?xoa=1")
    assert "Đã xóa toàn bộ ảnh" in person.seen("banner").inner_text()
    assert not folder.exists()
    person.told = {404}
    home = f"/k/{dossier.code}"
    for path in ("", "/kq", f"/p/{page_id}", f"/anh/{page_id}", f"/cat/{finding_id}.png", "/phieu", "/tien-do"):
        answer = person.open(home + path)
        assert answer is not None
        assert answer.status == 404, path
    assert http.get(f"{dossier.url}/pages/{page_id}/image", headers=dossier.auth).status_code == 404
    person.page.go_back()
    assert person.seen("finding").count() == 0
    assert dossier.code not in person.page.locator("main").inner_text()
