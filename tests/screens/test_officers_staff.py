"""The pages about accounts in a browser: logging in by keyboard, axe, targets, small windows and large letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from api.office.oidc import Provider
from scanpipe.office.accounts import CONSOLE
from scanpipe.office.people import Right, Role
from tests.api.staff_house import PHRASE, StaffHouse, open_house
from tests.office_pages.stand_in import serving
from tests.screens.probes import CLIPPED, FOCUS, SMALL, SPACED
from tests.screens.visit import DESK, SIZES, Visit, visiting

SMALL_AT_A_DESK = SMALL.replace("47.5", "31.5")
"""Officers' targets have at least 32 px."""

Coming = Callable[..., Visit]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StaffHouse, str]]:
    """A Center with an administrator, officers in every state, keys and an identity provider, served."""
    house = open_house(tmp_path_factory.mktemp("staff"))
    house.joined("an", Role.ADMINISTRATOR, unit="*")
    house.joined("hoa.nguyen", Role.OFFICER, Role.LEAD)
    house.accounts.add(CONSOLE, login="binh@ubnd.example", name="Lê Văn Bình", unit="hx", roles=[Role.AUDITOR])
    house.joined("lan", Role.OFFICER)
    house.accounts.close(CONSOLE, "lan")
    house.key(Right.READ, Right.EXPORT)
    made = house.accounts.keys.make(CONSOLE, name="Phần mềm cũ", unit="hx", scopes=[Right.READ])
    house.accounts.keys.revoke(CONSOLE, made.row.id)
    house.app.state.oidc = Provider("https://id.example.vn", "x", "y", "Tài khoản tỉnh")
    with serving(house.app) as address:
        yield house, address
    house.center.desk.store.close()


@pytest.fixture
def come(browser: Browser, center: tuple[StaffHouse, str]) -> Iterator[Coming]:
    """Windows of this test; at its end nothing may have gone wrong in any of them."""
    with ExitStack() as open_ones:

        def window(size: tuple[int, int] = DESK, **wishes: Any) -> Visit:
            return open_ones.enter_context(visiting(browser, center[1], size, **wishes))

        yield window


def log_in(person: Visit, login: str = "an", to: str = "/cb/toi") -> None:
    """By keyboard alone, from the address to the page behind the login."""
    person.open(to)
    assert person.heading == "Đăng nhập"
    person.page.get_by_label("Tên đăng nhập").focus()
    person.page.keyboard.type(login)
    person.page.keyboard.press("Tab")
    person.page.keyboard.type(PHRASE)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(f"**{to}")


def places(house: StaffHouse) -> dict[str, str]:
    """Every page, by who sees it."""
    invited = house.accounts.reset(CONSOLE, "binh@ubnd.example")
    return {
        "login": "/cb/vao",
        "invitation": f"/cb/moi?t={invited.token}",
        "over": "/cb/moi?t=x",
        "me": "/cb/toi",
        "people": "/cb/nguoi",
        "person": "/cb/nguoi/hoa.nguyen",
        "closed": "/cb/nguoi/lan",
    }


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_axe_clean_with_large_targets_and_no_sideways_scrolling(
    come: Coming, center: tuple[StaffHouse, str], size: str, lang: str
) -> None:
    """AT-X1, AT-X2, AT-X9 for the officers' own pages."""
    person, visitor = come(SIZES[size]), come(SIZES[size])
    log_in(person)
    visitor.told = {404}
    for name, path in places(center[0]).items():
        seen = visitor if name in ("login", "invitation", "over") else person
        seen.open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        seen.axe()
        assert seen.page.evaluate(SMALL_AT_A_DESK) == [], name
        assert seen.wide() <= 0, name


def test_letters_can_grow_and_spread(come: Coming, center: tuple[StaffHouse, str]) -> None:
    """AT-X2, AT-X3: 160 %, and the text-spacing of WCAG 1.4.12, at 320 px."""
    person = come((320, 640))
    log_in(person)
    for path in ("/cb/toi", "/cb/nguoi", "/cb/nguoi/hoa.nguyen"):
        person.open(f"{path}?chu=3")
        assert person.wide() <= 0, path
        assert person.page.evaluate(CLIPPED) == [], path
        person.page.evaluate(SPACED)
        assert person.page.evaluate(CLIPPED) == [], path


def test_what_went_wrong_has_the_focus_and_leads_to_its_field(come: Coming) -> None:
    """A failed login: the box on top first, then its link to the field."""
    person = come()
    person.told = {422}
    person.open("/cb/vao")
    person.page.get_by_label("Tên đăng nhập").fill("hoa.nguyen")
    person.page.get_by_label("Mật khẩu").fill("không phải mật khẩu")
    person.seen("login").click()
    person.seen("trouble").wait_for()
    assert person.page.evaluate("document.activeElement.dataset.testid") == "trouble"
    person.axe()
    person.seen("trouble").get_by_role("link").click()
    assert person.page.evaluate("document.activeElement.id") == "ten"
    assert person.page.get_by_label("Tên đăng nhập").input_value() == "hoa.nguyen"


def test_a_secret_that_is_shown_once_has_the_focus(come: Coming, center: tuple[StaffHouse, str]) -> None:
    """The link for a new colleague, made by an administrator without a script of its own."""
    person = come()
    log_in(person, to="/cb/nguoi")
    form = person.seen("add-form")
    form.get_by_label("Tên đăng nhập").fill("moi")
    form.get_by_label("Họ và tên").fill("Người Mới")
    person.seen("add").click()
    person.seen("once").wait_for()
    assert "/cb/moi?t=" in person.seen("secret").input_value()
    assert person.page.evaluate("document.activeElement.dataset.testid") == "once"
    person.axe()
    center[0].accounts.close(CONSOLE, "moi")


def test_the_focus_is_seen_on_every_step(come: Coming) -> None:
    """AT-X8 on the login and on one's own page."""
    person = come()
    log_in(person)
    for _ in range(25):
        person.page.keyboard.press("Tab")
        assert person.page.evaluate(FOCUS)["top"]


def test_without_scripts_everything_works(come: Coming) -> None:
    """Logging in, a setting, logging out."""
    person = come(java_script_enabled=False)
    person.open("/cb/toi")
    person.page.get_by_label("Tên đăng nhập").fill("hoa.nguyen")
    person.page.get_by_label("Mật khẩu").fill(PHRASE)
    person.seen("login").click()
    person.page.wait_for_url("**/cb/toi")
    person.page.get_by_label("Dùng phím tắt").uncheck()
    person.seen("save-keys").click()
    person.page.wait_for_url("**/cb/toi?xong=phim")
    assert not person.page.get_by_label("Dùng phím tắt").is_checked()
    person.seen("account").click()
    person.seen("logout").click()
    person.page.wait_for_url("**/cb/vao?ra=1")
    assert "Đã đăng xuất" in person.seen("banner").inner_text()
    person.troubles.clear()
