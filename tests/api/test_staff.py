"""Who gets through the Center's door: sessions, keys, rights, forgery, and where the login leads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.staff import HOME, way_back
from scanpipe.office.accounts import CONSOLE
from scanpipe.office.people import RIGHTS, Right, Role
from tests.api.staff_house import OTHER_PHRASE, PHRASE, StaffHouse, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[StaffHouse]:
    made = open_house(tmp_path)
    yield made
    made.center.desk.store.close()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_the_doors_of_its_rights_and_no_other(house: StaffHouse, role: Role) -> None:
    """The whole matrix, on pages and on the API: 200 with the right, 403 without."""
    browser = house.logged_in("hoa", role)
    for right in Right:
        expected = 200 if right in RIGHTS[role] else 403
        page = browser.client.get(f"/cb/thu/{right.name}")
        told = browser.client.get(f"/api/v1/thu/{right.name}", headers={"Accept": "application/json"})
        assert (page.status_code, told.status_code) == (expected, expected), right
        if expected == 403:
            assert told.json()["code"] == "access.not_allowed"


@pytest.mark.parametrize("scope", list(Right))
def test_a_key_opens_the_doors_of_its_scopes_and_no_other(house: StaffHouse, scope: Right) -> None:
    """Reading and changing alike, without any cookie or token against forgery."""
    client, header = house.browser(Accept="application/json").client, house.key(scope)
    for right in Right:
        expected = 200 if right is scope else 403
        for method in ("GET", "POST"):
            answer = client.request(method, f"/api/v1/thu/{right.name}", headers=header)
            assert answer.status_code == expected, (method, right)
    assert client.get(f"/api/v1/thu/{scope.name}", headers=header).json()["program"] is True


@pytest.mark.parametrize("shown", ["Bearer sk_wrong", "Bearer ", "Bearer x", "Basic aG9hOnB3", ""])
def test_nobody_gets_401_from_the_api_and_the_login_from_a_page(house: StaffHouse, shown: str) -> None:
    """A program is told what is missing; a person is led there and back."""
    browser = house.browser(Authorization=shown)
    told = browser.client.get("/api/v1/thu/READ")
    assert told.status_code == 401
    assert told.json()["code"] == "access.login_missing"
    if shown != "Bearer sk_wrong" and shown != "Bearer x":
        assert browser.goes("/cb/thu/READ?trang=2") == "/cb/vao?di=%2Fcb%2Fthu%2FREAD%3Ftrang%3D2"


def test_what_was_posted_without_a_login_is_not_posted_again(house: StaffHouse) -> None:
    """After the login somebody looks at the queue, not at a form that was sent blindly."""
    answer = house.browser().client.post("/cb/thu/REVIEW", follow_redirects=False)
    assert answer.headers["location"] == "/cb/vao?di=%2Fcb%2F"


def test_a_key_that_was_revoked_and_a_session_that_was_ended_open_nothing(house: StaffHouse) -> None:
    """At once, with the next request."""
    made = house.accounts.keys.make(CONSOLE, name="K", unit="", scopes=[Right.READ])
    client = house.browser().client
    header = {"Authorization": f"Bearer {made.secret}"}
    assert client.get("/api/v1/thu/READ", headers=header).status_code == 200
    house.accounts.keys.revoke(CONSOLE, made.row.id)
    assert client.get("/api/v1/thu/READ", headers=header).status_code == 401
    browser = house.logged_in("hoa", Role.OFFICER)
    house.accounts.close(CONSOLE, "hoa")
    assert browser.client.get("/api/v1/thu/READ").status_code == 401


def test_a_bad_key_does_not_fall_back_on_the_cookie(house: StaffHouse) -> None:
    """Who shows a key is judged by the key."""
    browser = house.logged_in("hoa", Role.OFFICER)
    answer = browser.client.get("/api/v1/thu/READ", headers={"Authorization": "Bearer sk_wrong"})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/cb/thu/REVIEW", "/api/v1/thu/REVIEW"])
def test_a_cookie_alone_changes_nothing(house: StaffHouse, path: str) -> None:
    """Another site can have the browser send it; our own token it does not know."""
    browser = house.logged_in("hoa", Role.OFFICER)
    refused = browser.client.post(path, headers={"Accept": "application/json"})
    assert refused.status_code == 403
    token = browser.token()
    assert browser.client.post(path, headers={"X-CSRF-Token": token}).status_code == 200
    elsewhere = {"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}
    assert browser.client.post(path, headers=elsewhere).status_code == 403
    other_origin = {"X-CSRF-Token": token, "Origin": "https://evil.example"}
    assert browser.client.post(path, headers=other_origin).status_code == 403


@pytest.mark.parametrize("path", ["/cb/vao", "/cb/ra", "/cb/moi", "/cb/toi/mat-khau", "/cb/nguoi", "/cb/khoa"])
def test_every_form_needs_its_token(house: StaffHouse, path: str) -> None:
    """The login among them: nobody logs somebody else's browser in."""
    browser = house.logged_in("an", Role.ADMINISTRATOR)
    answer = browser.post(path, csrf="0" * 64, ten="an", mat_khau=PHRASE)
    assert answer.status_code == 403
    assert house.accounts.people(CONSOLE)[0].login == "an"
    assert browser.client.get("/cb/toi").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/cb/",
        "//evil.example/cb/",
        "/\\evil.example/cb/",
        "\\/evil.example",
        "/cb/\\..\\evil",
        "javascript:alert(1)",
        "/evil",
        "/cb",
        "cb/",
        " /cb/",
        "/cb/\r\nSet-Cookie: x=y",
        "/cb/vao?di=/cb/vao",
        "/cb/ra",
        "/cb/moi?t=x",
        "/cb/" + "x" * 500,
        "/cb/ồ",
        "http://[",
        "",
    ],
)
def test_the_login_leads_to_no_other_site(house: StaffHouse, address: str) -> None:
    """An address that is not one of ours is forgotten, wherever it is given."""
    assert way_back(address) == HOME
    house.joined("hoa", Role.OFFICER)
    answer = house.browser().log_in("hoa", di=address)
    assert answer.headers["location"] == HOME


@pytest.mark.parametrize("address", ["/cb/", "/cb/h/chk_1?trang=2#x", "/q/KT-7M4K-92QX", "/vh/forms"])
def test_the_login_leads_back_to_where_somebody_was(house: StaffHouse, address: str) -> None:
    """Also the code that was scanned before the login."""
    house.joined("hoa", Role.OFFICER)
    assert house.browser().log_in("hoa", di=address).headers["location"] == address


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(house: StaffHouse) -> None:
    """HttpOnly and SameSite always, Secure where the connection is; it is new at each login."""
    house.joined("hoa", Role.OFFICER)
    browser = house.browser()
    cookie = browser.log_in("hoa").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    first = browser.secret
    browser.log_in("hoa")
    assert browser.secret != first
    browser.client.cookies.set("sp_staff", first or "", domain="testserver.local", path="/")


def test_over_https_the_cookie_is_secure(house: StaffHouse) -> None:
    """It never travels in the open."""
    house.joined("hoa", Role.OFFICER)
    browser = house.browser()
    browser.client.base_url = "https://testserver"
    assert "secure" in browser.log_in("hoa").headers["set-cookie"].lower()


def test_an_old_secret_opens_nothing_after_the_next_login(house: StaffHouse) -> None:
    """A secret that somebody knew before the login is worth nothing after it."""
    browser = house.logged_in("hoa", Role.OFFICER)
    old = browser.secret
    browser.log_in("hoa")
    other = house.browser(Cookie=f"sp_staff={old}")
    assert other.client.get("/api/v1/thu/READ").status_code == 401
    assert browser.client.get("/api/v1/thu/READ").status_code == 200


def test_a_session_ends_in_silence_and_after_a_day_of_work(house: StaffHouse) -> None:
    """Thirty minutes, twelve hours."""
    browser = house.logged_in("hoa", Role.OFFICER)
    house.center.later(minutes=29)
    assert browser.client.get("/api/v1/thu/READ").status_code == 200
    house.center.later(minutes=30)
    assert browser.client.get("/api/v1/thu/READ").status_code == 401
    browser.log_in("hoa")
    for _ in range(47):
        house.center.later(minutes=15)
        assert browser.client.get("/api/v1/thu/READ").status_code == 200
    house.center.later(minutes=15)
    assert browser.client.get("/api/v1/thu/READ").status_code == 401


def test_logging_out_ends_the_session_on_the_server(house: StaffHouse) -> None:
    """Whoever copied the cookie is out as well."""
    browser = house.logged_in("hoa", Role.OFFICER)
    copied = browser.secret
    assert browser.post("/cb/ra").headers["location"] == "/cb/vao?ra=1"
    assert browser.secret is None
    assert house.browser(Cookie=f"sp_staff={copied}").client.get("/api/v1/thu/READ").status_code == 401
    assert browser.client.get("/cb/ra").status_code == 405


def test_too_many_failed_logins_from_one_address_are_slowed_down(tmp_path: Path) -> None:
    """Whatever login they try, and whatever key."""
    house = open_house(tmp_path, limited=True)
    try:
        browser = house.browser()
        token = browser.token()
        statuses = [browser.post("/cb/vao", csrf=token, ten=f"a{n}", mat_khau=PHRASE).status_code for n in range(31)]
        assert statuses[0] == 422
        assert statuses[-1] == 429
        key = {"Authorization": "Bearer sk_wrong"}
        assert browser.client.get("/api/v1/thu/READ", headers=key).status_code == 429
    finally:
        house.center.desk.store.close()


def test_another_centers_dossiers_are_told_apart_by_the_unit(house: StaffHouse) -> None:
    """The actor carries its Center, be it a person or a program."""
    browser = house.logged_in("xa", Role.OFFICER, unit="khac")
    assert browser.client.get("/api/v1/thu/READ").json()["unit"] == "khac"
    client = house.browser().client
    assert client.get("/api/v1/thu/READ", headers=house.key(Right.READ, unit="khac")).json()["unit"] == "khac"


def test_a_password_is_never_told_back(house: StaffHouse) -> None:
    """A failed login keeps the login in its field and nothing else."""
    page = house.browser().log_in("hoa", OTHER_PHRASE)
    assert page.status_code == 422
    assert OTHER_PHRASE not in page.text
    assert 'value="hoa"' in page.text
