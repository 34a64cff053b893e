"""Dossiers over JSON: the list, one under review, every decision, and who may do what."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api import openapi
from api.v1 import dossiers
from scanpipe.office.people import Right, Role
from scanpipe.office.queue import Queue
from scanpipe.office.review import Reviews
from tests.api.conftest import TestClient
from tests.api.staff_house import StaffHouse, open_house
from tests.office.center import OTHER_UNIT

NAME_POINT = "v:0:declarant_full_name"
LOOKED = {"seen_ms": 900}
BODIES: dict[str, dict[str, Any] | None] = {
    "claim": None,
    "release": None,
    "postpone": {"until": "2026-11-24T08:00:00+07:00", "why": "chờ"},
    "decisions": {"point": NAME_POINT, "kind": "accept", **LOOKED},
    "override": {"finding": "f_000000000000", "reason": "misread"},
    "undo": None,
    "accept": {},
}
"""What is posted to each of the acts."""


@dataclass
class Programs:
    """The door with programs of two Centers behind their keys."""

    house: StaffHouse
    client: TestClient
    officer: dict[str, str]
    colleague: dict[str, str]
    reader: dict[str, str]
    elsewhere: dict[str, str]

    def get(self, path: str, headers: dict[str, str] | None = None, **more: str) -> Any:
        return self.client.get(f"/api/v1/dossiers{path}", headers={**(headers or self.officer), **more})

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None, **more: str) -> Any:
        return self.client.post(f"/api/v1/dossiers{path}", json=body, headers={**(headers or self.officer), **more})

    def patch(self, path: str, body: Any, headers: dict[str, str] | None = None, **more: str) -> Any:
        return self.client.patch(f"/api/v1/dossiers{path}", json=body, headers={**(headers or self.officer), **more})


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Programs]:
    house = open_house(tmp_path)
    desk = house.center.desk
    house.app.state.intake = house.center.intake
    house.app.state.office.reviews = Reviews(desk, second_every=0)
    house.app.state.office.queue = Queue(desk)
    client = TestClient(house.app, headers={"Accept": "application/json"})
    both = (Right.READ, Right.REVIEW)
    yield Programs(
        house, client, house.key(*both), house.key(*both), house.key(Right.READ), house.key(*both, unit=OTHER_UNIT)
    )
    desk.store.close()


def test_the_list_shows_dossiers_and_nothing_that_people_wrote(door: Programs) -> None:
    """No number of twelve digits, no name; those of another Center are not there."""
    check = door.house.center.dossier()
    told = door.get("")
    assert told.status_code == 200, told.text
    body = told.json()
    assert [line["id"] for line in body["dossiers"]] == [check.id]
    assert (body["total"], body["tabs"]["waiting"]) == (1, 1)
    assert body["dossiers"][0]["age_s"] == 0
    assert "079190000123" not in told.text
    assert "MẪU" not in told.text
    assert door.get("", door.elsewhere).json()["total"] == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?verdict=correct", 1),
        ("?verdict=submit&verdict=rescan", 0),
        ("?tab=mine", 0),
        ("?procedure=permanent_residence", 1),
        ("?sent_from=2026-11-24", 0),
        ("?officer=nobody", 0),
        ("?sort=points&falling=true", 1),
    ],
)
def test_the_list_is_filtered_by_its_address(door: Programs, asked: str, found: int) -> None:
    """As the officer's own list is."""
    door.house.center.dossier()
    assert door.get(asked).json()["total"] == found


@pytest.mark.parametrize("asked", ["?tab=all", "?page=0", "?sent_from=1", "?verdict=good"])
def test_a_wish_that_nobody_knows_is_refused(door: Programs, asked: str) -> None:
    """With a problem that says where."""
    told = door.get(asked)
    assert (told.status_code, told.json()["code"]) == (422, "request.invalid")


def test_a_review_from_first_to_last(door: Programs) -> None:
    """Claimed, each point decided, refused while something is open, accepted with its official code."""
    check = door.house.center.dossier()
    seen = door.post(f"/{check.id}/claim").json()
    assert (seen["may_write"], seen["state"]) == (True, "reviewing")
    refused = door.post(f"/{check.id}/accept", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "dossier.open_points")
    assert refused.headers["content-type"] == "application/problem+json"
    fault = next(p for p in seen["points"] if p["certainty"] == "must")
    for point in seen["points"]:
        if point is not fault:
            told = door.post(f"/{check.id}/decisions", {"point": point["id"], "kind": "accept", **LOOKED})
            assert told.status_code == 200, told.text
    still = door.post(f"/{check.id}/accept", {})
    assert (still.status_code, still.json()["code"]) == (409, "dossier.open_points")
    told = door.post(f"/{check.id}/override", {"finding": fault["id"], "reason": "other", "note": "có bản chính"})
    assert told.json()["can_accept"]
    done = door.post(f"/{check.id}/accept", {"official_code": "H29.35-261124-0007"}).json()
    assert (done["state"], done["official_code"], done["may_write"]) == ("received", "H29.35-261124-0007", False)
    assert door.patch(f"/{check.id}", {"official_code": "H2"}).json()["official_code"] == "H2"


def test_a_value_is_typed_and_taken_back(door: Programs) -> None:
    """By PATCH on the field; the point tells what was read and what holds."""
    check = door.house.center.dossier()
    told = door.patch(f"/{check.id}/fields/{NAME_POINT}", {"value": "NGUYỄN THỊ MẬU"})
    point = next(p for p in told.json()["points"] if p["id"] == NAME_POINT)
    assert (point["read"], point["value"], point["state"]) == ("NGUYỄN THỊ MẪU", "NGUYỄN THỊ MẬU", "edited")
    told = door.post(f"/{check.id}/undo")
    point = next(p for p in told.json()["points"] if p["id"] == NAME_POINT)
    assert (point["value"], point["state"]) == ("NGUYỄN THỊ MẪU", "open")
    nothing = door.post(f"/{check.id}/undo")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "dossier.decision")


@pytest.mark.parametrize(
    "wish",
    [
        {"point": NAME_POINT, "kind": "accept"},
        {"point": NAME_POINT, "kind": "accept", "seen_ms": 299},
        {"point": NAME_POINT, "kind": "edit"},
        {"point": NAME_POINT, "kind": "override", "reason": "misread"},
    ],
)
def test_a_decision_that_lacks_something_is_a_problem(door: Programs, wish: dict[str, Any]) -> None:
    """422, and nothing is decided."""
    check = door.house.center.dossier()
    told = door.post(f"/{check.id}/decisions", wish)
    assert (told.status_code, told.json()["code"]) == (422, "dossier.decision")
    assert door.get(f"/{check.id}").json()["unseen"] == 5


def test_what_somebody_else_has_open_is_held(door: Programs) -> None:
    """409 on everything that writes, until it is left."""
    check = door.house.center.dossier()
    door.post(f"/{check.id}/claim")
    other = door.post(f"/{check.id}/claim", headers=door.colleague).json()
    assert not other["may_write"]
    assert other["held_by"]
    for act in ("decisions", "undo", "accept", "postpone", "override"):
        told = door.post(f"/{check.id}/{act}", BODIES[act], door.colleague)
        assert (told.status_code, told.json()["code"]) == (409, "dossier.held"), act
    assert door.post(f"/{check.id}/release").status_code == 204
    assert door.post(f"/{check.id}/claim", headers=door.colleague).json()["may_write"]


def test_a_tag_says_what_was_looked_at(door: Programs) -> None:
    """304 where nothing has changed; a decision about something else is refused."""
    check = door.house.center.dossier()
    tag = door.post(f"/{check.id}/claim").headers["etag"]
    assert door.get(f"/{check.id}", **{"If-None-Match": tag}).status_code == 304
    first = door.post(f"/{check.id}/decisions", BODIES["decisions"], **{"If-Match": tag})
    assert first.status_code == 200
    assert first.headers["etag"] != tag
    late = door.patch(f"/{check.id}/fields/{NAME_POINT}", {"value": "X"}, **{"If-Match": tag})
    assert late.status_code in (409, 412)
    assert door.patch(f"/{check.id}/fields/{NAME_POINT}", {"value": "X"}, **{"If-Match": "*"}).status_code == 200


def test_the_same_decision_sent_twice_is_taken_once(door: Programs) -> None:
    """With an idempotency key; and the answer that was kept is given to nobody without a key of their own."""
    check = door.house.center.dossier()
    once = {"Idempotency-Key": "9f1c7a52-5f0e-4a53-8a0b"}
    first = door.post(f"/{check.id}/decisions", BODIES["decisions"], **once)
    again = door.post(f"/{check.id}/decisions", BODIES["decisions"], **once)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    stranger = door.post(f"/{check.id}/decisions", BODIES["decisions"], {"Authorization": "Bearer sk_none"}, **once)
    assert stranger.status_code == 401


def test_a_masked_number_is_revealed_one_by_one(door: Programs) -> None:
    """The card's number is not in the review before."""
    check = door.house.center.dossier()
    seen = door.post(f"/{check.id}/claim").json()
    card = next(p for p in seen["fields"] if p["id"] == "v:1:personal_id")
    assert (card["kept"], card["value"]) == (True, "079•••••0124")
    told = door.post(f"/{check.id}/reveal", {"point": card["id"]})
    assert told.json() == {"point": card["id"], "value": "079190000124"}


@pytest.mark.parametrize("act", BODIES)
def test_another_center_finds_nothing_on_any_route(door: Programs, act: str) -> None:
    """404, as for a dossier that is not there."""
    check = door.house.center.dossier()
    assert door.post(f"/{check.id}/{act}", BODIES[act], door.elsewhere).status_code == 404
    assert door.post(f"/chk_none/{act}", BODIES[act]).status_code == 404
    assert door.get(f"/{check.id}", door.elsewhere).status_code == 404
    assert door.patch(f"/{check.id}", {"official_code": "X"}, door.elsewhere).status_code == 404
    assert door.patch(f"/{check.id}/fields/{NAME_POINT}", {"value": "X"}, door.elsewhere).status_code == 404
    assert door.post(f"/{check.id}/reveal", {"point": "v:1:personal_id"}, door.elsewhere).status_code == 404
    assert door.house.center.row(check.id) == check


@pytest.mark.parametrize("act", BODIES)
def test_a_key_that_may_only_read_changes_nothing(door: Programs, act: str) -> None:
    """403 on everything that writes; looking is allowed."""
    check = door.house.center.dossier()
    told = door.post(f"/{check.id}/{act}", BODIES[act], door.reader)
    assert (told.status_code, told.json()["code"]) == (403, "access.not_allowed")
    assert door.patch(f"/{check.id}", {"official_code": "X"}, door.reader).status_code == 403
    assert door.patch(f"/{check.id}/fields/{NAME_POINT}", {"value": "X"}, door.reader).status_code == 403
    assert door.get(f"/{check.id}", door.reader).status_code == 200


def test_a_browser_needs_the_proof_that_it_comes_from_our_page(door: Programs) -> None:
    """The cookie of a session alone decides nothing."""
    check = door.house.center.dossier()
    browser = door.house.logged_in("ng.hoa", Role.OFFICER)
    url = f"/api/v1/dossiers/{check.id}/claim"
    told = browser.client.post(url, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (403, "access.form_expired")
    proof = {"Accept": "application/json", "X-CSRF-Token": browser.token()}
    assert browser.client.post(url, headers=proof).status_code == 200


def test_the_examples_are_true(door: Programs) -> None:
    """Each fits the schema of its route, and what is told now has the members of the example."""
    door.house.app.openapi_schema = None
    document = openapi.build(door.house.app)
    checked = 0
    for path, item in document["paths"].items():
        if not path.startswith("/api/v1/dossiers") or "export" in path:
            continue
        for operation in item.values():
            for media in _media(operation):
                whole = {**media.get("schema", {}), "components": document["components"]}
                for value in _examples(media):
                    checked += 1
                    assert [e.message for e in Draft202012Validator(whole).iter_errors(value)] == [], path
    assert checked > 30
    check = door.house.center.dossier()
    assert set(door.get(f"/{check.id}").json()) == set(dossiers.told.DOSSIER)


def _media(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for response in operation["responses"].values():
        yield from response.get("content", {}).values()


def _examples(media: dict[str, Any]) -> list[Any]:
    one = [media["example"]] if "example" in media else []
    found = one + [e["value"] for e in media.get("examples", {}).values()]
    return [json.loads(value) if isinstance(value, str) else value for value in found]
