"""Handing pages in with a browser: rows, advice, doubles, bad files, a network that goes away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from scanpipe.findings import FINDINGS
from tests.screens.conftest import Visiting
from tests.screens.visit import Visit
from tests.service import papers

HTML_NAME = "<img src=x onerror=window.__xss=1>.jpg"


def as_file(name: str, data: bytes, kind: str = "image/jpeg") -> dict[str, object]:
    """A file as a browser is given one."""
    return {"name": name, "mimeType": kind, "buffer": data}


def choose(person: Visit, *files: object) -> None:
    """Pick files, past the advice where there is some."""
    person.seen("choose").set_input_files(list(files))  # type: ignore[arg-type]


def pages_of(person: Visit, code: str) -> list[dict[str, object]]:
    """The pages of the check as the API has them for this browser."""
    answer = person.page.request.get(f"{person.address}/api/v1/checks/{code}")
    return answer.json()["pages"]


def test_a_new_page_takes_the_focus_and_says_how_it_stands(visit: Visiting) -> None:
    """AT-C4: the focus is on the new row, whose name holds "Trang 1" and a word for its state."""
    person = visit()
    code = person.begin()
    choose(person, papers.GOOD)
    row = person.seen("page-row").first
    expect(row).to_be_focused()
    expect(row).to_have_attribute("aria-label", re.compile(r"^Trang 1: .*Đã nhận"))
    expect(row).to_be_focused()
    assert len(pages_of(person, code)) == 1
    person.axe()


def test_a_blurred_photo_is_advised_against_but_never_refused(visit: Visiting) -> None:
    """The advice comes before the upload; "use it anyway" sends it."""
    person = visit()
    code = person.begin()
    choose(person, as_file(*papers.out_of_focus(papers.GOOD_PHOTO)))
    expect(person.seen("preview").locator(".advice")).to_contain_text("mờ")
    assert pages_of(person, code) == []
    person.axe()
    person.seen("keep").click()
    person.page.locator(".page-row[data-page]").wait_for()
    assert len(pages_of(person, code)) == 1


def test_the_same_file_twice_is_one_page(visit: Visiting) -> None:
    """AT-C21: chosen twice, one page in the API, and the second answer is 200."""
    person = visit()
    code = person.begin()
    statuses: list[int] = []
    person.page.on("response", lambda r: statuses.append(r.status) if r.request.method == "POST" else None)
    choose(person, papers.GOOD)
    person.page.locator(".page-row[data-page]").wait_for()
    choose(person, papers.GOOD)
    person.page.get_by_text("đã có trong hồ sơ").wait_for()
    assert statuses == [201, 200]
    assert person.seen("page-row").count() == 1
    assert len(pages_of(person, code)) == 1


def test_a_double_click_sends_once(visit: Visiting) -> None:
    """AT-C21: without scripts two clicks on the button make one page."""
    person = visit(java_script_enabled=False)
    person.begin()
    choose(person, papers.GOOD)
    person.seen("send").dblclick()
    person.page.wait_for_url("**#trang-moi")
    assert person.seen("page-row").count() == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_file_name_is_shown_as_it_is_written(visit: Visiting, scripts: bool) -> None:
    """AT-S1: a name that is HTML stays a name."""
    person = visit(java_script_enabled=scripts)
    person.begin()
    choose(person, as_file(HTML_NAME, papers.GOOD.read_bytes()))
    if not scripts:
        person.seen("send").click()
    person.page.locator(".page-row[data-page]").first.wait_for()
    assert "<img src=x" in person.seen("page-row").inner_text()
    person.page.reload()
    assert "<img src=x" in person.seen("page-row").inner_text()
    assert person.page.evaluate("window.__xss") is None
    assert person.page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("code", papers.BAD_FILES)
def test_a_bad_file_is_told_of_where_it_was_chosen_and_on_top(visit: Visiting, code: str) -> None:
    """AT-C22: without scripts its own sentence stands in the summary and at the input; the other page is kept."""
    person = visit(java_script_enabled=False)
    person.told = {422, 415, 413}
    person.begin()
    name, data = papers.BAD_FILES[code]
    choose(person, papers.GOOD)
    person.seen("send").click()
    choose(person, as_file(name, data))
    person.seen("send").click()
    sentence = person.seen("trouble").get_by_role("link").first.inner_text()
    assert sentence == _sentence(code, name), code
    assert sentence in person.seen("capture").inner_text()
    assert person.page.title().startswith("Lỗi: ")
    assert person.seen("page-row").count() == 1
    person.page.reload()
    assert person.seen("page-row").count() == 1


@pytest.mark.parametrize("code", papers.BAD_FILES)
def test_a_bad_file_is_told_of_in_its_row(visit: Visiting, code: str) -> None:
    """AT-C22: with scripts the same sentence stands in the row of the file; the other page is kept."""
    person = visit()
    person.told = {422, 415, 413}
    person.begin()
    name, data = papers.BAD_FILES[code]
    choose(person, as_file(papers.GOOD.name, papers.GOOD.read_bytes()), as_file(name, data))
    trouble = person.seen("page-row").filter(has_text=_sentence(code, name))
    trouble.wait_for()
    assert person.page.locator(".page-row[data-page]").count() == 1
    trouble.get_by_role("button", name="Bỏ ảnh này").click()
    assert person.seen("page-row").count() == 1
    person.axe()


def test_what_was_chosen_without_a_network_is_sent_when_it_is_back(visit: Visiting) -> None:
    """AT-C24: the row says so, and goes on by itself without a tap."""
    person = visit()
    code = person.begin()
    person.offline = True
    person.page.context.set_offline(True)
    choose(person, papers.GOOD)
    person.page.get_by_text("Chưa có mạng").wait_for()
    person.page.context.set_offline(False)
    person.page.locator(".page-row[data-page]").wait_for()
    assert len(pages_of(person, code)) == 1


def _sentence(code: str, name: str) -> str:
    """What happened, in the words of the table of findings."""
    return FINDINGS[code].vi.title.format(name=name)
