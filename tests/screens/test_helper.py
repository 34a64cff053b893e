"""Somebody helps many people with one device: nothing of one is left for the next."""

from __future__ import annotations

import httpx
from playwright.sync_api import expect

from tests.screens.conftest import Visiting
from tests.service import papers
from tests.service.caller import LONGEST_S


def test_the_next_person_finds_nothing_of_the_former(visit: Visiting, http: httpx.Client) -> None:
    """AT-C14: after "Người tiếp theo" cookies and storage hold nothing of the former person, and going back neither."""
    person = visit()
    person.open("/")
    person.seen("helper-mode").click()
    person.seen("start").click()
    person.seen("unsure").click()
    person.told = {422}
    person.seen("agree").click()  # not before the notice was read out
    expect(person.page.get_by_text("Vui lòng đọc thông báo")).to_be_visible()
    person.axe()
    person.page.get_by_role("checkbox").check()
    person.seen("agree").click()
    person.page.wait_for_url("**/k/KT-*")
    code = person.page.url.rpartition("/")[2]
    person.hand_in(papers.BLURRED)
    person.open(f"/k/{code}/tien-do")
    person.page.wait_for_url("**/kq*", timeout=LONGEST_S * 1000)
    held = {cookie["name"] for cookie in person.page.context.cookies()}
    assert f"sp_{code.replace('-', '')}" in held
    button = person.seen("next-person")
    assert button.inner_text() == "Người tiếp theo"
    button.click()
    person.page.wait_for_url("**/?giup=1&moi=1")
    assert person.page.url.endswith("/?giup=1&moi=1")
    assert not [c["name"] for c in person.page.context.cookies() if c["name"].startswith("sp_KT")]
    assert person.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    person.told = {404}
    person.page.go_back()
    assert code not in person.page.locator("main").inner_text()
    assert person.seen("finding").count() == 0


def test_a_page_kept_by_the_back_button_gives_way_to_the_start(visit: Visiting) -> None:
    """AT-C14: `pageshow` with `persisted` shows the start page."""
    person = visit()
    person.open("/k/new?giup=1")
    person.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    person.page.wait_for_url("**/?giup=1")
    assert person.heading == "Kiểm tra hồ sơ trước khi nộp"


def test_who_leaves_the_device_alone_is_asked_before_it_is_cleared(visit: Visiting) -> None:
    """WCAG 2.2.1: half a minute before the screen is cleared it says so, and any touch keeps it."""
    person = visit()
    person.page.clock.install()
    person.begin()
    person.open(f"{person.page.url}?giup=1")
    person.page.clock.run_for(155_000)
    warning = person.page.get_by_role("alert")
    expect(warning).to_contain_text("giây")
    person.axe()
    person.page.get_by_role("button", name="Vẫn đang dùng").click()
    expect(warning).to_be_hidden()
    person.page.clock.run_for(185_000)
    person.page.wait_for_url("**/?giup=1&moi=1")
