"""The doors to the addresses that are told: JSON for programs, pages for administrators."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import words
from api.office import webhooks as pages
from scanpipe.office.people import Right, Role
from scanpipe.office.webhooks import hooks, signing
from scanpipe.office.webhooks.deliver import means
from scanpipe.office.webhooks.sender import Sender
from scanpipe.office.webhooks.subscriptions import Webhooks
from tests.api.conftest import TestClient
from tests.api.staff_house import Browser, StaffHouse, open_house
from tests.office.center import OTHER_UNIT
from tests.office.receiver import Receiver, answers
from tests.web.conftest import Html, read

URL = "https://mot-cua.example/scanpipe"
HOME = "/cb/webhooks"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[StaffHouse]:
    made = open_house(tmp_path)
    made.app.state.intake = made.center.intake
    made.app.state.office.webhooks = Webhooks(made.center.desk, ["127.0.0.1"])
    yield made
    made.center.desk.store.close()


@pytest.fixture
def program(house: StaffHouse) -> TestClient:
    return TestClient(house.app, headers=house.key(Right.WEBHOOKS))


@pytest.fixture
def browser(house: StaffHouse) -> Browser:
    return house.logged_in("an", Role.ADMINISTRATOR)


def make(program: TestClient, url: str = URL, **more: Any) -> dict[str, Any]:
    told = program.post("/api/v1/webhooks", json={"url": url, "events": ["dossier.accepted"], **more})
    assert told.status_code == 201, told.text
    made: dict[str, Any] = told.json()
    assert told.headers["location"] == f"/api/v1/webhooks/{made['webhook']['id']}"
    return made


def body(page: Html) -> str:
    """All that can be read on a page."""
    return page.all("body")[0].text


# ---- programs ------------------------------------------------------------------------------------------------------


def test_a_program_keeps_addresses(program: TestClient) -> None:
    """Makes one, sees it, changes its secret, switches it off and on; the secret is told when it is made only."""
    made = make(program)
    one = f"/api/v1/webhooks/{made['webhook']['id']}"
    assert program.get("/api/v1/webhooks").json() == {"webhooks": [made["webhook"]]}
    assert program.get(one).json() == made["webhook"]
    assert made["secret"] not in program.get(one).text
    new = program.post(f"{one}/rotate", json={})
    assert new.status_code == 200
    assert new.json()["secret"] != made["secret"]
    assert new.json()["webhook"]["rotating_until"] is not None
    assert program.post(f"{one}/rotate", json={"at_once": True}).json()["webhook"]["rotating_until"] is None
    assert program.post(f"{one}/disable").status_code == 204
    assert program.get(one).json()["disabled_why"] == "administrator"
    assert program.post(f"{one}/test").status_code == 409
    assert program.post(f"{one}/enable").status_code == 204
    assert program.get(one).json()["disabled_at"] is None


def test_a_test_message_goes_the_whole_way(house: StaffHouse, program: TestClient) -> None:
    """Asked for, sent to a real receiver, seen in the log, sent again under its id."""
    receiver = Receiver(answers(200))
    made = make(program, receiver.url)
    one = f"/api/v1/webhooks/{made['webhook']['id']}"
    asked = program.post(f"{one}/test")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    sender = Sender(house.center.desk, means(["127.0.0.1"]))
    assert sender.send_one()
    (got,) = receiver.got
    signing.verify(made["secret"], got.headers, got.body, now=house.center.desk.now())
    assert json.loads(got.body)["type"] == "webhook.test"
    (logged,) = program.get(f"{one}/deliveries").json()["deliveries"]
    assert (logged["id"], logged["state"], logged["status"]) == (asked.json()["id"], "delivered", 200)
    again = program.post(f"{one}/deliveries/{logged['id']}/redeliver")
    assert (again.status_code, again.json()["id"], again.json()["attempts"]) == (202, logged["id"], 0)
    assert sender.send_one()
    assert receiver.ids() == [logged["id"]] * 2
    receiver.close()


def test_the_same_request_twice_makes_one_address(house: StaffHouse, program: TestClient) -> None:
    """With an Idempotency-Key the secret is told again to who asked first, and to nobody without the right."""
    wish = {"url": URL, "events": ["dossier.sent"]}
    key = {"Idempotency-Key": '"mot-cua-0000000000000001"'}
    first, second = (program.post("/api/v1/webhooks", json=wish, headers=key) for _ in range(2))
    assert first.status_code == 201, first.text
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert len(program.get("/api/v1/webhooks").json()["webhooks"]) == 1
    for headers, status in (({}, 401), (house.key(Right.READ), 403)):
        told = TestClient(house.app).post("/api/v1/webhooks", json=wish, headers={**key, **headers})
        assert told.status_code == status
        assert "whsec_" not in told.text


@pytest.mark.parametrize(
    "wish",
    [
        {"url": "http://mot-cua.example/", "events": ["dossier.sent"]},
        {"url": URL, "events": []},
        {"url": URL, "events": ["dossier.eaten"]},
        {"url": URL},
        {"url": URL, "events": ["dossier.sent"], "secret": "mine"},
    ],
)
def test_what_cannot_be_is_refused(program: TestClient, wish: dict[str, Any]) -> None:
    """As a problem that names no more than it must."""
    told = program.post("/api/v1/webhooks", json=wish)
    assert told.status_code == 422
    assert told.headers["content-type"] == "application/problem+json"


ROUTES = [
    ("GET", ""), ("POST", ""), ("GET", "/{id}"), ("POST", "/{id}/rotate"), ("POST", "/{id}/disable"),
    ("POST", "/{id}/enable"), ("POST", "/{id}/test"), ("GET", "/{id}/deliveries"),
    ("POST", "/{id}/deliveries/msg_1/redeliver"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_needs_the_scope_and_the_center(
    house: StaffHouse, program: TestClient, method: str, path: str
) -> None:
    """401 without a key, 403 with every other scope, 404 with a key of another Center."""
    url = "/api/v1/webhooks" + path.format(id=make(program)["webhook"]["id"])
    wish = {"url": URL, "events": ["dossier.sent"]} if path == "" else {}
    other = set(Right) - {Right.WEBHOOKS}

    def status(headers: dict[str, str]) -> int:
        sent = wish if method == "POST" else None
        return int(TestClient(house.app).request(method, url, json=sent, headers=headers).status_code)

    assert status({}) == 401
    assert status(house.key(*other)) == 403
    if path:
        assert status(house.key(Right.WEBHOOKS, unit=OTHER_UNIT)) == 404
    assert len(program.get("/api/v1/webhooks").json()["webhooks"]) == 1


# ---- pages ---------------------------------------------------------------------------------------------------------


def test_an_administrator_adds_an_address_and_sees_its_secret_once(browser: Browser) -> None:
    """On the answer to the form, and on no page after it."""
    assert "Chưa có địa chỉ nào." in body(browser.get(HOME))
    made = browser.post(HOME, url=URL, events=["dossier.accepted", "dossier.sent"])
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    page = read(made.text)
    assert page.h1 == "Khóa ký thông báo"
    secret = page.marked("secret")[0].attributes["value"] or ""
    assert secret.startswith("whsec_")
    one = page.marked("stored")[0].attributes["href"] or ""
    for path in (HOME, one):
        assert "mot-cua.example" in body(browser.get(path))
        assert secret not in browser.client.get(path).text
    assert browser.get(one).h1.startswith("mot-cua.example")


@pytest.mark.parametrize(
    ("fields", "where", "told"),
    [
        ({"url": "http://mot-cua.example/", "events": ["dossier.sent"]}, "#dia-chi", "https"),
        ({"url": "mot-cua", "events": ["dossier.sent"]}, "#dia-chi", "chưa đúng"),
        ({"url": URL}, "#viec", "ít nhất một"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(browser: Browser, fields: dict[str, Any], where: str, told: str) -> None:
    """On top with a link, and at the field; what was typed is kept."""
    answer = browser.post(HOME, **fields)
    assert answer.status_code == 422
    page = read(answer.text)
    (trouble,) = page.marked("trouble")
    assert told in trouble.text
    assert page.all("a", href=where)
    assert page.marked("url")[0].attributes["value"] == fields["url"]


def test_the_page_of_an_address_does_what_its_buttons_say(house: StaffHouse, browser: Browser) -> None:
    """Test, log, send again, change the secret, off and on: each goes back to the page and says what was done."""
    receiver = Receiver(answers(500))
    made = house.app.state.office.webhooks.make(
        house.center.actor("qt.an", Role.ADMINISTRATOR), receiver.url, ["dossier.accepted"]
    )
    one = f"{HOME}/{made.webhook.id}"
    assert "Chưa gửi thông báo nào." in body(browser.get(one))
    assert browser.post(f"{one}/thu").headers["location"] == f"{one}?xong=tested"
    assert "Đã xếp thông báo thử" in browser.get(f"{one}?xong=tested").marked("banner")[0].text
    Sender(house.center.desk, means(["127.0.0.1"])).send_one()
    log = browser.get(one).marked("log")[0].text
    assert "500" in log
    assert "Bên nhận không nhận" in log
    (message,) = receiver.ids()
    assert browser.post(f"{one}/gui-lai/{message}").headers["location"] == f"{one}?xong=redelivered"
    rotated = browser.post(f"{one}/doi-khoa")
    assert "Khóa cũ còn ký kèm đến" in body(read(rotated.text))
    assert "Khóa cũ còn ký kèm đến" not in body(read(browser.post(f"{one}/doi-khoa", at_once="1").text))
    assert browser.post(f"{one}/tat").headers["location"] == f"{one}?xong=disabled"
    assert browser.get(one).marked("enable")
    assert browser.get(one).marked("test") == []
    assert browser.post(f"{one}/thu").status_code == 409
    assert browser.post(f"{one}/bat").headers["location"] == f"{one}?xong=enabled"
    for step in ("thu", "tat", "bat", "doi-khoa"):
        assert browser.goes(f"{one}/{step}") == one
    receiver.close()


def test_only_administrators_see_the_pages(house: StaffHouse, program: TestClient) -> None:
    """Officers 403, another Center 404, nobody to the login; a form without our token changes nothing."""
    one = f"{HOME}/{make(program)['webhook']['id']}"
    assert house.browser().goes(HOME).startswith("/cb/vao?di=")
    officer = house.logged_in("hoa", Role.OFFICER)
    for path in (HOME, one):
        assert officer.client.get(path).status_code == 403
    assert officer.post(f"{one}/tat").status_code == 403
    other = house.logged_in("khac", Role.ADMINISTRATOR, unit=OTHER_UNIT)
    assert other.client.get(one).status_code == 404
    assert other.post(f"{one}/doi-khoa").status_code == 404
    administrator = house.logged_in("an", Role.ADMINISTRATOR)
    assert administrator.post(f"{one}/tat", csrf="0" * 64).status_code == 403
    assert program.get("/api/v1" + one.removeprefix("/cb")).json()["disabled_at"] is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_are_labelled_in_both_languages(browser: Browser, program: TestClient, lang: str) -> None:
    """One h1 that the title begins with, every input with its label, no script or style within the page."""
    one = f"{HOME}/{make(program)['webhook']['id']}"
    program.post(f"/api/v1{one.removeprefix('/cb')}/test")
    for path in (HOME, one):
        answer = browser.client.get(f"{path}?lang={lang}")
        page = read(answer.text)
        assert page.all("html")[0].attributes["lang"] == lang
        assert len(page.all("h1")) == 1
        assert page.title.startswith(page.h1.split(" ")[0])
        labelled = {e.attributes.get("for") for e in page.all("label")}
        for field in page.all("input"):
            assert (
                field.attributes.get("type") == "hidden"
                or field.attributes.get("id") in labelled
                or (field.attributes.get("name") == "ma")
            )
        assert not re.search(r" style=|<style|<script>| on\w+=", answer.text)


def test_every_event_and_every_outcome_has_its_words() -> None:
    """Whatever stands in a log can be said."""
    for event in (*hooks.EVENTS, hooks.TEST):
        assert words.say(f"webhook.event_{event.replace('.', '_')}", "vi")
    for told in pages.TOLD:
        assert words.say(f"webhook.told_{told}", "en")


def test_every_word_of_this_room_is_used() -> None:
    """The table holds no word that nobody reads."""
    table = next(path for path in words.TABLES if path.stem == "webhook")
    folder = Path(pages.__file__).parent
    texts = [path.read_text("utf-8") for path in folder.glob("*.py")]
    texts += [path.read_text("utf-8") for path in (folder.parent / "templates" / "office").rglob("*.j2")]
    text = "\n".join(texts)
    built = ("webhook.event_", "webhook.told_", "webhook.done_", "webhook.wrong_", "webhook.state_")
    unused = [key for key in yaml.safe_load(table.read_text("utf-8")) if key not in text and not key.startswith(built)]
    assert unused == []
