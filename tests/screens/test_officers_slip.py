"""The request for a supplement in a browser: the sheet follows what is typed, it is given, and the citizen sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from scanpipe.findings import FINDINGS
from scanpipe.intake.intake import NewlyMade
from scanpipe.office.people import Role
from scanpipe.store.rows import State
from tests.office.center import Center, opened
from tests.office.paper import Said
from tests.office.test_slip_content import CARD_MISSING
from tests.office_pages.slip_desk import app_of
from tests.office_pages.stand_in import serving
from tests.screens.probes import CLIPPED, FOCUS, SMALL, SPACED
from tests.screens.visit import DESK, SIZES, Visit, visiting

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5").replace("closest('p, label')", "getRootNode() && e")
"""Officers' targets have at least 32 px; a box to tick is measured itself."""
MARK = "BẢN NHÁP – chưa đối chiếu mẫu ban hành"

Coming = Callable[..., Visit]


@dataclass
class House:
    """The Center, where it is served, and how to make a dossier that lacks a signature and a card."""

    center: Center
    address: str
    made: list[NewlyMade]
    """Checks that citizens began, with what opens them."""

    def dossier(self) -> str:
        """The address of the screen of a fresh one."""
        return f"/cb/h/{self.center.dossier(Said(more=(CARD_MISSING,))).id}/bs"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    center, made = opened(tmp_path_factory.mktemp("slip")), []
    create = center.intake.create

    def remembered(**wishes: Any) -> NewlyMade:
        made.append(create(**wishes))
        return made[-1]

    center.intake.create = remembered  # type: ignore[method-assign]
    with serving(app_of(center, center.actor("ng.hoa", Role.OFFICER))) as address:
        yield House(center, address, made)
    center.desk.store.close()


@pytest.fixture
def come(browser: Browser, house: House) -> Iterator[Coming]:
    """Windows of this test; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, **wishes: Any) -> Visit:
            return open_ones.enter_context(visiting(browser, house.address, size, **wishes))

        yield window


def _fill(person: Visit) -> None:
    person.page.get_by_label("Thời hạn bổ sung").fill("2026-11-30")
    person.page.get_by_label("Số điện thoại liên hệ").fill("0900 000 000")


def test_the_sheet_follows_what_is_typed_and_the_request_is_given(come: Coming, house: House) -> None:
    """AT-O7: pre-ticked, papers in the table, others as lines, no code, the mark of a draft."""
    path = house.dossier()
    person = come()
    person.open(path)
    assert person.page.locator("input[name=chon]:checked").count() == 3
    sheet = person.seen("sheet")
    assert "Thẻ căn cước" in person.seen("sheet-table").inner_text()
    assert "chưa ký" in person.seen("sheet-lines").inner_text()
    assert MARK in sheet.inner_text()
    assert not [code for code in FINDINGS if code in sheet.inner_text()]
    _fill(person)
    person.page.locator("textarea[name^=chu-]").first.fill("Thẻ căn cước còn hạn")
    person.page.get_by_text("chậm nhất ngày 30/11/2026").wait_for()
    person.page.locator("#to-phieu").get_by_text("Thẻ căn cước còn hạn").wait_for()
    person.axe()
    person.seen("give").click()
    person.page.wait_for_url("**/bs/1?moi=1")
    assert person.seen("given").count() == 1
    person.axe()
    assert house.center.row(path.split("/")[3]).state is State.SUPPLEMENT_REQUESTED


def test_enter_shows_the_sheet_and_gives_nothing(come: Coming, house: House) -> None:
    """A request is given by its button only."""
    path = house.dossier()
    person = come()
    person.open(path)
    _fill(person)
    person.page.get_by_label("Số điện thoại liên hệ").press("Enter")
    person.page.wait_for_load_state()
    assert person.page.url.endswith("/bs")
    assert house.center.row(path.split("/")[3]).state is State.SENT
    assert person.page.get_by_label("Số điện thoại liên hệ").input_value() == "0900 000 000"


def test_without_scripts_a_button_shows_the_sheet(come: Coming, house: House) -> None:
    """And what is missing is said on top, with the focus there."""
    person = come(java_script_enabled=False)
    person.told = {422}
    person.open(house.dossier())
    person.page.get_by_label("Số điện thoại liên hệ").fill("0911 111 111")
    person.seen("preview").click()
    assert "0911 111 111" in person.seen("sheet").inner_text()
    person.seen("give").click()
    assert "Chưa ghi thời hạn bổ sung." in person.seen("trouble").inner_text()


def test_the_second_request_warns(come: Coming, house: House) -> None:
    """AT-O8: with the day of the first; still possible."""
    path = house.dossier()
    person = come()
    for number in (1, 2):
        person.open(path)
        assert person.seen("earlier").count() == number - 1
        _fill(person)
        person.seen("give").click()
        person.page.wait_for_url(f"**/bs/{number}?moi=1")
    person.open(path)
    assert "2 phiếu, phiếu gần nhất ngày 23/11/2026" in person.seen("earlier").inner_text()


def test_the_citizen_sees_what_is_asked_and_where_to_put_it_right(come: Coming, house: House) -> None:
    """On their phone, on top of the result: what, until when, whom to call, and a link to the page."""
    path = house.dossier()
    officer = come()
    officer.open(path)
    _fill(officer)
    officer.seen("give").click()
    officer.page.wait_for_url("**/bs/1?moi=1")
    key = house.center.keys[path.split("/")[3]]
    token = next(one.token for one in house.made if one.id == key.id)
    person = come(SIZES["360"])
    person.open(f"/k/{key.code}?t={token}")
    person.open(f"/k/{key.code}/kq")
    asked = person.seen("asked")
    assert "Bổ sung chậm nhất ngày 30/11/2026." in asked.inner_text()
    assert "0900 000 000" in asked.inner_text()
    assert person.wide() <= 0
    person.axe()
    asked.get_by_role("link", name="Thay trang này").first.click()
    person.page.wait_for_url(f"**/k/{key.code}/p/*#thay")


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_is_for_everybody(come: Coming, house: House, size: str) -> None:
    """AT-X1, AT-X2, AT-X9: axe in both languages, one h1, nothing wider than the window, targets of 32 px."""
    path = house.dossier()
    person = come(SIZES[size])
    for lang in ("vi", "en"):
        person.open(f"{path}?lang={lang}")
        person.page.locator("details:has(.slip-head) > summary").click()
        person.axe()
        assert person.page.locator("h1").count() == 1
        assert person.wide() <= 0, lang
        assert person.page.evaluate(SMALL_AT_A_DESK) == [], lang


def test_narrow_with_large_and_wide_letters_nothing_is_lost(come: Coming, house: House) -> None:
    """AT-X2, AT-X3: 320 px; 160 % letters; the text spacing of WCAG 1.4.12."""
    path = house.dossier()
    person = come((320, 640))
    person.open(path)
    assert person.wide() <= 0
    person.page.evaluate(SPACED)
    assert person.page.evaluate(CLIPPED) == []
    assert person.wide() <= 0
    person.open(f"{path}?chu=3")
    assert person.wide() <= 0
    assert person.page.evaluate(CLIPPED) == []


def test_the_focus_is_always_seen(come: Coming, house: House) -> None:
    """AT-X8: from key to key through everything that can be filled in."""
    person = come()
    person.open(house.dossier())
    person.page.locator("body").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    for _ in range(40):
        person.page.keyboard.press("Tab")
        focus = person.page.evaluate(FOCUS)
        if focus is None:
            break
        assert focus["seen"], focus
        assert focus["top"], focus
        assert focus["ring"], focus
