"""The pages about accounts, as somebody without scripts uses them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanpipe.office.accounts import CONSOLE
from scanpipe.office.people import Right, Role
from tests.api.staff_house import OTHER_PHRASE, PHRASE, Browser, StaffHouse, open_house
from tests.web.conftest import Html, read


@pytest.fixture
def house(tmp_path: Path) -> Iterator[StaffHouse]:
    made = open_house(tmp_path)
    yield made
    made.center.desk.store.close()


def field(page: Html, name: str) -> dict[str, str | None]:
    """What the input of that name says of itself."""
    (found,) = (e for e in page.all("input", name=name) if e.attributes.get("type") != "hidden")
    return found.attributes


def shown(answer: Any, status: int = 200) -> Html:
    assert answer.status_code == status, answer.text
    return read(answer.text)


def secret(page: Html) -> str:
    (found,) = page.marked("secret")
    return found.attributes["value"] or ""


def administrator(house: StaffHouse) -> Browser:
    return house.logged_in("an", Role.ADMINISTRATOR, unit="*")


def test_the_login_page_lets_password_managers_and_paste_work(house: StaffHouse) -> None:
    """WCAG 3.3.8: nothing to remember, nothing to solve."""
    page = house.browser().get("/cb/vao?di=/cb/h/x")
    assert page.h1 == "Đăng nhập"
    assert page.title == "Đăng nhập"
    assert field(page, "ten")["autocomplete"] == "username"
    assert field(page, "mat_khau")["autocomplete"] == "current-password"
    assert all("onpaste" not in e.attributes for e in page.all("input"))
    assert page.all("input", name="di")[0].attributes["value"] == "/cb/h/x"
    assert page.marked("oidc") == []
    for name in ("ten", "mat_khau"):
        assert page.all("label", for_=str(field(page, name)["id"]))
    english = house.browser().get("/cb/vao?lang=en")
    assert english.h1 == "Log in"
    assert english.all("html")[0].attributes["lang"] == "en"


def test_who_is_logged_in_is_not_asked_again(house: StaffHouse) -> None:
    """The login leads on."""
    assert house.logged_in("hoa", Role.OFFICER).goes("/cb/vao?di=/cb/h/x") == "/cb/h/x"


def test_a_failed_login_is_told_on_top_and_in_the_title(house: StaffHouse) -> None:
    """One sentence, with a link to the field; the focus goes there."""
    page = shown(house.browser().log_in("hoa"), 422)
    (trouble,) = page.marked("trouble")
    assert "Đăng nhập chưa thành công" in trouble.text
    assert page.all("a", href="#ten")
    assert page.title != "Đăng nhập"


def test_a_link_sets_the_password_and_lets_its_owner_in(house: StaffHouse) -> None:
    """The whole way from the first start to the administrator's page."""
    token = house.accounts.first_administrator()
    browser = house.browser()
    page = browser.get(f"/cb/moi?t={token}")
    assert page.h1 == "Đặt mật khẩu"
    assert field(page, "mat_khau")["autocomplete"] == "new-password"
    differing = shown(browser.post("/cb/moi", t=token, mat_khau=PHRASE, lai=OTHER_PHRASE), 422)
    assert field(differing, "lai")["aria-invalid"] == "true"
    weak = shown(browser.post("/cb/moi", t=token, mat_khau="123456789012", lai="123456789012"), 422)
    assert "nhiều người dùng" in weak.marked("trouble")[0].text
    assert browser.post("/cb/moi", t=token, mat_khau=PHRASE, lai=PHRASE).headers["location"] == "/cb/"
    assert browser.get("/cb/nguoi").h1 == "Người dùng và khóa kết nối"
    used = browser.get(f"/cb/moi?t={token}", 404)
    assert used.h1 == "Đường liên kết không còn dùng được"
    shown(browser.post("/cb/moi", t=token, mat_khau=PHRASE, lai=PHRASE), 404)


def test_adding_a_person_shows_their_link_once(house: StaffHouse) -> None:
    """It opens the page on which they set their password, and no page shows it again."""
    browser = administrator(house)
    answer = browser.post(
        "/cb/nguoi", ten="Hoa.Nguyen", ho_ten="Nguyễn Thị Hoa", don_vi="hx", vai_tro=["officer", "lead"]
    )
    link = secret(shown(answer))
    assert link.startswith("http://testserver/cb/moi?t=")
    assert house.browser().get(link.removeprefix("http://testserver")).h1 == "Đặt mật khẩu"
    again = browser.get("/cb/nguoi")
    assert again.marked("once") == []
    assert [a.text for a in again.all("a", href="/cb/nguoi/hoa.nguyen")] == ["hoa.nguyen"]
    assert "Cán bộ, Phụ trách" in again.marked("people")[0].text


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"ten": "An"}, "ten"),
        ({"ten": "a b"}, "ten"),
        ({"ho_ten": " "}, "ho-ten"),
        ({"don_vi": "x" * 90}, "don-vi"),
        ({"vai_tro": []}, "vai-tro"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_told_in_its_place(
    house: StaffHouse, changes: dict[str, Any], wrong: str
) -> None:
    """What was typed stays."""
    typed = {"ten": "hoa", "ho_ten": "Nguyễn Hoa", "don_vi": "hx", "vai_tro": ["officer"]} | changes
    page = shown(administrator(house).post("/cb/nguoi", **typed), 422)
    assert page.all("a", href=f"#{wrong}")
    assert [e for e in page.elements if e.attributes.get("id") == wrong]
    assert [e for e in page.elements if e.attributes.get("id") == f"{wrong}-sai"]
    assert field(page, "ho_ten")["value"] == typed["ho_ten"]


def test_an_administrator_changes_roles_resets_closes_and_reopens(house: StaffHouse) -> None:
    """Each on the page of that person, and each tells that it was done."""
    browser = administrator(house)
    house.joined("hoa", Role.OFFICER)
    page = browser.get("/cb/nguoi/hoa")
    ticked = [e.attributes["value"] for e in page.all("input", name="vai_tro") if "checked" in e.attributes]
    assert ticked == ["officer"]
    assert (
        browser.post("/cb/nguoi/hoa/vai-tro", vai_tro=["auditor"]).headers["location"] == "/cb/nguoi/hoa?xong=vai_tro"
    )
    assert "Đã lưu vai trò" in browser.get("/cb/nguoi/hoa?xong=vai_tro").marked("banner")[0].text
    assert "/cb/moi?t=" in secret(shown(browser.post("/cb/nguoi/hoa/dat-lai")))
    browser.post("/cb/nguoi/hoa/dong")
    closed = browser.get("/cb/nguoi/hoa")
    assert closed.marked("reset") == []
    assert "Mở lại tài khoản" in closed.marked("close")[0].text
    browser.post("/cb/nguoi/hoa/mo")
    (an, hoa) = house.accounts.people(CONSOLE)
    assert (an.login, hoa.login, hoa.state, hoa.roles) == ("an", "hoa", "invited", (Role.AUDITOR,))
    last = shown(browser.post("/cb/nguoi/an/dong"), 422)
    assert "người quản trị cuối cùng" in last.marked("trouble")[0].text
    none = shown(browser.post("/cb/nguoi/hoa/vai-tro"), 422)
    assert none.all("a", href="#vai-tro")


def test_people_of_another_center_are_not_found(house: StaffHouse) -> None:
    """On every page and by every form."""
    browser = house.logged_in("an", Role.ADMINISTRATOR)
    house.joined("xa", Role.OFFICER, unit="khac")
    assert "xa" not in [e.text for e in browser.get("/cb/nguoi").all("a")]
    browser.get("/cb/nguoi/xa", 404)
    for act in ("vai-tro", "dat-lai", "dong", "mo"):
        assert browser.post(f"/cb/nguoi/xa/{act}", vai_tro=["lead"]).status_code == 404


def test_a_key_is_shown_once_and_can_be_revoked(house: StaffHouse) -> None:
    """It works as soon as it is made, and no longer than that."""
    browser = administrator(house)
    made = secret(shown(browser.post("/cb/khoa", ten="Một cửa", don_vi="hx", quyen=[Right.READ.value])))
    client, header = house.browser().client, {"Authorization": f"Bearer {made}"}
    assert client.get("/api/v1/thu/READ", headers=header).status_code == 200
    page = browser.get("/cb/nguoi")
    assert made not in str([e.attributes for e in page.elements])
    (key,) = house.accounts.keys.every(CONSOLE)
    assert page.all("form", action=f"/cb/khoa/{key.id}/huy")
    assert browser.post(f"/cb/khoa/{key.id}/huy").headers["location"] == "/cb/nguoi?xong=huy"
    assert client.get("/api/v1/thu/READ", headers=header).status_code == 401
    assert "Đã hủy" in browser.get("/cb/nguoi").marked("keys")[0].text
    assert browser.post("/cb/khoa/key_none/huy").status_code == 404
    assert shown(browser.post("/cb/khoa", ten="K", don_vi="hx"), 422).all("a", href="#quyen")


def test_only_administrators_see_people_and_everybody_sees_themselves(house: StaffHouse) -> None:
    """An officer gets the page of their own settings only."""
    browser = house.logged_in("hoa", Role.OFFICER)
    assert browser.client.get("/cb/nguoi").status_code == 403
    assert browser.post("/cb/nguoi", ten="x", ho_ten="X", vai_tro=["officer"]).status_code == 403
    assert browser.post("/cb/khoa", ten="x", quyen=["dossiers:read"]).status_code == 403
    assert browser.get("/cb/toi").h1 == "Cài đặt của tôi"
    assert house.browser().client.get("/cb/toi", headers=house.key(Right.READ)).status_code == 404


def test_changing_the_password_keeps_this_browser_and_ends_the_others(house: StaffHouse) -> None:
    """With a new secret in the cookie."""
    browser = house.logged_in("hoa", Role.OFFICER)
    other = house.browser()
    other.log_in("hoa")
    wrong = shown(browser.post("/cb/toi/mat-khau", cu="không nhớ", mat_khau=OTHER_PHRASE, lai=OTHER_PHRASE), 422)
    assert field(wrong, "cu")["aria-invalid"] == "true"
    assert field(wrong, "cu")["autocomplete"] == "current-password"
    differing = shown(browser.post("/cb/toi/mat-khau", cu=PHRASE, mat_khau=OTHER_PHRASE, lai=PHRASE), 422)
    assert field(differing, "lai")["aria-invalid"] == "true"
    before = browser.secret
    done = browser.post("/cb/toi/mat-khau", cu=PHRASE, mat_khau=OTHER_PHRASE, lai=OTHER_PHRASE)
    assert done.headers["location"] == "/cb/toi?xong=mat_khau"
    assert browser.secret != before
    assert "Đã đổi mật khẩu" in browser.get("/cb/toi?xong=mat_khau").marked("banner")[0].text
    assert other.client.get("/api/v1/thu/READ").status_code == 401
    assert house.browser().log_in("hoa", OTHER_PHRASE).status_code == 303


def test_shortcuts_are_moved_switched_off_and_put_back(house: StaffHouse) -> None:
    """WCAG 2.1.4; what is kept is what the screens read."""
    browser = house.logged_in("hoa", Role.OFFICER)
    page = browser.get("/cb/toi")
    assert field(page, "phim_next")["value"] == "J"
    assert "checked" in field(page, "bat")
    actor = house.accounts.logins.login("hoa", PHRASE).actor
    assert browser.post("/cb/toi/phim", bat="1", phim_next="l", phim_edit="").headers["location"] == "/cb/toi?xong=phim"
    assert house.accounts.wishes(actor) == {"keys_off": False, "keys": {"next": "l"}}
    assert field(browser.get("/cb/toi"), "phim_next")["value"] == "L"
    twice = shown(browser.post("/cb/toi/phim", bat="1", phim_next="a"), 422)
    assert field(twice, "phim_next")["aria-invalid"] == "true"
    assert "aria-invalid" not in field(twice, "phim_receive")
    strange = shown(browser.post("/cb/toi/phim", bat="1", phim_zoom="Tab"), 422)
    assert field(strange, "phim_zoom")["aria-invalid"] == "true"
    assert field(strange, "phim_zoom")["value"] == "Tab"
    browser.post("/cb/toi/phim", phim_next="l")
    assert house.accounts.wishes(actor)["keys_off"] is True
    assert "checked" not in field(browser.get("/cb/toi"), "bat")
    browser.post("/cb/toi/phim", lam="mac-dinh")
    assert house.accounts.wishes(actor) == {}


def test_somebody_ends_a_browser_that_they_forgot(house: StaffHouse) -> None:
    """From the list of where they are logged in; this one is named and has no button."""
    browser, forgotten = house.logged_in("hoa", Role.OFFICER), house.browser()
    house.center.later(minutes=5)
    forgotten.log_in("hoa")
    page = browser.get("/cb/toi")
    refs = [e.attributes["value"] for e in page.all("input", name="phien")]
    assert len(refs) == 1
    assert "Trình duyệt này" in page.marked("sessions")[0].text
    assert page.marked("end-others")
    browser.post("/cb/toi/phien", phien=refs[0])
    assert forgotten.client.get("/api/v1/thu/READ").status_code == 401
    assert browser.get("/cb/toi").marked("end-others") == []
    forgotten.log_in("hoa")
    browser.post("/cb/toi/phien")
    assert forgotten.client.get("/api/v1/thu/READ").status_code == 401
    assert browser.client.get("/api/v1/thu/READ").status_code == 200


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_whole_in_both_languages(house: StaffHouse, lang: str) -> None:
    """One h1 that the title begins with, labels for every field, no id twice."""
    browser = administrator(house)
    invited = house.accounts.add(CONSOLE, login="hoa", name="Hoa", unit="", roles=[role.value for role in Role])
    house.accounts.keys.make(CONSOLE, name="K", unit="", scopes=list(Right))
    visitor = house.browser()
    pages = [browser.get(f"{path}?lang={lang}") for path in ("/cb/toi", "/cb/nguoi", "/cb/nguoi/hoa")]
    pages += [visitor.get(f"/cb/vao?lang={lang}"), visitor.get(f"/cb/moi?t={invited.token}")]
    for page in pages:
        assert len(page.all("h1")) == 1
        assert page.title.startswith(page.h1)
        ids = [str(e.attributes["id"]) for e in page.elements if "id" in e.attributes]
        assert len(set(ids)) == len(ids)
        labelled = {e.attributes.get("for") for e in page.all("label")}
        for one in page.all("input"):
            hidden = one.attributes.get("type") == "hidden" or "hidden" in one.attributes
            assert hidden or one.attributes.get("id") in labelled, one.attributes
