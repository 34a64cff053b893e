"""The officers' list in a browser: with keys, with a mouse, without scripts; at a desk and on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from scanpipe.office.views import QueueLine
from tests.office_pages.stand_in import StandIn, line, serving, stand_in
from tests.screens.probes import CLIPPED, FOCUS, SMALL, SPACED
from tests.screens.visit import DESK, SIZES, Visit, visiting

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5")
"""Officers' targets have at least 32 px."""
PLACES = {"list": "/cb/", "filtered": "/cb/?kq=bo-sung&mau-doi=1", "empty": "/cb/?ngan=xong", "find": "/cb/tim"}
_CAMERA = """
navigator.mediaDevices.getUserMedia = async () => document.createElement('canvas').captureStream();
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(['qr_code']); }
  looks = 0;
  detect() { return Promise.resolve(++this.looks < 3 ? [] : [{rawValue: 'https://a.example/q/KT-9999-9999'}]); }
};
HTMLMediaElement.prototype.play = () => Promise.resolve();
"""
"""A camera that sees the code of a receipt at its third look, and a browser that can read it."""

Coming = Callable[..., Visit]


@pytest.fixture(scope="module")
def center() -> Iterator[tuple[StandIn, str]]:
    """The Center's pages with thirty dossiers in the list, served."""
    made = stand_in()
    made.queue.lines = [line(n) for n in range(30)]
    with serving(made.app) as address:
        yield made, address


@pytest.fixture
def come(browser: Browser, center: tuple[StandIn, str]) -> Iterator[Coming]:
    """Windows of this test; at its end nothing may have gone wrong in any of them, and nobody wishes other keys."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, **wishes: Any) -> Visit:
            return open_ones.enter_context(visiting(browser, center[1], size, **wishes))

        yield window
    center[0].accounts.wished = {}


def _codes(person: Visit) -> list[str]:
    return person.page.locator("a.open").all_inner_texts()


def _opened(person: Visit, act: Callable[[], None], lines: list[QueueLine], code: str) -> None:
    """That leads to the dossier with this code."""
    person.page.route("**/cb/h/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    act()
    person.page.wait_for_url(f"**/cb/h/{next(one.id for one in lines if one.code == code)}")


def _focus(person: Visit) -> str:
    return str(person.page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))


def test_filter_and_order_stand_in_the_address(come: Coming, center: tuple[StandIn, str]) -> None:
    """AT-O1: the filter by a button, the order by a column's head; reloading keeps both."""
    person = come()
    person.open("/cb/")
    person.page.get_by_label("Cần bổ sung").check()
    person.seen("apply").click()
    person.page.wait_for_url("**/cb/?kq=bo-sung")
    badges = person.seen("badge").all_inner_texts()
    assert badges
    assert all("Cần bổ sung" in text for text in badges)
    person.seen("sort-han").click()
    person.page.wait_for_url("**/cb/?kq=bo-sung&xep=-han")
    person.seen("sort-han").click()
    person.page.wait_for_url("**/cb/?kq=bo-sung&xep=han")
    correct = [one for one in center[0].queue.lines if one.verdict == "correct"]
    by_deadline = sorted(correct, key=lambda one: (one.left is None, one.left or dt.timedelta(0)))
    assert _codes(person) == [one.code for one in by_deadline]
    before = _codes(person)
    person.page.reload()
    assert _codes(person) == before
    assert person.page.get_by_label("Cần bổ sung").is_checked()
    person.axe()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", PLACES)
def test_every_officers_screen_is_for_everybody(come: Coming, place: str, size: str) -> None:
    """AT-X1, AT-X2, AT-X9: axe in both languages, one h1, nothing wider than the window, targets of 32 px."""
    person = come(SIZES[size])
    for lang in ("vi", "en"):
        path = PLACES[place]
        person.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        person.axe()
        assert person.page.locator("h1").count() == 1
        assert person.wide() <= 0, lang
        assert person.page.evaluate(SMALL_AT_A_DESK) == [], lang
        person.seen("account").click()
        person.axe()
        assert person.page.evaluate(SMALL_AT_A_DESK) == [], lang


@pytest.mark.parametrize("place", PLACES)
def test_narrow_with_large_and_wide_letters_nothing_is_lost(come: Coming, place: str) -> None:
    """AT-X2, AT-X3: 320 px; 160 % letters; the text spacing of WCAG 1.4.12."""
    person = come((320, 640))
    path = PLACES[place]
    person.open(path)
    assert person.wide() <= 0
    person.page.evaluate(SPACED)
    assert person.page.evaluate(CLIPPED) == []
    assert person.wide() <= 0
    person.open(f"{path}{'&' if '?' in path else '?'}chu=3")
    assert person.wide() <= 0
    assert person.page.evaluate(CLIPPED) == []


def test_the_focus_is_always_seen_at_the_desk(come: Coming) -> None:
    """AT-X8: from key to key through head, filter and list."""
    person = come()
    person.open("/cb/")
    person.page.locator("body").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    seen = []
    for _ in range(45):
        person.page.keyboard.press("Tab")
        focus = person.page.evaluate(FOCUS)
        if focus is None:
            break
        seen.append(focus["what"])
        assert focus["seen"], focus
        assert focus["top"], focus
        assert focus["ring"], focus
    assert len(seen) > 30


def test_j_k_and_enter_go_through_the_list(come: Coming, center: tuple[StandIn, str]) -> None:
    """At once, without a click before; the first K goes to the end, Enter opens."""
    person = come()
    person.open("/cb/")
    codes = _codes(person)
    keys = person.page.keyboard
    keys.press("j")
    assert _focus(person) == codes[0]
    keys.press("j")
    keys.press("J")
    assert _focus(person) == codes[2]
    keys.press("k")
    assert _focus(person) == codes[1]
    for _ in range(40):
        keys.press("j")
    assert _focus(person) == codes[-1]
    assert person.page.evaluate(FOCUS)["top"]
    _opened(person, lambda: keys.press("Enter"), center[0].queue.lines, codes[-1])


def test_keys_leave_text_and_browser_alone(come: Coming) -> None:
    """AT-O5: no action in a text box or a select, while an input method composes, or with Ctrl, Alt or Meta."""
    person = come()
    person.open("/cb/")
    person.seen("find").click()
    person.page.keyboard.type("j k o r s a")
    assert person.seen("find").input_value() == "j k o r s a"
    assert person.page.evaluate("document.activeElement.name") == "ma"
    region = person.seen("list")
    region.focus()
    for init in ("isComposing: true", "keyCode: 229", "ctrlKey: true", "altKey: true", "metaKey: true"):
        region.evaluate(f"e => e.dispatchEvent(new KeyboardEvent('keydown', {{key: 'j', bubbles: true, {init}}}))")
        assert person.page.evaluate("document.activeElement.id") == "danh-sach", init
    region.evaluate("e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}))")
    assert person.page.evaluate("document.activeElement.className") == "open"
    person.page.get_by_label("Cần bổ sung").focus()
    person.page.keyboard.press("j")
    assert person.page.evaluate("document.activeElement.name") == "kq"


def test_keys_can_be_changed_and_switched_off(come: Coming, center: tuple[StandIn, str]) -> None:
    """What somebody wished; and switched off nothing happens, while the list of keys can still be opened."""
    center[0].accounts.wished = {"keys": {"next": "l"}}
    person = come()
    person.open("/cb/")
    person.page.keyboard.press("l")
    assert _focus(person) == _codes(person)[0]
    center[0].accounts.wished = {"keys_off": True}
    person.open("/cb/")
    person.seen("list").focus()
    person.page.keyboard.press("j")
    assert person.page.evaluate("document.activeElement.id") == "danh-sach"
    person.seen("keys-open").click()
    assert "đang tắt" in person.seen("key-sheet").inner_text()


def test_the_list_of_keys_opens_and_gives_the_focus_back(come: Coming) -> None:
    """Shift+? opens it, it is axe-clean, no key acts behind it, Escape closes it."""
    person = come()
    person.open("/cb/")
    person.page.keyboard.press("j")
    at = _focus(person)
    person.page.keyboard.press("Shift+?")
    assert person.seen("key-sheet").is_visible()
    assert "Mở hồ sơ" in person.seen("key-sheet").inner_text()
    person.axe()
    person.page.keyboard.press("j")
    assert person.seen("key-sheet").is_visible()
    person.page.keyboard.press("Escape")
    assert not person.seen("key-sheet").is_visible()
    assert _focus(person) == at


def test_without_scripts_the_list_works(come: Coming) -> None:
    """Filter, order and search are links and forms."""
    person = come(java_script_enabled=False)
    person.open("/cb/")
    assert not person.seen("keys-open").is_visible()
    person.page.get_by_label("Đạt", exact=False).first.check()
    person.seen("apply").click()
    person.page.wait_for_url("**/cb/?kq=dat")
    person.seen("sort-tuoi").click()
    person.page.wait_for_url("**/cb/?kq=dat&xep=tuoi")
    person.seen("account").click()
    assert person.seen("logout").is_visible()
    person.troubles.clear()


def test_the_account_menu_closes_as_menus_do(come: Coming) -> None:
    """Escape gives the focus back; a click elsewhere closes it."""
    person = come()
    person.open("/cb/")
    person.seen("account").click()
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Escape")
    assert not person.seen("logout").is_visible()
    assert person.page.evaluate("document.activeElement.localName") == "summary"
    person.seen("account").click()
    person.page.locator(".queue-bar p").first.click()
    assert not person.seen("logout").is_visible()


def test_the_whole_row_opens_the_dossier(come: Coming, center: tuple[StandIn, str]) -> None:
    """A click on the last cell as well."""
    person = come()
    person.open("/cb/")
    box = person.seen("due").first.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    _opened(person, lambda: person.page.mouse.click(*middle), center[0].queue.lines, _codes(person)[0])


def test_the_camera_reads_a_code_where_the_browser_can(come: Coming) -> None:
    """It starts with a button, looks until it sees a code, and searches for that; elsewhere it is not offered."""
    person = come()
    person.open("/cb/tim")
    assert not person.seen("camera").is_visible()
    seeing = come()
    seeing.page.add_init_script(_CAMERA)
    seeing.told = {404}
    seeing.open("/cb/tim")
    seeing.page.get_by_role("button", name="Mở máy ảnh").click()
    seeing.page.wait_for_url("**/cb/tim?ma=*KT-9999-9999")
    assert "KT-9999-9999" in seeing.seen("trouble").inner_text()
    assert seeing.page.evaluate("document.activeElement.dataset.testid") == "trouble"


def test_a_refused_camera_says_what_else_to_do(come: Coming) -> None:
    """The way by hand stays."""
    person = come()
    refused = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); };"
    person.page.add_init_script(_CAMERA + refused)
    person.open("/cb/tim")
    person.page.get_by_role("button", name="Mở máy ảnh").click()
    person.page.locator("[data-camera] [role=status]:not(:empty)").wait_for()
    assert "gõ mã" in person.seen("camera").inner_text()
